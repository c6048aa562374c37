"""Where workspaces lie, without loading anything that opens them."""

from __future__ import annotations

import os
from pathlib import Path


def workspace_folder(given: Path | None) -> Path:
    """Return the folder to work in: the one named, else `KELAMBU_WORKSPACE`, else this system's own place."""
    if given is not None:
        return given
    named = os.environ.get("KELAMBU_WORKSPACE")
    return Path(named) if named else _data_folder() / "kelambu"


def practice_folder(given: Path | None) -> Path:
    """Return the folder for practice: the one named, else a place of its own beside the real workspace.

    `KELAMBU_WORKSPACE` does not count here: it names where real work is kept.
    """
    return given if given is not None else _data_folder() / "kelambu-latihan"


def _data_folder() -> Path:
    from platformdirs import user_data_path

    return user_data_path()
