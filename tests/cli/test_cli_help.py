"""Help and README name every command and every option, and nothing that is not there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from kelambu_tui.cli.frame import Asked
from kelambu_tui.cli.root import make_root

if TYPE_CHECKING:
    from tests.cli.conftest import Run

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
COMMON = {f"--{name.replace('_', '-')}" for name in Asked.__dataclass_fields__}


def commands(group: click.Group, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], click.Command]:
    found: dict[tuple[str, ...], click.Command] = {}
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            found |= commands(command, (*path, name))
        else:
            found[(*path, name)] = command
    return found


COMMANDS = commands(make_root())


def options_of(command: click.Command) -> set[str]:
    return {name for one in command.params if isinstance(one, click.Option) for name in one.opts}


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_help_mentions_every_option_and_argument(run: Run, path: tuple[str, ...]) -> None:
    ran = run(*path, "--help")
    assert (ran.code, ran.err) == (0, "")
    command = COMMANDS[path]
    assert {name for name in options_of(command) if name not in ran.out} == set()
    for argument in (one for one in command.params if isinstance(one, click.Argument)):
        assert argument.metavar is not None
        assert argument.metavar in ran.out.splitlines()[0]
    assert options_of(command) >= COMMON
    assert max(map(len, ran.out.splitlines())) <= 100


def test_the_top_lists_every_command_with_a_line(run: Run) -> None:
    lines = run("--help").out.splitlines()
    for name in {path[0] for path in COMMANDS}:
        assert any(re.match(rf"  {name}  +\S", line) for line in lines), name


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_readme_documents_every_command_with_its_options(path: tuple[str, ...]) -> None:
    rows = [line for line in README.splitlines() if line.startswith(f"| `{' '.join(path)}")]
    assert rows, f"README has no row for {' '.join(path)}"
    own = options_of(COMMANDS[path]) - COMMON
    assert {name for name in own if not any(re.search(rf"{name}\b", row) for row in rows)} == set()


@pytest.mark.parametrize("option", sorted(COMMON))
def test_readme_documents_the_common_options(option: str) -> None:
    assert f"| `{option}" in README


def test_readme_names_no_option_that_is_not_there() -> None:
    known = {name for command in COMMANDS.values() for name in options_of(command)}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README))
    assert named - known - {"--help", "--version"} == set()


def test_readme_keys_are_those_of_the_app() -> None:
    from kelambu_tui.tui.actions import ACTIONS

    keys = {key for action in ACTIONS if action.place != "dialog" for key in action.key.split(",")}
    spoken = {
        "question_mark": "?",
        "pageup": "PgUp",
        "pagedown": "PgDn",
        "escape": "Esc",
        "up": "arrows",
        "down": "arrows",
    }
    table = README.partition("## Keys")[2].partition("## Commands")[0].lower()
    missing = {key for key in keys if spoken.get(key, key).lower() not in table}
    assert missing == set()
