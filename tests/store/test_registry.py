"""Row digests tell rows apart, whatever stands in their cells."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kelambu_tui.store.registry import HOUSEHOLD_VALUES, PERSON_VALUES, row_digest

CELLS = st.lists(st.sampled_from(["", "a", "\x1f", "a\x1f", '["a"]', "\\u001f", "é"]), min_size=3, max_size=3)


@given(CELLS, CELLS)
def test_different_rows_have_different_digests(one: list[str], two: list[str]) -> None:
    assert (row_digest(one) == row_digest(two)) is (one == two)


def test_a_digest_is_for_ever() -> None:
    # BLAKE2b-128 of the values with US between them; ledgers of years to come name these.
    assert row_digest(["16060001", "SITI"]).hex() == "3fc814ed5076527c371eaf0edabd24b4"


def test_what_is_covered() -> None:
    assert {"family_id", "desil", "village", "housing"} <= set(HOUSEHOLD_VALUES)
    assert {"list_id", "name", "nik", "birth_date", "more"} <= set(PERSON_VALUES)
    assert not {"id", "uid", "name_key", "nik_state", "intake_id"} & set(PERSON_VALUES)
