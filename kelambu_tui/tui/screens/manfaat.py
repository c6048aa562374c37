"""Manfaat: what the cover of one person costs and pays, as information with its sources."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING

from rich.text import Text

from kelambu_tui.display import display
from kelambu_tui.locale import _, pick
from kelambu_tui.programme.amounts import rupiah
from kelambu_tui.tui.actions import bindings_of, later
from kelambu_tui.tui.screens.detail_page import DetailPage
from kelambu_tui.tui.widgets.columns import Cell, Column
from kelambu_tui.tui.widgets.states import state_word
from kelambu_tui.tui.writing import number, short_date

if TYPE_CHECKING:
    from kelambu_tui.programme.model import Benefit, Programme
    from kelambu_tui.work.households import HouseholdView, Member


@dataclass(frozen=True, slots=True)
class Figure:
    """One line: the contribution or a benefit, the law's figure and the article's, and their sources."""

    key: str
    title: str
    law: str
    article: str
    differs: bool
    waiting: str
    lines: tuple[str, ...]


class Manfaat(DetailPage):
    """What a person (uid) would be covered for; the programme's figures, nothing is decided here."""

    place = "manfaat"
    help_text = later(
        "Informasi, bukan penetapan: besar santunan ditetapkan BPJS Ketenagakerjaan. Kolom pertama memuat"
        " angka peraturan, kolom kedua angka yang ditulis artikel program; bila beda, peganglah angka"
        " menurut aturan. Masa tunggu dihitung dari rencana pendaftaran."
    )
    BINDINGS = bindings_of("manfaat")

    def __init__(self, person: str) -> None:
        super().__init__()
        self._person = person

    def columns(self) -> tuple[Column, ...]:
        """The columns of the list."""
        return (
            Column(_("Manfaat"), share=1),
            Column(_("Angka aturan"), 13, right=True),
            Column(_("Angka artikel"), 13, right=True),
            Column("", 4),
            Column(_("Masa tunggu"), 12, from_width=100),
        )

    def row_key(self, row: Figure) -> object:
        """Which figure."""
        return row.key

    def cells(self, row: Figure) -> tuple[Cell, ...]:
        """Return the two figures beside each other, and whether they differ."""
        differs = Cell(_("beda") if row.differs else "", "amber")
        figures = Cell(row.law, "strong"), Cell(row.article, "muted")
        return Cell(row.title), *figures, differs, Cell(row.waiting, "muted")

    async def read(self) -> None:
        """Read who it is about; the figures are the programme's."""
        from kelambu_tui.work.households import household_of

        view = await asyncio.to_thread(household_of, self.desk.workspace, self._person)
        member = next(one for one in view.members if one.person == self._person)
        self.title_line(
            _("Manfaat dan iuran: {name}").format(name=display(member.name, 60)),
            _("informasi, bukan penetapan"),
        )
        figures = figures_of(self.desk.programme)
        differs = any(one.differs for one in figures)
        self.head("\n".join((pick(self.desk.programme.benefits.notice), self._standing(view, member))))
        self.remark(_("Yang beda: peganglah angka menurut aturan.") if differs else "")
        self.show_rows(figures)

    def _standing(self, view: HouseholdView, member: Member) -> str:
        """Return where this person stands, and what their family means for the scholarships."""
        state = state_word(member.state) if member.state else _("belum diusulkan")
        children = sum(one.relation == "ANAK" for one in view.members)
        sentence = _("{state}. Rencana pendaftaran {start}. Anak di keluarga ini: {children}.")
        return sentence.format(
            state=state.capitalize(),
            start=short_date(self.desk.programme.start),
            children=number(children),
        )

    def detail(self, row: Figure, width: int) -> Text:
        """Return the sources of both figures, what to keep in mind, and how long it waits."""
        text = Text()
        for line in row.lines:
            folded = "\n".join(wrap(display(line, 400), max(30, width), subsequent_indent="  "))
            word, colon, rest = folded.partition(":")
            text.append(word + colon, "bold").append(rest + "\n", "not bold")
        text.right_crop()
        return text


def figures_of(programme: Programme) -> list[Figure]:
    """Return what a programme says of its cost and its benefits, the contribution first."""
    from kelambu_tui.programme.telling import contribution_words

    said, source = contribution_words(programme)
    tariff = programme.contribution.on(programme.start)
    lines = (said, *([_("Sumber: {source}").format(source=source)] if source else []))
    contribution = Figure(
        "", _("Iuran sebulan"), rupiah(tariff.total) if tariff else "", "", False, "", tuple(lines)
    )
    return [contribution, *(_benefit(programme, one) for one in programme.benefits.items)]


def _benefit(programme: Programme, one: Benefit) -> Figure:
    from kelambu_tui.programme.telling import amount_words, source_lines, waiting_words

    waiting = [] if one.waiting is None else [waiting_words(programme, one.waiting)]
    lines = (*waiting, *source_lines(one))
    months = "" if one.waiting is None else _("{months} bulan").format(months=one.waiting.months)
    amounts = amount_words(one.law), amount_words(one.article)
    return Figure(one.code, pick(one.title), *amounts, one.differs, months, lines)
