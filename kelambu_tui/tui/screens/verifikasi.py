"""Verifikasi: the form of one person, saved as it is typed, with every rule answering beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from kelambu_tui.display import display
from kelambu_tui.errors import KelambuError, Refused
from kelambu_tui.locale import _
from kelambu_tui.tui.actions import later
from kelambu_tui.tui.screens.form_page import form_bindings
from kelambu_tui.tui.screens.person_page import PersonPage
from kelambu_tui.tui.widgets.dialog import Confirm
from kelambu_tui.tui.widgets.sheet_form import SheetForm
from kelambu_tui.tui.widgets.states import state_word

if TYPE_CHECKING:
    from kelambu_tui.work.verification import Sheet


class Verifikasi(PersonPage):
    """The verification of one person (uid), opened `at` a row (its kind and key)."""

    CSS_PATH: ClassVar[list[str | PurePath]] = ["verifikasi.tcss", "../styles/why.tcss"]
    place = "verifikasi"
    help_text = later(
        "Setiap ketukan langsung tersimpan di laptop ini; tulisan “tersimpan” muncul setelah benar-benar"
        " tertulis."
        " Catat menulis hasil kunjungan ke buku besar. Antrekan mencatat lalu mengusulkan orangnya kepada"
        " penyelia."
        " Panel Mengapa? menjelaskan setiap aturan: lolos, gagal, atau belum tahu."
    )
    BINDINGS = form_bindings("verifikasi")

    def __init__(self, person: str, at: tuple[str, str] = ("", "")) -> None:
        super().__init__(person, at)
        self._writing = False

    # --- actions ---

    def action_record(self) -> None:
        """Write the verification into the ledger; once, however long the key is held."""
        if self._form is None or self._writing:
            return
        if not self.query_one(SheetForm).sheet().outcome:
            self.tell(_("Pilih dulu hasil kunjungan, baru dapat dicatat."), "amber")
        elif self._form.recorded_by and not self._dirty:
            self.tell(_("Sudah tercatat; sejak itu tidak ada yang diubah."))
        elif self._stands:
            consequence = _("Mencatat lagi menggugurkannya dan perlu diantrekan ulang.")
            self._ask_lapse(consequence, _("Catat lagi"), self._record)
        else:
            self._alone(self._record)

    @property
    def _stands(self) -> bool:
        """Whether the person waits or is approved: a new record takes that away."""
        return self._form is not None and self._form.enrolment_state in ("menunggu", "disetujui", "cadangan")

    def _ask_lapse(self, consequence: str, confirm: str, job: Callable[[], Awaitable[None]]) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                self._alone(job)

        self.app.push_screen(Confirm(f"{self._standing_sentence} {consequence}", confirm), answered)

    @property
    def _standing_sentence(self) -> str:
        assert self._form is not None
        name, state = display(self._form.name), state_word(self._form.enrolment_state)
        return _("{name} sudah {state}.").format(name=name, state=state)

    def _alone(self, job: Callable[[], Awaitable[None]]) -> None:
        """Run what writes into the ledger; until it is done no other does."""
        if not self._writing:
            self._writing = True
            self.work("record", self._written, job)

    async def _written(self, job: Callable[[], Awaitable[None]]) -> None:
        try:
            await job()
        finally:
            self._writing = False

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
        if newer != typed or self._dirty:
            # Typed while the entry was written, and perhaps put away with the draft: save it once more.
            self._dirty = True
            self._saver.put(newer)
        await self._judge(newer)

    async def _write_record(self) -> Sheet:
        from kelambu_tui.work.finding import resolve_person
        from kelambu_tui.work.verification import record

        await self.leave()
        form = self.query_one(SheetForm)
        sheet = typed = form.sheet()
        try:
            if sheet.other:
                other = await asyncio.to_thread(resolve_person, self.desk.workspace, sheet.other)
                sheet = replace(sheet, other=other)
            form.base = await asyncio.to_thread(record, self.desk.workspace, self._person, sheet)
        except KelambuError as error:
            raise Refused(_("Belum tercatat: {why}").format(why=error)) from error
        self.kelambu.refresh_status()
        return typed

    def action_queue(self) -> None:
        """Record what is new, then propose the person to the supervisor; or say what is in the way."""
        if self._form is None or self._judgement is None or self._writing:
            return
        if self._stands and not self._dirty:
            self.tell(self._standing_sentence)
        elif not (self._judgement.can_queue or self._judgement.can_reserve):
            why = self._pair_in_the_way or self._judgement.why_not
            self.tell(_("Belum dapat diantrekan. {why}").format(why=why), "amber")
        elif self._stands:
            consequence = _("Perubahan ini menggugurkannya; orangnya lalu diantrekan lagi dari awal.")
            self._ask_lapse(consequence, _("Catat dan antrekan lagi"), self._queue)
        else:
            self._alone(self._queue)

    async def _queue(self) -> None:
        from kelambu_tui.work.enrolment import queue
        from kelambu_tui.work.quota import reserve_place

        typed = self.query_one(SheetForm).sheet()
        if self._dirty:
            typed = await self._write_record()
        try:
            made = await asyncio.to_thread(queue, self.desk.workspace, self._person)
            place = await asyncio.to_thread(reserve_place, self.desk.workspace, made)
        except Refused as error:
            # Queueing compares everyone once more: what it found is news to the page.
            await self._reread(typed)
            raise Refused(self._pair_in_the_way or str(error)) from error
        if place:
            sentence = _("Kuota desil ini penuh: masuk daftar cadangan, urutan {place}.")
            self.tell(sentence.format(place=place), "amber")
        else:
            self.tell(_("Masuk antrean. Dapat ditarik dari Antrean selama belum diputuskan."), "done")
        self.kelambu.refresh_status()
        await self._reread(typed)

    @property
    def _pair_in_the_way(self) -> str:
        """That another record may be the same person and the key to compare them, if that comes first."""
        from kelambu_tui.programme.rules import blocking

        in_the_way = blocking(self._judgement.findings if self._judgement else ())
        if not in_the_way or in_the_way[0].rule not in ("bukan_data_ganda", "nik_tunggal"):
            return ""
        key = self.kelambu.key_of("verifikasi.duplicates")
        sentence = _("{title}. {key} membandingkan.")
        return sentence.format(title=in_the_way[0].title, key=key)

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
            self._alone(self._discard)

    async def _discard(self) -> None:
        from kelambu_tui.work.verification import discard_draft

        await self.leave()
        await asyncio.to_thread(discard_draft, self.desk.workspace, self._person)
        self.tell(_("Draf dibuang."))
        await self._open()

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
