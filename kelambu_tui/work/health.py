"""How the workspace itself is doing: what `doctor` reports."""

from __future__ import annotations

from dataclasses import dataclass

from kelambu_tui.store.integrity import integrity_faults
from kelambu_tui.store.migrations import HEAD
from kelambu_tui.work.backup_settings import read_settings, read_state
from kelambu_tui.work.overview import unsent
from kelambu_tui.work.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Health:
    """The schema of the database, entries not sent yet, what is wrong with its pages, and the last backup."""

    schema: str
    unsent: int
    faults: tuple[str, ...]
    backup_at: str = ""  # ISO, UTC; '' for none
    backup_to: str = ""  # folder of the daily one


def health(workspace: Workspace) -> Health:
    """Check the open workspace; reads every page, so a large one takes seconds."""
    with workspace.database.read() as connection:
        faults = tuple(integrity_faults(connection))
    # Opening brought the schema up to date, or it would not be open.
    to = read_settings(workspace.folder).to
    backup_at = read_state(workspace.folder).at
    return Health(HEAD, unsent(workspace), faults, backup_at, "" if to is None else str(to))
