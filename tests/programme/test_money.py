"""Waiting times: from which day on a benefit pays in full."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kelambu_tui.programme.amounts import grouped, rupiah
from kelambu_tui.programme.money import Waiting
from kelambu_tui.programme.shape import Text

_WORDS = Text(id="contoh", en="sample")


def waiting(months: int) -> Waiting:
    return Waiting(months=months, note=_WORDS, source=_WORDS)


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2027, 1, 1), 3, date(2027, 3, 31)),
        (date(2027, 1, 1), 36, date(2029, 12, 31)),
        (date(2027, 11, 15), 3, date(2028, 2, 14)),
        (
            date(2027, 11, 30),
            3,
            date(2028, 2, 28),
        ),  # there is no 30 February; the leap day is the first after
        (date(2027, 12, 31), 1, date(2028, 1, 30)),
        (date(2028, 2, 29), 12, date(2029, 2, 27)),
    ],
)
def test_the_last_day_of_waiting(start: date, months: int, last: date) -> None:
    assert waiting(months).until(start) == last


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 599))
def test_one_month_more_is_at_least_28_days_later(start: date, months: int) -> None:
    ends = [waiting(count).until(start) for count in (months, months + 1)]
    assert timedelta(28) <= ends[1] - ends[0] <= timedelta(31)
    assert ends[0] > start


@given(st.integers(0, 10**12))
def test_amounts_keep_their_digits(amount: int) -> None:
    assert rupiah(amount) == f"Rp{grouped(amount)}"
    assert int(grouped(amount).replace(".", "")) == amount
    assert all(len(part) == 3 for part in grouped(amount).split(".")[1:])
