"""What the words of a query mean in one index: a likeness for every name and every place."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np

from kelambu_tui.matching.search.lexicon import Lexicon
from kelambu_tui.matching.search.people import PeopleIndex
from kelambu_tui.matching.search.postings import Floats, Ints, Mask
from kelambu_tui.matching.search.words import Query, Word

PLACE = 0.72
"""What a place is worth beside a name of the same rarity."""

GLUED = 0.97
"""What a name is worth that the query glues together or splits."""

_LEAST = 0.5  # likenesses under this are chance
_LEAST_SPLIT = 3  # letters of the shorter half of a glued name
_MOST_SPLITS = 3  # ways to take one word apart that are followed up
_CLEAR = 0.9  # a word that stands in the lexicon about as typed is not taken apart
_NEAR = 0.92  # meanings this near to the best count when a word's rarity is judged


class WordMeaning:
    """One word of the query in one index: how well every name and every place fits it, 0 to 1."""

    def __init__(self, index: PeopleIndex, word: Word) -> None:
        self.words = index.names.credits(word)
        self.words[self.words < _LEAST] = 0
        self.names = _spread(index.names, self.words, len(index.name_digests))
        self.places = _place_credits(index, word)

    @property
    def best_name(self) -> float:
        """The best that a name reaches."""
        return float(self.names.max(initial=0))

    @property
    def best_place(self) -> float:
        """The best that a place reaches."""
        return 0.0 if self.places is None else float(self.places.max(initial=0))

    def bearers(self, index: PeopleIndex, best: float) -> int:
        """How many persons fit about as well as the best, so how common the word is."""
        count = int(index.name_counts[self.names >= best * _NEAR].sum())
        if self.places is not None:
            count += int(index.place_counts[self.places >= best * _NEAR].sum())
        return count


def _place_credits(index: PeopleIndex, word: Word) -> Floats | None:
    if not word.place:
        return None
    fuzzy = not any(char.isdecimal() for char in word.place) and len(word.place) > 3
    as_place = Word(word.place, word.place, word.place, word.place, (), started=word.started and fuzzy)
    words = index.places.credits(as_place, fuzzy=fuzzy)
    words[words < _LEAST] = 0
    return _spread(index.places, words, len(index.place_counts)) if words.any() else None


def _spread(lexicon: Lexicon, words: Floats, count: int) -> Floats:
    """Give every holder the best that one of its words is worth."""
    credit = np.zeros(count, np.float32)
    known = np.flatnonzero(words)
    # Of several assignments to one place the last stands: the best.
    ranked: Ints = known[np.argsort(words[known], kind="stable")].astype(np.int32)
    credit[lexicon.holders.of(ranked)] = np.repeat(words[ranked], lexicon.holders.sizes(ranked))
    return credit


def read_meanings(index: PeopleIndex, query: Query) -> list[WordMeaning]:
    """The meanings of all words, with names that the query glues together or splits."""
    meanings = [WordMeaning(index, word) for word in query.words]
    for place, word in enumerate(query.words):
        if len(word.strict) >= 2 * _LEAST_SPLIT and meanings[place].best_name < _CLEAR + 0.08:
            _take_apart(index, word, meanings[place])
        if place and word.strict and query.words[place - 1].strict:
            before = query.words[place - 1]
            if min(len(before.strict), len(word.strict)) >= 2:
                _join(index, before.strict + word.strict, meanings[place - 1 : place + 1])
    return meanings


def _take_apart(index: PeopleIndex, word: Word, meaning: WordMeaning) -> None:
    """`nurhasanah` also means the names that hold both nur and hasanah."""
    strict = index.names.strict
    splits: list[tuple[int, Word, Word]] = []
    for cut in range(_LEAST_SPLIT, len(word.strict) - _LEAST_SPLIT + 1):
        left, right = word.strict[:cut], word.strict[cut:]
        known = (strict.find(left), strict.find(right))
        if max(known) < 0:
            continue
        common = sum(_holders(index, form) for form in known if form >= 0)
        splits.append(
            (
                -common if min(known) < 0 else -(1 << 30) - common,
                Word(left, left, left, ""),
                replace(word, text=right, strict=right, loose=right, alternatives=()),
            )
        )
    for _rank, first, second in sorted(splits, key=lambda split: split[0])[:_MOST_SPLITS]:
        both = [
            _spread(index.names, index.names.credits(half), len(meaning.names)) for half in (first, second)
        ]
        lesser = np.minimum(*both)
        lesser[lesser < _CLEAR - 0.2] = 0
        np.maximum(meaning.names, lesser * np.float32(GLUED), out=meaning.names)


def _holders(index: PeopleIndex, form: int) -> int:
    words = index.names.strict.words.of(np.array([form], np.int32))
    return int(index.names.holders.sizes(words).sum())


def _join(index: PeopleIndex, glued: str, pair: list[WordMeaning]) -> None:
    """`nur hasanah` also means the names that write it as one word."""
    words = index.names.glued(glued)
    if not words.any():
        return
    names = _spread(index.names, words, len(pair[0].names)) * np.float32(GLUED)
    for meaning in pair:
        np.maximum(meaning.names, names, out=meaning.names)


def settle_rivals(index: PeopleIndex, meanings: list[WordMeaning], weights: list[float]) -> None:
    """Let one word of a name answer only one word of the query.

    Without this `nur n` would find everyone called Nur twice over. Of two words that want the same one,
    the pair's best division counts.
    """
    for (first, one), (second, two) in combinations(enumerate(meanings), 2):
        if not ((one.words > 0) & (two.words > 0)).any():
            continue
        names = np.flatnonzero((one.names > 0) & (two.names > 0)).astype(np.int32)
        if not len(names):
            continue
        words, real = _word_table(index, names)
        a = np.where(real, one.words[words], 0)
        b = np.where(real, two.words[words], 0)
        left, right, clash = _divided(a, b, weights[first], weights[second])
        names, left, right = names[clash], left[clash], right[clash]
        # What a glued reading gave stays: it used no single word.
        one.names[names] = np.where(one.names[names] > a[clash].max(axis=1), one.names[names], left)
        two.names[names] = np.where(two.names[names] > b[clash].max(axis=1), two.names[names], right)


def _word_table(index: PeopleIndex, names: Ints) -> tuple[Ints, Mask]:
    starts, sizes = index.name_words.starts[names], index.name_words.sizes(names)
    steps = np.arange(int(sizes.max(initial=1)), dtype=np.int32)
    real = steps < sizes[:, None]
    at = np.minimum(starts[:, None] + steps, max(len(index.name_words.items) - 1, 0))
    return index.name_words.items[at], real


def _divided(a: Floats, b: Floats, weight_a: float, weight_b: float) -> tuple[Floats, Floats, Mask]:
    """The best two different words for the two query words; and where both wanted the same one."""
    rows = np.arange(len(a))
    best_a, best_b = a.argmax(axis=1), b.argmax(axis=1)
    clash = best_a == best_b
    top_a, top_b = a[rows, best_a], b[rows, best_b]
    a[rows[clash], best_a[clash]] = 0
    b[rows[clash], best_b[clash]] = 0
    next_a, next_b = a.max(axis=1), b.max(axis=1)
    a[rows[clash], best_a[clash]] = top_a[clash]
    b[rows[clash], best_b[clash]] = top_b[clash]
    keeps_a = weight_a * top_a + weight_b * next_b >= weight_a * next_a + weight_b * top_b
    return np.where(keeps_a, top_a, next_a), np.where(keeps_a, next_b, top_b), clash
