"""When an entry does not fit the state that the order before it gives."""

from __future__ import annotations

from sqlalchemy import Connection, insert

from kelambu_tui.errors import Refused
from kelambu_tui.ledger.entries import Entry
from kelambu_tui.store import tables as t


class Misfit(Refused):
    """An entry contradicts what stands before it; `code` says how, in a word that `conflict` keeps."""

    def __init__(self, sentence: str, code: str) -> None:
        super().__init__(sentence)
        self.code = code


VISITS = "visits"
"""Two ground checks of one person that did not see each other and differ: a supervisor decides."""
WITNESSES = "witnesses"
"""Two ground checks that did not see each other and say the same."""
UNFIT = "unfit"
"""It contradicts what stands, in no way that has a word of its own."""
UNREADABLE = "unreadable"
"""Its body lacks what its kind needs."""


def put_conflict(
    connection: Connection, entry: Entry, code: str, *, other: str = "", state: str = "menunggu"
) -> None:
    """Let people see that an entry did not follow from what stood; `other` is what stood there."""
    row = {
        "entry": entry.id,
        "device": entry.device,
        "author": entry.author,
        "kind": entry.kind,
        "person": entry.subject,
        "other": other,
        "code": code,
        "state": state,
        "at": entry.at,
    }
    undecided = dict.fromkeys(("chosen", "decided_by", "decided_at", "reason", "note"), "")
    connection.execute(insert(t.conflict).prefix_with("OR REPLACE"), undecided | row)
