"""Another laptop without a database: what it wrote reaches us as rows of the hub's stream."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kelambu_tui.ledger.entries import FIRST_HEAD, Entry, next_head, write_entry
from kelambu_tui.sync import receiving
from kelambu_tui.sync.link import Link, write_link
from kelambu_tui.sync.receiving import Pull, Received
from kelambu_tui.sync.signing import public_key_of
from kelambu_tui.work.workspace import Workspace

NOW = "2026-11-23T09:00:00Z"


@dataclass
class Elsewhere:
    """Another laptop: it writes entries, and the hub gives them to us."""

    device: str = "lain"
    head: bytes = FIRST_HEAD
    seq: int = 0
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    cursor: int = 0

    def write(self, kind: str, subject: str, body: dict[str, Any], **more: Any) -> tuple[Entry, list[Any]]:
        """The entry, and what a row of the stream says of it as its signature."""
        self.seq += 1
        fields = {
            "id": f"{self.device}-{self.seq:04d}",
            "device": self.device,
            "seq": self.seq,
            "version": 1,
            "kind": kind,
            "author": "rina",
            "at": NOW,
            "base": 0,
            "subject": subject,
            "body": body,
        }
        entry = write_entry(fields | more)
        before, self.head = self.head, next_head(self.head, entry.line)
        return entry, [entry.author, self.key.sign(self.head).hex(), before.hex()]

    def row(self, entry: Entry, signature: list[Any] | None = None, status: str = "accepted") -> list[Any]:
        """The next row of the stream."""
        self.cursor += 1
        signatures = [] if signature is None else [signature]
        return [self.cursor, entry.device, entry.seq, status, entry.line.decode(), signatures]

    def account(self) -> list[Any]:
        """Rina's account on that laptop."""
        body = {"role": "penyelia", "villages": [], "public_key": public_key_of(self.key)}
        return self.row(*self.write("account.opened", "rina", body))

    def visit(self, person: str, outcome: str = "layak", **more: Any) -> Entry:
        """Rina's ground check."""
        body = {"outcome": outcome, "values": {}, "answers": {}, "note": "", "other": "", "row": "00"}
        return self.write("verification.recorded", person, body, **more)[0]


def belongs(workspace: Workspace) -> None:
    """Let a workspace belong to a hub of epoch `e` that has said nothing yet."""
    with workspace.database.write() as connection:
        link = Link("", "00" * 32, "", "", "", Ed25519PrivateKey.generate(), "", epoch="e")
        write_link(connection, link)


def take(workspace: Workspace, *rows: list[Any], epoch: str = "e") -> Received:
    following = rows[-1][0] if rows else 0
    return receiving.apply_pull(workspace.database, Pull(rows, following, epoch), NOW)
