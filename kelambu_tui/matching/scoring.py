"""From levels to bits: the weight of evidence of Fellegi and Sunter (1969), value by value.

A level is worth log2(m / u): m how often two records of one person agree so, u how often two people
do. For names and birth dates u is that of the very value (Winkler 2000): Nurhayati proves little, a
rare name much.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from kelambu_tui.matching import births, likeness, niks, places
from kelambu_tui.matching.arrays import Codes, Flags, Floats, Levels
from kelambu_tui.matching.columns import Columns
from kelambu_tui.matching.levels import BIRTH, FIELDS, GROUPS, GROUPS_WITHIN
from kelambu_tui.matching.namesakes import Names
from kelambu_tui.matching.weights import BY_SPREAD, Commonness, Weights

CHEAP = ("nik", "birth_date", "sex", "village")
"""Fields compared first, by numbers alone; most pairs fall with them."""

DEAR = ("name", "mother_name", "father_name", "birthplace", "address", "relation")

_CONTRADICTIONS = frozenset({(1, 2), (1, 3), (2, 3), (1, 4), (2, 4), (3, 4)})


@dataclass
class Compared:
    """Pairs of rows, and the level of each in each field that both have somewhere."""

    first: Codes
    second: Codes
    within: Flags
    levels: dict[str, Levels] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.first)

    def chosen(self, rows: Codes | Flags) -> Compared:
        """Return only these pairs."""
        levels = {name: column[rows] for name, column in self.levels.items()}
        return Compared(self.first[rows], self.second[rows], self.within[rows], levels)


def pair_up(columns: Columns, first: Codes, second: Codes) -> Compared:
    """Return the pairs of these rows, nothing compared yet."""
    home = columns["household"]
    return Compared(first, second, (home[first] == home[second]) & (home[first] > 0))


def compare(columns: Columns, pairs: Compared, fields: tuple[str, ...] = (*CHEAP, *DEAR)) -> None:
    """Find the levels of `fields`."""
    for name in fields:
        pairs.levels[name] = _compare(columns, pairs, name)


def _compare(columns: Columns, pairs: Compared, name: str) -> Levels:
    first, second = pairs.first, pairs.second
    if name == "nik":
        return niks.compare_numbers(columns.numbers, first, second)
    column = columns[name]
    a, b = column[first], column[second]
    if name == "sex":
        return np.where((a > 0) & (b > 0), np.where(a == b, 1, 2), 0).astype(np.uint8)
    if name == "relation":
        return _relations(a, b, pairs.within)
    if name == "birth_date":
        return births.compare_births(columns.births, a, b)
    if name in BY_SPREAD:
        return likeness.compare_names(columns.names if name == "name" else columns.mothers, a, b)
    if name == "village":
        return places.compare_villages(columns.villages, a, b)
    if name == "address":
        return places.compare_addresses(columns.addresses, a, b)
    return places.compare_texts(columns.fathers if name == "father_name" else columns.birthplaces, a, b)


def _relations(a: Levels, b: Levels, within: Flags) -> Levels:
    """Return levels of relation; in two households anybody may stand in any relation, so only within one."""
    clash = np.zeros((8, 8), dtype=np.bool_)
    for x, y in _CONTRADICTIONS:
        clash[x, y] = clash[y, x] = True
    levels = np.where(a == b, 1, np.where(clash[a, b], 3, 2))
    return np.where(within & (a > 0) & (b > 0), levels, 0).astype(np.uint8)


class Scale:
    """The weights of a model, as tables, for the people of `columns`."""

    def __init__(self, weights: Weights, columns: Columns, persons: int = 0) -> None:
        self.weights = weights
        self.persons = persons or len(columns)
        self.columns = columns
        self.m = {name: _log2(row.m) for name, row in weights.fields.items()}
        self.u = {name: _log2(row.u) for name, row in weights.fields.items()}
        self.within = {name: _log2(row.u_within) for name, row in weights.fields.items() if row.u_within}
        self.spread = {name: _log2(weights.fields[name].spread) for name in BY_SPREAD}
        self._common: dict[str, tuple[int, int, Floats]] = {}

    def prior(self, within: Flags) -> Floats:
        """Return the prior of each pair in bits."""
        between = self.weights.prior(self.persons)
        return np.where(within, self.weights.prior_within, between)

    def bits(self, pairs: Compared, name: str) -> Floats:
        """Return the weight of one field for each pair, in bits; 0 where either value is missing."""
        levels = pairs.levels[name]
        chance = self._between(pairs, name, levels)
        if name in self.within:
            group = _group(pairs, name) if name in GROUPS_WITHIN else 0
            chance = np.where(pairs.within, self.within[name][_within(group, name), levels], chance)
        return np.where(levels > 0, self.m[name][levels] - chance, 0.0)

    def total(self, pairs: Compared, names: tuple[str, ...]) -> Floats:
        """Return the sum of these fields' weights."""
        total = np.zeros(len(pairs))
        for name in names:
            total += self.bits(pairs, name)
        return total

    def most(self, pairs: Compared, names: tuple[str, ...]) -> Floats:
        """Return the most that these fields, not yet compared, could still be worth."""
        best = sum(
            max(0.0, float((self.m[name][1:] - self.u[name][:, 1:].min(axis=0)).max()))
            for name in names if name not in BY_SPREAD and self._is_used(name)
        )  # fmt: skip
        most = np.full(len(pairs), float(best))
        for name in BY_SPREAD:
            if name in names and self._is_used(name):
                common = -np.log2(self.common(name))
                column = self.columns[name]
                most += np.maximum(common[column[pairs.first]], common[column[pairs.second]])
        return most

    def common(self, name: str) -> Floats:
        """Return for each name number the share of people with that name, list and weights together."""
        names = self._names(name)
        kept = self._common.get(name)
        if kept is None or kept[:2] != (len(names), names.total):
            kept = (len(names), names.total, _shares(names, self.weights.names))
            self._common[name] = kept
        return kept[2]

    def _names(self, name: str) -> Names:
        return self.columns.names if name == "name" else self.columns.mothers

    def _is_used(self, name: str) -> bool:
        column = self.columns[name]
        return bool((column > 0).any()) or (name not in ("sex", "relation") and bool((column == 0).any()))

    def _between(self, pairs: Compared, name: str, levels: Levels) -> Floats:
        group = _group(pairs, name) if name in GROUPS else 0
        chance: Floats = self.u[name][group, levels]
        column = self.columns[name] if name != "nik" else None
        if name in BY_SPREAD and column is not None and len(self._names(name)):
            a, b = column[pairs.first], column[pairs.second]
            rarity = likeness.chance_of_names(self._names(name), a, b, levels, self.common(name))
            by_value = np.minimum(rarity + self.spread[name][levels], 0.0)
            chance = np.where(levels < FIELDS[name].index("lain"), by_value, chance)
        if name == "birth_date" and column is not None:
            same = np.flatnonzero(levels == BIRTH.index("sama"))
            prior = self.weights.births
            born = self.columns.births.persons(column[pairs.first[same]])
            share = (born + prior.strength * prior.floor) / (self.columns.births.total + prior.strength)
            chance[same] = np.log2(np.maximum(share, 1e-9))
        return chance


def _group(pairs: Compared, name: str) -> Codes:
    """Return the row of `levels.GROUPS[name]` that each pair falls into."""
    if name == "nik":
        birth, village = pairs.levels["birth_date"], pairs.levels["village"]
        near = np.where(birth == 1, 0, np.where((birth >= 2) & (birth <= 4), 1, 2))
        return (near * 2 + (village != 1)).astype(np.int32)
    if name == "sex":
        level = pairs.levels.get("name")
        if level is None:
            return np.zeros(len(pairs), dtype=np.int32)
        return ((level == 0) | (level > likeness.ALIKE)).astype(np.int32)
    if name == "address":
        return (pairs.levels["village"] != 1).astype(np.int32)
    return (pairs.levels["birth_date"] != 1).astype(np.int32)


def _within(group: Codes | int, name: str) -> Codes | int:
    """Return the group within a household that belongs to a group of `_group`."""
    return (group >= 2).astype(np.int32) if name == "nik" and not isinstance(group, int) else group


def _log2(table: object) -> Floats:
    values: Floats = np.array(table, dtype=np.float64)
    return np.log2(np.where(values > 0, values, 1.0))


def _shares(names: Names, prior: Commonness) -> Floats:
    numbers = np.arange(len(names), dtype=np.int32)
    listed = names.persons(numbers)
    before = np.full(len(names), prior.floor)
    if prior.shares:
        known = {names.key_number(key): share for key, share in prior.shares.items()}
        by_key = np.full(names.keys_known + 1, prior.floor)
        for number, share in known.items():
            by_key[number] = share
        before = by_key[names.ordered]
    shares: Floats = (np.maximum(listed, 1.0) + prior.strength * before) / (
        max(names.total, 1) + prior.strength
    )
    return np.minimum(shares, 1.0)
