"""How the workspace itself is doing: what `doctor` reports."""

from __future__ import annotations

from dataclasses import dataclass

from kelambu_tui.store.integrity import integrity_faults
from kelambu_tui.store.migrations import HEAD
from kelambu_tui.work.overview import unsent
from kelambu_tui.work.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Health:
    """The schema the database is at, entries not sent yet, and what is wrong with the file's pages."""

    schema: str
    unsent: int
    faults: tuple[str, ...]


def health(workspace: Workspace) -> Health:
    """Check the open workspace; reads every page, so a large one takes seconds."""
    with workspace.database.read() as connection:
        faults = tuple(integrity_faults(connection))
    # Opening brought the schema up to date, or it would not be open.
    return Health(HEAD, unsent(workspace), faults)
