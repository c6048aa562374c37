"""Whom to believe about what another laptop wrote: the hub took it in, and its author signed it.

The key of an author is the one that their account on that laptop was opened with; the hub accepts
only accounts whose key it has certified.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import Connection, select

from kelambu_tui.ledger.entries import Entry, next_head, read_entry
from kelambu_tui.ledger.order import HUB
from kelambu_tui.ledger.pen import signed_by
from kelambu_tui.ledger.writing import SIGNED_KINDS
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t

UNVOUCHED = "signature_unknown"
"""Why another laptop's decision does not count here although the hub took it: no signature holds."""

Signed = Sequence[tuple[str, str, str]]
"""Author, signature (hex) and the chain head before the entry (hex)."""


class Vouching:
    """Checks others' decisions; knows the keys of every account that counts."""

    def __init__(self, connection: Connection) -> None:
        statement = select(t.known_entry.c.line).where(t.known_entry.c.kind == "account.opened")
        self._keys: dict[tuple[str, str], str] = {}
        for line in connection.execute(statement.order_by(t.known_entry.c.place)).scalars():
            self.learn(read_entry(line))

    def learn(self, entry: Entry) -> None:
        """Take the key of an account in, where the entry opens one."""
        if entry.kind == "account.opened":
            self._keys[entry.device, entry.subject] = str(entry.body.get("public_key", ""))

    def holds(self, entry: Entry, signatures: Signed) -> bool:
        """Whether the entry needs no signature of a person, or bears one of its author that holds."""
        if entry.kind not in SIGNED_KINDS or entry.device == HUB:
            return True
        key = self._keys.get((entry.device, entry.author), "")
        return any(
            author == entry.author and _covers(key, entry, signature, before)
            for author, signature, before in signatures
        )


def check_pulled(connection: Connection, faults: list[str]) -> int:
    """Check every entry that others wrote; answers how many there are."""
    vouching, count = Vouching(connection), 0
    for row in connection.execute(select(t.pulled).order_by(t.pulled.c.cursor)):
        count += 1
        where = _("Entri {seq} ({device})").format(seq=row.seq, device=row.device)
        try:
            entry = read_entry(row.line)
        except (ValueError, RecursionError):
            if row.id:
                faults.append(_("{where}: isi tidak bisa dibaca.").format(where=where))
            continue
        fields = ("id", "device", "seq", "kind", "author", "subject")
        differing = [name for name in fields if getattr(entry, name) != getattr(row, name)]
        if differing:
            faults.append(
                _("{where}: kolom {columns} tidak sama dengan isi entri.").format(
                    where=where, columns=", ".join(differing)
                )
            )
        if row.status == "accepted" and not vouching.holds(entry, json.loads(row.signatures)):
            faults.append(
                _("Entri {seq} ({device}): keputusan {kind} tanpa tanda tangan {author}.").format(
                    seq=row.seq, device=row.device, kind=row.kind, author=row.author
                )
            )
    return count


def _covers(key: str, entry: Entry, signature: str, before: str) -> bool:
    try:
        return signed_by(key, next_head(bytes.fromhex(before), entry.line), bytes.fromhex(signature))
    except (TypeError, ValueError):
        return False
