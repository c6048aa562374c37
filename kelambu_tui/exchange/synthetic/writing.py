"""The files of a list: CSV side by side, or one workbook of two sheets; and the truth beside it.

Everything is written under another name first and renamed when it is whole, so that a list is never
half there.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from contextlib import ExitStack, closing
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from kelambu_tui.errors import Refused, Unreadable
from kelambu_tui.exchange.synthetic import truth
from kelambu_tui.exchange.synthetic.layouts import FAMILY_HEADER, PERSON_HEADER, Layout
from kelambu_tui.exchange.synthetic.workbook import Workbook
from kelambu_tui.locale import _

SHEET_ROWS = 1_048_576
"""Rows of a sheet of a workbook (the format's limit)."""

_TITLE = ("DATA P3KE KABUPATEN MUSI BANYUASIN", "DATA BUATAN UNTUK LATIHAN, BUKAN ORANG SUNGGUHAN", "")
"""What stands above the header of layout A, which is on row 4."""


class _Sheet(Protocol):
    def write(self, rows: Iterable[tuple[str, ...]]) -> None: ...


class ListFiles:
    """The files of one list, open for writing; leaving the `with` block well puts them in place."""

    def __init__(self, out: Path, layout: Layout, persons: int) -> None:
        """Prepare to write to `out` (.csv or .xlsx) and beside it.

        Raises `Unreadable` for another ending, a missing folder or more rows than a sheet holds, and
        `Refused` when `out` exists and is not a synthetic list, that is, has no truth file beside it.
        """
        self.individuals = out
        self.truth = out.with_name(f"{_stem(out)}-kebenaran.csv")
        workbook = out.suffix.lower() == ".xlsx"
        self.families = out if workbook else out.with_name(f"{_stem(out)}-keluarga.csv")
        self._layout, self._workbook = layout, workbook
        _refuse_path(out, self.truth, persons)
        self._stack = ExitStack()
        self.person_sheet: _Sheet
        self.family_sheet: _Sheet
        self.truth_sheet: _Sheet

    def __enter__(self) -> Self:
        """Open the files under their passing names."""
        if self._workbook:
            self._open_workbook()
        else:
            self.person_sheet = self._csv(self.individuals, [*self._title(), PERSON_HEADER[self._layout]])
            self.family_sheet = self._csv(self.families, [*self._title(), FAMILY_HEADER[self._layout]])
        self.truth_sheet = self._csv(self.truth, [truth.HEADER])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the files and put them in place, or remove them if something went wrong."""
        self._stack.__exit__(kind, error, trace)
        for path in {self.individuals, self.families, self.truth}:
            if kind is None:
                _part(path).replace(path)
            else:
                _part(path).unlink(missing_ok=True)

    def _csv(self, path: Path, rows: Iterable[tuple[str, ...]]) -> _Sheet:
        file = self._stack.enter_context(_part(path).open("w", encoding="utf-8", newline=""))
        sheet = _CsvSheet(csv.writer(file, lineterminator="\n"))
        sheet.write(rows)
        return sheet

    def _open_workbook(self) -> None:
        book = self._stack.enter_context(closing(Workbook(_part(self.individuals))))
        titles = {"Keluarga": FAMILY_HEADER[self._layout], "Individu": PERSON_HEADER[self._layout]}
        names = ("Keluarga", "Individu") if self._layout == "A" else ("Individu", "Keluarga")
        sheets = {name: book.add_sheet(name, titles[name].index("NIK")) for name in names}
        for name, sheet in sheets.items():
            sheet.write([*self._title(), titles[name]])
        self.person_sheet, self.family_sheet = sheets["Individu"], sheets["Keluarga"]

    def _title(self) -> list[tuple[str, ...]]:
        return [(line,) for line in _TITLE] if self._layout == "A" else []


class _CsvSheet:
    def __init__(self, writer: Any) -> None:
        self.write = writer.writerows


def _stem(out: Path) -> str:
    return out.stem.removesuffix("-individu")


def _part(path: Path) -> Path:
    return path.with_name(f"{path.name}.part")


def _refuse_path(out: Path, truth_file: Path, persons: int) -> None:
    if out.suffix.lower() not in (".csv", ".xlsx"):
        raise Unreadable(
            _("{file} harus berakhiran .csv atau .xlsx. Beri nama berkas lain.").format(file=out.name)
        )
    if not out.parent.is_dir():
        raise Unreadable(_("Folder {folder} belum ada. Buat dulu foldernya.").format(folder=out.parent))
    if out.suffix.lower() == ".xlsx" and persons > SHEET_ROWS - 4:
        raise Unreadable(
            _("Satu lembar Excel memuat paling banyak {rows} baris. Pilih berkas .csv.").format(
                rows=SHEET_ROWS - 4
            )
        )
    if out.exists() and not truth_file.exists():
        raise Refused(
            _("{file} sudah ada dan bukan daftar latihan. Beri nama lain agar daftar itu tidak tertimpa.")
            .format(file=out.name)
        )  # fmt: skip
