"""What each source says of a family's desil, and which of them the programme takes.

P3KE, DTSEN and DTKS rank families anew, each in its periods. Every word is kept, dated; the rule of the
programme file chooses the one that holds, and what the others say stands beside it. Where it chooses
another one than the newest list's, the choice is kept in a table of its own (`settle_desils`).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Select, and_, delete, func, select

from kelambu_tui.locale import _
from kelambu_tui.store import tables as t

if TYPE_CHECKING:
    from kelambu_tui.programme.model import Programme


@dataclass(frozen=True, slots=True)
class DesilOf:
    """What `source` said of a family in `period` (2023, 2025-06, '' unknown).

    `file` and `at` name the list that said it last; `in_force` marks the one that the programme takes.
    """

    source: str
    period: str
    desil: int
    file: str
    at: str
    in_force: bool = False


def desil_sources(connection: Connection, household: str) -> tuple[DesilOf, ...]:
    """What every source said of the family with this id, the one in force first, then the newest.

    Empty for a family that no list has. A supervisor's decision on another desil is not among them.
    """
    found = _read(connection, [household]).get(household, [])
    newest = sorted(found, key=lambda one: (one.period, one.at), reverse=True)
    return tuple(sorted(newest, key=lambda one: not one.in_force))


def disputed_desils(connection: Connection) -> dict[str, tuple[DesilOf, ...]]:
    """The same for every family of which sources or periods say different desils, in no order."""
    disputed = (
        select(t.desil_record.c.family_id)
        .group_by(t.desil_record.c.family_id)
        .having(func.min(t.desil_record.c.desil) < func.max(t.desil_record.c.desil))
    )
    return {family: tuple(said) for family, said in _read(connection, disputed).items()}


def conflicting(said: Iterable[DesilOf]) -> tuple[DesilOf, ...]:
    """The newest word of every source where these are not one; () where they agree."""
    newest: dict[str, DesilOf] = {}
    for one in said:
        held = newest.get(one.source)
        if held is None or held.period < one.period:
            newest[one.source] = one
    if len({one.desil for one in newest.values()}) < 2:
        return ()
    return tuple(sorted(newest.values(), key=lambda one: (not one.in_force, one.source)))


def words_of(one: DesilOf) -> str:
    """Say what a source says: `DTSEN 2025-06: desil 4`."""
    return _("{source}: desil {desil}").format(source=f"{one.source} {one.period}".strip(), desil=one.desil)


def chosen(programme: Programme, said: Iterable[DesilOf]) -> DesilOf:
    """The one of `said` that the programme's rule takes; without a rule the newest period holds."""
    rule = programme.desil_rule
    order = rule.sources if rule is not None else ()
    places = {source: place for place, source in enumerate(order)}
    # Sorting is stable: what decides first is sorted last.
    found = sorted(said, key=lambda one: (places.get(one.source, len(places)), one.source))
    found.sort(key=lambda one: one.period, reverse=True)
    if rule is not None and rule.choose == "order":
        found.sort(key=lambda one: places.get(one.source, len(places)))
    return found[0]


def settle_desils(connection: Connection, programme: Programme) -> None:
    """Write down which desils hold by the programme's rule; after every list, and when the rule changes."""
    connection.execute(delete(t.desil_in_force))
    connection.exec_driver_sql(f"INSERT INTO desil_in_force {_CHOSEN}", _order(programme))


def is_settled(connection: Connection, programme: Programme) -> bool:
    """Whether the desils that hold are those that the programme's rule takes."""
    held = set(map(tuple, connection.execute(select(t.desil_in_force))))
    return held == set(map(tuple, connection.exec_driver_sql(_CHOSEN, _order(programme))))


_CHOSEN = """
    SELECT c.family_id, c.source, c.period, c.desil
    FROM (
        SELECT r.*, row_number() OVER (
            PARTITION BY family_id
            ORDER BY CASE WHEN :by_order THEN coalesce(o.key, 99) ELSE 0 END,
                period DESC, coalesce(o.key, 99), source
        ) AS place
        FROM desil_record r LEFT JOIN json_each(:sources) o ON o.value = r.source
        WHERE family_id IN (SELECT family_id FROM desil_record GROUP BY family_id HAVING count(*) > 1)
    ) c
    JOIN household h ON h.family_id = c.family_id
    WHERE c.place = 1 AND (h.desil_source, h.desil_period, h.desil) IS NOT (c.source, c.period, c.desil)
"""
"""Families for which the rule takes another word than the newest list's, with that word."""


def _order(programme: Programme) -> dict[str, str | bool]:
    rule = programme.desil_rule
    if rule is None:
        return {"by_order": False, "sources": "[]"}
    return {"by_order": rule.choose == "order", "sources": json.dumps(rule.sources)}


def _read(connection: Connection, families: Select[tuple[str]] | list[str]) -> dict[str, list[DesilOf]]:
    record = t.desil_record
    statement = (
        select(record, t.intake.c.file_name, t.intake.c.at, _held)
        .select_from(
            record.join(t.household, t.household.c.family_id == record.c.family_id)
            .outerjoin(t.desil_in_force, t.desil_in_force.c.family_id == record.c.family_id)
            .outerjoin(t.intake, t.intake.c.id == record.c.intake_id)
        )
        .where(record.c.family_id.in_(families))
    )
    found: defaultdict[str, list[DesilOf]] = defaultdict(list)
    for row in connection.execute(statement):
        found[row.family_id].append(
            DesilOf(row.source, row.period, row.desil, row.file_name or "", row.at or "", bool(row.held))
        )
    return found


_held = and_(
    t.desil_record.c.source == func.coalesce(t.desil_in_force.c.source, t.household.c.desil_source),
    t.desil_record.c.period == func.coalesce(t.desil_in_force.c.period, t.household.c.desil_period),
).label("held")
