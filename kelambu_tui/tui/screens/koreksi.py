"""Koreksi: every field of the list about one person, as the list has it and as it stands."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from textwrap import wrap
from typing import TYPE_CHECKING

from rich.text import Text

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.actions import bindings_of, later
from kelambu_tui.tui.screens.detail_page import DetailPage
from kelambu_tui.tui.widgets.columns import Cell, Column
from kelambu_tui.tui.widgets.lines import Lines
from kelambu_tui.tui.widgets.standing import lookalike_line
from kelambu_tui.tui.widgets.states import state_word
from kelambu_tui.tui.writing import day_and_clock

if TYPE_CHECKING:
    from kelambu_tui.work.corrections import Change, ListedPerson, ListField


class Koreksi(DetailPage):
    """The fields of one person (uid); `to_form` goes back to their form, at a field that is asked there.

    Without it the form is opened over this page.
    """

    place = "koreksi"
    help_text = later(
        "Tulisan daftar tetap tersimpan di samping koreksinya; kolom Asal menyebut mana yang berlaku. Setiap"
        " koreksi perlu alasan, dan masuk riwayat. NIK, pekerjaan, RT dan RW diisi di formulir kunjungan:"
        " Enter membukanya. Aturan dan dugaan ganda dinilai lagi setelah setiap koreksi."
    )
    BINDINGS = bindings_of("koreksi")

    def __init__(self, person: str, to_form: Callable[[str], None] | None = None) -> None:
        super().__init__()
        self._person = person
        self._to_form = to_form
        self._whose: ListedPerson | None = None
        self._changes: dict[str, Change] = {}

    def columns(self) -> tuple[Column, ...]:
        """The columns of the list."""
        return (
            Column(_("Isian"), 18),
            Column(_("Menurut daftar"), share=1),
            Column(_("Yang berlaku"), share=1),
            Column(_("Asal"), 10),
        )

    def row_key(self, row: ListField) -> object:
        """The field."""
        return row.field

    def cells(self, row: ListField) -> tuple[Cell, ...]:
        """Return list's value, today's value and where that comes from."""
        from kelambu_tui.work.corrections import shown_value

        listed, now = shown_value(row.field, row.listed), shown_value(row.field, row.value)
        return (
            Cell(row.label),
            Cell(listed or _("kosong"), "" if listed and not row.corrected else "muted"),
            Cell(now, "strong") if row.corrected else Cell(_("sama"), "muted"),
            Cell(_origin(row), "amber" if row.corrected else "muted"),
        )

    async def read(self) -> None:
        """Read the fields, the last change of each, and who else this person may be."""
        from kelambu_tui.work.corrections import history, listed_person

        workspace = self.desk.workspace
        self._whose = whose = await asyncio.to_thread(listed_person, workspace, self._person)
        self._changes = {one.field: one for one in await asyncio.to_thread(history, workspace, self._person)}
        state = _("usulan {state}").format(state=state_word(whose.state)) if whose.state else ""
        self.title_line(_("Koreksi: {name}").format(name=display(whose.name, 60)), state)
        source = _("Daftar {source}   ID {person}   keluarga {household}")
        self.head(
            source.format(
                source=display(whose.source, 40),
                person=display(whose.person, 24),
                household=display(whose.household, 24),
            )
        )
        self.show_rows(whose.fields)
        self.work("lookalikes", self._look_around)

    async def _look_around(self) -> None:
        from kelambu_tui.work.facing import lookalikes

        found = await asyncio.to_thread(lookalikes, self.desk.workspace, self._person, {})
        self.remark(lookalike_line(found, self.kelambu.key_of("koreksi.duplicates")))

    def detail(self, row: ListField, width: int) -> Text:
        """Return both values whole, and who made the difference, when and why."""
        from kelambu_tui.work.corrections import shown_value

        text = Text()
        listed = shown_value(row.field, row.listed) or _("kosong")
        lines = [_("Daftar menulis {value}").format(value=listed)]
        if row.corrected:
            lines.append(_("Yang berlaku {value}").format(value=shown_value(row.field, row.value)))
        last = self._changes.get(row.field)
        if last is not None:
            lines.append(last_change(last))
        if row.asked:
            lines.append(_("Diisi di formulir kunjungan; Enter membukanya."))
        for line in lines:
            text.append("\n".join(wrap(display(line, 400), max(30, width))) + "\n")
        text.right_crop()
        return text

    # --- actions ---

    @property
    def _pointed(self) -> ListField | None:
        found: ListField | None = self.rows.pointed
        return found

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Enter or a second click on a row."""
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        """Correct the field under the pointer, or open the form where it is asked."""
        one = self._pointed
        if one is None or self._whose is None:
            return
        if one.asked:
            self._open_form(one.field)
            return
        from kelambu_tui.tui.correcting import correcting

        def answered(entry: str | None) -> None:
            if entry:
                done = _("{field} dikoreksi; aturan dan dugaan ganda dinilai lagi.")
                self.tell(done.format(field=one.label), "done")
                self.kelambu.refresh_status()

        self.tell("")
        self.open(correcting(self.desk.workspace, self._whose, one), answered)

    def _open_form(self, field: str) -> None:
        if self._to_form is not None:
            self.dismiss()
            self._to_form(field)
            return
        from kelambu_tui.tui.screens.verifikasi import Verifikasi

        self.open(Verifikasi(self._person, ("values", field)))

    def action_history(self) -> None:
        """Who changed the field under the pointer."""
        from kelambu_tui.tui.screens.riwayat import Riwayat

        if self._pointed is not None:
            self.open(Riwayat(self._person, self._pointed.field))

    def action_duplicates(self) -> None:
        """Compare this person with the records that may be the same."""
        from kelambu_tui.tui.screens.ganda import Ganda

        self.open(Ganda(self._person))


def _origin(row: ListField) -> str:
    """Return where today's value comes from, in a word."""
    if not row.corrected:
        return _("daftar")
    if row.asked:
        return "KTP" if row.field == "nik" else _("kunjungan")
    return _("koreksi")


def last_change(change: Change) -> str:
    """Return who changed a field last, when, why, and what they had seen."""
    sentence = _("{who} {when}: {why}").format(
        who=change.author, when=day_and_clock(change.at), why=change.reason
    )
    return f"{sentence} ({change.evidence})" if change.evidence else sentence
