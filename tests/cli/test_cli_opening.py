from __future__ import annotations

from pathlib import Path

import pytest

from kelambu_tui.__main__ import read_opening
from kelambu_tui.cli.places import practice_folder, workspace_folder


@pytest.mark.parametrize(
    ("words", "practice", "user"),
    [
        ("", False, None),
        ("--user siti", False, "siti"),
        ("--workspace /x --lang en --debug", False, None),
        ("demo", True, "siti"),
        ("demo --as penyelia", True, "budi"),
        ("demo --as=fasilitator --reset", True, "siti"),
        ("--workspace=/x demo", True, "siti"),
        ("demo --user budi --as fasilitator", True, "budi"),
    ],
)
def test_what_means_the_app(words: str, practice: bool, user: str | None) -> None:
    opening = read_opening(words.split())
    assert opening is not None
    assert (opening.practice, opening.as_user) == (practice, user)


@pytest.mark.parametrize(
    "words",
    [
        "search x", "--json", "demo --no-app", "demo --json", "demo --as bupati", "demo demo", "--reset",
        "--as penyelia", "--workspace", "demo --lang fr", "--help", "demo --help", "--version", "demo extra",
    ],
)  # fmt: skip
def test_what_is_a_command_or_a_mistake(words: str) -> None:
    assert read_opening(words.split()) is None


def test_the_named_folder_wins_then_the_variable_then_the_system(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert workspace_folder(None).name == "kelambu"
    monkeypatch.setenv("KELAMBU_WORKSPACE", str(tmp_path / "named"))
    assert workspace_folder(None) == tmp_path / "named"
    assert workspace_folder(tmp_path) == tmp_path


def test_practice_never_takes_the_folder_of_real_work(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KELAMBU_WORKSPACE", str(tmp_path))
    assert practice_folder(None) != workspace_folder(None)
    assert practice_folder(tmp_path / "here") == tmp_path / "here"


def test_the_workspace_is_where_it_is_said_to_be(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("KELAMBU_WORKSPACE", raising=False)
    assert workspace_folder(None).name == "kelambu"
    monkeypatch.setenv("KELAMBU_WORKSPACE", str(tmp_path))
    assert workspace_folder(None) == tmp_path
    assert workspace_folder(tmp_path / "here") == tmp_path / "here"
