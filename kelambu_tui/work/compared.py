"""What is compared of each person: the list's values, and what the newest ground check adds to them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import ColumnClause, ColumnElement, Connection, func, literal_column, or_, select

from kelambu_tui.ledger.order import FORMER
from kelambu_tui.matching.records import Record
from kelambu_tui.store import tables as t
from kelambu_tui.work.records import PERSON_SOURCE, as_corrected

_BATCH = 5_000

_COLUMNS = (
    t.person.c.uid,
    as_corrected("name"),
    as_corrected("birth_date"),
    as_corrected("sex"),
    t.person.c.nik,
    as_corrected("relation"),
    t.household.c.family_id,
    t.household.c.village,
    as_corrected("address"),
    t.verification.c.values_json,
)

CHANGES = (
    "verification.recorded",
    "verification.undone",
    "correction.recorded",
    "person.proposed",
    "person.withdrawn",
    "reconciliation.decided",
)
"""Kinds of entry after which a person (their subject) is not what they were."""

_CHECK = t.entry.c.kind.in_(CHANGES)
_entry_row: ColumnClause[int] = literal_column("entry.rowid")

ASKED = ("nik", "mother_name", "birthplace")
"""Fields of the form that are compared; what a ground check says stands over what the list says."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the database has come: the newest list, the newest ground check here, and the newest heard of.

    `entry` is a row of the ledger, `cursor` a place in the hub's stream.
    """

    intake: int
    entry: int
    cursor: int = 0


def reach(connection: Connection) -> Reach:
    """Where the registry and the ground checks stand in this transaction."""
    intake = connection.execute(select(func.coalesce(func.max(t.intake.c.id), 0))).scalar_one()
    # The ledger only grows, so its row numbers tell earlier from later on every device.
    newest = func.coalesce(func.max(_entry_row), 0)
    entry = connection.execute(select(newest).select_from(t.entry).where(_CHECK)).scalar_one()
    return Reach(int(intake), int(entry), heard(connection))


def heard(connection: Connection) -> int:
    """The newest place of the hub's stream that may have changed a person."""
    theirs = select(func.max(t.pulled.c.cursor)).where(
        t.pulled.c.kind.in_(CHANGES), t.pulled.c.cursor < FORMER
    )
    refused = select(func.max(t.standing.c.cursor)).where(_REFUSED, t.standing.c.cursor < FORMER)
    places = (connection.execute(theirs).scalar(), connection.execute(refused).scalar())
    return max(place or 0 for place in places)


def heard_people(connection: Connection, since: int) -> set[str]:
    """Uids of whom the hub said something after this place: others' ground checks, own ones refused.

    A place beyond what is here is of another life of the hub: then everybody it ever spoke of.
    """
    after = since if since <= heard(connection) else 0
    theirs = select(t.pulled.c.subject).where(t.pulled.c.kind.in_(CHANGES), t.pulled.c.cursor > after)
    own = (t.entry.c.device == t.standing.c.device) & (t.entry.c.seq == t.standing.c.seq)
    refused = (
        select(t.entry.c.subject)
        .select_from(t.standing.join(t.entry, own))
        .where(_REFUSED, t.standing.c.cursor > after)
    )
    return set(connection.execute(theirs.union(refused)).scalars())


_REFUSED = t.standing.c.status == "rejected"


def changed_people(connection: Connection, since: Reach) -> set[str]:
    """Uids whose compared data may have changed after `since`: newer lists, newer ground checks."""
    newer_row = or_(t.person.c.intake_id > since.intake, t.household.c.intake_id > since.intake)
    listed = select(t.person.c.uid).select_from(PERSON_SOURCE).where(newer_row)
    checked = select(t.entry.c.subject).where(_CHECK, _entry_row > since.entry)
    now = reach(connection)
    people: set[str] = set()
    if now.intake > since.intake:
        people |= set(connection.execute(listed).scalars())
    if now.entry > since.entry:
        people |= set(connection.execute(checked).scalars())
    if now.cursor != since.cursor:
        people |= heard_people(connection, since.cursor)
    return people


def compared_records(connection: Connection, people: Collection[str] | None = None) -> Iterator[Record]:
    """The compared data of `people` (uids; None: of everyone), in the registry's order."""
    if people is None:
        yield from _records(connection, None)
        return
    wanted = sorted(people)
    for start in range(0, len(wanted), 500):
        yield from _records(connection, t.person.c.uid.in_(wanted[start : start + 500]))


def as_typed(record: Record, values: Mapping[str, str]) -> Record:
    """The record as it would be compared with these fields of the form; empty ones change nothing."""
    return replace(record, **{name: values[name] for name in ASKED if values.get(name)})


def _records(connection: Connection, where: ColumnElement[bool] | None) -> Iterator[Record]:
    statement = select(*_COLUMNS).select_from(PERSON_SOURCE).order_by(t.person.c.id)
    if where is not None:
        statement = statement.where(where)
    for row in connection.execution_options(yield_per=_BATCH).execute(statement):
        uid, name, born, sex, nik, relation, family, village, address, values = row
        record = Record(
            id=uid,
            name=name,
            birth_date=born,
            sex=sex,
            nik=nik,
            village=village,
            address=address,
            household=family,
            relation=relation,
        )
        yield as_typed(record, json.loads(values)) if values else record
