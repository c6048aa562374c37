"""Ground checks of people, and two of one person that did not see each other.

A check that has seen the one that stands replaces it. One that has not stands beside it: the first
keeps its place until a supervisor has chosen between them, and where both say the same they are two
witnesses.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import ColumnElement, Connection, bindparam, delete, insert, select, update

from kelambu_tui.ledger.consequences.columns import as_json
from kelambu_tui.ledger.consequences.enrolments import ACTIVE, lapse
from kelambu_tui.ledger.entries import Entry
from kelambu_tui.ledger.misfits import VISITS, WITNESSES, Misfit, put_conflict
from kelambu_tui.ledger.order import known
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t


def _verification_recorded(connection: Connection, entry: Entry) -> None:
    standing = _standing(connection, entry.subject)
    if not standing:
        put_verification(connection, entry)
        _lapse(connection, entry)
        return
    unseen = [one for one in standing if not _has_seen(connection, entry, one)]
    replaced = [one for one in standing if one not in unseen]
    _leave(connection, replaced, entry.id)
    if standing[0] in unseen:
        _stand_beside(connection, entry, standing[0])
    else:
        put_verification(connection, entry)
        _face(connection, unseen, entry)
    if unseen:
        lapse(connection, entry.subject, ACTIVE, visits=replaced)
    else:
        _lapse(connection, entry)


def _lapse(connection: Connection, entry: Entry) -> None:
    # What was promised on the old record is no longer what the record says; one that was returned
    # keeps its place while it is mended, unless the visit ended it.
    if entry.body.get("ends"):
        lapse(connection, entry.subject, (*ACTIVE, "dikembalikan"), reason=entry.body["outcome"])
    else:
        lapse(connection, entry.subject, ACTIVE)


def _standing(connection: Connection, person: str) -> list[str]:
    """The ground checks of a person that stand: the one that holds, then those beside it (entry ids)."""
    first = connection.execute(_HOLDING, {"whom": person}).scalar()
    if first is None:
        return []
    beside = select(t.conflict.c.entry).where(_beside(person)).order_by(t.conflict.c.entry)
    return [first, *connection.execute(beside).scalars()]


def _beside(person: str) -> ColumnElement[bool]:
    """Visits that stand beside the one that holds: nobody has chosen between them."""
    of_visits = t.conflict.c.code.in_((VISITS, WITNESSES)) & (t.conflict.c.chosen == "")
    return (t.conflict.c.person == person) & of_visits


def _has_seen(connection: Connection, entry: Entry, standing: str) -> bool:
    """Whether whoever wrote `entry` could see the check `standing`: own laptop, or pulled before."""
    row = connection.execute(
        select(t.known_entry.c.device, t.known_entry.c.place).where(t.known_entry.c.id == standing).limit(1)
    ).first()
    return row is None or row.device == entry.device or row.place <= entry.base


def _stand_beside(connection: Connection, entry: Entry, standing: str) -> None:
    other = known(connection, standing)
    same = other is not None and _outcome(entry) == _outcome(other)
    code, state = (WITNESSES, "selesai") if same else (VISITS, "menunggu")
    put_conflict(connection, entry, code, other=standing, state=state)


def _outcome(entry: Entry) -> str:
    return str(entry.body["outcome"])


def _leave(connection: Connection, replaced: Sequence[str], by: str) -> None:
    """Visits beside the one that held are settled by one that has seen them."""
    settled = {"state": "selesai", "chosen": by}
    connection.execute(update(t.conflict).where(t.conflict.c.entry.in_(replaced)).values(settled))


def _face(connection: Connection, unseen: Sequence[str], entry: Entry) -> None:
    """Visits that a newer one has not seen now stand beside that one."""
    for one in unseen:
        visit = known(connection, one)
        if visit is not None:
            _stand_beside(connection, visit, entry.id)


def _verification_undone(connection: Connection, entry: Entry) -> None:
    """Take a ground check back: the one that it replaced holds again, or one beside it, or none does."""
    standing = _standing(connection, entry.subject)
    if entry.ref not in standing:
        raise Misfit(
            _("Catatan ini sudah diganti yang lebih baru, jadi tidak bisa dibatalkan."), "not_waiting"
        )
    restored = known(connection, entry.body["restores"]) if entry.body["restores"] else None
    if entry.ref == standing[0]:
        _hold_again(connection, entry.subject, restored, standing[1:])
    else:
        connection.execute(delete(t.conflict).where(t.conflict.c.entry == entry.ref))
        if restored is not None:
            _stand_beside(connection, restored, standing[0])
    lapse(connection, entry.subject, ACTIVE, visits=[entry.ref])


def _hold_again(connection: Connection, person: str, restored: Entry | None, beside: Sequence[str]) -> None:
    """Let what is left hold: the check that had been replaced, else the first that stood beside it."""
    rest = list(beside)
    if restored is None and rest:
        restored = known(connection, rest.pop(0))
    if restored is None:
        connection.execute(delete(t.verification).where(t.verification.c.person == person))
        return
    put_verification(connection, restored)
    connection.execute(delete(t.conflict).where(t.conflict.c.entry == restored.id))
    _face(connection, rest, restored)


def _reconciliation_decided(connection: Connection, entry: Entry) -> None:
    """One of the visits holds; what was queued on the others lapses."""
    standing = _standing(connection, entry.subject)
    chosen = entry.body["chosen"]
    if chosen not in standing or len(standing) == 1:
        raise Misfit(_("Selisih ini sudah diputuskan atau berubah. Muat ulang daftar."), "not_waiting")
    visits = {one: known(connection, one) for one in standing}
    if entry.author in {visit.author for visit in visits.values() if visit}:
        raise Misfit(
            _("Salah satu kunjungan ini milik Anda; penyelia lain yang harus memutuskannya."),
            "maker_is_checker",
        )
    visit = visits[chosen]
    if visit is not None:
        put_verification(connection, visit)
    decision = {
        "state": "selesai",
        "chosen": chosen,
        "decided_by": entry.author,
        "decided_at": entry.at,
        "reason": entry.body.get("reason", ""),
        "note": entry.body.get("note", ""),
    }
    connection.execute(update(t.conflict).where(_beside(entry.subject)).values(decision))
    lapse(connection, entry.subject, ACTIVE, visits=[one for one in standing if one != chosen])


def _conflict_noted(connection: Connection, entry: Entry) -> None:
    """Somebody has read why an entry was not taken; two visits that differ are never only read."""
    mine = (t.conflict.c.entry == entry.ref) & (t.conflict.c.state == "menunggu")
    noted = {"state": "selesai", "decided_by": entry.author, "decided_at": entry.at}
    readable = mine & (t.conflict.c.code != VISITS)
    if connection.execute(update(t.conflict).where(readable).values(noted)).rowcount != 1:
        raise Misfit(_("Selisih ini sudah diputuskan atau berubah. Muat ulang daftar."), "not_waiting")


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
    connection.execute(_PUT, row)


_HOLDING = select(t.verification.c.entry).where(t.verification.c.person == bindparam("whom"))
_PUT = insert(t.verification).prefix_with("OR REPLACE")

CONSEQUENCES: dict[str, Callable[[Connection, Entry], None]] = {
    "verification.recorded": _verification_recorded,
    "verification.undone": _verification_undone,
    "reconciliation.decided": _reconciliation_decided,
    "conflict.noted": _conflict_noted,
}
