"""Differences of newer lists as lines, and one of them with both sides beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.glyphs import signs
from kelambu_tui.tui.widgets.columns import Cell, Column
from kelambu_tui.tui.writing import fit, number

if TYPE_CHECKING:
    from kelambu_tui.exchange.intake.reviewing import DifferenceRow
    from kelambu_tui.work.list_kinds import Kind
    from kelambu_tui.work.list_review import ClassCount, Review

LABEL = 20
"""Cells for the name of a value."""


def class_columns() -> tuple[Column, ...]:
    """Return the columns of the classes."""
    return (
        Column(_("Golongan"), share=1),
        Column(_("Menunggu"), 9, right=True),
        Column(_("Ditunda"), 9, right=True),
        Column(_("Sudah diverifikasi"), 19, right=True),
    )


def class_words(kind: Kind) -> str:
    """Return the name of a class as a title."""
    from kelambu_tui.work.list_kinds import kind_words

    words = kind_words()[kind]
    return words[:1].upper() + words[1:]


def class_cells(row: ClassCount) -> tuple[Cell, ...]:
    """Return how a class is shown."""
    return (
        Cell(class_words(row.kind), "" if row.waiting else "muted"),
        Cell(number(row.waiting), "strong" if row.waiting else "muted"),
        Cell(number(row.deferred) if row.deferred else "", "muted"),
        Cell(number(row.worked) if row.worked else "", "amber"),
    )


def row_columns(kind: Kind | None = None) -> tuple[Column, ...]:
    """Return the columns of the rows of a class, which they name."""
    return (
        Column(_("Nama"), share=2),
        Column(_("Desa"), 20, from_width=100),
        Column(class_words(kind) if kind else "", share=3),
        Column(_("Tanda"), 13),
    )


def row_cells(row: DifferenceRow) -> tuple[Cell, ...]:
    """Return how a difference is shown."""
    tone = "muted" if row.deferred else ""
    return (
        Cell(row.name, tone, _("keluarga") if row.of_household else ""),
        Cell(_village(row.village), "muted"),
        Cell(summary(row), tone),
        _mark(row),
    )


def summary(row: DifferenceRow) -> str:
    """Return in one line what differs."""
    from kelambu_tui.work.list_kinds import Kind

    if row.back:
        return _("tercatat lagi di {source}").format(source=row.source)
    if row.kind is Kind.GONE:
        return _("tidak ada di {source}").format(source=row.source)
    if row.kind is Kind.NEW:
        desil = _("desil {desil}").format(desil=row.desil) if row.desil else ""
        return ", ".join(filter(None, (_("baru"), desil, row.source)))
    arrow = signs().hint
    parts = (f"{change.label} {change.before or '-'} {arrow} {change.after or '-'}" for change in row.changes)
    return "; ".join(parts)


def facing_text(row: DifferenceRow, width: int) -> Text:
    """Return both sides of a difference: what is held now, and what the list says."""
    text = Text(no_wrap=True)
    half = max(16, (width - LABEL - 2) // 2)
    head = (fit("", LABEL), fit(_("Data sekarang"), half), fit(row.source or _("Daftar baru"), half))
    text.append("  ".join((head[0] + head[1], head[2])).rstrip() + "\n", "bold")
    for change in row.changes:
        before = fit(change.before or "-", half)
        text.append(f"{fit(change.label, LABEL)}{before}  {fit(change.after or '-', half).rstrip()}\n")
    if not row.changes:
        text.append(display(summary(row), 200) + "\n")
    if row.worked:
        kept = _("Sudah diverifikasi: hasil kunjungan, koreksi dan usulannya tetap, apa pun yang diterima.")
        text.append(kept + "\n")
    text.append(_("ID {key}").format(key=display(row.key, 40)))
    if row.household:
        text.append("   " + _("keluarga {household}").format(household=display(row.household, 40)))
    text.append("   " + _("baris {number}").format(number=row.number))
    return text


def source_words(review: Review) -> str:
    """Return which lists the differences come from."""
    named = [f"{one.source} {one.period}".strip() + f" ({one.file})" for one in review.lists]
    if not named:
        return ""
    more = _(" dan {count} daftar lain").format(count=len(named) - 1) if len(named) > 1 else ""
    return display(named[-1], 60) + more


def _mark(row: DifferenceRow) -> Cell:
    if row.worked:
        return Cell(_("diverifikasi"), "amber")
    return Cell(_("ditunda"), "muted") if row.deferred else Cell("")


def _village(code: str) -> str:
    from kelambu_tui.people.villages import find_village

    village = find_village(code)
    return village.name if village else code
