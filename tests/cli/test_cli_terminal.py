"""What only a real terminal shows: the bar while a list comes in, unseen passphrases, tables that fit."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Office

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")

KELAMBU = [sys.executable, "-m", "kelambu_tui"]


def terminal(*words: str, columns: int = 80) -> Any:
    import pexpect

    command = [*KELAMBU, *words]
    environment = os.environ | {"KELAMBU_KEYRING": "0", "COLUMNS": str(columns)}
    return pexpect.spawn(
        command[0], command[1:], encoding="utf-8", timeout=60, dimensions=(24, columns), env=environment
    )


def test_a_new_passphrase_is_asked_twice_and_never_shown(tmp_path: Path) -> None:
    words = ("init", "--user", "siti", "--role", "fasilitator", "--workspace", str(tmp_path / "work"))
    child = terminal(*words)
    for prompt in ("Kata sandi baru untuk siti: ", "Sekali lagi: "):
        child.expect_exact(prompt)
        child.sendline("rahasia sekali")
    child.expect("pengguna pertama siti")
    child.read()
    child.wait()
    assert child.exitstatus == 0

    child = terminal("queue", "--workspace", str(tmp_path / "work"))
    child.expect_exact("Kata sandi siti: ")
    child.sendline("rahasia sekali")
    shown = child.read()
    child.wait()
    assert child.exitstatus == 0
    assert "rahasia" not in shown


def test_two_different_passphrases_make_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    child = terminal("init", "--user", "siti", "--role", "fasilitator", "--workspace", str(folder))
    for typed in ("rahasia satu", "rahasia dua"):
        child.expect_exact(": ")
        child.sendline(typed)
    assert "tidak sama" in child.read()
    child.wait()
    assert child.exitstatus == 2
    assert not folder.exists()


def test_the_bar_counts_rows_and_leaves_no_trace(office: Office, tmp_path: Path) -> None:
    made = [*KELAMBU, "generate", str(tmp_path / "list.csv"), "--persons", "3000", "--seed", "23"]
    subprocess.run(made, check=True, capture_output=True)
    child = terminal("import", str(tmp_path / "list.csv"), *office.siti())
    shown = child.read()
    child.wait()
    assert child.exitstatus == 0
    assert re.search(r"\[#+\.*\] +\d+% [\d.]+ baris, [\d.]+ baris/detik", shown)
    last = shown.rpartition("\x1b[K")[2]
    assert "\r\n3.000 baris: " in "\r\n" + last


@pytest.mark.parametrize("columns", [80, 120])
def test_tables_fit_the_terminal(office: Office, columns: int) -> None:
    child = terminal("check", office.someone, *office.siti(), columns=columns)
    table = child.read().partition("Yang menolong")[0].splitlines()
    child.wait()
    assert child.exitstatus == 0
    assert len(table) > 12
    assert max(map(len, table)) <= columns


def test_a_reader_that_stops_early_is_no_error() -> None:
    child = subprocess.Popen(
        [*KELAMBU, "verify", "--fields"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    child.stdout.close()
    _out, errors = child.communicate(timeout=60)
    assert errors == ""
    assert child.returncode == 0
