"""Distinct names, each taken apart once: the keys under which spellings meet, its words, how common it is."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

import numpy as np

from kelambu_tui.matching.arrays import Anything, Coded, Codes, Flags, Floats, Growing, coded, newest
from kelambu_tui.people.names import both_folds, father_of, readings, strict_fold

WORDS = 5
"""Words of a name that are compared one by one; hardly a name has more."""


_NONE = [[-1] * (WORDS - count) for count in range(WORDS + 1)]


class Names:
    """All distinct names of a column. A name's number is its row in every column here.

    `strict`, `ordered`, `joined`, `loose` number the strict fold, its words sorted, without blanks, and
    the sorted loose fold; `words` holds the numbers of the loose words (-1 where there are fewer).
    """

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.folds: list[str] = []  # strict folds without blanks: what edit distances are taken of
        self.sorted_folds: list[str] = []  # the same with the words sorted
        self._known = Coded()
        self._keys: dict[str, int] = {}
        self._words: dict[str, int] = {}
        self._keyed = Growing(np.empty((0, 4), dtype=np.int32))
        self._split = Growing(np.empty((0, WORDS), dtype=np.int32))
        self._starts = Growing(np.empty(0, dtype=np.int64))
        self._letters = Growing(np.empty(0, dtype=np.int32))
        self._initials = Growing(np.empty(0, dtype=np.bool_))
        self._readings: dict[int, frozenset[str]] = {}
        self._persons = Growing(np.empty(0, dtype=np.int32))  # per key: people called so
        self._bearers = Growing(np.empty(0, dtype=np.int32))  # per word: people with it in their name
        self.total = 0

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def strict(self) -> Anything:
        """Return the number of each name's strict fold; that of '' is -1."""
        return self._keyed.values[:, 0]

    @property
    def ordered(self) -> Anything:
        """Return the number of each name's strict words, sorted."""
        return self._keyed.values[:, 1]

    @property
    def joined(self) -> Anything:
        """Return the number of each name's strict fold without blanks."""
        return self._keyed.values[:, 2]

    @property
    def loose(self) -> Anything:
        """Return the number of each name's loose words, sorted."""
        return self._keyed.values[:, 3]

    @property
    def words(self) -> Anything:
        """Return the numbers of each name's loose words."""
        return self._split.values

    @property
    def starts(self) -> Anything:
        """Return the first four letters of each loose word as one number, the first two in its low bits."""
        return self._starts.values

    @property
    def letters(self) -> Anything:
        """Return how many letters each name's strict fold has."""
        return self._letters.values

    @property
    def has_initials(self) -> Flags:
        """Say which names have a word of one letter beside longer ones."""
        flags: Flags = self._initials.values
        return flags

    def code(self, names: Sequence[str]) -> Codes:
        """Return the number of each name, -1 for one without letters; new names are taken apart."""
        numbers = coded(names, self._known)
        self._learn(newest(self._known, len(self._known) - len(self.texts)))
        return np.where(self.strict[numbers] >= 0, numbers, -1).astype(np.int32) if len(numbers) else numbers

    def count(self, codes: Codes) -> None:
        """Count people of these names, so that rare ones are known to be rare."""
        named = codes[codes >= 0]
        self.total += len(named)
        _add(self._persons, self.ordered[named], len(self._keys))
        words = self.words[named].ravel()
        _add(self._bearers, words[words >= 0], len(self._words))

    def persons(self, codes: Codes) -> Floats:
        """Return how many people bear each of these names, in whatever order or strict spelling."""
        return _counted(self._persons.values, self.ordered[codes])

    def bearers(self, words: Codes) -> Floats:
        """Return how many people have each of these loose words in their name."""
        return _counted(self._bearers.values, words)

    @property
    def keys_known(self) -> int:
        """Return how many keys there are."""
        return len(self._keys)

    def key_number(self, key: str) -> int:
        """Return the number of sorted strict words, -1 if nobody is called so."""
        return self._keys.get(key, -1)

    def key_text(self, number: int) -> str:
        """Return the sorted strict words of the name with this number."""
        return " ".join(sorted(strict_fold(self.texts[number]).split()))

    def readings(self, number: int) -> frozenset[str]:
        """Return what the name can stand for, each with its words sorted."""
        found = self._readings.get(number)
        if found is None:
            found = frozenset(" ".join(sorted(text.split())) for text in readings(self.texts[number]))
            self._readings[number] = found
        return found

    def _learn(self, fresh: list[str]) -> None:
        key, word_of = self._keys, self._words
        keyed, split, initials = array("i"), array("i"), array("b")
        for text in fresh:
            words, loose = both_folds(text)
            joined, ordered = "".join(words), sorted(words)
            keyed.append(key.setdefault("=" + " ".join(words), len(key)) if words else -1)
            keyed.append(key.setdefault(" ".join(ordered), len(key)))
            keyed.append(key.setdefault("+" + joined, len(key)))
            keyed.append(key.setdefault("~" + " ".join(sorted(loose)), len(key)))
            numbers = [word_of.setdefault(word, len(word_of)) for word in loose[:WORDS]]
            split.extend(numbers)
            split.extend(_NONE[len(numbers)])
            initials.append(len(words) > 1 and 1 in map(len, words))
            self.folds.append(joined)
            self.sorted_folds.append("".join(ordered))
        self.texts += fresh
        letters = [len(fold) for fold in self.folds[len(self._letters.values) :]]
        self._letters.append(np.array(letters, dtype=np.int32))
        words = newest(word_of, len(word_of) - len(self._starts.values))
        texts = b"".join(word[:4].ljust(4).encode("latin-1", "replace") for word in words)
        self._starts.append(np.frombuffer(texts, dtype=np.uint32).astype(np.int64))
        self._keyed.append(np.frombuffer(keyed, dtype=np.int32).reshape(-1, 4))
        self._split.append(np.frombuffer(split, dtype=np.int32).reshape(-1, WORDS))
        self._initials.append(np.frombuffer(initials, dtype=np.bool_))


def _add(counts: Growing, numbers: Codes, length: int) -> None:
    counts.append(np.zeros(length - len(counts.values), dtype=np.int32))
    counts.values[:] += np.bincount(numbers, minlength=length).astype(np.int32)


def _counted(counts: Anything, numbers: Codes) -> Floats:
    """Return the count of each number, 0 for numbers younger than the last count."""
    if not len(counts):
        return np.zeros(numbers.shape)
    known = (numbers >= 0) & (numbers < len(counts))
    return np.where(known, counts[np.where(known, numbers, 0)], 0).astype(np.float64)


def fathers(texts: Iterable[str]) -> list[str]:
    """Return the folded father's name (after bin, binti) in each name, '' for most."""
    return [father_of(text) if " b" in text.lower() else "" for text in texts]
