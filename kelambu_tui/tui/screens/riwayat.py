"""Riwayat: who changed what of a person, from what to what, when and why."""

from __future__ import annotations

import asyncio
from textwrap import wrap
from typing import TYPE_CHECKING

from rich.text import Text

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.actions import bindings_of, later
from kelambu_tui.tui.screens.detail_page import DetailPage
from kelambu_tui.tui.widgets.columns import Cell, Column
from kelambu_tui.tui.writing import day_and_clock, full_moment

if TYPE_CHECKING:
    from kelambu_tui.work.corrections import Change
    from kelambu_tui.work.workspace import Workspace


class Riwayat(DetailPage):
    """The changes of a person (uid), newest first; of one `field` until somebody asks for all."""

    place = "riwayat"
    help_text = later(
        "Setiap perubahan isian orang ini, yang terbaru di atas: koreksi tulisan daftar, isian kunjungan,"
        " pembatalannya, dan usulan desil keluarganya. Di bawah daftar: siapa, kapan, mengapa, bukti yang"
        " dilihat, dan apa kata daftar. Tidak ada yang dihapus dari riwayat."
    )
    BINDINGS = bindings_of("riwayat")

    def __init__(self, person: str, field: str = "") -> None:
        super().__init__()
        self._person = person
        self._field = field
        self._all = not field
        self._changes: tuple[Change, ...] = ()
        self._label = ""
        self._name = ""

    def columns(self) -> tuple[Column, ...]:
        """The columns of the list."""
        return (
            Column(_("Waktu"), 11),
            Column(_("Isian"), 16),
            Column(_("Semula"), share=1),
            Column(_("Menjadi"), share=1),
            Column(_("Oleh"), 10),
        )

    def row_key(self, row: Change) -> object:
        """Which change it is."""
        return (row.at, row.field, row.value)

    def cells(self, row: Change) -> tuple[Cell, ...]:
        """Return when, what, from what to what, by whom."""
        return (
            Cell(day_and_clock(row.at), "muted"),
            Cell(row.label),
            Cell(_value(row, row.before or row.listed), "muted"),
            Cell(_value(row, row.value or row.listed)),
            Cell(row.author, "muted"),
        )

    async def read(self) -> None:
        """Read all changes of the person."""
        read = await asyncio.to_thread(_read, self.desk.workspace, self._person, self._field)
        self._name, self._label, self._changes = read
        self._show()

    def _show(self) -> None:
        about = _("semua isian") if self._all else self._label
        self.title_line(_("Riwayat: {name}").format(name=display(self._name, 60)), display(about, 60))
        rows = [one for one in reversed(self._changes) if self._all or one.field == self._field]
        if self._all:
            nothing = _("Belum ada yang diubah; semua masih seperti di daftar.")
        else:
            key = self.kelambu.key_of("riwayat.turn")
            nothing = _("Isian ini belum pernah diubah.\n{key} menampilkan semua isian.").format(key=key)
        self.show_rows(rows, nothing)

    def detail(self, row: Change, width: int) -> Text:
        """Return the whole change."""
        text = Text(display(row.label, 60), "bold")
        nothing = _("kosong")
        changed = _("{before} menjadi {after}").format(
            before=_value(row, row.before or row.listed) or nothing,
            after=_value(row, row.value or row.listed) or nothing,
        )
        lines = [
            changed,
            _("Daftar menulis: {value}").format(value=_value(row, row.listed) or nothing),
            _("Alasan: {reason}").format(reason=row.reason or _("tidak ditulis")),
        ]
        if row.evidence:
            lines.append(_("Bukti: {evidence}").format(evidence=row.evidence))
        lines.append(f"{row.author}, {full_moment(row.at)}")
        for line in lines:
            text.append("\n" + "\n".join(wrap(display(line, 400), max(30, width))), "not bold")
        return text

    def action_turn(self) -> None:
        """All fields instead of the one, or the one again."""
        if self._field:
            self._all = not self._all
            self._show()
        else:
            self.tell(_("Semua isian sudah tampil."))


def _value(row: Change, value: str) -> str:
    """Return a value as it is read."""
    from kelambu_tui.work.corrections import shown_value

    return shown_value(row.field, value)


def _read(workspace: Workspace, person: str, field: str) -> tuple[str, str, tuple[Change, ...]]:
    """Name, label of the field and every change; slow, for a thread."""
    from kelambu_tui.work.corrections import field_words, history, listed_person

    changes = history(workspace, person)
    return listed_person(workspace, person).name, field_words(workspace, field), changes
