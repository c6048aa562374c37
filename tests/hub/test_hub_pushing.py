from __future__ import annotations

import pytest

from kelambu_tui.hub.refusing import Turned
from tests.hub.laptops import Office


def test_a_batch_is_stored_and_acknowledged_and_the_same_again_changes_nothing(office: Office) -> None:
    laptop = office.laptop()
    visit = laptop.visit()
    laptop.queue(visit)
    laptop.sign("siti")
    laptop.decide(laptop.entries[-1])

    receipt = office.push(laptop)
    assert (receipt.acked, receipt.head, receipt.rejected) == (3, laptop.heads[3], ())
    assert office.statuses(laptop) == ["accepted"] * 3

    rows = office.rows()
    again = office.push(laptop)
    assert (again.acked, again.head) == (3, laptop.heads[3])
    assert office.rows() == rows


def test_a_gap_says_what_is_wanted_next(office: Office) -> None:
    laptop = office.laptop()
    for _ in range(3):
        laptop.visit()
    with pytest.raises(Turned) as turned:
        office.push(laptop, first=2)
    assert (turned.value.status, turned.value.code, turned.value.fields["expected"]) == (409, "gap", 1)


def test_a_fork_is_noticed(office: Office) -> None:
    laptop = office.laptop()
    laptop.visit("P1")
    laptop.visit("P2")
    office.push(laptop)
    del laptop.entries[1:], laptop.heads[2:]
    laptop.visit("P3")
    with pytest.raises(Turned) as turned:
        office.push(laptop, first=2)
    assert (turned.value.status, turned.value.code) == (409, "fork")
    laptop.visit("P4")
    with pytest.raises(Turned) as turned:
        office.push(laptop, first=3)
    assert turned.value.code == "fork"
