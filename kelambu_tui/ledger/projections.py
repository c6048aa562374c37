"""What follows from each kind of entry: the rows that screens read.

`project` is the only code that writes the projection tables, whether an entry is new or the whole
ledger is replayed; therefore a rebuild gives the same rows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from sqlalchemy import Connection, delete, insert, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import IntegrityError

from kelambu_tui.errors import Refused
from kelambu_tui.ledger.entries import Entry
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t

ACTIVE = ("menunggu", "disetujui")
"""States in which an enrolment holds a place."""


def project(connection: Connection, entry: Entry) -> None:
    """Apply one entry; kinds without consequences (and unknown, later ones) change nothing.

    Raises `Refused` when the entry does not fit the state: a second active enrolment, a decision on
    something that changed or was decided before, a maker who would check their own work.
    """
    consequence = _CONSEQUENCES.get(entry.kind)
    if consequence is None:
        return
    try:
        consequence(connection, entry)
    except IntegrityError as error:
        raise Refused(_broken_rule(str(error.orig))) from error


def rebuild(connection: Connection, entries: Iterable[Entry]) -> None:
    """Empty the projections and replay `entries`, which come in ledger order."""
    for table in t.PROJECTIONS:
        connection.execute(delete(table))
    for entry in entries:
        project(connection, entry)


def _account_opened(connection: Connection, entry: Entry) -> None:
    row = {
        "name": entry.subject,
        "role": entry.body["role"],
        "villages": _json(entry.body["villages"]),
        "public_key": entry.body["public_key"],
        "opened_by": entry.author,
    }
    connection.execute(insert(t.account), row)


def _verification_recorded(connection: Connection, entry: Entry) -> None:
    body = entry.body
    row = {
        "person": entry.subject,
        "outcome": body["outcome"],
        "nik": body["values"].get("nik", ""),
        "nkk": body["values"].get("nkk", ""),
        "values_json": _json(body["values"]),
        "answers": _json(body["answers"]),
        "note": body["note"],
        "other": body["other"],
        "row_digest": body["row"],
        "author": entry.author,
        "at": entry.at,
        "entry": entry.id,
        "entry_digest": entry.digest,
    }
    statement = upsert(t.verification).values(row)
    connection.execute(statement.on_conflict_do_update(index_elements=["person"], set_=row))
    # What was promised on the old record is no longer what the record says.
    _lapse(connection, entry.subject, ACTIVE)


def _enrolment_queued(connection: Connection, entry: Entry) -> None:
    body = entry.body
    _lapse(connection, entry.subject, ("dikembalikan",))
    row = {
        "id": entry.id,
        "person": entry.subject,
        "nik": body["nik"],
        "state": "menunggu",
        "desil": body["desil"],
        "village": body["village"],
        "maker": entry.author,
        "editor": body["editor"],
        "queued_at": entry.at,
        "queued_digest": entry.digest,
        "listed": _json(body["listed"]),
        "rules_digest": body["rules"],
        "risk": _json(body["risk"]),
        "decided_at": "",
        "reason": "",
        "note": "",
    }
    connection.execute(insert(t.enrolment), row)


def _enrolment_withdrawn(connection: Connection, entry: Entry) -> None:
    waiting = (t.enrolment.c.id == entry.ref) & t.enrolment.c.state.in_(("menunggu", "dikembalikan"))
    changed = connection.execute(
        update(t.enrolment).where(waiting).values(state="ditarik", note=entry.body["note"])
    )
    if changed.rowcount != 1:
        raise Refused(_("Usulan ini sudah tidak menunggu, jadi tidak bisa ditarik. Muat ulang antrean."))


def _decided(state: str) -> Callable[[Connection, Entry], None]:
    def apply(connection: Connection, entry: Entry) -> None:
        decision = {
            "state": state,
            "decided_by": entry.author,
            "decided_at": entry.at,
            "reason": entry.body["reason"],
            "note": entry.body["note"],
        }
        same = (t.enrolment.c.id == entry.ref) & (t.enrolment.c.queued_digest == entry.ref_hash)
        waiting = same & (t.enrolment.c.state == "menunggu")
        if connection.execute(update(t.enrolment).where(waiting).values(decision)).rowcount != 1:
            raise Refused(
                _("Usulan ini sudah berubah atau sudah diputuskan. Muat ulang daftar, lalu periksa lagi.")
            )

    return apply


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


def _lapse(connection: Connection, person: str, states: tuple[str, ...]) -> None:
    mine = (t.enrolment.c.person == person) & t.enrolment.c.state.in_(states)
    connection.execute(update(t.enrolment).where(mine).values(state="gugur"))


def _broken_rule(message: str) -> str:
    if "is_not_checker" in message:
        return _("Usulan ini Anda buat atau ubah sendiri; orang lain yang harus memutuskannya.")
    if "enrolment.person" in message:
        return _("Orang ini sudah ada di antrean atau sudah disetujui.")
    if "enrolment.nik" in message:
        return _("NIK ini sudah dipakai usulan lain yang menunggu atau disetujui. Periksa kedua catatan itu.")
    if "account" in message:
        return _("Nama pengguna itu sudah ada. Pilih nama lain.")
    return _("Catatan ini bertentangan dengan isi buku besar: {message}.").format(message=message)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


_CONSEQUENCES: dict[str, Callable[[Connection, Entry], None]] = {
    "account.opened": _account_opened,
    "verification.recorded": _verification_recorded,
    "enrolment.queued": _enrolment_queued,
    "enrolment.withdrawn": _enrolment_withdrawn,
    "approval.given": _decided("disetujui"),
    "approval.returned": _decided("dikembalikan"),
    "approval.rejected": _decided("ditolak"),
    "export.made": _export_made,
}
