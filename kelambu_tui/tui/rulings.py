"""The kinds of decision that need a dialog: the box of each, and what its answer does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kelambu_tui.display import display
from kelambu_tui.locale import _, pick
from kelambu_tui.tui.desk import village_name
from kelambu_tui.tui.widgets.decide import Answer, Decide, Report

if TYPE_CHECKING:
    from kelambu_tui.programme.model import Programme
    from kelambu_tui.work.approval import Decision
    from kelambu_tui.work.enrolment import QueueRow
    from kelambu_tui.work.facing import Side
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


def leave(workspace: Workspace, sides: Sequence[Side], chosen: str) -> Decide:
    """Ask for leave to queue one of `sides` in spite of a likely duplicate, or as a supervisor give it.

    `chosen` is the uid that the dialog starts with.
    """
    gives = workspace.user.decides
    names = {side.person: display(side.name, 40) for side in sides}

    def decide(answer: Answer) -> list[Decision]:
        from kelambu_tui.work.approval import Decision
        from kelambu_tui.work.leaves import ask_leave, give_leave

        if gives:
            give_leave(workspace, answer.code, answer.note, answer.passphrase)
            sentence = _("{name} boleh diantrekan, selama datanya tetap.")
        else:
            ask_leave(workspace, answer.code, answer.note)
            sentence = _("Izin untuk {name} diminta. Penyelia melihatnya di Permintaan.")
        return [Decision(answer.code, True, sentence.format(name=names[answer.code]))]

    return Decide(
        _("Beri izin mengantrekan?") if gives else _("Minta izin mengantrekan?"),
        _("Beri izin") if gives else _("Minta izin"),
        [_("Pasangan tetap terbuka; izin gugur bila datanya berubah.")],
        decide,
        reasons=[(side.person, f"{names[side.person]}, ID {display(side.person, 24)}") for side in sides],
        reasons_label=_("Siapa yang boleh diantrekan"),
        reason=chosen,
        note=_("Mengapa ia bukan orang yang sama, atau tetap boleh?"),
        note_required=True,
        note_missing=_("Tulis dulu alasannya, supaya orang lain bisa memeriksanya nanti."),
        passphrase=gives and not workspace.practice,
    )


def refusals(rows: list[QueueRow], decisions: list[Decision]) -> Report:
    """Return the box that says which of `rows` were not decided, and why."""
    names = {row.id: row.name for row in rows}
    refused = [item for item in decisions if not item.done]
    sentences = [f"{names.get(item.id, item.id)}: {item.sentence}" for item in refused]
    return Report(_("{count} usulan tidak diputuskan").format(count=len(refused)), sentences)


def _names(rows: list[QueueRow]) -> list[str]:
    return [f"{row.name}, {village_name(row.village)}" for row in rows]
