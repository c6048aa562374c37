"""The village pack: list rows, programme, accounts and places of one village, at a cursor."""

from __future__ import annotations

import json
import re
from typing import Any

from fastapi import Response
from sqlalchemy import Connection, func, select

from kelambu_tui.hub import tables as h
from kelambu_tui.hub.certifying import role_documents
from kelambu_tui.hub.folder import HubFolder
from kelambu_tui.hub.refusing import Turned
from kelambu_tui.sync.packing import deflate, inflate
from kelambu_tui.sync.signing import PROTOCOL
from kelambu_tui.sync.wire import PACKED

MOST_PART = 64 << 20
_RANGE = re.compile(r"bytes=(\d{1,12})-(\d{0,12})")


def read_pack(connection: Connection, folder: HubFolder, device: h.AnyRow, village: str) -> bytes:
    """The pack of a village for one laptop; raises `Turned` outside its area or where no list has it."""
    area = json.loads(device.villages)
    if area and village not in area:
        raise Turned(403, "area")
    return make_pack(connection, folder, village, device.device)


def make_pack(connection: Connection, folder: HubFolder, village: str, device: str) -> bytes:
    """Pack a village: a header line, then its list as it was imported (one zstd frame, lines of JSON)."""
    region = folder.region
    mine = (h.pack.c.region == region) & (h.pack.c.village == village)
    parts = connection.execute(select(h.pack).where(mine).order_by(h.pack.c.part)).all()
    if not parts:
        raise Turned(404, "unknown")
    newest = select(func.coalesce(func.max(h.stream.c.cursor), 0)).where(h.stream.c.region == region)
    head: dict[str, Any] = {
        "protocol": PROTOCOL,
        "kind": "pack",
        "village": village,
        "cursor": connection.execute(newest).scalar_one(),
        "at": max(part.at for part in parts),
        "rows": sum(part.rows for part in parts),
        "programme": _own(folder, "programme.toml"),
        "weights": _own(folder, "duplicate_weights.json"),
        "roles": role_documents(connection, folder, device),
    }
    lines = [json.dumps(head, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()]
    lines += [inflate(bytes(part.content), MOST_PART) for part in parts]
    return deflate(b"\n".join(lines))


def partial(packed: bytes, wanted: str) -> Response:
    """Answer the whole, or the range of bytes that was asked for."""
    from hashlib import blake2b

    headers = {"Accept-Ranges": "bytes", "ETag": f'"{blake2b(packed, digest_size=16).hexdigest()}"'}
    if not wanted:
        return Response(packed, media_type=PACKED, headers=headers)
    found = _RANGE.fullmatch(wanted)
    if found is None:
        raise Turned(416, "range", size=len(packed))
    first = int(found[1])
    last = min(int(found[2]) if found[2] else len(packed) - 1, len(packed) - 1)
    if first > last:
        raise Turned(416, "range", size=len(packed))
    headers["Content-Range"] = f"bytes {first}-{last}/{len(packed)}"
    return Response(packed[first : last + 1], 206, media_type=PACKED, headers=headers)


def _own(folder: HubFolder, name: str) -> str:
    path = folder.folder / name
    return path.read_text(encoding="utf-8") if path.is_file() else ""
