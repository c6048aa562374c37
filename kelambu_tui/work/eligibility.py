"""Why a person may be enrolled, or not, or not yet known: the programme's rules over the facts.

`facts` gathers those, each with where it came from; the rules themselves are the programme's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection

from kelambu_tui.locale import _, pick
from kelambu_tui.programme.fields import read_field
from kelambu_tui.programme.hardship import HardshipReading
from kelambu_tui.programme.model import Programme
from kelambu_tui.programme.rules import Finding, Result, blocking, evaluate
from kelambu_tui.work.desil_sources import conflicting, desil_sources
from kelambu_tui.work.facts import Case, Counts, case_of, gather
from kelambu_tui.work.quota import may_promise
from kelambu_tui.work.records import PersonRecord, places_taken, same_nik_elsewhere
from kelambu_tui.work.suspicions import linked_active, open_duplicates
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
    can_reserve: bool  # nothing but the quota is in the way: they can wait for a place
    why_not: str
    risk_codes: tuple[str, ...]  # "rule=result" of each warning that does not pass
    risk: tuple[str, ...]  # the same in words


def judge_record(
    connection: Connection, workspace: Workspace, record: PersonRecord, sheet: Sheet
) -> Judgement:
    """Evaluate every rule for `record` as it would stand with `sheet`; reads, never writes."""
    programme = workspace.programme
    values, faults = read_values(programme, workspace.today(), sheet.values, record)
    case = case_of(programme, workspace.today(), record, sheet, values)
    findings = evaluate(programme, gather(case, count_one(connection, case)))
    why_not = _why_not(programme, sheet, faults, findings)
    risk_codes = tuple(
        f"{item.rule}={item.result}"
        for item in findings
        if item.weight == "peringatan" and item.result is not Result.PASS
    )
    return Judgement(
        findings=findings,
        hardship=case.hardship,
        values=values,
        faults=faults,
        can_queue=not why_not,
        can_reserve=bool(why_not) and _only_quota(programme, sheet, faults, findings),
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
    programme: Programme, today: date, typed: Mapping[str, str], record: PersonRecord
) -> tuple[dict[str, str], dict[str, str]]:
    """Read fields typed for `record`: canonical values, and per field what is wrong with the others."""
    values: dict[str, str] = {}
    faults: dict[str, str] = {}
    known = {item.name: item for item in programme.fields}
    for name, text in typed.items():
        if not text.strip():
            continue
        if name not in known:
            faults[name] = _("Isian {name} tidak dikenal. Lihat daftar isian.").format(name=name)
            continue
        try:
            values[name] = read_field(known[name], text, today)
        except ValueError as error:
            faults[name] = str(error)
    if values.get("nkk") and values["nkk"] in (values.get("nik"), record.nik.digits):
        faults["nkk"] = _("Nomor KK ini sama dengan NIK orangnya. Lihat nomor di bagian atas kartu keluarga.")
        del values["nkk"]
    return values, faults


def risk_words(programme: Programme, codes: tuple[str, ...]) -> tuple[str, ...]:
    """Turn `rule=result` codes into words: the rule's title and what is the matter."""
    titles = {rule.code: pick(rule.title) for rule in programme.rules}
    words = {Result.FAIL.value: _("perlu dilihat"), Result.UNKNOWN.value: _("belum tahu")}
    parts = (code.partition("=") for code in codes)
    return tuple(f"{titles.get(rule, rule)}: {words.get(result, result)}" for rule, _equals, result in parts)


def count_one(connection: Connection, case: Case) -> Counts:
    """Count over other records for one person; `tallying.Tally` counts for everyone at once."""
    person, desil = case.record.person, case.record.desil
    eligible = [item.code for item in case.programme.outcomes if item.eligible]
    return Counts(
        same_nik=same_nik_elsewhere(connection, person, case.nik.digits, eligible),
        open_duplicates=len(open_duplicates(connection, person)),
        linked_active=len(linked_active(connection, person)),
        places_taken=0 if desil is None else places_taken(connection, desil, but=person),
        may_promise=None if desil is None else may_promise(connection, desil, but=person),
        desils=conflicting(desil_sources(connection, case.record.household)),
    )


def quota_rules(programme: Programme) -> frozenset[str]:
    """Codes of the rules that ask whether a place is left."""
    return frozenset(rule.code for rule in programme.rules if rule.fact == "quota_left")


def _only_quota(
    programme: Programme, sheet: Sheet, faults: Mapping[str, str], findings: tuple[Finding, ...]
) -> bool:
    eligible = {item.code for item in programme.outcomes if item.eligible}
    others = [item for item in blocking(findings) if item.rule not in quota_rules(programme)]
    return sheet.outcome in eligible and not faults and not others


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
