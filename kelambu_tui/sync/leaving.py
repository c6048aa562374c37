"""A laptop whose leave was taken: what is unsent is sealed to the hub, then nobody can open it any more."""

from __future__ import annotations

import json
from contextlib import suppress

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.store.slots import write_private
from kelambu_tui.sync.bundles import write_bundle
from kelambu_tui.sync.link import note
from kelambu_tui.sync.outgoing import read_chain
from kelambu_tui.sync.session import Revoked
from kelambu_tui.sync.stick import outward_name
from kelambu_tui.work.workspace import Workspace, read_facts


def leave(workspace: Workspace, reason: str) -> Revoked:
    """Export what is unsent, lock the workspace, erase the key slots; answers what to raise.

    The order matters: what people decided is safe in a file that only the hub can open before the keys
    go. The district can still open the workspace with its recovery key.
    """
    with workspace.database.read() as connection:
        unsent = read_chain(connection, workspace.device).unsent
    kept = ""
    if unsent:
        with workspace.database.read() as connection:
            chain = read_chain(connection, workspace.device)
        path = workspace.folder / outward_name(workspace.device, chain.acked + 1, chain.seq)
        written = write_bundle(workspace, path, force=True)
        kept = " " + _("{count} catatan yang belum terkirim ada, tersegel untuk hub, di {path}.").format(
            count=unsent, path=written.path
        )
    with workspace.database.write() as connection:
        note(connection, revoked=reason)
    sentence = (
        _("Laptop ini dicabut oleh dinas ({reason}) dan terkunci. Serahkan laptop ini ke dinas.").format(
            reason=display(reason, 120)
        )
        + kept
    )
    facts = read_facts(workspace.folder) | {"revoked": sentence}
    write_private(workspace.folder / "workspace.json", json.dumps(facts, indent=1).encode())
    for kind in ("*.json", "*.unlock"):
        for slot in (workspace.folder / "accounts").glob(kind):
            with suppress(OSError):
                slot.unlink()
    return Revoked(sentence)
