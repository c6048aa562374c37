"""The best persons found so far, and the order in which a list shows them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

NAMESAKE = 0.12
"""What each doubling of namesakes loses where nobody is spelt as typed: other readings get a place."""

WHOLE = 0.94
"""From this score on the query describes the person wholly; namesakes lose nothing then."""

SURE = 20
"""Places of a list that are certainly the best; further down it holds what else was looked at."""

_KEPT = 16  # times the length of the list: enough of other names beside those of many bearers

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Hit:
    """A person by the caller's key, and how well the query describes them, 0 to 1."""

    key: int
    score: float


@dataclass(slots=True)
class Pool:
    """Persons by key with their score and their given name; the worst are dropped now and then."""

    limit: int
    scores: Doubles = field(default_factory=lambda: np.zeros(0))
    keys: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    names: NDArray[np.uint64] = field(default_factory=lambda: np.zeros(0, np.uint64))
    _adjusted: Doubles | None = None

    def add(self, scores: Doubles, keys: NDArray[np.int64], names: NDArray[np.uint64]) -> None:
        """Take in persons whom the pool does not hold yet."""
        if not len(scores):
            return
        keep = _KEPT * self.limit
        if len(scores) > keep:
            good = scores >= _nth_largest(scores, keep)
            scores, keys, names = scores[good], keys[good], names[good]
        self._adjusted = None
        self.scores = np.concatenate([self.scores, scores])
        self.keys = np.concatenate([self.keys, keys])
        self.names = np.concatenate([self.names, names])
        if len(self.scores) > 2 * keep:
            self._drop_all_but(keep)

    @property
    def worst(self) -> float:
        """The least score with which one comes into the list; anything while there is room."""
        if len(self.scores) < self.limit:
            return -math.inf
        return _nth_largest(self._in_order(), min(self.limit, SURE))

    @property
    def last(self) -> float:
        """The least score that can stand anywhere in the list; anything while there is room."""
        if len(self.scores) < self.limit:
            return -math.inf
        return _nth_largest(self._in_order(), self.limit)

    def best(self) -> list[Hit]:
        """The list, best first; of equals the smaller key."""
        order = np.lexsort((self.keys, -self._in_order().round(9)))[: self.limit]
        scores = np.clip(self.scores[order], 0, 1)
        return [
            Hit(key, score) for key, score in zip(self.keys[order].tolist(), scores.tolist(), strict=True)
        ]

    def _drop_all_but(self, keep: int) -> None:
        adjusted = self._in_order()
        kept = adjusted >= _nth_largest(adjusted, keep)
        self.scores, self.keys, self.names = self.scores[kept], self.keys[kept], self.names[kept]
        self._adjusted = adjusted[kept]

    def _in_order(self) -> Doubles:
        if self._adjusted is None:
            self._adjusted = self._make_room()
        return self._adjusted

    def _make_room(self) -> Doubles:
        """Lower each further person of one name, where that name is only a guess."""
        guessed = self.scores < WHOLE
        if not guessed.any():
            return self.scores
        order = np.lexsort((self.keys, -self.scores, self.names))
        names = self.names[order]
        starts = np.flatnonzero(np.concatenate([[True], names[1:] != names[:-1]]))
        nth = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
        adjusted = self.scores.copy()
        adjusted[order] -= np.where(guessed[order], NAMESAKE * np.log2(1 + nth), 0)
        return adjusted


def _nth_largest(values: Doubles, nth: int) -> float:
    return float(np.partition(values, len(values) - nth)[len(values) - nth])
