"""A look into a workbook's zip before anything unpacks it.

A workbook of 2 KB can name the cell XFD1048576 and make a reader reserve memory for 17 billion
cells, and one of 3 MB can hold a gigabyte. So entries, sizes, ratios and stated dimensions are judged
first; what lies about them meets the limits of the child process that reads it.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from kelambu_tui.errors import Unreadable
from kelambu_tui.exchange.intake.files import shown
from kelambu_tui.locale import _

MAX_ENTRIES = 2_000
"""Parts that a workbook may have."""

MAX_BYTES = 400 * 2**20
"""Bytes that all parts together may unpack to; 45,000 rows of layout B are about 60 MiB."""

MAX_RATIO = 150
"""How much smaller than its content a large part may be; repetitive lists reach about 40."""

RATIO_FROM = 4 * 2**20
"""Parts below this many unpacked bytes may be packed as tightly as they like."""

MAX_ROWS = 400_000
MAX_COLUMNS = 512
MAX_CELLS = 12_000_000
"""The largest stated dimension of a sheet; longer lists come as CSV, which has no limit."""

_DIMENSION = re.compile(rb'<(?:\w+:)?dimension\b[^>]*\bref="(?:[A-Z]+\d+:)?([A-Z]{1,3})(\d{1,7})"')
_HEAD = 16_384
_DAMAGE = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)


def inspect_zip(path: Path) -> None:
    """Raise `Unreadable` unless the zip at `path` is a workbook of reasonable size."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _judge_contents(path, {entry.filename for entry in entries})
            _judge_sizes(path, entries)
            for entry in entries:
                if entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml"):
                    with archive.open(entry) as part:
                        _judge_dimension(path, part.read(_HEAD))
    except _DAMAGE as error:
        raise Unreadable(damaged(path)) from error


def damaged(path: Path) -> str:
    """Return the sentence for a workbook that cannot be read to its end."""
    return _("{file} rusak atau tidak lengkap. Salin ulang dari sumbernya, lalu ulangi.").format(
        file=shown(path)
    )


def too_large(path: Path) -> str:
    """Return the sentence for a workbook beyond the limits."""
    return _(
        "{file} terlalu besar untuk dibuka dengan aman. Simpan daftar sebagai CSV (tanpa batas baris), "
        "atau bagi per kecamatan, lalu ulangi."
    ).format(file=shown(path))


def _judge_contents(path: Path, names: set[str]) -> None:
    if "xl/workbook.xml" in names:
        return
    if "xl/workbook.bin" in names or "mimetype" in names:
        raise Unreadable(
            _("{file} memakai format lembar kerja lain. Buka, lalu simpan ulang sebagai .xlsx.").format(
                file=shown(path)
            )
        )
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        raise Unreadable(
            _("{file} ternyata dokumen, bukan lembar kerja. Minta daftar sebagai .xlsx atau .csv.").format(
                file=shown(path)
            )
        )
    raise Unreadable(
        _("{file} ternyata arsip ZIP. Buka arsipnya, lalu impor daftar di dalamnya.").format(file=shown(path))
    )


def _judge_sizes(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    large = [entry for entry in entries if entry.file_size > RATIO_FROM]
    if (
        len(entries) > MAX_ENTRIES
        or sum(entry.file_size for entry in entries) > MAX_BYTES
        or any(entry.file_size > MAX_RATIO * max(entry.compress_size, 1) for entry in large)
    ):
        raise Unreadable(too_large(path))


def _judge_dimension(path: Path, head: bytes) -> None:
    found = _DIMENSION.search(head)
    if found is None:
        return
    columns = 0
    for letter in found[1]:
        columns = columns * 26 + letter - 64
    rows = int(found[2])
    if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        raise Unreadable(
            _(
                "{file} menyebut {rows} baris dan {columns} kolom, terlalu besar untuk sebuah daftar. "
                "Hapus baris dan kolom kosong lalu simpan ulang, atau simpan sebagai CSV."
            ).format(file=shown(path), rows=rows, columns=columns)
        )
