"""The ground check of one person: the page under the pen, the live judgement, the record."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from kelambu_tui.errors import NotFound, Refused, Unreadable
from kelambu_tui.ledger.writing import append
from kelambu_tui.locale import _, pick
from kelambu_tui.store import tables as t
from kelambu_tui.work.eligibility import (
    Judgement,
    Sheet,
    judge_record,
    read_values,
    recorded_sheet,
)
from kelambu_tui.work.facts import listed_values
from kelambu_tui.work.households import HouseholdView, view_household
from kelambu_tui.work.quota import fill_places
from kelambu_tui.work.records import PersonRecord, check_area, read_record
from kelambu_tui.work.workspace import Workspace

__all__ = ["Form", "Judgement", "Sheet", "discard_draft", "judge", "read_form", "record", "save_draft"]


@dataclass(frozen=True)
class Form:
    """A person's verification form as it opens: where the work stands."""

    person: str
    name: str
    nik: str
    household: HouseholdView
    sheet: Sheet
    listed: dict[str, str]  # what the list already says, by field name
    is_draft: bool  # the sheet is an unfinished draft of this user
    saved_at: str  # moment of the draft or of the record, '' when there is neither
    recorded_by: str
    enrolment_state: str
    enrolment: str
    returned_note: str
    returned_by: str
    replaced: dict[str, str]  # what the list says of the fields that were corrected, by field
    overtaken: str  # what somebody recorded after this draft was begun, '' when nobody did


def read_form(workspace: Workspace, person: str) -> Form:
    """Open the form of `person` (uid): this user's draft, else the record, else an empty sheet.

    Raises `NotFound` for nobody, `Refused` outside the user's villages.
    """
    with workspace.database.read() as connection:
        record = read_record(connection, person, workspace.today())
        check_area(workspace, record)
        draft = connection.execute(select(t.draft).where(_mine(workspace, person))).first()
        newest = connection.execute(
            select(t.enrolment)
            .where(t.enrolment.c.person == person)
            .order_by(t.enrolment.c.id.desc())
            .limit(1)
        ).first()
        household = view_household(connection, workspace, record.household)
    seen = record.verified
    returned = newest is not None and newest.state == "dikembalikan"
    sheet, saved_at = recorded_sheet(record), seen.at if seen else ""
    if draft is not None:
        sheet, saved_at = _drafted(draft), draft.at
    return Form(
        person=person,
        name=record.name,
        nik=record.nik.text,
        household=household,
        sheet=sheet,
        listed=listed_values(record),
        is_draft=draft is not None,
        saved_at=saved_at,
        recorded_by=seen.author if seen else "",
        enrolment_state=newest.state if newest else "",
        enrolment=newest.id if newest else "",
        returned_note=newest.note if newest and returned else "",
        returned_by=newest.decided_by if newest and returned else "",
        replaced=dict(record.imported),
        overtaken=_overtaken(workspace, record, sheet),
    )


def save_draft(workspace: Workspace, person: str, sheet: Sheet) -> str:
    """Keep the page as it is typed; when this returns (with the moment) it survives a power cut."""
    moment = workspace.pen.moment()
    row = {
        "person": person,
        "author": workspace.user.name,
        "outcome": sheet.outcome,
        "values_json": json.dumps(dict(sheet.values), ensure_ascii=False),
        "answers": json.dumps(dict(sheet.answers), ensure_ascii=False),
        "note": sheet.note,
        "other": sheet.other,
        "base": sheet.base,
        "at": moment,
    }
    statement = upsert(t.draft).values(row)
    with workspace.database.write() as connection:
        connection.execute(statement.on_conflict_do_update(index_elements=["person", "author"], set_=row))
    return moment


def discard_draft(workspace: Workspace, person: str) -> None:
    """Throw this user's unfinished page away; what was recorded stays."""
    with workspace.database.write() as connection:
        connection.execute(delete(t.draft).where(_mine(workspace, person)))


def judge(workspace: Workspace, person: str, sheet: Sheet | None = None) -> Judgement:
    """Say rule by rule how `person` stands with `sheet` (None: as recorded); raises `NotFound`."""
    with workspace.database.read() as connection:
        record = read_record(connection, person, workspace.today())
        return judge_record(connection, workspace, record, recorded_sheet(record) if sheet is None else sheet)


def record(workspace: Workspace, person: str, sheet: Sheet) -> str:
    """Write `verification.recorded` and put the draft away; answers the entry's id.

    What equals the list is left out of the entry, which names the list row by its digest. Raises
    `Unreadable` for values that cannot be read or an unknown outcome, `Refused` when the outcome
    demands something that is missing, or somebody recorded since the sheet's base.
    """
    with workspace.database.write() as connection:
        return _record(connection, workspace, person, sheet)


def record_family(workspace: Workspace, household: str, sheet: Sheet) -> list[str]:
    """Record one outcome for every member of a family (family id), all or none; answers the people.

    Only outcomes that end it: who is eligible is seen one by one, and whoever was found deceased, moved
    or the like before keeps that record. Raises as `record` does, and `Refused`
    for an eligible outcome or one that names another record.
    """
    outcome = next((item for item in workspace.programme.outcomes if item.code == sheet.outcome), None)
    if outcome is not None and (outcome.eligible or outcome.demands == "other"):
        raise Refused(
            _("Hasil “{label}” dicatat per orang, bukan sekaligus untuk sekeluarga.").format(
                label=pick(outcome.label)
            )
        )
    with workspace.database.write() as connection:
        ended = {item.code for item in workspace.programme.outcomes if not item.eligible}
        members = view_household(connection, workspace, household).members
        people = [member.person for member in members if member.outcome not in ended]
        for person in people:
            _record(connection, workspace, person, sheet)
    return people


def _record(connection: Connection, workspace: Workspace, person: str, sheet: Sheet) -> str:
    found = read_record(connection, person, workspace.today())
    check_area(workspace, found)
    values, faults = read_values(workspace.programme, workspace.today(), sheet.values, found)
    if faults:
        raise Unreadable(next(iter(faults.values())))
    overtaken = _overtaken(workspace, found, sheet)
    if overtaken:
        raise Refused(overtaken)
    _check_outcome(connection, workspace, person, sheet)
    asked = {item.name for item in workspace.programme.fields if item.asked_for(sheet.outcome)}
    _check_asked(workspace, sheet.outcome, values)
    listed = listed_values(found)
    body: dict[str, Any] = {
        "outcome": sheet.outcome,
        "values": {name: text for name, text in values.items() if name in asked and listed.get(name) != text},
        "answers": _known_answers(workspace, sheet),
        "note": sheet.note.strip(),
        "other": sheet.other,
        "row": found.row_digest,
    }
    ends = not workspace.programme.outcome(sheet.outcome).eligible
    if ends:
        body["ends"] = True
    entry = append(connection, workspace.pen, "verification.recorded", person, body)
    if ends:
        fill_places(connection, workspace)
    connection.execute(delete(t.draft).where(_mine(workspace, person)))
    return entry.id


def _check_asked(workspace: Workspace, outcome: str, values: Mapping[str, str]) -> None:
    """Raise `Refused` where this outcome asks for something that was not filled in."""
    for item in workspace.programme.fields:
        if item.required and outcome in item.outcomes and not values.get(item.name):
            raise Refused(
                _("Hasil “{label}” perlu isian {field}. Isi dulu.").format(
                    label=pick(workspace.programme.outcome(outcome).label), field=pick(item.label)
                )
            )


def _check_outcome(connection: Connection, workspace: Workspace, person: str, sheet: Sheet) -> None:
    outcomes = {item.code: item for item in workspace.programme.outcomes}
    outcome = outcomes.get(sheet.outcome)
    if outcome is None:
        raise Unreadable(
            _("Hasil kunjungan “{code}” tidak dikenal. Pilih salah satu: {known}.").format(
                code=sheet.outcome, known=", ".join(outcomes)
            )
        )
    if outcome.demands == "note" and not sheet.note.strip():
        raise Refused(
            _("Hasil “{label}” perlu keterangan. Tulis keterangannya dulu.").format(label=pick(outcome.label))
        )
    if outcome.demands == "other":
        if not sheet.other or sheet.other == person:
            raise Refused(
                _("Hasil “{label}” perlu ID catatan yang lain. Cari dan pilih catatan itu dulu.").format(
                    label=pick(outcome.label)
                )
            )
        try:
            read_record(connection, sheet.other, workspace.today())
        except NotFound:
            raise Refused(
                _("Catatan lain {other} tidak ada di daftar. Periksa ID-nya.").format(other=sheet.other)
            ) from None


def _known_answers(workspace: Workspace, sheet: Sheet) -> dict[str, str]:
    known = {
        question.code: {option.code for option in question.options}
        for question in workspace.programme.hardship.questions
    }
    for question, answer in sheet.answers.items():
        if answer and answer not in known.get(question, ()):
            raise Unreadable(
                _("Jawaban {question}={answer} tidak ada di daftar periksa.").format(
                    question=question, answer=answer
                )
            )
    return {question: answer for question, answer in sheet.answers.items() if answer}


def _mine(workspace: Workspace, person: str) -> ColumnElement[bool]:
    return (t.draft.c.person == person) & (t.draft.c.author == workspace.user.name)


def _drafted(row: t.AnyRow) -> Sheet:
    values, answers = json.loads(row.values_json), json.loads(row.answers)
    return Sheet(row.outcome, values, answers, row.note, row.other, row.base)


def _overtaken(workspace: Workspace, found: PersonRecord, sheet: Sheet) -> str:
    """What was recorded after `sheet` was begun; '' when nothing was, or it does not ask."""
    seen = found.verified
    if sheet.base is None or seen is None or seen.entry == sheet.base:
        return ""
    known = {item.code: pick(item.label) for item in workspace.programme.outcomes}
    return _(
        "Sesudah lembar ini dibuka, {who} mencatat: {outcome}. "
        "Buang draf untuk melihatnya, lalu periksa lagi."
    ).format(who=seen.author, outcome=known.get(seen.outcome, seen.outcome))
