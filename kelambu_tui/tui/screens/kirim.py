"""Kirim: what has not left this laptop, and the file of the approved for the insurer."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.actions import bindings_of, later
from kelambu_tui.tui.screens.page import Page
from kelambu_tui.tui.widgets.chrome import KeyLine, Words
from kelambu_tui.tui.widgets.dialog import Confirm
from kelambu_tui.tui.widgets.line import Line
from kelambu_tui.tui.writing import number

if TYPE_CHECKING:
    from kelambu_tui.work.overview import Overview


class Kirim(Page):
    """Sending and handing over; for now a file."""

    CSS_PATH = "kirim.tcss"
    place = "kirim"
    help_text = later(
        "Belum terkirim berarti: baru ada di laptop ini. Penyelia dapat menulis berkas peserta yang"
        " disetujui untuk BPJS"
        " Ketenagakerjaan; tempat dan nama berkas boleh diganti. Penulisan berkas dicatat di buku besar."
    )
    BINDINGS = bindings_of("kirim")
    AUTO_FOCUS = "#path"

    def heading(self) -> str:
        """The title of the page."""
        return _("Kirim")

    @property
    def _may_export(self) -> bool:
        return self.desk.workspace.user.decides

    def compose_body(self) -> ComposeResult:
        """Lay out what stands between title and message line."""
        with Vertical(id="sending"):
            yield Words(_("Belum terkirim"), classes="section")
            yield Words("", id="unsent")
            yield Words(_("Berkas peserta yang disetujui"), classes="section")
            yield Words("", id="approved")
            if self._may_export:
                yield Words(_("Tulis ke berkas"), classes="muted", id="path-label")
                yield Line(str(self._default_path()), max_length=400, id="path")

    def _default_path(self) -> Path:
        day = self.desk.workspace.today()
        name = f"peserta-{day.isoformat()}.xlsx"
        if self.desk.workspace.practice:
            # Practice files stay with the practice data, where nobody takes them for real ones.
            return self.desk.workspace.folder / f"latihan-{name}"
        return Path.home() / name

    def on_screen_resume(self) -> None:
        """Read again: something may have changed on another page."""
        self.work("read", self._read)

    async def _read(self) -> None:
        from kelambu_tui.work.overview import overview

        view = await asyncio.to_thread(overview, self.desk.workspace)
        self.query_one("#unsent", Words).say(_unsent(view))
        self.query_one("#approved", Words).say(self._approved(view))
        self.query_one(KeyLine).dim("kirim.export", not self._may_export or view.approved == 0)

    def _approved(self, view: Overview) -> str:
        if not self._may_export:
            return _("Ditulis oleh penyelia atau dinas. Usulan Anda yang disetujui: {count}.").format(
                count=number(view.approved)
            )
        if view.approved == 0:
            return _("Belum ada yang disetujui. Putuskan usulan di Persetujuan dulu.")
        return _("{count} peserta disetujui, siap ditulis.").format(count=number(view.approved))

    # --- actions ---

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in a field."""
        event.stop()
        self.action_export()

    def action_export(self) -> None:
        """Write the file; asks before it replaces one."""
        if not self._may_export:
            self.tell(_("Berkas peserta ditulis oleh penyelia atau dinas."), "amber")
            return
        typed = self.query_one("#path", Input).value.strip()
        if not typed:
            self.tell(_("Tulis dulu nama berkasnya."), "amber")
            return
        self.work("export", self._export, Path(typed).expanduser())

    async def _export(self, path: Path) -> None:
        if await asyncio.to_thread(path.exists):
            question = _("{path} sudah ada. Ganti isinya?").format(path=path)
            answer: bool | None = await self.app.push_screen_wait(Confirm(question, _("Ganti")))
            if not answer:
                return
        from kelambu_tui.exchange.insurer import changed_sentence, export_bpjs

        self.tell(_("Menulis…"))
        report = await asyncio.to_thread(export_bpjs, self.desk.workspace, path)
        written = _("{count} peserta ditulis ke {path}. Sidik {digest}").format(
            count=number(report.count), path=display(report.path), digest=report.digest[:12]
        )
        if report.changed:
            self.tell(f"{written} {changed_sentence(report.changed)}", "amber")
        else:
            self.tell(written, "done")
        self.kelambu.refresh_status()
        await self._read()

    def action_back(self) -> None:
        """Home."""
        self.kelambu.action_go("beranda")


def _unsent(view: Overview) -> str:
    if view.unsent == 0:
        return _("Semua catatan sudah terkirim.")
    return _(
        "{count} catatan baru ada di laptop ini, terenkripsi dan utuh.\n"
        "Pengiriman lewat jaringan belum dipasang di laptop ini: tidak ada yang hilang, dan tidak ada yang"
        " terkirim"
        " diam-diam. Jangan menghapus folder kerja; cadangkan bila laptop akan diganti."
    ).format(count=number(view.unsent))
