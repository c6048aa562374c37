from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from kelambu_tui.locale import use_language
from kelambu_tui.tui.writing import bar, clock, day_words, fit, number, short_date


@given(st.text(max_size=300), st.integers(0, 60), st.booleans())
def test_fit_is_always_exactly_as_wide_and_harmless(text: str, width: int, right: bool) -> None:
    line = fit(text, width, right)
    assert cell_len(line) == width
    assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in line)


@given(st.floats(-2, 3), st.integers(0, 80))
def test_bar_fills_its_width(share: float, width: int) -> None:
    full, rest = bar(share, width, "#", "-")
    assert len(full) + len(rest) == width
    assert not (share > 0 and width > 0 and not full)


@pytest.mark.parametrize(
    ("text", "width", "right", "shown"),
    [
        ("SITI", 6, False, "SITI  "),
        ("SITI", 6, True, "  SITI"),
        ("SITI AMINAH", 6, False, "SITI~ "),
        ("SITI", 0, False, ""),
    ],
)
def test_fit(text: str, width: int, right: bool, shown: str) -> None:
    assert fit(text, width, right) == shown


def test_days_and_numbers_in_both_languages() -> None:
    day = date(2026, 11, 23)
    assert day_words(day) == "Senin, 23 November 2026"
    assert short_date(day) == "23-11-2026"
    assert short_date(None) == ""
    assert number(12451) == "12.451"
    use_language("en")
    try:
        assert number(12451) == "12,451"
    finally:
        use_language("id")


def test_what_is_no_moment_is_shown_as_it_is() -> None:
    assert clock("kemarin\x1b[2J") == "kemarin[2J"
