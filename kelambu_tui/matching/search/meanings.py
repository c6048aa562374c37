"""What the words of a query mean in one index: a likeness for every name and every place."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from itertools import combinations

import numpy as np

from kelambu_tui.matching.search.lexicon import Lexicon, credit_words
from kelambu_tui.matching.search.people import PeopleIndex
from kelambu_tui.matching.search.postings import Floats, Ints, Mask
from kelambu_tui.matching.search.words import Word

PLACE = 0.72
"""What a place is worth beside a name of the same rarity."""

_LEAST = 0.5  # likenesses under this are chance
_LEAST_OF_PLACE = 0.72  # the same for places: they are few, so hardly any word is far from all of them
_LIKE_A_NAME = 0.82
_LEAST_PLACE = 3  # letters; shorter words of places are looked for as typed only
_REMEMBERED = 48  # words
_DOUBT = np.float32(16)  # readings that are worth 0.14 less count a tenth when a word's rarity is judged


class WordMeaning:
    """One word of the query in one index: how well every name and every place fits it, 0 to 1."""

    def __init__(self, index: PeopleIndex, words: Floats, place_words: Floats) -> None:
        self.words = words
        self.best_name = float(words.max(initial=0))
        self.names = np.zeros(len(index.name_counts), np.float32)
        if self.best_name:
            self.names = spread(index.names, words, len(index.name_counts))
        self.whole_names: Floats | None = None  # names that the query glues together or splits
        self.place_words = place_words
        self.places: Floats | None = None
        if place_words.any():
            self.places = spread(index.places, place_words, len(index.place_counts))
        self.best_place = float(place_words.max(initial=0))

    def also(self, names: Floats) -> None:
        """These names fit, too, as a whole."""
        np.maximum(self.names, names, out=self.names)
        self.whole_names = names if self.whole_names is None else np.maximum(self.whole_names, names)
        self.best_name = max(self.best_name, float(names.max(initial=0)))

    def bearers(self, index: PeopleIndex, best: float) -> float:
        """How many persons the word may mean, so how common it is.

        Other readings than the best count the less the worse they are: a slip that happens to be
        somebody's rare name must not drown the common name that was meant.
        """
        count = _doubted(self.words, index.name_word_counts, best)
        if self.whole_names is not None:
            count += _doubted(self.whole_names, index.name_counts, best)
        if self.places is not None:
            count += _doubted(self.place_words, index.place_word_counts, best)
        return count


def _doubted(credit: Floats, counts: Ints, best: float) -> float:
    known = np.flatnonzero(credit)
    return float(np.exp((credit[known] - np.float32(best)) * _DOUBT) @ counts[known])


def spread(lexicon: Lexicon, words: Floats, count: int) -> Floats:
    """Give every holder the best that one of its words is worth."""
    credit = np.zeros(count, np.float32)
    known = np.flatnonzero(words)
    # Of several assignments to one place the last stands: the best.
    ranked: Ints = known[np.argsort(words[known], kind="stable")].astype(np.int32)
    credit[lexicon.holders.of(ranked)] = np.repeat(words[ranked], lexicon.holders.sizes(ranked))
    return credit


def credit_names(parts: Sequence[PeopleIndex], word: Word, *, fuzzy: bool = True) -> list[Floats]:
    """How well each word of names is what the query's word means, index by index."""
    gone = [part.gone and part.gone[0] for part in parts]
    return credit_words([part.names for part in parts], gone, word, fuzzy=fuzzy)


def is_just_a_place(parts: Sequence[PeopleIndex], word: Word) -> bool:
    """Whether the word is spelt like a place and like nobody's name."""
    if not word.place.isalpha() or len(word.place) <= _LEAST_PLACE:
        return False
    if not any(_is_known(part.places, part.gone and part.gone[1], word.place) for part in parts):
        return False
    return not any(_is_known(part.names, part.gone and part.gone[0], word.strict) for part in parts)


def _is_known(lexicon: Lexicon, gone: Mask | None, strict: str) -> bool:
    words = lexicon.strict.spelt(strict)
    return bool(len(words)) and (gone is None or not gone[words].all())


class Ear:
    """Hears the words of queries; those heard a moment ago need not be compared with the lists again.

    Whoever types a name asks for its first word once more with every letter of the second.
    """

    def __init__(self, parts: Sequence[PeopleIndex]) -> None:
        self.parts = parts
        self._heard: OrderedDict[tuple[Word, bool], tuple[list[Floats], list[Floats]]] = OrderedDict()

    def meanings(self, word: Word, *, as_name: bool = True) -> list[WordMeaning]:
        """What one word means in each index; `as_name` lets it be a misspelt name, too."""
        worth = self._heard.pop((word, as_name), None) or self._compared(word, as_name)
        self._heard[word, as_name] = worth
        if len(self._heard) > _REMEMBERED:
            self._heard.popitem(last=False)
        return [WordMeaning(*one) for one in zip(self.parts, *worth, strict=True)]

    def _compared(self, word: Word, as_name: bool) -> tuple[list[Floats], list[Floats]]:
        names = credit_names(self.parts, word, fuzzy=as_name)
        is_word = word.place.isalpha()
        as_place = Word(word.place, word.place, word.place, word.place, started=word.started and is_word)
        # What is like a name is hardly a misspelt place.
        known = any(credit.max(initial=0) >= _LIKE_A_NAME for credit in names)
        fuzzy = is_word and len(word.place) > _LEAST_PLACE and not known
        gone = [part.gone and part.gone[1] for part in self.parts]
        places = credit_words([part.places for part in self.parts], gone, as_place, fuzzy=fuzzy)
        for credit in names:
            credit[credit < _LEAST] = 0
        for credit in places:
            credit[credit < _LEAST_OF_PLACE] = 0
        return names, places


def settle_rivals(index: PeopleIndex, meanings: Sequence[WordMeaning], weights: Sequence[float]) -> None:
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
