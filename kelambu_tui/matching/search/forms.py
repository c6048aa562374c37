"""Distinct spellings of words, and which of them are near to what was typed.

A bit set of its letters rules nearly all spellings out before rapidfuzz measures the distance to the
rest: each edit changes at most two letters of the set.
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

EDIT = 0.08
"""What an edit costs in a word of any length."""

EDIT_BY_LENGTH = 0.5
"""What an edit costs in addition, shared out among the letters of the word."""

_NOTHING = np.zeros(0, np.int32)


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

    def spelt(self, text: str) -> Ints:
        """The words that are spelt so."""
        place = self.find(text)
        return self.words.between(place, place + 1) if place >= 0 else _NOTHING

    def beginning(self, text: str) -> Ints:
        """The words whose spelling begins with `text`."""
        first, last = bisect_left(self.texts, text), bisect_left(self.texts, text + "\U0010ffff")
        return self.words.between(first, last)

    def close(self, text: str, edits: int) -> tuple[Ints, Floats]:
        """Spellings within so many edits (swapped neighbours count as one) and their likeness, 0 to 1."""
        length, letters = len(text), letters_of(text)
        maybe = np.flatnonzero(
            (np.bitwise_count(self.letters ^ letters) <= 2 * edits)
            & (self.lengths >= length - edits)
            & (self.lengths <= length + edits)
        )
        distances = _distances(text, self._array[maybe].tolist(), edits)
        near = distances <= edits
        maybe, distances = maybe[near], distances[near]
        return maybe.astype(np.int32), likeness(distances, np.maximum(self.lengths[maybe], length))

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
        return maybe[near].astype(np.int32), likeness(distances[near], np.uint8(length))


def edits_forgiven(length: int) -> int:
    """Edits after which a word of this length may still be meant."""
    return 0 if length < 2 else 1 if length < 4 else 2 if length < 9 else 3


def likeness(edits: NDArray[np.int32], length: NDArray[np.uint8] | np.uint8) -> Floats:
    """What is left of a word's worth after so many edits.

    A slip of the finger is nearly as likely in a short word as in a long one, so an edit costs a part
    that hardly depends on the length, and a part that does, for short words are alike by chance.
    """
    cost = EDIT + EDIT_BY_LENGTH / np.asarray(length, np.float32)
    return np.asarray(1 - edits * cost, np.float32)


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


def _distances(text: str, spellings: list[str], edits: int) -> NDArray[np.int32]:
    if not spellings:
        return np.zeros(0, np.int32)
    found = process.cdist([text], spellings, scorer=OSA.distance, score_cutoff=edits, dtype=np.int32)
    return np.asarray(found[0], np.int32)
