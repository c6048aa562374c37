"""How a session stands: what the page of sessions shows, read in one go in a thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kelambu_tui.locale import _
from kelambu_tui.tui.widgets.states import outcome_word
from kelambu_tui.tui.writing import number

if TYPE_CHECKING:
    from kelambu_tui.programme.model import Programme
    from kelambu_tui.tui.widgets.choice import Option
    from kelambu_tui.work.plan import PlannedRt
    from kelambu_tui.work.session_counts import Counts
    from kelambu_tui.work.sessions import Session
    from kelambu_tui.work.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Standing:
    """The open session with its counts and its village's plan, else the earlier ones."""

    session: Session | None
    counts: Counts | None
    walks: tuple[PlannedRt, ...]
    sessions: tuple[Session, ...]


def read_standing(workspace: Workspace) -> Standing:
    """Read how it stands; slow, for a thread."""
    from kelambu_tui.work.plan import plan_by_rt
    from kelambu_tui.work.sessions import count_session, current_session, sessions

    found = tuple(sessions(workspace))
    current = current_session(workspace)
    if current is None:
        return Standing(None, None, (), found)
    counts = count_session(workspace, current.id)
    return Standing(current, counts, tuple(plan_by_rt(workspace, current.village)), found)


def rt_words(rt: str, rw: str) -> str:
    """Return how an RT is called: `RT 003 RW 01`."""
    if not rt:
        return _("tanpa RT")
    return " ".join([_("RT {rt}").format(rt=rt), *([f"RW {rw}"] if rw else [])])


def count_lines(counts: Counts, programme: Programme) -> list[str]:
    """Return what a session did, in three lines: families, people, what was written of them."""
    families = _(
        "{families} keluarga: {done} selesai, {begun} sebagian, {missed} tidak di rumah, {left} belum"
    ).format(
        done=number(counts.done),
        begun=number(counts.begun),
        missed=number(counts.missed),
        left=number(counts.left),
        families=number(counts.families),
    )
    outcomes = ", ".join(
        f"{number(count)} {outcome_word(programme, code).lower()}" for code, count in counts.outcomes.items()
    )
    people = _("Orang: {checked} diperiksa").format(checked=number(counts.checked))
    written = _("Catatan: {queued} diantrekan, {corrected} dikoreksi, {proposed} usulan baru").format(
        queued=number(counts.queued), corrected=number(counts.corrected), proposed=number(counts.proposed)
    )
    more = [
        _("{count} ditarik").format(count=number(counts.withdrawn)) if counts.withdrawn else "",
        _("{count} dugaan ganda diputuskan").format(count=number(counts.judged)) if counts.judged else "",
    ]
    return [
        families,
        f"{people}: {outcomes}" if outcomes else people,
        ", ".join([written, *(part for part in more if part)]),
    ]


def villages_here(workspace: Workspace) -> list[Option]:
    """Return the villages that a session can be in: the user's own, and those with families here; slow."""
    from kelambu_tui.people.villages import villages
    from kelambu_tui.work.overview import overview

    known = villages()
    codes = dict.fromkeys(
        (*workspace.user.villages, *(item.village for item in overview(workspace).left_by_rt))
    )
    found = [(code, known[code].label) for code in codes if code in known]
    return sorted(found, key=lambda option: option[1])
