"""Who may work here, and files that left the house."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, insert, select

from kelambu_tui.ledger.consequences.columns import as_json
from kelambu_tui.ledger.entries import Entry
from kelambu_tui.ledger.order import is_own
from kelambu_tui.store import tables as t


def _account_opened(connection: Connection, entry: Entry) -> None:
    """Let somebody sign in where they have a slot: on the laptop whose chain opened the account."""
    if connection.execute(select(t.entry.c.id).where(is_own(entry))).first() is None:
        return
    row = {
        "name": entry.subject,
        "role": entry.body["role"],
        "villages": as_json(entry.body["villages"]),
        "public_key": entry.body["public_key"],
        "opened_by": entry.author,
    }
    connection.execute(insert(t.account), row)


def _export_made(connection: Connection, entry: Entry) -> None:
    row = {
        "entry": entry.id,
        "file_name": entry.body["file"],
        "file_digest": entry.subject,
        "count": entry.body["count"],
        "author": entry.author,
        "at": entry.at,
    }
    connection.execute(insert(t.insurer_file), row)


CONSEQUENCES: dict[str, Callable[[Connection, Entry], None]] = {
    "account.opened": _account_opened,
    "export.made": _export_made,
}
