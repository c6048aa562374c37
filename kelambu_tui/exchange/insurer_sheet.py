"""The sheet of the file for the insurer: its columns, its texts made harmless, practice data marked so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.programme.columns import CellValue, cell

if TYPE_CHECKING:
    from kelambu_tui.programme.model import ExportColumn

LONGEST = 250
"""Characters of a cell at most; longer ones end in an ellipsis."""

PRACTICE = "LATIHAN"
"""Name of the sheet and of the first column of a file of practice data: no insurer's form has them."""

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\0")
"""With these a spreadsheet may take a text for a formula; an apostrophe is put before them."""

_WIDTHS = (8, 44)  # characters of the narrowest and the widest column


def write_workbook(
    path: Path,
    columns: tuple[ExportColumn, ...],
    records: Iterable[Mapping[str, CellValue]],
    *,
    practice: bool,
) -> None:
    """Write the file; of practice data it says so on the sheet, in every row and on paper."""
    import xlsxwriter

    options = {"constant_memory": True, "tmpdir": str(path.parent)}
    # Zipped in memory: a zip file that a full disk breaks complains on the terminal when it is collected.
    kept = BytesIO()
    with xlsxwriter.Workbook(kept, options) as book:
        sheet = book.add_worksheet(PRACTICE if practice else "BPJS")
        text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True})
        first = 1 if practice else 0
        if practice:
            sheet.set_header(f"&C&B{PRACTICE}: {_('data rekaan, jangan dikirim')}")
            sheet.set_column(0, 0, _WIDTHS[1] - 14)
            sheet.write_string(0, 0, PRACTICE, bold)
        for place, column in enumerate(columns, first):
            width = min(max(len(column.header) + 2, _WIDTHS[0], 20 if column.text else 0), _WIDTHS[1])
            sheet.set_column(place, place, width, text if column.text else None)
            sheet.write_string(0, place, harmless(column.header), bold)
        sheet.freeze_panes(1, 0)
        for line, record in enumerate(records, start=1):
            if practice:
                sheet.write_string(line, 0, _("data rekaan, jangan dikirim"))
            for place, column in enumerate(columns, first):
                value = cell(column, record)
                if isinstance(value, int):
                    sheet.write_number(line, place, value)
                elif value:
                    sheet.write_string(line, place, harmless(value), text)
    path.write_bytes(kept.getvalue())


def harmless(text: str) -> str:
    """Return `text` as a cell may hold it: one line, no control characters, never a formula."""
    shown = display(text, LONGEST)
    return f"'{shown}" if text.startswith(FORMULA_SIGNS) or shown.startswith(FORMULA_SIGNS) else shown
