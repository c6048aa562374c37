"""The papers of a village day: the berita acara of a session, and the prelist of its village."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kelambu_tui.locale import _
from kelambu_tui.tui.desk import village_name
from kelambu_tui.tui.paper_files import PaperPage, paper_path
from kelambu_tui.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from kelambu_tui.exchange.papers.delivering import Paper
    from kelambu_tui.tui.standings import Standing
    from kelambu_tui.work.sessions import Session


class SessionPapers(PaperPage):
    """Writes what the page of sessions points at; how the sessions stand is read by Sesi."""

    def __init__(self) -> None:
        super().__init__()
        self._standing: Standing | None = None

    @property
    def _session(self) -> Session | None:
        return self._standing.session if self._standing is not None else None

    def action_minutes(self) -> None:
        """Write the berita acara of the session under the pointer, or the draft of the open one."""
        session: Session | None = self._session or self.query_one("#sessions", Lines).pointed
        if session is None:
            self.tell(_("Belum ada sesi, jadi belum ada berita acara."), "amber")
        elif session.is_open and session is not self._session:
            self.tell(_("Sesi ini masih terbuka di laptop atau nama lain; tutup dulu di sana."), "amber")
        else:
            self._minutes(session)

    def _minutes(self, session: Session) -> None:
        workspace, draft = self.desk.workspace, session.is_open
        parts = ("berita-acara", *(["draf"] if draft else []), village_name(session.village))
        path = paper_path(workspace, *parts, session.day.isoformat(), self._number(session))

        def write(out: Path, replace: bool) -> Paper:
            from kelambu_tui.exchange.papers.minutes import minutes

            return minutes(workspace, out, session.id, draft=draft, force=replace)

        self.write_paper(path, write)

    def _number(self, session: Session) -> str:
        """Which session of the village and day it is, from the second one on: each has its own file."""
        found = self._standing.sessions if self._standing is not None else ()
        earlier = [
            one
            for one in found
            if (one.village, one.day) == (session.village, session.day) and one.id < session.id
        ]
        return str(len(earlier) + 1) if earlier else ""

    def action_prelist(self) -> None:
        """Write the prelist of the village of the session."""
        session: Session | None = self._session or self.query_one("#sessions", Lines).pointed
        villages = self.desk.workspace.user.villages
        village = session.village if session else villages[0] if len(villages) == 1 else ""
        if village:
            self._prelist(village)
        else:
            self.tell(_("Buka dulu sesi di satu desa; prelist ditulis untuk desa itu."), "amber")

    def _prelist(self, village: str) -> None:
        workspace = self.desk.workspace
        path = paper_path(workspace, "prelist", village_name(village), workspace.today().isoformat())

        def write(out: Path, replace: bool) -> Paper:
            from kelambu_tui.exchange.papers.prelist import prelist

            return prelist(workspace, out, village, force=replace)

        self.write_paper(path, write)
