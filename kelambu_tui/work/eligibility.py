"""Why a person may be enrolled, or not, or not yet known: the facts, and the programme's rules over them.

Facts are gathered here, each with where it came from; the rules themselves are the programme's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection

from kelambu_tui.locale import _, pick
from kelambu_tui.people.birth import age_on
from kelambu_tui.people.names import presumed_dead
from kelambu_tui.people.nik import nik_remarks, problem_sentence, read_nik
from kelambu_tui.people.sex import read_sex
from kelambu_tui.programme.fields import read_field
from kelambu_tui.programme.hardship import HardshipReading, read_hardship
from kelambu_tui.programme.model import Programme
from kelambu_tui.programme.rules import Fact, Finding, Result, blocking, evaluate
from kelambu_tui.work.records import PersonRecord, places_taken, same_nik_elsewhere
from kelambu_tui.work.workspace import Workspace


@dataclass(frozen=True)
class Sheet:
    """What a verification form holds, as typed: outcome, insurer fields, checklist, note, other record.

    `base` is the entry id of the record that the page started from ('' for none): recording is refused
    when somebody recorded since. None does not ask.
    """

    outcome: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    other: str = ""
    base: str | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Judgement:
    """What the programme says of a person with this sheet, rule by rule."""

    findings: tuple[Finding, ...]
    hardship: HardshipReading
    values: Mapping[str, str]  # the sheet's fields, read and in canonical form
    faults: Mapping[str, str]  # field -> what is wrong with what was typed
    can_queue: bool
    why_not: str
    risk_codes: tuple[str, ...]  # "rule=result" of each warning that does not pass
    risk: tuple[str, ...]  # the same in words


def judge_record(
    connection: Connection, workspace: Workspace, record: PersonRecord, sheet: Sheet
) -> Judgement:
    """Evaluate every rule for `record` as it would stand with `sheet`; reads, never writes."""
    programme = workspace.programme
    values, faults = read_values(workspace, sheet.values, record)
    hardship = read_hardship(programme, sheet.answers, record.desil)
    facts = _facts(connection, workspace, record, sheet, values, hardship)
    findings = evaluate(programme, facts)
    why_not = _why_not(programme, sheet, faults, findings)
    risk_codes = tuple(
        f"{item.rule}={item.result}"
        for item in findings
        if item.weight == "peringatan" and item.result is not Result.PASS
    )
    return Judgement(
        findings=findings,
        hardship=hardship,
        values=values,
        faults=faults,
        can_queue=not why_not,
        why_not=why_not,
        risk_codes=risk_codes,
        risk=risk_words(programme, risk_codes),
    )


def recorded_sheet(record: PersonRecord) -> Sheet:
    """The sheet as it was last recorded; an empty one when nobody checked yet."""
    seen = record.verified
    if seen is None:
        return Sheet(base="")
    return Sheet(seen.outcome, seen.values, seen.answers, seen.note, seen.other, seen.entry)


def read_values(
    workspace: Workspace, typed: Mapping[str, str], record: PersonRecord
) -> tuple[dict[str, str], dict[str, str]]:
    """Read fields typed for `record`: canonical values, and per field what is wrong with the others."""
    values: dict[str, str] = {}
    faults: dict[str, str] = {}
    known = {item.name: item for item in workspace.programme.fields}
    for name, text in typed.items():
        if not text.strip():
            continue
        if name not in known:
            faults[name] = _("Isian {name} tidak dikenal. Lihat daftar isian.").format(name=name)
            continue
        try:
            values[name] = read_field(known[name], text, workspace.today())
        except ValueError as error:
            faults[name] = str(error)
    if values.get("nkk") and values["nkk"] in (values.get("nik"), record.nik.digits):
        faults["nkk"] = _("Nomor KK ini sama dengan NIK orangnya. Lihat nomor di bagian atas kartu keluarga.")
        del values["nkk"]
    return values, faults


def listed_values(record: PersonRecord) -> dict[str, str]:
    """What the list already says for fields of the form."""
    listed = {"nik": record.listed_nik, "occupation": record.occupation, "rt": record.rt, "rw": record.rw}
    return {name: text for name, text in listed.items() if text}


def risk_words(programme: Programme, codes: tuple[str, ...]) -> tuple[str, ...]:
    """Turn `rule=result` codes into words: the rule's title and what is the matter."""
    titles = {rule.code: pick(rule.title) for rule in programme.rules}
    words = {Result.FAIL.value: _("perlu dilihat"), Result.UNKNOWN.value: _("belum tahu")}
    parts = (code.partition("=") for code in codes)
    return tuple(f"{titles.get(rule, rule)}: {words.get(result, result)}" for rule, _equals, result in parts)


def _facts(
    connection: Connection,
    workspace: Workspace,
    record: PersonRecord,
    sheet: Sheet,
    values: Mapping[str, str],
    hardship: HardshipReading,
) -> dict[str, Fact]:
    programme = workspace.programme
    visit, counted, listed = _("kunjungan"), _("dihitung"), record.list_source
    nik = read_nik(values.get("nik", record.listed_nik), workspace.today())
    nik_source = "KTP" if "nik" in values else listed
    eligible = [item.code for item in programme.outcomes if item.eligible]
    facts = {
        "desil": Fact(record.desil, listed),
        "occupation": _occupation(record, values, visit),
        "work_status": Fact(record.work_status or None, listed),
        "nik_state": Fact(nik.state.value, nik_source),
        "nik_remarks": Fact(_remark_words(record, nik.digits, workspace), nik_source),
        "same_nik": Fact(same_nik_elsewhere(connection, record.person, nik.digits, eligible), counted),
        "missing_fields": Fact(_missing(programme, record, values), visit),
        "hardship": Fact(hardship.result if hardship.result != "belum_cukup" else None, visit),
        "death_mark": Fact("ya" if presumed_dead(record.name) else "tidak", listed),
        "age_at_start": _age(programme, record, nik.birth_date),
    }
    if record.desil in programme.quota:
        left = programme.quota[record.desil] - places_taken(connection, record.desil, but=record.person)
        facts["quota_left"] = Fact(max(left, 0), counted)
    if sheet.outcome:
        facts["outcome"] = Fact(sheet.outcome, visit)
        for outcome in programme.outcomes:
            if outcome.code == sheet.outcome:
                facts |= {name: Fact(value, visit) for name, value in outcome.facts.items()}
    return facts


def _occupation(record: PersonRecord, values: Mapping[str, str], visit: str) -> Fact:
    if "occupation" in values:
        return Fact(values["occupation"], visit)
    return Fact(record.occupation or None, record.list_source)


def _age(programme: Programme, record: PersonRecord, from_nik: date | None) -> Fact:
    """Age in full years at the planned start; the NIK's date serves where the list has none."""
    if record.birth_date is not None:
        return Fact(age_on(record.birth_date, programme.start), record.list_source)
    if from_nik is not None:
        return Fact(age_on(from_nik, programme.start), "NIK")
    return Fact(None, record.list_source)


def _remark_words(record: PersonRecord, digits: str, workspace: Workspace) -> tuple[str, ...] | None:
    """What the NIK and the list say differently; a NIK issued elsewhere is no reason to look twice."""
    if not digits:
        return None
    nik = read_nik(digits, workspace.today())
    remarks = nik_remarks(nik, record.birth_date, read_sex(record.sex), home=nik.region[:4])
    return tuple(problem_sentence(code) for code in remarks)


def _missing(programme: Programme, record: PersonRecord, values: Mapping[str, str]) -> tuple[str, ...]:
    known = listed_values(record) | dict(values)
    return tuple(pick(item.label) for item in programme.fields if item.required and item.name not in known)


def _why_not(
    programme: Programme, sheet: Sheet, faults: Mapping[str, str], findings: tuple[Finding, ...]
) -> str:
    """The first reason why this sheet cannot be queued; '' when it can."""
    outcome = next((item for item in programme.outcomes if item.code == sheet.outcome), None)
    if outcome is None:
        return _("Pilih dulu hasil kunjungan.")
    if not outcome.eligible:
        return _("Hasil “{label}” dicatat, tetapi tidak diusulkan sebagai peserta.").format(
            label=pick(outcome.label)
        )
    if faults:
        return next(iter(faults.values()))
    in_the_way = blocking(findings)
    if in_the_way:
        first = in_the_way[0]
        return f"{first.title}: {first.remedy or first.value}"
    return ""
