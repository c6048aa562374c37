"""The sheets of a synthetic workbook: text, and a number where a spreadsheet has made a NIK one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

MOST_IN_MEMORY = 60_000
"""Persons up to which a workbook is put together in memory (about 5 KiB each), a fifth faster."""

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
    """A workbook being written; either `close` or `abandon` ends it.

    A large one keeps one row of each sheet in memory and repeats every text in its cell; a smaller one
    shares its texts, as spreadsheet programs do.
    """

    def __init__(self, path: Path, persons: int) -> None:
        """Prepare to write `path` for a list of `persons`; raises `OSError`, as do all that write."""
        from xlsxwriter import Workbook as Book

        self._file = _Target(path)
        self._scratch = TemporaryDirectory(prefix="kelambu-", ignore_cleanup_errors=True)
        large = persons > MOST_IN_MEMORY
        self._book = Book(self._file, {"constant_memory": large, "tmpdir": self._scratch.name})
        self._book.set_properties({"created": _WRITTEN})

    def add_sheet(self, name: str, number_column: int) -> Sheet:
        """Return a new sheet, after those before it."""
        return Sheet(self._book.add_worksheet(name), number_column)

    def close(self) -> None:
        """Put the workbook together."""
        from xlsxwriter.exceptions import FileCreateError

        try:
            self._book.close()
        except FileCreateError as error:
            raise error.__context__ or error from None  # what the disk said
        self._file.close()
        self._scratch.cleanup()

    def abandon(self) -> None:
        """Give up a workbook that is not closed, and what it keeps elsewhere meanwhile."""
        for sheet in self._book.worksheets():
            for stream in (sheet.row_data_fh, sheet.fh):
                if stream is not None:
                    with suppress(OSError):
                        stream.close()  # or it would complain when it is collected
        with suppress(OSError):
            self._file.close()
        self._scratch.cleanup()


class _Target:
    """A file that swallows everything after it failed once or was closed.

    A zip archive that could not be written is closed again whenever it is collected, and would put a
    traceback on the screen because it still cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._position = 0
        self._over = False

    def write(self, content: bytes) -> int:
        self._attempt(self._file.write, content)
        self._position += len(content)
        return len(content)

    def seek(self, position: int) -> int:
        self._attempt(self._file.seek, position)
        self._position = position
        return position

    def tell(self) -> int:
        return self._position

    def flush(self) -> None:
        self._attempt(self._file.flush)

    def close(self) -> None:
        self._over = True
        self._file.close()

    def _attempt(self, call: Callable[..., object], *arguments: object) -> None:
        if not self._over:
            self._over = True
            call(*arguments)
            self._over = False
