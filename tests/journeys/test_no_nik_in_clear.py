"""A whole day with planted NIKs, then a search for them everywhere they must not be.

Only the list itself, the file of its rejected rows and the insurer's file hold NIKs; nothing else on the
disk, nothing that a command said, no crash report, no process list.
"""

from __future__ import annotations

import asyncio
import csv
import io
import os
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kelambu_tui.__main__ import main
from kelambu_tui.exchange.synthetic import generate
from kelambu_tui.locale import use_language
from kelambu_tui.people.nik import mask
from kelambu_tui.store import slots
from kelambu_tui.work.accounts import add_user
from kelambu_tui.work.workspace import create, sign_out

pytestmark = pytest.mark.slow

VILLAGE = "16.06.01.2001"


class Watcher(threading.Thread):
    """Looks again and again at the temporary folder and at what the processes are called with."""

    def __init__(self, folder: Path) -> None:
        super().__init__(daemon=True)
        self.folder = folder
        self.files: dict[str, bytes] = {}
        self.commands: set[str] = set()
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.is_set():
            for path in [*self.folder.rglob("*")]:
                try:
                    if path.is_file():
                        self.files[str(path)] = self.files.get(str(path), b"") + path.read_bytes()
                    self.files.setdefault(str(path), b"")
                except OSError:
                    continue
            self.commands |= set(children())
            time.sleep(0.01)

    def stop(self) -> None:
        self._over.set()
        self.join()


def children() -> Iterator[str]:
    """The command lines of the processes under this one, where the system shows them."""
    known = {os.getpid()}
    for path in sorted(Path("/proc").glob("[0-9]*"), key=lambda one: int(one.name)):
        try:
            parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            if parent in known:
                known.add(int(path.name))
                yield (path / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (OSError, ValueError, IndexError):
            continue


class Day:
    """A workspace in which a list was taken in, and everything that was said since."""

    def __init__(self, base: Path, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self.base, self.capsys, self.patch = base, capsys, patch
        self.out = base / "out"
        self.out.mkdir()
        self.folder = base / "kerja"
        self.said = ""
        for name in ("siti", "budi"):
            (base / name).write_text(f"rahasia {name}")
        workspace = create(self.folder, "siti", "fasilitator", "rahasia siti")
        add_user(workspace, "budi", "penyelia", "rahasia budi")
        sign_out(workspace)
        made = generate(base / "list.csv", persons=300, seed=5, villages=[VILLAGE])
        self.lists = (made.families, made.individuals)
        with made.individuals.open(encoding="utf-8-sig", newline="") as file:
            self.rows = list(csv.DictReader(file))
        key = next(name for name in self.rows[0] if name.strip().upper() == "NIK")
        self.niks = sorted({row[key] for row in self.rows if len(row[key]) == 16 and row[key].isdigit()})

    def run(self, *words: str, user: str = "siti") -> tuple[int, str]:
        """Run a command; keep what it said."""
        self.patch.setattr(sys, "stdin", io.StringIO())
        common = ["--workspace", str(self.folder), "--user", user, "--passphrase-file", str(self.base / user)]
        code = main([*words, *common])
        captured = self.capsys.readouterr()
        self.said += captured.out + captured.err
        return code, captured.out


@pytest.fixture
def day(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Day:
    monkeypatch.setenv("KELAMBU_KEYRING", "0")
    quick = {"memory_kib": 64, "passes": 1, "lanes": 1}
    monkeypatch.setattr(slots, "argon_for", lambda _practice: quick)
    temporary = tmp_path / "sementara"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    use_language("id")
    return Day(tmp_path, capsys, monkeypatch)


def found_in(text: str | bytes, niks: list[str]) -> list[str]:
    """The planted NIKs that stand whole in `text`, as they are or as UTF-16, masked for the report."""
    raw = text.encode() if isinstance(text, str) else text
    forms = ((nik, (nik.encode(), nik.encode("utf-16-le"))) for nik in niks)
    return [mask(nik) for nik, both in forms if any(form in raw for form in both)]


def test_no_planted_nik_is_anywhere_but_where_it_must_be(day: Day) -> None:
    watcher = Watcher(day.base / "sementara")
    watcher.start()
    person = day.niks[7]
    try:
        for path in day.lists:
            assert (
                day.run("import", str(path), "--rejects", str(day.out / f"{path.stem}-ditolak.csv"))[0] == 0
            )
        live_a_day(day, person)
    finally:
        watcher.stop()
    assert len(day.niks) > 200
    assert found_in(day.said, day.niks) == []
    assert mask(person) in day.said  # they were talked about, masked
    # The search finds what is there: the insurer's file must hold them, and the papers were written.
    with zipfile.ZipFile(day.out / "bpjs.xlsx") as book:
        assert any(found_in(book.read(name), day.niks) for name in book.namelist())
    assert {"prelist.pdf", "prelist.txt", "surat.pdf", "ba.pdf"} <= {path.name for path in day.out.iterdir()}
    # Where they must not be: the workspace with its database, WAL, accounts and caches, and every paper.
    allowed = {*day.base.glob("list*"), *day.out.glob("*ditolak.csv"), *day.out.glob("*bpjs*")}
    looked = [path for path in day.base.rglob("*") if path.is_file() and path not in allowed]
    assert any(path.name == "kelambu.db" for path in looked)
    for path in looked:
        assert found_in(path.read_bytes(), day.niks) == [], path.name
        assert found_in(paper_text(path), day.niks) == [], path.name
        assert found_in(path.name, day.niks) == []
    for name, content in watcher.files.items():
        assert found_in(name, day.niks) == []
        assert found_in(content, day.niks) == [], name
    assert watcher.commands
    assert found_in(" ".join(watcher.commands), day.niks) == []


def live_a_day(day: Day, person: str) -> None:
    """Search, check, verify, queue, decide, correct, print, export; things that are refused as well."""
    field = {"birthplace": "Sekayu", "mother_name": "Aminah", "phone": "081234567890", "income": "750000"}
    field |= {"occupation": "PETANI", "work_location": "Kebun", "nkk": "1606020101100001"}
    given = [word for name, value in field.items() for word in ("--set", f"{name}={value}")]
    day.run("session", "open", VILLAGE)
    for words in (("search", person), ("search", person[:-1] + "9"), ("check", person), ("check", "1" * 16)):
        day.run(*words)
        day.run(*words, "--json")
        day.run(*words[:1], words[1][:15])
    for nik in day.niks[7:20]:
        day.run("verify", nik, "--outcome", "layak", *given)
    day.run("verify", person, "--outcome", "bukan-hasil")
    day.run("verify", person, "--outcome", "layak", "--set", "nik=" + day.niks[9])
    day.run("correct", person, "--set", "nik=" + day.niks[9], "--reason", "salah")
    day.run("duplicates", "--all")
    day.run("duplicates", "--json", "--person", person)
    for command in ("queue", "approvals"):
        day.run(command, user="budi")
        day.run(command, "--json", user="budi")
    waiting = [line.split()[0] for line in day.run("approvals", user="budi")[1].splitlines()[1:] if line]
    for one in waiting:
        day.run("approve", one, user="budi")
    day.run("history", person)
    day.run("undo", "--list")
    day.run("export", "bpjs", str(day.out / "bpjs.xlsx"), user="budi")
    day.run("prelist", str(day.out / "prelist.pdf"), "--village", VILLAGE)
    day.run("prelist", str(day.out / "prelist.txt"), "--village", VILLAGE)
    for nik in day.niks[7:20]:  # whoever has an outcome that a letter can tell
        day.run("letter", nik, str(day.out / "surat.pdf"))
    day.run("session", "close")
    day.run("minutes", str(day.out / "ba.pdf"))
    day.run("plan", "--families")
    day.run("audit", "verify")
    day.run("doctor")


def paper_text(path: Path) -> str:
    """What a PDF shows: its streams are compressed, so its bytes alone say nothing."""
    if path.suffix != ".pdf":
        return ""
    import pypdf

    return " ".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def test_while_it_is_open_the_wal_holds_none_either(day: Day) -> None:
    from kelambu_tui.work.workspace import sign_in

    workspace = sign_in(day.folder, "siti", "rahasia siti")
    try:
        from kelambu_tui.exchange.intake import import_list

        for path in day.lists:
            import_list(workspace, path)
        logs = [*day.folder.glob("kelambu.db-*")]
        assert sum(path.stat().st_size for path in logs) > 100_000
        for path in logs:
            assert found_in(path.read_bytes(), day.niks) == []
    finally:
        sign_out(workspace)


CRASH = """
import sys
from kelambu_tui import __main__
from kelambu_tui.cli import root
def broken(words):
    nik = words[-1]
    people = {"nik": nik}
    raise ValueError(f"what is {nik} in {people}")
root.run = broken
sys.argv = ["kelambu", "check", *sys.argv[2:], sys.argv[1]]
sys.exit(__main__.main())
"""


@pytest.mark.parametrize("how", [("--debug",), ()])
def test_a_crash_of_a_command_prints_no_nik(how: tuple[str, ...]) -> None:
    nik = "1606014107850003"
    ran = subprocess.run(
        [sys.executable, "-c", CRASH, nik, *how], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1
    assert "ValueError" in ran.stderr
    assert ("Traceback" in ran.stderr) is bool(how)
    assert nik not in ran.stderr + ran.stdout


def test_a_crash_of_the_app_prints_neither_locals_nor_niks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from kelambu_tui.tui.app import KelambuApp

    nik = "1606014107850003"
    app = KelambuApp(tmp_path / "none")

    def broken() -> None:
        person = {"nik": nik, "name": "SITI " + "AMINAH"}
        raise ValueError(f"no {nik} for {len(person)}")

    async def crash() -> None:
        async with app.run_test() as pilot:
            app.call_later(broken)
            await pilot.pause()

    with pytest.raises(ValueError, match="no 1606"):
        asyncio.run(crash())
    shown = "".join(capsys.readouterr())
    assert "ValueError: no 1606**********03 for 2" in shown
    assert nik not in shown.replace(f'nik = "{nik}"', "")  # the test's own line of source
    assert "SITI AMINAH" not in shown
