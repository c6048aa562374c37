"""Daftar: what newer lists would change, class by class and row by row, before anything is changed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll

from kelambu_tui.locale import _
from kelambu_tui.tui.actions import bindings_of, later
from kelambu_tui.tui.screens.page import Page
from kelambu_tui.tui.widgets.chrome import KeyLine, Words
from kelambu_tui.tui.widgets.differences import (
    class_cells,
    class_columns,
    facing_text,
    row_cells,
    row_columns,
    source_words,
)
from kelambu_tui.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from kelambu_tui.exchange.intake.report import IntakeReport
    from kelambu_tui.exchange.intake.reviewing import DifferenceRow
    from kelambu_tui.work.list_kinds import Kind
    from kelambu_tui.work.list_review import ClassCount, Review

MOST = 5_000
"""Rows of a class that are shown; whole classes are accepted whatever their size."""


class Daftar(Page):
    """Differences that wait: accepted or deferred, a class or a row at a time."""

    CSS_PATH = "daftar.tcss"
    place = "daftar"
    help_text = later(
        "Daftar yang lebih baru tidak langsung mengubah data. Perbedaannya menunggu di sini per golongan:"
        " baru, desil berubah, pindah desa, perubahan lain, tidak ada lagi di daftar, dan yang hanya periode"
        " atau keterangannya baru. Terima segolongan, atau turun ke barisnya dan terima atau tunda satu per"
        " satu. Yang ditunda tetap menunggu. Hasil kunjungan, koreksi dan usulan tidak pernah ditimpa; orang"
        " yang tidak ada lagi di daftar ditandai, tidak dihapus."
    )
    BINDINGS = bindings_of("daftar")
    AUTO_FOCUS = "#classes"

    def __init__(self) -> None:
        super().__init__()
        self._review: Review | None = None
        self._shown: Kind | None = None

    def heading(self) -> str:
        """The title of the page."""
        return _("Daftar")

    def compose_body(self) -> ComposeResult:
        """Lay out what stands between title and message line."""
        with Container(id="columns"):
            classes: Lines[ClassCount] = Lines(
                class_columns(),
                class_cells,
                key=lambda row: row.kind,
                empty=_("Membaca…"),
                beside=True,
                id="classes",
            )
            yield classes
            rows: Lines[DifferenceRow] = Lines(
                row_columns(), row_cells, key=lambda row: row.number, beside=True, id="rows"
            )
            yield rows
            with VerticalScroll(id="detail"):
                yield Words("", id="about")

    # --- reading ---

    def on_screen_resume(self) -> None:
        """Read again: something may have changed on another page."""
        self.work("read", self._read)
        super().on_screen_resume()

    async def _read(self) -> None:
        from kelambu_tui.work.list_review import read_review

        self._review = review = await asyncio.to_thread(read_review, self.desk.workspace)
        self.set_class(not review.classes, "-empty")
        teaching = _(
            "Tidak ada perbedaan yang menunggu.\nMuat daftar yang lebih baru dengan {key}; yang berbeda"
            " menunggu di sini."
        )
        self._groups.show(review.classes, empty=teaching.format(key=self.kelambu.key_of("daftar.load")))
        if review.classes:
            self._groups.styles.height = len(review.classes) + 1
        else:
            self._groups.styles.height = "1fr"
            self._groups.focus()
        self.title_line(self.heading(), source_words(review))

    async def _read_rows(self, one: ClassCount) -> None:
        from kelambu_tui.exchange.intake.reviewing import difference_rows

        found = await asyncio.to_thread(difference_rows, self.desk.workspace, one.kind, limit=MOST)
        if self._class is not None and self._class.kind is one.kind:
            at = self._rows.cursor if self._shown is one.kind else 0
            self._shown = one.kind
            self._rows.columns = row_columns(one.kind)
            self._rows.show(found, empty=_("Tidak ada baris."))
            if self._rows.cursor == 0:  # what was pointed at is done: go on with the next
                self._rows.move(at)
            if len(found) == MOST:
                self.tell(_("Tampil {count} baris pertama; golongannya lebih panjang.").format(count=MOST))

    @property
    def _groups(self) -> Lines[ClassCount]:
        return self.query_one("#classes", Lines)

    @property
    def _rows(self) -> Lines[DifferenceRow]:
        return self.query_one("#rows", Lines)

    @property
    def _class(self) -> ClassCount | None:
        return self._groups.pointed

    @property
    def _row(self) -> DifferenceRow | None:
        """The row under the pointer, while the hands are on the rows."""
        return None if self._groups.has_focus else self._rows.pointed

    def on_lines_pointed(self, event: Lines.Pointed) -> None:
        """The pointer moved."""
        event.stop()
        if event.lines.id == "classes":
            for name in ("accept", "defer", "open"):
                self.query_one(KeyLine).dim(f"daftar.{name}", event.row is None)
            if event.row is not None:
                self.work("rows", self._read_rows, event.row)
        else:
            about = "" if event.row is None else facing_text(event.row, self.size.width - 6)
            self.query_one("#about", Words).say(about)

    def on_resize(self) -> None:
        """Fit what is shown to the new size."""
        super().on_resize()
        row = self._rows.pointed
        if row is not None:
            self.query_one("#about", Words).say(facing_text(row, self.size.width - 6))

    # --- moving ---

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Enter or a second click on a row."""
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        """From a class to its rows, from a row to its family."""
        if self._class is None:
            self.tell(_("Tidak ada yang menunggu di sini."))
        elif self._groups.has_focus:
            self._rows.focus()
        elif (row := self._row) is not None and row.household:
            self.work("family", self._open_family, row)

    async def _open_family(self, row: DifferenceRow) -> None:
        from kelambu_tui.tui.screens.keluarga import Keluarga
        from kelambu_tui.work.households import read_household

        await asyncio.to_thread(
            read_household, self.desk.workspace, row.household
        )  # or say that it is not there
        self.open(Keluarga(row.household, "" if row.of_household else row.key))

    def action_turn(self) -> None:
        """From the classes to the rows, or back."""
        if self._class is not None:
            (self._rows if self._groups.has_focus else self._groups).focus()

    def action_why(self) -> None:
        """To what differs, to scroll it, or back to the rows."""
        detail = self.query_one("#detail", VerticalScroll)
        self.set_focus(self._rows if detail.has_focus else detail)

    def action_back(self) -> None:
        """From the rows to the classes, or home."""
        if self._groups.has_focus or self._class is None:
            self.kelambu.action_go("beranda")
        else:
            self._groups.focus()

    # --- deciding ---

    def action_accept(self) -> None:
        """Accept the row or the class under the pointer, asked once more."""
        from kelambu_tui.tui.list_dialogs import accepting, accepting_row

        self.tell("")
        if self._class is None:
            self.tell(_("Tidak ada yang menunggu di sini."))
        elif (row := self._row) is not None:
            self.open(accepting_row(self.desk.workspace, row), self._accepted)
        else:
            self.open(accepting(self.desk.workspace, self._class), self._accepted)

    def _accepted(self, counts: dict[str, int] | None) -> None:
        if counts:
            self.tell(_("Diterima: {count}.").format(count=sum(counts.values())), "done")
            self.kelambu.refresh_status()

    def action_defer(self) -> None:
        """Leave the row or the class under the pointer for later; nothing is lost by it."""
        if self._class is None:
            self.tell(_("Tidak ada yang menunggu di sini."))
        elif (row := self._row) is not None:
            self.work("defer", self._defer, (), (row.number,))
        else:
            self.work("defer", self._defer, (self._class.kind.value,), ())

    async def _defer(self, kinds: tuple[str, ...], rows: tuple[int, ...]) -> None:
        from kelambu_tui.work.list_review import defer

        counts = await asyncio.to_thread(defer, self.desk.workspace, kinds=kinds, rows=rows)
        count = sum(counts.values())
        await self._read()
        if count:
            self.tell(_("Ditunda: {count}. Tetap menunggu di sini.").format(count=count), "done")
            self.kelambu.refresh_status()
        else:
            self.tell(_("Sudah ditunda."))

    # --- a list comes in ---

    def action_load(self) -> None:
        """Take a list in from a file."""
        from kelambu_tui.tui.list_dialogs import loading

        self.tell("")
        self.open(loading(self.desk.workspace), self._loaded)

    def _loaded(self, report: IntakeReport | None) -> None:
        if report is not None:
            from kelambu_tui.tui.list_dialogs import report_words

            self.tell(report_words(report), "done")
            self.kelambu.refresh_status()
