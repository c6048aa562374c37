"""The page under the pen: one person's form, saved as it is typed and judged at every keystroke."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal

from kelambu_tui.display import display
from kelambu_tui.errors import KelambuError, Refused
from kelambu_tui.locale import _
from kelambu_tui.tui.saving import Saver
from kelambu_tui.tui.screens.form_page import FormPage
from kelambu_tui.tui.widgets.chrome import KeyLine, Words
from kelambu_tui.tui.widgets.corrected import list_line, starred
from kelambu_tui.tui.widgets.field import FieldRow
from kelambu_tui.tui.widgets.sheet_form import SheetForm
from kelambu_tui.tui.widgets.standing import lookalike_line, standing, who_line
from kelambu_tui.tui.widgets.why import Why, tally, tones_of
from kelambu_tui.tui.writing import clock

if TYPE_CHECKING:
    from kelambu_tui.work.verification import Form, Judgement, Sheet


PAUSE = 0.3
"""Seconds without a key until the form is compared with everyone again."""

WATCHED = ("nik", "mother_name", "birthplace")
"""Fields of the form that change whom a person looks like."""


class SheetPage(FormPage):
    """The form of one person (uid): opened, typed, saved, judged; what is done with it is Verifikasi's."""

    def __init__(self, person: str, at: tuple[str, str] = ("", "")) -> None:
        """`at` is kind and key of the row to begin with; a kind alone means the first of them."""
        super().__init__()
        self._person = person
        self._begin = at
        self._form: Form | None = None
        self._judgement: Judgement | None = None
        self._saver: Saver[Sheet] = Saver(self._write, self._save_state)
        self._dirty = False
        self._nik = ""
        self._watched: dict[str, str] | None = None

    def compose_body(self) -> ComposeResult:
        """Lay out what stands between title and message line."""
        yield Words("", id="who", classes="muted")
        yield Words("", id="listed", classes="remark")
        yield Words("", id="lookalikes", classes="remark")
        yield Words("", id="overtaken", classes="remark")
        yield Words("", id="returned", classes="remark")
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
        at = self._focused_row() if self.query(SheetForm) else self._begin
        for old in self.query(SheetForm):
            await old.remove()
        sheet_form = SheetForm(form, self.desk.programme)
        await self.query_one("#columns").mount(sheet_form, before=self.query_one(Why))
        rows = {(row.kind, row.key): row for row in sheet_form.rows}
        first_of_kind = next((row for row in sheet_form.rows if row.kind == at[0]), sheet_form.rows[0])
        self.set_focus(rows.get(at, first_of_kind).editor)
        self.work("judge", self._judge, form.sheet)
        self._watch(form.sheet, anew=True)

    def look_again(self) -> None:
        """Back from the pairs or the corrections of this person: what was said there counts from now on."""
        self.tell("")
        self.work("head", self._read_head)
        for form in self.query(SheetForm):
            self.work("judge", self._judge, form.sheet())
            self._watch(form.sheet(), anew=True)

    async def _read_head(self) -> None:
        """Read who this is anew, without touching the fields."""
        from kelambu_tui.work.verification import read_form

        self._form = await asyncio.to_thread(read_form, self.desk.workspace, self._person)
        self._draw_head()

    def _focused_row(self) -> tuple[str, str]:
        """Return kind and key of the row that the hands are on, to come back to it."""
        rows = [row for row in self.query(FieldRow) if row.editor is self.focused]
        return (rows[0].kind, rows[0].key) if rows else ("", "")

    # --- head ---

    def _draw_head(self) -> None:
        form = self._form
        assert form is not None
        self.title_line(starred(display(form.name, 60), form.replaced, "name"), standing(form))
        self.query_one("#who", Words).say(who_line(form, self._nik))
        returned = _("Dikembalikan {by}: {note}").format(
            by=display(form.returned_by), note=display(form.returned_note, 300)
        )
        self._remark("#returned", returned if form.returned_note else "")
        self._remark("#listed", list_line(form.replaced))
        self._remark("#overtaken", display(form.overtaken, 300))

    def _remark(self, name: str, sentence: str) -> None:
        remark = self.query_one(name, Words)
        remark.display = bool(sentence)
        remark.say(sentence)

    # --- typing: save and judge ---

    def on_sheet_form_edited(self, event: SheetForm.Edited) -> None:
        """Save and judge what the form holds now."""
        event.stop()
        self.tell("")  # what was said last is about what stood there before
        self._take(self.query_one(SheetForm).sheet())

    def _take(self, sheet: Sheet) -> None:
        self._dirty = True
        self._saver.put(sheet)
        self.work("judge", self._judge, sheet)
        self._watch(sheet)

    # --- is this person on the list already? ---

    def _watch(self, sheet: Sheet, *, anew: bool = False) -> None:
        """Compare the form with everyone, when what is compared of it changed, or `anew`."""
        watched = {name: sheet.values.get(name, "") for name in WATCHED}
        if anew or watched != self._watched:
            self._watched = watched
            self.work("lookalikes", self._look_around, watched, 0.0 if anew else PAUSE)

    async def _look_around(self, watched: dict[str, str], pause: float) -> None:
        from kelambu_tui.work.facing import lookalikes

        await asyncio.sleep(pause)
        found = await asyncio.to_thread(lookalikes, self.desk.workspace, self._person, watched)
        self._remark("#lookalikes", lookalike_line(found, self.kelambu.key_of("verifikasi.duplicates")))

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
        keys.dim("verifikasi.queue", not (judgement.can_queue or judgement.can_reserve))

    async def _name_other(self, form: SheetForm, sheet: Sheet) -> None:
        """Say under the field whom the other record is about."""
        if not sheet.other:
            form.row("other", "other").tell("")
            return
        try:
            other = await asyncio.to_thread(self._resolve, sheet.other)
        except KelambuError as error:
            sentence = str(error)
            if self._person in sentence:
                # A NIK that several share: without this nobody could tell which of them is which.
                sentence += " " + _("Yang sedang dibuka: {person}.").format(person=self._person)
            form.row("other", "other").tell(sentence)
        else:
            form.row("other", "other").tell(other, "muted")

    def _resolve(self, text: str) -> str:
        from kelambu_tui.work.finding import resolve_person
        from kelambu_tui.work.verification import read_form

        person = resolve_person(self.desk.workspace, text)
        if person == self._person:
            raise Refused(_("Itu orang yang sedang dibuka. Sebut catatan yang lain."))
        found = read_form(self.desk.workspace, person)
        return f"{found.name}, {who_line(found)}"

    async def leave(self) -> str:
        """Wait for the last key and the last save."""
        for form in self.query(SheetForm):
            if await form.caught_up():
                self._take(form.sheet())
        return await self._saver.flush()
