"""Villages, birthplaces, addresses and fathers' names: short texts, compared once per distinct pair."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import numpy as np
from rapidfuzz import fuzz, process

from kelambu_tui.matching.arrays import Codes, Levels, coded, distinct_pairs
from kelambu_tui.matching.levels import ADDRESS, PLACE, VILLAGE

SIMILAR = 85.0
"""Least `token_sort_ratio` (0 to 100) of two spellings of one place."""

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
        self._normal = normal
        self._known: dict[str, int] = {}
        self._forms: dict[str, int] = {}
        self._number: list[int] = []

    def code(self, values: Iterable[str]) -> Codes:
        """Return the number of each text's comparable form, -1 for nothing."""
        before = len(self._known)
        raw = coded(values, self._known)
        if len(self._known) > before:
            for value in list(self._known)[before:]:
                form = self._normal(value)
                self._number.append(self._forms.setdefault(form, len(self._forms)) if form else -1)
            self.texts = list(self._forms)
        return np.array(self._number, dtype=np.int32)[raw] if len(raw) else raw


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
    """Return the level (`levels.ADDRESS`): same, similar, partly (or the same RT and RW), else."""
    return _by_distinct(texts, first, second, _address_levels, len(ADDRESS) - 1)


def _by_distinct(
    texts: Texts,
    first: Codes,
    second: Codes,
    compare: Callable[[list[str], list[str]], Levels],
    differ: int,
) -> Levels:
    there = (first >= 0) & (second >= 0)
    levels = np.where(there, np.where(first == second, 1, differ), 0).astype(np.uint8)
    unlike = np.flatnonzero(there & (first != second))
    if len(unlike):
        low, high, place = distinct_pairs(first[unlike], second[unlike])
        a = [texts.texts[number] for number in low.tolist()]
        b = [texts.texts[number] for number in high.tolist()]
        levels[unlike] = compare(a, b)[place]
    return levels


def _likeness(a: list[str], b: list[str]) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return process.cpdist(a, b, scorer=fuzz.token_sort_ratio, workers=2, dtype=np.float32)


def _place_levels(a: list[str], b: list[str]) -> Levels:
    return np.where(_likeness(a, b) >= SIMILAR, PLACE.index("mirip"), PLACE.index("lain")).astype(np.uint8)


def _village_levels(a: list[str], b: list[str]) -> Levels:
    levels = np.full(len(a), VILLAGE.index("lain"), dtype=np.uint8)
    likeness = _likeness(a, b)
    for row, (x, y) in enumerate(zip(a, b, strict=True)):
        if x.isdecimal() and y.isdecimal():  # codes: one digit apart is another village, not a slip
            levels[row] = VILLAGE.index(
                "sekecamatan" if len(x) == len(y) == 10 and x[:6] == y[:6] else "lain"
            )
        elif likeness[row] >= SIMILAR:
            levels[row] = VILLAGE.index("mirip")
    return levels


def _address_levels(a: list[str], b: list[str]) -> Levels:
    likeness = _likeness(a, b)
    same_rt = np.array([_neighbourhood(x) == _neighbourhood(y) != () for x, y in zip(a, b, strict=True)])
    other_rt = np.array([
        () != _neighbourhood(x) != _neighbourhood(y) != () for x, y in zip(a, b, strict=True)
    ])  # fmt: skip
    levels = np.full(len(a), ADDRESS.index("lain"), dtype=np.uint8)
    levels[same_rt | ((likeness >= PARTLY) & ~other_rt)] = ADDRESS.index("sebagian")
    levels[(likeness >= SIMILAR) & ~other_rt] = ADDRESS.index("mirip")
    return levels


def _neighbourhood(text: str) -> tuple[str, ...]:
    return tuple(_RT.findall(text))
