"""Taking back what is decided: verdicts on duplicates, leave, the queue, approvals."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, select

from kelambu_tui.errors import Refused
from kelambu_tui.ledger.entries import Entry
from kelambu_tui.ledger.writing import append
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t
from kelambu_tui.work.quota import places_left
from kelambu_tui.work.undo_steps import Kind, end, holds
from kelambu_tui.work.workspace import Workspace

# --- duplicates, and leave to queue in spite of one ---


def _verdict_stands(connection: Connection, entry: Entry) -> bool:
    return not entry.ref and holds(connection, t.verdict, t.verdict.c.entry == entry.id)


def _undo_verdict(connection: Connection, workspace: Workspace, entry: Entry) -> None:
    from kelambu_tui.work.duplicates import take_back

    take_back(connection, workspace, entry.subject, str(entry.body["other"]))


def _request_waits(connection: Connection, entry: Entry) -> bool:
    mine = (t.override.c.person == entry.subject) & (t.override.c.asked_at == entry.at)
    undecided = t.override.c.given_by.is_(None) & t.override.c.refused_by.is_(None)
    return holds(connection, t.override, mine & undecided & (t.override.c.asked_by == entry.author))


def _undo_request(connection: Connection, workspace: Workspace, entry: Entry) -> None:
    end(connection, workspace, entry, "override.withdrawn")


def _leave_decided(connection: Connection, entry: Entry) -> bool:
    return holds(connection, t.override, t.override.c.entry == entry.id)


def _undo_leave(connection: Connection, workspace: Workspace, entry: Entry) -> None:
    given = (t.enrolment.c.person == entry.subject) & (t.enrolment.c.state == "disetujui")
    if entry.kind == "override.given" and holds(connection, t.enrolment, given):
        raise Refused(_("Orang ini sudah disetujui berdasarkan izin ini. Lepas tempatnya bila perlu."))
    end(connection, workspace, entry, "override.undone")


# --- the queue and its decisions ---


def _in_state(*states: str) -> Callable[[Connection, Entry], bool]:
    def stands(connection: Connection, entry: Entry) -> bool:
        enrolment = entry.id if entry.kind == "enrolment.queued" else entry.ref
        mine = (t.enrolment.c.id == enrolment) & t.enrolment.c.state.in_(states)
        return holds(connection, t.enrolment, mine)

    return stands


def _undo_queueing(connection: Connection, workspace: Workspace, entry: Entry) -> None:
    end(connection, workspace, entry, "enrolment.withdrawn", {"note": ""})


def _undo_decision(connection: Connection, workspace: Workspace, entry: Entry) -> None:
    row = connection.execute(select(t.enrolment).where(t.enrolment.c.id == entry.ref)).one()
    if row.state == "disetujui" and _handed_over(connection, entry):
        raise Refused(_("Persetujuan ini sudah masuk berkas untuk BPJS. Lepas tempatnya bila perlu."))
    if row.state == "ditolak" and places_left(connection, workspace, row.desil) == 0:
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
    own = select(t.known_entry.c.place).where(t.known_entry.c.id == entry.id).scalar_subquery()
    return holds(
        connection, t.known_entry, (t.known_entry.c.kind == "export.made") & (t.known_entry.c.place > own)
    )


RULINGS: dict[str, Kind] = {
    "duplicate.judged": Kind(_verdict_stands, _undo_verdict),
    "override.requested": Kind(_request_waits, _undo_request),
    "override.given": Kind(_leave_decided, _undo_leave, confirms=True),
    "override.refused": Kind(_leave_decided, _undo_leave, confirms=True),
    "enrolment.queued": Kind(_in_state("menunggu", "cadangan"), _undo_queueing),
    "approval.given": Kind(_in_state("disetujui"), _undo_decision, confirms=True),
    "approval.returned": Kind(_in_state("dikembalikan"), _undo_decision, confirms=True),
    "approval.rejected": Kind(_in_state("ditolak"), _undo_decision, confirms=True),
}
"""Kinds of entry that decide something."""
