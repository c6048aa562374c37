"""Taking back a decision that is not sent: the box that says what, and what its answer does."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.widgets.decide import Answer, Decide
from kelambu_tui.tui.writing import day_and_clock

if TYPE_CHECKING:
    from kelambu_tui.work.approval import Decision
    from kelambu_tui.work.undoing import Undoable
    from kelambu_tui.work.workspace import Workspace


def last_decision(
    workspace: Workspace, about: Collection[str] = (), *, elsewhere: bool = True
) -> tuple[Undoable | None, str]:
    """Return what would be taken back, and where nothing would be, why.

    The user's newest decision about the people and families of `about`; where they decided nothing about
    these and `elsewhere`, the newest of all. Slow, for a thread.
    """
    from kelambu_tui.work.undoing import undoable, why_fixed

    tries = [tuple(about)] if about else []
    if elsewhere or not about:
        tries.append(())
    for subjects in tries:
        found = undoable(workspace, 1, subjects)
        why = "" if found else why_fixed(workspace, subjects)
        if found or why:
            return (found[0] if found else None), why
    return None, ""


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
    if one.kind in ("verification.recorded", "person.proposed"):
        lines.append(_("Isiannya kembali menjadi draf Anda."))
    lines.append(_("Pembatalan dicatat sebagai entri baru."))
    return Decide(
        _("Batalkan keputusan tentang {name}?").format(name=name),
        _("Batalkan keputusan"),
        lines,
        decide,
        passphrase=one.confirms and not workspace.practice,
    )
