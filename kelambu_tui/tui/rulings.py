"""The three kinds of decision of a supervisor: the dialog of each, and what its answer does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kelambu_tui.locale import _, pick
from kelambu_tui.tui.desk import village_name
from kelambu_tui.tui.widgets.decide import Answer, Decide, Report

if TYPE_CHECKING:
    from kelambu_tui.programme.model import Programme
    from kelambu_tui.work.approval import Decision
    from kelambu_tui.work.enrolment import QueueRow
    from kelambu_tui.work.workspace import Workspace


def approval(workspace: Workspace, _programme: Programme, rows: list[QueueRow]) -> Decide:
    """Approve `rows`."""

    def decide(answer: Answer) -> list[Decision]:
        from kelambu_tui.work.approval import approve

        return approve(workspace, [row.id for row in rows], answer.passphrase)

    title = _("Setujui {count} usulan?").format(count=len(rows))
    return Decide(title, _("Setujui"), _names(rows), decide, passphrase=not workspace.practice)


def sending_back(workspace: Workspace, _programme: Programme, rows: list[QueueRow]) -> Decide:
    """Return `rows` to whoever made them, with a note on what to mend."""

    def decide(answer: Answer) -> list[Decision]:
        from kelambu_tui.work.approval import send_back

        return send_back(workspace, [row.id for row in rows], answer.note, answer.passphrase)

    return Decide(
        _("Kembalikan {count} usulan kepada fasilitator").format(count=len(rows)),
        _("Kembalikan"),
        _names(rows),
        decide,
        note=_("Apa yang perlu diperbaiki?"),
        note_required=True,
        passphrase=not workspace.practice,
    )


def rejection(workspace: Workspace, programme: Programme, rows: list[QueueRow]) -> Decide:
    """Reject `rows` for one of the programme's reasons."""

    def decide(answer: Answer) -> list[Decision]:
        from kelambu_tui.work.approval import reject

        return reject(workspace, [row.id for row in rows], answer.code, answer.note, answer.passphrase)

    return Decide(
        _("Tolak {count} usulan").format(count=len(rows)),
        _("Tolak"),
        _names(rows),
        decide,
        reasons=[(reason.code, pick(reason.label)) for reason in programme.reasons.rejections],
        note=_("Catatan (boleh kosong)"),
        note_for={reason.code for reason in programme.reasons.rejections if reason.needs_note},
        passphrase=not workspace.practice,
    )


def refusals(rows: list[QueueRow], decisions: list[Decision]) -> Report:
    """Return the box that says which of `rows` were not decided, and why."""
    names = {row.id: row.name for row in rows}
    refused = [item for item in decisions if not item.done]
    sentences = [f"{names.get(item.id, item.id)}: {item.sentence}" for item in refused]
    return Report(_("{count} usulan tidak diputuskan").format(count=len(refused)), sentences)


def _names(rows: list[QueueRow]) -> list[str]:
    return [f"{row.name}, {village_name(row.village)}" for row in rows]
