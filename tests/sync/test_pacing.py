from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kelambu_tui.sync import pacing
from kelambu_tui.sync.pacing import Pace


@given(st.integers(1, 60), st.floats(0, 1))
def test_the_wait_is_between_five_seconds_and_five_minutes(failures: int, chance: float) -> None:
    assert 5 <= pacing.wait_after(failures, chance) <= 300


def test_the_wait_grows_and_is_spread_out() -> None:
    waits = [pacing.wait_after(failures, 1.0) for failures in range(1, 9)]
    assert waits == [5, 10, 20, 40, 80, 160, 300, 300]
    assert pacing.wait_after(8, 0.0) == 150


def test_batches_double_while_it_goes_well_and_halve_when_it_does_not() -> None:
    assert pacing.larger(64, 1.0) == 128
    assert pacing.larger(64, 30.0) == 64
    assert pacing.smaller(64) == 32


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 60)), max_size=60))
def test_a_batch_is_never_empty_and_never_boundless(steps: list[tuple[bool, float]]) -> None:
    entries = pacing.FIRST_ENTRIES
    for went_well, seconds in steps:
        entries = pacing.larger(entries, seconds) if went_well else pacing.smaller(entries)
        assert pacing.FEWEST_ENTRIES <= entries <= pacing.MOST_ENTRIES


def test_the_pace_of_a_2g_line_is_found_from_what_was_measured() -> None:
    pace = Pace()
    for _turn in range(6):
        pace = pace.answered(0.8)
        pace = pace.carried(8_000, 8_000 / 5_000 + 0.8)
    assert pace.known
    assert pace.seconds_for(10_000, 2) == pytest.approx(3.6, rel=0.02)


def test_before_anything_was_measured_2g_is_assumed() -> None:
    assert not Pace().known
    assert Pace().seconds_for(5_000, 1) == pytest.approx(1.8)


@given(st.integers(1, 30))
def test_a_request_is_tried_again_soon(failures: int) -> None:
    assert 0 <= pacing.moment_after(failures) <= 4
    assert pacing.moment_after(1) == 0
