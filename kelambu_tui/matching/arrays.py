"""Array types, and the few array moves that several modules make."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int32]
Longs = NDArray[np.int64]
Levels = NDArray[np.uint8]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Anything = NDArray[Any]

Part = TypeVar("Part")
Result = TypeVar("Result")

AT_ONCE = 2
"""Hands at work on a long list: an old laptop has two."""


class Coded(dict[str, int]):
    """A number for each text, given when it is first asked for, in order."""

    def __missing__(self, text: str) -> int:
        self[text] = number = len(self)
        return number


def coded(values: Sequence[str], known: Coded) -> Codes:
    """Return a number for each value, equal for equal values; `known` learns the new ones, in order."""
    return np.fromiter(map(known.__getitem__, values), dtype=np.int32, count=len(values))


def newest(known: dict[str, int], count: int) -> list[str]:
    """Return the `count` keys that came last, in the order in which they came."""
    return list(islice(reversed(known), count))[::-1]


def mixed(first: Anything, *others: Anything) -> Longs:
    """Return one 64-bit key per row for several columns of whole numbers (a multiplicative hash).

    Two different rows meet by accident once in 2^64; as a blocking key that only costs a comparison.
    """
    key = _scrambled(first.astype(np.uint64))
    for column in others:
        key = _scrambled(key ^ (column.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)))
    return key.view(np.int64)


def _scrambled(key: NDArray[np.uint64]) -> NDArray[np.uint64]:
    # The finaliser of SplitMix64 (Steele, Lea, Flood 2014): every bit of the input reaches every bit.
    key = (key ^ (key >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    key = (key ^ (key >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return key ^ (key >> np.uint64(31))


def distinct_pairs(first: Codes, second: Codes) -> tuple[Codes, Codes, NDArray[np.intp]]:
    """Return the distinct unordered pairs of two columns, smaller first, and where each row's went."""
    low, high = np.minimum(first, second).astype(np.int64), np.maximum(first, second).astype(np.int64)
    keys, place = np.unique((low << 32) | high, return_inverse=True)
    return (keys >> 32).astype(np.int32), (keys & 0xFFFFFFFF).astype(np.int32), place


def hands(pairs: int) -> int:
    """Return how many threads compare so many pairs of texts: a second one pays for thousands only."""
    return 2 if pairs > 4_000 else 1


def side_by_side(work: Callable[[Part], Result], parts: Iterable[Part]) -> Iterator[Result]:
    """Yield the result for each part, in order, two parts at work at a time.

    Array moves let other threads run meanwhile. No part is taken before there is a hand free for it, so
    what a generator makes is not all in memory at once.
    """
    under_way: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        for part in parts:
            if len(under_way) == AT_ONCE:
                yield under_way.popleft().result()
            under_way.append(pool.submit(work, part))
        while under_way:
            yield under_way.popleft().result()


class Growing:
    """A column that takes further rows without being copied for each."""

    def __init__(self, values: Anything) -> None:
        self._room = values
        self._length = len(values)

    @property
    def values(self) -> Anything:
        """Return the rows so far, a view."""
        return self._room[: self._length]

    def append(self, rows: Anything) -> None:
        """Add rows at the end."""
        needed = self._length + len(rows)
        if needed > len(self._room):
            room = np.empty(
                (max(needed, len(self._room) * 5 // 4 + 64), *self._room.shape[1:]), self._room.dtype
            )
            room[: self._length] = self.values
            self._room = room
        self._room[self._length : needed] = rows
        self._length = needed

    def cut(self, length: int) -> None:
        """Forget all rows from `length` on."""
        self._length = length
