"""Search as you type: which people a half-typed, misspelled line could mean.

Every distinct token of names, addresses and villages is kept once, with the rows that hold it. A
query token is compared with the vocabulary instead of with the people: exact, as a prefix (the last
token), or within a small edit distance for names. Rarer tokens weigh more (inverse document
frequency), so "siti suharto" ranks by suharto.
"""

from __future__ import annotations

import heapq
import math
import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

_DIGITS = re.compile(r"\d{4,}")
_NEIGHBOURHOOD = re.compile(r"\b(rt|rw)[\s.]*0*(\d{1,3})\b")

_CLOSE = 0.66  # normalised similarity under which a token is another word
_PREFIX = 0.92  # what a started token is worth beside a finished one
_PLACE = 0.7  # an address token tells less than a name token


@dataclass(frozen=True, slots=True)
class Hit:
    """A row of the index and how well the query describes it, 0 to 1."""

    row: int
    score: float


class _Vocabulary:
    """Distinct tokens, the rows that hold each, and how much each one tells."""

    def __init__(self) -> None:
        self.postings: dict[str, array[int]] = {}
        self.tokens: list[str] = []

    def add(self, row: int, tokens: Iterable[str]) -> None:
        for token in set(tokens):
            rows = self.postings.get(token)
            if rows is None:
                self.postings[token] = rows = array("I")
                self.tokens.append(token)
            rows.append(row)

    def alike(self, token: str, *, started: bool, fuzzy: bool) -> list[tuple[str, float]]:
        """Vocabulary tokens that `token` could mean, each with a similarity from 0 to 1."""
        found: dict[str, float] = {}
        if token in self.postings:
            found[token] = 1.0
        if started:
            found |= {word: _PREFIX for word in self.tokens if word.startswith(token) and word != token}
        if fuzzy and len(token) >= 3:
            close = process.extract(
                token, self.tokens, scorer=OSA.normalized_similarity, score_cutoff=_CLOSE, limit=40
            )
            for word, similarity, _place in close:
                found[word] = max(found.get(word, 0.0), similarity)
        return list(found.items())


class SearchIndex:
    """An index over people; rows are numbered in the order in which they were added."""

    def __init__(self) -> None:
        self._names = _Vocabulary()
        self._places = _Vocabulary()
        self._numbers: list[str] = []
        self._blob: str | None = None
        self._lengths = array("B")

    def __len__(self) -> int:
        return len(self._lengths)

    def add(self, name_key: str, place_key: str, rt: str, rw: str, numbers: Sequence[str]) -> int:
        """Add one person: folded name, folded address with village, RT, RW, numbers (NIK, family id).

        Returns the row's number. Rows can be added after searches; the next search sees them.
        """
        row = len(self._lengths)
        tokens = name_key.split()
        self._lengths.append(min(len(tokens), 255))
        self._names.add(row, tokens)
        self._places.add(row, [*place_key.split(), *_neighbourhood("rt", rt), *_neighbourhood("rw", rw)])
        self._numbers.append("\x00".join(numbers))
        self._blob = None
        return row

    def search(self, name_query: str, raw_query: str, limit: int) -> list[Hit]:
        """Return the best `limit` rows, best first; of equals the shorter name, then index order.

        `name_query` is the query folded as names are, `raw_query` the same as typed: numbers of four
        digits or more and places are read from it.
        """
        scores: dict[int, float] = {}
        total = 0.0
        for number in _DIGITS.findall(re.sub(r"(?<=\d)[ .-](?=\d)", "", raw_query)):
            total += self._score_number(number, scores)
        total += self._score_words(name_query, raw_query, scores)
        if not total:
            return []
        best = heapq.nsmallest(
            limit, scores.items(), key=lambda item: (-item[1], self._lengths[item[0]], item[0])
        )
        return [Hit(row, min(score / total, 1.0)) for row, score in best]

    def _score_number(self, number: str, scores: dict[int, float]) -> float:
        weight = self._weight(1)
        for row in self._rows_with(number):
            scores[row] = scores.get(row, 0.0) + weight
        return weight

    def _rows_with(self, number: str) -> Iterable[int]:
        """Rows one of whose numbers contains `number`, found in one long string."""
        if self._blob is None:
            self._blob = "\n".join(self._numbers)
            self._starts = array("L", [0])
            for numbers in self._numbers:
                self._starts.append(self._starts[-1] + len(numbers) + 1)
        place = self._blob.find(number)
        while place >= 0:
            row = bisect_right(self._starts, place) - 1
            yield row
            place = self._blob.find(number, self._starts[row + 1])

    def _score_words(self, name_query: str, raw_query: str, scores: dict[int, float]) -> float:
        words = [word for word in name_query.split() if not word.isdigit() and word not in ("rt", "rw")]
        total = 0.0
        for place in neighbourhoods(raw_query):
            total += self._score_word("", place, scores, last=False)
        for word in words:
            total += self._score_word(word, word, scores, last=word is words[-1])
        return total

    def _score_word(self, name: str, place: str, scores: dict[int, float], *, last: bool) -> float:
        found: dict[int, float] = {}
        if name:
            for word, similarity in self._names.alike(name, started=last, fuzzy=True):
                self._credit(found, self._names.postings[word], similarity)
        if place:
            started = last and bool(name)
            for word, similarity in self._places.alike(place, started=started, fuzzy=False):
                self._credit(found, self._places.postings[word], similarity * _PLACE)
        weight = self._weight(len(found))
        for row, similarity in found.items():
            scores[row] = scores.get(row, 0.0) + weight * similarity
        return weight

    @staticmethod
    def _credit(found: dict[int, float], rows: Iterable[int], similarity: float) -> None:
        for row in rows:
            if similarity > found.get(row, 0.0):
                found[row] = similarity

    def _weight(self, rows: int) -> float:
        return math.log1p(len(self._lengths) / max(rows, 1))


def _neighbourhood(kind: str, number: str) -> list[str]:
    return [f"{kind}{int(number)}"] if number.isdecimal() else []


def neighbourhoods(text: str) -> list[str]:
    """The `rt3` and `rw1` that a text names as "RT 003 RW 01", "rt3" or the like."""
    return [f"{kind}{int(number)}" for kind, number in _NEIGHBOURHOOD.findall(text.casefold())]
