"""The dialogs that answer a request: agreed or refused, and what their answers do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.widgets.asked import asked_words
from kelambu_tui.tui.widgets.decide import Answer, Decide

if TYPE_CHECKING:
    from kelambu_tui.work.approval import Decision
    from kelambu_tui.work.requests import Request
    from kelambu_tui.work.workspace import Workspace


def agreeing(workspace: Workspace, row: Request) -> Decide:
    """Agree to `row`; leave needs a reason of the supervisor's own, a desil may have a note."""
    is_leave = row.kind != "desil"

    def decide(answer: Answer) -> list[Decision]:
        return [_give(workspace, row, answer)]

    return Decide(
        _("Beri izin mengantrekan {name}?").format(name=display(row.name, 60))
        if is_leave
        else _("Setujui {what} untuk keluarga {name}?").format(
            what=asked_words(row), name=display(row.name, 60)
        ),
        _("Beri izin") if is_leave else _("Setujui"),
        [
            _("Pasangan tetap terbuka; izin gugur bila datanya berubah.")
            if is_leave
            else _("Yang sudah diantrekan dari keluarga ini harus diulang.")
        ],
        decide,
        note=_("Mengapa ia bukan orang yang sama, atau tetap boleh?")
        if is_leave
        else _("Catatan (boleh kosong)"),
        note_required=is_leave,
        note_missing=_("Tulis dulu alasannya, supaya orang lain bisa memeriksanya nanti."),
        passphrase=not workspace.practice,
    )


def refusing(workspace: Workspace, row: Request) -> Decide:
    """Refuse `row` with a reason that whoever asked will see."""

    def decide(answer: Answer) -> list[Decision]:
        return [_refuse(workspace, row, answer)]

    return Decide(
        _("Tolak {what} untuk {name}?").format(what=asked_words(row), name=display(row.name, 60)),
        _("Tolak"),
        [_("Diminta {who}: {reason}").format(who=display(row.asked_by, 30), reason=display(row.ask, 120))],
        decide,
        note=_("Mengapa ditolak? Yang meminta melihatnya."),
        note_required=True,
        note_missing=_("Tulis dulu mengapa ditolak, supaya fasilitator tahu."),
        passphrase=not workspace.practice,
    )


def _give(workspace: Workspace, row: Request, answer: Answer) -> Decision:
    from kelambu_tui.work.approval import Decision
    from kelambu_tui.work.desil import decide_desil
    from kelambu_tui.work.leaves import give_leave

    name = display(row.name, 60)
    if row.kind == "desil":
        decide_desil(workspace, row.subject, given=True, note=answer.note, passphrase=answer.passphrase)
        words = _("Desil keluarga {name} sekarang {desil}.").format(name=name, desil=row.desil)
    else:
        give_leave(workspace, row.subject, answer.note, answer.passphrase)
        words = _("{name} boleh diantrekan, selama datanya tetap.").format(name=name)
    return Decision(row.subject, True, words)


def _refuse(workspace: Workspace, row: Request, answer: Answer) -> Decision:
    from kelambu_tui.work.approval import Decision
    from kelambu_tui.work.desil import decide_desil
    from kelambu_tui.work.leaves import refuse_leave

    if row.kind == "desil":
        decide_desil(workspace, row.subject, given=False, note=answer.note, passphrase=answer.passphrase)
    else:
        refuse_leave(workspace, row.subject, answer.note, answer.passphrase)
    return Decision(row.subject, True, _("Ditolak: {name}.").format(name=display(row.name, 60)))
