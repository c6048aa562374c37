"""A command line to call in this process, and a workspace in which a small list has been taken in."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kelambu_tui.__main__ import main
from kelambu_tui.locale import use_language

SITI = "rahasia siti"
BUDI = "rahasia budi"


@dataclass(frozen=True)
class Ran:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture(autouse=True)
def clean_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    use_language("id")
    yield
    use_language("id")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call `kelambu` with words and return what it answered."""

    def call(*words: str | Path) -> Ran:
        monkeypatch.setattr(sys, "stdin", io.StringIO())
        capsys.readouterr()
        code = main([str(word) for word in words])
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return call


@dataclass(frozen=True)
class Office:
    """A workspace with a facilitator and a supervisor, and the words that sign them in."""

    folder: Path
    secrets: Path
    listed: Path
    """The individual list that was taken in."""

    @property
    def someone(self) -> str:
        """The ID Individu of somebody on the list."""
        with self.listed.open(encoding="utf-8-sig", newline="") as file:
            return next(row["ID Individu"] for row in csv.DictReader(file))

    def siti(self) -> list[str]:
        """The common options of the facilitator."""
        return self._as("siti")

    def budi(self) -> list[str]:
        """The common options of the supervisor."""
        return self._as("budi")

    def _as(self, name: str) -> list[str]:
        return [
            "--workspace", str(self.folder), "--user", name, "--passphrase-file", str(self.secrets / name),
        ]  # fmt: skip


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office with 300 people of a generated list; tests that change it use people of their own.

    A practice workspace, for its keys open at once; `real_office` is not.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KELAMBU_KEYRING", "0")
        yield _furnished(tmp_path_factory.mktemp("office"))


def _furnished(base: Path) -> Office:
    from kelambu_tui.exchange.intake import import_list
    from kelambu_tui.exchange.synthetic import generate
    from kelambu_tui.work.accounts import add_user
    from kelambu_tui.work.workspace import create, sign_out

    secrets = base / "secrets"
    secrets.mkdir()
    (secrets / "siti").write_text(SITI + "\n")
    (secrets / "budi").write_text(BUDI)
    made = generate(base / "list.csv", persons=300, seed=11, villages=["16.06.01.2001"])
    folder = base / "workspace"
    workspace = create(folder, "siti", "fasilitator", SITI, practice=True)
    try:
        add_user(workspace, "budi", "penyelia", BUDI)
        import_list(workspace, made.families)
        import_list(workspace, made.individuals)
    finally:
        sign_out(workspace)
    # As it was made: for tests that count what waits in it.
    shutil.copytree(folder, base / "kept")
    return Office(folder, secrets, made.individuals)


@pytest.fixture(scope="session")
def real_office(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The same two people, nobody on the list, and keys as hard to open as in the field."""
    from kelambu_tui.work.accounts import add_user
    from kelambu_tui.work.workspace import create, sign_out

    folder = tmp_path_factory.mktemp("real") / "workspace"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KELAMBU_KEYRING", "0")
        workspace = create(folder, "siti", "fasilitator", SITI)
        add_user(workspace, "budi", "penyelia", BUDI)
        sign_out(workspace)
    return Office(folder, office.secrets, office.listed)
