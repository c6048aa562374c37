"""Sessions: a laptop shows that it holds its key, and gets a token that any worker can check alone."""

from __future__ import annotations

import hmac
import time
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, func, select

from kelambu_tui.hub import tables as h
from kelambu_tui.hub.beginning import HUB, moment
from kelambu_tui.hub.certifying import role_documents
from kelambu_tui.hub.folder import HubFolder
from kelambu_tui.hub.refusing import Turned
from kelambu_tui.ledger.entries import VERSION
from kelambu_tui.sync.signing import is_signed
from kelambu_tui.sync.wire import session_claim

MINUTES = 60


def open_session(
    connection: Connection, folder: HubFolder, device: str, at: str, nonce: str, signature: bytes
) -> str:
    """Answer a token for `device`; raises `Turned` unless its key signed this request's nonce."""
    mine = (h.device.c.region == folder.region) & (h.device.c.device == device)
    row = connection.execute(select(h.device.c.public_key).where(mine)).first()
    claim = session_claim(device, at, nonce)
    if row is None or device == HUB or not is_signed(row.public_key, "session", claim, signature):
        raise Turned(401, "key")
    return make_token(folder.session_key, device, int(time.time()) + MINUTES * 60)


def make_token(key: bytes, device: str, until: int) -> str:
    """A token that names its device and its end, and cannot be made without `key`."""
    claim = f"{device}.{until:x}"
    return f"{claim}.{_seal(key, claim)}"


def read_token(key: bytes, token: str) -> str:
    """The device that a token was made for; raises `Turned` for a forged or ended one."""
    claim, _dot, seal = token.rpartition(".")
    device, _dot, until = claim.rpartition(".")
    if not claim.isascii() or not seal.isascii() or not hmac.compare_digest(seal, _seal(key, claim)):
        raise Turned(401, "session")
    if int(until, 16) < time.time():
        raise Turned(401, "session")
    return device


def greet(connection: Connection, folder: HubFolder, device: str) -> dict[str, Any]:
    """What a laptop should know before it sends: where its chain stands here, roles, places lent."""
    region = folder.region
    mine = (h.device.c.region == region) & (h.device.c.device == device)
    row = connection.execute(select(h.device).where(mine)).one()
    epoch = connection.execute(select(h.hub.c.epoch).where(h.hub.c.region == region)).scalar_one()
    lent = connection.execute(
        select(h.lent.c.desil, h.lent.c.places).where(h.lent.c.region == region, h.lent.c.device == device)
    ).all()
    newest = select(func.coalesce(func.max(h.stream.c.cursor), 0)).where(h.stream.c.region == region)
    return {
        "epoch": epoch,
        "last": row.seq,
        "head": bytes(row.head).hex(),
        "cursor": connection.execute(newest).scalar_one(),
        "revoked": row.revoked_for if row.revoked_from is not None else "",
        "least_schema": VERSION,
        "time": moment(),
        "roles": role_documents(connection, folder, device),
        "allotment": {str(one.desil): one.places for one in lent} or None,
    }


def _seal(key: bytes, claim: str) -> str:
    digest = hmac.new(key, b"kelambu-session\n" + claim.encode(), sha256).digest()[:18]
    return urlsafe_b64encode(digest).decode()
