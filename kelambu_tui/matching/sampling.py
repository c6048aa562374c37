"""Pairs to learn chance agreement from: drawn at random, or at random among those who share something.

What two strangers have in common is counted on pairs drawn without a look at the field in question: u of
a NIK among people born on one day is learnt from people who were drawn for their birthday only.
"""

from __future__ import annotations

import numpy as np

from kelambu_tui.matching.arrays import Codes, Longs, mixed
from kelambu_tui.matching.columns import Columns

STRANGERS = 150_000
"""Pairs drawn at random."""

SHARING = 25_000
"""Pairs drawn among those who share a birthday, a village or a name, each."""


def strangers(columns: Columns, split: int | None = None) -> tuple[Codes, Codes]:
    """Return pairs of rows drawn at random; of two lists, one of each."""
    chance = np.random.default_rng(1)
    total = len(columns)
    middle = total if split is None else split
    first = chance.integers(0, middle, STRANGERS)
    second = chance.integers(0 if split is None else split, total, STRANGERS)
    return _ordered(first, second, columns)


def sharers(columns: Columns, split: int | None = None) -> tuple[Codes, Codes]:
    """Return pairs of rows that share a birth date, a birthday, a village, both, or a name."""
    birth, village = columns["birth_date"], columns["village"]
    name = columns.names.ordered[columns["name"]] if len(columns.names) else columns["name"]
    parts = columns.births.parts[birth] if len(columns.births.parts) else np.zeros((len(birth), 3), np.int16)
    days = np.minimum(parts[:, 1], parts[:, 2]) * 100 + np.maximum(parts[:, 1], parts[:, 2])
    found = [
        _neighbours(keys, there, columns, split)
        for keys, there in (
            (mixed(birth), birth >= 0),
            (mixed(birth, village), (birth >= 0) & (village >= 0)),
            (mixed(days, parts[:, 0] // 2), birth >= 0),
            (mixed(days, village), (birth >= 0) & (village >= 0)),
            (mixed(village), village >= 0),
            (mixed(name), columns["name"] >= 0),
        )
    ]
    return np.concatenate([a for a, _b in found]), np.concatenate([b for _a, b in found])


def _neighbours(
    keys: Longs, there: np.ndarray[tuple[int], np.dtype[np.bool_]], columns: Columns, split: int | None
) -> tuple[Codes, Codes]:
    """Return pairs that share a key: rows shuffled within each key, each with the next few."""
    chance = np.random.default_rng(2)
    rows = chance.permutation(np.flatnonzero(there))
    rows = rows[np.argsort(keys[rows], kind="stable")]
    pairs = []
    for step in (1, 2, 3):
        a, b = rows[:-step], rows[step:]
        same = keys[a] == keys[b]
        if split is not None:
            same &= (a < split) != (b < split)
        pairs.append(np.stack([a[same], b[same]]))
    drawn = np.concatenate(pairs, axis=1)
    if drawn.shape[1] > SHARING:
        drawn = drawn[:, chance.choice(drawn.shape[1], SHARING, replace=False)]
    return _ordered(drawn[0], drawn[1], columns)


def _ordered(first: Longs, second: Longs, columns: Columns) -> tuple[Codes, Codes]:
    """Return the pairs with the smaller row first, without those of one household or of a row with itself."""
    low, high = np.minimum(first, second).astype(np.int32), np.maximum(first, second).astype(np.int32)
    home = columns["household"]
    strange = (low != high) & ((home[low] != home[high]) | (home[low] == 0))
    return low[strange], high[strange]
