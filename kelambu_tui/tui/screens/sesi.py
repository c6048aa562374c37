"""Sesi: a day's work in one village, from opening it to the berita acara; and the earlier ones."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui import session_forms
from kelambu_tui.tui.actions import bindings_of, later
from kelambu_tui.tui.desk import village_name
from kelambu_tui.tui.screens.session_papers import SessionPapers
from kelambu_tui.tui.standings import Standing, count_lines, read_standing, villages_here
from kelambu_tui.tui.widgets.chrome import KeyLine, Words
from kelambu_tui.tui.widgets.lines import Lines
from kelambu_tui.tui.widgets.walks import (
    session_cells,
    session_line,
    sessions_columns,
    walk_cells,
    walks_columns,
)
from kelambu_tui.tui.writing import day_and_clock, number

if TYPE_CHECKING:
    from kelambu_tui.work.plan import PlannedRt
    from kelambu_tui.work.sessions import Session


class Sesi(SessionPapers):
    """The open session with its counts and the plan by RT, or the sessions there were."""

    CSS_PATH = "sesi.tcss"
    place = "sesi"
    help_text = later(
        "Sesi adalah satu hari kerja di satu desa. Semua yang Anda catat di laptop ini sampai sesi ditutup"
        " masuk ke dalamnya. Angka di atas menghitung sesi ini; rencana per RT menghitung seluruh desa."
        " Enter membuka keluarga di RT. Sesudah sesi ditutup, hitungannya tetap dan berita acaranya dapat"
        " ditulis."
    )
    BINDINGS = bindings_of("sesi")
    AUTO_FOCUS = ""

    def heading(self) -> str:
        """The title of the page."""
        return _("Sesi di desa")

    def compose_body(self) -> ComposeResult:
        """Lay out what stands between title and message line."""
        with Vertical(id="now"):
            yield Words("", id="session", classes="muted")
            yield Words(_("Dalam sesi ini"), classes="section", id="counts-title")
            yield Words("", id="counts")
            yield Words("", id="plan-title", classes="section")
            walks: Lines[PlannedRt] = Lines(
                walks_columns(),
                walk_cells,
                key=lambda walk: (walk.rw, walk.rt),
                id="walks",
            )
            yield walks
        with Vertical(id="before"):
            sessions: Lines[Session] = Lines(
                sessions_columns(),
                session_cells,
                key=lambda session: session.id,
                empty=_("Membaca…"),
                id="sessions",
            )
            yield sessions
            yield Words("", id="detail")

    # --- reading ---

    def on_screen_resume(self) -> None:
        """Read again: something may have changed on another page."""
        self.work("read", self._read)
        super().on_screen_resume()

    async def _read(self) -> None:
        standing = await asyncio.to_thread(read_standing, self.desk.workspace)
        self._standing = standing
        session = standing.session
        self.set_class(session is not None, "-open")
        for name, dimmed in (("begin", session is not None), ("finish", session is None)):
            self.query_one(KeyLine).dim(f"sesi.{name}", dimmed)
        self.query_one(KeyLine).dim("sesi.minutes", not standing.sessions)
        if session is None:
            self._draw_before(standing)
        else:
            self._draw_now(standing, session)
        if self.focused is not self._list:
            self.set_focus(self._list)

    @property
    def _list(self) -> Lines[PlannedRt] | Lines[Session]:
        """The list on screen."""
        return self.query_one("#walks" if self.has_class("-open") else "#sessions", Lines)

    def _draw_now(self, standing: Standing, session: Session) -> None:
        since = _("terbuka sejak {when}").format(when=day_and_clock(session.opened_at))
        self.title_line(_("Sesi di {village}").format(village=display(village_name(session.village))), since)
        line = Text(session_line(session))
        if session.day < self.desk.workspace.today():
            amber = self.app.theme_variables["amber"]
            line = Text(_("Dari hari lain, belum ditutup: {session}").format(session=line.plain), amber)
        self.query_one("#session", Words).say(line)
        counts = [] if standing.counts is None else count_lines(standing.counts, self.desk.programme)
        self.query_one("#counts", Words).say("\n".join(counts))
        left = sum(walk.families - walk.done for walk in standing.walks)
        total = sum(walk.families for walk in standing.walks)
        words = _("Rencana per RT: {left} dari {total} keluarga belum selesai")
        self.query_one("#plan-title", Words).say(words.format(left=number(left), total=number(total)))
        self.query_one("#walks", Lines).show(standing.walks, empty=_("Tidak ada keluarga di desa ini."))

    def _draw_before(self, standing: Standing) -> None:
        count = len(standing.sessions)
        self.title_line(self.heading(), _("{count} sesi").format(count=number(count)) if count else "")
        words = _(
            "Belum ada sesi. Tekan {key} untuk membuka sesi di satu desa.\n"
            "Semua yang dicatat selama sesi terbuka masuk ke dalamnya,\n"
            "dan berita acaranya dibuat dari hitungannya."
        )
        self.query_one("#sessions", Lines).show(
            standing.sessions, empty=words.format(key=self.kelambu.key_of("sesi.begin"))
        )

    def on_lines_pointed(self, event: Lines.Pointed) -> None:
        """The pointer moved."""
        event.stop()
        if event.lines.id == "sessions":
            session: Session | None = event.row
            detail = self.query_one("#detail", Words)
            detail.display = session is not None
            detail.say("" if session is None else self._detail(session))

    def _detail(self, session: Session) -> str:
        lines = [session_line(session)]
        if session.counts is not None:
            lines += count_lines(session.counts, self.desk.programme)
        else:
            lines.append(_("Masih terbuka di laptop atau nama lain."))
        if session.present:
            people = "; ".join(session_forms.present_text(one) for one in session.present)
            lines.append(_("Hadir: {people}").format(people=display(people, 200)))
        if session.note:
            lines.append(display(session.note, 200))
        return "\n".join(lines)

    # --- opening and closing ---

    def action_begin(self) -> None:
        """Open a session."""
        if self._session is not None:
            key = self.kelambu.key_of("sesi.finish")
            self.tell(_("Satu sesi sudah terbuka. Tutup dulu ({key}).").format(key=key), "amber")
        elif self._standing is not None:
            self.work("begin", self._begin)

    async def _begin(self) -> None:
        villages = await asyncio.to_thread(villages_here, self.desk.workspace)
        if not villages:
            self.tell(_("Belum ada daftar keluarga. Muat dengan: kelambu import BERKAS"), "amber")
            return
        form = await asyncio.to_thread(session_forms.opening, self.desk.workspace, villages)
        self.open(form, self._begun)

    def _begun(self, session: str | None) -> None:
        if session:
            self.tell(_("Sesi dibuka. Enter pada RT menunjukkan keluarganya."), "done")

    def action_finish(self) -> None:
        """Close the session, its counts shown."""
        if self._standing is None:
            return
        if self._session is None:
            key = self.kelambu.key_of("sesi.begin")
            self.tell(_("Tidak ada sesi yang terbuka. Buka dengan {key}.").format(key=key), "amber")
        else:
            self.work("finish", self._finish, self._session)

    async def _finish(self, session: Session) -> None:
        from kelambu_tui.work.sessions import count_session

        workspace = self.desk.workspace
        counts = await asyncio.to_thread(count_session, workspace, session.id)
        words = "\n".join(count_lines(counts, self.desk.programme))
        self.open(
            session_forms.closing(workspace, session, village_name(session.village), words), self._ended
        )

    def _ended(self, session: Session | None) -> None:
        if session is not None:
            key = self.kelambu.key_of("sesi.minutes")
            self.tell(_("Sesi ditutup. Tekan {key} untuk menulis berita acaranya.").format(key=key), "done")

    def action_propose(self) -> None:
        """Propose a family that is on no list, in the village of the open session."""
        from kelambu_tui.tui.screens.usulan import Usulan

        self.tell("")
        self.open(Usulan(given={"village": self._session.village} if self._session is not None else {}))

    # --- the rest ---

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Enter or a second click on a row."""
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        """Open the families of the RT under the pointer."""
        from kelambu_tui.tui.screens.kunjungan import Kunjungan

        walk: PlannedRt | None = self.query_one("#walks", Lines).pointed
        if self._session is not None and walk is not None:
            self.tell("")
            self.open(Kunjungan(walk.village, walk.rt, walk.rw))
        elif self._standing is not None and self._standing.sessions:
            key = self.kelambu.key_of("sesi.minutes")
            self.tell(_("Isinya tampil di bawah. Tekan {key} untuk menulis berita acaranya.").format(key=key))
        elif self._standing is not None:
            self.action_begin()

    def action_back(self) -> None:
        """Home."""
        self.kelambu.action_go("beranda")
