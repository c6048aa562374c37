"""Any list file as a stream of sheets: a CSV is one sheet, a workbook has several."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kelambu_tui.exchange.intake.archive import inspect_zip
from kelambu_tui.exchange.intake.files import FileKind, inspect_file
from kelambu_tui.exchange.intake.layout import Row
from kelambu_tui.exchange.intake.table import read_table, scan
from kelambu_tui.exchange.intake.workbook import WorkbookReader

WORKBOOK_SEPARATOR = ";"
"""The separator of the rejects of a workbook: what Indonesian spreadsheets expect in a CSV."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file; `last_line` is the line of its last row, `rows` come in order."""

    name: str
    last_line: int
    rows: Iterator[Row]
    separator: str


@dataclass(frozen=True, slots=True)
class Source:
    """An open list file: BLAKE2b-256 of its bytes (hex), and its sheets, to be read one after another."""

    digest: str
    sheets: Iterator[Sheet]


@contextmanager
def open_source(path: Path) -> Iterator[Source]:
    """Open any list file; raises `Unreadable` when it is none, and leaves nothing running."""
    kind = inspect_file(path)
    if kind is FileKind.TEXT:
        shape = scan(path)
        separator, rows = read_table(path, shape)
        yield Source(shape.digest, iter([Sheet("", shape.lines, rows, separator)]))
        return
    if kind is FileKind.ZIP_WORKBOOK:
        inspect_zip(path)
    with WorkbookReader(path) as reader:
        yield Source(
            _digest(path),
            (Sheet(head.name, head.rows, rows, WORKBOOK_SEPARATOR) for head, rows in reader.sheets()),
        )


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=32)).hexdigest()
