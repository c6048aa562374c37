"""How a page shows what laptops disagree about: the list, two visits side by side, or why an entry waits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.text import Text

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.desk import village_name
from kelambu_tui.tui.widgets.columns import Cell, Column
from kelambu_tui.tui.widgets.facing import lines_text
from kelambu_tui.tui.widgets.field_pairs import FieldPair
from kelambu_tui.tui.writing import day_and_clock

if TYPE_CHECKING:
    from kelambu_tui.work.reconciling import Disagreement, Visit

LABEL, WIDE_LABEL, WIDE = 20, 30, 110
"""Cells for the names of the fields, narrow and from `WIDE` cells on."""


def conflict_columns() -> tuple[Column, ...]:
    """The columns of the list."""
    return (
        Column(_("Apa"), 19),
        Column(_("Tentang"), share=2),
        Column(_("Desa"), share=1),
        Column(_("Oleh"), 8),
        Column(_("Sejak"), 11, from_width=90),
        Column(_("Keadaan"), 9),
    )


def conflict_cells(row: Disagreement) -> tuple[Cell, ...]:
    """Return how the list shows one."""
    waits = row.state == "menunggu"
    state = Cell(_("menunggu"), "accent") if waits else Cell(_("selesai"), "muted")
    tone = "" if waits else "muted"
    return (
        Cell(what_words(row), tone),
        Cell(row.name or row.person, tone),
        Cell(village_name(row.village) if row.village else "", "muted"),
        Cell(_("Anda"), "amber") if row.mine and waits else Cell(row.author, "muted"),
        Cell(day_and_clock(row.at), "muted"),
        state,
    )


def what_words(row: Disagreement) -> str:
    """Return what it is, as short as a column."""
    if row.code == "visits":
        return _("dua kunjungan")
    if row.code == "witnesses":
        return _("dua saksi")
    from kelambu_tui.work.undoing import kind_words

    return kind_words(row.kind)


def about_text(row: Disagreement, width: int, tones: Mapping[str, str]) -> Text:
    """Return one disagreement whole: what happened, what to do, and both visits where there are two."""
    text = Text()
    text.append(f"{row.why}\n", "bold")
    told = row.step if row.state == "menunggu" else _decided(row)
    if told:
        text.append(f"{told}\n")
    if len(row.visits) == 2:
        text.append_text(_facing(row, width, tones))
    else:
        text.append(
            _("Ditulis {who} di laptop {device}, {when}.").format(
                who=display(row.author, 30), device=display(row.device, 12), when=day_and_clock(row.at)
            ),
            tones["muted"],
        )
    return text


def _facing(row: Disagreement, width: int, tones: Mapping[str, str]) -> Text:
    from kelambu_tui.work.reconciling import differences

    label = WIDE_LABEL if width >= WIDE else LABEL
    lines = [
        FieldPair(
            one.label,
            display(one.label, label - 2),
            display(one.values[0], 120),
            display(one.values[1], 120),
            (one.whole[0], one.whole[1]),
        )
        for one in sorted(differences(row), key=lambda one: not one.differs)
    ]
    left, right = row.visits
    return lines_text(lines, {}, (_head(1, left), _head(2, right)), width, tones, label=label)


def _head(number: int, visit: Visit) -> str:
    return f"{number}  {display(visit.author, 16)}, {day_and_clock(visit.at)}"


def _decided(row: Disagreement) -> str:
    if not row.decided_by:
        return ""
    for number, visit in enumerate(row.visits, 1):
        if visit.entry == row.chosen:
            return _("{by} memilih kunjungan {number}: {reason}").format(
                by=display(row.decided_by, 30), number=number, reason=display(row.reason, 200)
            )
    return _("Dibaca {by}.").format(by=display(row.decided_by, 30))
