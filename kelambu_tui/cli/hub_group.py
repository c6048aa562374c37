"""The `hub` group, and how its commands open the hub's folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kelambu_tui.cli.frame import Asked, WordedGroup
from kelambu_tui.errors import Unreadable
from kelambu_tui.locale import _

if TYPE_CHECKING:
    from kelambu_tui.hub.folder import HubFolder
    from kelambu_tui.hub.storage import Storage

hub = WordedGroup("hub", help=_("Hub dinas: terima kiriman laptop, kelola laptop, orang, dan jatah tempat."))


def hub_place(asked: Asked) -> Path:
    """Return the hub's folder: the one named, else `KELAMBU_WORKSPACE`; raises `Unreadable` for neither."""
    import os

    named = asked.workspace or os.environ.get("KELAMBU_WORKSPACE")
    if not named:
        raise Unreadable(_("Sebutkan folder hub dengan --workspace DIR."))
    return Path(named)


def open_hub(asked: Asked) -> HubFolder:
    """Open the hub's folder that was asked for."""
    from kelambu_tui.hub.folder import open_folder

    return open_folder(hub_place(asked))


@contextmanager
def opened_hub(asked: Asked) -> Iterator[tuple[HubFolder, Storage]]:
    """Open the hub's folder and its database for one command."""
    from kelambu_tui.hub.beginning import opened

    folder = open_hub(asked)
    storage = opened(folder)
    try:
        yield folder, storage
    finally:
        storage.close()
