"""Corrections of what a list says, the desil among them; an empty value takes a correction back."""

from __future__ import annotations

import json
from collections.abc import Callable

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from kelambu_tui.errors import Refused
from kelambu_tui.ledger.consequences.columns import as_json
from kelambu_tui.ledger.consequences.enrolments import ACTIVE, lapse
from kelambu_tui.ledger.entries import Entry
from kelambu_tui.ledger.order import known
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t


def _correction_recorded(connection: Connection, entry: Entry) -> None:
    mine = t.correction.c.person == entry.subject
    held = connection.execute(select(t.correction.c.values_json).where(mine)).scalar()
    # What was promised on the old data is no longer what they are.
    lapse(connection, entry.subject, ("menunggu", "disetujui"))
    values: dict[str, str] = json.loads(held) if held else {}
    values.pop(entry.body["field"], None)
    if entry.body["value"]:
        values[entry.body["field"]] = entry.body["value"]
    if not values:
        connection.execute(delete(t.correction).where(mine))
        return
    row = {"person": entry.subject, "values_json": as_json(values)}
    connection.execute(
        upsert(t.correction).values(row).on_conflict_do_update(index_elements=["person"], set_=row)
    )


def _desil_proposed(connection: Connection, entry: Entry) -> None:
    _lapse_household(connection, entry.subject)
    _put_proposal(connection, entry)


def _put_proposal(connection: Connection, entry: Entry) -> None:
    body = entry.body
    row = {
        "household": entry.subject,
        "desil": body["desil"],
        "listed": body["listed"],
        "reason": body["reason"],
        "evidence": body["evidence"],
        "state": "menunggu",
        "asked_by": entry.author,
        "asked_at": entry.at,
        "entry": entry.id,
        "entry_digest": entry.digest,
        "decided_by": None,
        "decided_at": "",
        "note": "",
    }
    connection.execute(
        upsert(t.desil_change).values(row).on_conflict_do_update(index_elements=["household"], set_=row)
    )


def _desil_decided(connection: Connection, entry: Entry) -> None:
    _put_decision(connection, entry)
    _lapse_household(connection, entry.subject)


def _put_decision(connection: Connection, entry: Entry) -> None:
    decision = {
        "state": "disetujui" if entry.body["given"] else "ditolak",
        "decided_by": entry.author,
        "decided_at": entry.at,
        "note": entry.body["note"],
    }
    same = (t.desil_change.c.entry == entry.ref) & (t.desil_change.c.entry_digest == entry.ref_hash)
    waiting = same & (t.desil_change.c.state == "menunggu")
    if connection.execute(update(t.desil_change).where(waiting).values(decision)).rowcount != 1:
        raise Refused(
            _("Usulan desil ini sudah berubah atau sudah diputuskan. Muat ulang, lalu periksa lagi.")
        )


def _desil_withdrawn(connection: Connection, entry: Entry) -> None:
    """Take a proposal back that waits: what was decided before it holds again, or the list's desil."""
    mine = (t.desil_change.c.entry == entry.ref) & (t.desil_change.c.asked_by == entry.author)
    waiting = mine & (t.desil_change.c.state == "menunggu")
    if connection.execute(delete(t.desil_change).where(waiting)).rowcount != 1:
        raise Refused(
            _("Usulan desil ini sudah berubah atau sudah diputuskan. Muat ulang, lalu periksa lagi.")
        )
    _restore(connection, entry)


def _desil_undone(connection: Connection, entry: Entry) -> None:
    """Let a proposal wait again; only whoever decided it takes that back."""
    mine = (t.desil_change.c.household == entry.subject) & (t.desil_change.c.decided_by == entry.author)
    if connection.execute(delete(t.desil_change).where(mine)).rowcount != 1:
        raise Refused(_("Keputusan ini bukan milik Anda atau sudah berubah. Muat ulang daftar."))
    _restore(connection, entry)


def _restore(connection: Connection, entry: Entry) -> None:
    """Put the entries that `entry` names in force again, in their order."""
    for earlier in entry.body["restores"]:
        one = known(connection, earlier)
        if one is not None:
            (_put_proposal if one.kind == "desil.proposed" else _put_decision)(connection, one)
    _lapse_household(connection, entry.subject)


def _lapse_household(connection: Connection, household: str) -> None:
    """Everyone of the family who was promised a place was promised one of another desil."""
    members = select(t.person.c.uid).join(t.household, t.household.c.id == t.person.c.household_id)
    for person in connection.execute(members.where(t.household.c.family_id == household)).scalars().all():
        lapse(connection, person, ACTIVE)


CONSEQUENCES: dict[str, Callable[[Connection, Entry], None]] = {
    "correction.recorded": _correction_recorded,
    "desil.proposed": _desil_proposed,
    "desil.decided": _desil_decided,
    "desil.withdrawn": _desil_withdrawn,
    "desil.undone": _desil_undone,
}
