"""Backup, restore and repair as a person types them."""

from __future__ import annotations

import dataclasses
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Office, Run


@pytest.fixture
def own(office: Office, tmp_path: Path) -> Office:
    """An office that this test may damage."""
    folder = Path(shutil.copytree(office.folder, tmp_path / "workspace"))
    return dataclasses.replace(office, folder=folder)


def test_a_day_with_backups(run: Run, own: Office, tmp_path: Path) -> None:
    nowhere = run("backup", *own.siti())
    assert (nowhere.code, nowhere.out) == (2, "")
    assert "--to DIR" in nowhere.err
    stick = tmp_path / "stik"
    stick.mkdir()
    made = run("backup", "--to", stick, "--json", *own.siti()).document
    assert (made["people"], made["opened_by"], made["faults"]) == (296, ["siti"], [])
    told = run("doctor", "--json", *own.siti()).document
    assert told["backup_to"] == str(stick)
    assert run("backup", tmp_path / "satu.kelambu", *own.siti()).code == 0
    again = run("backup", tmp_path / "satu.kelambu", *own.siti())
    assert (again.code, "--force" in again.err) == (1, True)
    assert run("backup", tmp_path / "satu.kelambu", "--force", *own.siti()).code == 0
    assert run("backup", "--off", *own.siti()).code == 0
    assert len(list(stick.iterdir())) == 1


def test_a_damaged_database_is_told_mended_and_told_again(run: Run, own: Office) -> None:
    before = run("audit", "verify", "--json", *own.siti()).document
    with (own.folder / "kelambu.db").open("r+b") as file:
        file.write(os.urandom(4096))
    broken = run("search", "warga", *own.siti())
    assert broken.code == 3
    assert "kelambu doctor --repair" in broken.err
    mended = run("doctor", "--repair", "--json", *own.siti())
    assert mended.code == 0
    told = mended.document["recovered"]
    assert (told["entries"], told["missing"], told["list_whole"]) == (before["entries"], 0, True)
    assert Path(mended.document["aside"]).is_file()
    assert run("audit", "verify", "--json", *own.siti()).document == before
    assert run("doctor", "--repair", *own.siti()).code == 1


def test_restoring_asks_for_the_passphrase_of_a_holder(run: Run, own: Office, tmp_path: Path) -> None:
    assert run("backup", tmp_path / "satu.kelambu", *own.siti()).code == 0
    files = ["--passphrase-file", str(own.secrets / "budi")]
    elsewhere = ["--workspace", str(tmp_path / "lain")]
    assert run("restore", tmp_path / "satu.kelambu", *elsewhere, *files).code == 3
    assert run("restore", tmp_path / "satu.kelambu", *elsewhere, *files, "--user", "budi").code == 2
    files[1] = str(own.secrets / "siti")
    done = run("restore", tmp_path / "satu.kelambu", *elsewhere, *files, "--json").document
    assert (done["people"], done["aside"], done["recovered"]) == (296, None, None)
    assert run("user", "list", *elsewhere).code == 0
    assert run("restore", own.listed, *elsewhere, *files).code == 2
    assert run("restore", tmp_path / "tidak-ada.kelambu", *elsewhere, *files).code == 2
