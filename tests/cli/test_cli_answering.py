from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from kelambu_tui.cli.answering import LEAST_WIDTH, fit, table, to_json
from kelambu_tui.cli.showing import shortest_prefixes

HOSTILE = [
    "[/]",
    "[@click=app.quit]x",
    "\x1b[2J",
    "a\tb\nc",
    "\u202eabc",
    "=1+1",
    "é" * 300,
    "\x9b31m",
    "\x7f",
]


def test_columns_are_aligned_and_numbers_stand_right() -> None:
    assert table(("Nama", "Desil"), [("SITI", 1), ("NYAYU HALIMAH", 12)], right=frozenset({1})) == (
        "Nama           Desil\nSITI               1\nNYAYU HALIMAH     12"
    )


def test_hostile_cells_stay_one_harmless_line() -> None:
    lines = table(("a", "b"), [(text, "end") for text in HOSTILE]).splitlines()
    assert len(lines) == len(HOSTILE) + 1
    assert all(line.endswith("end") for line in lines[1:])
    assert not {"\x1b", "\x9b", "\t", "\u202e", "\x7f"} & set("".join(lines))


@given(
    st.recursive(
        st.text() | st.integers() | st.none(), lambda inner: st.lists(inner, max_size=4), max_leaves=8
    )
)
def test_json_is_plain_ascii_and_reads_back(document: object) -> None:
    text = to_json(document)
    assert text.isascii()
    assert not {"\x1b", "\x7f", "\x00"} & set(text)
    assert json.loads(text) == document


@given(st.lists(st.integers(0, 90), min_size=1, max_size=8), st.integers(20, 200))
def test_columns_fit_the_room_and_only_wide_ones_give_way(widths: list[int], room: int) -> None:
    fitted = fit(widths, room)
    assert all(new == old or LEAST_WIDTH <= new < old for new, old in zip(fitted, widths, strict=True))
    fits = sum(fitted) + 2 * (len(fitted) - 1) <= room
    assert fits or max(fitted) <= LEAST_WIDTH
    assert fit(widths, 10_000) == widths


@given(st.lists(st.uuids().map(str), unique=True, max_size=30))
def test_prefixes_are_unique_and_no_shorter_than_eight(ids: list[str]) -> None:
    prefixes = shortest_prefixes(ids)
    assert len(set(prefixes.values())) == len(ids)
    assert all(whole.startswith(short) and len(short) >= 8 for whole, short in prefixes.items())
