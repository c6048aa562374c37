"""A laptop promises only what the hub lent it, and never what others are known to hold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from kelambu_tui.store import tables as t
from kelambu_tui.work import approval, audit, enrolment, quota, verification
from kelambu_tui.work.eligibility import judge_record, recorded_sheet
from kelambu_tui.work.facts import case_of
from kelambu_tui.work.records import read_record
from kelambu_tui.work.tallying import Tally
from kelambu_tui.work.verification import Sheet
from kelambu_tui.work.workspace import Workspace
from tests.sync.elsewhere import Elsewhere, belongs, take

pytestmark = pytest.mark.slow  # each begins with a list of its own: the full check runs them

SignIn = Callable[[str], Workspace]
FIRST, SECOND, THIRD = "IND00000001", "IND00000004", "IND00000007"  # all of desil 2


@pytest.fixture
def siti(village_list: Path, sign_in: SignIn) -> Workspace:
    workspace = sign_in("siti")
    belongs(workspace)
    return workspace


@pytest.fixture
def hub() -> Elsewhere:
    """The hub's own chain."""
    return Elsewhere("hub")


def lend(workspace: Workspace, hub: Elsewhere, **places: int) -> None:
    """Let the hub lend places: `desil2=1`."""
    body = {
        "device": workspace.device,
        "places": {name[-1]: count for name, count in places.items()},
        "note": "",
    }
    take(workspace, hub.row(hub.write("allotment.lent", workspace.device, body, author="hub")[0]))


def propose(workspace: Workspace, person: str, values: dict[str, str]) -> str:
    verification.record(workspace, person, Sheet("layak", values))
    return enrolment.queue(workspace, person)


def states(workspace: Workspace) -> dict[str, str]:
    with workspace.database.read() as connection:
        return dict(connection.execute(select(t.enrolment.c.person, t.enrolment.c.state)).all())


def of_desil(workspace: Workspace, desil: int) -> quota.Places:
    with workspace.database.read() as connection:
        return next(one for one in quota.places(connection, workspace) if one.desil == desil)


def test_without_a_loan_the_programme_counts(siti: Workspace, complete: dict[str, str]) -> None:
    propose(siti, FIRST, complete)
    place = of_desil(siti, 2)
    assert (place.lent, place.ceiling, place.promised) == (False, siti.programme.quota[2], 1)


def test_beyond_the_loan_one_waits_and_moves_up_within_it(
    siti: Workspace, hub: Elsewhere, complete: dict[str, str]
) -> None:
    lend(siti, hub, desil2=1)
    for person in (FIRST, SECOND, THIRD):
        propose(siti, person, complete)
    assert states(siti) == {FIRST: "menunggu", SECOND: "cadangan", THIRD: "cadangan"}
    place = of_desil(siti, 2)
    assert (place.lent, place.ceiling, place.left, place.reserves) == (True, 1, 0, 2)
    lend(siti, hub, desil2=2)
    with siti.database.write() as connection:
        assert len(quota.fill_places(connection, siti)) == 1
    assert states(siti) == {FIRST: "menunggu", SECOND: "menunggu", THIRD: "cadangan"}
    assert audit.audit(siti).faults == ()


def test_a_desil_that_was_not_lent_has_no_place(
    siti: Workspace, hub: Elsewhere, complete: dict[str, str]
) -> None:
    lend(siti, hub, desil1=5)
    propose(siti, FIRST, complete)
    assert states(siti) == {FIRST: "cadangan"}


def test_what_others_hold_is_never_promised_again(
    siti: Workspace, hub: Elsewhere, small_quota: Path, complete: dict[str, str]
) -> None:
    """One place in the whole district, lent to two laptops by mistake: whoever hears of the other stops."""
    lend(siti, hub, desil2=1)
    lain = Elsewhere(cursor=hub.cursor)
    visit = lain.visit(SECOND)
    body = {
        "nik": "9",
        "desil": 2,
        "village": "16.06.02.2001",
        "editor": "rina",
        "listed": {},
        "rules": "",
        "risk": [],
    }
    made, _none = lain.write("enrolment.queued", SECOND, body, ref=visit.id, ref_hash=visit.digest)
    take(siti, lain.row(visit), lain.row(made))
    propose(siti, FIRST, complete)
    assert states(siti) == {SECOND: "menunggu", FIRST: "cadangan"}
    with siti.database.write() as connection:
        assert quota.fill_places(connection, siti) == []


def test_a_supervisor_never_approves_beyond_a_loan_that_was_taken_back(
    siti: Workspace, hub: Elsewhere, sign_in: SignIn, complete: dict[str, str]
) -> None:
    lend(siti, hub, desil2=2)
    ids = [propose(siti, person, complete) for person in (FIRST, SECOND)]
    budi = sign_in("budi")
    lend(budi, hub, desil2=1)
    decisions = approval.approve(budi, ids, "")
    assert [one.done for one in decisions] == [True, False]
    assert "Jatah laptop ini" in decisions[1].sentence


def test_one_person_and_everybody_at_once_count_the_loan_alike(
    siti: Workspace, hub: Elsewhere, complete: dict[str, str]
) -> None:
    lend(siti, hub, desil2=1)
    propose(siti, FIRST, complete)
    with siti.database.read() as connection:
        for person in (FIRST, SECOND):
            record = read_record(connection, person, siti.today())
            case = case_of(siti.programme, siti.today(), record, recorded_sheet(record), {})
            left = Tally(connection).counts(case).may_promise
            assert left == quota.may_promise(connection, 2, but=person) == (1 if person == FIRST else 0)
            judgement = judge_record(connection, siti, record, recorded_sheet(record))
            assert judgement.can_reserve is False or person == SECOND


def test_nobody_but_the_hub_lends(siti: Workspace) -> None:
    lain = Elsewhere()
    body = {"device": siti.device, "places": {"2": 99}, "note": ""}
    take(siti, lain.row(lain.write("allotment.lent", siti.device, body, author="hub")[0]))
    assert not of_desil(siti, 2).lent
