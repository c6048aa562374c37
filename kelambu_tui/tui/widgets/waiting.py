"""How the page of approvals shows what waits: the list, and one person with what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from kelambu_tui.display import display
from kelambu_tui.locale import _, pick
from kelambu_tui.tui.desk import village_name
from kelambu_tui.tui.widgets.columns import Cell, Column
from kelambu_tui.tui.widgets.household import desil_line, place_line
from kelambu_tui.tui.widgets.states import name_cell, outcome_word, risk_cell
from kelambu_tui.tui.writing import day_and_clock

if TYPE_CHECKING:
    from kelambu_tui.programme.model import Programme
    from kelambu_tui.work.enrolment import QueueRow
    from kelambu_tui.work.verification import Form


def waiting_columns() -> tuple[Column, ...]:
    """The columns of the list."""
    return (
        Column(_("Nama"), share=3),
        Column(_("Risiko"), 7),
        Column("Desil", 5, right=True),
        Column(_("Desa"), share=2),
        Column(_("Sejak"), 11, from_width=76),
        Column(_("Oleh"), 8),
    )


def waiting_cells(row: QueueRow) -> tuple[Cell, ...]:
    """Return how the list shows one row; own work is told apart."""
    return (
        name_cell(row.name, row.proposed, "muted" if row.mine else ""),
        risk_cell(row.risk_level),
        Cell(str(row.desil)),
        Cell(village_name(row.village), "muted"),
        Cell(day_and_clock(row.waiting_since), "muted"),
        Cell(_("Anda"), "amber") if row.mine else Cell(row.maker, "muted"),
    )


def typed_values(form: Form, programme: Programme) -> tuple[tuple[str, str], ...]:
    """Return what the form of a visit holds, label and value; numbers of people masked."""
    from kelambu_tui.people.nik import mask

    secret = ("nik", "digits16")
    return tuple(
        (pick(item.label), mask(value) if item.kind in secret else value)
        for item in programme.fields
        if (value := form.sheet.values.get(item.name, ""))
    )


def waiting_person(
    row: QueueRow, form: Form, programme: Programme, *, nik: str = "", reference: str = ""
) -> Text:
    """Return who waits, where they live, what was found; `reference` names the minutes of a proposal."""
    from kelambu_tui.people.nik import mask

    text = Text(display(row.name) + "\n", "bold")
    lines = [
        _("USULAN BARU, tidak ada di daftar. Berita acara: {reference}").format(reference=reference)
        if row.proposed
        else "",
        nik or mask(row.nik),
        place_line(form.household),
        desil_line(form.household),
        _("{outcome}, diperiksa {by} {when}").format(
            outcome=outcome_word(programme, form.sheet.outcome),
            by=display(form.recorded_by),
            when=day_and_clock(form.saved_at),
        ),
        display(form.sheet.note),
    ]
    if row.mine:
        lines.append(_("Anda sendiri yang membuatnya; orang lain harus memutuskan."))
    text.append("\n".join(display(line) for line in lines if line) + "\n", "not bold")
    return text
