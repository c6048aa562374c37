"""Corrections of what a list says; an empty value takes a correction back."""

from __future__ import annotations

import json
from collections.abc import Callable

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from kelambu_tui.ledger.consequences.columns import as_json
from kelambu_tui.ledger.consequences.enrolments import lapse
from kelambu_tui.ledger.entries import Entry
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


CONSEQUENCES: dict[str, Callable[[Connection, Entry], None]] = {
    "correction.recorded": _correction_recorded,
}
