"""Places: reserves in the order of the ledger, giving a place up, and who gets it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kelambu_tui.errors import Locked, Refused, Unreadable
from kelambu_tui.work.approval import approve, reject, send_back
from kelambu_tui.work.audit import audit, rebuild
from kelambu_tui.work.enrolment import queue, queue_rows, withdraw
from kelambu_tui.work.overview import overview
from kelambu_tui.work.quota import Places, release, reserve_place
from kelambu_tui.work.verification import Sheet, judge, record
from kelambu_tui.work.workspace import Workspace

SAME_DESIL = ("IND00000003", "IND00000006", "IND00000009", "IND00000012")  # desil 1, one place


@pytest.fixture
def siti(
    small_quota: Path, village_list: Path, sign_in: Callable[[str], Workspace], complete: dict[str, str]
) -> Workspace:
    workspace = sign_in("siti")
    for number, person in enumerate(SAME_DESIL):
        record(workspace, person, Sheet("layak", complete | {"nkk": f"160602010110000{number + 1}"}))
    return workspace


def states(workspace: Workspace) -> dict[str, str]:
    return {row.person: row.state for row in queue_rows(workspace)}


def test_who_comes_too_late_waits_in_the_order_of_the_ledger(siti: Workspace) -> None:
    first, second, third = (queue(siti, person) for person in SAME_DESIL[:3])
    assert list(states(siti).values()) == ["menunggu", "cadangan", "cadangan"]
    assert [reserve_place(siti, one) for one in (first, second, third)] == [0, 1, 2]
    assert queue(siti, SAME_DESIL[1]) == second
    assert overview(siti).places[0] == Places(1, 1, 0, 1, 2)
    withdraw(siti, first)
    assert states(siti)[SAME_DESIL[1]] == "menunggu"
    assert reserve_place(siti, third) == 1
    rebuild(siti)
    assert states(siti)[SAME_DESIL[1]] == "menunggu"
    assert audit(siti).faults == ()


def test_the_quota_alone_makes_a_reserve(siti: Workspace) -> None:
    queue(siti, SAME_DESIL[0])
    judgement = judge(siti, SAME_DESIL[1])
    assert (judgement.can_queue, judgement.can_reserve) == (False, True)
    record(siti, SAME_DESIL[1], Sheet("layak", {}))
    assert not judge(siti, SAME_DESIL[1]).can_reserve
    with pytest.raises(Refused):
        queue(siti, SAME_DESIL[1])


def test_a_reserve_is_not_approved_before_its_turn(
    siti: Workspace, sign_in: Callable[[str], Workspace]
) -> None:
    ids = [queue(siti, person) for person in SAME_DESIL[:2]]
    decisions = approve(sign_in("budi"), ids, "")
    assert [decision.done for decision in decisions] == [True, False]


def test_a_returned_record_keeps_its_place_and_a_rejected_one_gives_it_up(
    siti: Workspace, sign_in: Callable[[str], Workspace]
) -> None:
    first, _second = (queue(siti, person) for person in SAME_DESIL[:2])
    budi = sign_in("budi")
    send_back(budi, [first], "foto KK", "")
    assert states(siti)[SAME_DESIL[1]] == "cadangan"
    again = queue(siti, SAME_DESIL[0])
    assert states(siti)[SAME_DESIL[0]] == "menunggu"
    assert reject(budi, [again], "mampu", "", "")[0].done
    assert states(siti)[SAME_DESIL[1]] == "menunggu"


def test_a_visit_that_ends_it_frees_the_place(siti: Workspace, sign_in: Callable[[str], Workspace]) -> None:
    first, _second = (queue(siti, person) for person in SAME_DESIL[:2])
    send_back(sign_in("budi"), [first], "foto KK", "")
    record(siti, SAME_DESIL[0], Sheet("mampu"))
    assert states(siti) == {SAME_DESIL[0]: "gugur", SAME_DESIL[1]: "menunggu"}


def test_a_place_given_up_goes_to_the_first_reserve(
    siti: Workspace, sign_in: Callable[[str], Workspace]
) -> None:
    first, second = (queue(siti, person) for person in SAME_DESIL[:2])
    budi = sign_in("budi")
    approve(budi, [first], "")
    with pytest.raises(Refused, match="penyelia"):
        release(siti, first, "pindah", "", "")
    with pytest.raises(Unreadable, match="bosan"):
        release(budi, first, "bosan", "", "")
    with pytest.raises(Locked):
        release(budi, first, "pindah", "", "salah")
    assert release(budi, first, "pindah", "ke Lampung", "") == [second]
    assert states(siti) == {SAME_DESIL[0]: "dilepas", SAME_DESIL[1]: "menunggu"}
    with pytest.raises(Refused, match="memegang tempat"):
        release(budi, first, "pindah", "", "")
    assert audit(budi).faults == ()
