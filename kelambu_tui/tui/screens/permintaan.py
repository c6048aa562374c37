"""Permintaan: what is asked of a supervisor besides enrolments, each with its reasons and its answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll

from kelambu_tui.locale import _
from kelambu_tui.tui.actions import bindings_of, later
from kelambu_tui.tui.answers import agreeing, refusing
from kelambu_tui.tui.screens.answering_page import AnsweringPage
from kelambu_tui.tui.widgets.asked import about_text, request_cells, request_columns
from kelambu_tui.tui.widgets.chrome import KeyLine, Words
from kelambu_tui.tui.widgets.decide import Decide
from kelambu_tui.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from kelambu_tui.work.approval import Decision
    from kelambu_tui.work.requests import Request
    from kelambu_tui.work.workspace import Workspace


class Permintaan(AnsweringPage):
    """Proposed desils and leave to queue: a supervisor answers, whoever asked sees the answer."""

    CSS_PATH = "permintaan.tcss"
    place = "permintaan"
    help_text = later(
        "Yang diminta dari penyelia selain usulan peserta: desil lain untuk satu keluarga, dan izin"
        " mengantrekan orang yang mungkin tercatat dua kali. Yang paling lama menunggu di atas; yang sudah"
        " dijawab di bawahnya dengan jawabannya. Setiap jawaban meminta kata sandi sekali lagi. Permintaan"
        " sendiri, dan izin untuk orang yang Anda verifikasi sendiri, dijawab penyelia lain. Fasilitator"
        " melihat permintaannya sendiri."
    )
    BINDINGS = bindings_of("permintaan")
    AUTO_FOCUS = "#requests"

    def heading(self) -> str:
        """The title of the page."""
        return _("Permintaan")

    def compose_body(self) -> ComposeResult:
        """Lay out what stands between title and message line."""
        with Container(id="columns"):
            lines: Lines[Request] = Lines(
                request_columns(),
                request_cells,
                key=lambda row: (row.kind, row.subject),
                empty=_("Membaca…"),
                id="requests",
            )
            yield lines
            with VerticalScroll(id="detail"):
                yield Words("", id="about")

    # --- reading ---

    async def _read(self) -> None:
        from kelambu_tui.work.requests import requests

        rows = await asyncio.to_thread(requests, self.desk.workspace)
        self._lines.show(rows, empty=self._teaching())
        waiting = sum(row.waits for row in rows)
        aside = _("{waiting} menunggu, {answered} sudah dijawab")
        words = aside.format(waiting=waiting, answered=len(rows) - waiting) if rows else ""
        self.title_line(self.heading(), words)

    def _teaching(self) -> str:
        if self.desk.workspace.user.decides:
            return _("Tidak ada permintaan. Usulan desil dan permintaan izin fasilitator muncul di sini.")
        return _(
            "Anda belum meminta apa pun.\nDesil lain diusulkan dari halaman Keluarga, izin mengantrekan dari"
            " Ganda."
        )

    @property
    def _lines(self) -> Lines[Request]:
        return self.query_one("#requests", Lines)

    @property
    def _pointed(self) -> Request | None:
        return self._lines.pointed

    def on_lines_pointed(self, event: Lines.Pointed) -> None:
        """The pointer moved."""
        event.stop()
        row: Request | None = event.row
        answerable = row is not None and row.waits and not row.mine and self.desk.workspace.user.decides
        for name in ("agree", "refuse"):
            self.query_one(KeyLine).dim(f"permintaan.{name}", not answerable)
        if row is None:
            self.query_one("#about", Words).say("")
        else:
            self.query_one("#about", Words).say(about_text(row, ()))
            self.work("grounds", self._read_grounds, row)

    async def _read_grounds(self, row: Request) -> None:
        from kelambu_tui.work.requests import grounds

        found = await asyncio.to_thread(grounds, self.desk.workspace, row)
        self.query_one("#about", Words).say(about_text(row, found))

    # --- answering ---

    def action_agree(self) -> None:
        """Agree to what is asked."""
        self._answer(agreeing)

    def action_refuse(self) -> None:
        """Refuse it, with a reason."""
        self._answer(refusing)

    def _answer(self, kind: Callable[[Workspace, Request], Decide]) -> None:
        row = self._pointed
        if row is None:
            self.tell(_("Tidak ada permintaan yang ditunjuk; daftar ini kosong."))
        elif not self.desk.workspace.user.decides:
            self.tell(_("Hanya penyelia yang menjawab permintaan. Anda melihat jawabannya di sini."), "amber")
        elif not row.waits:
            self.tell(_("Permintaan ini sudah dijawab; batalkan dulu jawabannya bila keliru."), "amber")
        elif row.mine:
            self.tell(
                _("Anda sendiri yang meminta atau memverifikasi orang ini; penyelia lain yang menjawab."),
                "amber",
            )
        else:
            self.tell("")
            self.open(kind(self.desk.workspace, row), self._answered)

    def _answered(self, decisions: list[Decision] | None) -> None:
        if decisions:
            back = _("Keliru? Batalkan dengan {key}.").format(key=self.kelambu.key_of("permintaan.undo"))
            self.tell(f"{decisions[0].sentence} {back}", "done")

    # --- the rest ---

    def action_open(self) -> None:
        """Open the family of a desil; the pairs of somebody for whom leave is asked."""
        from kelambu_tui.tui.screens.ganda import Ganda
        from kelambu_tui.tui.screens.keluarga import Keluarga

        row = self._pointed
        if row is not None:
            self.tell("")
            self.open(Keluarga(row.household) if row.kind == "desil" else Ganda(row.subject))

    def action_undo(self) -> None:
        """Take back one's own answer to what is pointed at, or one's own request."""
        row = self._pointed
        self.take_back((row.subject,) if row is not None else ())
