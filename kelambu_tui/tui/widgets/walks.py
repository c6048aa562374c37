"""How the page of sessions draws its two lists: the plan by RT, and the sessions there were."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.desk import village_name
from kelambu_tui.tui.glyphs import signs
from kelambu_tui.tui.standings import rt_words
from kelambu_tui.tui.widgets.columns import Cell, Column
from kelambu_tui.tui.writing import bar, day_words, number, short_date, short_day

if TYPE_CHECKING:
    from kelambu_tui.work.plan import PlannedRt
    from kelambu_tui.work.sessions import Session

BAR = 16
"""Cells of the bar of an RT, where there is room for it."""


def walks_columns() -> tuple[Column, ...]:
    """The columns of the plan by RT."""
    return (
        Column("RT", share=1),
        Column(_("Belum"), 5, right=True),
        Column(_("Sebagian"), 8, right=True),
        Column(_("Tidak di rumah"), 14, right=True),
        Column(_("Datang lagi"), 11),
        Column(_("Selesai"), 9, right=True),
        Column("", BAR, from_width=100),
    )


def sessions_columns() -> tuple[Column, ...]:
    """The columns of the list of sessions."""
    return (
        Column(_("Tanggal"), 10),
        Column(_("Desa"), share=1),
        Column(_("Jenis"), 20, from_width=100),
        Column(_("Petugas"), 12),
        Column(_("Keadaan"), 8),
        Column(_("Keluarga selesai"), 16, right=True),
    )


def session_line(session: Session) -> str:
    """Return day, kind of meeting, place and how many were there, in one line."""
    from kelambu_tui.work.sessions import meeting_label

    parts = [day_words(session.day), meeting_label(session.meeting), display(session.place, 40)]
    if session.present:
        parts.append(_("{count} orang hadir").format(count=len(session.present)))
    return f" {signs().dot} ".join(part for part in parts if part)


def session_cells(session: Session) -> tuple[Cell, ...]:
    """Return how the list of sessions shows one."""
    from kelambu_tui.work.sessions import meeting_label

    done = (
        "" if session.counts is None else f"{number(session.counts.done)}/{number(session.counts.families)}"
    )
    return (
        Cell(short_date(session.day)),
        Cell(village_name(session.village)),
        Cell(meeting_label(session.meeting), "muted"),
        Cell(session.author, "muted"),
        Cell(_("terbuka"), "amber") if session.is_open else Cell(_("ditutup"), "muted"),
        Cell(done, "muted"),
    )


def walk_cells(walk: PlannedRt) -> tuple[Cell, ...]:
    """Return how the plan shows one RT."""
    full, rest = bar(walk.done / walk.families, BAR, signs().bar_full, signs().bar_rest)
    again = short_day(walk.next)
    return (
        Cell(rt_words(walk.rt, walk.rw), "" if walk.done < walk.families else "muted"),
        Cell(_some(walk.left)),
        Cell(_some(walk.begun)),
        Cell(_some(walk.missed), "amber"),
        Cell(again, "amber"),
        Cell(f"{number(walk.done)}/{number(walk.families)}", "muted"),
        Cell(full + rest, "muted"),
    )


def _some(count: int) -> str:
    return number(count) if count else "-"
