"""The three kinds of decision of a supervisor: what each asks for, and what it then does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kelambu_tui.locale import _, pick
from kelambu_tui.tui.desk import village_name
from kelambu_tui.tui.widgets.decide import Answer, Decide

if TYPE_CHECKING:
    from kelambu_tui.programme.model import Programme
    from kelambu_tui.work.approval import Decision
    from kelambu_tui.work.enrolment import QueueRow
    from kelambu_tui.work.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Ruling:
    """A dialog, and what its answer does; `decide` writes and signs, so call it in a thread."""

    dialog: Decide
    decide: Callable[[Answer], list[Decision]]


def approval(workspace: Workspace, _programme: Programme, rows: list[QueueRow]) -> Ruling:
    """Approve `rows`."""

    def decide(answer: Answer) -> list[Decision]:
        from kelambu_tui.work.approval import approve

        return approve(workspace, [row.id for row in rows], answer.passphrase)

    title = _("Setujui {count} usulan?").format(count=len(rows))
    dialog = Decide(title, _("Setujui"), _names(rows), passphrase=not workspace.practice)
    return Ruling(dialog, decide)


def sending_back(workspace: Workspace, _programme: Programme, rows: list[QueueRow]) -> Ruling:
    """Return `rows` to whoever made them, with a note on what to mend."""

    def decide(answer: Answer) -> list[Decision]:
        from kelambu_tui.work.approval import send_back

        return send_back(workspace, [row.id for row in rows], answer.note, answer.passphrase)

    dialog = Decide(
        _("Kembalikan {count} usulan kepada fasilitator").format(count=len(rows)),
        _("Kembalikan"),
        _names(rows),
        note=_("Apa yang perlu diperbaiki?"),
        note_required=True,
        passphrase=not workspace.practice,
    )
    return Ruling(dialog, decide)


def rejection(workspace: Workspace, programme: Programme, rows: list[QueueRow]) -> Ruling:
    """Reject `rows` for one of the programme's reasons."""

    def decide(answer: Answer) -> list[Decision]:
        from kelambu_tui.work.approval import reject

        return reject(workspace, [row.id for row in rows], answer.code, answer.note, answer.passphrase)

    dialog = Decide(
        _("Tolak {count} usulan").format(count=len(rows)),
        _("Tolak"),
        _names(rows),
        reasons=[(reason.code, pick(reason.label)) for reason in programme.reasons.rejections],
        note=_("Catatan (boleh kosong)"),
        passphrase=not workspace.practice,
    )
    return Ruling(dialog, decide)


def _names(rows: list[QueueRow]) -> list[str]:
    return [f"{row.name}, {village_name(row.village)}" for row in rows]
