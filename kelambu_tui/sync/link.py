"""Which hub this laptop belongs to: the one row that says who it is there, and how far both have come."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, delete, insert, select, update

from kelambu_tui.errors import NotFound
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t
from kelambu_tui.sync.pacing import Pace
from kelambu_tui.sync.signing import Signed


@dataclass(frozen=True, slots=True)
class Link:
    """The hub as this laptop knows it; `certificate` is None while an invitation waits to be used."""

    url: str
    hub_key: str
    recipient: str
    recovery: str
    ca: str
    key: Ed25519PrivateKey = field(repr=False)
    identity: str = field(repr=False)
    code: str = field(default="", repr=False)
    district: str = ""
    certificate: Signed | None = None
    epoch: str = ""
    cursor: int = 0
    revoked: str = ""
    joined_at: str = ""
    last_try: str = ""
    last_full: str = ""
    signed: int = 0
    pace: Pace = field(default_factory=Pace)

    @property
    def enrolled(self) -> bool:
        """Whether the hub knows this laptop."""
        return self.certificate is not None


def find_link(connection: Connection) -> Link | None:
    """The hub of this laptop, or None where it has none (keys that were made to ask for one do not count)."""
    row = connection.execute(select(t.hub_link).where(t.hub_link.c.hub_key != "")).first()
    if row is None:
        return None
    certificate = None
    if row.certificate:
        certificate = Signed(row.certificate.encode(), bytes.fromhex(row.certificate_signature))
    plain = ("url", "hub_key", "recipient", "recovery", "ca", "identity", "code", "district", "epoch")
    more = ("cursor", "revoked", "joined_at", "last_try", "last_full", "signed")
    return Link(
        key=Ed25519PrivateKey.from_private_bytes(row.device_key),
        certificate=certificate,
        pace=Pace(row.rate, row.delay),
        **{name: getattr(row, name) for name in (*plain, *more)},
    )


def read_link(connection: Connection) -> Link:
    """The hub of this laptop; raises `NotFound` where it has none."""
    link = find_link(connection)
    if link is None:
        raise NotFound(
            _(
                "Laptop ini belum bergabung dengan hub. Minta undangan dari dinas, lalu bergabung lewat Kirim"
                " atau `kelambu join`."
            )
        )
    return link


def waiting_keys(connection: Connection) -> tuple[Ed25519PrivateKey, str] | None:
    """The device's key and age identity that a hub was asked with and that no hub has certified yet.

    Asking again, after an answer that was lost, must be done with the same key: the hub may know it.
    """
    row = connection.execute(select(t.hub_link).where(t.hub_link.c.certificate == "")).first()
    if row is None or not row.identity:
        return None
    return Ed25519PrivateKey.from_private_bytes(row.device_key), row.identity


def write_link(connection: Connection, link: Link) -> None:
    """Make `link` the hub of this laptop, in the place of any other."""
    connection.execute(delete(t.hub_link))
    connection.execute(
        insert(t.hub_link).values(
            id=1,
            url=link.url,
            district=link.district,
            hub_key=link.hub_key,
            recipient=link.recipient,
            recovery=link.recovery,
            ca=link.ca,
            code=link.code,
            device_key=link.key.private_bytes_raw(),
            identity=link.identity,
            certificate="" if link.certificate is None else link.certificate.text.decode(),
            certificate_signature="" if link.certificate is None else link.certificate.signature.hex(),
            roles="[]",
            epoch=link.epoch,
            cursor=link.cursor,
            revoked=link.revoked,
            joined_at=link.joined_at,
            last_try=link.last_try,
            last_full=link.last_full,
            signed=link.signed,
            rate=link.pace.rate,
            delay=link.pace.delay,
        )
    )


def note(connection: Connection, **values: Any) -> None:
    """Note something of the hub: `last_try`, `last_full`, `revoked`, `signed`, `rate`, `delay` ..."""
    connection.execute(update(t.hub_link).values(**values))


def note_roles(connection: Connection, documents: list[Mapping[str, str]]) -> None:
    """Keep the certificates of the people here, as the hub signed them."""
    note(connection, roles=json.dumps(documents, separators=(",", ":"), sort_keys=True))
