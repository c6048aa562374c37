"""What is not needed is not loaded: looked up in `sys.modules` of a fresh interpreter."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = (
    "sqlalchemy",
    "sqlmodel",
    "pydantic",
    "alembic",
    "sqlcipher3",
    "cryptography",
    "rapidfuzz",
    "nacl",
    "rich",
)


def loaded_after(code: str) -> set[str]:
    script = f"import json, sys\n{code}\nprint(json.dumps(sorted(sys.modules)), file=sys.__stdout__)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def heavy(modules: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules} & set(HEAVY)


def test_help_loads_no_command_and_nothing_heavy() -> None:
    modules = loaded_after(
        "import io\nfrom kelambu_tui.__main__ import main\n"
        "sys.stdout = io.StringIO()\nassert main(['--help']) == 0"
    )
    ours = {name.rpartition(".")[2] for name in modules if name.startswith("kelambu_tui.cli.")}
    assert ours == {"ending", "frame", "root"}
    assert heavy(modules) == set()
    assert "textual" not in modules


def test_the_way_to_the_app_loads_no_command_line_and_nothing_heavy() -> None:
    modules = loaded_after(
        "from kelambu_tui.__main__ import read_opening\n"
        "import kelambu_tui.cli.practising\n"
        "opening = read_opening(['demo'])\n"
        "assert opening.folder and opening.as_user == 'siti'"
    )
    assert heavy(modules) == set()
    assert not {"click", "typer", "textual"} & modules


@pytest.mark.parametrize("words", [["verify", "--help"], ["search", "--help"], ["doctor", "--help"]])
def test_the_help_of_a_command_opens_no_database(words: list[str]) -> None:
    modules = loaded_after(
        f"import io\nfrom kelambu_tui.__main__ import main\n"
        f"sys.stdout = io.StringIO()\nassert main({words!r}) == 0"
    )
    assert heavy(modules) == set()


def test_the_listing_of_users_reads_no_database_file(tmp_path: object) -> None:
    modules = loaded_after(
        "from kelambu_tui.__main__ import main\n"
        f"assert main(['user', 'list', '--workspace', {str(tmp_path)!r}]) == 3"
    )
    assert "alembic" not in {name.partition(".")[0] for name in modules}
