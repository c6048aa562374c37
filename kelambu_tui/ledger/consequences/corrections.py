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
    _lapse_household(connection, entry.subject)
    connection.execute(
        upsert(t.desil_change).values(row).on_conflict_do_update(index_elements=["household"], set_=row)
    )


def _desil_decided(connection: Connection, entry: Entry) -> None:
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
}
