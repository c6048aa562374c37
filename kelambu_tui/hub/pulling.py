"""What a laptop gets: others' entries of its area, and the verdicts on its own, in the one order."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select, tuple_, union, update

from kelambu_tui.hub import tables as h
from kelambu_tui.hub.beginning import moment
from kelambu_tui.hub.judging import ACCEPTED
from kelambu_tui.hub.storage import Storage
from kelambu_tui.ledger.writing import SIGNED_KINDS
from kelambu_tui.sync.packing import deflate

MOST_ROWS = 2_000
MOST_BYTES = 1 << 20
LEAST_BYTES = 1 << 10
_RAW = 4
"""Bytes unpacked for each byte packed, as a first guess."""

PullRow = list[Any]
"""[cursor, device, seq, status, line or None, [[author, signature, head before] ...]]"""


def pull(connection: Connection, region: str, device: h.AnyRow, cursor: int, most: int) -> bytes:
    """The rows after `cursor` that concern `device`, packed to about `most` bytes; at least one row."""
    most = max(LEAST_BYTES, min(most, MOST_BYTES))
    epoch = connection.execute(select(h.hub.c.epoch).where(h.hub.c.region == region)).scalar_one()
    rows, reached, more = read_rows(connection, region, device, cursor, most * _RAW)
    while True:
        answer = {"rows": rows, "next": reached, "more": more, "epoch": epoch}
        packed = deflate(written(answer))
        if len(packed) <= most or len(rows) < 2:
            return packed
        rows = rows[: len(rows) // 2]
        reached, more = rows[-1][0], True


def read_rows(
    connection: Connection, region: str, device: h.AnyRow, cursor: int, most: int
) -> tuple[list[PullRow], int, bool]:
    """Rows of about `most` bytes unpacked, the cursor that they reach, and whether there are more."""
    newest = select(func.coalesce(func.max(h.stream.c.cursor), 0)).where(h.stream.c.region == region)
    end = int(connection.execute(newest).scalar_one())
    found = connection.execute(_concerning(region, device, cursor)).all()
    more = len(found) > MOST_ROWS
    found = found[:MOST_ROWS]
    lines = _later_lines(connection, region, device.device, found)
    rows: list[PullRow] = []
    size = 0
    signed: list[PullRow] = []
    for row in found:
        line = None if row.device == device.device else _line(row, lines)
        given: PullRow = [row.cursor, row.device, row.seq, row.status, line, []]
        size += 60 + len(line or "")
        if size > most and rows:
            more = True
            break
        rows.append(given)
        if line is not None and row.kind in SIGNED_KINDS:
            signed.append(given)
    _add_signatures(connection, region, signed)
    return rows, (rows[-1][0] if more and rows else max(end, cursor)), more


def note_pulled(storage: Storage, device: h.AnyRow, cursor: int) -> None:
    """Remember how far a laptop has followed; what it asks after, it has."""
    if cursor <= device.pulled:
        return
    with storage.write() as connection:
        mine = (h.device.c.region == storage.region) & (h.device.c.device == device.device)
        connection.execute(update(h.device).where(mine).values(pulled=cursor, pulled_at=moment()))


def written(answer: dict[str, Any]) -> bytes:
    """The answer as JSON; lines stand in it byte for byte, so nothing is normalised."""
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _concerning(region: str, device: h.AnyRow, cursor: int) -> Select[Any]:
    """Rows for one laptop: of its area what counts or changed, and all that is said of its own."""
    s = h.stream.c
    later = (s.region == region) & (s.cursor > cursor)
    counts = (s.status == ACCEPTED) | (s.change > 0)
    own = s.device == device.device
    villages = json.loads(device.villages)
    if not villages:
        here = or_(s.village == f"@{device.device}", ~s.village.startswith("@"))
        return select(h.stream).where(later, own | (counts & here)).order_by(s.cursor).limit(MOST_ROWS + 1)
    audience = s.village.in_(["", f"@{device.device}", *villages])
    area = select(s.cursor).where(later, audience, counts).order_by(s.cursor).limit(MOST_ROWS + 1)
    mine = select(s.cursor).where(later, own).order_by(s.cursor).limit(MOST_ROWS + 1)
    both = union(select(area.subquery().c.cursor), select(mine.subquery().c.cursor))
    cursors = select(both.subquery().c.cursor)
    wanted = (s.region == region) & s.cursor.in_(cursors)
    return select(h.stream).where(wanted).order_by(s.cursor).limit(MOST_ROWS + 1)


def _later_lines(
    connection: Connection, region: str, own: str, rows: Sequence[h.AnyRow]
) -> dict[tuple[str, int], bytes]:
    """Lines of entries that were accepted later than they came."""
    places = [
        (row.device, row.seq) for row in rows if row.change and row.status == ACCEPTED and row.device != own
    ]
    if not places:
        return {}
    s = h.stream.c
    first = (s.region == region) & (s.change == 0) & tuple_(s.device, s.seq).in_(places)
    return {
        (row.device, row.seq): row.line
        for row in connection.execute(select(s.device, s.seq, s.line).where(first))
    }


def _line(row: h.AnyRow, later: dict[tuple[str, int], bytes]) -> str | None:
    if row.status != ACCEPTED:
        return None
    line = row.line if row.line is not None else later.get((row.device, row.seq))
    return None if line is None else bytes(line).decode()


def _add_signatures(connection: Connection, region: str, rows: list[PullRow]) -> None:
    """Put the person's signature at each decision, with the chain head that it can be checked from."""
    if not rows:
        return
    places = {(row[1], row[2]): row for row in rows}
    of = h.signature.c
    mine = (of.region == region) & tuple_(of.device, of.seq).in_(list(places))
    found = connection.execute(select(h.signature).where(mine)).all()
    s = h.stream.c
    before = [(row.device, row.seq - 1) for row in found if row.seq > 1] or [("", 0)]
    here = (s.region == region) & (s.change == 0) & tuple_(s.device, s.seq).in_(before)
    heads = {
        (row.device, row.seq): row.head
        for row in connection.execute(select(s.device, s.seq, s.head).where(here))
    }
    for row in found:
        head = heads.get((row.device, row.seq - 1), bytes(32))
        places[row.device, row.seq][5].append([row.author, bytes(row.signature).hex(), bytes(head).hex()])
