"""Taking back what is written in the field: visits, proposals, corrections, desils."""

from __future__ import annotations

import json

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from kelambu_tui.errors import Refused
from kelambu_tui.ledger.entries import Entry
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t
from kelambu_tui.store.registry import PROPOSED
from kelambu_tui.work.undo_steps import Kind, end, history, holds, standing_before
from kelambu_tui.work.workspace import Workspace

# --- ground checks, and families that were not at home ---


def _check_stands(connection: Connection, entry: Entry) -> bool:
    return holds(connection, t.verification, t.verification.c.entry == entry.id)


def _undo_check(connection: Connection, workspace: Workspace, entry: Entry) -> None:
    before = standing_before(connection, entry, "verification.recorded", "verification.undone")
    restored = before.id if before else ""
    end(connection, workspace, entry, "verification.undone", {"restores": restored})
    _draft_again(connection, workspace, entry, restored)


def _draft_again(connection: Connection, workspace: Workspace, entry: Entry, base: str) -> None:
    """Put what was recorded back on the page, unless the user has begun another one."""
    body = entry.body
    row = {
        "person": entry.subject,
        "author": workspace.user.name,
        "outcome": body["outcome"],
        "values_json": json.dumps(body["values"], ensure_ascii=False),
        "answers": json.dumps(body["answers"], ensure_ascii=False),
        "note": body["note"],
        "other": body["other"],
        "base": base,
        "at": workspace.pen.moment(),
    }
    connection.execute(upsert(t.draft).values(row).on_conflict_do_nothing())


def _miss_stands(connection: Connection, entry: Entry) -> bool:
    return holds(connection, t.missed_visit, t.missed_visit.c.entry == entry.id)


def _undo_miss(connection: Connection, workspace: Workspace, entry: Entry) -> None:
    before = standing_before(connection, entry, "visit.missed", "visit.undone")
    end(connection, workspace, entry, "visit.undone", {"restores": before.id if before else ""})


# --- people on no list ---


def _proposal_stands(connection: Connection, entry: Entry) -> bool:
    return holds(connection, t.person, (t.person.c.uid == entry.subject) & (t.person.c.intake_id == PROPOSED))


def _undo_proposal(connection: Connection, workspace: Workspace, entry: Entry) -> None:
    body = entry.body
    _check_free(connection, workspace, entry)
    end(connection, workspace, entry, "person.withdrawn")
    connection.execute(delete(t.draft).where(t.draft.c.person == entry.subject))
    home = {name: str(text) for name, text in (body["new_family"] or {}).items()}
    typed = {name: home[name] for name in ("village", "address", "rt", "rw") if home.get(name)}
    row = {
        "author": workspace.user.name,
        "family": "" if body["new_family"] else body["family"],
        "values_json": json.dumps(
            typed | body["person"] | {"reference": body["reference"]}, ensure_ascii=False
        ),
        "at": workspace.pen.moment(),
    }
    connection.execute(upsert(t.proposal_draft).values(row).on_conflict_do_nothing())


def _check_free(connection: Connection, workspace: Workspace, entry: Entry) -> None:
    """Raise `Refused` while something rests on a proposed person, or on the family they head."""
    typed = (t.draft.c.person == entry.subject) & (t.draft.c.author != workspace.user.name)
    if holds(connection, t.draft, typed):
        raise Refused(
            _("Orang lain sedang mengisi formulir orang ini, jadi usulannya tidak bisa dibatalkan.")
        )
    if holds(connection, t.correction, t.correction.c.person == entry.subject):
        raise Refused(_("Data orang ini sudah dikoreksi; batalkan koreksinya dulu."))
    if not entry.body["new_family"]:
        return
    others = select(t.person.c.uid).join(t.household, t.household.c.id == t.person.c.household_id)
    own = others.where(t.household.c.family_id == entry.body["family"], t.person.c.uid != entry.subject)
    if connection.execute(own.limit(1)).first() is not None:
        raise Refused(_("Keluarga ini sudah punya anggota lain; batalkan usulan mereka dulu."))
    if holds(connection, t.desil_change, t.desil_change.c.household == entry.body["family"]):
        raise Refused(_("Desil keluarga ini sudah diusulkan; batalkan usulan desilnya dulu."))


# --- corrections and desils ---


def _correction_stands(connection: Connection, entry: Entry) -> bool:
    mine = t.correction.c.person == entry.subject
    held = connection.execute(select(t.correction.c.values_json).where(mine)).scalar()
    value = (json.loads(held) if held else {}).get(entry.body["field"])
    return not entry.ref and bool(entry.body["value"]) and value == entry.body["value"]


def _undo_correction(connection: Connection, workspace: Workspace, entry: Entry) -> None:
    body = entry.body
    back = {
        "field": body["field"],
        "value": "" if body["before"] == body["listed"] else body["before"],
        "listed": body["listed"],
        "before": body["value"],
        "reason": _("dibatalkan"),
        "evidence": "",
    }
    end(connection, workspace, entry, "correction.recorded", back)


def _desil_waits(connection: Connection, entry: Entry) -> bool:
    mine = (t.desil_change.c.entry == entry.id) & (t.desil_change.c.state == "menunggu")
    return holds(connection, t.desil_change, mine)


def _undo_desil(connection: Connection, workspace: Workspace, entry: Entry) -> None:
    before = standing_before(connection, entry, "desil.proposed", "desil.withdrawn")
    restores = [before.id] if before else []
    found = history(connection, entry, "desil.decided", "desil.undone")
    gone = {one.ref for one in found if one.kind == "desil.undone"}
    decided = [one for one in found if one.kind == "desil.decided" and one.id not in gone]
    restores += [one.id for one in decided if before and one.ref == before.id]
    end(connection, workspace, entry, "desil.withdrawn", {"restores": restores})


def _desil_decided(connection: Connection, entry: Entry) -> bool:
    mine = (t.desil_change.c.entry == entry.ref) & (t.desil_change.c.decided_by == entry.author)
    found = history(connection, entry, "desil.decided", "desil.undone")
    newest = [one for one in found if one.kind == "desil.decided" and one.ref == entry.ref][-1]
    return newest.id == entry.id and holds(connection, t.desil_change, mine)


def _undo_desil_decision(connection: Connection, workspace: Workspace, entry: Entry) -> None:
    end(connection, workspace, entry, "desil.undone", {"restores": [entry.ref]})


FIELD: dict[str, Kind] = {
    "verification.recorded": Kind(_check_stands, _undo_check),
    "visit.missed": Kind(_miss_stands, _undo_miss, of_family=True),
    "person.proposed": Kind(_proposal_stands, _undo_proposal),
    "correction.recorded": Kind(_correction_stands, _undo_correction),
    "desil.proposed": Kind(_desil_waits, _undo_desil, of_family=True),
    "desil.decided": Kind(_desil_decided, _undo_desil_decision, confirms=True, of_family=True),
}
"""Kinds of entry that are written in the field."""
