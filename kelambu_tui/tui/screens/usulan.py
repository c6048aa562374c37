"""Usulan: somebody who is on no list is proposed, and their form opens; unless they are on it after all."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.widget import Widget

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.actions import later
from kelambu_tui.tui.beside import run_beside
from kelambu_tui.tui.proposal_rows import missing_words
from kelambu_tui.tui.screens.form_page import form_bindings
from kelambu_tui.tui.screens.proposal_page import ProposalPage
from kelambu_tui.tui.widgets.alike import alike_words
from kelambu_tui.tui.widgets.chrome import Words
from kelambu_tui.tui.widgets.dialog import Confirm
from kelambu_tui.tui.widgets.lines import Lines
from kelambu_tui.tui.widgets.proposal_form import ProposalForm

if TYPE_CHECKING:
    from kelambu_tui.work.alike import Alike
    from kelambu_tui.work.proposal_page import ProposalCheck


class Usulan(ProposalPage):
    """A proposal with what can be done with it."""

    CSS_PATH = "usulan.tcss"
    place = "usulan"
    help_text = later(
        "Untuk orang yang tidak ada di daftar mana pun: keluarga baru, atau anggota baru keluarga yang sudah"
        " ada. Setiap ketukan langsung tersimpan sebagai draf. Sambil mengetik, catatan yang mirip tampil di"
        " bawah atau di samping: kalau orangnya sudah ada, buka catatannya, jangan usulkan lagi. Sesudah"
        " diusulkan, formulir verifikasinya terbuka; aturannya sama, dan penyelia melihat bahwa ia usulan"
        " baru."
    )
    BINDINGS = form_bindings("usulan")

    def __init__(self, family: str = "", given: Mapping[str, str] | None = None) -> None:
        super().__init__(family, given)
        self._proposing = False
        self._kept_editor: Widget | None = None

    # --- actions ---

    def action_alike(self) -> None:
        """To the records that are alike; on them, back to the form."""
        lines = self.query_one("#alike", Lines)
        if not self._alike:
            self.tell(_("Belum ada catatan yang mirip dengan yang diketik."))
        elif lines.has_focus:
            self.remove_class("-comparing")
            self.set_focus(self._kept_editor or self.query_one(ProposalForm).rows[0].editor)
        else:
            self._kept_editor = self.focused
            self.add_class("-comparing")
            lines.focus()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Open the family of a record that is alike; the draft stays."""
        event.stop()
        from kelambu_tui.tui.screens.keluarga import Keluarga

        self.open(Keluarga(event.row.household, event.row.person))

    def action_propose(self) -> None:
        """Write the proposal, once, however long the key is held; or say what is in the way."""
        if self._check is not None and not self._proposing:
            self._proposing = True
            self.work("propose", self._propose)

    async def _propose(self) -> None:
        from kelambu_tui.work.alike import alike
        from kelambu_tui.work.proposal_page import check_proposal

        try:
            fault = await self.leave()
            if fault:
                self.tell(fault, "red")
                return
            typed, workspace = self.query_one(ProposalForm).typed(), self.desk.workspace
            check = await asyncio.to_thread(check_proposal, workspace, self._family, typed)
            if not check.ready:
                self._say_what_is_in_the_way(check)
                return
            found = await asyncio.to_thread(alike, workspace, None, self._family, typed)
            if any(one.strong for one in found):
                self._ask_whether(found[0], typed)
            else:
                await self._write_down(typed)
        finally:
            self._proposing = False

    def _ask_whether(self, one: Alike, typed: Mapping[str, str]) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                self.work("propose", self._write_down, typed)

        words = _("Mungkin orang ini sudah ada di daftar: {name}. Tetap usulkan?")
        question = words.format(name=display(one.name, 60))
        self.open(Confirm(question, _("Tetap usulkan"), alike_words(one)), answered)

    async def _write_down(self, typed: Mapping[str, str]) -> None:
        from kelambu_tui.work.proposal_page import propose

        person = await asyncio.to_thread(propose, self.desk.workspace, self._family, typed)
        # Of the app: this page ends where the form of the new person opens.
        run_beside(self.app, "go", self._lead_on, person)

    async def _lead_on(self, person: str) -> None:
        from kelambu_tui.tui.screens.verifikasi import Verifikasi

        await self.app.switch_screen(Verifikasi(person))
        self.kelambu.refresh_status()
        self.kelambu.say(_("Usulan tercatat. Sekarang isi hasil kunjungannya."), "done")

    def _say_what_is_in_the_way(self, check: ProposalCheck) -> None:
        """Name the first thing, and put the hands on its field."""
        form = self.query_one(ProposalForm)
        first = next((row for row in form.rows if row.key in {*check.faults, *check.missing}), None)
        if check.known:
            words = _("NIK ini sudah ada di daftar ({person}). {key} membuka catatannya.")
            key = self.kelambu.key_of("usulan.alike")
            self.tell(words.format(person=check.known, key=key), "amber")
        elif check.faults:
            self.tell(next(iter(check.faults.values())), "amber")
        else:
            self.tell(missing_words(check.missing), "amber")
        if first is not None:
            self.set_focus(first.editor)

    def action_discard(self) -> None:
        """Throw the draft away after asking."""
        forms = self.query(ProposalForm)
        if forms and not forms.first().typed():
            self.tell(_("Belum ada isian yang dapat dibuang."))
            return
        question = _("Buang draf usulan ini? Isian yang diketik hilang.")
        self.open(Confirm(question, _("Buang draf")), self._discard_answered)

    def _discard_answered(self, yes: bool | None) -> None:
        if yes:
            self.work("discard", self._discard)

    async def _discard(self) -> None:
        from kelambu_tui.work.proposal_page import discard_proposal

        await self.leave()
        await asyncio.to_thread(discard_proposal, self.desk.workspace, self._family)
        self._given = {}
        self.query_one("#aside", Words).say("")
        await self._open()
        self.tell(_("Draf dibuang."))

    def action_back(self) -> None:
        """From the records that are alike to the form; from the form to where one came from."""
        if self.query_one("#alike", Lines).has_focus:
            self.action_alike()
        else:
            self.work("back", self._back)

    async def _back(self) -> None:
        fault = await self.leave()
        if fault:
            self.tell(_("Belum tersimpan, jadi tetap di sini. {fault}").format(fault=fault), "red")
        else:
            self.dismiss()
