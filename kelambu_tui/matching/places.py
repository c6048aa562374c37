"""Villages, birthplaces, addresses and fathers' names: short texts, compared once per distinct pair."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from kelambu_tui.matching.arrays import (
    Coded,
    Codes,
    Flags,
    Growing,
    Levels,
    Longs,
    coded,
    distinct_pairs,
    hands,
    newest,
)
from kelambu_tui.matching.levels import ADDRESS, PLACE, VILLAGE

SIMILAR = 85.0
"""Least `token_sort_ratio` (0 to 100) of two spellings of one place."""

RARE = 1 / 100
"""Share of people with a word up to which sharing it means something."""

PARTLY = 65.0
"""The same for addresses that have something in common."""

_PIECES = re.compile(r"[a-z]+|\d+")
_RT = re.compile(r"\br[tw]\b[\s.:/]*(?:rw\b)?[\s.:]*0*(\d{1,3})")
_WORDS = {"dsn": "dusun", "jln": "jl", "jalan": "jl", "gang": "gg", "lingkungan": "lk", "link": "lk",
          "nomor": "no", "kampung": "kp", "kmp": "kp", "komplek": "komp", "kompleks": "komp"}  # fmt: skip


class Texts:
    """All distinct texts of a column, in their comparable form; a text's number is that form's."""

    def __init__(self, normal: Callable[[str], str]) -> None:
        self.texts: list[str] = []
        self.sorted_texts: list[str] = []  # their words sorted: likeness does not depend on the order
        self._normal = normal
        self._known = Coded()
        self._forms: dict[str, int] = {}
        self._number = Growing(np.zeros(0, dtype=np.int32))
        self._word_numbers: dict[str, int] = {}
        self._flat = Growing(np.zeros(0, dtype=np.int32))  # the words of all texts, one after the other
        self._starts = Growing(np.zeros(1, dtype=np.int64))  # where each text's words begin, and the end
        self._rare: list[frozenset[int]] | None = None
        self._counts = Growing(np.zeros(0, dtype=np.int32))
        self._neighbourhood = Growing(np.zeros(0, dtype=np.int64))
        self._kecamatan = Growing(np.zeros(0, dtype=np.int64))
        self._persons = 0

    def code(self, values: Sequence[str]) -> Codes:
        """Return the number of each text's comparable form, -1 for nothing."""
        before = len(self._known)
        raw = coded(values, self._known)
        if len(self._known) > before:
            forms = map(self._normal, newest(self._known, len(self._known) - before))
            numbers = [self._forms.setdefault(form, len(self._forms)) if form else -1 for form in forms]
            self._number.append(np.array(numbers, dtype=np.int32))
            fresh = newest(self._forms, len(self._forms) - len(self.texts))
            number = self._word_numbers.setdefault
            words = [
                [number(word, len(self._word_numbers)) for word in dict.fromkeys(form.split())]
                for form in fresh
            ]
            lengths = np.array([*map(len, words)], dtype=np.int64)
            self._starts.append(self._starts.values[-1] + np.cumsum(lengths))
            self._flat.append(np.array([*chain.from_iterable(words)], dtype=np.int32))
            self._rare = None
            self.texts += fresh
            self.sorted_texts += [" ".join(sorted(form.split())) for form in fresh]
            self._neighbourhood.append(np.array([*map(_neighbourhood, fresh)], dtype=np.int64))
            self._kecamatan.append(np.array([*map(_kecamatan, fresh)], dtype=np.int64))
        codes: Codes = self._number.values[raw]
        return codes

    def words_of(self, codes: Codes) -> tuple[Longs, Codes]:
        """Return the words of these texts, one entry a word: the place in `codes`, and the word's number."""
        starts, flat = self._starts.values, self._flat.values
        count = starts[codes + 1] - starts[codes]
        rows = np.repeat(np.arange(len(codes)), count)
        step = np.arange(len(rows)) - np.repeat(np.cumsum(count) - count, count)
        return rows, flat[starts[codes][rows] + step]

    def count(self, codes: Codes) -> None:
        """Count the people with each word, so that rare ones are known."""
        _rows, words = self.words_of(codes[codes >= 0])
        self._rare = None
        self._persons += int((codes >= 0).sum())
        self._counts.append(np.zeros(len(self._word_numbers) - len(self._counts.values), dtype=np.int32))
        self._counts.values[:] += np.bincount(words, minlength=len(self._word_numbers)).astype(np.int32)

    @property
    def neighbourhood(self) -> Longs:
        """Return a number for the RT and RW of each text, 0 = none."""
        return self._neighbourhood.values

    @property
    def kecamatan(self) -> Longs:
        """Return a number for the kecamatan of each text that is a village code, 0 = none."""
        return self._kecamatan.values

    def share_a_rare_word(self, first: Codes, second: Codes) -> Flags:
        """Say which pairs of texts share a word that at most `RARE` of the people have."""
        own = self._rare_words()
        pairs = zip(first.tolist(), second.tolist(), strict=True)
        shared = (bool(own) and not own[a].isdisjoint(own[b]) for a, b in pairs)
        return np.fromiter(shared, dtype=np.bool_, count=len(first))

    def _rare_words(self) -> list[frozenset[int]]:
        """Return the rare words of each text, [] if no text has one."""
        if self._rare is None:
            counts = self.word_counts(np.arange(len(self._word_numbers), dtype=np.int32))
            rare = counts <= max(RARE * self._persons, 2)
            starts, flat = self._starts.values.tolist(), self._flat.values.tolist()
            texts = [flat[start:end] for start, end in pairwise(starts)] if rare.any() else []
            self._rare = [frozenset(word for word in words if rare[word]) for words in texts]
        return self._rare

    def has_word_of_few(self, most: int) -> Flags:
        """Say which texts have a word that at most so many people have."""
        starts, flat = self._starts.values, self._flat.values
        few = np.concatenate([[0], np.cumsum(self.word_counts(flat) <= most)])
        told: Flags = few[starts[1:]] > few[starts[:-1]]
        return told

    def word_counts(self, words: Codes) -> Codes:
        """Return how many people have each of these words; 1 for words younger than the last count."""
        counts = self._counts.values
        if not len(counts):
            return np.ones(len(words), dtype=np.int32)
        known = np.minimum(words, len(counts) - 1)
        return np.where(words < len(counts), counts[known], 1).astype(np.int32)


def plain_place(text: str) -> str:
    """Return a place name in comparable form: lower-case, words and numbers only, no leading zeros."""
    return " ".join(_WORDS.get(piece, piece.lstrip("0") or piece) for piece in _PIECES.findall(text.lower()))


def plain_village(text: str) -> str:
    """Return a village code without its dots, or the name in comparable form."""
    digits = text.replace(".", "").strip()
    return digits if len(digits) == 10 and digits.isdecimal() else plain_place(text)


def compare_texts(texts: Texts, first: Codes, second: Codes) -> Levels:
    """Return the level (`levels.PLACE`) of each pair of numbers: same, similar, else."""
    return _by_distinct(texts, first, second, _place_levels, len(PLACE) - 1)


def compare_villages(texts: Texts, first: Codes, second: Codes) -> Levels:
    """Return the level (`levels.VILLAGE`): codes agree on the village or the kecamatan, names on spelling."""
    return _by_distinct(texts, first, second, _village_levels, len(VILLAGE) - 1)


def compare_addresses(texts: Texts, first: Codes, second: Codes) -> Levels:
    """Return the level (`levels.ADDRESS`): same, similar, partly (or same RT and RW), a rare word, else."""
    return _by_distinct(texts, first, second, _address_levels, len(ADDRESS) - 1)


def _by_distinct(
    texts: Texts,
    first: Codes,
    second: Codes,
    compare: Callable[[Texts, Codes, Codes], Levels],
    differ: int,
) -> Levels:
    there = (first >= 0) & (second >= 0)
    levels = np.where(there, np.where(first == second, 1, differ), 0).astype(np.uint8)
    unlike = np.flatnonzero(there & (first != second))
    if len(unlike):
        low, high, place = distinct_pairs(first[unlike], second[unlike])
        levels[unlike] = compare(texts, low, high)[place]
    return levels


def _likeness(texts: Texts, first: Codes, second: Codes) -> NDArray[np.float32]:
    a = [texts.sorted_texts[number] for number in first.tolist()]
    b = [texts.sorted_texts[number] for number in second.tolist()]
    return process.cpdist(
        a, b, scorer=fuzz.ratio, score_cutoff=PARTLY, workers=hands(len(a)), dtype=np.float32
    )


def _place_levels(texts: Texts, first: Codes, second: Codes) -> Levels:
    alike = _likeness(texts, first, second) >= SIMILAR
    return np.where(alike, PLACE.index("mirip"), PLACE.index("lain")).astype(np.uint8)


def _village_levels(texts: Texts, first: Codes, second: Codes) -> Levels:
    levels = np.full(len(first), VILLAGE.index("lain"), dtype=np.uint8)
    levels[texts.share_a_rare_word(first, second)] = VILLAGE.index("sekata")
    levels[_likeness(texts, first, second) >= SIMILAR] = VILLAGE.index("mirip")
    kecamatan_a, kecamatan_b = texts.kecamatan[first], texts.kecamatan[second]
    # Of codes one digit apart is another village, not a slip.
    levels[(kecamatan_a > 0) & (kecamatan_b > 0)] = VILLAGE.index("lain")
    levels[(kecamatan_a > 0) & (kecamatan_a == kecamatan_b)] = VILLAGE.index("sekecamatan")
    return levels


def _address_levels(texts: Texts, first: Codes, second: Codes) -> Levels:
    likeness = _likeness(texts, first, second)
    rt_a, rt_b = texts.neighbourhood[first], texts.neighbourhood[second]
    same_rt, other_rt = (rt_a == rt_b) & (rt_a > 0), (rt_a != rt_b) & (rt_a > 0) & (rt_b > 0)
    levels = np.full(len(first), ADDRESS.index("lain"), dtype=np.uint8)
    levels[texts.share_a_rare_word(first, second)] = ADDRESS.index("sekata")
    levels[same_rt | ((likeness >= PARTLY) & ~other_rt)] = ADDRESS.index("sebagian")
    levels[(likeness >= SIMILAR) & ~other_rt] = ADDRESS.index("mirip")
    return levels


def _neighbourhood(text: str) -> int:
    """Return one number for the RT and RW in an address, 0 if there are none."""
    numbers = [int(number) for number in _RT.findall(text)][:2]
    return sum((number + 1) * 1000**place for place, number in enumerate(numbers))


def _kecamatan(text: str) -> int:
    """Return the number of the kecamatan in a village code of ten digits, 0 for anything else."""
    return int(text[:6]) if len(text) == 10 and text.isdecimal() else 0
