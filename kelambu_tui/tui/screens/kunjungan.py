"""Kunjungan: the families of one RT in the order of a walk, and who was not at home."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text
from textual.app import ComposeResult

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui import session_forms
from kelambu_tui.tui.actions import bindings_of, later
from kelambu_tui.tui.desk import village_name
from kelambu_tui.tui.paper_files import PaperPage, paper_path
from kelambu_tui.tui.standings import rt_words
from kelambu_tui.tui.widgets.chrome import KeyLine, Words
from kelambu_tui.tui.widgets.columns import Cell, Column
from kelambu_tui.tui.widgets.lines import Lines
from kelambu_tui.tui.writing import number, short_day

if TYPE_CHECKING:
    from kelambu_tui.exchange.papers.delivering import Paper
    from kelambu_tui.work.plan import PlannedFamily


_RT_IN_ADDRESS = re.compile(r"[\s,]+RT\b.*", re.IGNORECASE)
"""What the title says already; the whole address stands under the list."""


class Kunjungan(PaperPage):
    """One RT; Enter on a family opens it, and coming back the pointer is where it was."""

    CSS_PATH = "sesi.tcss"
    place = "kunjungan"
    help_text = later(
        "Keluarga di RT ini menurut urutan alamatnya. Kode lima huruf tertulis juga di prelist: ketik kode"
        " itu di Cari untuk membuka keluarganya. Kalau tidak ada orang di rumah, catat dan sebutkan kapan"
        " datang lagi. Keluarga yang tidak ada di daftar dapat diusulkan. Yang Anda catat tentang keluarga"
        " yang ditunjuk, atau anggotanya, dapat dibatalkan selama belum terkirim."
    )
    BINDINGS = bindings_of("kunjungan")
    AUTO_FOCUS = "#families"

    def __init__(self, village: str, rt: str, rw: str) -> None:
        super().__init__()
        self._village = village
        self._rt = rt
        self._rw = rw

    def heading(self) -> str:
        """The title of the page."""
        return f"{rt_words(self._rt, self._rw)}, {village_name(self._village)}"

    def compose_body(self) -> ComposeResult:
        """Lay out what stands between title and message line."""
        families: Lines[PlannedFamily] = Lines(
            (
                Column(_("Kode"), 5),
                Column(_("Kepala keluarga"), share=1),
                Column(_("Alamat"), share=1),
                Column("Desil", 5, right=True, from_width=100),
                Column(_("Diperiksa"), 9, right=True, from_width=100),
                Column(_("Keadaan"), 14),
                Column(_("Datang lagi"), 11),
            ),
            _cells,
            key=lambda family: family.household,
            empty=_("Membaca…"),
            id="families",
        )
        yield families
        yield Words("", id="detail")

    def on_screen_resume(self) -> None:
        """Read again: something may have changed on another page."""
        self.work("read", self._read)
        super().on_screen_resume()

    async def _read(self) -> None:
        from kelambu_tui.work.plan import plan

        rows = await asyncio.to_thread(plan, self.desk.workspace, self._village, self._rt, self._rw)
        left = sum(row.state != "selesai" for row in rows)
        count = _("{left} dari {total} keluarga belum selesai")
        self.title_line(self.heading(), count.format(left=number(left), total=number(len(rows))))
        self.query_one("#families", Lines).show(rows, empty=_("Tidak ada keluarga di RT ini."))
        self.query_one(KeyLine).dim("kunjungan.prelist", not self._rt)

    def on_lines_pointed(self, event: Lines.Pointed) -> None:
        """The pointer moved."""
        event.stop()
        family: PlannedFamily | None = event.row
        self.query_one("#detail", Words).say("" if family is None else _detail(family))

    @property
    def _pointed(self) -> PlannedFamily | None:
        family: PlannedFamily | None = self.query_one("#families", Lines).pointed
        return family

    # --- actions ---

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Enter or a second click on a row."""
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        """Open the family under the pointer."""
        from kelambu_tui.tui.screens.keluarga import Keluarga

        if self._pointed is not None:
            self.tell("")
            self.open(Keluarga(self._pointed.household))

    def action_miss(self) -> None:
        """Note that nobody of the family under the pointer was at home."""
        family = self._pointed
        if family is None:
            return
        if family.state == "selesai":
            name = display(family.head, 60)
            self.tell(_("Keluarga {name} sudah selesai diperiksa.").format(name=name), "amber")
            return

        def answered(entry: str | None) -> None:
            if entry:
                words = _("Tercatat: keluarga {name} tidak di rumah.")
                self.tell(words.format(name=display(family.head, 60)), "done")

        self.open(session_forms.missing(self.desk.workspace, family), answered)

    def action_propose(self) -> None:
        """Propose a family of this RT that is on no list."""
        from kelambu_tui.tui.screens.usulan import Usulan

        self.tell("")
        self.open(Usulan(given={"village": self._village, "rt": self._rt, "rw": self._rw}))

    def action_undo(self) -> None:
        """Take back one's own newest decision about the family under the pointer, or one of its members."""
        if self._pointed is not None:
            self.work("undo", self._undo, self._pointed.household)

    async def _undo(self, household: str) -> None:
        from kelambu_tui.work.households import read_household

        view = await asyncio.to_thread(read_household, self.desk.workspace, household)
        self.take_back((household, *(member.person for member in view.members)), elsewhere=False)

    def action_prelist(self) -> None:
        """Write the prelist of this RT."""
        if self._rt:
            self._prelist()
        else:
            self.tell(_("Tanpa RT tidak ada prelist sendiri; tulis prelist seluruh desa dari Sesi."), "amber")

    def _prelist(self) -> None:
        workspace, village, rt = self.desk.workspace, self._village, self._rt
        parts = ("prelist", village_name(village), f"rt{rt}", workspace.today().isoformat())

        def write(out: Path, replace: bool) -> Paper:
            from kelambu_tui.exchange.papers.prelist import prelist

            return prelist(workspace, out, village, rt, force=replace)

        self.write_paper(paper_path(workspace, *parts), write)

    def action_back(self) -> None:
        """Back to the session."""
        self.dismiss()


def _state_cell(family: PlannedFamily) -> Cell:
    words = {
        "belum": Cell(_("belum")),
        "mulai": Cell(_("sebagian"), "accent"),
        "tidak_di_rumah": Cell(_("tidak di rumah"), "amber"),
        "selesai": Cell(_("selesai"), "muted"),
    }
    return words.get(family.state, Cell(family.state))


def _cells(family: PlannedFamily) -> tuple[Cell, ...]:
    return (
        Cell(family.code, "strong"),
        Cell(family.head) if family.head.strip() else Cell(_("tanpa nama"), "muted"),
        Cell(_RT_IN_ADDRESS.sub("", family.address), "muted"),
        Cell("?" if family.desil is None else str(family.desil), "muted"),
        Cell(f"{family.checked}/{family.members}", "muted"),
        _state_cell(family),
        Cell(_next(family), "amber"),
    )


def _next(family: PlannedFamily) -> str:
    return short_day(family.next)


def _detail(family: PlannedFamily) -> Text:
    text = Text(display(family.head, 70), "bold")
    checked = _("{checked} dari {members} orang diperiksa").format(
        checked=family.checked, members=family.members
    )
    text.append(f"   {checked}\n", "not bold")
    text.append(display(family.address, 120) + "\n", "not bold")
    if family.note:
        text.append(display(family.note, 150), "not bold")
    return text
