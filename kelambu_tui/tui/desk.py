"""What a signed-in person has open: the workspace, the programme, the search index, and the status figures.

Everything here runs in threads and is imported late, so that the first frame waits for nothing.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kelambu_tui.errors import KelambuError
from kelambu_tui.locale import _

if TYPE_CHECKING:
    from filelock import BaseFileLock

    from kelambu_tui.programme.model import Programme
    from kelambu_tui.tui.idle import Pin
    from kelambu_tui.work.finding import Finder
    from kelambu_tui.work.workspace import User, Workspace


@dataclass
class Desk:
    """The open workspace of the signed-in person."""

    workspace: Workspace
    programme: Programme
    place: str
    window: BaseFileLock = field(repr=False)
    unsent: int = 0
    last_sent: str = ""
    session: str = ""
    pin: Pin | None = field(default=None, repr=False)
    """Uncovers a locked screen until this person signs out; never written down."""
    _finder: asyncio.Task[Finder] | None = field(default=None, repr=False)

    @property
    def who(self) -> str:
        """The signed-in person and their role."""
        return f"{self.workspace.user.name} ({role_word(self.workspace.user.role)})"

    @property
    def why_read_only(self) -> str:
        """Why nothing can be recorded in this folder; '' where everything can."""
        from kelambu_tui.work.keeping import why_read_only

        return why_read_only(self.workspace)

    def finder(self) -> asyncio.Task[Finder]:
        """The search index; built once, in a thread, awaited by whoever searches first."""
        if self._finder is None:
            from kelambu_tui.work.finding import open_finder

            self._finder = asyncio.create_task(asyncio.to_thread(open_finder, self.workspace))
        return self._finder

    async def count_unsent(self) -> None:
        """Count again what has not been sent, and see in which village a session is open."""
        from kelambu_tui.tui.writing import day_and_clock
        from kelambu_tui.work.overview import unsent
        from kelambu_tui.work.sending import when_sent
        from kelambu_tui.work.sessions import current_session

        self.unsent = await asyncio.to_thread(unsent, self.workspace)
        self.last_sent = day_and_clock(await asyncio.to_thread(when_sent, self.workspace))
        current = await asyncio.to_thread(current_session, self.workspace)
        self.session = "" if current is None else village_name(current.village)


def role_word(role: str) -> str:
    """Return the role for people."""
    words = {"fasilitator": _("fasilitator"), "penyelia": _("penyelia"), "dinas": _("dinas")}
    return words.get(role, role)


def open_desk(folder: Path, name: str, passphrase: str) -> Desk:
    """Sign in and load what every page needs; slow, for a thread. Raises `Locked`."""
    from kelambu_tui.work.unlocking import keep_safe
    from kelambu_tui.work.workspace import claim, sign_in

    window = claim(folder)
    try:
        workspace = sign_in(folder, name, passphrase)
        _look_over(workspace, passphrase)
        keep_safe(workspace)
        place = area_of(workspace.user)
        if workspace.read_only:
            place = _("HANYA BACA: {place}").format(place=place)
        return Desk(workspace, workspace.programme, place, window)
    except BaseException:
        window.release()
        raise


def close_desk(desk: Desk) -> None:
    """Sign what was written, close the workspace, let another window have it; slow, for a thread."""
    from kelambu_tui.work.keeping import back_up_if_due
    from kelambu_tui.work.workspace import end_stint, sign_out

    try:
        with suppress(KelambuError):
            end_stint(desk.workspace)  # the signature belongs into the backup
            back_up_if_due(desk.workspace, leaving=True)
        sign_out(desk.workspace)
    finally:
        desk.window.release()


def _look_over(workspace: Workspace, passphrase: str) -> None:
    """Notice damage before anybody works on it; raises `Locked`."""
    from kelambu_tui.work.keeping import begin_stint

    try:
        begin_stint(workspace, passphrase)
    except BaseException:
        workspace.database.close()
        raise


def area_of(user: User) -> str:
    """Return where someone works: one village by name, several as a count, else the regency."""
    from kelambu_tui.people.villages import villages

    known = villages()
    if len(user.villages) == 1:
        village = known.get(user.villages[0])
        return village.label if village else user.villages[0]
    if user.villages:
        return _("{count} desa").format(count=len(user.villages))
    return _("Musi Banyuasin")


def village_name(code: str) -> str:
    """Return the name of a village for a list, or its code when it is not on the village list."""
    from kelambu_tui.people.villages import villages

    village = villages().get(code)
    return village.name if village else code
