"""The registry's own arithmetic: what a row's digest covers, and one digest for all of it.

A row digest is BLAKE2b-128 over the list values as they stand in the row's columns, so it tells an
unchanged row of a new list from a changed one and an untouched row of the database from a tampered
one. Values that are derived (name key, NIK state) and record keeping (ids) are not covered.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    # The process that checks lists uses the digests and must not load the database.
    from sqlalchemy import Connection

HOUSEHOLD_VALUES = (
    "family_id",
    "village",
    "address",
    "rt",
    "rw",
    "head_name",
    "head_nik",
    "desil",
    "desil_source",
    "desil_period",
    "housing",
)
"""Columns of a household that its digest covers, in this order."""

PERSON_VALUES = (
    "list_id",
    "family_id",
    "name",
    "nik",
    "sex",
    "birth_date",
    "relation",
    "marital",
    "occupation",
    "work_status",
    "education",
    "dukcapil",
    "verval",
    "more",
)
"""Columns of a person that their digest covers, in this order; `family_id` is the household's."""

PROPOSED = 0
"""`intake_id` of households and persons that no list has: the ledger proposed them."""

_BETWEEN = "\x1f"
_OTHER_DESILS = (
    "SELECT r.family_id, r.source, r.period, r.desil FROM desil_record r "
    "JOIN household h ON h.family_id = r.family_id "
    "WHERE (r.source, r.period, r.desil) IS NOT (h.desil_source, h.desil_period, h.desil)"
)
_UNLISTED = "SELECT person, source, period FROM unlisted"
_HOUSEHOLDS = f"SELECT row_digest, {', '.join(HOUSEHOLD_VALUES)} FROM household"  # noqa: S608
_PERSONS = (
    f"SELECT p.row_digest, coalesce(p.list_id, ''), h.family_id, "  # noqa: S608
    f"{', '.join(f'p.{column}' for column in PERSON_VALUES[2:])} "
    "FROM person p JOIN household h ON h.id = p.household_id"
)


def row_digest(values: Sequence[str]) -> bytes:
    """Return the 16-byte digest of one row's values, given in the order of the constants above."""
    line = _BETWEEN.join(values)
    if line.count(_BETWEEN) != len(values) - 1:
        # A value holds the separator itself: JSON escapes it, so the two forms can never be equal.
        line = json.dumps(list(values), ensure_ascii=False)
    return blake2b(line.encode(), digest_size=16).digest()


def registry_digest(connection: Connection) -> str:
    """Return 64 hex digits over all households and persons that do not depend on their order.

    The sum modulo 2^256 of the row digests, and of those of desils that a family's own row does not say
    and of people who are no longer listed; entries that change the registry carry it, and an audit
    compares. People whom the ledger proposed are not on any list and not in it.
    """
    total = 0
    for table in ("household", "person"):
        # The driver's own cursor: half a second less over a million rows.
        found = connection.connection.cursor()
        found.execute(f"SELECT row_digest FROM {table} WHERE intake_id > {PROPOSED}")  # noqa: S608
        total += sum(int.from_bytes(digest, "big") for (digest,) in _each(found))
    found = connection.connection.cursor()
    for query in (_OTHER_DESILS, _UNLISTED):
        found.execute(query)
        total += sum(int.from_bytes(row_digest(list(map(str, row))), "big") for row in _each(found))
    return f"{total % 2**256:064x}"


def held_digest(connection: Connection) -> str:
    """Return 64 hex digits over all rows of the quarantine that do not depend on their order.

    `import.made` carries it, and an audit compares: whoever was held back is neither lost nor changed.
    """
    found = connection.connection.cursor()
    found.execute("SELECT intake_id, sheet, line, key, code, sentence, row FROM quarantine")
    total = sum(int.from_bytes(row_digest(list(map(str, row))), "big") for row in _each(found))
    return f"{total % 2**256:064x}"


def tampered_rows(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield table and key (family id, or list id) of every row whose values do not fit its digest."""
    for table, query, key in (("household", _HOUSEHOLDS, 1), ("person", _PERSONS, 1)):
        found = connection.exec_driver_sql(query)
        while rows := found.fetchmany(5_000):
            for row in rows:
                values = ["" if value is None else str(value) for value in row[1:]]
                if row_digest(values) != row[0]:
                    yield table, str(row[key] or row[2])


def _each(cursor: Any) -> Iterator[Any]:
    while rows := cursor.fetchmany(5_000):
        yield from rows
