"""Beginning anew: a laptop that turned out to be a copy, or was rolled back, goes on under a new number.

Two laptops must never continue one chain. What the hub has not acknowledged is written again, entry
for entry with the same ids, on a chain of its own; the old chain stays for the audit. The district
decides by a new invitation whether this laptop may go on sending.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, insert, select, update

from kelambu_tui.errors import Refused
from kelambu_tui.ledger.entries import FIRST_HEAD, Entry, next_head, read_entry, write_entry
from kelambu_tui.ledger.projections import rebuild
from kelambu_tui.ledger.writing import sign
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t
from kelambu_tui.sync.link import find_link, note
from kelambu_tui.work.workspace import Workspace


class Forked(Refused):
    """This laptop goes on under a new number: `workspace` is the one to work in from now on."""

    def __init__(self, workspace: Workspace, copied: int) -> None:
        super().__init__(
            _(
                "Hub sudah punya catatan lain dari nomor laptop ini: laptop ini salinan, atau dipulihkan dari"
                " cadangan. {count} catatan yang belum terkirim disalin utuh ke nomor baru. Minta undangan"
                " baru dari dinas, lalu bergabung lagi."
            ).format(count=copied)
        )
        self.workspace = workspace


def begin_anew(workspace: Workspace) -> Forked:
    """Move the unsent work to a new chain, in one transaction; answers what to raise."""
    device = secrets.token_hex(4)
    pen = replace(workspace.pen, device=device)
    with workspace.database.write() as connection:
        lines = _unsent(connection, workspace.device)
        connection.execute(update(t.device).values(own=False))
        first = {"device": device, "seq": 0, "head": FIRST_HEAD, "acked": 0, "own": True}
        connection.execute(insert(t.device), first)
        _write_again(connection, device, lines)
        if lines:
            sign(connection, pen)
        if find_link(connection) is not None:
            note(connection, **_stranger())
        rebuild(connection)
    moved = replace(workspace, device=device, pen=pen)
    return Forked(moved, len(lines))


def _unsent(connection: Connection, device: str) -> list[bytes]:
    statement = (
        select(t.entry.c.line)
        .join(t.device, t.device.c.device == t.entry.c.device)
        .where(t.entry.c.device == device, t.entry.c.seq > t.device.c.acked)
        .order_by(t.entry.c.seq)
    )
    return list(connection.execute(statement).scalars())


def _write_again(connection: Connection, device: str, lines: list[bytes]) -> None:
    """Append `lines` to the new chain; what one names by hash is named by its new hash."""
    head = FIRST_HEAD
    hashes: dict[str, str] = {}
    rows: list[dict[str, Any]] = []
    for seq, line in enumerate(lines, 1):
        entry = _moved(line, device, seq, hashes)
        head = next_head(head, entry.line)
        rows.append(
            {
                "device": device,
                "seq": seq,
                "id": entry.id,
                "kind": entry.kind,
                "author": entry.author,
                "subject": entry.subject,
                "line": entry.line,
                "head": head,
            }
        )
    if rows:
        connection.execute(insert(t.entry), rows)
        connection.execute(
            update(t.device).where(t.device.c.device == device).values(seq=len(rows), head=head)
        )


def _moved(line: bytes, device: str, seq: int, hashes: dict[str, str]) -> Entry:
    fields = json.loads(line)
    fields |= {"device": device, "seq": seq}
    if fields.get("ref_hash") in hashes:
        fields["ref_hash"] = hashes[fields["ref_hash"]]
    entry = write_entry(fields)
    hashes[read_entry(line).digest] = entry.digest
    return entry


def _stranger() -> dict[str, Any]:
    """The hub is still known, but it does not know this laptop any more."""
    from pyrage import x25519

    return {
        "certificate": "",
        "certificate_signature": "",
        "code": "",
        "device_key": Ed25519PrivateKey.generate().private_bytes_raw(),
        "identity": str(x25519.Identity.generate()),
        "signed": 0,
        "last_full": "",
    }
