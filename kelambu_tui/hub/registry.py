"""The lists at the hub: where everybody lives, for the area of entries, and the packs of the villages."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, delete, func, select

from kelambu_tui.errors import Unreadable
from kelambu_tui.exchange.intake.checked import CheckedSheet, check
from kelambu_tui.exchange.intake.layout import NoLayout
from kelambu_tui.exchange.intake.records import Record, split_cells
from kelambu_tui.exchange.intake.sources import open_source
from kelambu_tui.hub import tables as h
from kelambu_tui.hub.beginning import moment
from kelambu_tui.hub.folder import HubFolder
from kelambu_tui.hub.own import write_own
from kelambu_tui.hub.storage import Storage, add_rows, put_rows
from kelambu_tui.locale import _
from kelambu_tui.sync.packing import deflate

PART_ROWS = 2_000
"""Rows of a pack's part: a laptop on a bad line fetches it in pieces."""


_COLUMNS = ("region", "village", "layout", "part", "at", "cursor", "rows", "content")


@dataclass(slots=True)
class Listed:
    """What came of a list: rows taken, rows set aside by reason, villages that have a pack now."""

    read: int = 0
    taken: int = 0
    people: int = 0
    families: int = 0
    aside: dict[str, int] = field(default_factory=dict)
    villages: int = 0


def import_list(storage: Storage, folder: HubFolder, path: Path) -> Listed:
    """Take a list in, all of it or nothing; each village that it names gets a new pack.

    Raises `Unreadable` for a file that holds no list.
    """
    listed = Listed()
    with open_source(path) as source, storage.write() as connection:
        packs = _Packs(connection, storage.region)
        for sheet in check(source, date.today()).sheets:  # noqa: DTZ011 (the day of the place)
            if isinstance(sheet, NoLayout):
                continue
            packs.begin(sheet)
            _take_sheet(connection, storage.region, sheet, packs, listed)
        if not listed.read:
            raise Unreadable(
                _("{file} tidak berisi daftar yang bisa dibaca. Periksa berkasnya.").format(file=path.name)
            )
        listed.villages = packs.write(_publish(connection, folder, source.digest, listed))
    return listed


def _publish(connection: Connection, folder: HubFolder, digest: str, listed: Listed) -> int:
    """Write the import in the hub's own chain; answers its cursor, which tells a newer pack from an older."""
    body = {"read": listed.read, "taken": listed.taken, "aside": listed.aside}
    write_own(connection, folder, "list.published", digest, body)
    newest = select(func.max(h.stream.c.cursor)).where(h.stream.c.region == folder.region)
    return int(connection.execute(newest).scalar_one())


def _take_sheet(
    connection: Connection, region: str, sheet: CheckedSheet, packs: _Packs, listed: Listed
) -> None:
    columns = ("region", "subject", "village", "family")
    for records, faults in sheet.batches:
        listed.read += len(records) + len(faults)
        listed.taken += len(records)
        for fault in faults:
            listed.aside[fault.code] = listed.aside.get(fault.code, 0) + 1
        people = {_uid(record): (record.place.village, record.place.family_id) for record in records}
        families = {record.place.family_id: (record.place.village, "") for record in records}
        listed.people += len(people)
        listed.families += len(families)
        put_rows(connection, h.place, columns, [(region, one, *where) for one, where in people.items()])
        put_rows(connection, h.place, columns, [(region, one, *where) for one, where in families.items()])
        for record in records:
            packs.add(record)


def _uid(record: Record) -> str:
    """A person's id for ever, as the laptops' registry makes it."""
    return record.human.values[0] or f"KK-{record.place.family_id}"


class _Packs:
    """The rows of each village as a table that `kelambu import` reads, packed."""

    def __init__(self, connection: Connection, region: str) -> None:
        self._connection = connection
        self._region = region
        self._header: list[str] = []
        self._layout = ""
        self._rows: dict[str, list[list[str]]] = defaultdict(list)
        self._done: dict[str, list[tuple[str, int, bytes]]] = defaultdict(list)

    def begin(self, sheet: CheckedSheet) -> None:
        """Another sheet: its rows have another header."""
        self._spill_all()
        self._header = list(sheet.layout.header)
        self._layout = sheet.layout.name

    def add(self, record: Record) -> None:
        """Put a row in its village's pack."""
        rows = self._rows[record.place.village]
        rows.append(split_cells(record.cells))
        if len(rows) >= PART_ROWS:
            self._spill(record.place.village)

    def write(self, cursor: int) -> int:
        """Replace the packs of the villages that the list names; answers how many."""
        self._spill_all()
        now = moment()
        for village, parts in self._done.items():
            old = (h.pack.c.region == self._region) & (h.pack.c.village == village)
            for layout in {part[0] for part in parts}:
                self._connection.execute(delete(h.pack).where(old, h.pack.c.layout == layout))
            rows = [
                (self._region, village, layout, at, now, cursor, count, part)
                for at, (layout, count, part) in enumerate(parts, 1)
            ]
            add_rows(self._connection, h.pack, _COLUMNS, rows)
        return len(self._done)

    def _spill_all(self) -> None:
        for village in list(self._rows):
            self._spill(village)

    def _spill(self, village: str) -> None:
        rows = self._rows.pop(village)
        text = io.StringIO()
        csv.writer(text).writerows([self._header, *rows])
        self._done[village].append((self._layout, len(rows), deflate(text.getvalue().encode())))


def listed_villages(connection: Connection, region: str) -> list[str]:
    """The villages that have a pack."""
    mine = select(h.pack.c.village).where(h.pack.c.region == region).distinct().order_by(h.pack.c.village)
    return list(connection.execute(mine).scalars())
