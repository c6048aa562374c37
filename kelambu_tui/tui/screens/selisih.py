"""Selisih: two visits of one person that differ, side by side, and entries that did not count."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.actions import bindings_of, later
from kelambu_tui.tui.screens.answering_page import AnsweringPage
from kelambu_tui.tui.widgets.chrome import KeyLine, Words
from kelambu_tui.tui.widgets.decide import Answer, Decide
from kelambu_tui.tui.widgets.disagreements import about_text, conflict_cells, conflict_columns
from kelambu_tui.tui.widgets.lines import Lines
from kelambu_tui.tui.widgets.why import tones_of

if TYPE_CHECKING:
    from kelambu_tui.work.approval import Decision
    from kelambu_tui.work.reconciling import Disagreement
    from kelambu_tui.work.workspace import Workspace


class Selisih(AnsweringPage):
    """What laptops disagree about: a supervisor chooses between visits, authors read why not."""

    CSS_PATH = "selisih.tcss"
    place = "selisih"
    help_text = later(
        "Yang ditulis di dua laptop tanpa saling tahu. Dua kunjungan ke orang yang sama dengan hasil berbeda"
        " tampil berdampingan; tanda di tengah: = sama, x beda, ? kosong di satu sisi. Penyelia yang tidak"
        " membuat salah satunya memilih kiri (1) atau kanan (2), dengan alasan dan kata sandi; sampai itu"
        " usulan orang itu tidak bisa disetujui, dan sesudahnya usulan atas kunjungan yang lain gugur. Baris"
        " yang lain ialah catatan yang tidak dihitung, dengan sebab dan langkah berikutnya; b"
        " menyingkirkannya sesudah dibaca. Tidak ada yang pernah dihapus."
    )
    BINDINGS = bindings_of("selisih")
    AUTO_FOCUS = "#conflicts"

    def __init__(self) -> None:
        super().__init__()
        self._all = False

    def heading(self) -> str:
        """The title of the page."""
        return _("Selisih antar laptop")

    def compose_body(self) -> ComposeResult:
        """Lay out what stands between title and message line."""
        lines: Lines[Disagreement] = Lines(
            conflict_columns(),
            conflict_cells,
            key=lambda row: row.entry,
            empty=_("Membaca…"),
            id="conflicts",
        )
        yield lines
        with VerticalScroll(id="detail"):
            yield Words("", id="about")

    # --- reading ---

    async def _read(self) -> None:
        from kelambu_tui.work.reconciling import OPEN, conflicts

        states = (*OPEN, "selesai") if self._all else OPEN
        rows = await asyncio.to_thread(conflicts, self.desk.workspace, states)
        self._lines.show(rows, empty=self._teaching())
        waiting = sum(row.state == "menunggu" for row in rows)
        self.title_line(self.heading(), _("{count} menunggu").format(count=waiting) if rows else "")

    def _teaching(self) -> str:
        return _(
            "Tidak ada selisih. Bila dua laptop mencatat orang yang sama dengan hasil berbeda,\n"
            "atau hub tidak menghitung suatu catatan, itu muncul di sini sesudah kirim dan terima."
        )

    @property
    def _lines(self) -> Lines[Disagreement]:
        return self.query_one("#conflicts", Lines)

    @property
    def _pointed(self) -> Disagreement | None:
        return self._lines.pointed

    def on_lines_pointed(self, event: Lines.Pointed) -> None:
        """The pointer moved."""
        event.stop()
        self._draw(event.row)

    def _draw(self, row: Disagreement | None) -> None:
        keys = self.query_one(KeyLine)
        for name in ("left", "right"):
            keys.dim(f"selisih.{name}", row is None or not row.may_decide)
        keys.dim("selisih.read", row is None or not _readable(row))
        keys.dim("selisih.open", row is None or not row.name)
        about = self.query_one("#about", Words)
        if row is None:
            about.say("")
        else:
            about.say(about_text(row, self.size.width - 4, tones_of(self.app.theme_variables)))

    def on_resize(self) -> None:
        """Fit what is shown to the new size."""
        super().on_resize()
        self.call_after_refresh(lambda: self._draw(self._pointed))

    # --- deciding ---

    def action_choose(self, number: int) -> None:
        """Say which of the two visits holds."""
        row = self._pointed
        if row is None:
            self.tell(_("Tidak ada selisih yang ditunjuk; daftar ini kosong."))
        elif len(row.visits) != 2 or row.code != "visits":
            self.tell(_("Baris ini hanya perlu dibaca; tidak ada yang dipilih."), "amber")
        elif row.state != "menunggu":
            self.tell(_("Selisih ini sudah diputuskan."), "amber")
        elif not self.desk.workspace.user.decides:
            self.tell(_("Hanya penyelia yang memilih antara dua kunjungan."), "amber")
        elif not row.may_decide:
            self.tell(
                _("Salah satu kunjungan ini milik Anda; penyelia lain yang harus memutuskannya."), "amber"
            )
        else:
            self.open(_choosing(self.desk.workspace, row, number), self._answered)

    def _answered(self, decisions: list[Decision] | None) -> None:
        if decisions:
            self.tell(decisions[0].sentence, "done")

    def action_put_away(self) -> None:
        """Take a line off the list that only had to be read."""
        row = self._pointed
        if row is None or row.state != "menunggu":
            self.tell(_("Tidak ada yang perlu disingkirkan."))
        elif row.code == "visits":
            self.tell(
                _("Dua kunjungan yang berbeda tidak cukup dibaca; penyelia harus memilih satu."), "amber"
            )
        else:
            self.work("put-away", self._put_away, row)

    async def _put_away(self, row: Disagreement) -> None:
        from kelambu_tui.work.reconciling import put_away

        await asyncio.to_thread(put_away, self.desk.workspace, row.entry)
        await self._read()
        self.tell(_("Dicatat sebagai sudah dibaca."), "done")
        self.kelambu.refresh_status()

    # --- the rest ---

    def action_open(self) -> None:
        """Open the family of whom it is about."""
        row = self._pointed
        if row is not None and row.household:
            from kelambu_tui.tui.screens.keluarga import Keluarga

            self.tell("")
            self.open(Keluarga(row.household, row.person))

    def action_turn(self) -> None:
        """Show the settled ones too, or only what waits."""
        self._all = not self._all
        self.tell(_("Yang selesai juga tampil.") if self._all else _("Hanya yang menunggu."))
        self.work("read", self._read)


def _readable(row: Disagreement) -> bool:
    return row.state == "menunggu" and row.code != "visits"


def _choosing(workspace: Workspace, row: Disagreement, number: int) -> Decide:
    visit = row.visits[number]
    outcome = next(iter(visit.fields.values()), visit.outcome)

    def decide(answer: Answer) -> list[Decision]:
        from kelambu_tui.work.approval import Decision
        from kelambu_tui.work.reconciling import decide as choose

        choose(workspace, row.entry, visit.entry, answer.note, answer.passphrase)
        said = _("Kunjungan {who} berlaku untuk {name}.").format(
            who=display(visit.author, 30), name=display(row.name, 60)
        )
        return [Decision(row.entry, True, said)]

    return Decide(
        _("Kunjungan {number} yang berlaku?").format(number=number + 1),
        _("Pilih"),
        [
            _("{name}: {outcome}, oleh {who}").format(
                name=display(row.name, 40), outcome=display(outcome, 60), who=display(visit.author, 30)
            ),
            _("Usulan atas kunjungan yang lain gugur."),
        ],
        decide,
        note=_("Mengapa kunjungan ini yang benar?"),
        note_required=True,
        note_missing=_("Tulis dulu alasannya, supaya orang lain bisa memeriksanya nanti."),
        passphrase=not workspace.practice,
    )
