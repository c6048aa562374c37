"""NIKs (or any identity number) as arrays: what is left of damaged ones, and how two of them differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum

import numpy as np

from kelambu_tui.matching.arrays import Anything, Codes, Flags, Growing, Levels
from kelambu_tui.matching.births import Births
from kelambu_tui.matching.levels import NIK
from kelambu_tui.people.nik import FEMALE_DAY

LENGTH = 16
"""Signs of a number that are compared; a NIK has sixteen digits."""

_EMPTY = frozenset({"", "-", "--", "0", "0.0", "NULL", "KOSONG", "NONE", "NAN", "N/A", "TIDAK ADA"})
_SCIENTIFIC = re.compile(r"(\d)(?:[.,](\d*))?E\+?(\d{1,2})")
_CUT = re.compile(r"(\d{15})0[.,]0*")
_WHOLE_CELL = re.compile(r"(\d+)[.,]0*")
_ZERO = ord("0")
_SEPARATORS = str.maketrans("", "", " .-'`’\u00a0\t")
_LEVEL = {word: number for number, word in enumerate(NIK)}


class Shape(IntEnum):
    """How much of a number there is."""

    MISSING = 0
    WHOLE = 1
    CUT = 2  # fifteen digits and a 0 that the spreadsheet put in place of the last
    SCIENTIFIC = 3  # the first few digits, rounded


class Numbers:
    """A column of identity numbers: their signs padded with zero bytes, their lengths and shapes."""

    def __init__(self) -> None:
        self._signs = Growing(np.empty((0, LENGTH), dtype=np.uint8))
        self._lengths = Growing(np.empty(0, dtype=np.uint8))
        self._shapes = Growing(np.empty(0, dtype=np.uint8))

    @property
    def signs(self) -> Anything:
        """Return the signs of each number, a row of bytes."""
        return self._signs.values

    @property
    def lengths(self) -> Anything:
        """Return how many signs each number has."""
        return self._lengths.values

    @property
    def shapes(self) -> Anything:
        """Return the `Shape` of each number."""
        return self._shapes.values

    def append(self, texts: Sequence[str]) -> None:
        """Read these numbers as the next rows."""
        signs = np.array(texts, dtype=f"U{LENGTH}").view(np.uint32).reshape(len(texts), LENGTH)
        lengths = np.fromiter(map(len, texts), dtype=np.int32, count=len(texts))
        plain = (lengths == LENGTH) & ((signs >= 48) & (signs <= 57)).all(axis=1)
        shapes = np.where(plain, Shape.WHOLE, Shape.MISSING).astype(np.uint8)
        signs = np.where(signs < 256, signs, 1).astype(np.uint8)
        for row in np.flatnonzero(~plain).tolist():
            text, shape = _read(texts[row])
            data = np.frombuffer(text.encode("ascii", "replace")[:LENGTH], dtype=np.uint8)
            signs[row] = 0
            signs[row, : len(data)] = data
            lengths[row], shapes[row] = len(data), shape
        shapes[(signs == signs[:, :1]).sum(axis=1) == np.maximum(lengths, 2)] = Shape.MISSING
        self._signs.append(signs)
        self._lengths.append(lengths.astype(np.uint8))
        self._shapes.append(shapes)

    def cut(self, length: int) -> None:
        """Forget the rows from `length` on."""
        for column in (self._signs, self._lengths, self._shapes):
            column.cut(length)


def _read(text: str) -> tuple[str, Shape]:
    """Return what counts of an unusual number: its signs, the reliable ones only, and its shape."""
    stripped = text.strip().upper()
    if stripped in _EMPTY:
        return "", Shape.MISSING
    if found := _SCIENTIFIC.fullmatch(stripped):
        return found[1] + (found[2] or "").rstrip("0"), Shape.SCIENTIFIC
    if found := _CUT.fullmatch(stripped):
        return found[1], Shape.CUT
    found = _WHOLE_CELL.fullmatch(stripped)
    return (found[1] if found else stripped.translate(_SEPARATORS)), Shape.WHOLE


def compare_numbers(numbers: Numbers, first: Codes, second: Codes) -> Levels:
    """Return the level (`levels.NIK`) of each pair of rows."""
    shape_a, shape_b = numbers.shapes[first], numbers.shapes[second]
    levels = np.zeros(len(first), dtype=np.uint8)
    both = (shape_a == Shape.WHOLE) & (shape_b == Shape.WHOLE)
    there = (shape_a != Shape.MISSING) & (shape_b != Shape.MISSING)
    levels[there] = _LEVEL["lain"]
    whole = np.flatnonzero(both)
    if len(whole):
        levels[whole] = _whole(numbers, first[whole], second[whole])
    damaged = np.flatnonzero(there & ~both)
    if len(damaged):
        levels[damaged] = _damaged(numbers, first[damaged], second[damaged])
    return levels


def fits_birth(numbers: Numbers, first: int, births: Births, birth: Codes) -> Flags:
    """Say which numbers from row `first` on are NIKs that hold the birth date of their row."""
    signs = numbers.signs[first:].astype(np.int16) - _ZERO
    if not len(births.parts):
        return np.zeros(len(signs), dtype=np.bool_)
    whole = (numbers.shapes[first:] == Shape.WHOLE) & (numbers.lengths[first:] == LENGTH) & (birth >= 0)
    day, month, year = (signs[:, at] * 10 + signs[:, at + 1] for at in (6, 8, 10))
    parts = births.parts[birth]
    same_day = (day == parts[:, 2]) | (day == parts[:, 2] + FEMALE_DAY)
    fits: Flags = whole & same_day & (month == parts[:, 1]) & (year == parts[:, 0] % 100)
    return fits


def _whole(numbers: Numbers, first: Codes, second: Codes) -> Levels:
    a, b = numbers.signs[first], numbers.signs[second]
    differs = a != b
    count = differs.sum(axis=1)
    place = differs.argmax(axis=1)
    levels = np.full(len(first), _LEVEL["lain"], dtype=np.uint8)
    rows = np.arange(len(first))
    after = np.minimum(place + 1, LENGTH - 1)
    crossed = (a[rows, place] == b[rows, after]) & (a[rows, after] == b[rows, place])
    same_length = numbers.lengths[first] == numbers.lengths[second]
    is_nik = same_length & (numbers.lengths[first] == LENGTH)
    levels[same_length & (count == 1)] = _LEVEL["satu_angka"]
    levels[same_length & (count == 2) & crossed] = _LEVEL["tertukar"]
    slip = levels != _LEVEL["lain"]
    levels[is_nik & slip & (place + count <= 6)] = _LEVEL["wilayah"]
    serial = is_nik & (count > 0) & (place >= 12)
    likely = (a[:, 12:14] == _ZERO).all(axis=1) & (b[:, 12:14] == _ZERO).all(axis=1)
    levels[serial & (likely | ~slip)] = _LEVEL["nomor_urut"]
    levels[count == 0] = _LEVEL["sama"]
    uneven = np.flatnonzero(
        np.abs(numbers.lengths[first].astype(np.int8) - numbers.lengths[second].astype(np.int8)) == 1
    )
    for row in uneven.tolist():  # few: a digit missing or too many
        if _one_too_many(a[row].tobytes().rstrip(b"\0"), b[row].tobytes().rstrip(b"\0")):
            levels[row] = _LEVEL["satu_angka"]
    return levels


def _one_too_many(first: bytes, second: bytes) -> bool:
    short, long = sorted((first, second), key=len)
    place = next((at for at, (x, y) in enumerate(zip(short, long, strict=False)) if x != y), len(short))
    return short[place:] == long[place + 1 :]


def _damaged(numbers: Numbers, first: Codes, second: Codes) -> Levels:
    levels = np.full(len(first), _LEVEL["lain"], dtype=np.uint8)
    for row, (i, j) in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
        a = numbers.signs[i, : numbers.lengths[i]].tobytes().decode("latin-1")
        b = numbers.signs[j, : numbers.lengths[j]].tobytes().decode("latin-1")
        levels[row] = _LEVEL[_compare_damaged(a, numbers.shapes[i], b, numbers.shapes[j])]
    return levels


def _compare_damaged(a: str, shape_a: int, b: str, shape_b: int) -> str:
    if Shape.SCIENTIFIC not in (shape_a, shape_b):
        return "rusak" if a[:15] == b[:15] and min(len(a), len(b)) >= 15 else "lain"
    digits = min(len(text) for text, shape in ((a, shape_a), (b, shape_b)) if shape == Shape.SCIENTIFIC)
    return "rusak_awal" if _rounded(a, digits) == _rounded(b, digits) else "lain"


def _rounded(text: str, digits: int) -> int:
    """Return the first `digits` digits, rounded half up as a spreadsheet shows them; -1 if there are none."""
    head = text[: digits + 1]
    if not head.isdigit():
        return -1
    return (int(head) + 5) // 10 if len(head) > digits else int(head)
