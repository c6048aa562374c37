"""What taking back one kind of decision consists of, and what all kinds share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, select

from kelambu_tui.ledger.entries import Entry, read_entry
from kelambu_tui.ledger.writing import append
from kelambu_tui.store import tables as t
from kelambu_tui.work.workspace import Workspace

Step = Callable[[Connection, Workspace, Entry], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of entry that can be taken back.

    `stands`: is the entry what the current state rests on. `confirms`: the passphrase is asked.
    `of_family`: the entry's subject is a family, not a person.
    """

    stands: Callable[[Connection, Entry], bool]
    undo: Step
    confirms: bool = False
    of_family: bool = False


def holds(connection: Connection, table: Table, where: ColumnElement[bool]) -> bool:
    """Whether a table has a row like this."""
    return connection.execute(select(table).where(where).limit(1)).first() is not None


def end(
    connection: Connection,
    workspace: Workspace,
    entry: Entry,
    kind: str,
    body: dict[str, Any] | None = None,
) -> None:
    """Write the entry of `kind` that takes `entry` back."""
    append(connection, workspace.pen, kind, entry.subject, body or {}, ref=entry.id, ref_hash=entry.digest)


def history(connection: Connection, entry: Entry, *kinds: str) -> list[Entry]:
    """The entries of these kinds about the same subject, whoever wrote them, in the one order."""
    known = t.known_entry.c
    statement = select(known.line).where(known.subject == entry.subject, known.kind.in_(kinds))
    return [read_entry(line) for line in connection.execute(statement.order_by(known.place)).scalars()]


def standing_before(connection: Connection, entry: Entry, made: str, undone: str) -> Entry | None:
    """The newest entry of kind `made` before `entry` that no entry of kind `undone` took back."""
    found = history(connection, entry, made, undone)
    gone = {one.ref for one in found if one.kind == undone} | {entry.id}
    before = [one for one in found if one.kind == made and one.id not in gone]
    return before[-1] if before else None
