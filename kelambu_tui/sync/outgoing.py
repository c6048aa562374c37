"""What goes out next: the ledger's own lines from a sequence number on, and the signatures over them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, literal_column, select

from kelambu_tui.store import tables as t
from kelambu_tui.sync.pacing import FIRST_ENTRIES, MOST_REQUEST
from kelambu_tui.sync.packing import Signature, pack

_ROWID: ColumnElement[int] = literal_column("signature.rowid")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A batch: entries `first` to `last` packed, the chain head after them, and how far signatures reach."""

    first: int
    last: int
    head: bytes
    packed: bytes
    count: int
    signed: int
    """Row number of the newest signature in it; it and all before it have then been sent."""


@dataclass(frozen=True, slots=True)
class Chain:
    """How far a laptop's chain goes, and how much of it the hub has."""

    device: str
    seq: int
    head: bytes
    acked: int

    @property
    def unsent(self) -> int:
        """Entries that no receipt covers."""
        return self.seq - self.acked


def read_chain(connection: Connection, device: str) -> Chain:
    """Where a device's chain stands."""
    row = connection.execute(select(t.device).where(t.device.c.device == device)).one()
    return Chain(device, row.seq, row.head, row.acked)


def begins_at(connection: Connection, chain: Chain, signed: int) -> int | None:
    """The sequence number that the next batch begins with; None when nothing is left to send.

    Usually the first unsent one. A person who signs later than their entries were sent brings their
    signature with the one old entry that it stands on.
    """
    late = connection.execute(
        select(func.min(t.signature.c.seq)).where(
            t.signature.c.device == chain.device, signed < _ROWID, t.signature.c.seq <= chain.acked
        )
    ).scalar()
    if late is not None:
        return int(late)
    return chain.acked + 1 if chain.unsent else None


def next_batch(
    connection: Connection, chain: Chain, first: int, entries: int, signed: int, most: int = MOST_REQUEST
) -> Outgoing:
    """Pack at most `entries` entries and `most` bytes from `first` on; one entry always fits."""
    rows = connection.execute(
        select(t.entry.c.seq, t.entry.c.line, t.entry.c.head)
        .where(t.entry.c.device == chain.device, t.entry.c.seq >= first)
        .order_by(t.entry.c.seq)
        .limit(entries)
    ).all()
    while True:
        last = rows[-1].seq
        signatures, newest = _signatures(connection, chain.device, first, last)
        packed = pack([row.line for row in rows], signatures)
        if len(packed) <= most or len(rows) == 1:
            return Outgoing(first, last, rows[-1].head, packed, len(rows), max(newest, signed))
        rows = rows[: max(1, min(len(rows) - 1, len(rows) * most // len(packed)))]


def count_bytes(connection: Connection, chain: Chain, signed: int) -> tuple[int, int]:
    """How many bytes, in how many requests, all that is unsent will take."""
    size = requests = 0
    first, entries = begins_at(connection, chain, signed), FIRST_ENTRIES
    while first is not None and first <= chain.seq:
        batch = next_batch(connection, chain, first, entries, signed)
        size, requests = size + len(batch.packed), requests + 1
        first, entries = batch.last + 1, entries * 2
    return size, requests


def signatures_until(connection: Connection, device: str, seq: int) -> int:
    """Row number of the newest signature that stands at or before entry `seq`; 0 when there is none."""
    statement = select(func.max(_ROWID)).where(t.signature.c.device == device, t.signature.c.seq <= seq)
    return int(connection.execute(statement).scalar() or 0)


def _signatures(connection: Connection, device: str, first: int, last: int) -> tuple[list[Signature], int]:
    rows = connection.execute(
        select(t.signature.c.seq, t.signature.c.author, t.signature.c.signature, _ROWID.label("number"))
        .where(t.signature.c.device == device, t.signature.c.seq.between(first, last))
        .order_by(_ROWID)
    ).all()
    found = [Signature(row.seq, row.author, row.signature) for row in rows]
    return found, max((row.number for row in rows), default=0)
