"""Birth dates as arrays of year, month and day: comparable part by part, even where there is no such day."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from kelambu_tui.matching.arrays import (
    Anything,
    Coded,
    Codes,
    Flags,
    Floats,
    Growing,
    Levels,
    Longs,
    coded,
    newest,
)
from kelambu_tui.matching.levels import BIRTH
from kelambu_tui.people.birth import read_date

_ISO = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ].*)?")
_LEVEL = {word: number for number, word in enumerate(BIRTH)}
_SLIPS = (1, 10, 100)  # years: one, one decade, one century


class Births:
    """All distinct birth dates of a column; `parts` holds year, month and day of each."""

    def __init__(self) -> None:
        self._known = Coded()
        self._parts = Growing(np.empty((0, 3), dtype=np.int16))
        self._persons = Growing(np.empty(0, dtype=np.int32))
        self.total = 0

    @property
    def parts(self) -> Anything:
        """Return year, month, day of each distinct date."""
        return self._parts.values

    def code(self, texts: Sequence[str]) -> Codes:
        """Return the number of each date, -1 for what is no date at all."""
        before = len(self._known)
        numbers = coded(texts, self._known)
        fresh = newest(self._known, len(self._known) - before)
        self._parts.append(np.array([_read(text) for text in fresh], dtype=np.int16).reshape(len(fresh), 3))
        return np.where(self.parts[numbers, 0] > 0, numbers, -1).astype(np.int32) if len(numbers) else numbers

    def count(self, codes: Codes) -> None:
        """Count people born on these dates: registrars of old liked 1 January and 31 December."""
        dated = codes[codes >= 0]
        self.total += len(dated)
        self._persons.append(np.zeros(len(self._known) - len(self._persons.values), dtype=np.int32))
        self._persons.values[:] += np.bincount(dated, minlength=len(self._known)).astype(np.int32)

    def persons(self, codes: Codes) -> Floats:
        """Return how many people were born on each of these dates."""
        counts = self._persons.values
        if not len(counts):
            return np.zeros(len(codes))
        found = np.where(codes < len(counts), counts[np.minimum(codes, len(counts) - 1)], 0)
        return found.astype(np.float64)


def _read(text: str) -> tuple[int, int, int]:
    found = _ISO.fullmatch(text)
    if found:
        return int(found[1]), int(found[2]), int(found[3])
    try:
        date = read_date(text)
    except ValueError:
        return 0, 0, 0
    return date.year, date.month, date.day


def chance_of_slips(births: Births, codes: Codes) -> tuple[float, float]:
    """Return how probably two strangers' dates are day and month swapped, and the year off, exactly.

    Both are too rare to be met in a sample: sums of f(date) f(other date) over the dates of the list.
    """
    dated = codes[codes >= 0]
    year, month, day = (births.parts[dated, part].astype(np.int64) for part in range(3))
    keys, counts = np.unique(year * 10_000 + month * 100 + day, return_counts=True)
    share = counts / max(len(dated), 1)
    year, month, day = keys // 10_000, keys // 100 % 100, keys % 100

    def met(other: Longs, differs: Flags) -> float:
        place = np.minimum(np.searchsorted(keys, other), max(len(keys) - 1, 0))
        found = differs & (keys[place] == other)
        return float((share * np.where(found, share[place], 0.0)).sum())

    if not len(keys):
        return 0.0, 0.0
    swapped = met(year * 10_000 + day * 100 + month, day != month)
    crossed = year // 100 * 100 + year % 10 * 10 + year // 10 % 10
    days = keys % 10_000
    years = {*_SLIPS, *(-slip for slip in _SLIPS)}
    off = sum(met((year + slip) * 10_000 + days, np.ones(len(keys), dtype=np.bool_)) for slip in years)
    return swapped, off + met(crossed * 10_000 + days, (crossed != year) & (np.abs(crossed - year) > 1))


def compare_births(births: Births, first: Codes, second: Codes) -> Levels:
    """Return the level (`levels.BIRTH`) of each pair of date numbers (-1 = missing)."""
    there = (first >= 0) & (second >= 0)
    levels = np.where(there, _LEVEL["lain"], 0).astype(np.uint8)
    if not len(births.parts):
        return levels
    a, b = births.parts[first], births.parts[second]
    year, month, day = (a[:, part] == b[:, part] for part in range(3))
    same = year.astype(np.uint8) + month + day
    levels[there & (same == 2)] = _LEVEL["satu_bagian_beda"]
    swapped = a[:, 0] % 10 * 10 + a[:, 0] // 10 % 10 == b[:, 0] % 100  # 1981, 1918
    slip = np.isin(np.abs(a[:, 0] - b[:, 0]), _SLIPS) | (swapped & (a[:, 0] // 100 == b[:, 0] // 100))
    levels[there & month & day & slip] = _LEVEL["tahun_meleset"]
    crossed = year & (a[:, 1] == b[:, 2]) & (a[:, 2] == b[:, 1])
    levels[there & crossed] = _LEVEL["hari_bulan_tertukar"]
    levels[there & (same == 3)] = _LEVEL["sama"]
    return levels
