"""The sheets of a synthetic workbook: text, and a number where a spreadsheet has made a NIK one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

_WRITTEN = datetime(2023, 1, 1)  # noqa: DTZ001 - the same bytes whenever and wherever it is written


class Sheet:
    """A sheet that grows row by row."""

    def __init__(self, worksheet: Any, number_column: int) -> None:
        """Begin an empty sheet; `number_column` holds numbers wherever its text ends in `.0`."""
        self._text, self._number = worksheet.write_string, worksheet.write_number
        self._number_column = number_column
        self._row = 0

    def write(self, rows: Iterable[tuple[str, ...]]) -> None:
        """Add `rows`; an empty text leaves its cell empty."""
        text = self._text
        for row in rows:
            for column, value in enumerate(row):
                if column == self._number_column and value.endswith(".0"):
                    self._number(self._row, column, float(value))
                elif value:
                    text(self._row, column, value)
            self._row += 1


class Workbook:
    """A workbook that keeps one row of each sheet in memory."""

    def __init__(self, path: Path) -> None:
        """Prepare to write `path`."""
        from xlsxwriter import Workbook as Book

        self._book = Book(str(path), {"constant_memory": True})
        self._book.set_properties({"created": _WRITTEN})

    def add_sheet(self, name: str, number_column: int) -> Sheet:
        """Return a new sheet, after those before it."""
        return Sheet(self._book.add_worksheet(name), number_column)

    def close(self) -> None:
        """Put the workbook together."""
        self._book.close()
