"""A list whose rows have been checked: what an import takes in, wherever the checking happens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Protocol

from kelambu_tui.exchange.intake.layout import Layout, NoLayout, Row, find_layout
from kelambu_tui.exchange.intake.reasons import Fault
from kelambu_tui.exchange.intake.records import Record
from kelambu_tui.exchange.intake.rows import RowReader
from kelambu_tui.exchange.intake.sources import Source

BATCH = 1_000
"""Rows that are checked, looked up and written together."""

Batch = tuple[list[Record], list[Fault]]
"""A record or a fault for each of up to `BATCH` rows that are not blank."""


@dataclass(frozen=True, slots=True)
class CheckedSheet:
    """One sheet that holds a list; `last_line` is the line of its last row."""

    name: str
    separator: str
    last_line: int
    layout: Layout
    batches: Iterator[Batch]


class Checked(Protocol):
    """A file being checked: BLAKE2b-256 of its bytes (hex), and its sheets, to be read one after another."""

    @property
    def digest(self) -> str:
        """The digest."""
        ...

    @property
    def sheets(self) -> Iterator[CheckedSheet | NoLayout]:
        """The sheets; a `NoLayout` for one that holds no list."""
        ...


@dataclass(frozen=True, slots=True)
class CheckedHere:
    """A file that is checked in this process."""

    digest: str
    sheets: Iterator[CheckedSheet | NoLayout]


def check(source: Source, today: date, by_hand: tuple[str, str] = ("", "")) -> CheckedHere:
    """Check the rows of `source` as they are asked for; `today` is the last day to be born on.

    `by_hand`: source of the data and period, where whoever imports the list says them.
    """
    return CheckedHere(source.digest, _sheets(source, today, by_hand))


def _sheets(source: Source, today: date, by_hand: tuple[str, str]) -> Iterator[CheckedSheet | NoLayout]:
    for sheet in source.sheets:
        try:
            layout, rows = find_layout(sheet.rows, by_hand)
        except NoLayout as refusal:
            yield refusal
            continue
        batches = _batches(RowReader(layout, today), rows)
        yield CheckedSheet(sheet.name, sheet.separator, sheet.last_line, layout, batches)


def _batches(reader: RowReader, rows: Iterator[Row]) -> Iterator[Batch]:
    filled = (row for row in rows if any(map(str.strip, row[1])))
    while batch := list(islice(filled, BATCH)):
        yield reader.read(batch)
