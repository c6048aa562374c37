from __future__ import annotations

import pytest

from kelambu_tui.matching.pairs import Kind, Pair
from kelambu_tui.tui.queues import SAME_NIK, SAME_PERSON, SETTLED, Queues
from kelambu_tui.work.suspicions import Suspect


def suspect(name: str, kind: Kind = Kind.SAME_PERSON, standing: str = "terbuka", at: str = "") -> Suspect:
    pair = Pair(f"{name}1", f"{name}2", 0.99, 6.6, kind, ())
    settled = standing in ("sama", "beda")
    return Suspect(pair, name, name, "", "", "", "", standing, not settled, False, "", at, "")


def names(queues: Queues) -> list[str]:
    return [item.name_a for item in queues.pairs]


def in_view(queues: Queues) -> str:
    return queues.current.name_a if queues.current else ""


@pytest.fixture
def queues() -> Queues:
    made = Queues()
    made.read(
        [
            suspect("A"),
            suspect("B"),
            suspect("C"),
            suspect("D", Kind.SAME_NIK),
            suspect("E", Kind.SAME_BOTH),
            suspect("F", standing="beda", at="2026-11-01"),
            suspect("G", Kind.SAME_NIK, standing="sama", at="2026-11-02"),
        ]
    )
    made.turn()
    return made


def test_each_pair_waits_in_one_queue(queues: Queues) -> None:
    assert [queues.count(name) for name in (SAME_NIK, SAME_PERSON, SETTLED)] == [2, 3, 2]
    assert names(queues) == ["A", "B", "C"]
    queues.turn()
    assert names(queues) == ["G", "F"], "the newest verdict first"
    queues.turn()
    assert names(queues) == ["D", "E"]


@pytest.mark.parametrize("verdict", ["sama", "beda"])
def test_after_a_verdict_the_next_comes_into_view(queues: Queues, verdict: str) -> None:
    queues.step(1)
    queues.judge(("B1", "B2"), verdict, "siti", "2026-11-23")
    assert in_view(queues) == "C"
    assert names(queues) == ["A", "C"]
    assert queues.count(SETTLED) == 3
    queues.judge(("C1", "C2"), verdict, "siti", "2026-11-23")
    assert in_view(queues) == "A"
    queues.judge(("A1", "A2"), verdict, "siti", "2026-11-23")
    assert in_view(queues) == ""
    assert queues.place == 0


def test_unsure_goes_to_the_end_and_stays_in_the_way(queues: Queues) -> None:
    queues.judge(("A1", "A2"), "ragu", "siti", "2026-11-23")
    assert names(queues) == ["B", "C", "A"]
    assert queues.current is not None
    assert queues.current.name_a == "B"
    assert queues.pairs[-1].strong


def test_of_decided_pairs_the_same_stays_in_view(queues: Queues) -> None:
    queues.turn()
    queues.step(1)
    queues.judge(("F1", "F2"), "sama", "siti", "2026-11-23")
    assert queues.current is not None
    assert (queues.current.name_a, queues.current.standing) == ("F", "sama")


def test_the_pair_in_view_stays_in_view_when_all_is_read_again(queues: Queues) -> None:
    queues.step(1)
    queues.read([suspect("Z"), suspect("A"), suspect("B")])
    assert queues.current is not None
    assert queues.current.name_a == "B"
    queues.read([suspect("Z"), suspect("A")])
    assert queues.current is not None
    queues.read([suspect("D", Kind.SAME_NIK)], prefer=("D1", "D2"))
    assert (queues.name, queues.place) == (SAME_NIK, 1)


def test_pairs_that_somebody_waits_for_come_first(queues: Queues) -> None:
    queues.read([suspect("A"), suspect("B"), suspect("C", standing="ragu")], asked=[("C1", "C2")])
    assert names(queues) == ["C", "A", "B"]
    queues.read([suspect("A"), suspect("B"), suspect("C")], prefer=("C1", "C2"))
    assert in_view(queues) == "C"
    queues.read([suspect("A"), suspect("B"), suspect("C")], asked=[("B1", "B2")])
    assert (names(queues), in_view(queues)) == (["B", "A", "C"], "C"), "what is in view stays"


def test_steps_end_at_both_ends_and_undo_takes_the_newest(queues: Queues) -> None:
    assert not queues.step(-1)
    assert queues.step(1)
    assert queues.step(1)
    assert not queues.step(1)
    for key in (("A1", "A2"), ("B1", "B2"), ("A1", "A2")):
        queues.judge(key, "ragu", "siti", "")
    queues.forget(("A1", "A2"))
    assert queues.judged == [("A1", "A2"), ("B1", "B2")]
    queues.forget(("X", "Y"))
    assert queues.judged == [("A1", "A2"), ("B1", "B2")]


def test_with_nothing_to_see_there_is_nothing_in_view() -> None:
    empty = Queues()
    empty.read([])
    empty.turn()
    assert (empty.current, empty.place, empty.step(1)) == (None, 0, False)
