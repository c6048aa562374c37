"""How a page shows what is asked of a supervisor: the list, and one request with all its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.desk import village_name
from kelambu_tui.tui.glyphs import signs
from kelambu_tui.tui.widgets.columns import Cell, Column
from kelambu_tui.tui.writing import day_and_clock

if TYPE_CHECKING:
    from kelambu_tui.work.requests import Request


def request_columns() -> tuple[Column, ...]:
    """The columns of the list."""
    return (
        Column(_("Yang diminta"), 17),
        Column(_("Untuk"), share=2),
        Column(_("Desa"), share=1, from_width=74),
        Column(_("Oleh"), 8),
        Column(_("Sejak"), 11, from_width=90),
        Column(_("Keadaan"), 9),
    )


def request_cells(row: Request) -> tuple[Cell, ...]:
    """Return how the list shows one request."""
    return (
        Cell(asked_words(row), "" if row.waits else "muted"),
        Cell(row.name, "" if row.waits and not row.mine else "muted"),
        Cell(village_name(row.village), "muted"),
        Cell(_("Anda"), "amber") if row.mine and row.waits else Cell(row.asked_by, "muted"),
        Cell(day_and_clock(row.asked_at), "muted"),
        state_cell(row),
    )


def asked_words(row: Request) -> str:
    """Return what is asked, as short as a column."""
    if row.kind != "desil":
        return _("izin mengantrekan")
    listed = "?" if row.listed is None else str(row.listed)
    return _("desil {listed} {arrow} {desil}").format(listed=listed, arrow="->", desil=row.desil)


def state_cell(row: Request) -> Cell:
    """Return how the list shows where a request stands."""
    words = {
        "menunggu": Cell(_("menunggu"), "accent"),
        "disetujui": Cell(_("disetujui"), "muted"),
        "ditolak": Cell(_("ditolak"), "red"),
    }
    return words.get(row.state, Cell(row.state))


def about_text(row: Request, grounds: Sequence[str]) -> Text:
    """Return one request whole: what is asked and why, what speaks for it, and the answer."""
    text = Text(display(row.name, 60), "bold")
    text.append(f"   {display(village_name(row.village))}\n", "not bold")
    for line in _asked_lines(row):
        text.append(line + "\n", "not bold")
    for ground in grounds:
        text.append(f"{signs().dot} {display(ground, 500)}\n", "not bold")
    answer = _answer_line(row)
    if answer:
        text.append(answer, "not bold")
    return text


def _asked_lines(row: Request) -> list[str]:
    who, when = display(row.asked_by, 30), day_and_clock(row.asked_at)
    if row.kind == "desil":
        listed = _("belum tahu") if row.listed is None else str(row.listed)
        first = _("{who} mengusulkan desil {desil}, daftar menyebut {listed} ({when})").format(
            who=who, desil=row.desil, listed=listed, when=when
        )
    else:
        first = _("{who} minta izin mengantrekan walau mungkin tercatat dua kali ({when})").format(
            who=who, when=when
        )
    lines = [first, _("Alasan: {reason}").format(reason=display(row.ask, 300))]
    if row.evidence:
        lines.append(_("Bukti: {evidence}").format(evidence=display(row.evidence, 300)))
    return lines


def _answer_line(row: Request) -> str:
    if row.waits:
        return (
            _("Anda sendiri yang meminta atau memverifikasi; penyelia lain yang menjawab.")
            if row.mine
            else ""
        )
    words = _("Disetujui {by}: {note}") if row.state == "disetujui" else _("Ditolak {by}: {note}")
    return words.format(by=display(row.decided_by, 30), note=display(row.note, 300) or "-")
