"""Passphrases on the command line: wrong ones, forgotten ones, changed ones, and the district's key."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from tests.cli.conftest import BUDI, SITI

if TYPE_CHECKING:
    from tests.cli.conftest import Run


@pytest.fixture(scope="module", autouse=True)
def quick() -> Iterator[None]:
    """Argon2id made quick: what is tested here does not rest on its slowness."""
    from kelambu_tui.store import slots

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KELAMBU_KEYRING", "0")
        cheap = {"memory_kib": 64, "passes": 1, "lanes": 1}
        patch.setattr(slots, "argon_for", lambda _practice: cheap)
        yield


@pytest.fixture(scope="module")
def furnished(quick: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from kelambu_tui.work.accounts import add_user
    from kelambu_tui.work.workspace import create, sign_out

    place = tmp_path_factory.mktemp("unlock")
    for name, secret in (("siti", SITI), ("budi", BUDI), ("baru", "rahasia baru"), ("salah", "salah salah")):
        (place / name).write_text(secret)
    workspace = create(place / "kerja", "siti", "fasilitator", SITI)
    add_user(workspace, "budi", "penyelia", BUDI)
    sign_out(workspace)
    return place


@pytest.fixture
def at(furnished: Path, tmp_path: Path) -> Path:
    return shutil.copytree(furnished, tmp_path / "at")


def who(at: Path, name: str, secret: str = "") -> list[str]:
    return ["--workspace", str(at / "kerja"), "--user", name, "--passphrase-file", str(at / (secret or name))]


def test_wrong_passphrases_end_with_three_and_the_seconds_that_are_left(run: Run, at: Path) -> None:
    for _time in range(4):
        ran = run("queue", *who(at, "siti", "salah"))
        assert ran.code == 3
        assert "tidak cocok" in ran.err
        assert "tunggu" not in ran.err
    assert "Sekarang tunggu 30 detik." in run("queue", *who(at, "siti", "salah")).err
    ran = run("queue", *who(at, "siti"))
    assert (ran.code, ran.out) == (3, "")
    assert "Tunggu 30 detik" in ran.err or "Tunggu 29 detik" in ran.err
    assert run("queue", *who(at, "budi")).code == 0


def test_a_forgotten_passphrase_is_opened_by_phone(run: Run, at: Path) -> None:
    asked = run("unlock", "--json", *who(at, "siti")).document
    assert run("unlock", *who(at, "siti")).out == asked["request"] + "\n"
    given = run("answer", *asked["request"].split(), "--json", *who(at, "budi")).document
    assert given["user"] == "siti"
    (at / "jawaban").write_text(given["answer"].replace(" ", "") + "\n")
    ran = run(
        "unlock",
        "--answer-file",
        at / "jawaban",
        "--new-passphrase-file",
        at / "baru",
        "--json",
        *who(at, "siti"),
    )
    assert ran.document == {"user": "siti", "helper": "budi"}
    assert run("queue", *who(at, "siti")).code == 3
    assert run("audit", "verify", *who(at, "siti", "baru")).code == 0


@pytest.mark.parametrize(
    ("numbers", "sentence", "code"),
    [
        (["12345"], "3 kelompok", 2),
        (["11111", "11111", "11111"], "Kelompok ke-", 2),
    ],
)
def test_a_misheard_request_is_said(run: Run, at: Path, numbers: list[str], sentence: str, code: int) -> None:
    ran = run("answer", *numbers, *who(at, "budi"))
    assert ran.code == code
    assert sentence in ran.err


@pytest.mark.slow
def test_facilitators_answer_nobody(run: Run, at: Path) -> None:
    request = run("unlock", *who(at, "budi"))
    assert request.code == 1
    assert "belum ada penyelia" in request.err
    ran = run("answer", "11111", "11111", "11111", *who(at, "siti"))
    assert (ran.code, ran.out) == (1, "")


def test_a_passphrase_is_changed(run: Run, at: Path) -> None:
    assert run("passphrase", "--new-passphrase-file", at / "siti", *who(at, "siti")).code == 1
    assert run("passphrase", "--new-passphrase-file", at / "baru", *who(at, "siti")).code == 0
    assert run("queue", *who(at, "siti")).code == 3
    assert run("queue", *who(at, "siti", "baru")).code == 0


@pytest.mark.slow
def test_a_helper_far_away(run: Run, at: Path) -> None:
    ratna = ["--workspace", str(at / "ratna"), "--user", "ratna", "--passphrase-file", str(at / "baru")]
    assert run("init", "--role", "penyelia", *ratna).code == 0
    card = run("helper", "card", at / "kartu.json", "--json", *ratna).document
    known = run("helper", "trust", at / "kartu.json", at / "bawa.json", "--json", *who(at, "siti")).document
    assert known["fingerprint"] == card["fingerprint"]
    assert {one["name"] for one in run("helper", "list", "--json", *who(at, "siti")).document} == {
        "budi",
        "ratna",
    }
    assert run("helper", "take", at / "bawa.json", "--json", *ratna).document == {"user": "siti"}
    request = run("unlock", *who(at, "siti")).out.split()
    assert len(run("answer", *request, "--json", *ratna).document["answer"].split()) == 6
    assert run("helper", "trust", at / "siti", at / "x.json", *who(at, "siti")).code == 2
    assert run("helper", "take", at / "kartu.json", *ratna).code == 2


def test_the_districts_key(run: Run, at: Path) -> None:
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    (at / "recovery.pub").write_text(f"{identity.to_public()}\n")
    (at / "identity").write_text(f"{identity}\n")
    folder = ["--workspace", str(at / "kerja")]
    assert run("recovery", "show", "--json", *folder).document == {"recipient": None, "fingerprint": None}
    assert "Belum ada" in run("recovery", "show", *folder).out
    refused = run("recovery", "set", at / "identity", *who(at, "siti"))
    assert refused.code == 2
    assert "brankas dinas" in refused.err
    made = run("recovery", "set", at / "recovery.pub", "--json", *who(at, "siti")).document
    assert run("recovery", "show", "--json", *folder).document == made
    opened = run(
        "recovery", "open", "--identity", at / "identity", "--new-passphrase-file", at / "baru", "--json",
        "--user", "dian", *folder,
    )  # fmt: skip
    assert opened.document == {"user": "dian", "role": "dinas"}
    assert run("audit", "verify", *who(at, "dian", "baru")).code == 0


@pytest.mark.slow
def test_a_workspace_begins_with_the_districts_key(run: Run, at: Path, tmp_path: Path) -> None:
    import pyrage

    (at / "recovery.pub").write_text(str(pyrage.x25519.Identity.generate().to_public()))
    words = ["--workspace", str(tmp_path / "baru"), "--user", "siti", "--passphrase-file", str(at / "siti")]
    assert run("init", "--role", "fasilitator", "--recovery", at / "siti", *words).code == 2
    assert not (tmp_path / "baru").exists()
    assert run("init", "--role", "fasilitator", "--recovery", at / "recovery.pub", *words).code == 0
    assert run("recovery", "show", *words).out.startswith("Tersegel untuk age1")


def test_no_secret_is_ever_an_argument() -> None:
    """Passphrases, answers and keys come from files or are asked for: `ps` shows none of them."""
    from tests.cli.test_cli_help import COMMANDS

    words = ("pass", "secret", "answer", "pin", "key", "token", "code")
    for command in COMMANDS.values():
        for one in command.params:
            names = [name for name in one.opts if any(word in name for word in words)]
            # `--answer` of `verify` says how a house is built; the command that is given a joining code
            # uses it up.
            if names and names not in (["--answer"], ["--code"]):
                assert isinstance(one.type, click.Path) or getattr(one, "is_flag", False), names
