"""Writing in the ledger: entry, chain head and projection in the caller's one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, func, insert, select, update
from uuid_utils import uuid7

from kelambu_tui.ledger.entries import FIRST_HEAD, VERSION, Entry, next_head, write_entry
from kelambu_tui.ledger.pen import Pen
from kelambu_tui.ledger.projections import project
from kelambu_tui.store import tables as t

SIGNED_KINDS = frozenset(
    {
        "account.opened",
        "approval.given",
        "approval.returned",
        "approval.rejected",
        "approval.undone",
        "override.given",
        "override.refused",
        "override.undone",
        "place.released",
        "desil.decided",
        "desil.undone",
        "session.closed",
        "export.made",
        "account.unlocked",
        "helper.trusted",
        "passphrase.changed",
        "recovery.opened",
        "recovery.set",
        "unlock.answered",
        "unlock.prepared",
    }
)
"""Kinds that are signed as they are written; the others are covered by the end of the stint."""


def append(
    connection: Connection,
    pen: Pen,
    kind: str,
    subject: str,
    body: Mapping[str, Any],
    *,
    ref: str = "",
    ref_hash: str = "",
) -> Entry:
    """Write one entry and all that follows from it; nothing of it stands unless the caller commits.

    Raises `Refused` when the entry contradicts the state that the ledger has reached.
    """
    seq, head = _place(connection, pen.device)
    fields: dict[str, Any] = {
        "id": str(uuid7()),
        "device": pen.device,
        "seq": seq + 1,
        "version": VERSION,
        "kind": kind,
        "author": pen.author,
        "at": pen.moment(),
        "base": _seen(connection),
        "subject": subject,
        "body": body,
    }
    if ref:
        fields |= {"ref": ref, "ref_hash": ref_hash}
    entry = write_entry(fields)
    after = next_head(head, entry.line)
    connection.execute(insert(t.entry), _columns(entry) | {"head": after})
    connection.execute(
        update(t.device).where(t.device.c.device == pen.device), {"seq": entry.seq, "head": after}
    )
    project(connection, entry)
    if kind in SIGNED_KINDS:
        sign(connection, pen)
    return entry


def sign(connection: Connection, pen: Pen) -> None:
    """Sign the chain as it stands with the author's key: everything before is covered by it."""
    seq, head = _place(connection, pen.device)
    if seq == 0:
        return
    signature = {
        "device": pen.device,
        "seq": seq,
        "author": pen.author,
        "head": head,
        "signature": pen.sign(head),
    }
    connection.execute(insert(t.signature).prefix_with("OR IGNORE"), signature)


def has_unsigned(connection: Connection, pen: Pen) -> bool:
    """Whether the author has written here since their last signature."""
    mine = (t.signature.c.device == pen.device) & (t.signature.c.author == pen.author)
    last = select(func.coalesce(func.max(t.signature.c.seq), 0)).where(mine).scalar_subquery()
    later = select(t.entry.c.seq).where(
        t.entry.c.device == pen.device, t.entry.c.author == pen.author, t.entry.c.seq > last
    )
    return connection.execute(later.limit(1)).first() is not None


def _place(connection: Connection, device: str) -> tuple[int, bytes]:
    """Where the device's chain stands: last sequence number and head; begins the chain if need be."""
    row = connection.execute(
        select(t.device.c.seq, t.device.c.head).where(t.device.c.device == device)
    ).first()
    if row is None:
        first = {"device": device, "seq": 0, "head": FIRST_HEAD, "acked": 0, "own": True}
        connection.execute(insert(t.device), first)
        return 0, FIRST_HEAD
    return row[0], row[1]


def _seen(connection: Connection) -> int:
    """How far this laptop has seen what others wrote: the hub's cursor."""
    return connection.execute(select(t.hub_link.c.cursor)).scalar() or 0


def _columns(entry: Entry) -> dict[str, Any]:
    return {
        name: getattr(entry, name) for name in ("device", "seq", "id", "kind", "author", "subject", "line")
    }
