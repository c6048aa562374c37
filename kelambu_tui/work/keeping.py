"""What keeps a workspace safe around a stint: looked over before use, backed up as people come and go."""

from __future__ import annotations

from datetime import UTC, datetime

from kelambu_tui.errors import Locked
from kelambu_tui.locale import _
from kelambu_tui.store.integrity import integrity_faults
from kelambu_tui.work.backup_daily import begin, is_due, let_open
from kelambu_tui.work.backup_settings import State, read_settings, read_state
from kelambu_tui.work.workspace import Workspace

AT_ONCE = 64 << 20
"""Bytes of a database whose every page is read before anybody uses it: a quarter second for 45,000 people."""


def begin_stint(workspace: Workspace, passphrase: str) -> None:
    """Look every page over before use, and let this person open the backups.

    Raises `Locked` when a page is damaged. A database beyond `AT_ONCE` is looked over by `look_over`, later.
    """
    if workspace.database.path.stat().st_size <= AT_ONCE:
        look_over(workspace)
    if not workspace.read_only:
        let_open(workspace, passphrase)


def is_looked_over(workspace: Workspace) -> bool:
    """Whether `begin_stint` has read every page of this workspace."""
    return workspace.database.path.stat().st_size <= AT_ONCE


def look_over(workspace: Workspace) -> None:
    """Read every page; raises `Locked` when one is damaged. A second for 200,000 people."""
    with workspace.database.read() as connection:
        faults = integrity_faults(connection)
    if faults:
        raise Locked(
            _(
                "Basis data {path} rusak ({count} kesalahan). Jangan hapus apa pun: tutup Kelambu, lalu "
                "jalankan `kelambu doctor --repair`."
            ).format(path=workspace.database.path, count=len(faults))
        )


def back_up_if_due(workspace: Workspace, *, leaving: bool) -> bool:
    """Start the daily backup beside the app where it is due; says whether it did. Never waits for it."""
    if not is_due(workspace, datetime.now(UTC), leaving=leaving):
        return False
    begin(workspace)
    return True


def backup_standing(workspace: Workspace) -> tuple[bool, State]:
    """Whether there is a daily backup, and how the last one went."""
    return read_settings(workspace.folder).to is not None, read_state(workspace.folder)


def why_read_only(workspace: Workspace) -> str:
    """Why nothing can be recorded, and what to do; '' where everything can."""
    return workspace.database.why_read_only
