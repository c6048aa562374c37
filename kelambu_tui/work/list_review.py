"""What newer lists would change: looked at, accepted or deferred by a person, class by class or row by row.

Differences wait beside the registry (`exchange.intake.staging`). Accepting writes one ledger entry for each
list in the transaction that changes the registry; a deferred one stays until it is accepted, or until a
newer list speaks of the same people.
"""

# ruff: noqa: S608 - all names come from constants

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import blake2b

from sqlalchemy import Connection, insert, select, text, update

from kelambu_tui.errors import NotFound
from kelambu_tui.ledger.writing import append
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t
from kelambu_tui.store.registry import registry_digest
from kelambu_tui.work.list_acceptance import apply_chosen, choose
from kelambu_tui.work.list_kinds import ALL, Kind, read_kinds
from kelambu_tui.work.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ListInReview:
    """A list of which something waits: its file, source and period, and when it was compared."""

    intake: int
    file: str
    digest: str
    source: str
    period: str
    at: str


@dataclass(frozen=True, slots=True)
class ClassCount:
    """How many differences of a class wait and are deferred; `worked`: of people whom somebody verified."""

    kind: Kind
    waiting: int
    deferred: int
    worked: int


@dataclass(frozen=True, slots=True)
class Review:
    """Everything that waits for somebody to accept it; no lists when nothing does."""

    lists: tuple[ListInReview, ...]
    classes: tuple[ClassCount, ...]

    @property
    def waiting(self) -> int:
        """How many differences nobody has deferred yet."""
        return sum(one.waiting for one in self.classes)


def read_review(workspace: Workspace) -> Review:
    """Everything that waits."""
    with workspace.database.read() as connection:
        found = {row.kind: row for row in connection.exec_driver_sql(_COUNTS)}
        lists = connection.execute(
            select(t.intake)
            .where(t.intake.c.id.in_(select(t.difference.c.intake_id)))
            .order_by(t.intake.c.id)
        ).all()
    return Review(
        tuple(
            ListInReview(row.id, row.file_name, row.file_digest, row.source, row.period, row.at)
            for row in lists
        ),
        tuple(
            ClassCount(kind, row.waiting, row.deferred, row.worked)
            for kind in Kind
            if (row := found.get(kind.value)) is not None
        ),
    )


def accept(
    workspace: Workspace,
    *,
    kinds: Collection[str] = (),
    rows: Collection[int] = (),
    deferred: bool = False,
) -> dict[str, int]:
    """Make the registry say what newer lists say, for whole classes and for single rows (numbers).

    Of a class what was deferred stays unless `deferred`. Answers how many of each class were accepted.
    Raises `Unreadable` for a class that does not exist and `NotFound` for a row that does not wait (any
    more).
    """
    with workspace.database.write() as connection:
        return accept_within(connection, workspace, kinds=kinds, rows=rows, deferred=deferred)


def accept_within(
    connection: Connection,
    workspace: Workspace,
    *,
    kinds: Collection[str] = (),
    rows: Collection[int] = (),
    deferred: bool = False,
    of: int | None = None,
) -> dict[str, int]:
    """The same in a transaction that is open already; `of`: only what this list (intake id) says."""
    condition, values = _selection(connection, kinds, rows, deferred=deferred)
    if of is not None:
        condition, values = f"intake_id = :of AND ({condition})", values | {"of": of}
    choose(connection, condition, values)
    accepted: dict[str, int] = {}
    for one in connection.execute(_LISTS).all():
        counts, digest = _chosen(connection, one.id)
        if not counts:
            continue
        numbers = _numbers(counts)
        facts = {"file_name": one.file_name, "file_digest": one.file_digest, "layout": one.layout}
        facts |= {"source": one.source, "period": one.period, "at": workspace.pen.moment()}
        stamp = (connection.execute(insert(t.intake), facts | numbers).inserted_primary_key or (0,))[0]
        apply_chosen(connection, workspace.programme, one.id, int(stamp))
        body = {"file": one.file_name, **numbers, "kinds": counts, "rows": digest}
        body["registry"] = registry_digest(connection)
        append(connection, workspace.pen, "list.accepted", one.file_digest, body)
        accepted = {kind: accepted.get(kind, 0) + counts.get(kind, 0) for kind in {*accepted, *counts}}
    return {kind.value: accepted[kind.value] for kind in Kind if kind.value in accepted}


def defer(workspace: Workspace, *, kinds: Collection[str] = (), rows: Collection[int] = ()) -> dict[str, int]:
    """Leave whole classes and single rows for later; answers how many of each class that newly is.

    Raises as `accept` does.
    """
    deferred: dict[str, int] = {}
    with workspace.database.write() as connection:
        condition, values = _selection(connection, kinds, rows)
        choose(connection, f"NOT deferred AND ({condition})", values)
        for one in connection.execute(_LISTS).all():
            counts, digest = _chosen(connection, one.id)
            if counts:
                body = {"file": one.file_name, "kinds": counts, "rows": digest}
                append(connection, workspace.pen, "list.deferred", one.file_digest, body)
                deferred = {
                    kind: deferred.get(kind, 0) + counts.get(kind, 0) for kind in {*deferred, *counts}
                }
        connection.execute(
            update(t.difference).where(t.difference.c.id.in_(_CHOSEN_IDS)).values(deferred=True)
        )
    return {kind.value: deferred[kind.value] for kind in Kind if kind.value in deferred}


_WORKED_ON = (
    "SELECT person FROM verification UNION SELECT person FROM correction UNION SELECT person FROM enrolment "
    "WHERE state <> 'ditarik' UNION SELECT person FROM draft UNION SELECT a FROM verdict UNION "
    "SELECT b FROM verdict"
)
WORKED = (
    f"WITH worked AS ({_WORKED_ON}), worked_families AS (SELECT h.family_id FROM worked "
    "JOIN person p ON p.uid = worked.person JOIN household h ON h.id = p.household_id "
    "UNION SELECT household FROM desil_change) "
)
"""Who was verified, corrected, proposed or judged, and their families; goes before a SELECT."""

IS_WORKED = (
    "CASE WHEN d.of_household THEN d.key IN (SELECT family_id FROM worked_families) "
    "ELSE d.key IN (SELECT person FROM worked) END"
)
"""Whether the difference `d` is about somebody with whom work was done."""

_COUNTS = (
    f"{WORKED}SELECT d.kind, sum(NOT d.deferred) AS waiting, sum(d.deferred) AS deferred, "
    f"sum({IS_WORKED}) AS worked FROM difference d GROUP BY d.kind"
)
_CHOSEN_IDS = text("SELECT id FROM temp.chosen")
_LISTS = (
    select(t.intake)
    .where(t.intake.c.id.in_(select(t.difference.c.intake_id).where(t.difference.c.id.in_(_CHOSEN_IDS))))
    .order_by(t.intake.c.id)
)


def _selection(
    connection: Connection, kinds: Collection[str], rows: Collection[int], *, deferred: bool = False
) -> tuple[str, dict[str, object]]:
    """A condition for what was named; an unknown name of a class raises `Unreadable`."""
    named, _none = read_kinds(kinds)
    wanted = {"kinds": json.dumps(named), "rows": json.dumps(sorted(rows))}
    waiting = connection.exec_driver_sql(
        "SELECT id FROM difference WHERE id IN (SELECT value FROM json_each(?))", (wanted["rows"],)
    )
    missing = sorted(set(rows) - set(waiting.scalars()))
    if missing:
        raise NotFound(
            _("Baris {row} tidak ada di perbedaan yang menunggu. Lihat `kelambu differences`.").format(
                row=missing[0]
            )
        )
    by_kind = "1" if ALL in named else "kind IN (SELECT value FROM json_each(:kinds))"
    held = "1" if deferred else "NOT deferred"
    return f"({by_kind}) AND {held} OR id IN (SELECT value FROM json_each(:rows))", dict(wanted)


def _chosen(connection: Connection, intake: int) -> tuple[dict[str, int], str]:
    """How many of each class of a list were chosen, and one digest over them."""
    counts: dict[str, int] = {}
    digest = blake2b(digest_size=32)
    found = connection.exec_driver_sql(
        "SELECT d.kind, d.of_household, d.key, d.digest FROM temp.chosen c "
        "JOIN difference d ON d.id = c.id WHERE d.intake_id = ? ORDER BY d.kind, d.of_household, d.key",
        (intake,),
    )
    for kind, of_household, key, said in found:
        counts[kind] = counts.get(kind, 0) + 1
        digest.update(json.dumps([kind, of_household, key, said.hex()]).encode() + b"\n")
    return counts, digest.hexdigest()


def _numbers(counts: dict[str, int]) -> dict[str, int]:
    """The counts of an acceptance as those of any intake."""
    total, added = sum(counts.values()), counts.get(Kind.NEW.value, 0)
    return {"read": total, "added": added, "changed": total - added, "unchanged": 0, "quarantined": 0}
