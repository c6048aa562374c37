"""The files of a list: CSV side by side, or one workbook of two sheets; and the truth beside it.

Everything is written under another name first and renamed when it is whole, so that a list is never
half there.
"""

from __future__ import annotations

import csv
import errno
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Protocol, Self

from kelambu_tui.display import display
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
        self._layout, self._workbook, self._persons = layout, workbook, persons
        _refuse_path(out, self.families, self.truth, persons)
        self._open: list[IO[str]] = []
        self._book: Workbook | None = None
        self.person_sheet: _Sheet
        self.family_sheet: _Sheet
        self.truth_sheet: _Sheet

    def __enter__(self) -> Self:
        """Open the files under their passing names; raises `Unreadable` where they cannot be written."""
        try:
            if self._workbook:
                self._open_workbook()
            else:
                self.person_sheet = self._csv(self.individuals, [*self._title(), PERSON_HEADER[self._layout]])
                self.family_sheet = self._csv(self.families, [*self._title(), FAMILY_HEADER[self._layout]])
            self.truth_sheet = self._csv(self.truth, [truth.HEADER])
        except BaseException as error:
            self.__exit__(type(error), error, error.__traceback__)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the files and put them in place, or remove them if something went wrong.

        Raises `Unreadable` where the disk or the folder was what went wrong.
        """
        try:
            if error is None:
                self._finish()
            elif isinstance(error, OSError):
                raise error
        except OSError as failure:
            raise Unreadable(_unwritable(self.individuals, failure)) from failure
        finally:
            self._discard()

    def _finish(self) -> None:
        for file in self._open:
            file.close()
        if self._book is not None:
            self._book.close()
            self._book = None
        for path in self._paths:
            _part(path).replace(path)

    def _discard(self) -> None:
        if self._book is not None:
            self._book.abandon()
        for file in self._open:
            with suppress(OSError):
                file.close()
        for path in self._paths:
            with suppress(OSError):
                _part(path).unlink()

    @property
    def _paths(self) -> tuple[Path, ...]:
        return tuple(dict.fromkeys((self.individuals, self.families, self.truth)))

    def _csv(self, path: Path, rows: Iterable[tuple[str, ...]]) -> _Sheet:
        file = _part(path).open("w", encoding="utf-8", newline="")
        self._open.append(file)
        sheet = _CsvSheet(csv.writer(file, lineterminator="\n"))
        sheet.write(rows)
        return sheet

    def _open_workbook(self) -> None:
        book = self._book = Workbook(_part(self.individuals), self._persons)
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


def _refuse_path(out: Path, families: Path, truth_file: Path, persons: int) -> None:
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
    taken = next((path for path in (out, families) if path.exists()), None)
    if taken is not None and not truth_file.exists():
        raise Refused(
            _("{file} sudah ada dan bukan daftar latihan. Beri nama lain agar daftar itu tidak tertimpa.")
            .format(file=taken.name)
        )  # fmt: skip


def _unwritable(path: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        why = _("tempat penyimpanan penuh")
    elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        why = _("tidak ada izin menulis di sana")
    else:
        why = display(error.strerror or type(error).__name__)
    return _("{file} tidak dapat ditulis: {why}. Pilih folder lain, lalu ulangi.").format(
        file=display(path), why=why
    )
