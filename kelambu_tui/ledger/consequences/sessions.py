"""Sessions in a village, and families that were not at home."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, delete, insert, update
from sqlalchemy.dialects.sqlite import insert as upsert

from kelambu_tui.errors import Refused
from kelambu_tui.ledger.consequences.columns import as_json
from kelambu_tui.ledger.entries import Entry
from kelambu_tui.ledger.order import head_after, known
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t


def _session_opened(connection: Connection, entry: Entry) -> None:
    body = entry.body
    row = {
        "id": entry.id,
        "village": entry.subject,
        "day": body["day"],
        "place": body["place"],
        "meeting": body["meeting"],
        "present": as_json(body["present"]),
        "author": entry.author,
        "device": entry.device,
        "opened_seq": entry.seq,
        "opened_at": entry.at,
        "closed_at": "",
        "counts": "{}",
        "note": "",
        "head": "",
    }
    connection.execute(insert(t.session), row)


def _session_closed(connection: Connection, entry: Entry) -> None:
    body = entry.body
    closing = {
        "closed_seq": entry.seq,
        "closed_at": entry.at,
        "present": as_json(body["present"]),
        "counts": as_json(body["counts"]),
        "note": body["note"],
        "head": head_after(connection, entry).hex(),
    }
    still_open = (t.session.c.id == entry.ref) & t.session.c.closed_seq.is_(None)
    own = still_open & (t.session.c.author == entry.author)
    if connection.execute(update(t.session).where(own).values(closing)).rowcount != 1:
        raise Refused(_("Sesi ini sudah ditutup atau milik orang lain. Muat ulang daftar sesi."))


def _visit_missed(connection: Connection, entry: Entry) -> None:
    row = {
        "household": entry.subject,
        "next": entry.body["next"],
        "note": entry.body["note"],
        "author": entry.author,
        "at": entry.at,
        "entry": entry.id,
    }
    statement = upsert(t.missed_visit).values(row)
    connection.execute(statement.on_conflict_do_update(index_elements=["household"], set_=row))


def _visit_undone(connection: Connection, entry: Entry) -> None:
    """Take the newest missed visit of a family back: the one before it holds again, or none does."""
    mine = (t.missed_visit.c.household == entry.subject) & (t.missed_visit.c.entry == entry.ref)
    if connection.execute(delete(t.missed_visit).where(mine)).rowcount != 1:
        raise Refused(_("Kunjungan ini sudah diganti yang lebih baru, jadi tidak bisa dibatalkan."))
    if entry.body["restores"]:
        earlier = known(connection, entry.body["restores"])
        if earlier is not None:
            _visit_missed(connection, earlier)


CONSEQUENCES: dict[str, Callable[[Connection, Entry], None]] = {
    "session.opened": _session_opened,
    "session.closed": _session_closed,
    "visit.missed": _visit_missed,
    "visit.undone": _visit_undone,
}
