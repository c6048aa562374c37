"""Cari: find a person by anything one knows, with their household beside the list."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.events import Key
from textual.widgets import Input

from kelambu_tui.locale import _
from kelambu_tui.tui.actions import bindings_of, later
from kelambu_tui.tui.screens.page import Page
from kelambu_tui.tui.search_words import WHOLE_NUMBER, coded, found_cells, found_columns, nothing, teaching
from kelambu_tui.tui.widgets.chrome import Words
from kelambu_tui.tui.widgets.columns import Cell
from kelambu_tui.tui.widgets.household import household_text
from kelambu_tui.tui.widgets.line import Line
from kelambu_tui.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from kelambu_tui.work.finding import Found
    from kelambu_tui.work.households import HouseholdView

LIMIT = 200
"""Rows that one search shows; further down nobody reads, they type another letter instead."""


class Cari(Page):
    """Search as you type; the pointer moves while the hands stay on the search line."""

    CSS_PATH = "cari.tcss"
    place = "cari"
    help_text = later(
        "Ketik apa saja yang diketahui: nama (boleh salah eja), NIK, nomor KK, alamat, atau gabungan seperti"
        " “siti rt 3”. Kode lima huruf dari prelist menaruh keluarganya paling atas."
        " Panah atas dan bawah memilih, Enter membuka keluarganya."
    )
    BINDINGS = bindings_of("cari")
    AUTO_FOCUS = "#query"

    def __init__(self) -> None:
        super().__init__()
        self._revealed: dict[str, str] = {}
        self._view: HouseholdView | None = None

    def heading(self) -> str:
        """The title of the page."""
        return _("Cari orang atau keluarga")

    def compose_body(self) -> ComposeResult:
        """Lay out what stands between title and message line."""
        yield Line(placeholder=_("nama, NIK, nomor KK, atau alamat"), max_length=100, id="query")
        with Container(id="results"):
            found: Lines[Found] = Lines(
                found_columns(),
                self._cells,
                key=lambda row: row.person,
                empty=teaching(),
                id="found",
            )
            found.can_focus = False
            yield found
            with VerticalScroll(id="preview", can_focus=False):
                yield Words("", id="household")

    def on_mount(self) -> None:
        """Start what waits for nobody."""
        self.desk.finder()

    def on_screen_resume(self) -> None:
        """Read again: something may have changed on another page."""
        query = self.query_one("#query", Input).value
        if query.strip():
            # Someone's state may have changed on the page that was open over this one.
            self.work("search", self._search, query, keep=True)

    def arrive(self) -> None:
        """The hands come to the search line; what they type replaces the query of before."""
        query = self.query_one("#query", Input)
        query.focus()
        query.select_all()

    # --- searching ---

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another letter."""
        event.stop()
        self.work("search", self._search, event.value)

    async def _search(self, query: str, keep: bool = False) -> None:
        # A newer keystroke cancels this job, so a stale answer never reaches the list.
        lines = self.query_one("#found", Lines)
        if not query.strip():
            lines.show((), keep=False, empty=teaching())
            self._count("")
            return
        # A code on paper needs no index, so its family does not wait for one.
        named = await asyncio.to_thread(coded, self.desk.workspace, query)
        if named:
            lines.show(named, keep=keep)
        if not self.desk.finder().done():
            self._count(_("menyiapkan pencarian…"))
        finder = await asyncio.shield(self.desk.finder())
        rows = await asyncio.to_thread(finder.search, query, LIMIT)
        on_top = {row.person for row in named}
        rows = [*named, *(row for row in rows if row.person not in on_top)]
        # The family of a code keeps the pointer that it may have been given in the meantime.
        lines.show(rows, keep=keep or bool(named), empty=nothing(query, self.kelambu.key_of("cari.propose")))
        words = _("{count} orang") if len(rows) < LIMIT else _("{count} teratas")
        if named:
            words = _("keluarga dengan kode {code} di atas").format(code=query.strip().upper())
        self._count(words.format(count=len(rows)))

    def _count(self, words: str) -> None:
        self.query_one("#aside", Words).say(words)

    def on_key(self, event: Key) -> None:
        """Keys that work from every field of it."""
        lines = self.query_one("#found", Lines)
        moves = {
            "up": lines.action_up,
            "down": lines.action_down,
            "pageup": lines.action_page_up,
            "pagedown": lines.action_page_down,
        }
        if event.key in moves and not self.too_small:
            event.stop()
            moves[event.key]()

    def _cells(self, row: Found) -> tuple[Cell, ...]:
        from kelambu_tui.people.nik import mask

        return found_cells(row, self.desk.programme, self._revealed.get(row.person) or mask(row.nik))

    # --- preview ---

    @property
    def _preview_shown(self) -> bool:
        return self.has_class("-wide") or self.has_class("-preview")

    def on_lines_pointed(self, event: Lines.Pointed) -> None:
        """The pointer moved."""
        event.stop()
        self._show_preview()

    def _show_preview(self) -> None:
        row = self._pointed
        if row is None:
            self.query_one("#household", Words).say("")
        elif self._preview_shown:
            self.work("preview", self._preview, row)

    async def _preview(self, row: Found) -> None:
        from kelambu_tui.work.households import read_household

        if self._view is None or self._view.household != row.household:
            self._view = await asyncio.to_thread(read_household, self.desk.workspace, row.household)
        width = max(30, self.query_one("#preview").scrollable_content_region.width)
        self.query_one("#household", Words).say(
            household_text(self._view, self.desk.programme, width, row.person)
        )

    @property
    def _pointed(self) -> Found | None:
        found: Found | None = self.query_one("#found", Lines).pointed
        return found

    # --- actions ---

    def action_preview(self) -> None:
        """Show or hide the household under the list; beside it there is always room for it."""
        if self.has_class("-wide"):
            self.tell(_("Pratinjau sudah tampil di samping daftar."))
            return
        self.toggle_class("-preview")
        self.call_after_refresh(self._show_preview)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in a field."""
        event.stop()
        self.action_open()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Enter or a second click on a row."""
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        """Open the household of the person under the pointer."""
        from kelambu_tui.tui.screens.keluarga import Keluarga

        if self._pointed is None:
            self.tell(_("Ketik dulu, lalu pilih orangnya dengan panah."))
            return
        self._view = None
        self.open(Keluarga(self._pointed.household, self._pointed.person))

    def action_verify(self) -> None:
        """Straight to the form of the person under the pointer."""
        from kelambu_tui.tui.screens.verifikasi import Verifikasi

        if self._pointed is None:
            self.tell(_("Ketik dulu, lalu pilih orangnya dengan panah."))
            return
        self._view = None
        self.open(Verifikasi(self._pointed.person))

    def action_propose(self) -> None:
        """Propose somebody who was not found; what was typed to find them is not typed twice."""
        from kelambu_tui.tui.screens.usulan import Usulan

        query = " ".join(self.query_one("#query", Input).value.split())
        digits = query.replace(" ", "")
        given = {}
        if digits.isdecimal() and len(digits) == WHOLE_NUMBER:
            given = {"nik": digits}
        elif not any(sign.isdigit() for sign in query):
            given = {"name": query.upper()}
        self.open(Usulan(given=given))

    def action_reveal(self) -> None:
        """Show the NIK of the person under the pointer; the ledger keeps who saw it."""
        if self._pointed is None:
            self.tell(_("Ketik dulu, lalu pilih orangnya dengan panah."))
        else:
            self.work("reveal", self._reveal, self._pointed.person)

    async def _reveal(self, person: str) -> None:
        from kelambu_tui.work.households import reveal_nik

        self._revealed[person] = await asyncio.to_thread(reveal_nik, self.desk.workspace, person)
        self.query_one("#found", Lines).refresh()
        self.tell(_("NIK ditampilkan; dicatat di buku besar."))
        self.kelambu.refresh_status()

    def action_back(self) -> None:
        """Empty the search line; when it is empty, home."""
        query = self.query_one("#query", Input)
        if query.value:
            query.value = ""
        else:
            self.kelambu.action_go("beranda")
