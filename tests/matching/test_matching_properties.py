"""What must hold for any two people, any list and any groups."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kelambu_tui.matching.blocking import LARGEST, WINDOW, Key, candidate_pairs
from kelambu_tui.matching.clusters import CONTRADICTED, agreed_groups, components
from kelambu_tui.matching.columns import Columns, table_of
from kelambu_tui.matching.deduping import compare_all
from kelambu_tui.matching.records import ROLES, Record
from kelambu_tui.matching.resident import Residents
from kelambu_tui.matching.scoring import CHEAP, DEAR, Scale, compare, pair_up
from kelambu_tui.matching.weights import shipped_weights

NAMES = ("SITI AMINAH", "St. Aminah", "M. IRFAN", "MUHAMMAD IRFAN", "SUMARNI", "SUMARNO", "NURHASANAH", "NUR HASANAH",  # noqa: E501
         "PARMAN", "SUPARMAN", "", "-", "H. Soeharto bin Wongso", "A. A. A.", "X")  # fmt: skip
DATES = ("1980-05-07", "1980-07-05", "1981-05-07", "1980-05-17", "1961-12-31", "", "1980-02-30", "kemarin")
NIKS = ("1606014705800002", "1606014750800002", "1606014705800003", "1,60601E+15", "1606014705800000.0", "",
        "1606024705800002", "1111111111111111", "NIK?", "16060147058", "5304218")  # fmt: skip
PEOPLE = st.builds(
    Record,
    id=st.just("?"),
    name=st.sampled_from(NAMES),
    birth_date=st.sampled_from(DATES),
    sex=st.sampled_from(("L", "P", "")),
    nik=st.sampled_from(NIKS),
    mother_name=st.sampled_from(("SUMI", "SOEMI", "")),
    birthplace=st.sampled_from(("SEKAYU", "PALEMBANG", "")),
    village=st.sampled_from(("1606012001", "1606012002", "1606022001", "")),
    address=st.sampled_from(("DUSUN I RT 001 RW 001", "DUSUN III RT 002 RW 001", "")),
    household=st.sampled_from(("1", "2", "3", "")),
    relation=st.sampled_from(("KEPALA KELUARGA", "ISTRI/SUAMI", "ANAK", "LAINNYA", "")),
)
LISTS = st.lists(PEOPLE, min_size=2, max_size=12).map(
    lambda people: [Record(f"p{number:02}", *_values(one)) for number, one in enumerate(people)]
)

ALONE = LISTS.map(lambda people: [replace(one, household="") for one in people])
"""The same without households: what members say of each other depends on which of them are looked at."""

WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)


def _values(record: Record) -> list[str]:
    return [getattr(record, role) for role in ROLES[1:]]


def weight_of_pair(first: Record, second: Record) -> float:
    columns = Columns()
    columns.extend(table_of([first, second]))
    columns.count()
    scale = Scale(shipped_weights(), columns)
    pairs = pair_up(columns, np.array([0], dtype=np.int32), np.array([1], dtype=np.int32))
    compare(scale, pairs)
    total = scale.prior(pairs.within) + scale.total(pairs, (*CHEAP, *DEAR))
    return float(total[0])


@given(PEOPLE, PEOPLE)
def test_a_pair_has_one_weight_from_both_sides(first: Record, second: Record) -> None:
    assert weight_of_pair(first, second) == pytest.approx(weight_of_pair(second, first))


@given(PEOPLE, st.sampled_from([role for role in ROLES if role not in ("id", "household", "name")]))
def test_what_is_missing_on_one_side_says_nothing(person: Record, role: str) -> None:
    values = {key: getattr(person, key) for key in ROLES}
    without = Record(**(values | {role: ""}))
    columns = Columns()
    columns.extend(table_of([Record(**(values | {"id": "a"})), Record(**(values | {"id": "b", role: ""}))]))
    columns.count()
    scale = Scale(shipped_weights(), columns)
    pairs = pair_up(columns, np.array([0], dtype=np.int32), np.array([1], dtype=np.int32))
    compare(scale, pairs)
    assert without != person or not getattr(person, role)
    assert scale.bits(pairs, role)[0] == 0.0


@settings(max_examples=25, deadline=None, phases=WITHOUT_SHRINKING)
@given(ALONE)
def test_one_person_compared_is_the_list_compared(people: list[Record]) -> None:
    matches = compare_all(people, min_probability=0.2)
    residents = Residents.build(people)
    both = {(pair.a, pair.b): pair for pair in matches.pairs}
    for person in people:
        for pair in residents.suspects(person, min_probability=0.2):
            assert person.id in (pair.a, pair.b)
            listed = both.get((pair.a, pair.b))
            if listed is not None:
                assert pair.weight == pytest.approx(listed.weight)
                assert pair.evidence == listed.evidence


@settings(max_examples=25, deadline=None, phases=WITHOUT_SHRINKING)
@given(ALONE)
def test_a_pair_that_the_list_finds_is_found_for_either_person(people: list[Record]) -> None:
    residents = Residents.build(people)
    columns = Columns()
    columns.extend(table_of(people))
    columns.count()
    first, second = candidate_pairs(columns)
    met = set(zip(first.tolist(), second.tolist(), strict=True))
    place = {person.id: row for row, person in enumerate(people)}
    for pair in compare_all(people).pairs:
        if (place[pair.a], place[pair.b]) not in met:
            continue  # the two ends of a chain, which only a whole list shows
        for one, other in ((pair.a, pair.b), (pair.b, pair.a)):
            record = residents.get(one)
            assert record is not None
            assert {one, other} in [{found.a, found.b} for found in residents.suspects(record)]


@settings(max_examples=20, deadline=None, phases=WITHOUT_SHRINKING)
@given(LISTS, st.data())
def test_put_is_the_same_as_building_anew(people: list[Record], data: st.DataObject) -> None:
    changed = data.draw(PEOPLE)
    new = Record(people[0].id, *_values(changed))
    kept = Residents.build(people)
    kept.put(new)
    assert kept.get(new.id) == new
    assert len(kept) == len(people)
    for record in people[1:]:
        now = [(pair.a, pair.b) for pair in kept.suspects(record)]
        assert all(new.id not in pair or record.id in pair for pair in now)


LINKS = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.floats(0, 20)).filter(lambda link: link[0] < link[1]),
    max_size=20,
    unique_by=lambda link: link[:2],
)
AGAINST = st.dictionaries(
    st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] < pair[1]),
    st.floats(-20, 20),
    max_size=20,
)


@given(LINKS, AGAINST)
def test_no_group_holds_a_contradiction(
    links: list[tuple[int, int, float]], weights: dict[tuple[int, int], float]
) -> None:
    groups = agreed_groups(links, weights)
    known = weights | {(a, b): weight for a, b, weight in links}
    for group in groups:
        assert all(known.get(pair, CONTRADICTED) >= CONTRADICTED for pair in combinations(group, 2))
    members = [row for group in groups for row in group]
    assert len(members) == len(set(members))
    assert groups == agreed_groups(links[::-1], weights)
    chains = components([(a, b) for a, b, _weight in links])
    assert all(any(set(group) <= set(chain) for chain in chains) for group in groups)


def test_a_chain_against_the_evidence_is_not_linked() -> None:
    links = [(0, 1, 9.0), (1, 2, 8.0)]
    assert agreed_groups(links, {(0, 2): -12.0}) == [[0, 1]]
    assert agreed_groups(links, {(0, 2): 1.0}) == [[0, 1, 2]]


@given(
    st.lists(st.integers(0, 3), min_size=2, max_size=300),
    st.lists(st.integers(0, 3), min_size=300, max_size=300),
)
def test_small_blocks_are_compared_whole_and_large_ones_never_dropped(
    keys: list[int], finer: list[int]
) -> None:
    columns = Columns()
    columns.extend({"id": [str(row) for row in range(len(keys))]})
    rows = np.arange(len(keys), dtype=np.int32)
    key = Key("k", rows, np.array(keys, dtype=np.int64), (np.array(finer[: len(keys)], dtype=np.int64),))
    first, second = candidate_pairs(columns, [key])
    found = set(zip(first.tolist(), second.tolist(), strict=True))
    assert all(keys[a] == keys[b] and a < b for a, b in found)
    for value in set(keys):
        block = [row for row, one in enumerate(keys) if one == value]
        if len(block) <= LARGEST:
            assert set(combinations(block, 2)) <= found
    assert len(found) <= len(keys) * LARGEST
    in_some_block = {row for row in range(len(keys)) if (keys[row], finer[row]) in [
        (keys[other], finer[other]) for other in range(len(keys)) if other != row
    ]}  # fmt: skip
    met = {row for pair in found for row in pair}
    assert in_some_block <= met
    assert WINDOW < LARGEST
