"""The second pair of eyes: a supervisor approves, returns with a note, or rejects with a reason.

Each decision stands alone: one that is refused never holds up the others. The passphrase is asked
once per batch; every decision is signed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from kelambu_tui.errors import KelambuError, Refused, Unreadable
from kelambu_tui.ledger.consequences.enrolments import check_agreed
from kelambu_tui.ledger.writing import append
from kelambu_tui.locale import _, pick
from kelambu_tui.programme.rules import blocking
from kelambu_tui.store import tables as t
from kelambu_tui.work.eligibility import judge_record, quota_rules, recorded_sheet
from kelambu_tui.work.enrolment import RISK_LEVELS, QueueRow, changed_words, queue_rows, read_enrolment
from kelambu_tui.work.quota import check_given, fill_places
from kelambu_tui.work.records import changed_since, check_village, read_record
from kelambu_tui.work.workspace import Workspace, confirm_identity


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of one enrolment of a batch: done or not, in one sentence."""

    id: str
    done: bool
    sentence: str


def waiting(workspace: Workspace) -> list[QueueRow]:
    """What waits in this supervisor's area, riskiest first, then longest waiting.

    Own work is listed too (`mine`), so that a supervisor sees why somebody else must decide it.
    """
    rows = queue_rows(workspace, ("menunggu",))
    return sorted(rows, key=lambda row: (RISK_LEVELS.index(row.risk_level), row.id))


def approve(workspace: Workspace, enrolments: Sequence[str], passphrase: str) -> list[Decision]:
    """Approve each enrolment that still passes every required rule and finds a place in its desil.

    Raises `Refused` when the user's role does not decide, `Locked` when the passphrase does not fit.
    """

    # Those rules count the places promised to people who wait; here only given places count.
    counting = quota_rules(workspace.programme)

    def check(connection: Connection, row: t.AnyRow) -> None:
        check_agreed(connection, row.person)
        record = read_record(connection, row.person, workspace.today())
        changed = changed_since(record, json.loads(row.listed))
        if changed:
            raise Refused(_("{what}. Kembalikan supaya diperiksa lagi.").format(what=changed_words(changed)))
        judgement = judge_record(connection, workspace, record, recorded_sheet(record))
        in_the_way = [item for item in blocking(judgement.findings) if item.rule not in counting]
        if in_the_way:
            first = in_the_way[0]
            raise Refused(f"{first.title}: {first.remedy or first.value}")
        check_given(connection, workspace, row)

    return _decide(workspace, enrolments, passphrase, "approval.given", "", "", check)


def send_back(workspace: Workspace, enrolments: Sequence[str], note: str, passphrase: str) -> list[Decision]:
    """Return each enrolment to the one who made it, with a note on what to mend."""
    if not note.strip():
        raise Refused(_("Tulis dulu apa yang perlu diperbaiki, supaya fasilitator tahu."))
    return _decide(workspace, enrolments, passphrase, "approval.returned", "", note.strip(), _anything)


def reject(
    workspace: Workspace, enrolments: Sequence[str], code: str, note: str, passphrase: str
) -> list[Decision]:
    """Reject each enrolment for one of the programme's reasons, with a note where that asks for one.

    Raises `Unreadable` for an unknown code, `Refused` for a missing note.
    """
    reasons = {reason.code: reason for reason in workspace.programme.reasons.rejections}
    if code not in reasons:
        known = ", ".join(f"{item.code} ({pick(item.label)})" for item in reasons.values())
        raise Unreadable(
            _("Alasan “{code}” tidak dikenal. Pilih salah satu: {known}.").format(code=code, known=known)
        )
    if reasons[code].needs_note and not note.strip():
        raise Refused(
            _("Alasan “{label}” perlu keterangan. Tulis keterangannya dulu.").format(
                label=pick(reasons[code].label)
            )
        )
    return _decide(workspace, enrolments, passphrase, "approval.rejected", code, note.strip(), _anything)


def _decide(
    workspace: Workspace,
    enrolments: Sequence[str],
    passphrase: str,
    kind: str,
    reason: str,
    note: str,
    check: Callable[[Connection, t.AnyRow], None],
) -> list[Decision]:
    if not workspace.user.decides:
        raise Refused(_("Hanya penyelia yang bisa memutuskan usulan. Serahkan kepada penyelia Anda."))
    confirm_identity(workspace, passphrase)
    workspace.watch.keep_up()
    return [_one(workspace, enrolment, kind, reason, note, check) for enrolment in enrolments]


def _one(
    workspace: Workspace,
    enrolment: str,
    kind: str,
    reason: str,
    note: str,
    check: Callable[[Connection, t.AnyRow], None],
) -> Decision:
    try:
        with workspace.database.write() as connection:
            row = read_enrolment(connection, enrolment)
            name = read_record(connection, row.person, workspace.today()).name
            _check_hands(workspace, row)
            check(connection, row)
            body = {"reason": reason, "note": note, "rules": workspace.programme.digest}
            append(connection, workspace.pen, kind, row.person, body, ref=row.id, ref_hash=row.queued_digest)
            fill_places(connection, workspace)
    except KelambuError as error:
        return Decision(enrolment, False, str(error))
    return Decision(row.id, True, _DONE[kind]().format(name=name))


def _check_hands(workspace: Workspace, row: t.AnyRow) -> None:
    if workspace.user.name in (row.maker, row.editor):
        raise Refused(_("Usulan ini Anda buat atau ubah sendiri; orang lain yang harus memutuskannya."))
    check_village(workspace, row.village)
    if row.state != "menunggu":
        raise Refused(
            _("Usulan ini sudah tidak menunggu ({state}). Muat ulang daftar.").format(state=row.state)
        )


def _anything(_connection: Connection, _row: t.AnyRow) -> None:
    """Returning and rejecting need no rule to pass."""


_DONE: dict[str, Callable[[], str]] = {
    "approval.given": lambda: _("{name} disetujui."),
    "approval.returned": lambda: _("{name} dikembalikan untuk diperbaiki."),
    "approval.rejected": lambda: _("{name} ditolak."),
}
