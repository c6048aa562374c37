"""What search reads from the database: whole households, and which of them changed since it last looked."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from kelambu_tui.matching.search import Households, Persons
from kelambu_tui.people.villages import find_village
from kelambu_tui.work.compared import CHANGES, heard, heard_people

_BATCH = 20_000

_HOUSEHOLDS = "SELECT h.id, h.family_id, h.address, h.rt, h.rw, h.village FROM household h"
_PERSONS = (
    "SELECT p.id, p.household_id, coalesce(json_extract(c.values_json, '$.name'), p.name), p.nik "
    "FROM person p LEFT JOIN correction c ON c.person = p.uid"
)
_MOVED = (
    "SELECT p.household_id, json_extract(c.values_json, '$.address') "
    "FROM correction c JOIN person p ON p.uid = c.person"
)
_CHECKED = "SELECT p.id, v.nik, v.nkk, v.values_json FROM verification v JOIN person p ON p.uid = v.person"
_HOME = " JOIN household h ON h.id = p.household_id"
_OF_VILLAGES = " WHERE h.village IN (SELECT value FROM json_each(?))"
_OF_HOUSEHOLDS = " WHERE {column} IN (SELECT value FROM json_each(?))"

_LISTED_SINCE = (
    "SELECT id FROM household WHERE intake_id > ? UNION SELECT household_id FROM person WHERE intake_id > ?"
)
_CHECKED_SINCE = (
    "SELECT p.household_id FROM entry e JOIN person p ON p.uid = e.subject "
    "WHERE e.rowid > ? AND e.kind IN (SELECT value FROM json_each(?))"
)

_HOMES = "SELECT household_id FROM person WHERE uid IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class Reach:
    """How far an index has read: the newest list, the newest ledger entry and the chain head there.

    `cursor`: the newest place of the hub's stream.
    """

    intake: int
    entry: int
    head: str
    cursor: int = 0


def reach(connection: Connection) -> Reach:
    """How far there is to read now."""
    intake = connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM intake").scalar_one()
    newest = connection.exec_driver_sql("SELECT rowid, head FROM entry ORDER BY rowid DESC LIMIT 1").first()
    entry, head = (0, "") if newest is None else (newest[0], newest[1].hex())
    return Reach(int(intake), entry, head, heard(connection))


def is_past(connection: Connection, before: Reach) -> bool:
    """Whether the database has been where `before` says: not so after an older backup was restored."""
    head = connection.exec_driver_sql("SELECT head FROM entry WHERE rowid = ?", (before.entry,)).scalar()
    intake = connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM intake").scalar_one()
    here = (head.hex() if head else "") == before.head and int(intake) >= before.intake
    return here and heard(connection) >= before.cursor


def changed_households(connection: Connection, since: Reach, now: Reach) -> set[int]:
    """Households of which a list or a ground check has said something new."""
    found = set(connection.exec_driver_sql(_CHECKED_SINCE, (since.entry, json.dumps(CHANGES))).scalars())
    if now.intake > since.intake:
        found |= set(connection.exec_driver_sql(_LISTED_SINCE, (since.intake, since.intake)).scalars())
    if now.cursor != since.cursor:
        people = json.dumps(sorted(heard_people(connection, since.cursor)))
        found |= set(connection.exec_driver_sql(_HOMES, (people,)).scalars())
    return found


def listed_people(connection: Connection, since: Reach, now: Reach) -> list[int]:
    """People that a list has written anew: they may have stood in another household before."""
    if now.intake == since.intake:
        return []
    found = connection.exec_driver_sql("SELECT id FROM person WHERE intake_id > ?", (since.intake,))
    return list(found.scalars())


def read_rows(
    connection: Connection, villages: Collection[str], only: Collection[int] | None = None
) -> tuple[Persons, Households]:
    """Columns of the people of these villages (none: all), of these households only where given."""
    households = Households()
    at_home, home_values = _condition("p.household_id", villages, only, home=True)
    corrected = _corrected_addresses(connection, at_home, home_values)
    condition, values = _condition("h.id", villages, only)
    for key, family, address, rt, rw, village in _each(connection, _HOUSEHOLDS + condition, values):
        households.keys.append(key)
        households.numbers.append(family)
        # By what the list says they are found as well: papers and neighbours may still name that.
        address = " ".join((address, *corrected.get(key, ())))  # noqa: PLW2901
        households.places.append((address, rt, rw, _village_words(village)))
    known = set(households.keys)
    persons = Persons()
    condition, values = at_home, home_values
    for key, household, name, nik in _each(connection, _PERSONS + condition, values):
        if household in known:
            persons.keys.append(key)
            persons.households.append(household)
            persons.names.append(name)
            persons.numbers.append(nik)
    for key, nik, nkk, written in _each(connection, _CHECKED + condition, values):
        _add_checked(persons, key, nik, nkk, json.loads(written))
    return persons, households


def _corrected_addresses(
    connection: Connection, condition: str, values: tuple[str, ...]
) -> dict[int, list[str]]:
    """The addresses that people put right, by household; each once."""
    found: dict[int, list[str]] = {}
    for household, address in _each(connection, _MOVED + condition, values):
        known = found.setdefault(household, [])
        if address and address not in known:
            known.append(address)
    return found


def _condition(
    column: str, villages: Collection[str], only: Collection[int] | None, *, home: bool = False
) -> tuple[str, tuple[str, ...]]:
    if only is not None:
        # Households outside the villages are left out by their own query.
        area = " AND h.village IN (SELECT value FROM json_each(?))" if villages and not home else ""
        extra = (json.dumps(sorted(villages)),) if area else ()
        return _OF_HOUSEHOLDS.format(column=column) + area, (json.dumps(sorted(only)), *extra)
    if villages:
        return (_HOME if home else "") + _OF_VILLAGES, (json.dumps(sorted(villages)),)
    return "", ()


def _add_checked(persons: Persons, key: int, nik: str, nkk: str, values: dict[str, str]) -> None:
    persons.more_numbers += [(key, number) for number in (nik, nkk) if number]
    if mother := values.get("mother_name", ""):
        persons.mothers.append((key, mother))
    rt, rw = values.get("rt", ""), values.get("rw", "")
    if rt or rw:
        persons.areas.append((key, rt, rw))


def _each(connection: Connection, statement: str, values: tuple[str, ...]) -> Any:
    """Rows of the driver's own cursor: a third of the time of SQLAlchemy's over a million rows."""
    found = connection.connection.cursor()
    found.execute(statement, values)
    while rows := found.fetchmany(_BATCH):
        yield from rows


@lru_cache(maxsize=512)
def _village_words(code: str) -> str:
    village = find_village(code)
    return f"{village.name} {village.kecamatan}" if village else ""
