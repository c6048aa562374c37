"""Persetujuan: what waits for a supervisor, the riskiest first, with every rule beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from kelambu_tui.locale import _
from kelambu_tui.tui.actions import bindings_of, later
from kelambu_tui.tui.rulings import approval, refusals, rejection, sending_back
from kelambu_tui.tui.screens.page import Page
from kelambu_tui.tui.widgets.chrome import KeyLine, Words
from kelambu_tui.tui.widgets.decide import Decide
from kelambu_tui.tui.widgets.lines import Lines
from kelambu_tui.tui.widgets.waiting import typed_values, waiting_cells, waiting_columns, waiting_person
from kelambu_tui.tui.widgets.why import Why

if TYPE_CHECKING:
    from kelambu_tui.programme.model import Programme
    from kelambu_tui.work.approval import Decision
    from kelambu_tui.work.enrolment import QueueRow
    from kelambu_tui.work.workspace import Workspace


class Persetujuan(Page):
    """The supervisor's page: mark, then approve, return or reject what is marked."""

    CSS_PATH: ClassVar[list[str | PurePath]] = ["persetujuan.tcss", "../styles/why.tcss"]
    place = "persetujuan"
    help_text = later(
        "Yang paling berisiko di atas. Spasi menandai; tanpa tanda, tombol berlaku untuk baris yang ditunjuk."
        " Setiap putusan meminta kata sandi sekali lagi dan ditandatangani. Usulan buatan sendiri tidak"
        " dapat diputuskan"
        " sendiri; orang lain yang harus melakukannya. “usulan” di belakang nama berarti orangnya tidak ada"
        " di daftar mana pun; nomor berita acaranya ada di rinciannya. Permintaan lain (desil, izin) ada di"
        " layar Permintaan."
    )
    BINDINGS = bindings_of("persetujuan")
    AUTO_FOCUS = "#waiting"

    def __init__(self) -> None:
        super().__init__()
        self._nik: dict[str, str] = {}
        self._asked = 0

    def heading(self) -> str:
        """The title of the page."""
        return _("Menunggu keputusan Anda")

    def compose_body(self) -> ComposeResult:
        """Lay out what stands between title and message line."""
        with Horizontal(id="columns"):
            lines: Lines[QueueRow] = Lines(
                waiting_columns(),
                waiting_cells,
                key=lambda row: row.id,
                empty=_("Membaca…"),
                markable=True,
                id="waiting",
            )
            yield lines
            with Vertical(id="detail"):
                yield Words("", id="person")
                yield Why(id="why")

    def on_screen_resume(self) -> None:
        """Read again: something may have changed on another page."""
        self.work("read", self._read)

    async def _read(self) -> None:
        from kelambu_tui.work.approval import waiting
        from kelambu_tui.work.requests import waiting_for

        rows = await asyncio.to_thread(waiting, self.desk.workspace)
        self._asked = await asyncio.to_thread(waiting_for, self.desk.workspace)
        self._lines.show(rows, empty=_("Tidak ada yang menunggu. Usulan fasilitator muncul di sini."))
        self._tally()

    def _tally(self) -> None:
        lines = self._lines
        count = _("{count} menunggu").format(count=len(lines.rows))
        marked = _("{count} ditandai").format(count=len(lines.marked))
        parts = [count, *([marked] if lines.marked else [])]
        if self._asked:
            words = _("{count} permintaan lain ({key})")
            parts.append(words.format(count=self._asked, key=self.kelambu.key_of("persetujuan.requests")))
        self.title_line(self.heading(), "   ".join(parts))
        for name in ("approve", "return", "reject"):
            self.query_one(KeyLine).dim(f"persetujuan.{name}", not lines.rows)

    @property
    def _lines(self) -> Lines[QueueRow]:
        return self.query_one("#waiting", Lines)

    # --- detail ---

    def on_lines_pointed(self, event: Lines.Pointed) -> None:
        """The pointer moved."""
        event.stop()
        if event.row is None:
            self.query_one("#person", Words).say("")
            self.query_one(Why).show(None)
        else:
            self.work("show", self._show, event.row)

    async def _show(self, row: QueueRow) -> None:
        from kelambu_tui.work.proposing import proposal_reference
        from kelambu_tui.work.verification import judge, read_form

        workspace = self.desk.workspace
        form = await asyncio.to_thread(read_form, workspace, row.person)
        judgement = await asyncio.to_thread(judge, workspace, row.person)
        reference = await asyncio.to_thread(proposal_reference, workspace, row.person) if row.proposed else ""
        nik = self._nik.get(row.person, "")
        self.query_one("#person", Words).say(
            waiting_person(row, form, self.desk.programme, nik=nik, reference=reference)
        )
        self.query_one(Why).show(judgement, typed_values(form, self.desk.programme))

    # --- marks ---

    def action_mark(self) -> None:
        """Mark or release the row under the pointer; own work cannot be marked."""
        row = self._lines.pointed
        if row is not None and row.mine:
            self._own()
        else:
            self._lines.toggle_mark()
            self._tally()

    def action_mark_low(self) -> None:
        """Mark everything harmless that is not one's own."""
        count = self._lines.mark_where(lambda row: row.risk_level == "rendah" and not row.mine)
        self._tally()
        self.tell(_("{count} berisiko rendah ditandai.").format(count=count))

    def _own(self) -> None:
        self.tell(_("Usulan ini Anda buat atau ubah sendiri; orang lain yang harus memutuskannya."), "amber")

    def _chosen(self) -> list[QueueRow]:
        """Return whom a decision is about; says so when that is one's own work.

        The marked rows, or the one under the pointer; in the detail view the one on screen, because
        marks cannot be seen there.
        """
        lines = self._lines
        if lines.marked and not self._detail_only:
            return lines.marked_rows
        row = lines.pointed
        if row is None:
            self.tell(_("Tidak ada yang menunggu."))
            return []
        if row.mine:
            self._own()
            return []
        return [row]

    # --- decisions ---

    def action_approve(self) -> None:
        """Approve what is marked."""
        self._rule(approval)

    def action_send_back(self) -> None:
        """Return what is marked with a note."""
        self._rule(sending_back)

    def action_reject(self) -> None:
        """Reject what is marked, with a reason."""
        self._rule(rejection)

    def _rule(self, kind: Callable[[Workspace, Programme, list[QueueRow]], Decide]) -> None:
        rows = self._chosen()
        if not rows:
            return

        def answered(decisions: list[Decision] | None) -> None:
            if decisions:
                self.work("decide", self._decided, rows, decisions)

        self.open(kind(self.desk.workspace, self.desk.programme, rows), answered)

    async def _decided(self, rows: list[QueueRow], decisions: list[Decision]) -> None:
        done = [decision for decision in decisions if decision.done]
        self._lines.marked -= {row.id for row in rows}
        self.kelambu.refresh_status()
        await self._read()
        if done:
            several = _("{count} usulan diputuskan.").format(count=len(done))
            back = _("Keliru? Batalkan dengan {key}.").format(key=self.kelambu.key_of("persetujuan.undo"))
            self.tell(f"{done[0].sentence if len(done) == 1 else several} {back}", "done")
        if len(done) < len(decisions):
            self.open(refusals(rows, decisions))

    # --- the rest ---

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Enter or a second click on a row."""
        event.stop()
        self.action_why()

    def action_why(self) -> None:
        """Show the detail instead of the list, or the list again; beside it, scroll it."""
        why = self.query_one(Why)
        if not self.has_class("-wide"):
            self.toggle_class("-why")
        shown = self.has_class("-why") or self.has_class("-wide")
        self.set_focus(why if shown and not why.has_focus else self._lines)

    def action_undo(self) -> None:
        """Take back one's newest decision; what one decided no longer stands in this list."""
        self.take_back()

    def action_reveal(self) -> None:
        """Show the NIK; the ledger keeps who saw it."""
        row = self._lines.pointed
        if row is not None:
            self.work("reveal", self._reveal, row)

    async def _reveal(self, row: QueueRow) -> None:
        from kelambu_tui.work.households import reveal_nik

        self._nik[row.person] = await asyncio.to_thread(reveal_nik, self.desk.workspace, row.person)
        await self._show(row)
        self.tell(_("NIK ditampilkan; dicatat di buku besar."))
        self.kelambu.refresh_status()

    @property
    def _detail_only(self) -> bool:
        """Whether the detail stands in the place of the list."""
        return self.has_class("-why") and not self.has_class("-wide")

    def action_back(self) -> None:
        """Back from the detail to the list, or home."""
        if self._detail_only:
            self.action_why()
        else:
            self.kelambu.action_go("beranda")
