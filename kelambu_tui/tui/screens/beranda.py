"""Beranda: what came back first, then what was begun, who is left, how many places there are."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from kelambu_tui.locale import _
from kelambu_tui.tui.actions import bindings_of, later
from kelambu_tui.tui.safekeeping import back_up_now, backup_line
from kelambu_tui.tui.screens.page import Page
from kelambu_tui.tui.widgets.chrome import Words
from kelambu_tui.tui.widgets.columns import Column
from kelambu_tui.tui.widgets.lines import Lines
from kelambu_tui.tui.widgets.places import Places
from kelambu_tui.tui.widgets.today import (
    PLACES,
    PROPOSAL,
    Task,
    counts_words,
    left_cells,
    read_waits,
    task_cells,
    tasks_of,
    teaching,
)
from kelambu_tui.tui.writing import day_words, number

if TYPE_CHECKING:
    from kelambu_tui.work.overview import Neighbourhood, Overview
    from kelambu_tui.work.workspace import Workspace


class Beranda(Page):
    """The day at a glance; everything on it can be opened."""

    CSS_PATH = "beranda.tcss"
    place = "beranda"
    help_text = later(
        "Yang dikembalikan penyelia selalu paling atas, dengan catatannya; lalu draf yang belum selesai. Bagi"
        " penyelia, usulan dan permintaan yang menunggu keputusannya berada di atas semua. Di"
        " bawahnya:"
        " keluarga yang belum dikunjungi per RT, dan tempat per desil di seluruh kabupaten menurut laptop"
        " ini. Di kanan atas: pasangan catatan yang mungkin satu orang dan karena itu menahan antrean."
    )
    BINDINGS = bindings_of("beranda")
    AUTO_FOCUS = "#tasks"

    def __init__(self) -> None:
        super().__init__()
        self._is_read = False

    def heading(self) -> str:
        """The title of the page."""
        return day_words(self.desk.workspace.today())

    def compose_body(self) -> ComposeResult:
        """Lay out what stands between title and message line."""
        yield Words(_("Kerjakan dulu"), classes="section", id="first")
        tasks: Lines[Task] = Lines(
            (Column("", share=2), Column("", 13), Column("", share=3)),
            task_cells,
            key=lambda task: (task.kind, task.subject),
            empty=_("Membaca…"),
            heading=False,
            beside=True,
            id="tasks",
        )
        yield tasks
        with Horizontal(id="figures"):
            with Vertical(id="left"):
                yield Words("", classes="section", id="left-title")
                left: Lines[Neighbourhood] = Lines(
                    (Column("", 8), Column("", share=1), Column("", 7, right=True), Column("", 12)),
                    left_cells,
                    key=lambda item: (item.village, item.rt),
                    empty=_("Belum ada daftar. Muat dengan: kelambu import BERKAS"),
                    heading=False,
                    beside=True,
                    id="neighbourhoods",
                )
                yield left
            with Vertical(id="right"):
                yield Words(_("Tempat per desil"), classes="section")
                yield Places(id="places")
                yield Words("", id="counts")
                yield Words("", classes="muted", id="backup")

    def on_screen_resume(self) -> None:
        """Read again: something may have changed on another page."""
        self.action_reload()

    def action_reload(self) -> None:
        """Read the figures again, and beside them the pairs: a new list takes a while to compare."""
        self.work("read", self._read)
        self.work("pairs", self._read_pairs)
        self.work("backup", self._read_backup)

    async def _read(self) -> None:
        from kelambu_tui.work.overview import overview

        view = await asyncio.to_thread(overview, self.desk.workspace)
        waits = await asyncio.to_thread(read_waits, self.desk.workspace)
        self.desk.unsent, self.desk.last_sent = view.unsent, view.last_sent
        keys = (self.kelambu.key_of("app.approvals"), self.kelambu.key_of("beranda.requests"))
        tasks = tasks_of(view, waits, *keys)
        lines = self.query_one("#tasks", Lines)
        lines.styles.height = min(max(len(tasks), 3), max(4, self.size.height // 3))
        appeared = bool(tasks) and not lines.rows
        decides = self.desk.workspace.user.decides
        lines.show(tasks, empty=teaching(view, self.kelambu.key_of("app.search"), decides))
        self._draw_left(view)
        if appeared:
            lines.focus()
        elif not tasks and lines.has_focus:
            self.query_one("#neighbourhoods").focus()
        self._is_read = True
        self.query_one(Places).show(view.places)
        self.query_one("#counts", Words).say(counts_words(view))
        # After the figures, so that the two do not wait for each other; Cari finds it ready.
        self.desk.finder()

    async def _read_backup(self) -> None:
        line = await asyncio.to_thread(backup_line, self.desk.workspace)
        self.query_one("#backup", Words).say(f"{line} ({self.kelambu.key_of('beranda.backup')})")

    async def _read_pairs(self) -> None:
        found, held, asked = await asyncio.to_thread(_pairs, self.desk.workspace)
        key = self.kelambu.key_of("beranda.duplicates")
        words = ""
        if asked:
            words = _("Dugaan ganda: {count} menahan antrean, {asked} minta izin ({key})")
        elif held:
            words = _("Dugaan ganda: {count} pasangan menahan antrean ({key})")
        elif found:
            words = _("Dugaan ganda: {count} pasangan perlu dilihat ({key})")
        amber = self.app.theme_variables["amber"]
        line = Text(words.format(count=number(held or found), asked=asked, key=key), amber if held else "")
        self.query_one("#aside", Words).say(line)

    def _draw_left(self, view: Overview) -> None:
        title = _("Belum dikunjungi: {left} dari {total} keluarga")
        self.query_one("#left-title", Words).say(
            title.format(left=number(view.families_left), total=number(view.families_total))
        )
        self.query_one("#neighbourhoods", Lines).show(view.left_by_rt)

    # --- actions ---

    def action_practice(self) -> None:
        """To the practice workspace, or back from it."""
        self.kelambu.turn_practice()

    def action_backup(self) -> None:
        """Make a backup now, or choose where the daily one goes."""
        back_up_now(self, self._read_backup)

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Enter or a second click on a row."""
        event.stop()
        if event.lines.id == "neighbourhoods":
            self._search_neighbourhood(event.row)
        else:
            self._open_task(event.row)

    def action_open(self) -> None:
        """Open what is under the pointer of the list that the hands are on; the search when it is empty."""
        if not self._is_read:
            return
        row = self.focused.pointed if isinstance(self.focused, Lines) else None
        if row is None:
            self.kelambu.action_go("cari")
        elif self.query_one("#neighbourhoods").has_focus:
            self._search_neighbourhood(row)
        else:
            self._open_task(row)

    def _open_task(self, task: Task) -> None:
        if task.kind in PLACES:
            self.kelambu.action_go(PLACES[task.kind])
        elif task.kind == PROPOSAL:
            from kelambu_tui.tui.screens.usulan import Usulan

            self.open(Usulan(task.subject))
        else:
            from kelambu_tui.tui.screens.verifikasi import Verifikasi

            self.open(Verifikasi(task.subject))

    def _search_neighbourhood(self, item: Neighbourhood) -> None:
        if item.rt:
            self.kelambu.search_for(f"rt {item.rt} {item.label}")
        else:
            words = _("Daftar tidak memuat RT mereka. Cari dengan nama atau alamatnya ({key}).")
            self.tell(words.format(key=self.kelambu.key_of("app.search")), "amber")


def _pairs(workspace: Workspace) -> tuple[int, int, int]:
    """Count the open pairs, those that keep people out of the queue, and who waits for this user's leave."""
    from kelambu_tui.work.duplicates import suspects
    from kelambu_tui.work.leaves import leaves

    found = suspects(workspace)
    asked = {one.person for one in leaves(workspace, waiting_only=True)} if workspace.user.decides else ()
    return len(found), sum(item.strong for item in found), len(asked)
