"""The village pack: list rows, programme and weights of one village."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from fastapi import Response
from sqlalchemy import Connection, select

from kelambu_tui.errors import NotFound
from kelambu_tui.hub import tables as h
from kelambu_tui.hub.beginning import moment
from kelambu_tui.hub.folder import HubFolder
from kelambu_tui.hub.refusing import Turned
from kelambu_tui.locale import _
from kelambu_tui.sync.packing import deflate, inflate
from kelambu_tui.sync.signing import PROTOCOL
from kelambu_tui.sync.stick import seal
from kelambu_tui.sync.wire import PACKED

MOST_PART = 64 << 20
_RANGE = re.compile(r"bytes=(\d{1,12})-(\d{0,12})")


def read_pack(connection: Connection, folder: HubFolder, device: h.AnyRow, village: str) -> bytes:
    """The pack of a village for one laptop; raises `Turned` outside its area or where no list has it."""
    area = json.loads(device.villages)
    if area and village not in area:
        raise Turned(403, "area")
    return make_pack(connection, folder, village)


def make_pack(connection: Connection, folder: HubFolder, village: str) -> bytes:
    """Pack a village: a header line, then its lists as CSV, as long as the header says (one zstd frame).

    The same bytes until a list, the programme or the weights change, so a download can be resumed.
    """
    parts = _parts(connection, folder.region, village)
    if not parts:
        raise Turned(404, "unknown")
    tables = _tables(parts)
    content = b"".join(tables.values())
    head: dict[str, Any] = {
        "protocol": PROTOCOL,
        "kind": "pack",
        "village": village,
        "at": max(part.at for part in parts),
        "cursor": max(part.cursor for part in parts),
        "rows": sum(part.rows for part in parts),
        "tables": [[layout, len(table)] for layout, table in tables.items()],
        "digest": blake2b(content, digest_size=32).hexdigest(),
        "programme": _own(folder, "programme.toml"),
        "weights": _own(folder, "duplicate_weights.json"),
    }
    line = json.dumps(head, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return deflate(line + b"\n" + content)


def village_table(connection: Connection, folder: HubFolder, village: str) -> bytes:
    """The village's list as one CSV, the people's where there is one; raises `NotFound` without any."""
    tables = _tables(_parts(connection, folder.region, village))
    if not tables:
        raise NotFound(
            _("Belum ada daftar untuk desa {village}. Masukkan dengan `kelambu hub import`.").format(
                village=village
            )
        )
    of_people = [one for layout, one in tables.items() if layout.endswith("individu")]
    return of_people[0] if of_people else next(iter(tables.values()))


def _tables(parts: Sequence[h.AnyRow]) -> dict[str, bytes]:
    """The lists that a village's parts make, by layout; a part repeats the header of the one before it."""
    tables: dict[str, bytes] = {}
    for part in parts:
        rows = inflate(bytes(part.content), MOST_PART)
        before = tables.get(part.layout)
        if before is None:
            tables[part.layout] = rows
        else:
            tables[part.layout] = before + rows.removeprefix(before.partition(b"\n")[0] + b"\n")
    return tables


def sealed_pack(connection: Connection, folder: HubFolder, village: str, device: str) -> bytes:
    """The pack as a file that only one laptop can open; raises `NotFound` where either is not here."""
    from kelambu_tui.hub.district import named_device

    village_table(connection, folder, village)
    row = named_device(connection, folder.region, device)
    if not row.recipient:
        raise NotFound(_("Laptop {device} belum punya kunci stick.").format(device=device))
    packed = make_pack(connection, folder, village)
    about = {"kind": "pack", "device": row.device, "village": village, "at": moment()}
    return seal(folder.signing_key, [row.recipient, folder.recovery], about, [packed])


def _parts(connection: Connection, region: str, village: str) -> Sequence[h.AnyRow]:
    mine = (h.pack.c.region == region) & (h.pack.c.village == village)
    return connection.execute(select(h.pack).where(mine).order_by(h.pack.c.layout, h.pack.c.part)).all()


def partial(packed: bytes, wanted: str) -> Response:
    """Answer the whole, or the range of bytes that was asked for."""
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
