"""Everybody who was checked or proposed in a session, as they were recorded in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from kelambu_tui.exchange.papers.walking import member_order
from kelambu_tui.ledger.entries import Entry
from kelambu_tui.store import tables as t
from kelambu_tui.work.records import PERSON_COLUMNS, PERSON_SOURCE, PersonRecord, record_of
from kelambu_tui.work.session_counts import session_entries, standing_checks
from kelambu_tui.work.sessions import Session
from kelambu_tui.work.workspace import Workspace

_AT_ONCE = 500
"""People asked for in one statement; far under what SQLite takes."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One person's last check within a session; name and address are empty for who left the list."""

    person: str
    list_id: str
    name: str
    nik: str
    address: str
    rt: str
    outcome: str
    values: Mapping[str, str]
    note: str
    other: str
    nik_corrected: bool
    corrected: tuple[str, ...]  # fields of the list that hold something else
    queued: bool


@dataclass(frozen=True, slots=True)
class Proposed:
    """Somebody on no list who was proposed within a session; `reference` names the meeting that did."""

    person: str
    name: str
    nik: str
    relation: str
    family: str
    address: str
    reference: str


def checked_in(workspace: Workspace, session: Session) -> list[Checked]:
    """Return who was checked in `session`, one line a person, family by family in the order of RTs.

    What counts is the last check within the session that was not taken back in it; what was recorded
    later is not in it.
    """
    with workspace.database.read() as connection:
        entries = _entries(connection, session)
        newest = {entry.subject: entry for entry in standing_checks(entries)}
        listed = _records(connection, workspace, list(newest))
    proposed = _queued(entries)
    order = sorted(newest, key=lambda person: _place(listed.get(person), person))
    return [_checked(newest[person], listed.get(person), person in proposed) for person in order]


def proposed_in(workspace: Workspace, session: Session) -> list[Proposed]:
    """Return who was proposed in `session` without being on any list, in order."""
    with workspace.database.read() as connection:
        entries = [one for one in _entries(connection, session) if one.kind == "person.proposed"]
        listed = _records(connection, workspace, [entry.subject for entry in entries])
    return [
        Proposed(
            person=entry.subject,
            name=entry.body["person"]["name"],
            nik=entry.body["person"]["nik"],
            relation=entry.body["person"].get("relation", ""),
            family=entry.body["family"],
            address=listed[entry.subject].address if entry.subject in listed else "",
            reference=entry.body["reference"],
        )
        for entry in entries
    ]


def _entries(connection: Connection, session: Session) -> list[Entry]:
    row = connection.execute(select(t.session).where(t.session.c.id == session.id)).one()
    return session_entries(connection, row)


def _records(connection: Connection, workspace: Workspace, people: list[str]) -> dict[str, PersonRecord]:
    found = {}
    for start in range(0, len(people), _AT_ONCE):
        some = people[start : start + _AT_ONCE]
        statement = select(*PERSON_COLUMNS).select_from(PERSON_SOURCE).where(t.person.c.uid.in_(some))
        for row in connection.execute(statement):
            found[str(row.uid)] = record_of(row, workspace.today())
    return found


def _queued(entries: Iterable[Entry]) -> set[str]:
    """Who was queued within the session and not withdrawn again."""
    waiting: set[str] = set()
    people: dict[str, str] = {}
    for entry in entries:
        if entry.kind == "enrolment.queued":
            waiting.add(entry.subject)
            people[entry.id] = entry.subject
        elif entry.kind == "enrolment.withdrawn":
            waiting.discard(people.get(entry.ref, entry.subject))
    return waiting


def _checked(entry: Entry, listed: PersonRecord | None, queued: bool) -> Checked:
    body = entry.body
    nik = body["values"].get("nik", "")
    return Checked(
        person=entry.subject,
        list_id=(listed.list_id if listed else "") or entry.subject,
        name=listed.name if listed else "(tidak ada lagi di daftar)",
        nik=nik or (listed.listed_nik if listed else ""),
        address=listed.address if listed else "",
        rt=listed.rt if listed else "",
        outcome=body["outcome"],
        values=body["values"],
        note=body["note"],
        other=body["other"],
        nik_corrected=bool(nik),
        corrected=tuple(listed.imported) if listed else (),
        queued=queued,
    )


def _place(listed: PersonRecord | None, person: str) -> tuple[object, ...]:
    if listed is None:
        return (True, "", "", "", "", (9, "", person))
    return (False, listed.village, listed.rw, listed.rt, listed.household, member_order(listed))
