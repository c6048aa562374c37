"""A proposal as it is typed: kept, checked, compared with the list; written with its draft put away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kelambu_tui.errors import KelambuError, Refused
from kelambu_tui.people.nik import compose_nik
from kelambu_tui.people.sex import Sex
from kelambu_tui.work.alike import alike
from kelambu_tui.work.corrections import correct
from kelambu_tui.work.finding import Finder, open_finder
from kelambu_tui.work.households import read_household
from kelambu_tui.work.proposal_page import (
    asked_fields,
    check_proposal,
    discard_proposal,
    proposal_drafts,
    propose,
    read_proposal,
    save_proposal,
)
from kelambu_tui.work.proposing import proposed_people
from kelambu_tui.work.undoing import undo
from kelambu_tui.work.workspace import Workspace

VILLAGE, FAMILY, PERSON = "16.06.02.2001", "1606000000000001", "IND00000001"
NIK = compose_nik("160602", date(1980, 7, 1), Sex.FEMALE, 77)
HEAD = {
    "village": VILLAGE,
    "address": "DUSUN III RT 004 RW 001",
    "name": "Nyayu Halimah",
    "nik": NIK,
    "sex": "P",
    "birth_date": "01-07-1980",
    "reference": "BA 12/2026",
}
MEMBER = {name: text for name, text in HEAD.items() if name not in ("village", "address")} | {
    "relation": "ANAK"
}
Enter = Callable[[str], Workspace]


@pytest.fixture
def siti(village_list: Path, sign_in: Enter) -> Workspace:
    assert village_list.exists()
    return sign_in("siti")


@pytest.fixture
def finder(siti: Workspace) -> Finder:
    return open_finder(siti)


def test_an_empty_page_says_what_is_missing(siti: Workspace) -> None:
    check = check_proposal(siti, "", {})
    assert check.missing == ("village", "address", "name", "nik", "sex", "birth_date", "reference")
    assert not check.ready
    assert check_proposal(siti, FAMILY, {}).missing == (
        "name",
        "nik",
        "sex",
        "birth_date",
        "relation",
        "reference",
    )
    assert "relation" not in asked_fields("")
    assert check_proposal(siti, "", HEAD).ready
    assert check_proposal(siti, FAMILY, MEMBER).ready


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"village": "Desa Entah"}, "village"),
        ({"rt": "satu"}, "rt"),
        ({"rw": "1234"}, "rw"),
        ({"name": "123"}, "name"),
        ({"nik": "1606"}, "nik"),
        ({"nik": "1606020101800000"}, "nik"),
        ({"sex": "?"}, "sex"),
        ({"birth_date": "31-02-1980"}, "birth_date"),
        ({"birth_date": "01-07-2980"}, "birth_date"),
        ({"birth_date": "01-07-1780"}, "birth_date"),
        ({"marital": "DUDA"}, "marital"),
        ({"address": "x" * 300}, "address"),
        ({"occupation": "x" * 300}, "occupation"),
    ],
)
def test_each_fault_stands_at_its_field_and_the_ledger_refuses_it_too(
    siti: Workspace, change: dict[str, str], field: str
) -> None:
    check = check_proposal(siti, "", HEAD | change)
    assert list(check.faults) == [field]
    assert check.faults[field].endswith((".", "?"))
    with pytest.raises(KelambuError):
        propose(siti, "", HEAD | change)
    assert proposed_people(siti) == []


def test_what_the_nik_says_is_a_remark(siti: Workspace) -> None:
    assert check_proposal(siti, "", HEAD).remarks == {}
    remarks = check_proposal(siti, "", HEAD | {"birth_date": "", "sex": "L"}).remarks
    assert (remarks["birth_date"], remarks["sex"]) == ("Menurut NIK: 01-07-1980", "Menurut NIK: P")
    other = compose_nik("180101", date(1980, 7, 1), Sex.FEMALE, 7)
    check = check_proposal(siti, "", HEAD | {"nik": other})
    assert "kabupaten lain" in check.remarks["nik"]
    assert check.ready
    assert check_proposal(siti, "", HEAD | {"birth_date": "31-02-1980"}).remarks == {}
    assert "angka" in check_proposal(siti, "", HEAD | {"name": "NYAYU 1606"}).remarks["name"]


def test_a_listed_nik_names_its_person(siti: Workspace) -> None:
    listed = read_household(siti, FAMILY).members[0]
    check = check_proposal(siti, "", HEAD | {"nik": listed.nik})
    assert (check.known, check.ready) == (PERSON, False)


def test_the_draft_survives_and_goes_with_the_proposal(siti: Workspace, sign_in: Enter) -> None:
    save_proposal(siti, "", {"name": "Nyayu", "nik": ""})
    save_proposal(siti, FAMILY, {"name": "Umar"})
    moment = save_proposal(siti, "", HEAD)
    assert read_proposal(siti, "") == (HEAD, moment)
    assert read_proposal(sign_in("budi"), "") == ({}, "")
    assert {one.name for one in proposal_drafts(siti)} == {"Nyayu Halimah", "Umar"}
    with pytest.raises(Refused, match="berita acara"):
        propose(siti, "", HEAD | {"reference": " "})
    assert len(proposal_drafts(siti)) == 2
    person = propose(siti, "", HEAD)
    assert [one.family for one in proposal_drafts(siti)] == [FAMILY]
    assert proposed_people(siti) == [person]
    assert read_proposal(siti, "") == ({"reference": "BA 12/2026"}, "")
    discard_proposal(siti, FAMILY)
    assert proposal_drafts(siti) == []
    undo(siti)
    assert read_proposal(siti, "")[0]["name"] == "Nyayu Halimah"
    assert check_proposal(siti, "", read_proposal(siti, "")[0]).ready


def test_a_member_is_written_into_the_family(siti: Workspace) -> None:
    person = propose(siti, FAMILY, MEMBER)
    assert person in [member.person for member in read_household(siti, FAMILY).members]


def test_whoever_is_on_the_list_is_shown_while_the_name_and_nik_are_typed(
    siti: Workspace, finder: Finder
) -> None:
    correct(siti, PERSON, "name", "Nyayu Halimah", reason="KTP")
    listed = read_household(siti, FAMILY).members[0]
    assert alike(siti, finder, "", {}) == []
    assert alike(siti, finder, "", {"name": "ny"}) == []
    by_name = alike(siti, finder, "", {"name": "nyayu halima"})
    assert (by_name[0].person, by_name[0].strong) == (PERSON, False)
    assert alike(siti, None, "", {"name": "nyayu halima"}) == []
    nik = listed.nik[:14] + listed.nik[15] + listed.nik[14]
    assert listed.birth_date is not None
    typed = {"name": "Nyayu Halimah", "nik": nik, "birth_date": f"{listed.birth_date:%d-%m-%Y}", "sex": "P"}
    found = alike(siti, finder, "", typed | {"village": VILLAGE})
    assert (found[0].person, found[0].strong, found[0].household) == (PERSON, True, FAMILY)
    assert "nama" in found[0].why.lower()
    assert len([one for one in found if one.person == PERSON]) == 1


@pytest.mark.parametrize(
    "typed", [{"name": "[/]\x1b[31m"}, {"nik": "16"}, {"village": "?", "name": "a" * 300}]
)
def test_odd_letters_find_nobody_and_break_nothing(
    siti: Workspace, finder: Finder, typed: dict[str, str]
) -> None:
    assert alike(siti, finder, "", typed) == []
    assert not check_proposal(siti, "", typed).ready
