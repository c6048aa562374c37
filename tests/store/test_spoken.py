from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kelambu_tui.errors import Unreadable
from kelambu_tui.store.spoken import heard, spoken

numbers = st.text("0123456789", min_size=12, max_size=24).filter(lambda text: len(text) % 4 == 0)


@settings(max_examples=30)
@given(numbers, st.sampled_from(["", " ", "-", ". "]))
def test_what_is_read_aloud_comes_back(digits: str, gap: str) -> None:
    assert heard(spoken(digits).replace(" ", gap), len(digits) // 4) == digits


@settings(max_examples=30)
@given(numbers, st.data())
def test_one_wrong_digit_names_its_group(digits: str, data: st.DataObject) -> None:
    said = spoken(digits)
    at = data.draw(st.sampled_from([n for n, char in enumerate(said) if char != " "]))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != said[at]]))
    with pytest.raises(Unreadable, match=f"ke-{at // 6 + 1} salah"):
        heard(said[:at] + other + said[at + 1 :], len(digits) // 4)


@settings(max_examples=30)
@given(numbers, st.data())
def test_two_neighbours_that_changed_places_are_noticed(digits: str, data: st.DataObject) -> None:
    groups = spoken(digits).split()
    which = data.draw(st.integers(0, len(groups) - 1))
    at = data.draw(st.integers(0, 3))
    group = groups[which]
    swapped = group[:at] + group[at + 1] + group[at] + group[at + 2 :]
    if swapped != group:
        with pytest.raises(Unreadable, match=f"ke-{which + 1} salah"):
            heard(" ".join([*groups[:which], swapped, *groups[which + 1 :]]), len(groups))


@settings(max_examples=30)
@given(numbers, st.data())
def test_two_groups_that_changed_places_are_noticed(digits: str, data: st.DataObject) -> None:
    groups = spoken(digits).split()
    a, b = data.draw(st.lists(st.integers(0, len(groups) - 1), min_size=2, max_size=2, unique=True))
    groups[a], groups[b] = groups[b], groups[a]
    with pytest.raises(Unreadable, match="salah"):
        heard(" ".join(groups), len(groups))


@pytest.mark.parametrize("text", ["", "12345", "12345 12345 1234", "abcde 12345 12345", "١٢٣٤٥ 12345 12345"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="3 kelompok"):
        heard(text, 3)
