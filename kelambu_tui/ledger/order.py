"""The one order in which entries count, the same on every laptop that has heard the same from the hub.

What the hub accepted stands in the order of its stream, whoever wrote it; then comes what this laptop
wrote and the hub has not judged yet, by sequence number. A rejected entry keeps its place but has no
consequence other than that people are told.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, bindparam, select

from kelambu_tui.ledger.entries import Entry, next_head, read_entry
from kelambu_tui.store import tables as t

FORMER = 1 << 50
"""Places of what the hub gave before its cursors started over, and has not given again yet."""
PENDING = 1 << 62
"""Places of this laptop's own entries that the hub has not judged: this much and their number.

What is left to be judged of a chain before a fork stands at half of this.
"""

HUB = "hub"
"""The device and author of the hub's own chain."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry at its place; one that is not accepted has `code`, the hub's word for why."""

    place: int
    line: bytes
    accepted: bool = True
    code: str = ""
    read: Entry | None = None
    """The entry, where somebody has read it from the line already."""

    def entry(self) -> Entry | None:
        """The entry; None where it was written by a later program than this one."""
        try:
            return self.read or read_entry(self.line)
        except (ValueError, RecursionError):
            return None


_IN_ORDER = f"""
SELECT CASE WHEN s.status IN ('accepted', 'rejected') AND s.cursor IS NOT NULL THEN s.cursor
  WHEN d.own THEN {PENDING} + e.seq ELSE {PENDING >> 1} + e.rowid END AS place, e.line,
  coalesce(s.status, '') <> 'rejected' OR e.kind = 'account.opened', coalesce(s.code, '')
FROM entry e JOIN device d ON d.device = e.device
LEFT JOIN standing s ON s.device = e.device AND s.seq = e.seq
WHERE d.own OR s.status IN ('accepted', 'rejected') OR e.seq <= d.acked
UNION ALL
SELECT cursor, line, status = 'accepted', code FROM pulled WHERE status <> 'held'
ORDER BY place
"""  # noqa: S608


def in_order(connection: Connection) -> Iterator[Placed]:
    """Everything that counts or was rejected, own and others', in the one order.

    An account of this laptop counts whatever the hub says of it: its owner must be able to sign in.
    """
    rows = connection.exec_driver_sql(_IN_ORDER).all()
    return (Placed(place, line, bool(accepted), code) for place, line, accepted, code in rows)


def known(connection: Connection, entry: str) -> Entry | None:
    """The entry of this id that counts, own or others'; None when there is none."""
    statement = select(t.known_entry.c.line).where(t.known_entry.c.id == entry).limit(1)
    line = connection.execute(statement).scalar()
    return None if line is None else read_entry(line)


def is_judged(connection: Connection, entry: Entry) -> bool:
    """Whether the hub took this entry in: then it counts, whatever a laptop would have said of it."""
    place = connection.execute(_PLACE, {"of": entry.device, "number": entry.seq}).scalar()
    return place is not None and place < PENDING


_PLACE = select(t.known_entry.c.place).where(
    t.known_entry.c.device == bindparam("of"), t.known_entry.c.seq == bindparam("number")
)


def head_after(connection: Connection, entry: Entry) -> bytes:
    """The chain head after an entry; empty for another laptop's that came without a signature."""
    head = connection.execute(select(t.entry.c.head).where(is_own(entry))).scalar()
    if head is not None:
        return bytes(head)
    theirs = (t.pulled.c.device == entry.device) & (t.pulled.c.seq == entry.seq)
    signatures = connection.execute(select(t.pulled.c.signatures).where(theirs)).scalar()
    for _author, _signature, before in json.loads(signatures or "[]"):
        return next_head(bytes.fromhex(before), entry.line)
    return b""


def is_own(entry: Entry) -> ColumnElement[bool]:
    """The row of this laptop's own ledger that is this entry, where there is one."""
    here = (t.entry.c.device == entry.device) & (t.entry.c.seq == entry.seq)
    return here & (t.entry.c.id == entry.id)
