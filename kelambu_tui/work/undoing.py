"""Taking a decision back before it is sent: always a new entry, never a change of an old one."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnClause, ColumnElement, Connection, Table, literal_column, select
from sqlalchemy.dialects.sqlite import insert as upsert

from kelambu_tui.errors import NotFound, Refused
from kelambu_tui.ledger.entries import Entry, read_entry
from kelambu_tui.ledger.writing import append
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t
from kelambu_tui.work.quota import fill_places
from kelambu_tui.work.records import places_taken
from kelambu_tui.work.workspace import Workspace, confirm_identity


@dataclass(frozen=True, slots=True)
class Undoable:
    """A decision of this user that has not been sent: what it was, about whom, when."""

    entry: str
    kind: str
    person: str
    name: str
    at: str


KINDS = (
    "verification.recorded",
    "enrolment.queued",
    "duplicate.judged",
    "correction.recorded",
    "approval.given",
    "approval.returned",
    "approval.rejected",
)
"""What can be taken back. A place given up is not: the next in order has it."""


def kind_words(kind: str) -> str:
    """What a decision was, in words."""
    words = {
        "verification.recorded": _("hasil kunjungan"),
        "enrolment.queued": _("masuk antrean"),
        "duplicate.judged": _("putusan data ganda"),
        "correction.recorded": _("koreksi"),
        "approval.given": _("persetujuan"),
        "approval.returned": _("pengembalian"),
        "approval.rejected": _("penolakan"),
    }
    return words.get(kind, kind)


def undoable(workspace: Workspace, limit: int = 20) -> list[Undoable]:
    """This user's newest decisions on this laptop that still stand and are not sent, newest first."""
    with workspace.database.read() as connection:
        entries = _candidates(connection, workspace)
        standing = [entry for entry in entries if _stands(connection, entry)][:limit]
        named = select(t.person.c.uid, t.person.c.name).where(
            t.person.c.uid.in_([entry.subject for entry in standing])
        )
        names = {row.uid: row.name for row in connection.execute(named)}
    return [
        Undoable(entry.id, entry.kind, entry.subject, names.get(entry.subject, ""), entry.at)
        for entry in standing
    ]


def undo(workspace: Workspace, entry: str = "", passphrase: str = "") -> Undoable:
    """Take one decision back (an entry id; the newest when empty); answers what was taken back.

    A ground check that is taken back becomes the user's draft again, so nothing typed is lost.
    Decisions of a supervisor ask for the passphrase. Raises `NotFound` when there is nothing to take
    back, `Refused` where that would break a rule, `Locked` when the passphrase does not fit.
    """
    found = (
        undoable(workspace, 1)
        if not entry
        else [one for one in undoable(workspace, 500) if one.entry == entry]
    )
    if not found:
        raise NotFound(
            _("Tidak ada keputusan Anda yang bisa dibatalkan: sudah terkirim, berubah, atau belum ada.")
        )
    wanted = found[0]
    if wanted.kind.startswith("approval."):
        confirm_identity(workspace, passphrase)
    with workspace.database.write() as connection:
        line = connection.execute(select(t.entry.c.line).where(t.entry.c.id == wanted.entry)).scalar_one()
        _UNDO[wanted.kind](connection, workspace, read_entry(line))
        fill_places(connection, workspace)
    return wanted


def _candidates(connection: Connection, workspace: Workspace) -> list[Entry]:
    own = t.device.c.device == workspace.device
    acked = connection.execute(select(t.device.c.acked).where(own)).scalar() or 0
    statement = (
        select(t.entry.c.line)
        .where(t.entry.c.device == workspace.device, t.entry.c.author == workspace.user.name)
        .where(t.entry.c.seq > acked, t.entry.c.kind.in_(KINDS))
        .order_by(t.entry.c.seq.desc())
        .limit(2_000)
    )
    return [read_entry(line) for line in connection.execute(statement).scalars()]


def _stands(connection: Connection, entry: Entry) -> bool:
    """Whether the entry is what the current state rests on."""
    if entry.kind == "verification.recorded":
        return _any(connection, t.verification, t.verification.c.entry == entry.id)
    if entry.kind == "duplicate.judged":
        return not entry.ref and _any(connection, t.verdict, t.verdict.c.entry == entry.id)
    if entry.kind == "correction.recorded":
        held = connection.execute(
            select(t.correction.c.values_json).where(t.correction.c.person == entry.subject)
        ).scalar()
        values = json.loads(held) if held else {}
        return (
            not entry.ref
            and bool(entry.body["value"])
            and values.get(entry.body["field"]) == entry.body["value"]
        )
    enrolment = t.enrolment.c.id == (entry.id if entry.kind == "enrolment.queued" else entry.ref)
    return _any(connection, t.enrolment, enrolment & t.enrolment.c.state.in_(_RESULTS[entry.kind]))


_RESULTS = {
    "enrolment.queued": ("menunggu", "cadangan"),
    "approval.given": ("disetujui",),
    "approval.returned": ("dikembalikan",),
    "approval.rejected": ("ditolak",),
}


def _any(connection: Connection, table: Table, where: ColumnElement[bool]) -> bool:
    return connection.execute(select(table).where(where).limit(1)).first() is not None


def _undo_verification(connection: Connection, workspace: Workspace, entry: Entry) -> None:
    earlier = (
        select(t.entry.c.line)
        .where(t.entry.c.kind.in_(("verification.recorded", "verification.undone")))
        .where(t.entry.c.subject == entry.subject)
        .order_by(t.entry.c.device, t.entry.c.seq)
    )
    standing: list[Entry] = []
    for line in connection.execute(earlier).scalars():
        one = read_entry(line)
        if one.kind == "verification.undone":
            standing = [other for other in standing if other.id != one.ref]
        else:
            standing.append(one)
    before = [one for one in standing if one.id != entry.id]
    restored = before[-1].id if before else ""
    body = {"restores": restored}
    append(
        connection,
        workspace.pen,
        "verification.undone",
        entry.subject,
        body,
        ref=entry.id,
        ref_hash=entry.digest,
    )
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


def _undo_queueing(connection: Connection, workspace: Workspace, entry: Entry) -> None:
    append(
        connection,
        workspace.pen,
        "enrolment.withdrawn",
        entry.subject,
        {"note": ""},
        ref=entry.id,
        ref_hash=entry.digest,
    )


def _undo_verdict(connection: Connection, workspace: Workspace, entry: Entry) -> None:
    from kelambu_tui.work.duplicates import take_back

    take_back(connection, workspace, entry.subject, str(entry.body["other"]))


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
    append(
        connection,
        workspace.pen,
        "correction.recorded",
        entry.subject,
        back,
        ref=entry.id,
        ref_hash=entry.digest,
    )


def _undo_decision(connection: Connection, workspace: Workspace, entry: Entry) -> None:
    row = connection.execute(select(t.enrolment).where(t.enrolment.c.id == entry.ref)).one()
    if row.state == "disetujui" and _handed_over(connection, entry):
        raise Refused(_("Persetujuan ini sudah masuk berkas untuk BPJS. Lepas tempatnya bila perlu."))
    if row.state == "ditolak":
        ceiling = workspace.programme.quota.get(row.desil, 0)
        if places_taken(connection, row.desil) >= ceiling:
            raise Refused(_("Tempatnya sudah dipakai orang lain. Minta fasilitator mengantrekan lagi."))
    append(
        connection,
        workspace.pen,
        "approval.undone",
        entry.subject,
        {},
        ref=entry.ref,
        ref_hash=row.queued_digest,
    )


def _handed_over(connection: Connection, entry: Entry) -> bool:
    """Whether a file for the insurer was written after this entry, by the order of the ledger."""
    # Row numbers only grow; a clock that was set back must not open what is handed over.
    row_number: ColumnClause[int] = literal_column("entry.rowid")
    own = select(row_number).select_from(t.entry).where(t.entry.c.id == entry.id).scalar_subquery()
    return _any(connection, t.entry, (t.entry.c.kind == "export.made") & (row_number > own))


_UNDO: dict[str, Callable[[Connection, Workspace, Entry], None]] = {
    "verification.recorded": _undo_verification,
    "enrolment.queued": _undo_queueing,
    "duplicate.judged": _undo_verdict,
    "correction.recorded": _undo_correction,
    "approval.given": _undo_decision,
    "approval.returned": _undo_decision,
    "approval.rejected": _undo_decision,
}
