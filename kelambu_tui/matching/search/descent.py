"""Whom to look at: names and places are taken from the best downwards until nobody left can matter.

Nobody can score more than their name or their place allows, whatever the rest of them is like; so
most persons of a long list are never looked at.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from kelambu_tui.matching.search.meanings import PLACE
from kelambu_tui.matching.search.pool import Pool
from kelambu_tui.matching.search.postings import Floats, Ints, Mask, Postings, spans
from kelambu_tui.matching.search.scoring import Begun, Rows, Scoring

MOST = 6_000
"""Persons of one index after whom the search ends, whoever is left: nobody meant so vaguely reads on."""

FOR_CONTEXT = 300
"""Persons after whom nobody is looked for any more for the sake of their household only."""

_BINS = 64
_FIRST_PORTION = 24  # times the length of the list: persons of the best names that are looked at first
_GROWTH = 4.0
_TASTE = 4  # times the length of the list: persons who are scored wholly before anyone is left out
_MANY = 40  # times the length of the list: fewer persons are sooner scored than chosen from


class Descent:
    """Collects the best persons of one index for one query."""

    def __init__(self, scoring: Scoring, limit: int) -> None:
        self.index = scoring.index
        self.scoring = scoring
        self.limit = limit
        self._seen: Mask = np.zeros(len(self.index), np.bool_)
        self._waiting: list[Rows] = []
        self._looked_at = 0

    def collect(self, pool: Pool) -> None:
        """Put everyone who may belong in the list into the pool."""
        self._numbers()
        self._kin()
        own = {places: self._own(places) for places in (False, True)}
        best = {places: float(credit.max(initial=0)) for places, credit in own.items()}
        first = best[True] > best[False]
        if not self._descend(pool, first, own[first], others=True):
            self._descend(pool, not first, own[not first], others=False)
        self._look_at(np.zeros(0, np.int64), pool)

    def _numbers(self) -> None:
        if self.scoring.numbers:
            marked = np.flatnonzero(np.logical_or.reduce([number > 0 for number in self.scoring.numbers]))
            self._waiting.append(marked[:MOST])

    def _kin(self) -> None:
        names = self.index.kin.items
        if len(names) and self.scoring.meanings:
            fitting = np.logical_or.reduce([meaning.names[names] > 0 for meaning in self.scoring.meanings])
            rows = np.unique(self.index.kin_owners[fitting])
            self._waiting.append(rows[:MOST].astype(np.int64))

    def _own(self, places: bool) -> Floats:
        """What every name (or place) contributes by itself."""
        total = np.zeros(len(self._counts(places)), np.float32)
        for meaning, weight in zip(self.scoring.meanings, self.scoring.weights.words, strict=True):
            if not places:
                total += np.float32(weight) * meaning.names
            elif meaning.places is not None:
                total += np.float32(weight * PLACE) * meaning.places
        return total

    def _descend(self, pool: Pool, places: bool, own: Floats, *, others: bool) -> bool:
        """Look at names (or places) from the best downwards; whether nobody else can come into the list.

        `others` says that places (or names) add to them: not so when those were gone through before.
        """
        some = np.flatnonzero(own > 0).astype(np.int32)
        if not len(some):
            return False
        bound = self._ceilings(places, some, others=others, around=False)
        lifted = self._ceilings(places, some, others=others, around=True)
        equal = None if places else self._told_by_name(some)
        counts = self._counts(places)[some]
        outside = self._outside(places) if others else 0.0
        if equal is not None:
            counts = np.where(equal, np.minimum(counts, self.limit), counts)
        for taken, edge, rest in _portions(bound, counts, self.limit):
            self._look_at(self._people(some[taken], places, None if equal is None else equal[taken]), pool)
            if edge == -math.inf and len(rest):
                return True
            worst = pool.worst * self.scoring.weights.total
            for_context = self._looked_at <= FOR_CONTEXT and worst < lifted[rest].max(initial=0)
            if worst >= max(edge, outside) and not for_context:
                return True
        return False

    def _outside(self, places: bool) -> float:
        """The most that somebody reaches by place alone (or by name alone); carriers of numbers are seen."""
        return sum(
            weight * (meaning.best_name if places else PLACE * meaning.best_place)
            for meaning, weight in zip(self.scoring.meanings, self.scoring.weights.words, strict=True)
        )

    def _counts(self, places: bool) -> Ints:
        return self.index.place_counts if places else self.index.name_counts

    def _ceilings(self, places: bool, some: Ints, *, others: bool, around: bool) -> Floats:
        """The most that a person of each name (or place) can reach, whatever the rest of them is like."""
        total = np.full(len(some), sum(self.scoring.weights.numbers), np.float32)
        for at, (meaning, weight) in enumerate(
            zip(self.scoring.meanings, self.scoring.weights.words, strict=True)
        ):
            rest = self.scoring.around[at] if around else 0.0
            if others:
                rest = max(rest, meaning.best_name if places else PLACE * meaning.best_place)
            own = meaning.places if places else meaning.names
            if own is None:
                total += np.float32(weight * rest)
            else:
                worth = own[some] * np.float32(PLACE if places else 1)
                total += np.float32(weight) * np.maximum(worth, np.float32(rest))
        return total

    def _told_by_name(self, some: Ints) -> Mask | None:
        """Names to which neither place nor household can add: their bearers are all equal."""
        if self.scoring.numbers:
            return None
        equal = np.ones(len(some), np.bool_)
        for meaning, around in zip(self.scoring.meanings, self.scoring.around, strict=True):
            rest = max(around, PLACE * meaning.best_place)
            if rest:
                equal &= meaning.names[some] >= np.float32(rest)
        return equal

    def _people(self, rows: Ints, places: bool, equal: Mask | None) -> Rows:
        if places:
            return spans(self.index.place_starts, rows)
        people = self.index.name_people
        if equal is None:
            return people.of(rows).astype(np.int64)
        # Of equals the list shows the first, so no more need be looked at.
        few = _first(people, rows[equal], self.limit + len(self.index) - self.index.living)
        return np.concatenate([few, people.of(rows[~equal])]).astype(np.int64)

    def _look_at(self, rows: Rows, pool: Pool) -> None:
        # Who carries a number, or has such a mother, is looked at with the first of the names.
        fresh = [self._unseen(some) for some in (rows, *self._waiting)]
        self._waiting = []
        rows = np.concatenate(fresh)
        if not len(rows):
            return
        self._looked_at += len(rows)
        begun = self.scoring.begin(rows)
        if pool.last == -math.inf and len(rows) > _MANY * self.limit:
            # The best by themselves set the mark that the others must be able to reach.
            by_own = np.argpartition(-begun.own, _TASTE * self.limit)
            self._add(begun.those(by_own[: _TASTE * self.limit]), pool)
            begun = begun.those(by_own[_TASTE * self.limit :])
        self._add(begun.those(begun.reach >= pool.last), pool)

    def _unseen(self, rows: Rows) -> Rows:
        """Those of these distinct rows that are alive and were not looked at before; now they are."""
        rows = rows[self.index.alive[rows] & ~self._seen[rows]]
        self._seen[rows] = True
        return rows

    def _add(self, begun: Begun, pool: Pool) -> None:
        scores = self.scoring.whole(begun)
        good = scores > 0
        rows = begun.rows[good]
        names = self.index.given_digests[self.index.given_of[begun.names[good]]]
        pool.add(scores[good], self.index.keys[rows], names)


def _portions(bound: Floats, counts: Ints, limit: int) -> Iterator[tuple[Rows, float, Rows]]:
    """Rows from the highest bound downwards in portions, each with the bound of what is left, and that.

    The bounds are put into bins rather than sorted: that is enough to know what comes first. After so
    many persons as are looked at most, what is left has no bound any more.
    """
    top = float(bound.max())
    bins = np.minimum(((top - bound) * (_BINS / max(top, 1e-9))).astype(np.int32), _BINS - 1)
    reached = np.cumsum(np.bincount(bins, counts, _BINS))
    first, wanted = 0, float(_FIRST_PORTION * limit)
    while first < _BINS:
        last = max(int(np.searchsorted(reached, wanted)), first)
        taken, rest = np.flatnonzero((bins >= first) & (bins <= last)), np.flatnonzero(bins > last)
        if reached[min(last, _BINS - 1)] > MOST:
            best = taken[np.argsort(-bound[taken], kind="stable")]
            yield best[: max(int(np.searchsorted(np.cumsum(counts[best]), MOST)), 1)], -math.inf, best
            return
        if len(taken):
            yield taken, float(bound[rest].max(initial=0)), rest
        first, wanted = last + 1, max(wanted, float(reached[min(last, _BINS - 1)])) * _GROWTH


def _first(people: Postings, names: Ints, most: int) -> Ints:
    """At most so many bearers of each of these names, the smallest keys first."""
    starts = people.starts[names].astype(np.int64)
    sizes = np.minimum(people.sizes(names), most)
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    return np.asarray(people.items[np.arange(total) + np.repeat(starts - ends + sizes, sizes)])
