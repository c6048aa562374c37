"""The verification form: outcome, what the insurer needs, the hardship checklist; one line a field."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widget import Widget

from kelambu_tui.locale import _, pick
from kelambu_tui.tui.widgets.chrome import Words
from kelambu_tui.tui.widgets.field import FieldRow, choice_field, explained, text_field

if TYPE_CHECKING:
    from kelambu_tui.programme.checklist import Question
    from kelambu_tui.programme.model import Field, Outcome, Programme
    from kelambu_tui.work.verification import Form, Sheet


PATIENCE = 2.0
"""Seconds to wait for the keys that fields have not handled yet; a field that closes handles none."""


class SheetForm(VerticalScroll, inherit_bindings=False):
    """All rows of one form; `sheet()` is what they hold."""

    class Edited(Message):
        """Something in the form was changed by the person."""

    def __init__(self, form: Form, programme: Programme) -> None:
        super().__init__(id="form", can_focus=False)
        self._form = form
        self._programme = programme
        self._last = form.sheet
        self.base = form.sheet.base
        """Entry of the record that the sheet starts from; a record moves it on."""
        self._rows: list[FieldRow] = []
        self._suggested: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """Lay out the parts, top to bottom."""
        from kelambu_tui.programme.hardship import suggested_answers

        self._suggested = suggested_answers(self._programme, self._form.household.housing)
        yield from self._visit_rows()
        for item in self._programme.fields:
            if item.outcomes:
                yield self._value_row(item)
        yield Words(_("Data untuk peserta"), classes="section eligible-only")
        for item in self._programme.fields:
            if not item.outcomes:
                yield self._eligible(self._value_row(item))
        yield Words(_("Daftar periksa keadaan rumah"), classes="section eligible-only")
        for question in self._programme.hardship.questions:
            yield self._question_row(question)

    def on_mount(self) -> None:
        """Start what waits for nobody."""
        self._show_what_applies()

    # --- rows ---

    def _visit_rows(self) -> Iterator[FieldRow]:
        sheet = self._form.sheet
        options = [(outcome.code, pick(outcome.label)) for outcome in self._programme.outcomes]
        about = explained(
            _(
                "Apa yang ditemukan saat kunjungan. Hanya “layak” yang dapat diantrekan; yang lain tetap"
                " dicatat."
            ),
            options[0][1],
            _("Memilih menurut cerita tetangga. Temui orangnya, atau pilih tidak ditemukan."),
        )
        yield choice_field("outcome", "outcome", _("Hasil kunjungan"), sheet.outcome, about, options)
        yield text_field(
            "other",
            "other",
            _("Catatan yang sama"),
            sheet.other,
            explained(
                _(
                    "NIK atau ID dari catatan lain tentang orang yang sama. ID tampil di halaman Keluarga dan"
                    " di pratinjau Cari."
                ),
                "4040000023",
                _("Menulis NIK orang yang sedang dibuka sendiri."),
            ),
            _("NIK atau ID dari catatan yang lain"),
        )
        yield text_field(
            "note",
            "note",
            _("Keterangan"),
            sheet.note,
            explained(
                _("Hal yang perlu diketahui penyelia. Wajib untuk hasil yang memintanya."),
                _("KTP hilang, NIK disalin dari KK."),
                _("Mengulang hasil kunjungan. Tulis apa yang tidak terlihat dari isian lain."),
            ),
        )

    def _value_row(self, item: Field) -> FieldRow:
        label = pick(item.label) + (" *" if item.required else "")
        value = self._form.sheet.values.get(item.name, "")
        about = [pick(item.help), _("Contoh: {example}").format(example=item.example) if item.example else ""]
        if item.mistake:
            about.append(_("Sering keliru: {mistake}").format(mistake=pick(item.mistake)))
        if item.required and not item.outcomes:
            about.append(_("Wajib diisi sebelum diantrekan."))
        listed = self._listed(item)
        if listed:
            about.append(_("Kosongkan bila sama dengan daftar: {value}").format(value=listed))
        hint = _("menurut daftar: {value}").format(value=listed) if listed else ""
        if item.choices:
            options = [(word, word.lower()) for word in item.choices]
            return choice_field(
                "values", item.name, label, value, about, options, hint.lower(), free=item.free
            )
        return text_field("values", item.name, label, value, about, hint, item.kind in ("nik", "digits16"))

    def _listed(self, item: Field) -> str:
        from kelambu_tui.people.nik import mask

        text = self._form.listed.get(item.name, "")
        return mask(text) if text and item.kind in ("nik", "digits16") else text

    def _question_row(self, question: Question) -> FieldRow:
        value = self._form.sheet.answers.get(question.code, "")
        options = [(option.code, pick(option.label)) for option in question.options]
        suggested = self._suggested.get(question.code, "")
        listed = next((label for code, label in options if code == suggested), "")
        unset = _("menurut daftar: {value}").format(value=listed) if listed else ""
        about = (
            pick(question.help),
            _("Kanan mengambil jawaban menurut daftar; lihat dulu sendiri.") if listed else "",
        )
        label = pick(question.label)
        return self._eligible(
            choice_field("answers", question.code, label, value, about, options, unset, suggested)
        )

    def _eligible(self, row: FieldRow) -> FieldRow:
        row.add_class("eligible-only")
        return row

    # --- what it holds ---

    @property
    def rows(self) -> list[FieldRow]:
        """Every row, top to bottom."""
        if not self._rows:
            self._rows = list(self.query(FieldRow))
        return self._rows

    def row(self, kind: str, key: str) -> FieldRow:
        """Return one row; raises `StopIteration` when the form has none of that name."""
        return next(row for row in self.rows if row.kind == kind and row.key == key)

    def sheet(self) -> Sheet:
        """Return what the form holds, as typed, without what is empty."""
        from kelambu_tui.work.verification import Sheet

        held: dict[str, dict[str, str]] = {
            kind: {} for kind in ("outcome", "values", "answers", "note", "other")
        }
        for row in self.rows:
            if row.value.strip():
                held[row.kind][row.key] = row.value
        return Sheet(
            outcome=held["outcome"].get("outcome", ""),
            values=held["values"],
            answers=held["answers"],
            note=held["note"].get("note", ""),
            other=held["other"].get("other", "").strip(),
            base=self.base,
        )

    async def caught_up(self) -> bool:
        """Wait until every key that a field was given is in it; answers whether that changed the sheet."""
        waiting = [asyncio.create_task(_handled(row.editor)) for row in self.rows]
        await asyncio.wait(waiting, timeout=PATIENCE)
        return self._changed()

    def _changed(self) -> bool:
        sheet = self.sheet()
        # Widgets also report the value that they were made with; that is no edit.
        changed, self._last = sheet != self._last, sheet
        return changed

    @property
    def outcome(self) -> Outcome | None:
        """The outcome that is chosen, if any."""
        code = self.row("outcome", "outcome").value
        return next((outcome for outcome in self._programme.outcomes if outcome.code == code), None)

    def on_field_row_edited(self, event: FieldRow.Edited) -> None:
        """Notice an edit, and only an edit."""
        event.stop()
        if event.row.kind == "outcome":
            self._show_what_applies()
        if self._changed():
            self.post_message(self.Edited())

    def _show_what_applies(self) -> None:
        """Hide what the chosen outcome does not ask for."""
        outcome = self.outcome
        self.set_class(outcome is not None and not outcome.eligible, "-not-eligible")
        code = outcome.code if outcome is not None else ""
        for item in self._programme.fields:
            if item.outcomes:
                self.row("values", item.name).display = item.asked_for(code)
        self.row("other", "other").display = outcome is not None and outcome.demands == "other"
        wanted = outcome is not None and outcome.demands == "note"
        self.row("note", "note").rename(_("Keterangan") + (" *" if wanted else ""))

    def show_faults(self, faults: Mapping[str, str]) -> None:
        """Show under each field what is wrong with what was typed."""
        for row in self.rows:
            if row.kind == "values":
                row.tell(faults.get(row.key, ""))


async def _handled(editor: Widget) -> None:
    """Return when `editor` has handled what it was sent until now."""
    done = asyncio.Event()
    if editor.call_later(done.set):
        await done.wait()
