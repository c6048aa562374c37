"""Ground checks of people, and two of one person that did not see each other.

A check that has seen the one that stands replaces it. One that has not stands beside it: the first
keeps its place until a supervisor has chosen between them, and where both say the same they are two
witnesses.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from kelambu_tui.ledger.consequences.columns import as_json
from kelambu_tui.ledger.consequences.enrolments import ACTIVE, lapse
from kelambu_tui.ledger.entries import Entry
from kelambu_tui.ledger.misfits import VISITS, WITNESSES, Misfit
from kelambu_tui.ledger.order import known
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t


def _verification_recorded(connection: Connection, entry: Entry) -> None:
    mine = t.verification.c.person == entry.subject
    standing = connection.execute(select(t.verification.c.entry).where(mine)).scalar()
    if standing is not None and not _has_seen(connection, entry, standing):
        _stand_beside(connection, entry, standing)
        return
    put_verification(connection, entry)
    _overtake(connection, entry, standing)
    _lapse(connection, entry)


def _lapse(connection: Connection, entry: Entry) -> None:
    # What was promised on the old record is no longer what the record says; one that was returned
    # keeps its place while it is mended, unless the visit ended it.
    if entry.body.get("ends"):
        lapse(connection, entry.subject, (*ACTIVE, "dikembalikan"), reason=entry.body["outcome"])
    else:
        lapse(connection, entry.subject, ACTIVE)


def _has_seen(connection: Connection, entry: Entry, standing: str) -> bool:
    """Whether whoever wrote `entry` could see the check that stands, or said that they replace it."""
    if entry.body.get("replaces") == standing:
        return True
    row = connection.execute(
        select(t.known_entry.c.device, t.known_entry.c.place).where(t.known_entry.c.id == standing).limit(1)
    ).first()
    return row is None or row.device == entry.device or row.place <= entry.base


def _stand_beside(connection: Connection, entry: Entry, standing: str) -> None:
    other = known(connection, standing)
    if other is None or other.body.get("replaces") == entry.id:
        return  # the hub lost it and has it again: what replaced it stands already
    same = _says(entry) == _says(other)
    row = {
        "entry": entry.id,
        "device": entry.device,
        "author": entry.author,
        "kind": entry.kind,
        "person": entry.subject,
        "other": standing,
        "code": WITNESSES if same else VISITS,
        "state": "selesai" if same else "menunggu",
        "at": entry.at,
    }
    connection.execute(insert(t.conflict), _UNDECIDED | row)


def _says(entry: Entry) -> tuple[str, str, str]:
    """What two checks must share to be witnesses of one another."""
    body = entry.body
    return (body["outcome"], body["values"].get("nik", ""), body["other"])


def _overtake(connection: Connection, entry: Entry, standing: str | None) -> None:
    """Visits beside the one that stood are settled by one that has seen them; others now face it."""
    if standing is None:
        return
    for beside in connection.execute(select(t.conflict.c.entry).where(_open(entry.subject))).scalars().all():
        seen = _has_seen(connection, entry, beside)
        values = {"state": "selesai", "chosen": entry.id} if seen else {"other": entry.id}
        connection.execute(update(t.conflict).where(t.conflict.c.entry == beside).values(values))


def _verification_undone(connection: Connection, entry: Entry) -> None:
    """Take the newest ground check back: the one that it replaced holds again, or none does."""
    mine = (t.verification.c.person == entry.subject) & (t.verification.c.entry == entry.ref)
    if connection.execute(delete(t.verification).where(mine)).rowcount != 1:
        raise Misfit(
            _("Catatan ini sudah diganti yang lebih baru, jadi tidak bisa dibatalkan."), "not_waiting"
        )
    restored = entry.body["restores"] and known(connection, entry.body["restores"])
    if restored:
        put_verification(connection, restored)
    else:
        _let_stand(connection, entry)
    lapse(connection, entry.subject, ACTIVE)


def _let_stand(connection: Connection, entry: Entry) -> None:
    """Whoever stood beside a check that was taken back stands alone now."""
    beside = (
        connection.execute(
            select(t.conflict.c.entry)
            .where(t.conflict.c.person == entry.subject, t.conflict.c.other == entry.ref)
            .where(t.conflict.c.code.in_((VISITS, WITNESSES)))
            .order_by(t.conflict.c.entry)
        )
        .scalars()
        .all()
    )
    visit = known(connection, beside[0]) if beside else None
    if visit is None:
        return
    first, others = beside[0], beside[1:]
    put_verification(connection, visit)
    settled = {"state": "selesai", "chosen": first}
    connection.execute(update(t.conflict).where(t.conflict.c.entry == first).values(settled))
    connection.execute(update(t.conflict).where(t.conflict.c.entry.in_(others)).values(other=first))


def _reconciliation_decided(connection: Connection, entry: Entry) -> None:
    """One of two visits holds; what was queued on the other one lapses."""
    mine = _open(entry.subject) & (t.conflict.c.entry == entry.ref)
    row = connection.execute(select(t.conflict).where(mine)).first()
    chosen = entry.body["chosen"]
    if row is None or chosen not in (row.entry, row.other):
        raise Misfit(_("Selisih ini sudah diputuskan atau berubah. Muat ulang daftar."), "not_waiting")
    visits = {one: known(connection, one) for one in (row.entry, row.other)}
    if entry.author in {visit.author for visit in visits.values() if visit}:
        raise Misfit(
            _("Salah satu kunjungan ini milik Anda; penyelia lain yang harus memutuskannya."),
            "maker_is_checker",
        )
    _settle(connection, entry, row)
    visit = visits[chosen]
    if visit is None:
        return
    if chosen == row.entry:
        put_verification(connection, visit)
        others = _open(entry.subject) & (t.conflict.c.other == row.other)
        connection.execute(update(t.conflict).where(others).values(other=chosen))
    _keep_only(connection, visit)


def _settle(connection: Connection, entry: Entry, row: t.AnyRow) -> None:
    decision = {
        "state": "selesai",
        "chosen": entry.body["chosen"],
        "decided_by": entry.author,
        "decided_at": entry.at,
        "reason": entry.body["reason"],
        "note": entry.body["note"],
    }
    connection.execute(update(t.conflict).where(t.conflict.c.entry == row.entry).values(decision))


def _keep_only(connection: Connection, visit: Entry) -> None:
    """End the enrolments of a person that do not stand on this visit, or all where it ends them."""
    states = (*ACTIVE, "dikembalikan")
    mine = (t.enrolment.c.person == visit.subject) & t.enrolment.c.state.in_(states)
    for one in connection.execute(select(t.enrolment.c.id).where(mine)).scalars().all():
        queued = known(connection, one)
        if visit.body.get("ends") or queued is None or queued.ref != visit.id:
            connection.execute(update(t.enrolment).where(t.enrolment.c.id == one).values(state="gugur"))


def _conflict_noted(connection: Connection, entry: Entry) -> None:
    """Somebody has read why an entry was not taken; two visits that differ are never only read."""
    mine = (t.conflict.c.entry == entry.ref) & (t.conflict.c.state == "menunggu")
    noted = {"state": "selesai", "decided_by": entry.author, "decided_at": entry.at}
    readable = mine & (t.conflict.c.code != VISITS)
    if connection.execute(update(t.conflict).where(readable).values(noted)).rowcount != 1:
        raise Misfit(_("Selisih ini sudah diputuskan atau berubah. Muat ulang daftar."), "not_waiting")


def _open(person: str) -> ColumnElement[bool]:
    waiting = (t.conflict.c.state == "menunggu") & (t.conflict.c.code == VISITS)
    return (t.conflict.c.person == person) & waiting


def put_verification(connection: Connection, entry: Entry) -> None:
    """Let a ground check stand as what is known of its person."""
    body = entry.body
    row = {
        "person": entry.subject,
        "outcome": body["outcome"],
        "nik": body["values"].get("nik", ""),
        "nkk": body["values"].get("nkk", ""),
        "values_json": as_json(body["values"]),
        "answers": as_json(body["answers"]),
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


_UNDECIDED = dict.fromkeys(("chosen", "decided_by", "decided_at", "reason", "note"), "")

CONSEQUENCES: dict[str, Callable[[Connection, Entry], None]] = {
    "verification.recorded": _verification_recorded,
    "verification.undone": _verification_undone,
    "reconciliation.decided": _reconciliation_decided,
    "conflict.noted": _conflict_noted,
}
