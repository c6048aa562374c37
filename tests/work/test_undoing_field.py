"""Taking back what is written in the field and what answers it: visits, proposals, desils, leave."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, update

from kelambu_tui.errors import Locked, NotFound, Refused
from kelambu_tui.people.nik import compose_nik
from kelambu_tui.people.sex import Sex
from kelambu_tui.store import tables as t
from kelambu_tui.work.approval import approve
from kelambu_tui.work.audit import audit, rebuild
from kelambu_tui.work.corrections import correct
from kelambu_tui.work.desil import decide_desil, desil_changes, propose_desil
from kelambu_tui.work.enrolment import queue, queue_rows, withdraw
from kelambu_tui.work.finding import open_finder
from kelambu_tui.work.households import read_household
from kelambu_tui.work.plan import plan
from kelambu_tui.work.proposing import NewFamily, propose_family, propose_member, proposed_people
from kelambu_tui.work.quota import release
from kelambu_tui.work.sessions import count_session, miss_visit, open_session
from kelambu_tui.work.undoing import undo, undoable, why_fixed
from kelambu_tui.work.verification import Sheet, judge, record
from kelambu_tui.work.workspace import Workspace

VILLAGE, FAMILY, PERSON = "16.06.02.2001", "1606000000000003", "IND00000003"  # desil 1
NIK = compose_nik("160602", date(1980, 7, 1), Sex.FEMALE, 77)
HOME = NewFamily(VILLAGE, "DUSUN III RT 004 RW 001", "004", "001")
HEAD = {"name": "Nyayu Halimah", "nik": NIK, "sex": "P", "birth_date": "01-07-1980"}
Enter = Callable[[str], Workspace]


@pytest.fixture
def siti(village_list: Path, sign_in: Enter) -> Workspace:
    assert village_list.exists()
    return sign_in("siti")


def sound(workspace: Workspace) -> None:
    """The projections are what the ledger alone says."""
    assert audit(workspace).faults == ()
    rebuild(workspace)
    assert audit(workspace).faults == ()


def next_visit(workspace: Workspace) -> str:
    return next(one.next for one in plan(workspace) if one.household == FAMILY)


def test_a_missed_visit_gives_way_to_the_one_before(siti: Workspace) -> None:
    session = open_session(siti, VILLAGE)
    miss_visit(siti, FAMILY, next_day="2999-01-02")
    miss_visit(siti, FAMILY, next_day="2999-02-03", note="di kebun")
    assert undoable(siti)[0].name == "keluarga WARGA NOMOR 3"
    assert undo(siti).kind == "visit.missed"
    assert next_visit(siti) == "2999-01-02"
    assert count_session(siti, session).missed == 1
    undo(siti)
    assert next_visit(siti) == ""
    assert count_session(siti, session).missed == 0
    assert undoable(siti) == []
    sound(siti)


def test_a_proposal_goes_and_what_was_typed_stays(siti: Workspace) -> None:
    finder = open_finder(siti)
    session = open_session(siti, VILLAGE)
    person, family = propose_family(siti, HOME, HEAD, "BA 12/2026")
    assert siti.watch.suspects(person, {}) == []
    assert finder.search("nyayu halimah")[0].proposed
    assert undo(siti).person == person
    assert proposed_people(siti) == []
    with pytest.raises(NotFound):
        read_household(siti, family)
    assert person not in [one.person for one in finder.search("nyayu halimah")]
    assert person not in [one.person for one in open_finder(siti).search("nyayu halimah")]
    assert count_session(siti, session).proposed == 0
    with siti.database.read() as connection:
        draft = connection.execute(select(t.proposal_draft)).one()
    typed = json.loads(draft.values_json)
    assert (draft.author, draft.family) == ("siti", "")
    assert (typed["name"], typed["village"], typed["reference"]) == ("Nyayu Halimah", VILLAGE, "BA 12/2026")
    siti.watch.keep_up()
    again, _family = propose_family(siti, HOME, HEAD, "BA 12/2026")
    assert person not in [name for pair in siti.watch.suspects(again, {}) for name in (pair.a, pair.b)]
    sound(siti)


def test_a_proposal_on_which_something_rests_stays(siti: Workspace, complete: dict[str, str]) -> None:
    person, family = propose_family(siti, HOME, HEAD, "BA 12/2026")
    (head,) = undoable(siti)
    member = HEAD | {
        "name": "Umar",
        "relation": "ANAK",
        "nik": compose_nik("160602", date(2001, 1, 2), Sex.MALE, 9),
    }
    propose_member(siti, family, member, "BA 12/2026")
    with pytest.raises(Refused, match="anggota lain"):
        undo(siti, head.entry)
    undo(siti)
    propose_desil(siti, family, 1, "lantai tanah")
    with pytest.raises(Refused, match="usulan desilnya"):
        undo(siti, head.entry)
    undo(siti)
    correct(siti, person, "name", "Nyayu Halimatus", reason="KTP")
    with pytest.raises(Refused, match="koreksinya"):
        undo(siti, head.entry)
    undo(siti)
    record(siti, person, Sheet("layak", complete))
    with pytest.raises(Refused, match="batalkan itu dulu"):
        undo(siti, head.entry)
    assert proposed_people(siti) == [person]
    sound(siti)


def test_a_proposed_desil_gives_way_to_what_was_decided_before(siti: Workspace, sign_in: Enter) -> None:
    budi = sign_in("budi")
    propose_desil(siti, FAMILY, 3, "rumah tembok")
    decide_desil(budi, FAMILY, given=True, note="", passphrase="")
    propose_desil(siti, FAMILY, 2, "salah lihat")
    assert undo(siti).kind == "desil.proposed"
    (standing,) = desil_changes(siti)
    assert (standing.desil, standing.state, standing.decided_by) == (3, "disetujui", "budi")
    assert read_household(siti, FAMILY).desil == 3
    assert undoable(siti) == []
    assert "diputuskan sesudahnya" in why_fixed(siti, (FAMILY,)) or "dibatalkan" in why_fixed(siti, (FAMILY,))
    sound(siti)


@pytest.mark.parametrize("given", [True, False])
def test_a_decision_on_a_desil_goes_back_to_waiting(siti: Workspace, sign_in: Enter, given: bool) -> None:
    budi = sign_in("budi")
    propose_desil(siti, FAMILY, 3, "rumah tembok")
    decide_desil(budi, FAMILY, given=given, note="sudah dilihat", passphrase="")
    with pytest.raises(Locked):
        undo(budi, passphrase="salah")
    assert undo(budi).kind == "desil.decided"
    (standing,) = desil_changes(siti)
    assert (standing.state, standing.decided_by) == ("menunggu", "")
    assert read_household(siti, FAMILY).desil == 1
    decide_desil(budi, FAMILY, given=True, note="", passphrase="")
    undo(budi)
    undo(siti)
    assert desil_changes(siti) == []
    sound(siti)


def test_whoever_was_promised_a_place_of_another_desil_queues_anew(
    siti: Workspace, sign_in: Enter, complete: dict[str, str]
) -> None:
    budi = sign_in("budi")
    propose_desil(siti, FAMILY, 3, "rumah tembok")
    decide_desil(budi, FAMILY, given=True, note="", passphrase="")
    record(siti, PERSON, Sheet("layak", complete))
    queue(siti, PERSON)
    undo(budi)
    assert [row.state for row in queue_rows(siti)] == ["gugur"]
    assert judge(siti, PERSON).can_queue
    sound(siti)


def test_what_is_never_taken_back_says_why(siti: Workspace, sign_in: Enter, complete: dict[str, str]) -> None:
    budi = sign_in("budi")
    assert why_fixed(siti) == ""
    record(siti, PERSON, Sheet("layak", complete))
    made = queue(siti, PERSON)
    assert why_fixed(siti, (PERSON,)) == ""
    withdraw(siti, made)
    assert "Antrekan lagi" in why_fixed(siti, (PERSON,))
    made = queue(siti, PERSON)
    approve(budi, [made], "")
    assert "diputuskan sesudahnya" in why_fixed(siti, (PERSON,))
    release(budi, made, "pindah", "", "")
    assert "cadangan pertama" in why_fixed(budi, (PERSON,))
    assert undoable(budi, about=(PERSON,)) == []
    assert why_fixed(budi, ("IND00000001",)) == ""


def test_what_is_sent_says_so(siti: Workspace) -> None:
    miss_visit(siti, FAMILY)
    with siti.database.write() as connection:
        connection.execute(update(t.device).values(acked=t.device.c.seq))
    assert undoable(siti) == []
    assert "sudah terkirim" in why_fixed(siti, (FAMILY,))
