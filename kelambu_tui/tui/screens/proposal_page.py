"""The page of a proposal under the pen: opened, typed, kept, checked, compared; what is done is Usulan's."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container, Vertical

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.proposal_rows import proposal_rows
from kelambu_tui.tui.saving import Saver
from kelambu_tui.tui.screens.form_page import FormPage
from kelambu_tui.tui.standings import villages_here
from kelambu_tui.tui.widgets.alike import alike_cells, alike_columns, alike_title, alike_words
from kelambu_tui.tui.widgets.chrome import KeyLine, Words
from kelambu_tui.tui.widgets.lines import Lines
from kelambu_tui.tui.widgets.proposal_form import ProposalForm
from kelambu_tui.tui.writing import clock, day_and_clock

if TYPE_CHECKING:
    from kelambu_tui.work.alike import Alike
    from kelambu_tui.work.proposal_page import ProposalCheck

PAUSE = 0.3
"""Seconds without a key until the page is compared with everyone again."""

COMPARED = ("name", "nik", "sex", "birth_date", "village", "address", "relation")
"""Fields that change whom a person looks like."""


class ProposalPage(FormPage):
    """A proposal for `family` (family id; '' for a new one); `given` fills what is known, without a draft."""

    def __init__(self, family: str = "", given: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self._family = family
        self._given = dict(given or {})
        self._saver: Saver[Mapping[str, str]] = Saver(self._write, self._save_state)
        self._check: ProposalCheck | None = None
        self._compared: dict[str, str] | None = None
        self._alike: list[Alike] = []

    def heading(self) -> str:
        """The title of the page."""
        return _("Usulan baru: anggota keluarga") if self._family else _("Usulan baru: keluarga")

    def compose_body(self) -> ComposeResult:
        """Lay out what stands between title and message line."""
        yield Words("", id="what", classes="muted")
        with Container(id="parts"), Vertical(id="beside"):
            yield Words("", id="alike-title")
            found: Lines[Alike] = Lines(
                alike_columns(),
                alike_cells,
                key=lambda row: row.person,
                heading=False,
                beside=True,
                id="alike",
            )
            yield found
            yield Words("", id="why")

    def on_mount(self) -> None:
        """Start what waits for nobody."""
        self.work("open", self._open)

    async def _open(self) -> None:
        from kelambu_tui.work.households import read_household
        from kelambu_tui.work.proposal_page import asked_fields, read_proposal

        workspace = self.desk.workspace
        typed, saved_at = await asyncio.to_thread(read_proposal, workspace, self._family)
        villages = [] if self._family else await asyncio.to_thread(villages_here, workspace)
        if not saved_at:
            only = {"village": villages[0][0]} if len(villages) == 1 else {}
            typed = only | typed | self._given
        what = _("Orang yang tidak ada di daftar mana pun. * wajib diisi.")
        if self._family:
            household = await asyncio.to_thread(read_household, workspace, self._family)
            what = _("Anggota baru keluarga {name}, ID {household}. * wajib diisi.").format(
                name=display(household.head_name, 40), household=display(self._family, 30)
            )
        self.query_one("#what", Words).say(what)
        rows = proposal_rows(self.desk.programme, villages, asked_fields(self._family), typed)
        for old in self.query(ProposalForm):
            await old.remove()
        form = ProposalForm(rows)
        await self.query_one("#parts").mount(form, before=self.query_one("#beside"))
        self.set_focus(next((row for row in rows if not row.value), rows[0]).editor)
        if saved_at:
            key = self.kelambu.key_of("usulan.discard")
            words = _("Draf dari {when} dibuka lagi; {key} membuangnya.")
            self.tell(words.format(when=day_and_clock(saved_at), key=key))
        self._look(form.typed(), anew=True)

    # --- typing: save, check, compare ---

    def on_proposal_form_edited(self, event: ProposalForm.Edited) -> None:
        """Save, check and compare what the form holds now."""
        event.stop()
        self.tell("")  # what was said last is about what stood there before
        self._take(self.query_one(ProposalForm).typed())

    def _take(self, typed: Mapping[str, str]) -> None:
        self._saver.put(typed)
        self._look(typed)

    def _look(self, typed: Mapping[str, str], *, anew: bool = False) -> None:
        self.work("check", self._check_now, typed)
        compared = {name: typed.get(name, "") for name in COMPARED}
        if anew or compared != self._compared:
            self._compared = compared
            self.work("alike", self._look_around, typed, 0.0 if anew else PAUSE)

    def _write(self, typed: Mapping[str, str]) -> str:
        from kelambu_tui.work.proposal_page import save_proposal

        return save_proposal(self.desk.workspace, self._family, typed)

    def _save_state(self, state: str, detail: str) -> None:
        aside = self.query_one("#aside", Words)
        if state == "saving":
            aside.say(_("menyimpan…"))
        elif state == "saved":
            aside.say(_("draf tersimpan {time}").format(time=clock(detail)))
        else:
            aside.say(_("BELUM tersimpan"))
            self.tell(detail, "red")

    async def _check_now(self, typed: Mapping[str, str]) -> None:
        from kelambu_tui.work.proposal_page import check_proposal

        check = await asyncio.to_thread(check_proposal, self.desk.workspace, self._family, typed)
        self._check = check
        self.query_one(ProposalForm).show(check)
        self.query_one(KeyLine).dim("usulan.propose", not check.ready)

    async def _look_around(self, typed: Mapping[str, str], pause: float) -> None:
        from kelambu_tui.work.alike import alike

        await asyncio.sleep(pause)
        # At once with what is in memory; names that sound alike come as soon as the search is ready.
        task = self.desk.finder()
        finder = task.result() if task.done() and not task.exception() else None
        found = await asyncio.to_thread(alike, self.desk.workspace, finder, self._family, typed)
        self._show_alike(found, typed)
        if finder is None:
            finder = await asyncio.shield(task)
            found = await asyncio.to_thread(alike, self.desk.workspace, finder, self._family, typed)
            self._show_alike(found, typed)

    def _show_alike(self, found: list[Alike], typed: Mapping[str, str]) -> None:
        self._alike = found
        self.set_class(bool(found), "-alike")
        title = self.query_one("#alike-title", Words)
        title.set_class(any(one.probability is not None for one in found), "-warning")
        title.say(alike_title(found, bool(typed.get("name")), self.kelambu.key_of("usulan.alike")))
        lines = self.query_one("#alike", Lines)
        lines.show(found, keep=lines.has_focus)
        self.query_one(KeyLine).dim("usulan.alike", not found)

    def on_lines_pointed(self, event: Lines.Pointed) -> None:
        """The pointer moved: say why this record is alike."""
        event.stop()
        one: Alike | None = event.row
        self.query_one("#why", Words).say("" if one is None else alike_words(one))

    async def leave(self) -> str:
        """Wait for the last key and the last save."""
        for form in self.query(ProposalForm):
            typed = await form.caught_up()
            if typed is not None:
                self._take(typed)
        return await self._saver.flush()
