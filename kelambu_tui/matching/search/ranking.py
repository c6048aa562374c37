"""One query against several indexes: what its words mean, what they tell, who comes first."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from kelambu_tui.matching.search.descent import Descent
from kelambu_tui.matching.search.gluing import read_meanings
from kelambu_tui.matching.search.meanings import Ear, WordMeaning, settle_rivals
from kelambu_tui.matching.search.people import PeopleIndex
from kelambu_tui.matching.search.pool import Hit, Pool
from kelambu_tui.matching.search.postings import Floats, spans
from kelambu_tui.matching.search.scoring import Scoring, Weights
from kelambu_tui.matching.search.words import read_query


class Searcher:
    """Searches several indexes as one; make another when one of them has changed."""

    def __init__(self, parts: Sequence[PeopleIndex]) -> None:
        self.parts = [part for part in parts if len(part)]
        self._ear = Ear(self.parts)

    def search(self, text: str, limit: int) -> list[Hit]:
        """The best `limit` persons for what was typed, best first; nobody for nothing."""
        query = read_query(text)
        if not self.parts or limit < 1 or not (query.words or query.numbers):
            return []
        meanings = read_meanings(self._ear, query)
        numbers = [[_owners(part, number) for number in query.numbers] for part in self.parts]
        weights = _weigh(self.parts, meanings, numbers)
        pool = Pool(limit)
        for part, meant, carried in zip(self.parts, meanings, numbers, strict=True):
            settle_rivals(part, meant, weights.words)
            Descent(Scoring(part, meant, carried, weights), limit).collect(pool)
        return pool.best()


def _weigh(
    parts: Sequence[PeopleIndex], meanings: list[list[WordMeaning]], numbers: list[list[Floats]]
) -> Weights:
    """Judge how much each word and number tells by how few people it may mean, over all indexes."""
    people = sum(part.living for part in parts)
    words: list[float] = []
    said = 0
    for one in zip(*meanings, strict=True):
        best = max(max(meaning.best_name, meaning.best_place) for meaning in one)
        said += any(meaning.best_name for meaning in one)
        bearers = 0.0
        if best > 0:
            bearers = sum(meaning.bearers(part, best) for meaning, part in zip(one, parts, strict=True))
        words.append(math.log1p(people / max(bearers, 1.0)))
    carriers = [sum(int(np.count_nonzero(one)) for one in each) for each in zip(*numbers, strict=True)]
    return Weights(words, [math.log1p(people / max(count, 1)) for count in carriers], people, said)


def _owners(index: PeopleIndex, number: str) -> Floats:
    """What this number is worth for every person: 1 where they or their household carry it."""
    worth = np.zeros(len(index), np.float32)
    for owners, value in reversed(index.numbers.holding(number)):
        worth[owners[owners >= 0]] = value
        homes = np.unique(-1 - owners[owners < 0]).astype(np.int32)
        worth[spans(index.household_starts, homes)] = value
    worth[~index.alive] = 0
    return worth
