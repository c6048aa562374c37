"""Giving up an approved place: the dialog that asks why, and who gets the place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.widgets.decide import Answer, Decide

if TYPE_CHECKING:
    from kelambu_tui.work.approval import Decision
    from kelambu_tui.work.enrolment import QueueRow
    from kelambu_tui.work.workspace import Workspace


def releasing(workspace: Workspace, row: QueueRow) -> Decide:
    """Ask why the place of `row` is given up, then say who got it."""
    from kelambu_tui.work.quota import RELEASES, release_label

    name = display(row.name, 60)

    def decide(answer: Answer) -> list[Decision]:
        from kelambu_tui.work.approval import Decision
        from kelambu_tui.work.quota import release

        promoted = release(workspace, row.id, answer.code, answer.note, answer.passphrase)
        return [Decision(row.id, True, _released(workspace, name, row.desil, promoted))]

    return Decide(
        _("Lepas tempat {name}?").format(name=name),
        _("Lepas tempat"),
        [
            _("Tempat desil {desil} ini untuk cadangan pertama, bila ada.").format(desil=row.desil),
            _("Tidak dapat dibatalkan; antrekan lagi bila keliru."),
        ],
        decide,
        reasons=[(code, release_label(code)) for code in RELEASES],
        note=_("Catatan (boleh kosong)"),
        passphrase=not workspace.practice,
    )


def _released(workspace: Workspace, name: str, desil: int, promoted: list[str]) -> str:
    from kelambu_tui.work.enrolment import queue_rows

    if not promoted:
        words = _("Tempat {name} dilepas. Tidak ada cadangan untuk desil {desil}, jadi tempatnya kosong.")
        return words.format(name=name, desil=desil)
    names = {row.id: display(row.name, 60) for row in queue_rows(workspace)}
    winners = ", ".join(names.get(one, _("seseorang di desa lain")) for one in promoted)
    return _("Tempat {name} dilepas. Yang mendapatnya: {winners}.").format(name=name, winners=winners)
