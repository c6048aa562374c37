"""The facts about one person that rules test, each with where it came from.

Who asks brings the record, the sheet and the counts over other records; nothing here reads the
database, so one person and a whole regency are judged by the same facts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from kelambu_tui.locale import _, pick
from kelambu_tui.people.birth import age_on
from kelambu_tui.people.names import presumed_dead
from kelambu_tui.people.nik import Nik, nik_remarks, problem_sentence, read_nik
from kelambu_tui.people.sex import read_sex
from kelambu_tui.programme.hardship import HardshipReading, read_hardship
from kelambu_tui.programme.rules import Fact
from kelambu_tui.work.desil_sources import DesilOf, words_of

if TYPE_CHECKING:
    from kelambu_tui.programme.model import Programme
    from kelambu_tui.work.eligibility import Sheet
    from kelambu_tui.work.records import PersonRecord


@dataclass(frozen=True, slots=True)
class Counts:
    """What other records mean for a person."""

    same_nik: int  # other living records with this NIK that nobody has judged
    open_duplicates: int  # strong pairs that nobody settled and no supervisor waived
    linked_active: int  # records of the same person that hold a place
    places_taken: int  # places of the person's desil that others hold
    may_promise: int | None = None  # places of its loan that this laptop has left; None without a loan
    desils: tuple[DesilOf, ...] = ()  # what each source says of the family, where that differs


@dataclass(frozen=True)
class Case:
    """A person as they would stand with `sheet`, whose fields `values` holds read and canonical.

    `nik` is the one re-entered from the KTP, else the list's. Made by `case_of`.
    """

    programme: Programme
    record: PersonRecord
    sheet: Sheet
    values: Mapping[str, str]
    nik: Nik

    @cached_property
    def hardship(self) -> HardshipReading:
        """What the checklist says beside the listed desil."""
        return read_hardship(self.programme, self.sheet.answers, self.record.desil)


def case_of(
    programme: Programme, today: date, record: PersonRecord, sheet: Sheet, values: Mapping[str, str]
) -> Case:
    """Put together what a person is judged by."""
    text = values.get("nik", record.listed_nik)
    nik = record.nik if text == record.nik.text else read_nik(text, today)
    return Case(programme, record, sheet, values, nik)


def gather(case: Case, counts: Counts, wanted: Collection[str] | None = None) -> dict[str, Fact]:
    """Return the facts about a person: those that `wanted` names, all for None.

    What the outcome of the visit asserts goes before what a list says.
    """
    names = _MAKERS.keys() if wanted is None else _MAKERS.keys() & wanted
    facts = {name: _MAKERS[name](case, counts) for name in names}
    if case.sheet.outcome:
        visit = _("kunjungan")
        facts["outcome"] = Fact(case.sheet.outcome, visit)
        for outcome in case.programme.outcomes:
            if outcome.code == case.sheet.outcome:
                facts |= {name: Fact(value, visit) for name, value in outcome.facts.items()}
    return facts


def fields_behind(wanted: Collection[str]) -> frozenset[str] | None:
    """Return the fields of a sheet that the facts `wanted` are made of; None for all of them."""
    return None if "missing_fields" in wanted else frozenset({"nik", "occupation"})


def listed_values(record: PersonRecord) -> dict[str, str]:
    """What the list already says for fields of the form."""
    listed = {"nik": record.listed_nik, "occupation": record.occupation, "rt": record.rt, "rw": record.rw}
    return {name: text for name, text in listed.items() if text}


def _nik_source(case: Case) -> str:
    return "KTP" if "nik" in case.values else case.record.list_source


def _occupation(case: Case, _counts: Counts) -> Fact:
    if "occupation" in case.values:
        return Fact(case.values["occupation"], _("kunjungan"))
    return Fact(case.record.occupation or None, case.record.list_source)


def _age(case: Case, _counts: Counts) -> Fact:
    """Age in full years at the planned start; the NIK's date serves where the list has none."""
    if case.record.birth_date is not None:
        return Fact(age_on(case.record.birth_date, case.programme.start), case.record.source_of("birth_date"))
    if case.nik.birth_date is not None:
        return Fact(age_on(case.nik.birth_date, case.programme.start), "NIK")
    return Fact(None, case.record.list_source)


def _remark_words(case: Case, _counts: Counts) -> Fact:
    """What the NIK and the list say differently; a NIK issued elsewhere is no reason to look twice."""
    if not case.nik.digits:
        return Fact(None, _nik_source(case))
    sex = read_sex(case.record.sex)
    remarks = nik_remarks(case.nik, case.record.birth_date, sex, home=case.nik.region[:4])
    return Fact(tuple(problem_sentence(code) for code in remarks), _nik_source(case))


def _missing(case: Case, _counts: Counts) -> Fact:
    known = listed_values(case.record) | dict(case.values)
    fields = (
        item
        for item in case.programme.fields
        if item.required and not item.outcomes and item.name not in known
    )
    return Fact(tuple(pick(item.label) for item in fields), _("kunjungan"))


def _quota_left(case: Case, counts: Counts) -> Fact:
    places = case.programme.quota.get(case.record.desil) if case.record.desil is not None else None
    left = None if places is None else max(places - counts.places_taken, 0)
    if left is not None and counts.may_promise is not None and counts.may_promise < left:
        return Fact(counts.may_promise, _("jatah laptop ini"))
    return Fact(left, _("dihitung"))


def _listed(case: Case, _counts: Counts) -> Fact:
    """Whether a list has the person: the newest of their village, none, or only an earlier one."""
    if case.record.unlisted:
        return Fact("hilang", case.record.unlisted)
    return Fact("tidak" if case.record.proposed else "ya", case.record.list_source)


def _desil_sources(_case: Case, counts: Counts) -> Fact:
    """What the sources say, each in its newest period, where it is not the same."""
    return Fact(tuple(map(words_of, counts.desils)), _("daftar yang diimpor"))


def _hardship(case: Case, _counts: Counts) -> Fact:
    result = case.hardship.result
    return Fact(result if result != "belum_cukup" else None, _("kunjungan"))


_MAKERS: Mapping[str, Callable[[Case, Counts], Fact]] = {
    "desil": lambda case, _counts: Fact(case.record.desil, case.record.desil_origin),
    "desil_sources": _desil_sources,
    "occupation": _occupation,
    "work_status": lambda case, _counts: Fact(
        case.record.work_status or None, case.record.source_of("work_status")
    ),
    "nik_state": lambda case, _counts: Fact(case.nik.state.value, _nik_source(case)),
    "nik_remarks": _remark_words,
    "same_nik": lambda _case, counts: Fact(counts.same_nik, _("dihitung")),
    "open_duplicates": lambda _case, counts: Fact(counts.open_duplicates, _("dihitung")),
    "linked_active": lambda _case, counts: Fact(counts.linked_active, _("dihitung")),
    "listed": _listed,
    "missing_fields": _missing,
    "hardship": _hardship,
    "death_mark": lambda case, _counts: Fact(
        "ya" if presumed_dead(case.record.name) else "tidak", case.record.source_of("name")
    ),
    "age_at_start": _age,
    "quota_left": _quota_left,
}
"""Fact -> what makes it; the others (outcome, alive, resident, covered) only a visit can say."""
