"""Enrolments and the decisions about them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cache

from sqlalchemy import Connection, Update, bindparam, insert, select, update

from kelambu_tui.ledger.consequences.columns import as_json
from kelambu_tui.ledger.consequences.duplicates import linked_people
from kelambu_tui.ledger.entries import Entry
from kelambu_tui.ledger.misfits import VISITS, Misfit, put_conflict
from kelambu_tui.ledger.order import is_judged
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t

ACTIVE = ("menunggu", "disetujui", "cadangan")
"""States in which somebody is queued, waits for a place, or has one: once a person."""

HOLDING = ("menunggu", "disetujui", "dikembalikan")
"""States in which an enrolment holds a place; one that was returned keeps it while it is mended."""


def _approval_undone(connection: Connection, entry: Entry) -> None:
    """Let an enrolment wait again; only whoever decided it takes that back."""
    own = (t.enrolment.c.id == entry.ref) & (t.enrolment.c.decided_by == entry.author)
    decided = own & t.enrolment.c.state.in_(("disetujui", "dikembalikan", "ditolak"))
    waiting = {"state": "menunggu", "decided_by": None, "decided_at": "", "reason": "", "note": ""}
    if connection.execute(update(t.enrolment).where(decided).values(waiting)).rowcount != 1:
        raise Misfit(
            _("Keputusan ini bukan milik Anda atau sudah berubah. Muat ulang daftar."), "not_waiting"
        )


def _enrolment_queued(connection: Connection, entry: Entry) -> None:
    body = entry.body
    _check_links(connection, entry)
    lapse(connection, entry.subject, ("dikembalikan",))
    row = {
        "id": entry.id,
        "person": entry.subject,
        "nik": body["nik"],
        "state": "cadangan" if body.get("reserve") else "menunggu",
        "desil": body["desil"],
        "village": body["village"],
        "maker": entry.author,
        "editor": body["editor"],
        "queued_at": entry.at,
        "device": entry.device,
        "queued_seq": entry.seq,
        "queued_digest": entry.digest,
        "visit": entry.ref,
        "listed": as_json(body["listed"]),
        "rules_digest": body["rules"],
        "risk": as_json(body["risk"]),
        "decided_at": "",
        "reason": "",
        "note": "",
    }
    connection.execute(_QUEUEING, row)


def _enrolment_withdrawn(connection: Connection, entry: Entry) -> None:
    waiting = (t.enrolment.c.id == entry.ref) & t.enrolment.c.state.in_(
        ("menunggu", "dikembalikan", "cadangan")
    )
    changed = connection.execute(
        update(t.enrolment).where(waiting).values(state="ditarik", note=entry.body["note"])
    )
    if changed.rowcount != 1:
        raise Misfit(
            _("Usulan ini sudah tidak menunggu, jadi tidak bisa ditarik. Muat ulang antrean."), "not_waiting"
        )


def _enrolment_promoted(connection: Connection, entry: Entry) -> None:
    same = (t.enrolment.c.id == entry.ref) & (t.enrolment.c.state == "cadangan")
    if connection.execute(update(t.enrolment).where(same).values(state="menunggu")).rowcount != 1:
        raise Misfit(_("Cadangan ini sudah tidak menunggu tempat. Muat ulang antrean."), "not_waiting")


def _place_released(connection: Connection, entry: Entry) -> None:
    given = {"state": "dilepas", "reason": entry.body["reason"], "note": entry.body["note"]}
    same = (t.enrolment.c.id == entry.ref) & (t.enrolment.c.state == "disetujui")
    if connection.execute(update(t.enrolment).where(same).values(given)).rowcount != 1:
        raise Misfit(
            _("Usulan ini tidak sedang memegang tempat, jadi tidak ada yang dilepas."), "not_waiting"
        )


def _decided(state: str) -> Callable[[Connection, Entry], None]:
    def apply(connection: Connection, entry: Entry) -> None:
        if state == "disetujui":
            _check_decision(connection, entry)
        decision = {
            "state": state,
            "decided_by": entry.author,
            "decided_at": entry.at,
            "reason": entry.body["reason"],
            "note": entry.body["note"],
        }
        named = {"one": entry.ref, "seen": entry.ref_hash}
        if connection.execute(_DECIDING, named | decision).rowcount != 1:
            raise Misfit(
                _("Usulan ini sudah berubah atau sudah diputuskan. Muat ulang daftar, lalu periksa lagi."),
                "stale",
            )

    return apply


def check_agreed(connection: Connection, person: str) -> None:
    """Raise `Misfit` while two visits of `person` differ that did not see each other."""
    if is_contested(connection, person):
        raise Misfit(
            _(
                "Dua kunjungan ke orang ini tercatat berbeda di dua laptop. "
                "Putuskan dulu di Selisih, baru usulannya bisa disetujui."
            ),
            "contested",
        )


def is_contested(connection: Connection, person: str) -> bool:
    """Whether two visits of `person` that did not see each other differ, and nobody has decided."""
    return connection.execute(_CONTESTED, {"whom": person}).first() is not None


def _check_decision(connection: Connection, entry: Entry) -> None:
    if is_contested(connection, entry.subject) and not is_judged(connection, entry):
        check_agreed(connection, entry.subject)


def _check_links(connection: Connection, entry: Entry) -> None:
    """Two records of one person hold one place between them; where the hub took both in, people are told."""
    linked = linked_people(connection, entry.subject) - {entry.subject}
    if not linked:
        return
    active = t.enrolment.c.person.in_(linked) & t.enrolment.c.state.in_(ACTIVE)
    first = connection.execute(select(t.enrolment.c.person, t.enrolment.c.id).where(active)).first()
    if first is None:
        return
    if is_judged(connection, entry):
        put_conflict(connection, entry, "linked", other=first.id)
        return
    raise Misfit(
        _("Catatan lain dari orang yang sama ({other}) sudah di antrean atau disetujui.").format(
            other=first.person
        ),
        "second_enrolment",
    )


def lapse(
    connection: Connection,
    person: str,
    states: tuple[str, ...],
    *,
    reason: str = "",
    visits: Collection[str] | None = None,
) -> None:
    """End the enrolments of a person that are in one of `states`: what they stand on has changed.

    `reason`: the outcome of the visit that ended them, where one did. `visits`: only those that stand on
    one of these ground checks (entry ids).
    """
    if visits is None and not reason:
        connection.execute(_lapsing(states), {"whom": person})
        return
    mine = (t.enrolment.c.person == person) & t.enrolment.c.state.in_(states)
    if visits is not None:
        mine &= t.enrolment.c.visit.in_(sorted(visits))
    ended = {"state": "gugur"} | ({"reason": reason} if reason else {})
    connection.execute(update(t.enrolment).where(mine).values(ended))


@cache
def _lapsing(states: tuple[str, ...]) -> Update:
    """The statement that every ground check runs, made once."""
    mine = (t.enrolment.c.person == bindparam("whom")) & t.enrolment.c.state.in_(states)
    return update(t.enrolment).where(mine).values(state="gugur")


_CONTESTED = (
    select(t.conflict.c.entry)
    .where(t.conflict.c.person == bindparam("whom"), t.conflict.c.code == VISITS)
    .where(t.conflict.c.state == "menunggu")
    .limit(1)
)
_QUEUEING = insert(t.enrolment)
_WAITING = (
    (t.enrolment.c.id == bindparam("one"))
    & (t.enrolment.c.queued_digest == bindparam("seen"))
    & (t.enrolment.c.state == "menunggu")
)
_DECIDING = (
    update(t.enrolment)
    .where(_WAITING)
    .values({name: bindparam(name) for name in ("state", "decided_by", "decided_at", "reason", "note")})
)

CONSEQUENCES: dict[str, Callable[[Connection, Entry], None]] = {
    "enrolment.queued": _enrolment_queued,
    "enrolment.withdrawn": _enrolment_withdrawn,
    "enrolment.promoted": _enrolment_promoted,
    "place.released": _place_released,
    "approval.given": _decided("disetujui"),
    "approval.returned": _decided("dikembalikan"),
    "approval.rejected": _decided("ditolak"),
    "approval.undone": _approval_undone,
}
