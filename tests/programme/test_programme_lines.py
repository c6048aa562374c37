"""Where the parts of a TOML file stand: every part is found, and on the line where it is written."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path as FilePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kelambu_tui.programme.lines import Path, line_at, lines_of
from kelambu_tui.seed import seed_file

OTHER = FilePath(__file__).parent / "other_regency.toml"
PROJECT = FilePath(__file__).parents[2] / "pyproject.toml"


def parts(data: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    yield path, data
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield from parts(value, (*path, key))


@pytest.mark.parametrize("path", [seed_file("programme.toml"), OTHER, PROJECT], ids=lambda path: path.name)
def test_every_part_of_a_real_file_has_its_line(path: FilePath) -> None:
    text = path.read_text(encoding="utf-8")
    rows, lines = text.split("\n"), lines_of(text)
    found = dict(parts(tomllib.loads(text)))
    assert set(lines) == set(found)
    for part, value in found.items():
        row = rows[lines[part] - 1]
        if isinstance(value, str) and "\n" not in value and "\\" not in row:
            assert value in row, part
        elif isinstance(value, int | date):
            assert str(value).lower() in row.replace("_", ""), part


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ("a = 1\n\n# x\nb = 2", ("b",), 4),
        ("[[r]]\na = 1\n\n[[r]]\na = 2", ("r",), 1),
        ("[[r]]\na = 1\n\n[[r]]\na = 2", ("r", 1), 4),
        ("[[r]]\na = 1\n\n[[r]]\na = 2", ("r", 1, "a"), 5),
        ("[[r]]\n[r.l]\nx = 1\n[[r]]\n[r.l]\nx = 1", ("r", 1, "l", "x"), 6),
        ("[[r]]\n[[r.s]]\n[[r.s]]\nx = 1", ("r", 0, "s", 1, "x"), 4),
        ("[a.b]\nx = 1\n[a]\ny = 2", ("a",), 3),
        ("[a]\nb.c = 1\nb.d = 2", ("a", "b", "d"), 3),
        ('a = """\n[x]\ny = 1\n"""\nb = 1', ("b",), 5),
        ("a = '''\n# '' no\n'''\nb = 1", ("b",), 4),
        ('a = """x""""\nb = 1', ("b",), 2),
        ('a = ["#]", "\\"]", \'\\\']\nb = 1', ("b",), 2),
        ("a = [ # one\n  1, # ]\n  { b = 2 },\n]\nc = {}", ("a", 1, "b"), 3),
        ("a = [ # one\n  1, # ]\n  { b = 2 },\n]\nc = {}", ("c",), 5),
        ("\"q.r\" = 1\n's t'.u = 2", ("s t", "u"), 2),
        ('"q\\u0021" = 1', ("q!",), 1),
        ('x = 1\n"" = 2', ("",), 2),
        ("a = 1\r\nb = 2\r\n[c]\r\nd = [\r\n3\r\n]", ("c", "d", 0), 5),
        ("t = 2027-01-01 07:00:00 # [x]\nb = -1.5e3", ("b",), 2),
        ("[ a . b ]\nx = 1", ("a", "b", "x"), 2),
        ("\n\n", (), 1),
    ],
)
def test_lines(text: str, path: Path, line: int) -> None:
    lines = lines_of(text)
    assert set(lines) == {part for part, _value in parts(tomllib.loads(text))}
    assert lines[path] == line


def test_what_is_missing_stands_where_it_belongs() -> None:
    lines = lines_of("a = 1\n\n[[r]]\nb = 1\n\n[[r]]\nc = { d = 1 }")
    assert line_at(lines, ("r", 1, "b")) == 6
    assert line_at(lines, ("r", 1, "c", "id", "x")) == 7
    assert line_at(lines, ("r", 5)) == 3
    assert line_at(lines, ("z", "y")) == 1


# --- any data, written in any of TOML's ways -------------------------------------------------------

_keys = st.text("ab-_1 .#\"'[]=é", max_size=4)
_leaves = st.one_of(
    st.integers(-9, 9), st.booleans(), st.text("ab\"'\\#[]{},=\n é", max_size=6), st.floats(0, 1)
)
_data = st.dictionaries(
    _keys,
    st.recursive(
        _leaves,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_keys, inner, max_size=3),
        max_leaves=6,
    ),
    max_size=4,
)


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def written(value: object) -> str:
    """A value as TOML; lists over several lines, with remarks that look like something else."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[ # ]\n" + "".join(f"{written(item)} , # {{ \n" for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quoted(key)} = {written(item)}" for key, item in value.items()) + "}"
    return repr(value)


def file_of(data: dict[str, object]) -> str:
    """Plain values first, then dictionaries as tables, then lists of dictionaries as lists of tables."""
    plain, tables = [], []
    for key, value in data.items():
        if isinstance(value, dict):
            tables += [f"[{quoted(key)}]", *pairs(value)]
        elif isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
            for item in value:
                tables += [f"[[{quoted(key)}]]", *pairs(item)]
        else:
            plain += pairs({key: value})
    return "\n".join([*plain, *tables])


def pairs(table: dict[str, object]) -> list[str]:
    return [f"{quoted(key)} = {written(value)} # = [[x]]" for key, value in table.items()]


@given(_data)
def test_every_part_of_any_file_has_its_line(data: dict[str, object]) -> None:
    text = file_of(data)
    assert tomllib.loads(text) == data
    rows, lines = text.split("\n"), lines_of(text)
    found = dict(parts(data))
    assert set(lines) == set(found)
    for path, value in found.items():
        row = rows[lines[path] - 1]
        key = path[-1] if path else 0
        assert isinstance(key, int) or quoted(key) in row
        assert isinstance(value, dict | list) or written(value) in row
