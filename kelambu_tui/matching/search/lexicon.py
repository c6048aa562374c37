"""Distinct words and who holds them; a query word is compared with the words, never with the people.

Every word stands under three spellings: as written, folded strictly and folded loosely. A bit set of
its letters rules nearly all words out before rapidfuzz measures the distance to the rest: each edit
changes at most two letters of the set.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from kelambu_tui.matching.search.postings import Floats, Ints, Postings, group
from kelambu_tui.matching.search.words import Word

STARTED = 0.93
"""What the beginning of a word is worth beside the whole word."""

LOOSE = 0.96
"""What a loosely folded spelling is worth beside the strict one."""

WRITTEN = 1.0
"""What a word is worth when it is spelt exactly as it was typed."""

FOLDED = 0.985
"""What a word is worth when only its strict fold is the one typed."""

ALTERNATIVE = 0.9
"""What an initial is worth beside a name that it can stand for (M. and Muhamad), either way round."""

INITIAL = 0.5
"""What a single letter is worth beside a name that begins with it."""

_STARTED_SLIPS = {4: 1, 5: 1}  # letters typed so far: edits forgiven in a started word; fewer: none
_MOST_FORMS = 600  # the likest spellings that are followed up


@dataclass(frozen=True, slots=True)
class Forms:
    """Distinct spellings in alphabetical order, and the words that are spelt (or folded) so."""

    texts: list[str]
    words: Postings
    letters: NDArray[np.uint32]
    lengths: NDArray[np.uint8]
    _array: NDArray[np.object_] = field(repr=False)

    def find(self, text: str) -> int:
        """The number of this spelling, -1 when nobody is spelt so."""
        place = bisect_left(self.texts, text)
        return place if place < len(self.texts) and self.texts[place] == text else -1

    def beginning(self, text: str) -> Ints:
        """The spellings that begin with `text`."""
        first, last = bisect_left(self.texts, text), bisect_left(self.texts, text + "\U0010ffff")
        return np.arange(first, last, dtype=np.int32)

    def close(self, text: str, edits: int) -> tuple[Ints, Floats]:
        """Spellings within so many edits (swapped neighbours count as one) and their likeness, 0 to 1."""
        length, letters = len(text), letters_of(text)
        maybe = np.flatnonzero(
            (np.bitwise_count(self.letters ^ letters) <= 2 * edits)
            & (np.abs(self.lengths.astype(np.int16) - length) <= edits)
        )
        distances = _distances(text, self._array[maybe].tolist(), edits)
        near = distances <= edits
        maybe, distances = maybe[near], distances[near]
        longest = np.maximum(self.lengths[maybe], length)
        return maybe.astype(np.int32), (1.0 - distances / longest).astype(np.float32)

    def close_beginning(self, text: str, edits: int) -> tuple[Ints, Floats]:
        """Spellings whose beginning is within so many edits of `text`, and that beginning's likeness."""
        length, letters = len(text), letters_of(text)
        maybe = np.flatnonzero(
            (np.bitwise_count(letters & ~self.letters) <= edits) & (self.lengths > length - edits)
        )
        spellings = self._array[maybe].tolist()
        distances = np.full(len(maybe), edits + 1, np.int32)
        for size in (length, length + 1, length - 1):
            cut = [spelling[:size] for spelling in spellings]
            distances = np.minimum(distances, _distances(text, cut, edits))
        near = distances <= edits
        return maybe[near].astype(np.int32), (1.0 - distances[near] / (length + 1)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of names (or of places), under their three spellings, and who holds each word."""

    written: Forms
    strict: Forms
    loose: Forms
    holders: Postings

    def __len__(self) -> int:
        return len(self.holders.starts) - 1

    def credits(self, word: Word, *, fuzzy: bool = True) -> Floats:
        """How well each word of the lexicon is what the query's word means, 0 to 1."""
        credit = np.zeros(len(self), np.float32)
        if not word.strict:
            return credit
        if fuzzy:
            self._by_likeness(word, credit)
        if word.started:
            self._by_beginning(word, credit, fuzzy=fuzzy)
        for form in word.alternatives:
            self._give(credit, self.strict, [form], ALTERNATIVE)
        if len(word.text) == 1 and not word.started:
            _raise(credit, self.strict.words.of(self.strict.beginning(word.strict)), INITIAL)
        self._give(credit, self.loose, [word.loose], LOOSE)
        self._give(credit, self.strict, [word.strict], FOLDED)
        self._give(credit, self.written, [word.text], WRITTEN)
        return credit

    def glued(self, text: str) -> Floats:
        """How well each word is this run of letters, which the query wrote as two words."""
        credit = np.zeros(len(self), np.float32)
        forms, likeness = self.strict.close(text, 1)
        for form, like in zip(forms.tolist(), likeness.tolist(), strict=True):
            _raise(credit, self.strict.words.of(np.array([form], np.int32)), like)
        return credit

    def _by_likeness(self, word: Word, credit: Floats) -> None:
        for forms, text, worth in ((self.loose, word.loose, LOOSE), (self.strict, word.strict, FOLDED)):
            found, likeness = forms.close(text, edits_forgiven(len(text)))
            self._give_many(credit, forms, found, likeness * np.float32(worth))

    def _by_beginning(self, word: Word, credit: Floats, *, fuzzy: bool) -> None:
        edits = _STARTED_SLIPS.get(len(word.strict), 0 if len(word.strict) < 4 else 2)
        if fuzzy and edits:
            found, likeness = self.strict.close_beginning(word.strict, edits)
            self._give_many(credit, self.strict, found, likeness * np.float32(STARTED))
        for forms, text, worth in (
            (self.loose, word.loose, LOOSE * STARTED),
            (self.written, word.text, STARTED),
            (self.strict, word.strict, STARTED),
        ):
            _raise(credit, forms.words.of(forms.beginning(text)), worth)

    def _give(self, credit: Floats, forms: Forms, texts: Sequence[str], worth: float) -> None:
        for text in texts:
            form = forms.find(text)
            if form >= 0:
                _raise(credit, forms.words.of(np.array([form], np.int32)), worth)

    def _give_many(self, credit: Floats, forms: Forms, found: Ints, worth: Floats) -> None:
        if len(found) > _MOST_FORMS:
            best = np.argsort(-worth, kind="stable")[:_MOST_FORMS]
            found, worth = found[best], worth[best]
        words = forms.words.of(found)
        np.maximum.at(credit, words, np.repeat(worth, forms.words.sizes(found)))


def edits_forgiven(length: int) -> int:
    """Edits after which a word of this length may still be meant."""
    return 0 if length < 2 else 1 if length < 4 else 2 if length < 9 else 3


def letters_of(text: str) -> np.uint32:
    """The set of letters of a text, one bit each; everything but a to z shares a bit."""
    bits = 0
    for char in text:
        place = ord(char) - 97
        bits |= 1 << (place if 0 <= place < 26 else 26)
    return np.uint32(bits)


def make_forms(spellings: Sequence[str], words: Sequence[int]) -> Forms:
    """Forms from pairs of a spelling and the word that is spelt so."""
    texts = sorted(set(spellings))
    places = {text: place for place, text in enumerate(texts)}
    keys = np.fromiter((places[spelling] for spelling in spellings), np.int32, len(spellings))
    letters = np.fromiter(map(letters_of, texts), np.uint32, len(texts))
    lengths = np.fromiter((min(len(text), 255) for text in texts), np.uint8, len(texts))
    return restore_forms(texts, group(keys, np.asarray(words, np.int32), len(texts)), letters, lengths)


def restore_forms(
    texts: list[str], words: Postings, letters: NDArray[np.uint32], lengths: NDArray[np.uint8]
) -> Forms:
    """Forms from what a cache keeps of them."""
    array = np.empty(len(texts), object)
    array[:] = texts
    return Forms(texts, words, letters, lengths, array)


def _raise(credit: Floats, words: Ints, worth: float) -> None:
    credit[words] = np.maximum(credit[words], np.float32(worth))


def _distances(text: str, spellings: list[str], edits: int) -> NDArray[np.int32]:
    if not spellings:
        return np.zeros(0, np.int32)
    found = process.cdist([text], spellings, scorer=OSA.distance, score_cutoff=edits, dtype=np.int32)
    return np.asarray(found[0], np.int32)
