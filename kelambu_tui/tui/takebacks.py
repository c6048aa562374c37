"""Taking back a decision that is not sent: the box that says what, and what its answer does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.widgets.decide import Answer, Decide
from kelambu_tui.tui.writing import day_and_clock

if TYPE_CHECKING:
    from kelambu_tui.work.approval import Decision
    from kelambu_tui.work.undoing import Undoable
    from kelambu_tui.work.workspace import Workspace

FAR = 500
"""Decisions among which the one about the pointed person is looked for."""


def last_decision(workspace: Workspace, person: str = "") -> Undoable | None:
    """Return what would be taken back: the user's newest decision about `person`, else the newest of all.

    Slow, for a thread; None when nothing can be taken back.
    """
    from kelambu_tui.work.undoing import undoable

    found = undoable(workspace, FAR)
    about = (one for one in found if one.person == person)
    return next(about, found[0] if found else None)


def taking_back(workspace: Workspace, one: Undoable) -> Decide:
    """Ask before `one` is taken back; a supervisor's decision also asks for the passphrase."""
    from kelambu_tui.work.undoing import kind_words

    name = display(one.name or one.person, 60)

    def decide(answer: Answer) -> list[Decision]:
        from kelambu_tui.work.approval import Decision
        from kelambu_tui.work.undoing import undo

        undo(workspace, one.entry, answer.passphrase)
        words = _("Dibatalkan: {what}, {name}.").format(what=kind_words(one.kind), name=name)
        return [Decision(one.entry, True, words)]

    what = _("{what}, {when}").format(what=kind_words(one.kind), when=day_and_clock(one.at))
    lines = [what[:1].upper() + what[1:]]
    if one.kind == "verification.recorded":
        lines.append(_("Isiannya kembali menjadi draf Anda."))
    lines.append(_("Pembatalan dicatat sebagai entri baru."))
    asks = one.kind.startswith("approval.") and not workspace.practice
    return Decide(
        _("Batalkan keputusan tentang {name}?").format(name=name),
        _("Batalkan keputusan"),
        lines,
        decide,
        passphrase=asks,
    )
