from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

import kelambu_tui
from kelambu_tui.seed import seed_file

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

HOUSE = (
    "people",
    "programme",
    "matching",
    "store",
    "ledger",
    "work",
    "exchange",
    "sync",
    "hub",
    "tui",
    "cli",
    "locale",
)


def stanzas() -> list[str]:
    return [text for text in re.split(r"(?m)^(?=\S)", LOCK) if not text.startswith("#") and text.strip()]


def test_every_locked_package_is_exact_and_hashed() -> None:
    assert len(stanzas()) > 40
    for text in stanzas():
        assert re.match(r"[a-z0-9._-]+==[\w.]+", text), text
        assert "--hash=sha256:" in text, text


def test_the_lock_names_no_host() -> None:
    assert not re.search(r"https?:|index-url|find-links|//", LOCK)


@pytest.mark.parametrize("name", ["run.py", ".ci/run", "hatch_build.py", "pyproject.toml"])
def test_what_installs_names_no_host_either(name: str) -> None:
    assert not re.search(r"https?://|index-url", (ROOT / name).read_text(encoding="utf-8"))


def test_every_direct_dependency_is_locked() -> None:
    wanted = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]
    names = {re.match(r"[A-Za-z0-9._-]+", line).group().lower() for line in wanted}  # type: ignore[union-attr]
    locked = {text.partition("==")[0] for text in stanzas()}
    assert names - locked == set()


def test_the_version_is_one() -> None:
    assert PROJECT["project"]["version"] == kelambu_tui.__version__
    assert f"## {kelambu_tui.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", HOUSE)
def test_the_house_has_its_folders(folder: str) -> None:
    assert (ROOT / "kelambu_tui" / folder / "__init__.py").is_file()


def test_the_order_of_the_folders_is_the_one_that_is_checked() -> None:
    contract = next(one for one in PROJECT["tool"]["importlinter"]["contracts"] if one["id"] == "house")
    checked = [name.rpartition(".")[2] for name in reversed(contract["layers"])]
    assert checked[1:-1] == list(HOUSE[:-1])
    assert checked[-1] == "__main__"


@pytest.mark.parametrize("name", ["programme.toml", "wilayah_muba.csv", "LICENSE-ODbL.txt"])
def test_seed_data_is_shipped(name: str) -> None:
    assert seed_file(name).stat().st_size > 500


def test_licences_are_where_the_project_says() -> None:
    for name in PROJECT["project"]["license-files"]:
        assert (ROOT / name).is_file()
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    notice = (ROOT / "seed_data/LICENSE-ODbL.txt").read_text(encoding="utf-8")
    assert "Open Database License" in notice
    assert "idn-area-data" in notice


@pytest.mark.parametrize("words", [[], ["dance"], ["test"]])
def test_run_py_says_how_it_is_used(words: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "run.py", *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "python3 run.py demo" in done.stderr
    assert done.stdout == ""


def test_run_py_is_readable_for_old_pythons() -> None:
    import ast

    source = (ROOT / "run.py").read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 7))
    refusal = next(node for node in tree.body if isinstance(node, ast.If))
    functions = [node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    # Annotations are evaluated where a function is defined: the refusal has to come first.
    assert all(refusal.lineno < node.lineno for node in functions)
