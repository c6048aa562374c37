"""Names that a query glues together or splits: Nurhasanah is Nur Hasanah."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from kelambu_tui.matching.search.meanings import (
    Ear,
    WordMeaning,
    credit_names,
    is_just_a_place,
    spread,
)
from kelambu_tui.matching.search.people import PeopleIndex
from kelambu_tui.matching.search.words import Query, Word, read_word

GLUED = 0.97
"""What a name is worth that the query glues together or splits."""

_LEAST_SPLIT = 3  # letters of the shorter half of a glued name
_LEAST_JOINED = 2  # letters of a word that may be half of one
_MOST_SPLITS = 3  # ways to take one word apart that are followed up
_LEAST_HALF = 0.7  # a half that fits less is chance
_LIKE_NAMES = 0.8
_LONG = 12  # letters; a longer word is sooner two names than one
_CLEAR_OF_LONG = 0.95
_CLEAR = 0.8  # a word that is like one of the list is taken apart without slips only


def read_meanings(ear: Ear, query: Query) -> list[list[WordMeaning]]:
    """What all words mean, index by index, with the names that the query glues together or splits."""
    parts = ear.parts
    # In a longer query a word that is a place and nobody's name is meant so; alone it may be a slip.
    places = {word for word in query.words if len(query.words) > 2 and is_just_a_place(parts, word)}
    by_word = [ear.meanings(word, as_name=word not in places) for word in query.words]
    before: Word | None = None
    for place, word in enumerate(query.words):
        if not word.strict or word in places:
            before = None
            continue
        if len(word.text) >= 2 * _LEAST_SPLIT:
            _take_apart(parts, word, by_word[place])
        if before and min(len(before.strict), len(word.strict)) >= _LEAST_JOINED:
            glued = read_word(before.text + word.text, started=word.started)
            _join(parts, glued, by_word[place - 1 : place + 1])
        before = word
    return [list(one) for one in zip(*by_word, strict=True)] if by_word else [[] for _part in parts]


def _take_apart(parts: Sequence[PeopleIndex], word: Word, meanings: list[WordMeaning]) -> None:
    """Find the names that hold both halves of the word, even with a slip in one of them."""
    clear = _CLEAR_OF_LONG if len(word.text) >= _LONG else _CLEAR
    slips_too = max(meaning.best_name for meaning in meanings) < clear
    splits: list[tuple[float, Word, Word]] = []
    for cut in range(_LEAST_SPLIT, len(word.text) - _LEAST_SPLIT + 1):
        first, second = read_word(word.text[:cut]), read_word(word.text[cut:])
        bearers = [sum(_bearers(part, half.strict) for part in parts) for half in (first, second)]
        if all(bearers) or (any(bearers) and slips_too):
            rank = sum(math.log1p(count) for count in bearers)
            splits.append((rank, first, replace(second, started=word.started)))
    for _rank, first, second in sorted(splits, key=lambda split: -split[0])[:_MOST_SPLITS]:
        halves = [credit_names(parts, half, fuzzy=slips_too) for half in (first, second)]
        for part, meaning, left, right in zip(parts, meanings, *halves, strict=True):
            count = len(part.name_counts)
            lesser = np.minimum(spread(part.names, left, count), spread(part.names, right, count))
            lesser[lesser < _LEAST_HALF] = 0
            meaning.also(lesser * np.float32(GLUED))


def _join(parts: Sequence[PeopleIndex], glued: Word, pair: list[list[WordMeaning]]) -> None:
    """Find the names that write two words of the query as one."""
    # Where both words are like names of their own, only a name that is written just so can be meant.
    fuzzy = min(max(one.best_name for one in meanings) for meanings in pair) < _LIKE_NAMES
    for at, (part, words) in enumerate(zip(parts, credit_names(parts, glued, fuzzy=fuzzy), strict=True)):
        words[words < _LEAST_HALF] = 0
        if words.any():
            names = spread(part.names, words, len(part.name_counts)) * np.float32(GLUED)
            for meanings in pair:
                meanings[at].also(names)


def _bearers(index: PeopleIndex, strict: str) -> int:
    return int(index.name_word_counts[index.names.strict.spelt(strict)].sum())
