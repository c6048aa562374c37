"""One cell of the insurer's file: what a column of the programme prints of a record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from kelambu_tui.programme.vocabulary import DATE_FORMATS

if TYPE_CHECKING:
    from kelambu_tui.programme.model import ExportColumn

CellValue = str | int | date | None


def cell(column: ExportColumn, record: Mapping[str, CellValue]) -> str | int:
    """Return what `column` prints of `record` (source name -> value); '' for what the record lacks.

    A column with `text = true` always gives text, so that no spreadsheet rounds sixteen digits;
    another one gives whole numbers as numbers. Dates without a format are ISO. Whoever writes the
    file still has to neutralise formulas.
    """
    value = column.constant or record.get(column.source)
    if value is None:
        return ""
    if isinstance(value, date):
        return value.strftime(DATE_FORMATS.get(column.format, "%Y-%m-%d"))
    if column.text or not _is_whole(value):
        return str(value)
    return int(value)


def _is_whole(value: str | int) -> bool:
    # Sixteen digits would lose the last one in a number cell, and 0812 its zero.
    text = str(value)
    return text.isascii() and text.isdigit() and len(text) < 16 and (text == "0" or not text.startswith("0"))
