"""Workbooks of text, made by hand: 45,000 people in 5 to 6 s, where the library takes 12.

Only what a list needs: sheets, inline text, and a number where a spreadsheet has made a NIK one. The
insurer's file, which is small and has formats, is written by the library (exchange/insurer.py).
"""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from xml.sax.saxutils import escape

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_PART = "application/vnd.openxmlformats-officedocument.spreadsheetml"


class Sheet:
    """A sheet that grows row by row in a file of its own."""

    def __init__(self, name: str, number_column: int) -> None:
        """Begin an empty sheet; `number_column` holds numbers wherever its text ends in `.0`."""
        self.name = name
        self.file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the workbook
        self._number_column = number_column
        self._row = 0
        self.file.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>\n'.encode())

    def write(self, rows: Iterable[tuple[str, ...]]) -> None:
        """Add `rows`; an empty text leaves its cell empty."""
        for row in rows:
            self._row += 1
            cells = "".join(self._cell(column, value) for column, value in enumerate(row) if value)
            self.file.write(f'<row r="{self._row}">{cells}</row>\n'.encode())

    def _cell(self, column: int, value: str) -> str:
        place = f"{_LETTERS[column]}{self._row}"
        if column == self._number_column and value.endswith(".0"):
            return f'<c r="{place}"><v>{value[:-2]}</v></c>'
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'


class Workbook:
    """A workbook whose sheets are put together when its `with` block ends well."""

    def __init__(self, path: Path) -> None:
        """Prepare to write `path`."""
        self._path = path
        self._sheets: list[Sheet] = []

    def add_sheet(self, name: str, number_column: int) -> Sheet:
        """Return a new sheet, after those before it."""
        self._sheets.append(Sheet(name, number_column))
        return self._sheets[-1]

    def __enter__(self) -> Self:
        """Return the workbook."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write the file, unless something went wrong, and let go of the sheets' own files."""
        try:
            if kind is None:
                with zipfile.ZipFile(self._path, "w") as archive:
                    self._pack(archive)
        finally:
            for sheet in self._sheets:
                sheet.file.close()

    def _pack(self, archive: zipfile.ZipFile) -> None:
        for name, content in self._frame().items():
            archive.writestr(_info(name), _HEAD + content)
        for number, sheet in enumerate(self._sheets, start=1):
            sheet.file.write(b"</sheetData></worksheet>")
            sheet.file.seek(0)
            with archive.open(_info(f"xl/worksheets/sheet{number}.xml"), "w", force_zip64=True) as part:
                shutil.copyfileobj(sheet.file, part, 1 << 20)

    def _frame(self) -> dict[str, str]:
        """Return the small parts that say which sheets there are."""
        numbers = range(1, len(self._sheets) + 1)
        types = "".join(
            f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_PART}.worksheet+xml"/>'
            for number in numbers
        )
        sheets = "".join(
            f'<sheet name="{escape(sheet.name)}" sheetId="{number}" r:id="rId{number}"/>'
            for number, sheet in zip(numbers, self._sheets, strict=True)
        )
        links = "".join(
            f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" '
            f'Target="worksheets/sheet{number}.xml"/>'
            for number in numbers
        )
        return {
            "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_PART}.sheet.main+xml"/>{types}</Types>',
            "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
            f"<sheets>{sheets}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}">{links}</Relationships>',
        }


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)  # dated 1980: the same bytes every time
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _letters(column: int) -> str:
    after, letter = divmod(column, 26)
    return (chr(64 + after) if after else "") + chr(65 + letter)


_LETTERS = [_letters(column) for column in range(702)]
