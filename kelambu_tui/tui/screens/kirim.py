"""Kirim: what has not left this laptop, sending it, sticks both ways, and the file for the insurer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui import sending_forms, sending_lines
from kelambu_tui.tui.actions import bindings_of, later
from kelambu_tui.tui.screens.page import Page
from kelambu_tui.tui.widgets.chrome import KeyLine, Words
from kelambu_tui.tui.widgets.dialog import Confirm
from kelambu_tui.tui.widgets.lines import Lines
from kelambu_tui.tui.widgets.pick_file import PickFile
from kelambu_tui.tui.writing import number

if TYPE_CHECKING:
    from kelambu_tui.sync.joining import Welcome
    from kelambu_tui.sync.link import Link
    from kelambu_tui.tui.sending_lines import Standing
    from kelambu_tui.work.sending import Standstill, Unsent


class Kirim(Page):
    """What is unsent and what stands still; sending by network or stick; the insurer's file."""

    CSS_PATH = "kirim.tcss"
    place = "kirim"
    help_text = later(
        "Belum terkirim berarti: baru ada di laptop ini, utuh dan terenkripsi. Terkirim berarti: hub sudah"
        " memberi tanda terima. Kiriman boleh diputus kapan saja dan dilanjutkan nanti. Tanpa jaringan, tulis"
        " ke stick dan baca jawaban hub dari stick. Yang belum diterima hub tampil dengan langkah berikutnya."
    )
    BINDINGS = bindings_of("kirim")
    AUTO_FOCUS = ""

    def __init__(self) -> None:
        super().__init__()
        self._standing: Standing | None = None

    def heading(self) -> str:
        """The title of the page."""
        return _("Kirim")

    def compose_body(self) -> ComposeResult:
        """Lay out what stands between title and message line."""
        with Vertical(id="sending"):
            yield Words("", id="state")
            yield Words("", id="meter")
            parts: Lines[Unsent] = Lines(
                sending_lines.part_columns(),
                sending_lines.part_cells,
                key=lambda part: (part.session, part.kind),
                empty=_("Membaca…"),
                beside=True,
                id="parts",
            )
            yield parts
            yield Words("", classes="section", id="stands-title")
            stands: Lines[Standstill] = Lines(
                sending_lines.stand_columns(),
                sending_lines.stand_cells,
                key=lambda stand: stand.entry,
                beside=True,
                id="stands",
            )
            yield stands
            yield Words("", id="stand")
            yield Words("", id="sticks")
            yield Words("", id="approved")

    # --- reading ---

    def on_screen_resume(self) -> None:
        """Read again: something may have changed on another page."""
        self.work("read", self._read)
        super().on_screen_resume()

    def sending_moved(self) -> None:
        """A pass went on, or ended: draw where it is; when it ended, read everything again."""
        if self.kelambu.courier.running:
            self._draw_meter()
        elif self._is_open:
            self.work("read", self._read)

    async def _read(self) -> None:
        standing = await asyncio.to_thread(sending_lines.read_standing, self.desk.workspace)
        self._standing = standing
        sent = standing.sending
        self.title_line(self.heading(), sending_lines.hub_words(sent))
        self.query_one("#state", Words).say(
            sending_lines.state_words(standing, self._join_key, self.kelambu.key_of("kirim.pack"))
        )
        self.query_one("#parts", Lines).show(sent.parts, empty=sending_lines.nothing_words(sent))
        self._draw_standstills(sent.standstills)
        self.query_one("#sticks", Words).say(sending_lines.stick_words(standing.sticks))
        self.query_one("#approved", Words).say(self._approved(standing.approved))
        self._draw_meter()
        line = self.query_one(KeyLine)
        line.dim("kirim.send", not sent.url)
        line.dim("kirim.write", not sent.url)
        line.dim("kirim.read", not sent.url)
        line.dim("kirim.export", not self._may_export or standing.approved == 0)
        if self.focused is None:
            self.set_focus(self.query_one("#parts", Lines))

    @property
    def _join_key(self) -> str:
        return self.kelambu.key_of("kirim.join")

    def _draw_standstills(self, stands: tuple[Standstill, ...]) -> None:
        self.set_class(bool(stands), "-stands")
        title = _("Belum diterima hub: {count}").format(count=number(len(stands)))
        self.query_one("#stands-title", Words).say(title)
        self.query_one("#stands", Lines).show(stands)

    def _draw_meter(self) -> None:
        courier = self.kelambu.courier
        words = sending_lines.meter_words(courier.progress) if courier.running else ""
        meter = self.query_one("#meter", Words)
        meter.display = bool(words)
        meter.say(words)

    def on_lines_pointed(self, event: Lines.Pointed) -> None:
        """The pointer moved."""
        event.stop()
        if event.lines.id == "stands":
            stand: Standstill | None = event.row
            self.query_one("#stand", Words).say("" if stand is None else f"{stand.why}\n{stand.remedy}")

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Enter on a row: what it means is on the page already; from the unsent on to what stands still."""
        event.stop()
        self.action_turn()

    def action_turn(self) -> None:
        """From what is unsent to what stands still, and back."""
        wanted = "#parts" if self.focused is self.query_one("#stands") else "#stands"
        if self._standing is not None and self._standing.sending.standstills:
            self.set_focus(self.query_one(wanted))

    # --- sending ---

    def action_send(self) -> None:
        """Begin a pass, or end the one under way after its request."""
        if self.kelambu.courier.running:
            self.kelambu.courier.cancel()
            self.tell(_("Berhenti setelah permintaan ini; yang sudah terkirim tetap terkirim."), "amber")
        elif self._has_hub():
            self.tell("")
            self.kelambu.courier.begin()
            self._draw_meter()

    def _has_hub(self) -> bool:
        if self._standing is None:
            return False
        if not self._standing.sending.url:
            key = self._join_key
            self.tell(_("Laptop ini belum punya hub. Bergabung dulu dengan {key}.").format(key=key), "amber")
            return False
        return True

    # --- sticks ---

    def action_write(self) -> None:
        """Choose a stick, then write everything unsent to it."""
        if self._has_hub():
            self.work("stick", self._pick, _("Tulis ke stick atau folder"), "", self._write)

    def action_read(self) -> None:
        """Choose a file that the hub wrote, then read it."""
        if self._has_hub():
            self.work("stick", self._pick, _("Baca jawaban hub dari stick"), ".klb", self._read_home)

    async def _pick(self, title: str, ending: str, then: Callable[[Path], Awaitable[None]]) -> None:
        """Ask for a place, beginning at the first stick; what is chosen goes to `then`."""
        start = await asyncio.to_thread(sending_lines.first_place, self.desk.workspace)

        def chosen(path: Path | None) -> None:
            if path is not None:
                self.work("stick", then, path)

        self.open(PickFile(title, start, ending=ending, look=sending_lines.look), chosen)

    async def _write(self, folder: Path) -> None:
        from kelambu_tui.sync.bundles import write_bundle

        self.tell(_("Menulis…"))
        written = await asyncio.to_thread(write_bundle, self.desk.workspace, folder)
        words = _("{count} catatan ditulis; terkirim setelah jawaban hub dibaca di sini. {path}")
        self.tell(words.format(count=number(written.entries), path=display(written.path, 150)), "done")
        self.kelambu.refresh_status()
        await self._read()

    async def _read_home(self, path: Path) -> None:
        self.tell(_("Membaca…"))
        self.tell(*await asyncio.to_thread(sending_lines.read_from_hub, self.desk.workspace, path))
        self.kelambu.refresh_status()
        await self._read()

    # --- the village pack ---

    def action_pack(self) -> None:
        """Take the village packs from the hub."""
        if self._has_hub():
            self.tell(_("Mengambil paket desa…"))
            self.work("pack", self._pack)

    async def _pack(self) -> None:
        self.tell(*await asyncio.to_thread(sending_lines.take_packs, self.desk.workspace))
        self.kelambu.refresh_status()
        await self._read()

    # --- joining ---

    def action_join(self) -> None:
        """Join a hub with an invitation file or a code."""
        if self._standing is None:
            return
        if self._standing.sending.enrolled:
            self.tell(_("Laptop ini sudah bergabung. Satu laptop hanya punya satu hub."), "amber")
            return
        self.open(sending_forms.joining(self.desk.workspace), self._asked)

    def _asked(self, found: Link | Welcome | str | None) -> None:
        """The dialog's answer: a hub, one whose fingerprint is compared first, or the wish to choose."""
        if isinstance(found, str):
            self.work("join", self._pick, _("Pilih berkas undangan"), ".json", self._invited)
        elif found is not None:
            self.work("join", self._joined, found)

    async def _invited(self, path: Path) -> None:
        self.tell(_("Bergabung…"))
        await self._joined(await asyncio.to_thread(sending_forms.join_by_file, self.desk.workspace, path))

    async def _joined(self, found: Link | Welcome) -> None:
        compare = sending_forms.comparing(found)
        if compare is None:
            await self._keep(found)
            return

        def compared(same: bool | None) -> None:
            if same:
                self.work("join", self._keep, found)
            else:
                self.tell(_("Tidak bergabung. Beri tahu dinas, dan minta kode baru."), "amber")

        self.open(compare, compared)

    async def _keep(self, found: Link | Welcome) -> None:
        link = await asyncio.to_thread(sending_forms.kept, self.desk.workspace, found)
        self.tell(*sending_forms.joined_words(link))
        await self._read()

    # --- the insurer's file ---

    @property
    def _may_export(self) -> bool:
        return self.desk.workspace.user.decides

    def _approved(self, count: int) -> str:
        title = _("Berkas BPJS:")
        if not self._may_export:
            words = _("ditulis penyelia. Usulan Anda yang disetujui: {count}.")
        elif count == 0:
            words = _("belum ada yang disetujui. Putuskan usulan di Persetujuan dulu.")
        else:
            words = _("{count} peserta disetujui, siap ditulis.")
        return f"{title} {words.format(count=number(count))}"

    def action_export(self) -> None:
        """Write the approved to a file for the insurer."""
        if not self._may_export:
            self.tell(_("Berkas peserta ditulis oleh penyelia atau dinas."), "amber")
        elif self._standing is not None and self._standing.approved == 0:
            self.tell(_("Belum ada yang disetujui. Putuskan usulan di Persetujuan dulu."), "amber")
        elif self._standing is not None:
            self.open(sending_forms.exporting(self.desk.workspace), self._exported)

    def _exported(self, path: Path | None) -> None:
        if path is not None:
            self.work("export", self._export, path)

    async def _export(self, path: Path) -> None:
        if not await asyncio.to_thread(path.exists):
            await self._write_export(path, False)
            return

        def replacing(sure: bool | None) -> None:
            if sure:
                self.work("export", self._write_export, path, True)

        question = _("{path} sudah ada. Ganti isinya?").format(path=path)
        self.open(Confirm(question, _("Ganti")), replacing)

    async def _write_export(self, path: Path, force: bool) -> None:
        from kelambu_tui.exchange.insurer import export_bpjs

        self.tell(_("Menulis…"))
        report = await asyncio.to_thread(export_bpjs, self.desk.workspace, path, force=force)
        self.tell(*sending_forms.exported_words(report))
        self.kelambu.refresh_status()
        await self._read()

    def action_back(self) -> None:
        """Home."""
        self.kelambu.action_go("beranda")
