"""People who are on no list: proposed with the village's reference, then found and verified like all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from kelambu_tui.errors import KelambuError, NotFound, Refused, Unreadable
from kelambu_tui.exchange.intake import import_list
from kelambu_tui.people.nik import compose_nik
from kelambu_tui.people.sex import Sex
from kelambu_tui.store import tables as t
from kelambu_tui.work import accounts
from kelambu_tui.work.approval import approve
from kelambu_tui.work.audit import audit, rebuild
from kelambu_tui.work.desil import decide_desil, propose_desil
from kelambu_tui.work.enrolment import queue
from kelambu_tui.work.finding import open_finder
from kelambu_tui.work.households import read_household
from kelambu_tui.work.proposing import (
    NewFamily,
    propose_family,
    propose_member,
    proposed_people,
    reference_of,
)
from kelambu_tui.work.verification import Sheet, judge, record
from kelambu_tui.work.workspace import Workspace

VILLAGE, FAMILY = "16.06.02.2001", "1606000000000001"
HOME = NewFamily(VILLAGE, "DUSUN III RT 004 RW 001", "004", "001")
NIK = compose_nik("160602", date(1980, 7, 1), Sex.FEMALE, 77)
HEAD = {"name": "Nyayu Halimah", "nik": NIK, "sex": "P", "birth_date": "01-07-1980", "occupation": "PETANI"}
MEMBER = HEAD | {"relation": "ANAK"}
Enter = Callable[[str], Workspace]


@pytest.fixture
def siti(village_list: Path, sign_in: Enter) -> Workspace:
    assert village_list.exists()
    return sign_in("siti")


def test_a_new_family_is_found_and_stands_like_any_other(siti: Workspace) -> None:
    finder = open_finder(siti)
    person, family = propose_family(siti, HOME, HEAD, "BA 12/2026")
    household = read_household(siti, family)
    assert (household.head_name, household.rt, household.desil) == ("Nyayu Halimah", "004", None)
    assert [member.person for member in household.members] == [person]
    assert finder.search("nyayu halimah")[0].person == person
    assert proposed_people(siti) == [person]
    with siti.database.read() as connection:
        assert reference_of(connection, person) == "BA 12/2026"
        assert reference_of(connection, "IND00000001") == ""


def test_a_rebuild_gives_the_same_people_and_the_audit_agrees(siti: Workspace, village_list: Path) -> None:
    person, family = propose_family(siti, HOME, HEAD, "BA 12/2026")
    second = propose_member(
        siti,
        family,
        MEMBER | {"name": "M. Ali", "sex": "L", "nik": compose_nik("160602", date(2001, 1, 2), Sex.MALE, 9)},
        "BA 12/2026",
    )
    before = read_household(siti, family)
    rebuild(siti)
    assert read_household(siti, family) == before
    assert {member.person for member in before.members} == {person, second}
    assert audit(siti).faults == ()
    import_list(siti, village_list)
    assert audit(siti).faults == ()
    assert read_household(siti, family) == before
    with siti.database.write() as connection:
        connection.execute(update(t.person).where(t.person.c.uid == person).values(name="Orang Lain"))
    assert audit(siti).faults != ()


def test_a_proposed_person_needs_a_desil_from_two_people_then_goes_the_same_road(
    siti: Workspace, sign_in: Enter, complete: dict[str, str]
) -> None:
    person, family = propose_family(siti, HOME, HEAD, "BA 12/2026")
    record(siti, person, Sheet("layak", complete))
    with pytest.raises(Refused):
        queue(siti, person)
    propose_desil(siti, family, 1, "lantai tanah, tidak ada jamban")
    budi = sign_in("budi")
    decide_desil(budi, family, given=True, note="", passphrase="")
    judgement = judge(siti, person)
    assert "ada_di_daftar=gagal" in judgement.risk_codes
    made = queue(siti, person)
    assert approve(budi, [made], "")[0].done


def test_a_new_member_of_a_known_family(siti: Workspace) -> None:
    person = propose_member(siti, FAMILY, MEMBER, "BA 12/2026")
    assert person in {member.person for member in read_household(siti, FAMILY).members}


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"nik": "1606"}, Unreadable),
        ({"nik": ""}, Unreadable),
        ({"name": "123"}, Unreadable),
        ({"birth_date": "31-02-1980"}, Unreadable),
        ({"sex": "?"}, Unreadable),
        ({"relation": "PAMAN"}, Unreadable),
        ({"golongan": "A"}, Unreadable),
    ],
)
def test_what_cannot_be_is_refused(
    siti: Workspace, change: dict[str, str], error: type[KelambuError]
) -> None:
    with pytest.raises(error):
        propose_member(siti, FAMILY, MEMBER | change, "BA 12/2026")
    assert proposed_people(siti) == []


def test_a_listed_nik_a_missing_reference_and_other_villages_are_refused(
    siti: Workspace, sign_in: Enter
) -> None:
    listed = read_household(siti, FAMILY).members[0]
    with pytest.raises(Refused, match=listed.person):
        propose_member(siti, FAMILY, MEMBER | {"nik": listed.nik}, "BA 12/2026")
    with pytest.raises(Refused, match="berita acara"):
        propose_member(siti, FAMILY, MEMBER, "  ")
    with pytest.raises(NotFound):
        propose_member(siti, "404", MEMBER, "BA 12/2026")
    with pytest.raises(NotFound):
        propose_family(siti, NewFamily("Desa Entah", "x"), HEAD, "BA 12/2026")
    with pytest.raises(Unreadable, match="RT"):
        propose_family(siti, NewFamily(VILLAGE, "DUSUN I", "satu"), HEAD, "BA 12/2026")
    accounts.add_user(siti, "tono", "fasilitator", "", ("16.06.02.2002",))
    with pytest.raises(Refused, match="wilayah"):
        propose_member(sign_in("tono"), FAMILY, MEMBER, "BA 12/2026")


def test_the_same_person_proposed_under_another_nik_is_suspected(siti: Workspace) -> None:
    first, _family = propose_family(siti, HOME, HEAD, "BA 12/2026")
    other = NIK[:6] + NIK[7] + NIK[6] + NIK[8:]
    again = propose_member(siti, FAMILY, MEMBER | {"nik": other, "relation": "LAINNYA"}, "BA 13/2026")
    found = {pair.a for pair in siti.watch.suspects(again, {})} | {
        pair.b for pair in siti.watch.suspects(again, {})
    }
    assert first in found
