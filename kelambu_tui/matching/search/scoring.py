"""How well a query describes a person.

A person's score is the sum, over the words of the query, of the word's rarity times the best of what
their name, their place, their parents and the other members of their household are worth.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kelambu_tui.matching.search.meanings import PLACE, WordMeaning
from kelambu_tui.matching.search.people import PeopleIndex
from kelambu_tui.matching.search.pool import Doubles
from kelambu_tui.matching.search.postings import Floats, Ints, Mask, spans

HOUSEHOLD = 0.3
"""What the name of another member of the household is worth."""

KIN = 0.6
"""What the name of the mother or the father is worth."""

EXTRA_WORD = 0.1
"""What each word of a name takes off that the query does not account for."""

COMMON = 0.22
"""What the commonest name has over the rarest, where a query fits both equally."""

_DOUBTFUL = 0.05  # from this far below a whole description on, rarity counts fully
_MOST_EXTRA = 4
_LEAST = 1e-6  # whoever fits at all has a score
_ROUNDING = 1e-5  # what sums of single precision may be off

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Weights:
    """What each word and each number of the query tells, judged over all indexes together."""

    words: Sequence[float]
    numbers: Sequence[float]
    people: int
    names_said: int  # words that somebody bears in their name

    @property
    def total(self) -> float:
        """What somebody scores who fits everything."""
        return sum(self.words) + sum(self.numbers)


@dataclass(frozen=True, slots=True)
class Begun:
    """Persons scored by name, place, parents and numbers, and not yet by the rest of their household."""

    rows: Rows
    names: Ints
    homes: Ints
    credit: Floats  # a row for each word of the query
    own: Floats  # their score so far, before what a name loses
    reach: Doubles  # the most that their household can make of it

    def those(self, chosen: Mask | Rows) -> Begun:
        """Some of these persons."""
        return Begun(
            self.rows[chosen],
            self.names[chosen],
            self.homes[chosen],
            self.credit[:, chosen],
            self.own[chosen],
            self.reach[chosen],
        )


class Scoring:
    """Scores persons of one index for one query."""

    def __init__(
        self, index: PeopleIndex, meanings: list[WordMeaning], numbers: list[Floats], weights: Weights
    ) -> None:
        self.index = index
        self.meanings = meanings
        self.numbers = numbers
        self.weights = weights
        # One word alone is not said of a neighbour, but it may be the mother's name.
        self.household = HOUSEHOLD if len(meanings) > 1 else 0.0
        around = KIN if len(index.kin.items) else self.household
        self.around = [around * meaning.best_name for meaning in meanings]
        """The most that each word can be worth through kin and household."""
        self._lift = np.array([self.household * one.best_name for one in meanings], np.float32)[:, None]

    def __call__(self, rows: Rows) -> Doubles:
        """The scores of these persons, 0 to 1; 0 for whom nothing fits."""
        return self.whole(self.begin(rows))

    def begin(self, rows: Rows) -> Begun:
        """Score persons by what is their own, and say how far the rest of their household can lift them."""
        names, homes = self.index.name_of[rows], self.index.household_of[rows]
        credit = self._own(names, homes)
        if len(self.index.kin.items):
            np.maximum(credit, self.kin(rows) * np.float32(KIN), out=credit)
        words = np.asarray(self.weights.words, np.float32)
        carried = np.zeros(len(rows), np.float32)
        for weight, number in zip(self.weights.numbers, self.numbers, strict=True):
            carried += np.float32(weight) * number[rows]
        lifted = np.maximum(credit, self._lift) if self.household else credit
        total = np.float32(self.weights.total)
        own, reach = (words @ credit + carried) / total, (words @ lifted + carried) / total
        reach = reach - self._handicap(names, reach) + _ROUNDING
        return Begun(rows, names, homes, credit, own, reach)

    def whole(self, begun: Begun) -> Doubles:
        """The scores of persons whom `begin` began with; their credit is used up."""
        if self.household:
            some = np.flatnonzero((begun.credit < self._lift).any(axis=0))
            if len(some):
                self._ask_household(begun.homes, some, begun.credit)
        scores = np.zeros(len(begun.rows))
        for weight, one in zip(self.weights.words, begun.credit, strict=True):
            scores += weight * one
        for weight, number in zip(self.weights.numbers, self.numbers, strict=True):
            scores += weight * number[begun.rows]
        found = scores > 0
        scores /= self.weights.total
        scores -= self._handicap(begun.names, scores)
        return np.where(found, np.maximum(scores, _LEAST), 0.0)

    def kin(self, rows: Rows) -> Floats:
        """What the parents' names are worth, word by word."""
        credit = np.zeros((len(self.meanings), len(rows)), np.float32)
        kin = self.index.kin
        sizes = kin.sizes(rows)
        having = np.flatnonzero(sizes)
        if len(having):
            names = kin.of(rows[having])
            starts = np.cumsum(sizes[having]) - sizes[having]
            for at, meaning in enumerate(self.meanings):
                if meaning.best_name:
                    credit[at, having] = np.maximum.reduceat(meaning.names[names], starts)
        return credit

    def _own(self, names: Ints, homes: Ints) -> Floats:
        credit = np.zeros((len(self.meanings), len(names)), np.float32)
        places = self.index.place_of[homes]
        for at, meaning in enumerate(self.meanings):
            if meaning.best_name:
                credit[at] = meaning.names[names]
            if meaning.places is not None:
                np.maximum(credit[at], meaning.places[places] * np.float32(PLACE), out=credit[at])
        return credit

    def _ask_household(self, homes: Ints, some: Rows, credit: Floats) -> None:
        homes = homes[some]
        sizes = self.index.household_starts[homes + 1] - self.index.household_starts[homes]
        names = self.index.name_of[spans(self.index.household_starts, homes)]
        starts = np.cumsum(sizes) - sizes
        for at, meaning in enumerate(self.meanings):
            if self.around[at]:
                around = np.maximum.reduceat(meaning.names[names], starts) * np.float32(HOUSEHOLD)
                credit[at, some] = np.maximum(credit[at, some], around)

    def _handicap(self, names: Ints, scores: Doubles | Floats) -> Doubles:
        """What a name loses for words that the query does not account for, and for being rare.

        Rarity counts only as far as the query does not describe the name: of two readings of a slip
        the common name is the likelier.
        """
        extra = np.clip(self.index.name_words.sizes(names) - self.weights.names_said, 0, _MOST_EXTRA)
        rarity = 1 - self.index.commonness[names] / math.log(self.weights.people + 2)
        doubt = np.clip((1 - scores) / _DOUBTFUL, 0, 1)
        return np.asarray(EXTRA_WORD * extra + COMMON * rarity * doubt, np.float64)
