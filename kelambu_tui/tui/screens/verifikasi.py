"""Verifikasi: the form of one person, saved as it is typed, with every rule answering beside it."""

from __future__ import annotations

import asyncio
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal

from kelambu_tui.display import display
from kelambu_tui.errors import KelambuError
from kelambu_tui.locale import _
from kelambu_tui.tui.actions import bindings_of, later
from kelambu_tui.tui.saving import Saver
from kelambu_tui.tui.screens.page import Page
from kelambu_tui.tui.widgets.chrome import KeyLine, Words
from kelambu_tui.tui.widgets.dialog import Confirm
from kelambu_tui.tui.widgets.field import FieldRow
from kelambu_tui.tui.widgets.sheet_form import SheetForm
from kelambu_tui.tui.widgets.standing import standing, who_line
from kelambu_tui.tui.widgets.states import state_word
from kelambu_tui.tui.widgets.why import Why, tally, tones_of
from kelambu_tui.tui.writing import clock

if TYPE_CHECKING:
    from kelambu_tui.work.verification import Form, Judgement, Sheet


class Verifikasi(Page):
    """The verification of one person (uid)."""

    CSS_PATH: ClassVar[list[str | PurePath]] = ["verifikasi.tcss", "../styles/why.tcss"]
    place = "verifikasi"
    help_text = later(
        "Setiap ketukan langsung tersimpan di laptop ini; tulisan “tersimpan” muncul setelah benar-benar"
        " tertulis."
        " Catat menulis hasil kunjungan ke buku besar. Antrekan mencatat lalu mengusulkan orangnya kepada"
        " penyelia."
        " Panel Mengapa? menjelaskan setiap aturan: lolos, gagal, atau belum tahu."
    )
    BINDINGS = bindings_of("verifikasi")
    AUTO_FOCUS = ""

    def __init__(self, person: str) -> None:
        super().__init__()
        self._person = person
        self._form: Form | None = None
        self._judgement: Judgement | None = None
        self._saver: Saver[Sheet] = Saver(self._write, self._save_state)
        self._dirty = False
        self._nik = ""

    def compose_body(self) -> ComposeResult:
        """Lay out what stands between title and message line."""
        yield Words("", id="who", classes="muted")
        yield Words("", id="returned")
        yield Words("", id="tally")
        with Horizontal(id="columns"):
            yield Why(id="why")

    def on_mount(self) -> None:
        """Start what waits for nobody."""
        self.work("open", self._open)

    async def _open(self) -> None:
        from kelambu_tui.work.verification import read_form

        self._form = form = await asyncio.to_thread(read_form, self.desk.workspace, self._person)
        self._dirty = form.is_draft
        self._nik = ""
        self._draw_head()
        at = self._focused_row()
        for old in self.query(SheetForm):
            await old.remove()
        sheet_form = SheetForm(form, self.desk.programme)
        await self.query_one("#columns").mount(sheet_form, before=self.query_one(Why))
        rows = {(row.kind, row.key): row for row in sheet_form.rows}
        self.set_focus(rows.get(at, sheet_form.rows[0]).editor)
        self.work("judge", self._judge, form.sheet)

    def _focused_row(self) -> tuple[str, str]:
        """Return kind and key of the row that the hands are on, to come back to it."""
        rows = [row for row in self.query(FieldRow) if row.editor is self.focused]
        return (rows[0].kind, rows[0].key) if rows else ("", "")

    # --- head ---

    def _draw_head(self) -> None:
        form = self._form
        assert form is not None
        self.title_line(display(form.name, 60), standing(form))
        self.query_one("#who", Words).say(who_line(form, self._nik))
        returned = self.query_one("#returned", Words)
        returned.display = bool(form.returned_note)
        returned.say(
            _("Dikembalikan {by}: {note}").format(
                by=display(form.returned_by), note=display(form.returned_note, 300)
            )
        )

    # --- typing: save and judge ---

    def on_sheet_form_edited(self, event: SheetForm.Edited) -> None:
        """Save and judge what the form holds now."""
        event.stop()
        sheet = self.query_one(SheetForm).sheet()
        self._dirty = True
        self._saver.put(sheet)
        self.work("judge", self._judge, sheet)

    def _write(self, sheet: Sheet) -> str:
        from kelambu_tui.work.verification import save_draft

        return save_draft(self.desk.workspace, self._person, sheet)

    def _save_state(self, state: str, detail: str) -> None:
        aside = self.query_one("#aside", Words)
        if state == "saving":
            aside.say(_("menyimpan…"))
        elif state == "saved":
            aside.say(_("tersimpan {time}").format(time=clock(detail)))
        else:
            aside.say(_("BELUM tersimpan"))
            self.tell(detail, "red")

    async def _judge(self, sheet: Sheet) -> None:
        from kelambu_tui.work.verification import judge

        judgement = await asyncio.to_thread(judge, self.desk.workspace, self._person, sheet)
        self._judgement = judgement
        self.query_one(Why).show(judgement)
        self.query_one("#tally", Words).say(tally(judgement, tones_of(self.app.theme_variables)))
        form = self.query_one(SheetForm)
        form.show_faults(judgement.faults)
        await self._name_other(form, sheet)
        keys = self.query_one(KeyLine)
        keys.dim("verifikasi.record", not sheet.outcome)
        keys.dim("verifikasi.queue", not judgement.can_queue)

    async def _name_other(self, form: SheetForm, sheet: Sheet) -> None:
        """Say under the field whom the other record is about."""
        if not sheet.other:
            form.row("other", "other").tell("")
            return
        try:
            other = await asyncio.to_thread(self._resolve, sheet.other)
        except KelambuError as error:
            form.row("other", "other").tell(str(error))
        else:
            form.row("other", "other").tell(other, "muted")

    def _resolve(self, text: str) -> str:
        from kelambu_tui.work.finding import resolve_person
        from kelambu_tui.work.verification import read_form

        found = read_form(self.desk.workspace, resolve_person(self.desk.workspace, text))
        return f"{found.name}, {who_line(found)}"

    async def leave(self) -> str:
        """Wait for the last save."""
        return await self._saver.flush()

    # --- actions ---

    def action_next(self) -> None:
        """To the field below."""
        self.focus_next("SheetForm Input, SheetForm Choice")

    def action_previous(self) -> None:
        """To the field above."""
        self.focus_previous("SheetForm Input, SheetForm Choice")

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

    def action_record(self) -> None:
        """Write the verification into the ledger."""
        if self._form is None:
            return
        if not self.query_one(SheetForm).sheet().outcome:
            self.tell(_("Pilih dulu hasil kunjungan, baru dapat dicatat."), "amber")
        elif self._form.enrolment_state in ("menunggu", "disetujui"):
            self._ask_lapse()
        else:
            self.work("record", self._record)

    def _ask_lapse(self) -> None:
        assert self._form is not None
        question = _(
            "{name} sudah {state}. Mencatat lagi menggugurkannya dan perlu diantrekan ulang."
        ).format(name=display(self._form.name), state=state_word(self._form.enrolment_state))
        self.app.push_screen(Confirm(question, _("Catat lagi")), self._lapse_answered)

    def _lapse_answered(self, yes: bool | None) -> None:
        if yes:
            self.work("record", self._record)

    async def _record(self) -> None:
        typed = await self._write_record()
        self.tell(_("Tercatat di buku besar."), "done")
        await self._reread(typed)

    async def _reread(self, typed: Sheet) -> None:
        """Show where the work stands now, without touching the fields: hands may be typing on."""
        from kelambu_tui.work.verification import read_form

        self._form = await asyncio.to_thread(read_form, self.desk.workspace, self._person)
        self._dirty = self._form.is_draft
        self._draw_head()
        newer = self.query_one(SheetForm).sheet()
        if newer != typed:
            # Typed while the entry was written, and perhaps put away with the draft: save it once more.
            self._dirty = True
            self._saver.put(newer)
        await self._judge(newer)

    async def _write_record(self) -> Sheet:
        from kelambu_tui.work.finding import resolve_person
        from kelambu_tui.work.verification import Sheet, record

        await self._saver.flush()
        sheet = typed = self.query_one(SheetForm).sheet()
        if sheet.other:
            other = await asyncio.to_thread(resolve_person, self.desk.workspace, sheet.other)
            sheet = Sheet(sheet.outcome, sheet.values, sheet.answers, sheet.note, other)
        await asyncio.to_thread(record, self.desk.workspace, self._person, sheet)
        self.kelambu.refresh_status()
        return typed

    def action_queue(self) -> None:
        """Record what is new, then propose the person to the supervisor; or say what is in the way."""
        if self._form is None or self._judgement is None:
            return
        if self._form.enrolment_state in ("menunggu", "disetujui") and not self._dirty:
            name, state = display(self._form.name), state_word(self._form.enrolment_state)
            self.tell(_("{name} sudah {state}.").format(name=name, state=state))
        elif not self._judgement.can_queue:
            self.tell(_("Belum dapat diantrekan. {why}").format(why=self._judgement.why_not), "amber")
        else:
            self.work("record", self._queue)

    async def _queue(self) -> None:
        from kelambu_tui.work.enrolment import queue

        typed = self.query_one(SheetForm).sheet()
        if self._dirty:
            typed = await self._write_record()
        await asyncio.to_thread(queue, self.desk.workspace, self._person)
        self.tell(_("Masuk antrean. Dapat ditarik dari Antrean selama belum diputuskan."), "done")
        self.kelambu.refresh_status()
        await self._reread(typed)

    def action_discard(self) -> None:
        """Throw the draft away after asking."""
        if not self._dirty:
            self.tell(_("Tidak ada draf; yang tampil sudah tercatat atau masih kosong."))
            return
        question = _(
            "Buang draf {name}? Yang sudah tercatat tetap ada; isian yang baru diketik hilang."
        ).format(name=display(self._form.name if self._form else ""))
        self.app.push_screen(Confirm(question, _("Buang draf")), self._discard_answered)

    def _discard_answered(self, yes: bool | None) -> None:
        if yes:
            self.work("record", self._discard)

    async def _discard(self) -> None:
        from kelambu_tui.work.verification import discard_draft

        await self._saver.flush()
        await asyncio.to_thread(discard_draft, self.desk.workspace, self._person)
        self.tell(_("Draf dibuang."))
        await self._open()

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

    def action_back(self) -> None:
        """Back from the rules to the form, or from the form to where one came from."""
        if self.has_class("-why") and not self.has_class("-wide"):
            self.action_why()
        else:
            self.work("back", self._back)

    async def _back(self) -> None:
        fault = await self.leave()
        if fault:
            self.tell(_("Belum tersimpan, jadi tetap di sini. {fault}").format(fault=fault), "red")
        else:
            self.dismiss()
