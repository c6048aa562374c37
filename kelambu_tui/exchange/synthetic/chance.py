"""Chance that gives the same answers on every platform and Python.

Only `random.Random.random()` is used: its sequence for a seed is promised by the language, while
`choice`, `sample` and `shuffle` have changed between versions. Weights are sums of quotients, which
IEEE arithmetic fixes to the last bit; no logarithms or powers from the platform's mathematics library.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Generic, TypeVar

T = TypeVar("T")


class Weighted(Generic[T]):
    """Values with their weights, ready to be drawn from."""

    __slots__ = ("_bounds", "_total", "values")

    def __init__(self, pairs: Iterable[tuple[T, float]]) -> None:
        """Take `(value, weight)` pairs; weights are positive and need not add up to one."""
        listed = [(value, weight) for value, weight in pairs if weight > 0]
        self.values: tuple[T, ...] = tuple(value for value, _ in listed)
        self._bounds = list(accumulate(weight for _, weight in listed))
        self._total = self._bounds[-1]

    def at(self, share: float) -> T:
        """Return the value at `share` (0 to 1) of the whole weight."""
        return self.values[min(bisect_right(self._bounds, share * self._total), len(self.values) - 1)]


def weighted(weights: Mapping[T, float]) -> Weighted[T]:
    """Return a table of `weights` in the order in which they are written."""
    return Weighted(weights.items())


def by_rank(text: str, flatness: int = 4) -> Weighted[str]:
    """Return blank-separated words, the most common first, with Zipf-like weights 1/(rank + flatness)."""
    return Weighted((word.replace("_", " "), 1 / (rank + flatness)) for rank, word in enumerate(text.split()))


class Chance:
    """One stream of chance, begun from a seed."""

    __slots__ = ("random",)

    def __init__(self, seed: int) -> None:
        """Begin the stream of `seed`; a seed always gives the same stream."""
        self.random = random.Random(seed).random  # noqa: S311 - sample data, not a secret

    def happens(self, probability: float) -> bool:
        """Return whether something of this probability happens now."""
        return self.random() < probability

    def between(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`, both included."""
        return low + int(self.random() * (high - low + 1))

    def middling(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high` that prefers the middle (mean of two draws)."""
        return low + int((self.random() + self.random()) / 2 * (high - low + 1))

    def one_of(self, values: Sequence[T]) -> T:
        """Return any of `values`, each as likely as the others."""
        return values[int(self.random() * len(values))]

    def draw(self, table: Weighted[T]) -> T:
        """Return a value of `table` by its weights."""
        return table.at(self.random())
