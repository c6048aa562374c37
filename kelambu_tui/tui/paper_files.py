"""Writing a paper to a file from a page: where it goes, asking before one is replaced, saying where it is."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.screens.page import Page
from kelambu_tui.tui.widgets.dialog import Confirm

if TYPE_CHECKING:
    from kelambu_tui.exchange.papers.delivering import Paper
    from kelambu_tui.work.workspace import Workspace

_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


def paper_path(workspace: Workspace, *parts: str) -> Path:
    """Return where a paper named after `parts` goes: at home, or with the practice data."""
    words = (_NOT_IN_NAMES.sub("-", part.lower()).strip("-") for part in parts)
    name = "-".join(word for word in words if word) + ".pdf"
    if workspace.practice:
        # Practice files stay with the practice data, where nobody takes them for real ones.
        return workspace.folder / f"latihan-{name}"
    return Path.home() / name


class PaperPage(Page):
    """A page that writes papers, one at a time however often the key comes."""

    def __init__(self) -> None:
        super().__init__()
        self._is_writing = False

    def write_paper(self, path: Path, write: Callable[[Path, bool], Paper]) -> None:
        """Run `write` (path, whether it may replace) in a thread and say where the paper is."""
        if not self._is_writing:
            self._is_writing = True
            self.work("paper", self._write_paper, path, write)

    async def _write_paper(self, path: Path, write: Callable[[Path, bool], Paper]) -> None:
        try:
            exists = await asyncio.to_thread(path.exists)
            if exists and not await self._may_replace(path):
                return
            self.tell(_("Menulis…"))
            made = await asyncio.to_thread(write, path, exists)
        finally:
            self._is_writing = False
        text = _("{path} ditulis ({count} orang). Berkas ini memuat data pribadi; pembuatannya tercatat.")
        self.tell(text.format(path=display(made.path, 180), count=made.count), "done")
        self.kelambu.refresh_status()

    async def _may_replace(self, path: Path) -> bool:
        question = _("{path} sudah ada. Ganti isinya?").format(path=path)
        answer: bool | None = await self.app.push_screen_wait(Confirm(question, _("Ganti")))
        return bool(answer)
