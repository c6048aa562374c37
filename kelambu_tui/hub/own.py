"""The hub's own chain: what the district lends and revokes, signed by the hub's key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, func, select
from uuid_utils import uuid7

from kelambu_tui.hub import tables as h
from kelambu_tui.hub.beginning import HUB, moment
from kelambu_tui.hub.chains import Chain, read_devices
from kelambu_tui.hub.folder import HubFolder
from kelambu_tui.hub.pushing import Parcel, Receipt, store
from kelambu_tui.hub.reading import read_items
from kelambu_tui.ledger.entries import VERSION, next_head, write_entry
from kelambu_tui.sync.packing import Signature


def write_own(
    connection: Connection, folder: HubFolder, kind: str, subject: str, body: Mapping[str, Any]
) -> Receipt:
    """Append an entry to the hub's own chain, in the caller's transaction."""
    row = read_devices(connection, folder.region, {HUB})[HUB]
    newest = select(func.coalesce(func.max(h.stream.c.cursor), 0)).where(h.stream.c.region == folder.region)
    entry = write_entry(
        {
            "id": str(uuid7()),
            "device": HUB,
            "seq": row.seq + 1,
            "version": VERSION,
            "kind": kind,
            "author": HUB,
            "at": moment(),
            "base": connection.execute(newest).scalar_one(),
            "subject": subject,
            "body": dict(body),
        }
    )
    before = bytes(row.head)
    head = next_head(before, entry.line)
    chain = Chain(HUB, entry.seq, [entry.line], before, [head])
    signed = Signature(entry.seq, HUB, folder.signing_key.sign(head))
    parcel = Parcel(chain, read_items(HUB, entry.seq, [entry.line]), [signed])
    store(connection, folder, [parcel])
    return parcel.settled()
