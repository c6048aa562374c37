"""What commands print on a real terminal, and what they write, when hostile text stands in everything."""

from __future__ import annotations

import os
import shutil
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Office

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals"),
]

VILLAGE = "16.06.01.2001"

COMMANDS: dict[str, tuple[str, ...]] = {
    "search": ("search", "siti", "--limit", "40"),
    "search nik": ("search", "1606", "--reveal-nik"),
    "check": ("check", "PERSON"),
    "history": ("history", "PERSON"),
    "correct": ("correct", "PERSON"),
    "verify": ("verify", "PERSON", "--outcome", "layak"),
    "queue": ("queue", "--all"),
    "approvals": ("approvals",),
    "duplicates": ("duplicates", "--all", "--min-probability", "0.1"),
    "requests": ("duplicates", "--requests"),
    "desil": ("desil",),
    "plan": ("plan", "--families"),
    "sessions": ("session", "list"),
    "session": ("session", "show"),
    "undo": ("undo", "--list"),
    "users": ("user", "list"),
    "audit": ("audit", "verify"),
    "doctor": ("doctor",),
}


@pytest.fixture(scope="module")
def poisoned(office: Office, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The office with hostile text in every free column, and somebody of its list."""
    from kelambu_tui.work.corrections import correct
    from kelambu_tui.work.sessions import Present, open_session
    from kelambu_tui.work.verification import Sheet, record
    from kelambu_tui.work.workspace import sign_in, sign_out
    from tests.cli.conftest import SITI
    from tests.tui.test_hostile_screens import HOSTILE, poison

    folder = shutil.copytree(office.folder, tmp_path_factory.mktemp("hostile") / "kerja")
    siti = sign_in(folder, "siti", SITI)
    person = office.someone
    open_session(siti, VILLAGE, place=HOSTILE[1], meeting="musdes", present=[Present(HOSTILE[0], HOSTILE[2])])
    correct(siti, person, "name", HOSTILE[3], reason="".join(HOSTILE[:4]), evidence=HOSTILE[5])
    record(siti, person, Sheet("mampu", {}, {}, HOSTILE[8] + "catatan"))
    with siti.database.write() as connection:
        assert poison(connection) > 1000
    sign_out(siti)
    return folder, person


def harmful(text: str) -> set[str]:
    """The characters that a terminal, or a reader's eye, would take for something else."""
    return {char for char in text if unicodedata.category(char) in ("Cc", "Cf", "Cs") and char not in "\r\n"}


@pytest.mark.parametrize("json", [(), ("--json",)], ids=["text", "json"])
@pytest.mark.parametrize("name", COMMANDS)
def test_nothing_that_is_printed_is_a_command_to_the_terminal(
    office: Office, poisoned: tuple[Path, str], name: str, json: tuple[str, ...]
) -> None:
    import pexpect

    folder, person = poisoned
    words = [person if word == "PERSON" else word for word in COMMANDS[name]]
    common = [word if word != str(office.folder) else str(folder) for word in office.siti()]
    child = pexpect.spawn(
        sys.executable,
        ["-m", "kelambu_tui", *words, *json, *common],
        encoding="utf-8",
        timeout=60,
        dimensions=(24, 80),
        env=os.environ | {"KELAMBU_KEYRING": "0"},
    )
    shown = child.read()
    child.wait()
    assert harmful(shown) == set()
    assert "Traceback" not in shown
    assert "Ada kesalahan di dalam" not in shown
    assert child.exitstatus in (0, 1, 3)


PAPERS = {
    "prelist.pdf": ("prelist", "OUT", "--village", VILLAGE),
    "prelist.txt": ("prelist", "OUT", "--village", VILLAGE),
    "minutes.pdf": ("minutes", "OUT", "--draft"),
    "letter.pdf": ("letter", "PERSON", "OUT"),
}


@pytest.mark.parametrize("name", PAPERS)
def test_papers_hold_only_text(
    office: Office, poisoned: tuple[Path, str], tmp_path: Path, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    import pypdf

    from kelambu_tui.__main__ import main

    folder, person = poisoned
    out = tmp_path / name
    given = {"OUT": str(out), "PERSON": person}
    common = [word if word != str(office.folder) else str(folder) for word in office.siti()]
    code = main([*(given.get(word, word) for word in PAPERS[name]), *common])
    said = "".join(capfd.readouterr())
    assert code == 0, said
    assert harmful(said) == set()
    if name.endswith(".txt"):
        assert harmful(out.read_text(encoding="utf-8")) <= {"\x0c", "\ufeff"}  # a new page; this is UTF-8
        return
    reader = pypdf.PdfReader(out)
    for page in reader.pages:
        # The form itself lets long words break; a sign that the font lacks is read back as NUL.
        assert harmful(page.extract_text()) <= {"\u200b", "\x00"}
        assert "/JS" not in str(page.get("/Annots", ""))
        assert "/URI" not in str(page.get("/Annots", ""))
