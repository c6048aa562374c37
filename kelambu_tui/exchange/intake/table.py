"""Lists as text: which encoding, which separator, which lines.

One pass over the bytes finds the encoding, the digest and the number of lines, so that a file that
turns out to be unreadable in its last line is refused before anything is written.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from kelambu_tui.errors import Unreadable
from kelambu_tui.exchange.intake.files import shown
from kelambu_tui.exchange.intake.layout import HEADER_ROWS, recognised
from kelambu_tui.locale import _

SEPARATORS = ",;\t|"
"""What may stand between two cells; the one that makes the best header wins."""

MAX_LINE_BYTES = 2**20
"""A line longer than this is no row of a list."""

# A cell that spans lines and is full of separators has swallowed rows: its quote was never closed.
_SWALLOWED = 5

Row = tuple[int, list[str]]
"""The line number as a person counts in the file, and the cells."""


@dataclass(frozen=True, slots=True)
class TextShape:
    """What one pass over a text file found: its encoding, BLAKE2b-256 (hex) and lines."""

    encoding: str
    digest: str
    lines: int


def scan(path: Path) -> TextShape:
    """Read the whole of `path` once; raises `Unreadable` for a line that no list has."""
    digest = hashlib.blake2b(digest_size=32)
    lines = 0
    with path.open("rb") as stream:
        chunk = stream.read(MAX_LINE_BYTES)
        encoding = _stated_encoding(chunk)
        decoder: codecs.IncrementalDecoder | None = (
            None if encoding else codecs.getincrementaldecoder("utf-8")()
        )
        while chunk:
            digest.update(chunk)
            ends = chunk.count(b"\n") or chunk.count(b"\r")
            if not ends and len(chunk) == MAX_LINE_BYTES:
                raise Unreadable(_too_long(path, lines + 1))
            lines += ends
            if decoder is not None:
                decoder = _still_utf8(decoder, chunk)
            last, chunk = chunk, stream.read(MAX_LINE_BYTES)
    if decoder is not None:
        decoder = _still_utf8(decoder, b"", final=True)
    if not last.endswith((b"\n", b"\r", b"\n\x00")):
        lines += 1
    return TextShape(encoding or ("utf-8-sig" if decoder else "cp1252"), digest.hexdigest(), lines)


def read_table(path: Path, shape: TextShape) -> tuple[str, Iterator[Row]]:
    """Return the separator of the text file and its rows, blank ones included."""
    with path.open(encoding=shape.encoding, errors="replace", newline="") as stream:
        head = list(islice(stream, 4 * HEADER_ROWS))
    separator = max(SEPARATORS, key=lambda mark: _best_header(head, mark))
    return separator, _rows(path, shape, separator)


def _stated_encoding(head: bytes) -> str | None:
    if head.startswith(codecs.BOM_UTF8):
        return None  # still has to prove that it is UTF-8
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return None


def _still_utf8(
    decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool = False
) -> codecs.IncrementalDecoder | None:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return None  # Windows-1252, the only other one that Indonesian offices use
    return decoder


def _best_header(head: list[str], separator: str) -> int:
    try:
        return max((recognised(cells) for cells in csv.reader(head, delimiter=separator)), default=0)
    except csv.Error:
        return 0


def _rows(path: Path, shape: TextShape, separator: str) -> Iterator[Row]:
    with path.open(encoding=shape.encoding, errors="replace", newline="", buffering=2**18) as stream:
        reader = csv.reader(stream, delimiter=separator)
        line = 1
        try:
            for cells in reader:
                if reader.line_num > line:
                    _check_quotes(path, line, cells, separator)
                yield line, cells
                line = reader.line_num + 1
        except csv.Error as error:
            raise Unreadable(_open_quote(path, line)) from error


def _check_quotes(path: Path, line: int, cells: list[str], separator: str) -> None:
    for cell in cells:
        if cell.count(separator) >= _SWALLOWED and ("\n" in cell or "\r" in cell):
            raise Unreadable(_open_quote(path, line))


def _open_quote(path: Path, line: int) -> str:
    return _(
        '{file} baris {line}: ada tanda kutip (") yang dibuka tetapi tidak ditutup. '
        "Perbaiki baris itu, lalu ulangi; belum ada yang diimpor."
    ).format(file=shown(path), line=line)


def _too_long(path: Path, line: int) -> str:
    return _(
        "{file} baris {line} terlalu panjang untuk sebuah daftar. "
        "Minta berkas aslinya sebagai .xlsx atau .csv."
    ).format(file=shown(path), line=line)
