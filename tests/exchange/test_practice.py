"""The practice workspace is whole or absent, and never takes the place of real work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from kelambu_tui.errors import Refused
from kelambu_tui.exchange.practice import FACILITATOR, LISTS, SUPERVISOR, is_prepared, prepare
from kelambu_tui.seed import seed_file
from kelambu_tui.store import tables as t
from kelambu_tui.work.audit import audit
from kelambu_tui.work.workspace import create, known_users, sign_in, sign_out

PREPARE = """
import pathlib, sys
from kelambu_tui.exchange.practice import prepare
prepare(pathlib.Path(sys.argv[1]))
"""


def people_in(folder: Path) -> int:
    workspace = sign_in(folder, FACILITATOR, "")
    try:
        with workspace.database.read() as connection:
            return int(connection.execute(select(func.count()).select_from(t.person)).scalar_one())
    finally:
        sign_out(workspace)


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("practice") / "here"
    prepare(folder)
    return folder


def test_two_people_without_passphrases_and_the_whole_list(practice: Path) -> None:
    assert is_prepared(practice)
    roles = {user.name: user.role for user in known_users(practice)}
    assert roles == {FACILITATOR: "fasilitator", SUPERVISOR: "penyelia"}
    listed = len(seed_file(LISTS[1]).read_text(encoding="utf-8").splitlines()) - 1
    assert people_in(practice) >= listed * 0.95  # planted faults keep a few rows out
    workspace = sign_in(practice, SUPERVISOR, "")
    try:
        assert workspace.practice
        assert audit(workspace).faults == ()
    finally:
        sign_out(workspace)


def test_preparing_again_changes_nothing_and_reset_starts_over(practice: Path) -> None:
    before = (practice / "workspace.json").read_text()
    prepare(practice)
    assert (practice / "workspace.json").read_text() == before
    prepare(practice, reset=True)
    assert (practice / "workspace.json").read_text() != before
    assert is_prepared(practice)


def test_nothing_is_left_beside_it(practice: Path) -> None:
    assert {path.name for path in practice.parent.iterdir()} <= {practice.name, f".{practice.name}.kunci"}


def test_half_a_practice_workspace_is_made_whole(tmp_path: Path) -> None:
    folder = tmp_path / "half"
    sign_out(create(folder, FACILITATOR, "fasilitator", "", practice=True))
    assert not is_prepared(folder)
    prepare(folder)
    assert is_prepared(folder)
    assert people_in(folder) > 100


@pytest.mark.parametrize("reset", [False, True])
def test_real_work_is_never_replaced(tmp_path: Path, reset: bool) -> None:
    folder = tmp_path / "real"
    sign_out(create(folder, "siti", "fasilitator", "rahasia siti"))
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    with pytest.raises(Refused, match="bukan latihan"):
        prepare(folder, reset)
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


@pytest.mark.parametrize("reset", [False, True])
def test_a_folder_with_other_files_is_left_alone(tmp_path: Path, reset: bool) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(Refused):
        prepare(tmp_path, reset)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("milliseconds", [150, 300, 450, 600, 750, 900, 1100, 1400])
def test_killed_at_any_moment_it_is_absent_or_whole(tmp_path: Path, milliseconds: int) -> None:
    folder = tmp_path / "here"
    child = subprocess.Popen([sys.executable, "-c", PREPARE, str(folder)])
    time.sleep(milliseconds / 1000)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    assert is_prepared(folder) or not folder.exists()
    prepare(folder)
    assert people_in(folder) > 100
    assert not [path for path in tmp_path.iterdir() if path.is_dir() and path != folder]


@pytest.mark.slow
def test_two_at_once_make_one(tmp_path: Path) -> None:
    folder = tmp_path / "here"
    children = [subprocess.Popen([sys.executable, "-c", PREPARE, str(folder)]) for _each in range(2)]
    assert [child.wait() for child in children] == [0, 0]
    assert is_prepared(folder)
