"""What the hub's own chain says: places lent to a laptop."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, delete, insert

from kelambu_tui.ledger.entries import Entry
from kelambu_tui.ledger.misfits import UNFIT, Misfit
from kelambu_tui.ledger.order import HUB
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t


def _allotment_lent(connection: Connection, entry: Entry) -> None:
    """The newest word counts: absolute numbers, and nothing for a desil that it leaves out."""
    if entry.device != HUB:
        raise Misfit(_("Jatah tempat hanya dipinjamkan oleh dinas."), UNFIT)
    body = entry.body
    connection.execute(delete(t.allotment).where(t.allotment.c.device == body["device"]))
    facts = {"device": body["device"], "at": entry.at, "note": body.get("note", "")}
    rows = [
        facts | {"desil": int(desil), "places": int(places)}
        for desil, places in sorted(body["places"].items())
    ]
    if rows:
        connection.execute(insert(t.allotment), rows)


CONSEQUENCES: dict[str, Callable[[Connection, Entry], None]] = {"allotment.lent": _allotment_lent}
