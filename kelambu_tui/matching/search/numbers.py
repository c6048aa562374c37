"""Parts of NIK, KK and list numbers: every four or more digits of a number in a row, with one slip.

All numbers stand in rows of equal width; the places where at least four digits begin are sorted by
the digits that follow (a suffix array), so that any part of any number is one binary search away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kelambu_tui.matching.search.postings import Ints
from kelambu_tui.matching.search.words import LEAST_DIGITS

WIDTH = 17
"""Digits that a row holds (16) and the gap behind them."""

LEAST_FOR_SLIPS = 6
"""Digits from which one wrong digit or two swapped ones are forgiven."""

SLIP = 0.8
"""What a number with one slip is worth beside the number as typed."""

_KEY_DIGITS = 8
_BASE = 11  # ten digits and the gap


@dataclass(frozen=True, slots=True)
class Numbers:
    """Rows of digits, whose each is, and where their parts stand in the order of digits."""

    digits: NDArray[np.uint8]  # rows of WIDTH: digit + 1, 0 where there is none
    owners: Ints  # a person's row, or -1 - the household's row
    order: NDArray[np.uint32]

    def holding(self, part: str) -> list[tuple[Ints, float]]:
        """Owners of numbers that hold `part`, then those that hold it with one slip, with their worth."""
        part = part[: WIDTH - 1]
        if len(part) < LEAST_DIGITS or not len(self.order):
            return []
        found = [(self._owners([part]), 1.0)]
        if len(part) >= LEAST_FOR_SLIPS:
            found.append((self._owners(slips(part)), SLIP))
        return found

    def _owners(self, parts: Sequence[str]) -> Ints:
        wanted = np.array([list(part.encode()) for part in parts], np.int64) - 47  # '0' is 1
        low, high = (
            self._bound(wanted, np.zeros_like(wanted[:, 0])),
            self._bound(wanted, np.ones_like(wanted[:, 0])),
        )
        sizes = high - low
        which = np.repeat(np.arange(len(parts)), sizes)
        within = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        places = self.order[low[which] + within].astype(np.int64)
        if wanted.shape[1] > _KEY_DIGITS:
            rest = np.arange(_KEY_DIGITS, wanted.shape[1])
            same = (self.digits.reshape(-1)[places[:, None] + rest] == wanted[which][:, rest]).all(axis=1)
            places = places[same]
        return np.asarray(self.owners[places // WIDTH])

    def _bound(self, wanted: NDArray[np.int64], after: NDArray[np.int64]) -> NDArray[np.int64]:
        """Where the parts begin (`after` 0) or end (1) in the order, all in one binary search."""
        length = min(wanted.shape[1], _KEY_DIGITS)
        powers = _BASE ** np.arange(length - 1, -1, -1, dtype=np.int64)
        keys = wanted[:, :length] @ powers + after
        flat, offsets = self.digits.reshape(-1), np.arange(length)
        low, high = np.zeros(len(keys), np.int64), np.full(len(keys), len(self.order), np.int64)
        while (low < high).any():
            middle = (low + high) // 2
            at = self.order[np.minimum(middle, len(self.order) - 1)].astype(np.int64)
            seen = flat[np.minimum(at[:, None] + offsets, len(flat) - 1)].astype(np.int64) @ powers
            right = (seen < keys) & (low < high)
            low, high = np.where(right, middle + 1, low), np.where(right | (low >= high), high, middle)
        return low


def slips(part: str) -> list[str]:
    """`part` with each one digit wrong, and with each two neighbours swapped."""
    wrong = {part[:place] + digit + part[place + 1 :] for place in range(len(part)) for digit in "0123456789"}
    swapped = {
        part[:place] + part[place + 1] + part[place] + part[place + 2 :] for place in range(len(part) - 1)
    }
    return sorted((wrong | swapped) - {part})


def index_numbers(numbers: Sequence[str], owners: Sequence[int] | NDArray[Any]) -> Numbers:
    """Index these numbers; what is no digit is left out, what is longer than 16 digits is cut."""
    try:
        raw = np.array(numbers, f"S{WIDTH - 1}")
    except UnicodeEncodeError:
        raw = np.array([number.encode("ascii", "replace") for number in numbers], f"S{WIDTH - 1}")
    rows = np.zeros((len(raw), WIDTH), np.uint8)
    rows[:, : WIDTH - 1] = raw.view(np.uint8).reshape(len(raw), WIDTH - 1)
    rows = np.where((rows >= 48) & (rows <= 57), rows - 47, 0).astype(np.uint8)
    return Numbers(rows, np.asarray(owners, np.int32), _suffix_order(rows))


def _suffix_order(rows: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Places where at least four digits begin, by the eight digits from there, then by place."""
    starting = [
        np.flatnonzero((rows[:, place : place + LEAST_DIGITS] > 0).all(axis=1))
        for place in range(WIDTH - LEAST_DIGITS)
    ]
    packed = np.empty(sum(map(len, starting)), np.uint64)
    filled = 0
    for place, at in enumerate(starting):
        keys = np.zeros(len(at), np.uint64)
        for step in range(place, place + _KEY_DIGITS):
            keys *= np.uint64(_BASE)
            if step < WIDTH:
                keys += rows[at, step]
        keys <<= np.uint64(32)
        keys |= at.astype(np.uint64) * np.uint64(WIDTH) + np.uint64(place)
        packed[filled : filled + len(at)] = keys
        filled += len(at)
    packed.sort()
    return packed.astype(np.uint32)  # the lower half
