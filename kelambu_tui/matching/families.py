"""Families listed twice: what the other members of two households say about a pair between them."""

from __future__ import annotations

import numpy as np

from kelambu_tui.matching.arrays import Codes, Flags, Floats, Levels, Longs
from kelambu_tui.matching.columns import Columns
from kelambu_tui.matching.levels import FAMILY

LIKELY = 0.5
"""Probability from which a pair of other members speaks for this one."""

MOST_PAIRS = 400
"""Households with more pairs of members than this are no families; an orphanage, say."""

TWO, ONE, RIVAL = (FAMILY.index(word) for word in ("dua_atau_lebih", "satu", "pasangan_lain"))


def family_levels(columns: Columns, first: Codes, second: Codes, probability: Floats) -> Levels:
    """Return the level (`levels.FAMILY`) of each pair, from the probabilities of all pairs without it.

    Only one-to-one agreement speaks for a pair: where one of the two has a better partner in the other's
    household, the two are rather brothers than one person.
    """
    home_a, home_b = columns["household"][first], columns["household"][second]
    between = (home_a > 0) & (home_b > 0) & (home_a != home_b)
    levels = np.zeros(len(first), dtype=np.uint8)
    rows = np.flatnonzero(between)
    if not len(rows):
        return levels
    a, b, p = first[rows].astype(np.int64), second[rows].astype(np.int64), probability[rows]
    h_a, h_b = home_a[rows].astype(np.int64), home_b[rows].astype(np.int64)
    homes = int(columns["household"].max()) + 1
    best_a = _best(a * homes + h_b, p)
    best_b = _best(b * homes + h_a, p)
    mutual = (p >= best_a) & (p >= best_b) & (p >= LIKELY)
    pair_of_homes = np.minimum(h_a, h_b) * homes + np.maximum(h_a, h_b)
    others = _sums(pair_of_homes, mutual) - mutual.astype(np.float64)
    rival = (np.maximum(best_a, best_b) >= LIKELY) & (p < np.maximum(best_a, best_b))
    levels[rows[others >= 1]] = ONE
    levels[rows[others >= 2]] = TWO
    levels[rows[rival]] = RIVAL
    return levels


def _best(keys: Longs, probability: Floats) -> Floats:
    """Return for each entry the largest probability under its key."""
    order = np.argsort(keys)
    starts = np.flatnonzero(np.diff(keys[order], prepend=keys[order[:1]] - 1))
    best = np.maximum.reduceat(probability[order], starts)
    found = np.empty(len(keys))
    found[order] = np.repeat(best, np.diff(starts, append=len(keys)))
    return found


def _sums(keys: Longs, flags: Flags) -> Floats:
    _distinct, place = np.unique(keys, return_inverse=True)
    counts: Floats = np.bincount(place, weights=flags, minlength=len(_distinct)).astype(np.float64)
    return counts[place]


def pairs_of_families(columns: Columns, first: Codes, second: Codes) -> tuple[Codes, Codes]:
    """Return all pairs of members of the two households of each of these (likely) pairs."""
    home = columns["household"]
    order = np.argsort(home, kind="stable").astype(np.int32)
    starts = np.searchsorted(home[order], np.arange(int(home.max()) + 2 if len(home) else 1))
    a, b = home[first].astype(np.int64), home[second].astype(np.int64)
    usable = (a > 0) & (b > 0) & (a != b)
    low, high = np.minimum(a, b)[usable], np.maximum(a, b)[usable]
    keys = np.unique((low << 32) | high)
    low, high = keys >> 32, keys & 0xFFFFFFFF
    size_a, size_b = starts[low + 1] - starts[low], starts[high + 1] - starts[high]
    small = size_a * size_b <= MOST_PAIRS
    low, high, size_a, size_b = low[small], high[small], size_a[small], size_b[small]
    count = size_a * size_b
    pair = np.repeat(np.arange(len(low)), count)
    step = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    one = order[starts[low[pair]] + step // size_b[pair]]
    other = order[starts[high[pair]] + step % size_b[pair]]
    return np.minimum(one, other), np.maximum(one, other)
