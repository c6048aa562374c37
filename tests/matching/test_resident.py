"""One person against the list at hand."""

from __future__ import annotations

import numpy as np
import pytest

from kelambu_tui.matching.records import Record
from kelambu_tui.matching.resident import Residents

PEOPLE = [
    Record("1", "MUH. SUHARTO", "1971-03-02", "L", "1606010203710001", village="1606012001", household="a"),
    Record("2", "SITI AMINAH", "1980-05-07", "P", "1606014705800002", village="1606012001", household="a"),
    Record("3", "WAGIMAN", "1960-07-14", "L", "", village="1606022001", household="b"),
]
TYPED = Record("?", "H. M. Soeharto", "1971-03-02", "L", "", village="1606012001")


def test_a_typed_person_meets_the_listed_one_and_leaves_no_trace() -> None:
    residents = Residents.build(PEOPLE)
    for _again in range(3):
        assert [(pair.a, pair.b) for pair in residents.suspects(TYPED)] == [("1", "?")]
    assert len(residents) == 3
    assert residents.get("?") is None


def test_nobody_is_his_own_suspect() -> None:
    residents = Residents.build(PEOPLE)
    assert all(residents.suspects(person) == [] for person in PEOPLE)


def test_put_is_visible_at_once() -> None:
    residents = Residents.build(PEOPLE)
    residents.put(Record("4", "SOEHARTO", "1971-02-03", "L", "1606010203710001", village="1606022001"))
    assert [(pair.a, pair.b) for pair in residents.suspects(PEOPLE[0])] == [("1", "4")]
    residents.put(Record("4", "ROHANA", "1944-11-30", "P"))
    assert residents.suspects(PEOPLE[0]) == []
    assert residents.get("4") == Record("4", "ROHANA", "1944-11-30", "P")


def test_the_later_of_two_records_of_one_id_counts() -> None:
    residents = Residents.build([*PEOPLE, Record("3", "WAGIMIN")])
    assert len(residents) == 3
    found = residents.get("3")
    assert found is not None
    assert found.name == "WAGIMIN"


def test_members_of_both_households_speak_for_a_pair() -> None:
    family = [
        Record("1", "BUDI", "1971-03-02", "L", "1606010203710001", village="1606012001", household="a"),
        Record("2", "SITI AMINAH", "1980-05-07", "P", "", village="1606012001", household="a"),
    ]
    again = [
        Record("8", "BUDI", "1971-03-02", "L", "1606010203710001", village="1606012001", household="z"),
        Record("9", "SITI AMINAH", "1981-05-07", "P", "", village="1606012001", household="z"),
    ]
    residents = Residents.build([*family, *again])
    (pair,) = residents.suspects(again[1])
    assert ("household", "satu") in [(one.field, one.level) for one in pair.evidence]


@pytest.mark.parametrize("record", [Record("?"), Record("?", name="-"), Record("?", nik="1,6E+15"), TYPED])
def test_an_empty_list_suspects_nobody(record: Record) -> None:
    assert Residents.build([]).suspects(record) == []
    residents = Residents.build([])
    residents.put(PEOPLE[0])
    assert residents.suspects(record) in ([], residents.suspects(record))
    assert np.isfinite([pair.weight for pair in residents.suspects(record)]).all()
