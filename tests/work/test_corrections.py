"""Corrections: the list's value stays beside the new one, whoever was promised something is asked again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kelambu_tui.errors import KelambuError, NotFound, Refused, Unreadable
from kelambu_tui.work import accounts
from kelambu_tui.work.audit import audit, rebuild
from kelambu_tui.work.corrections import correct, history, list_fields, listed_person, shown_value
from kelambu_tui.work.desil import propose_desil
from kelambu_tui.work.enrolment import queue, queue_rows
from kelambu_tui.work.facing import face, lookalikes
from kelambu_tui.work.households import household_of
from kelambu_tui.work.records import read_record
from kelambu_tui.work.undoing import undo
from kelambu_tui.work.verification import Sheet, judge, record
from kelambu_tui.work.workspace import Workspace

PERSON = "IND00000001"
OTHER_NIK = "1606024202710077"


@pytest.fixture
def siti(village_list: Path, sign_in: Callable[[str], Workspace]) -> Workspace:
    assert village_list.exists()
    return sign_in("siti")


def values(workspace: Workspace, field: str) -> tuple[str, str, bool]:
    (found,) = [item for item in list_fields(workspace, PERSON) if item.field == field]
    return found.listed, found.value, found.corrected


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("name", "  Siti   Aminah ", "Siti Aminah"),
        ("birth_date", "17-08-1975", "1975-08-17"),
        ("sex", "laki-laki", "L"),
        ("relation", "anak", "ANAK"),
        ("marital", "cerai mati", "CERAI MATI"),
        ("education", "TAMAT SLTA", "TAMAT SLTA"),
        ("address", "DUSUN III RT 001 RW 002", "DUSUN III RT 001 RW 002"),
    ],
)
def test_a_correction_holds_beside_what_the_list_says(
    siti: Workspace, field: str, typed: str, kept: str
) -> None:
    before = values(siti, field)[0]
    correct(siti, PERSON, field, typed, reason="menurut KTP", evidence="KTP dilihat")
    assert values(siti, field) == (before, kept, True)
    with siti.database.read() as connection:
        assert read_record(connection, PERSON, siti.today()).imported == {field: before}
    (change,) = history(siti, PERSON)
    assert (change.before, change.value, change.reason, change.evidence, change.author) == (
        before,
        kept,
        "menurut KTP",
        "KTP dilihat",
        "siti",
    )
    rebuild(siti)
    assert values(siti, field) == (before, kept, True)
    assert audit(siti).faults == ()
    correct(siti, PERSON, field, "", reason="salah lihat")
    assert values(siti, field) == (before, before, False)
    assert len(history(siti, PERSON, field)) == 2


@pytest.mark.parametrize(
    ("field", "typed", "error"),
    [
        ("name", "123", Unreadable),
        ("name", "A" * 61, Unreadable),
        ("birth_date", "31-02-1980", Unreadable),
        ("birth_date", "01-01-2999", Unreadable),
        ("birth_date", "01-01-1850", Unreadable),
        ("sex", "X", Unreadable),
        ("relation", "TETANGGA", Unreadable),
        ("marital", "MUNGKIN", Unreadable),
        ("nik", "1606020101100001", Unreadable),
        ("desil", "1", Unreadable),
        ("name", "WARGA NOMOR 1", Refused),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    siti: Workspace, field: str, typed: str, error: type[KelambuError]
) -> None:
    with pytest.raises(error):
        correct(siti, PERSON, field, typed, reason="coba")
    assert history(siti, PERSON) == ()


def test_a_correction_needs_a_reason_a_person_and_the_area(
    siti: Workspace, sign_in: Callable[[str], Workspace]
) -> None:
    with pytest.raises(Refused, match="alasan"):
        correct(siti, PERSON, "name", "Siti", reason="  ")
    with pytest.raises(NotFound):
        correct(siti, "IND404", "name", "Siti", reason="x")
    accounts.add_user(siti, "tono", "fasilitator", "", ("16.06.02.2002",))
    tono = sign_in("tono")
    with pytest.raises(Refused, match="wilayah"):
        correct(tono, PERSON, "name", "Siti", reason="x")
    with pytest.raises(Refused, match="wilayah"):
        history(tono, PERSON)


def test_rules_and_screens_use_the_corrected_value(siti: Workspace) -> None:
    correct(siti, PERSON, "birth_date", "01-01-1950", reason="KTP")
    correct(siti, PERSON, "name", "Nyayu Halimah", reason="KTP")
    (finding,) = [item for item in judge(siti, PERSON).findings if item.rule.startswith("usia")][:1]
    assert finding.result == "gagal"
    assert "koreksi" in finding.source
    member = household_of(siti, PERSON).members[0]
    assert (member.name, member.birth_date) == ("Nyayu Halimah", date(1950, 1, 1))


def test_what_was_promised_on_the_old_data_is_asked_again(siti: Workspace, complete: dict[str, str]) -> None:
    record(siti, PERSON, Sheet("layak", complete))
    first = queue(siti, PERSON)
    correct(siti, PERSON, "name", "Nyayu Halimah", reason="KTP")
    assert [row.state for row in queue_rows(siti)] == ["gugur"]
    assert queue(siti, PERSON) != first


def test_the_history_tells_of_ground_checks_too(siti: Workspace, complete: dict[str, str]) -> None:
    record(siti, PERSON, Sheet("layak", complete))
    record(siti, PERSON, Sheet("layak", complete | {"phone": "0813-1111-2222"}))
    phones = [(change.before, change.value) for change in history(siti, PERSON, "phone")]
    assert phones == [("", "081234567890"), ("081234567890", "081311112222")]


def test_the_corrected_name_is_what_duplicates_are_looked_for_by(siti: Workspace) -> None:
    siti.watch.keep_up()
    correct(siti, PERSON, "name", "WARGA NOMOR 2", reason="KTP")
    assert siti.watch.keep_up()
    assert siti.watch.suspects("IND00000002", {}) is not None
    with siti.database.read() as connection:
        from kelambu_tui.work.compared import compared_records

        (found,) = compared_records(connection, [PERSON])
    assert found.name == "WARGA NOMOR 2"


def test_every_field_of_the_list_is_told_with_what_holds(siti: Workspace, complete: dict[str, str]) -> None:
    correct(siti, PERSON, "name", "Nyayu Halimah", reason="KTP")
    record(siti, PERSON, Sheet("layak", complete | {"occupation": "PEDAGANG", "nik": OTHER_NIK}))
    whose = listed_person(siti, PERSON)
    told = {one.field: (one.listed, one.value, one.corrected, one.asked) for one in whose.fields}
    assert told["name"] == ("WARGA NOMOR 1", "Nyayu Halimah", True, False)
    assert told["occupation"] == ("PETANI", "PEDAGANG", True, True)
    assert told["nik"][1:] == (OTHER_NIK, True, True)
    assert told["rt"] == ("002", "002", False, True)
    assert list(told)[:3] == ["name", "nik", "birth_date"]
    assert set(told) >= {"marital", "education", "work_status", "address", "rw"}
    assert (whose.name, whose.source, whose.promised) == ("Nyayu Halimah", "P3KE 2023", False)
    queue(siti, PERSON)
    assert listed_person(siti, PERSON).promised
    member = household_of(siti, PERSON).members[0]
    assert member.occupation == "PEDAGANG"
    assert set(member.replaced) == {"name", "occupation", "nik"}
    (side,) = face(siti, PERSON)
    assert side.replaced == member.replaced


def test_history_says_what_the_list_says_and_tells_of_what_was_taken_back(
    siti: Workspace, complete: dict[str, str]
) -> None:
    record(siti, PERSON, Sheet("layak", complete | {"occupation": "PEDAGANG"}))
    undo(siti)
    jobs = [(one.before, one.value, one.listed, one.reason) for one in history(siti, PERSON, "occupation")]
    assert jobs == [("", "PEDAGANG", "PETANI", "kunjungan"), ("PEDAGANG", "", "PETANI", "dibatalkan")]
    household = household_of(siti, PERSON).household
    propose_desil(siti, household, 4, "punya mobil", "dilihat")
    (desil,) = history(siti, PERSON, "desil")
    assert (desil.before, desil.listed, desil.reason, desil.evidence) == ("2", "2", "punya mobil", "dilihat")
    assert "4" in desil.value


def test_another_nik_is_judged_and_compared_anew(siti: Workspace, complete: dict[str, str]) -> None:
    """A NIK from the KTP: its own faults are named, and whoever has the same one is found."""
    with siti.database.read() as connection:
        theirs = read_record(connection, "IND00000002", siti.today()).nik.text
    states = {item.rule: item.result.value for item in judge(siti, PERSON).findings}
    assert states["nik_tunggal"] == "lolos"
    assert not [one for one in lookalikes(siti, PERSON, {}) if one.person == "IND00000002"]
    typed = judge(siti, PERSON, Sheet("layak", complete | {"nik": theirs}))
    assert {item.rule: item.result.value for item in typed.findings}["nik_tunggal"] == "gagal"
    record(siti, PERSON, Sheet("layak", complete | {"nik": theirs}))
    assert siti.watch.keep_up(), "the pairs of this person are compared again"
    broken = judge(siti, PERSON, Sheet("layak", complete | {"nik": "1606029902750001"}))
    assert "nik" in broken.faults
    with pytest.raises(Unreadable):
        record(siti, PERSON, Sheet("layak", complete | {"nik": "16060201"}))


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("birth_date", "1975-08-17", "17-08-1975"),
        ("birth_date", "entah", "entah"),
        ("nik", "1606024101590002", "1606**********02"),
        ("name", "\x1b[31mSITI\u202e", "[31mSITI\ufffd"),
        ("address", "", ""),
    ],
)
def test_values_are_shown_as_people_read_them(field: str, value: str, shown: str) -> None:
    assert shown_value(field, value) == shown
