"""The members of a household as lines of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kelambu_tui.locale import _
from kelambu_tui.tui.widgets.columns import Cell, Column
from kelambu_tui.tui.widgets.corrected import starred
from kelambu_tui.tui.widgets.household import relation_word
from kelambu_tui.tui.widgets.states import outcome_word, state_cell

if TYPE_CHECKING:
    from kelambu_tui.programme.model import Programme
    from kelambu_tui.work.households import Member


def member_columns() -> tuple[Column, ...]:
    """Return the columns; a star has room behind each value."""
    return (
        Column(_("Nama"), share=1),
        Column(_("Hubungan"), 12, from_width=72),
        Column(_("L/P"), 3),
        Column(_("Umur"), 4, right=True),
        Column("NIK", 17),
        Column(_("Pekerjaan"), 19, from_width=104),
        Column(_("Hasil"), 15),
    )


def member_cells(member: Member, programme: Programme, nik: str, *, held: bool) -> tuple[Cell, ...]:
    """Return one line; `nik` is what may be shown of it, `held`: an open pair keeps them from the queue."""
    result = state_cell(programme, member.state or member.outcome)
    if member.outcome and not member.state:
        result = Cell(outcome_word(programme, member.outcome).lower(), "muted")
    if member.unlisted:
        result = Cell(" ".join((_("tak di daftar"), result.text)).rstrip(), "amber")
    if held:
        # In words, and before what came of the visit: that one is cut first.
        result = Cell(" ".join((_("ganda?"), result.text)).rstrip(), "amber")
    replaced = member.replaced
    return (
        Cell(starred(member.name, replaced, "name")),
        Cell(starred(relation_word(member.relation), replaced, "relation"), "muted"),
        Cell(starred(member.sex, replaced, "sex"), "muted"),
        Cell(starred("" if member.age is None else str(member.age), replaced, "birth_date")),
        Cell(starred(nik, replaced, "nik"), "red" if member.nik_state not in ("ok", "") else "muted"),
        Cell(starred(member.occupation.lower(), replaced, "occupation"), "muted"),
        result,
    )
