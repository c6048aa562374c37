"""Writing the stream: cursors in order without gaps, rows in bulk."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, select

from kelambu_tui.hub import tables as h
from kelambu_tui.hub.docket import Item
from kelambu_tui.hub.storage import add_rows

_COLUMNS = (
    "region",
    "cursor",
    "device",
    "seq",
    "change",
    "id",
    "kind",
    "author",
    "subject",
    "village",
    "status",
    "line",
    "head",
)


class Stream:
    """The end of one region's stream, in a transaction that holds the region alone."""

    def __init__(self, connection: Connection, region: str) -> None:
        self._connection = connection
        self._region = region
        self._rows: list[tuple[Any, ...]] = []
        self.heads: dict[tuple[str, int], bytes] = {}
        last = select(func.max(h.stream.c.cursor)).where(h.stream.c.region == region)
        self._last = int(connection.execute(last).scalar() or 0)

    def next_cursor(self) -> int:
        """Take the next number of the order."""
        self._last += 1
        return self._last

    def add(self, item: Item, status: str, head: bytes) -> None:
        """Put an entry at its cursor."""
        self.heads[item.device, item.seq] = head
        own = item.id if item.fault != "id_taken" and item.id else None
        self._rows.append(
            (
                self._region,
                item.cursor,
                item.device,
                item.seq,
                0,
                own,
                item.kind,
                item.author,
                item.subject,
                item.village,
                status,
                item.line,
                head,
            )
        )

    def change(self, item: Item, status: str, change: int) -> None:
        """Say at a new cursor what became of an earlier entry."""
        place = (self._region, self.next_cursor(), item.device, item.seq, change, None)
        what = (item.kind, item.author, item.subject, item.village, status, None, None)
        self._rows.append((*place, *what))

    def flush(self) -> None:
        """Write what was added."""
        add_rows(self._connection, h.stream, _COLUMNS, self._rows)
        self._rows = []
