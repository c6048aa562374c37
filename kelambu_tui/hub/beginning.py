"""The first moments of a hub: tables, its epoch, and the hub's own chain."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, insert, select

from kelambu_tui.errors import Refused
from kelambu_tui.hub import tables as h
from kelambu_tui.hub.storage import Storage, make_storage, open_storage
from kelambu_tui.locale import _

if TYPE_CHECKING:
    from kelambu_tui.hub.folder import HubFolder

HUB = "hub"
"""The hub's own device id, and the author of its entries."""


def moment() -> str:
    """Now, as texts hold it: ISO 8601, UTC, seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def begin(folder: HubFolder) -> None:
    """Create the tables and this region's rows in them; raises `Refused` where another hub has the region."""
    path, key = folder.database_path, folder.database_key
    storage = make_storage(folder.region, path, key, folder.database)
    try:
        with storage.write() as connection:
            _settle(connection, folder)
    finally:
        storage.close()


def _settle(connection: Connection, folder: HubFolder) -> None:
    region = {"region": folder.region}
    known = select(h.hub.c.epoch).where(h.hub.c.region == folder.region)
    if connection.execute(known).first() is not None:
        raise Refused(
            _(
                "Basis data itu sudah berisi hub untuk kabupaten {region}. Pakai folder hub itu, atau basis "
                "data lain."
            ).format(region=folder.region)
        )
    connection.execute(insert(h.hub), region | {"epoch": new_epoch(), "began_at": moment()})
    own = {"device": HUB, "name": folder.district, "public_key": folder.public_key, "joined_at": moment()}
    connection.execute(insert(h.device), NEW_DEVICE | region | own)
    staff = {"name": HUB, "role": "dinas", "villages": "[]", "at": moment()}
    connection.execute(insert(h.staff), region | staff)
    key = {"name": HUB, "device": HUB, "signed": 0, "public_key": folder.public_key}
    connection.execute(insert(h.credential), region | key)


def new_epoch() -> str:
    """A name for one life of a hub's database: cursors mean nothing in another."""
    return secrets.token_hex(8)


def opened(folder: HubFolder) -> Storage:
    """Open the hub's database."""
    return open_storage(folder.region, folder.database_path, folder.database_key, folder.database)


NEW_DEVICE: dict[str, Any] = {
    "recipient": "",
    "villages": "[]",
    "seq": 0,
    "head": bytes(32),
    "pushed_at": "",
    "pulled_at": "",
    "pulled": 0,
    "revoked_from": None,
    "revoked_for": "",
}
"""What a device begins with."""
