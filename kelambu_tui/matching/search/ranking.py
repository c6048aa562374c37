"""From likenesses to an order of persons: the best come first, and only those are looked at.

A person's score is the sum over the query's words of the word's rarity times the best of: their name,
their place (worth less), their mother or father, another member of their household (worth little). No
person can score more than their name or their place allows, so names (or places) are taken from the
best downwards, until nobody who is left can reach the list.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kelambu_tui.matching.search.meanings import PLACE, WordMeaning, read_meanings, settle_rivals
from kelambu_tui.matching.search.people import PeopleIndex
from kelambu_tui.matching.search.postings import Floats, Ints, Mask, spans
from kelambu_tui.matching.search.words import Query

HOUSEHOLD = 0.3
"""What the name of another member of the household is worth."""

KIN = 0.6
"""What the name of the mother or the father is worth."""

EXTRA_WORD = 0.02
"""What each word of a name takes off that the query does not account for."""

COMMON = 0.03
"""What the commonest name has over the rarest, where a query fits both equally."""

NAMESAKE = 0.006
"""What each further namesake loses where nobody is spelt as typed, so that other readings get a place."""

_MOST_NAMESAKE = 0.06
_WHOLE = 0.97  # from here on the query describes the person wholly
_STEPS = (0.97, 0.92, 0.86, 0.8, 0.73, 0.66, 0.58, 0.5, 0.4, 0.3, 0.2, 0.1, 0.0)
_MOST_LOOKED_AT = 150_000
_EXTRA_MOST = 4

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Hit:
    """A person by the caller's key, and how well the query describes them, 0 to 1."""

    key: int
    score: float


@dataclass(slots=True)
class _Pool:
    """The best found so far, of all indexes."""

    scores: Doubles
    keys: NDArray[np.int64]
    names: NDArray[np.uint64]

    def add(self, scores: Doubles, keys: NDArray[np.int64], names: NDArray[np.uint64], keep: int) -> None:
        self.scores = np.concatenate([self.scores, scores])
        self.keys = np.concatenate([self.keys, keys])
        self.names = np.concatenate([self.names, names])
        if len(self.scores) > 4 * keep:
            self._thin_out(keep)

    def _thin_out(self, keep: int) -> None:
        adjusted = self.adjusted()
        floor = np.partition(adjusted, len(adjusted) - keep)[len(adjusted) - keep]
        kept = adjusted >= floor
        self.scores, self.keys, self.names = self.scores[kept], self.keys[kept], self.names[kept]

    def adjusted(self) -> Doubles:
        """Scores after namesakes have made room for each other's readings."""
        if not len(self.scores) or self.scores.max() >= _WHOLE:
            return self.scores
        order = np.lexsort((self.keys, -self.scores, self.names))
        names = self.names[order]
        first = np.concatenate([[True], names[1:] != names[:-1]])
        starts = np.flatnonzero(first)
        nth = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
        adjusted = self.scores.copy()
        adjusted[order] -= np.minimum(nth * NAMESAKE, _MOST_NAMESAKE)
        return adjusted

    def worst_of(self, limit: int) -> float:
        """The score that the last of the list has, or less than anything while there is room."""
        if len(self.scores) < limit:
            return -math.inf
        adjusted = self.adjusted()
        return float(np.partition(adjusted, len(adjusted) - limit)[len(adjusted) - limit])

    def best(self, limit: int) -> list[Hit]:
        adjusted = self.adjusted().round(9)
        order = np.lexsort((self.keys, -adjusted))[:limit]
        scores = np.clip(self.scores[order], 0, 1)
        return [
            Hit(key, score) for key, score in zip(self.keys[order].tolist(), scores.tolist(), strict=True)
        ]


def rank(parts: Sequence[PeopleIndex], query: Query, limit: int) -> list[Hit]:
    """The best `limit` persons of all the indexes together, best first; of equals the smaller key."""
    if not query.words and not query.numbers:
        return []
    readings = [_Reading(part, query, limit) for part in parts if len(part)]
    if not readings:
        return []
    people = sum(reading.index.living for reading in readings)
    weights = [
        _weight(people, [reading.meanings[place] for reading in readings], readings)
        for place in range(len(query.words))
    ]
    number_weights = [
        math.log1p(
            people / max(1, sum(int(reading.numbers[place].astype(bool).sum()) for reading in readings))
        )
        for place in range(len(query.numbers))
    ]
    pool = _Pool(np.zeros(0), np.zeros(0, np.int64), np.zeros(0, np.uint64))
    for reading in readings:
        reading.weigh(weights, number_weights, people)
    for reading in sorted(readings, key=lambda one: -len(one.index)):
        reading.collect(pool)
    return pool.best(limit)


def _weight(people: int, meanings: list[WordMeaning], readings: list[_Reading]) -> float:
    best = max(max(meaning.best_name, meaning.best_place) for meaning in meanings)
    bearers = 0
    if best > 0:
        bearers = sum(
            meaning.bearers(reading.index, best) for meaning, reading in zip(meanings, readings, strict=True)
        )
    return math.log1p(people / max(bearers, 1))


class _Reading:
    """One query read against one index."""

    def __init__(self, index: PeopleIndex, query: Query, limit: int) -> None:
        self.index = index
        self.query = query
        self.limit = limit
        self.meanings = read_meanings(index, query)
        self.numbers = [_owners(index, number) for number in query.numbers]
        self._looked_at = 0

    def weigh(self, weights: list[float], number_weights: list[float], people: int) -> None:
        """Take over how much each word and each number tells, over all indexes."""
        self.weights, self.number_weights = weights, number_weights
        self.total = sum(weights) + sum(number_weights)
        self.common = COMMON / math.log(people + 2)
        settle_rivals(self.index, self.meanings, weights)
        self.best_names = [meaning.best_name for meaning in self.meanings]
        self.best_places = [PLACE * meaning.best_place for meaning in self.meanings]
        around = KIN if len(self.index.kin.items) else HOUSEHOLD
        self.around = [around * best if len(weights) > 1 else 0.0 for best in self.best_names]

    def collect(self, pool: _Pool) -> None:
        """Put everyone who may belong in the list into the pool."""
        if self.numbers:
            marked = np.flatnonzero(np.logical_or.reduce([numbers > 0 for numbers in self.numbers]))
            self._look_at(marked[:_MOST_LOOKED_AT], pool)
        if self._kin_matter:
            kin = self.index.kin
            rows = np.flatnonzero(kin.starts[1:] > kin.starts[:-1])
            self._look_at(rows[self._kin_credit(rows).max(axis=0) > 0], pool)
        by_name = [self._bounds(places=False), self._bounds(places=True)]
        best = [float(bound.max(initial=0)) for bound in by_name]
        first = int(best[1] > best[0])
        if not self._descend(bool(first), by_name[first], pool, others=True):
            self._descend(not first, by_name[1 - first], pool, others=False)

    @property
    def _kin_matter(self) -> bool:
        return bool(len(self.index.kin.items)) and any(self.best_names)

    def _bounds(self, *, places: bool) -> Floats:
        """What every place (or name) contributes by itself."""
        total = np.zeros(len(self.index.place_counts if places else self.index.name_counts), np.float32)
        for meaning, weight in zip(self.meanings, self.weights, strict=True):
            if not places:
                total += np.float32(weight) * meaning.names
            elif meaning.places is not None:
                total += np.float32(weight * PLACE) * meaning.places
        return total

    def _descend(self, places: bool, own: Floats, pool: _Pool, *, others: bool) -> bool:
        """Look at names (or places) from the best downwards; whether nobody else can reach the list."""
        bound = self._ceilings(places, others=others)
        bound[own <= 0] = -1
        above = math.inf
        top = float(bound.max(initial=0))
        if top <= 0:
            return False
        cut = None if places else self._only_by_name()
        for step in _STEPS:
            edge = top * step
            rows = np.flatnonzero((bound >= edge) & (bound < above)).astype(np.int32)
            above = edge
            if len(rows):
                self._look_at(self._people(rows, places, cut), pool)
            if self._looked_at > _MOST_LOOKED_AT or pool.worst_of(self.limit) * self.total >= edge:
                return True
        return False

    def _ceilings(self, places: bool, *, others: bool) -> Floats:
        """The most that a person of each name (or place) can reach, whatever the rest of them is like."""
        count = len(self.index.place_counts if places else self.index.name_counts)
        total = np.zeros(count, np.float32)
        for at, meaning in enumerate(self.meanings):
            rest = self.around[at]
            if others:
                rest = max(rest, self.best_names[at] if places else self.best_places[at])
            own = meaning.names if not places else meaning.places
            ceiling = (
                np.float32(rest)
                if own is None
                else np.maximum(own * np.float32(PLACE if places else 1), np.float32(rest))
            )
            total += np.float32(self.weights[at]) * ceiling
        return total + np.float32(sum(self.number_weights))

    def _only_by_name(self) -> Mask | None:
        """Names to which neither place nor household can add: their bearers are all equal."""
        if self.numbers:
            return None
        equal = np.ones(len(self.index.name_counts), np.bool_)
        for at, meaning in enumerate(self.meanings):
            rest = max(self.around[at], self.best_places[at])
            if rest:
                equal &= meaning.names >= np.float32(rest)
        return equal

    def _people(self, rows: Ints, places: bool, equal: Mask | None) -> NDArray[np.int64]:
        if places:
            return spans(self.index.place_starts, rows)
        people = self.index.name_people
        if equal is None:
            return people.of(rows).astype(np.int64)
        few = rows[equal[rows]]
        most = self.limit + len(self.index) - self.index.living
        ends = people.starts + 0
        starts = people.starts[few]
        sizes = np.minimum(people.sizes(few), most)
        total = np.cumsum(sizes)
        first = np.arange(int(total[-1]) if len(total) else 0) + np.repeat(starts - total + sizes, sizes)
        del ends
        rest = people.of(rows[~equal[rows]])
        return np.concatenate([people.items[first], rest]).astype(np.int64)

    def _look_at(self, rows: NDArray[np.int64], pool: _Pool) -> None:
        rows = rows[self.index.alive[rows]]
        rows = rows[:_MOST_LOOKED_AT]
        self._looked_at += len(rows)
        if not len(rows):
            return
        scores = self._scores(rows)
        keep = self.limit * 8
        good = scores > 0
        floor = pool.worst_of(self.limit)
        if floor > -math.inf:
            good &= scores >= floor
        rows, scores = rows[good], scores[good]
        names = self.index.name_digests[self.index.name_of[rows]]
        pool.add(scores, self.index.keys[rows], names, keep)

    def _scores(self, rows: NDArray[np.int64]) -> Doubles:
        names = self.index.name_of[rows]
        homes = self.index.household_of[rows]
        places = self.index.place_of[homes]
        credit = np.zeros((len(self.meanings), len(rows)), np.float32)
        for at, meaning in enumerate(self.meanings):
            credit[at] = meaning.names[names]
            if meaning.places is not None:
                np.maximum(credit[at], meaning.places[places] * np.float32(PLACE), out=credit[at])
        if len(self.meanings) > 1:
            self._look_around(rows, homes, credit)
        scores = np.zeros(len(rows))
        for weight, one in zip(self.weights, credit, strict=True):
            scores += weight * one
        for weight, number in zip(self.number_weights, self.numbers, strict=True):
            scores += weight * number[rows]
        found = scores > 0
        scores /= self.total
        scores -= self._handicap(names)
        return np.where(found, np.maximum(scores, 1e-6), 0.0)

    def _handicap(self, names: Ints) -> Doubles:
        """Unaccounted words of the name, and its rarity: less than any difference of meaning."""
        said = sum(1 for best in self.best_names if best)
        extra = np.clip(self.index.name_words.sizes(names) - said, 0, _EXTRA_MOST)
        common = np.log1p(self.index.name_totals[names])
        handicap = EXTRA_WORD * extra + COMMON - self.common * common
        return np.asarray(handicap, np.float64)

    def _look_around(self, rows: NDArray[np.int64], homes: Ints, credit: Floats) -> None:
        """Let the household and the parents speak where the person's own name and place say less."""
        wanting = np.zeros(len(rows), np.bool_)
        for at, rest in enumerate(self.around):
            if rest:
                wanting |= credit[at] < rest
        some = np.flatnonzero(wanting)
        if not len(some):
            return
        unique, back = np.unique(homes[some], return_inverse=True)
        members = spans(self.index.household_starts, unique)
        sizes = self.index.household_starts[unique + 1] - self.index.household_starts[unique]
        starts = np.cumsum(sizes) - sizes
        names = self.index.name_of[members]
        for at, meaning in enumerate(self.meanings):
            if self.around[at]:
                around = np.maximum.reduceat(meaning.names[names], starts)[back] * np.float32(HOUSEHOLD)
                credit[at, some] = np.maximum(credit[at, some], around)
        if self._kin_matter:
            credit[:, some] = np.maximum(credit[:, some], self._kin_credit(rows[some]) * np.float32(KIN))

    def _kin_credit(self, rows: NDArray[np.int64]) -> Floats:
        kin = self.index.kin
        sizes = (kin.starts[rows + 1] - kin.starts[rows]).astype(np.int64)
        credit = np.zeros((len(self.meanings), len(rows)), np.float32)
        having = np.flatnonzero(sizes)
        if len(having):
            names = kin.of(rows[having].astype(np.int32))
            starts = np.cumsum(sizes[having]) - sizes[having]
            for at, meaning in enumerate(self.meanings):
                credit[at, having] = np.maximum.reduceat(meaning.names[names], starts)
        return credit


def _owners(index: PeopleIndex, number: str) -> Floats:
    """What this number is worth for every person: 1 where they or their household carry it."""
    worth = np.zeros(len(index), np.float32)
    for owners, value in reversed(index.numbers.holding(number)):
        worth[owners[owners >= 0]] = value
        homes = np.unique(-1 - owners[owners < 0]).astype(np.int32)
        worth[spans(index.household_starts, homes)] = value
    worth[~index.alive] = 0
    return worth


def _chunks(rows: NDArray[np.int64], size: int) -> Iterator[NDArray[np.int64]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
