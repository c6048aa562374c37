"""A laptop as the hub sees one: a key, a chain, people who sign, and batches; no database."""

from __future__ import annotations

import itertools
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kelambu_tui.hub import certifying, pushing
from kelambu_tui.hub.folder import HubFolder
from kelambu_tui.hub.storage import Storage
from kelambu_tui.ledger.entries import FIRST_HEAD, VERSION, Entry, next_head, write_entry
from kelambu_tui.sync.packing import Batch, Signature
from kelambu_tui.sync.signing import public_key_of, sign_bytes
from kelambu_tui.sync.wire import push_claim

VILLAGE = "16.06.01.2001"
_numbers = itertools.count(1)


def new_id() -> str:
    """An entry id in order, like a UUIDv7."""
    return f"{next(_numbers):012x}-{secrets.token_hex(8)}"


@dataclass
class Laptop:
    """Writes entries and signs them; `sent` is how far it has pushed."""

    device: str = field(default_factory=lambda: secrets.token_hex(4))
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    people: dict[str, Ed25519PrivateKey] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    heads: list[bytes] = field(default_factory=lambda: [FIRST_HEAD])
    signatures: list[Signature] = field(default_factory=list)
    base: int = 0

    def person(self, name: str) -> Ed25519PrivateKey:
        """The key of somebody who works here."""
        return self.people.setdefault(name, Ed25519PrivateKey.generate())

    def write(
        self,
        kind: str,
        subject: str = "P1",
        body: dict[str, Any] | None = None,
        *,
        by: str = "siti",
        ref: Entry | None = None,
        signed: bool = False,
        **changed: Any,
    ) -> Entry:
        """Append an entry; `changed` fields are written as given, whatever they break."""
        fields: dict[str, Any] = {
            "id": new_id(),
            "device": self.device,
            "seq": len(self.entries) + 1,
            "version": VERSION,
            "kind": kind,
            "author": by,
            "at": "2026-11-23T08:00:00Z",
            "base": self.base,
            "subject": subject,
            "body": body or {},
        }
        if ref is not None:
            fields |= {"ref": ref.id, "ref_hash": ref.digest}
        entry = write_entry(fields | changed)
        self.entries.append(entry)
        self.heads.append(next_head(self.heads[-1], entry.line))
        if signed:
            self.sign(by)
        return entry

    def visit(self, person: str = "P1", outcome: str = "layak", by: str = "siti", **more: Any) -> Entry:
        """Write a ground check."""
        body = {"outcome": outcome, "values": {}, "answers": {}, "note": "", "other": "", "row": "00"}
        return self.write("verification.recorded", person, body | more, by=by)

    def queue(
        self,
        visit: Entry,
        nik: str = "",
        desil: int = 1,
        by: str = "siti",
        village: str = VILLAGE,
        **more: Any,
    ) -> Entry:
        """Write an enrolment on a ground check."""
        body = {"nik": nik or f"16060{secrets.randbelow(10**11):011d}", "desil": desil, "village": village}
        body |= {"editor": visit.author, "listed": {}, "rules": "00", "risk": []}
        return self.write("enrolment.queued", visit.subject, body | more, by=by, ref=visit)

    def decide(
        self, enrolment: Entry, kind: str = "approval.given", by: str = "budi", signed: bool = True
    ) -> Entry:
        """Write a supervisor's decision, signed."""
        body = {"reason": "", "note": "", "rules": "00"}
        return self.write(kind, enrolment.subject, body, by=by, ref=enrolment, signed=signed)

    def sign(self, name: str) -> None:
        """Let a person sign the chain as it stands."""
        self.signatures.append(Signature(len(self.entries), name, self.person(name).sign(self.heads[-1])))

    def batch(self, first: int = 1, last: int | None = None) -> tuple[int, Batch, bytes]:
        """The entries from `first` to `last` with what was signed there, and the device's signature."""
        last = len(self.entries) if last is None else last
        lines = tuple(entry.line for entry in self.entries[first - 1 : last])
        signatures = tuple(one for one in self.signatures if first <= one.seq <= last)
        claim = push_claim(self.device, last, self.heads[last])
        return first, Batch(lines, signatures), sign_bytes(self.key, "push", claim)

    def enrol_request(self, code: str, recipient: str = "") -> dict[str, Any]:
        """The request to join."""
        from kelambu_tui.ledger.entries import canonical

        accounts = [{"name": name, "public_key": public_key_of(key)} for name, key in self.people.items()]
        fields = {
            "code": code,
            "device": self.device,
            "public_key": public_key_of(self.key),
            "recipient": recipient,
            "name": f"laptop {self.device}",
            "accounts": accounts,
        }
        return fields | {"signature": sign_bytes(self.key, "enrol", canonical(fields)).hex()}


@dataclass
class Office:
    """A hub without HTTP: its folder, its storage, and laptops that join."""

    folder: HubFolder
    storage: Storage

    def laptop(self, *users: tuple[str, str], villages: tuple[str, ...] = (VILLAGE,)) -> Laptop:
        """Invite a laptop with its people and let it join."""
        people = users or (("siti", "fasilitator"), ("budi", "penyelia"))
        laptop = Laptop()
        for name, _role in people:
            laptop.person(name)
        with self.storage.write() as connection:
            code = certifying.invite(connection, self.folder.region, "laptop", villages, people)
            joining = certifying.read_joining(laptop.enrol_request(code))
            certifying.join(connection, self.folder, joining)
        return laptop

    def push(self, laptop: Laptop, first: int = 1, last: int | None = None) -> pushing.Receipt:
        """Send a batch."""
        first, batch, signature = laptop.batch(first, last)
        return pushing.take(self.storage, self.folder, laptop.device, first, batch, signature)

    def statuses(self, laptop: Laptop) -> list[str]:
        """The newest status of every entry of a laptop, in order."""
        from sqlalchemy import select

        from kelambu_tui.hub import tables as h

        mine = (h.stream.c.region == self.folder.region) & (h.stream.c.device == laptop.device)
        statement = select(h.stream.c.seq, h.stream.c.status).where(mine).order_by(h.stream.c.change)
        with self.storage.read() as connection:
            found = {row.seq: row.status for row in connection.execute(statement)}
        return [found[seq] for seq in sorted(found)]

    def rows(self) -> int:
        """How many rows the stream has."""
        from sqlalchemy import func, select

        from kelambu_tui.hub import tables as h

        with self.storage.read() as connection:
            return int(connection.execute(select(func.count()).select_from(h.stream)).scalar_one())
