"""The form of one person with the pages that tell more of them: rules, corrections, history, benefits."""

from __future__ import annotations

import asyncio

from kelambu_tui.locale import _
from kelambu_tui.tui.screens.sheet_page import SheetPage
from kelambu_tui.tui.widgets.sheet_form import SheetForm
from kelambu_tui.tui.widgets.why import Why


class PersonPage(SheetPage):
    """The form and what is known of its person; what is written of it into the ledger is Verifikasi's."""

    def action_why(self) -> None:
        """Show the rules instead of the form, or the form again; beside it, scroll them."""
        why = self.query_one(Why)
        if self.has_class("-wide"):
            forms = self.query(SheetForm)
            self.set_focus(forms.first().rows[0].editor if why.has_focus and forms else why)
            return
        kept = self.focused
        self.toggle_class("-why")
        if self.has_class("-why"):
            self._kept_editor = kept
            self.set_focus(why)
        else:
            self.set_focus(getattr(self, "_kept_editor", None))

    def action_correct(self) -> None:
        """Correct what the list says; what is typed here is saved already."""
        from kelambu_tui.tui.screens.koreksi import Koreksi

        self.open(Koreksi(self._person, self._go_to), lambda _nothing: self.look_again())

    def _go_to(self, field: str) -> None:
        """Put the hands on a field of the form."""
        for form in self.query(SheetForm):
            self.set_focus(form.row("values", field).editor)

    def action_history(self) -> None:
        """Who changed the field that the hands are on; of all fields where there is none."""
        from kelambu_tui.tui.screens.riwayat import Riwayat

        kind, key = self._focused_row()
        self.open(Riwayat(self._person, key if kind == "values" else ""))

    def action_benefits(self) -> None:
        """What the cover of this person costs and pays."""
        from kelambu_tui.tui.screens.manfaat import Manfaat

        self.open(Manfaat(self._person))

    def action_duplicates(self) -> None:
        """Compare this person with the records that may be the same; what is typed is saved already."""
        from kelambu_tui.tui.screens.ganda import Ganda

        self.open(Ganda(self._person), lambda _nothing: self.look_again())

    def action_reveal(self) -> None:
        """Show the NIK; the ledger keeps who saw it."""
        if self._form is not None:
            self.work("reveal", self._reveal)

    async def _reveal(self) -> None:
        from kelambu_tui.work.households import reveal_nik

        self._nik = await asyncio.to_thread(reveal_nik, self.desk.workspace, self._person)
        self._draw_head()
        self.tell(_("NIK ditampilkan; dicatat di buku besar."))
        self.kelambu.refresh_status()
