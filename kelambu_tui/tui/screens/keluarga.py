"""Keluarga: the members of one household, and what the list says of their house."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.actions import bindings_of, later
from kelambu_tui.tui.screens.page import Page
from kelambu_tui.tui.widgets.chrome import Words
from kelambu_tui.tui.widgets.columns import Cell
from kelambu_tui.tui.widgets.corrected import STAR, list_line
from kelambu_tui.tui.widgets.household import (
    desil_line,
    housing_text,
    person_id,
    place_line,
)
from kelambu_tui.tui.widgets.lines import Lines
from kelambu_tui.tui.widgets.members import member_cells, member_columns

if TYPE_CHECKING:
    from kelambu_tui.work.households import HouseholdView, Member


class Keluarga(Page):
    """One household; Enter on a member opens their form."""

    CSS_PATH = "keluarga.tcss"
    place = "keluarga"
    help_text = later(
        "Anggota keluarga menurut daftar, dengan hasil kunjungan yang sudah dicatat. Enter membuka formulir"
        " anggota yang ditunjuk. Tanda * berarti yang tampil bukan tulisan daftar: dikoreksi, atau diisi saat"
        " kunjungan; tulisan daftarnya tampil di bawah. “ganda?” berarti orangnya mungkin tercatat dua kali"
        " dan belum dapat diantrekan. Desil selalu disebut dengan daftar dan tahunnya, karena daftar lain"
        " dapat menyebut desil lain."
    )
    BINDINGS = bindings_of("keluarga")
    AUTO_FOCUS = "#members"

    def __init__(self, household: str, pointed: str = "") -> None:
        super().__init__()
        self._household = household
        self._pointed = pointed
        self._view: HouseholdView | None = None
        self._revealed: dict[str, str] = {}
        self._held: frozenset[str] = frozenset()

    def compose_body(self) -> ComposeResult:
        """Lay out what stands between title and message line."""
        yield Words("", id="where", classes="muted")
        members: Lines[Member] = Lines(
            member_columns(),
            self._cells,
            key=lambda member: member.person,
            empty=_("Membaca keluarga…"),
            id="members",
        )
        yield members
        yield Words("", id="listed")
        with VerticalScroll(id="house", can_focus=False):
            yield Words(_("Rumah menurut daftar"), classes="section")
            yield Words("", id="housing")

    def on_screen_resume(self) -> None:
        """Read again: something may have changed on another page."""
        self.work("read", self._read)

    async def _read(self) -> None:
        from kelambu_tui.work.households import read_household

        view = await asyncio.to_thread(read_household, self.desk.workspace, self._household)
        self._view = view
        self.title_line(_("Keluarga {name}").format(name=display(view.head_name, 60)), desil_line(view))
        members = self.query_one("#members", Lines)
        members.styles.height = min(len(view.members) + 2, max(6, self.size.height - 14))
        members.show(view.members, empty=_("Daftar ini tidak memuat anggota keluarga ini."))
        self._point(view.members)
        self._draw_house()
        self.work("pairs", self._read_pairs, tuple(member.person for member in view.members))

    async def _read_pairs(self, people: tuple[str, ...]) -> None:
        from kelambu_tui.work.facing import suspected

        self._held = await asyncio.to_thread(suspected, self.desk.workspace, people)
        self.query_one("#members", Lines).refresh()

    def on_lines_pointed(self, event: Lines.Pointed) -> None:
        """The pointer moved: say by which ID this person can be named elsewhere."""
        event.stop()
        if self._view is None:
            return
        lines = [place_line(self._view), _("ID keluarga {household}").format(household=self._view.household)]
        if event.row is not None:
            lines[1] += "   " + person_id(event.row.person)
        self.query_one("#where", Words).say("\n".join(display(line) for line in lines))
        self._draw_listed(event.row)

    def _draw_listed(self, member: Member | None) -> None:
        """Say what the list has where something else is shown; the line stays while anybody has a star."""
        assert self._view is not None
        words = self.query_one("#listed", Words)
        words.display = any(one.replaced for one in self._view.members)
        other = _("{star} bukan dari daftar: tunjuk orangnya untuk melihat tulisan daftar.").format(star=STAR)
        words.say(list_line(member.replaced) if member is not None and member.replaced else other)

    def _point(self, members: tuple[Member, ...]) -> None:
        """Put the pointer on whom the page was opened for, once."""
        for at, member in enumerate(members):
            if member.person == self._pointed:
                self.query_one("#members", Lines).move(at)
        self._pointed = ""

    def on_resize(self) -> None:
        """Fit what is shown to the new size."""
        self.call_after_refresh(self._draw_house)

    def _draw_house(self) -> None:
        if self._view is not None:
            self.query_one("#housing", Words).say(housing_text(self._view.housing, self.size.width - 4))

    def _cells(self, member: Member) -> tuple[Cell, ...]:
        from kelambu_tui.people.nik import mask

        nik = self._revealed.get(member.person) or mask(member.nik)
        return member_cells(member, self.desk.programme, nik, held=member.person in self._held)

    # --- actions ---

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Enter or a second click on a row."""
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        """Open the form of the member under the pointer."""
        if self._member is not None:
            from kelambu_tui.tui.screens.verifikasi import Verifikasi

            self.app.push_screen(Verifikasi(self._member.person))

    @property
    def _member(self) -> Member | None:
        """The member under the pointer."""
        found: Member | None = self.query_one("#members", Lines).pointed
        return found

    def action_correct(self) -> None:
        """Correct what the list says of the member under the pointer."""
        if self._member is not None:
            from kelambu_tui.tui.screens.koreksi import Koreksi

            self.open(Koreksi(self._member.person))

    def action_history(self) -> None:
        """Who changed what of the member under the pointer."""
        if self._member is not None:
            from kelambu_tui.tui.screens.riwayat import Riwayat

            self.open(Riwayat(self._member.person))

    def action_benefits(self) -> None:
        """What the cover of the member under the pointer costs and pays."""
        if self._member is not None:
            from kelambu_tui.tui.screens.manfaat import Manfaat

            self.open(Manfaat(self._member.person))

    def action_desil(self) -> None:
        """What each source says of the family's desil."""
        from kelambu_tui.tui.screens.desil import Desil

        self.open(Desil(self._household))

    def action_propose(self) -> None:
        """Propose a member of this family who is on no list."""
        from kelambu_tui.tui.screens.usulan import Usulan

        self.open(Usulan(self._household))

    def action_duplicates(self) -> None:
        """Compare the member under the pointer with the records that may be the same person."""
        if self._member is not None:
            from kelambu_tui.tui.screens.ganda import Ganda

            self.open(Ganda(self._member.person))

    def action_reveal(self) -> None:
        """Show the NIK of the member under the pointer; the ledger keeps who saw it."""
        if self._member is not None:
            self.work("reveal", self._reveal, self._member.person)

    async def _reveal(self, person: str) -> None:
        from kelambu_tui.work.households import reveal_nik

        self._revealed[person] = await asyncio.to_thread(reveal_nik, self.desk.workspace, person)
        self.query_one("#members", Lines).refresh()
        self.tell(_("NIK ditampilkan; dicatat di buku besar."))
        self.kelambu.refresh_status()

    def action_back(self) -> None:
        """Back to where one came from."""
        self.dismiss()
