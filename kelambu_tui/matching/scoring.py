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
from kelambu_tui.matching.levels import BIRTH, FIELDS, GROUPS, GROUPS_WITHIN, NIK
from kelambu_tui.matching.namesakes import Names
from kelambu_tui.matching.weights import BY_SPREAD, Commonness, Weights

CHEAP = ("nik", "birth_date", "sex", "village")
"""Fields compared first, by numbers alone; most pairs fall with them."""

DEAR = ("name", "mother_name", "father_name", "birthplace", "address", "relation")

_SHORT = FIELDS["name"].index("singkatan")
_ELSE = FIELDS["name"].index("lain")
_CONTRADICTIONS = frozenset({(1, 2), (1, 3), (2, 3), (1, 4), (2, 4), (3, 4)})


@dataclass
class Compared:
    """Pairs of rows, and the level of each in each field that both have somewhere."""

    first: Codes
    second: Codes
    within: Flags
    levels: dict[str, Levels] = field(default_factory=dict)
    rarity: dict[str, Floats] = field(default_factory=dict)
    """log2 of how common the very value is, for fields where that decides."""

    def __len__(self) -> int:
        return len(self.first)

    def chosen(self, rows: Codes | Flags) -> Compared:
        """Return only these pairs."""
        levels = {name: column[rows] for name, column in self.levels.items()}
        rarity = {name: column[rows] for name, column in self.rarity.items()}
        return Compared(self.first[rows], self.second[rows], self.within[rows], levels, rarity)


def joined(parts: list[Compared]) -> Compared:
    """Return the pairs of all parts as one."""
    first, second, within = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("first", "second", "within")
    )
    return Compared(
        first,
        second,
        within,
        {name: np.concatenate([part.levels[name] for part in parts]) for name in parts[0].levels},
        {name: np.concatenate([part.rarity[name] for part in parts]) for name in parts[0].rarity},
    )


def pair_up(columns: Columns, first: Codes, second: Codes) -> Compared:
    """Return the pairs of these rows, nothing compared yet."""
    home = columns["household"]
    return Compared(first, second, (home[first] == home[second]) & (home[first] > 0))


def compare(scale: Scale, pairs: Compared, fields: tuple[str, ...] = (*CHEAP, *DEAR)) -> None:
    """Find the levels of `fields`, and how rare names and dates are that decide by that."""
    for name in fields:
        pairs.levels[name] = _compare(scale.columns, pairs, name)
        if name in BY_SPREAD:
            pairs.rarity[name] = scale.rarity_of_names(pairs, name)
        elif name == "birth_date":
            pairs.rarity[name] = scale.rarity_of_dates(pairs)


def _compare(columns: Columns, pairs: Compared, name: str) -> Levels:
    first, second = pairs.first, pairs.second
    if name == "nik":
        levels = niks.compare_numbers(columns.numbers, first, second)
        return _unexplained(columns, pairs, levels)
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


def _unexplained(columns: Columns, pairs: Compared, levels: Levels) -> Levels:
    """Return levels of NIKs where a slip that only repeats two different birth dates is none.

    Two people born a year apart in one place have NIKs one digit apart, each right for its owner.
    """
    slip = np.flatnonzero((levels == NIK.index("satu_angka")) | (levels == NIK.index("tertukar")))
    if len(slip):
        a, b = pairs.first[slip], pairs.second[slip]
        born = columns["birth_date"]
        both_right = columns["nik_fits"][a] & columns["nik_fits"][b] & (born[a] != born[b])
        levels[slip[both_right]] = NIK.index("lain")
    return levels


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
        self._common: dict[str, tuple[Floats, int]] = {}

    def prior(self, within: Flags) -> Floats:
        """Return the prior of each pair in bits."""
        between = self.weights.prior(self.persons)
        return np.where(within, self.weights.prior_within, between)

    def bits(self, pairs: Compared, name: str) -> Floats:
        """Return the weight of one field for each pair, in bits; 0 where either value is missing."""
        levels = pairs.levels[name]
        chance = self._between(pairs, name, levels)
        if name in self.within and pairs.within.any():
            group = group_of(pairs, name, within=True)
            chance = np.where(pairs.within, self.within[name][group, levels], chance)
        return np.where(levels > 0, self.m[name][levels] - chance, 0.0)

    def total(self, pairs: Compared, names: tuple[str, ...]) -> Floats:
        """Return the sum of these fields' weights."""
        total = np.zeros(len(pairs))
        for name in names:
            total += self.bits(pairs, name)
        return total

    def most(self, pairs: Compared, names: tuple[str, ...]) -> Floats:
        """Return the most that these fields, not yet compared, could still be worth."""
        most = np.zeros(len(pairs))
        for name in names:
            least = 1 if name == "relation" else 0
            a, b = self.columns[name][pairs.first], self.columns[name][pairs.second]
            there = (a >= least) & (b >= least)
            if not there.any():
                continue
            if name in BY_SPREAD:
                common = self.common(name)
                best = self._unlike(pairs, name) - np.log2(np.minimum(common[a], common[b]))
            else:
                between = (self.m[name][1:] - self.u[name][:, 1:].min(axis=0)).max()
                within = (self.m[name][1:] - self.within[name][:, 1:].min(axis=0)).max()
                best = np.maximum(np.where(pairs.within, within, between), 0.0)
            most += np.where(there, best, 0.0)
        return most

    def _unlike(self, pairs: Compared, name: str) -> Floats:
        """Return what names without a common key lose at least: no level beyond `sambung_pisah` is free."""
        names, column = self._names(name), self.columns[name]
        a, b = column[pairs.first], column[pairs.second]
        alike = (a < 0) | (b < 0) | (names.loose[a] == names.loose[b]) | (names.joined[a] == names.joined[b])
        slips = slice(FIELDS[name].index("mirip_sekali"), _ELSE)
        loss = float((self.m[name][slips] - self.spread[name][slips]).max())
        short = self.m[name][_SHORT] - self.spread[name][_SHORT]
        initials = names.has_initials[a] | names.has_initials[b]
        return np.where(alike, 0.0, np.where(initials, max(loss, short), loss))

    def common(self, name: str) -> Floats:
        """Return for each name number the share of people with that name, list and weights together."""
        names = self._names(name)
        known, total = self._common.get(name, (np.empty(0), -1))
        if total != names.total:
            known = np.empty(0)
        if len(known) < len(names):
            known = np.concatenate([known, shares_of(names, self.weights.names, len(known))])
            self._common[name] = known, names.total
        return known

    def _names(self, name: str) -> Names:
        return self.columns.names if name == "name" else self.columns.mothers

    def rarity_of_names(self, pairs: Compared, name: str) -> Floats:
        """Return log2 of how common the rarer spelling of each pair is (`likeness.chance_of_names`)."""
        names = self._names(name)
        if not len(names):
            return np.zeros(len(pairs))
        a, b = self.columns[name][pairs.first], self.columns[name][pairs.second]
        return likeness.chance_of_names(names, a, b, pairs.levels[name], self.common(name))

    def rarity_of_dates(self, pairs: Compared) -> Floats:
        """Return log2 of the share of people born on the date of each pair that has one in common."""
        rarity = np.zeros(len(pairs))
        same = np.flatnonzero(pairs.levels["birth_date"] == BIRTH.index("sama"))
        prior = self.weights.births
        born = self.columns.births.persons(self.columns["birth_date"][pairs.first[same]])
        share = (born + prior.strength * prior.floor) / (self.columns.births.total + prior.strength)
        rarity[same] = np.log2(np.maximum(share, 1e-9))
        return rarity

    def _between(self, pairs: Compared, name: str, levels: Levels) -> Floats:
        group = group_of(pairs, name, within=False)
        chance: Floats = self.u[name][group, levels]
        if name in BY_SPREAD:
            by_value = np.minimum(pairs.rarity[name] + self.spread[name][levels], 0.0)
            chance = np.where(levels < _ELSE, by_value, chance)
        if name == "birth_date":
            chance = np.where(levels == BIRTH.index("sama"), pairs.rarity[name], chance)
        return chance


def group_of(pairs: Compared, name: str, *, within: bool) -> Codes:
    """Return the row of `levels.GROUPS[name]` (or `GROUPS_WITHIN`) that each pair falls into."""
    group = np.zeros(len(pairs), dtype=np.int32)
    levels = pairs.levels
    if name not in (GROUPS_WITHIN if within else GROUPS):
        return group
    if within:
        group[levels["birth_date"] != 1] = 1
    elif name == "nik":
        group[levels["birth_date"] > 1] = 2
        group[levels["birth_date"] == BIRTH.index("lain")] = 4
        group[levels["village"] != 1] += 1
    elif name == "village":
        group[levels["nik"] != 1] = 1
    elif name == "address":
        group[levels["village"] != 1] = 1
    elif "name" in levels:  # sex; not known yet when the numbers are compared
        group[(levels["name"] == 0) | (levels["name"] > likeness.ALIKE)] = 1
    return group


def _log2(table: object) -> Floats:
    values: Floats = np.array(table, dtype=np.float64)
    return np.log2(np.where(values > 0, values, 1.0))


def shares_of(names: Names, prior: Commonness, first: int = 0) -> Floats:
    """Return the share of people with each name number from `first` on, list and prior together."""
    numbers = np.arange(first, len(names), dtype=np.int32)
    listed = names.persons(numbers)
    before = np.full(len(numbers), prior.floor)
    if prior.shares:
        by_key = np.full(names.keys_known + 1, prior.floor)
        known = [names.key_number(key) for key in prior.shares]
        by_key[known] = [*prior.shares.values()]
        by_key[-1] = prior.floor  # where keys went that nobody bears
        before = by_key[names.ordered[first:]]
    people = max(names.total, 1) + prior.strength
    shares: Floats = (np.maximum(listed, 1.0) + prior.strength * before) / people
    return np.minimum(shares, 1.0)
