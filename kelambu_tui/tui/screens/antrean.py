"""Antrean: what was proposed and what became of it; take back what waits, mend what came back."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.actions import bindings_of, later
from kelambu_tui.tui.desk import village_name
from kelambu_tui.tui.releases import releasing
from kelambu_tui.tui.screens.page import Page
from kelambu_tui.tui.widgets.chrome import Words
from kelambu_tui.tui.widgets.columns import Cell, Column
from kelambu_tui.tui.widgets.lines import Lines
from kelambu_tui.tui.widgets.queue import ORDER, queue_detail, remark, tally, turn
from kelambu_tui.tui.widgets.states import STATES, name_cell, place_cell, state_word
from kelambu_tui.tui.writing import day_and_clock

if TYPE_CHECKING:
    from kelambu_tui.work.approval import Decision
    from kelambu_tui.work.enrolment import QueueRow

ROUND_TITLE = 4
"""Cells of the title line that stay empty: its ends, and between title and tally."""


class Antrean(Page):
    """The queue by state; Enter opens the person."""

    CSS_PATH = "antrean.tcss"
    place = "antrean"
    help_text = later(
        "Semua yang pernah diantrekan dari wilayah Anda. Yang dikembalikan berada paling atas: buka,"
        " perbaiki, antrekan"
        " lagi. Yang masih menunggu dapat ditarik. Keputusan Anda sendiri yang belum terkirim dapat"
        " dibatalkan: yang tentang orang yang ditunjuk, kalau tidak ada yang terakhir. Cadangan menunggu"
        " tempat menurut nomornya, per desil; penyelia dapat melepas tempat, dan cadangan pertama"
        " mendapatnya."
    )
    BINDINGS = bindings_of("antrean")
    AUTO_FOCUS = "#queue"

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[QueueRow] = []
        self._state = ""

    def heading(self) -> str:
        """The title of the page."""
        return _("Antrean")

    def compose_body(self) -> ComposeResult:
        """Lay out what stands between title and message line."""
        lines: Lines[QueueRow] = Lines(
            (
                Column(_("Nama"), share=3),
                Column(_("Keadaan"), 13),
                Column("Desil", 5, right=True),
                Column(_("Desa"), share=2),
                Column(_("Diantrekan"), 11),
                Column(_("Oleh"), 12, from_width=104),
                Column(_("Catatan penyelia"), share=4, from_width=104),
            ),
            self._cells,
            key=lambda row: row.id,
            empty=_("Membaca antrean…"),
            id="queue",
        )
        yield lines
        yield Words("", id="detail")

    def on_screen_resume(self) -> None:
        """Read again: something may have changed on another page."""
        self.work("read", self._read)

    async def _read(self) -> None:
        from kelambu_tui.work.enrolment import queue_rows

        rows = await asyncio.to_thread(queue_rows, self.desk.workspace)
        newest_first = sorted(rows, key=lambda row: row.waiting_since, reverse=True)
        # Those who wait for a place stand in their own fixed order.
        self._rows = sorted(newest_first, key=lambda row: (ORDER.index(row.state), turn(row)))
        self._show()

    def _show(self) -> None:
        shown = [row for row in self._rows if not self._state or row.state == self._state]
        self.query_one("#queue", Lines).show(shown, empty=self._teaching())
        counts = {state: sum(row.state == state for row in self._rows) for state in ORDER}
        if self._state:
            of_all = _("{count} dari {total}").format(count=len(shown), total=len(self._rows))
            self.title_line(_("Antrean: {state}").format(state=state_word(self._state)), of_all)
        else:
            title = _("Antrean")
            self.title_line(title, tally(counts, self.size.width - len(title) - ROUND_TITLE))

    def _teaching(self) -> str:
        if self._state:
            words = _("Tidak ada yang {state}. Tekan {key} untuk keadaan berikutnya.")
            return words.format(state=state_word(self._state), key=self.kelambu.key_of("antrean.filter"))
        words = _("Antrean masih kosong.\nCari orangnya ({key}), isi formulirnya, lalu Antrekan.")
        return words.format(key=self.kelambu.key_of("app.search"))

    def _cells(self, row: QueueRow) -> tuple[Cell, ...]:
        return (
            name_cell(row.name, row.proposed),
            place_cell(self.desk.programme, row),
            Cell(str(row.desil)),
            Cell(village_name(row.village), "muted"),
            Cell(day_and_clock(row.waiting_since), "muted"),
            Cell(row.maker, "muted"),
            Cell(remark(row, self.desk.programme)),
        )

    def on_lines_pointed(self, event: Lines.Pointed) -> None:
        """The pointer moved."""
        event.stop()
        row: QueueRow | None = event.row
        self.query_one("#detail", Words).say(
            queue_detail(row, self.desk.programme) if row is not None else ""
        )

    # --- actions ---

    @property
    def _pointed(self) -> QueueRow | None:
        row: QueueRow | None = self.query_one("#queue", Lines).pointed
        return row

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Enter or a second click on a row."""
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        """Open the form of the person under the pointer."""
        from kelambu_tui.tui.screens.verifikasi import Verifikasi

        if self._pointed is None:
            self._say_empty()
        else:
            self.tell("")
            self.open(Verifikasi(self._pointed.person))

    def _say_empty(self) -> None:
        self.tell(_("Tidak ada baris yang ditunjuk; daftar ini kosong."))

    def action_filter(self) -> None:
        """Show all, then one state after the other."""
        choices = ("", *STATES)
        self._state = choices[(choices.index(self._state) + 1) % len(choices)]
        self.tell("")
        self._show()

    def action_withdraw(self) -> None:
        """Take the row under the pointer out of the queue, as long as nobody decided it."""
        row = self._pointed
        if row is None:
            self._say_empty()
            return
        if row.state not in ("menunggu", "dikembalikan", "cadangan"):
            self.tell(
                _("{name} sudah {state}; tidak ada yang dapat ditarik.").format(
                    name=display(row.name), state=state_word(row.state)
                ),
                "amber",
            )
            return
        self.work("withdraw", self._withdraw, row)

    async def _withdraw(self, row: QueueRow) -> None:
        from kelambu_tui.work.enrolment import withdraw

        await asyncio.to_thread(withdraw, self.desk.workspace, row.id)
        sentence = _("{name} ditarik. Keliru? Tekan Enter, lalu antrekan lagi.")
        self.tell(sentence.format(name=display(row.name)))
        self.kelambu.refresh_status()
        await self._read()

    def action_release(self) -> None:
        """Give up the place of whom the pointer is on, as a supervisor, with the reason."""
        row = self._pointed
        if row is None:
            self._say_empty()
        elif not self.desk.workspace.user.decides:
            self.tell(_("Hanya penyelia yang dapat melepas tempat. Serahkan kepada penyelia Anda."), "amber")
        elif row.state != "disetujui":
            words = _("{name} {state}; hanya tempat yang disetujui yang dapat dilepas.")
            self.tell(words.format(name=display(row.name), state=state_word(row.state)), "amber")
        else:
            self.tell("")
            self.open(releasing(self.desk.workspace, row), self._released)

    def _released(self, decisions: list[Decision] | None) -> None:
        if decisions:
            # The page reads itself again as it comes back on top.
            self.tell(decisions[0].sentence, "done")
            self.kelambu.refresh_status()

    def action_undo(self) -> None:
        """Take back one's own decision about the person under the pointer, else one's newest."""
        self.take_back((self._pointed.person,) if self._pointed is not None else ())

    def action_back(self) -> None:
        """Home."""
        self.kelambu.action_go("beranda")

    def on_resize(self) -> None:
        """Fit the tally to the new width."""
        self.call_after_refresh(self._show)
