"""The line about backups on Beranda, the key that makes one now, and what a folder to look at only says."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.writing import day_and_clock

if TYPE_CHECKING:
    from kelambu_tui.tui.screens.page import Page
    from kelambu_tui.work.backup_settings import State
    from kelambu_tui.work.workspace import Workspace


def backup_line(workspace: Workspace) -> str:
    """Start the daily backup where it is due, look a large database over; answers the line for Beranda.

    Slow, for a thread. Raises `Locked` when a page is damaged.
    """
    from kelambu_tui.work.keeping import back_up_if_due, backup_standing, is_looked_over, look_over

    back_up_if_due(workspace, leaving=False)
    if not is_looked_over(workspace):
        look_over(workspace)
    return backup_words(*backup_standing(workspace))


def backup_words(daily: bool, state: State) -> str:
    """Return when the last backup was made and what stands in the way of the next, in one short line."""
    if not state.at:
        return _("Cadangan: belum ada") if daily else _("Cadangan harian: belum")
    line = _("Cadangan {when}").format(when=day_and_clock(state.at))
    if state.trouble == "missing":
        return line + _("; stik tidak ada")
    if state.trouble:
        return line + _("; yang baru gagal")
    return line if daily else line + _(", tidak harian")


def back_up_now(page: Page, then: Callable[[], Awaitable[None]]) -> None:
    """Make a backup now, and read the line about it again; where no folder is set, choose one first."""
    page.work("backup-now", _back_up_now, page, then)


async def _back_up_now(page: Page, then: Callable[[], Awaitable[None]]) -> None:
    from kelambu_tui.work.keeping import backup_standing, why_read_only

    workspace = page.desk.workspace
    if reason := why_read_only(workspace):
        page.tell(reason, "amber")
        return
    daily, _state = await asyncio.to_thread(backup_standing, workspace)
    if daily:
        await _make(page, then)
        return

    def chosen(folder: Path | None) -> None:
        if folder is not None:
            page.work("backup-now", _make, page, then, folder)

    from kelambu_tui.tui.sending_lines import look
    from kelambu_tui.tui.widgets.pick_file import PickFile

    title = _("Cadangan terenkripsi, tiap hari satu. Ke folder mana? Lebih baik stik.")
    page.open(PickFile(title, Path.home(), look=look), chosen)


async def _make(page: Page, then: Callable[[], Awaitable[None]], folder: Path | None = None) -> None:
    page.tell(_("Mencadangkan, lalu memeriksa dengan memulihkannya sekali…"))
    page.tell(await asyncio.to_thread(_made, page.desk.workspace, folder), "done")
    await then()


def _made(workspace: Workspace, folder: Path | None) -> str:
    """Make the backup, into `folder` from now on where one was chosen; slow, for a thread."""
    from kelambu_tui.work.backup_daily import back_up, change_daily

    if folder is not None:
        change_daily(workspace, folder)
    made = back_up(workspace)
    return _("Cadangan dibuat, dibaca kembali dan utuh: {path}").format(path=display(made.path))
