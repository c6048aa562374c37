"""NIKs (or any identity number) as arrays: what is left of damaged ones, and how two of them differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from kelambu_tui.matching.arrays import Anything, Codes, Flags, Growing, Levels, Longs
from kelambu_tui.matching.births import Births
from kelambu_tui.matching.levels import NIK
from kelambu_tui.people.nik import FEMALE_DAY

LENGTH = 16
"""Signs of a number that are compared; a NIK has sixteen digits."""

_EMPTY = frozenset({"", "-", "--", "0", "0.0", "NULL", "KOSONG", "NONE", "NAN", "N/A", "TIDAK ADA"})
_SCIENTIFIC = re.compile(r"(\d)(?:[.,](\d*))?E\+?(\d{1,2})")
_CUT = re.compile(r"(\d{15})0[.,]0*")
_WHOLE_CELL = re.compile(r"(\d+)[.,]0*")
_AT_A_TIME = 1 << 17  # numbers; as text they take four times the room
_ZERO = ord("0")
_FIRST_FOUR = np.frombuffer(b"\xff" * 4 + b"\0" * 4, dtype=np.uint64)[0]
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
        for start in range(0, len(texts), _AT_A_TIME):
            self._append(texts[start : start + _AT_A_TIME])

    def _append(self, texts: Sequence[str]) -> None:
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
    """Return levels of whole numbers: nearly all differ in many places, and only the others are looked at."""
    words = numbers.signs.view(np.uint64)
    head = words[first, 0] ^ words[second, 0]
    tail = words[first, 1] ^ words[second, 1]
    count = _unlike_bytes(head) + _unlike_bytes(tail)
    levels = np.full(len(first), _LEVEL["lain"], dtype=np.uint8)
    levels[count == 0] = _LEVEL["sama"]
    same_stem = (head == 0) & (tail & _FIRST_FOUR == 0)
    uneven = numbers.lengths[first] != numbers.lengths[second]
    near = np.flatnonzero((count > 0) & ((count <= 2) | same_stem | uneven))
    if len(near):
        levels[near] = _near(numbers, first[near], second[near])
    return levels


def _unlike_bytes(difference: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """Return how many of the eight bytes of each word are not zero."""
    bits = difference | (difference >> np.uint64(4))
    bits |= bits >> np.uint64(2)
    bits |= bits >> np.uint64(1)
    count: NDArray[np.uint8] = np.bitwise_count(bits & np.uint64(0x0101010101010101))
    return count


def _near(numbers: Numbers, first: Codes, second: Codes) -> Levels:
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
    # A serial of a hundred and more on one day in one place is a slip rather than another person.
    likely = (a[:, 12:14] == _ZERO).all(axis=1) & (b[:, 12:14] == _ZERO).all(axis=1)
    levels[is_nik & (place >= 12) & (likely | ~slip)] = _LEVEL["nomor_urut"]
    gap = np.abs(numbers.lengths[first].astype(np.int8) - numbers.lengths[second].astype(np.int8))
    for row in np.flatnonzero(gap == 1).tolist():  # few: a digit missing or too many
        if _one_too_many(a[row].tobytes().rstrip(b"\0"), b[row].tobytes().rstrip(b"\0")):
            levels[row] = _LEVEL["satu_angka"]
    return levels


def _one_too_many(first: bytes, second: bytes) -> bool:
    short, long = sorted((first, second), key=len)
    place = next((at for at, (x, y) in enumerate(zip(short, long, strict=False)) if x != y), len(short))
    return short[place:] == long[place + 1 :]


def _damaged(numbers: Numbers, first: Codes, second: Codes) -> Levels:
    shape_a, shape_b = numbers.shapes[first], numbers.shapes[second]
    length_a, length_b = numbers.lengths[first], numbers.lengths[second]
    a, b = numbers.signs[first], numbers.signs[second]
    levels = np.full(len(first), _LEVEL["rusak_lain"], dtype=np.uint8)
    rounded_a, rounded_b = shape_a == Shape.SCIENTIFIC, shape_b == Shape.SCIENTIFIC
    cut = ~rounded_a & ~rounded_b & (np.minimum(length_a, length_b) >= LENGTH - 1)
    levels[cut & (a[:, :-1] == b[:, :-1]).all(axis=1)] = _LEVEL["rusak"]
    kept = np.minimum(np.where(rounded_a, length_a, 99), np.where(rounded_b, length_b, 99))
    for digits in np.unique(kept[kept < LENGTH]).tolist():
        rows = np.flatnonzero(kept == digits)
        head_a, head_b = (_rounded(signs[rows], int(digits)) for signs in (a, b))
        levels[rows[(head_a == head_b) & (head_a >= 0)]] = _LEVEL["rusak_awal"]
    return levels


def _rounded(signs: Anything, digits: int) -> Longs:
    """Return the first `digits` digits, rounded half up as a spreadsheet shows them; -1 if there are none."""
    head = signs[:, : digits + 1].astype(np.int64) - _ZERO
    none = (head[:, :digits] < 0).any(axis=1) | (head[:, :digits] > 9).any(axis=1)
    number = head[:, :digits] @ (10 ** np.arange(digits - 1, -1, -1))
    number += np.where((head[:, digits] >= 5) & (head[:, digits] <= 9), 1, 0)
    return np.where(none, -1, number)
