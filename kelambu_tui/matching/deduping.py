"""A whole list against itself: block, compare, weigh, look at the families, and group."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

import numpy as np

from kelambu_tui.matching import blocking, families
from kelambu_tui.matching.arrays import Codes, Flags, Floats, Longs, side_by_side
from kelambu_tui.matching.clusters import agreed_groups, components
from kelambu_tui.matching.columns import Columns, table_of
from kelambu_tui.matching.learning import Round, learn_weights
from kelambu_tui.matching.levels import NIK
from kelambu_tui.matching.pairs import Pair
from kelambu_tui.matching.reasons import pairs_with_reasons
from kelambu_tui.matching.records import Record
from kelambu_tui.matching.scoring import CHEAP, DEAR, Compared, Scale, compare, joined, pair_up
from kelambu_tui.matching.weights import Weights, shipped_weights
from kelambu_tui.memory import no_cycle_search

CHUNK = 1 << 17
"""Pairs that are compared at a time: enough for the arrays to pay, little memory."""

SAME_NIK = NIK.index("sama")

FAMILY_MOST = 8.0
"""The most that the other members of two households can add, in bits."""

LARGEST_GROUP = 40
"""Records of a chain that are all compared with each other."""


@dataclass
class Matches:
    """The likely pairs of a list. `seconds` says where the time went, `rounds` how learning settled."""

    columns: Columns = field(repr=False)
    found: Compared = field(repr=False)
    weight: Floats = field(repr=False)
    groups: list[list[int]] = field(repr=False)
    weights: Weights = field(repr=False)
    seconds: Mapping[str, float]
    rounds: tuple[Round, ...] = ()

    def __len__(self) -> int:
        return len(self.weight)

    @cached_property
    def pairs(self) -> list[Pair]:
        """Return the pairs with their evidence, most probable first."""
        return pairs_with_reasons(Scale(self.weights, self.columns), self.found, self.weight)

    @cached_property
    def clusters(self) -> tuple[tuple[str, ...], ...]:
        """Return the ids of the records of each person who stands there more than once, sorted."""
        ids = self.columns.ids
        return tuple(sorted(tuple(sorted(ids[row] for row in group)) for group in self.groups))

    @property
    def probability(self) -> Floats:
        """Return the probability of each pair, in the order of `a` and `b`."""
        return probability_of(self.weight)

    def ids(self) -> list[tuple[str, str]]:
        """Return the two ids of each pair, the smaller first, without making objects of the evidence."""
        ids = self.columns.ids
        both = zip(self.found.first.tolist(), self.found.second.tolist(), strict=True)
        return [(min(ids[a], ids[b]), max(ids[a], ids[b])) for a, b in both]


def probability_of(weight: Floats) -> Floats:
    """Return the probability that belongs to a weight, the log2 of the odds."""
    found: Floats = 1.0 / (1.0 + np.exp2(-np.clip(weight, -60, 60)))
    return found


def weight_of(probability: float) -> float:
    """Return the weight in bits of a probability between 0 and 1."""
    inside = min(max(probability, 1e-9), 1 - 1e-9)
    return float(np.log2(inside / (1 - inside)))


def compare_all(
    records: Iterable[Record],
    weights: Weights | None = None,
    min_probability: float = 0.5,
    learn: bool = False,
) -> Matches:
    """Compare a list with itself and return the pairs that are one person with `min_probability`.

    `weights`: the shipped ones if not given. `learn`: learn them anew from this list, without labels.
    Two records of one NIK are always among them, however unlikely: one of the two NIKs is wrong. Ids must
    be distinct; raises `ValueError` otherwise.
    """
    seconds: dict[str, float] = {}
    with _timed(seconds, "read"):
        columns = Columns()
        columns.extend(table_of(records))
        columns.count()
    weights = weights or shipped_weights()
    return match_columns(columns, weights, min_probability, learn=learn, seconds=seconds, same_nik=True)


@no_cycle_search()
def match_columns(
    columns: Columns,
    weights: Weights,
    min_probability: float,
    *,
    learn: bool = False,
    seconds: dict[str, float] | None = None,
    split: int | None = None,
    same_nik: bool = False,
) -> Matches:
    """Match rows that are already columns.

    `split`: pairs across this row only (two lists). `same_nik`: also improbable pairs of one NIK.
    """
    seconds = {} if seconds is None else seconds
    if len(set(columns.ids)) < len(columns):
        raise ValueError("ids must be distinct")
    with _timed(seconds, "block"):
        first, second = blocking.candidate_pairs(columns)
        if split is not None:
            across = (first < split) & (second >= split)
            first, second = first[across], second[across]
    rounds: tuple[Round, ...] = ()
    if learn:
        with _timed(seconds, "learn"):
            weights, rounds = learn_weights(columns, first, second, weights, split=split)
    scale = Scale(weights, columns)
    with _timed(seconds, "compare"):
        least = weight_of(min_probability)
        found, weight = _compare_in_chunks(scale, first, second, min(least, 0.0), same_nik)
    with _timed(seconds, "families"):
        found, weight = _with_families(scale, found, weight, min(least, 0.0))
    with _timed(seconds, "group"):
        found, weight, groups = _grouped(scale, found, weight, least, same_nik)
        if split is not None:
            across = (found.first < split) & (found.second >= split)
            found, weight = found.chosen(across), weight[across]
    return Matches(columns, found, weight, groups, weights, seconds, rounds)


@contextmanager
def _timed(seconds: dict[str, float], part: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    seconds[part] = seconds.get(part, 0.0) + time.perf_counter() - began


def _compare_in_chunks(
    scale: Scale, first: Codes, second: Codes, least: float, same_nik: bool
) -> tuple[Compared, Floats]:
    def promising_from(at: int) -> tuple[Compared, Floats]:
        chunk = pair_up(scale.columns, first[at : at + CHUNK], second[at : at + CHUNK])
        return promising(scale, chunk, least, same_nik)

    parts = list(side_by_side(promising_from, range(0, max(len(first), 1), CHUNK)))
    return joined([found for found, _weight in parts]), np.concatenate([weight for _found, weight in parts])


def promising(scale: Scale, pairs: Compared, least: float, same_nik: bool = False) -> tuple[Compared, Floats]:
    """Compare pairs, numbers first: what cannot reach `least` bits is dropped before its texts are read.

    Pairs that only their families could lift come back in `_with_families`.
    """
    compare(scale, pairs, CHEAP)
    hope = scale.prior(pairs.within) + scale.total(pairs, CHEAP) + 1.0 + scale.most(pairs, DEAR)
    return weighed(scale, pairs.chosen(_wanted(pairs, hope, least, same_nik)), least, same_nik)


def weighed(scale: Scale, pairs: Compared, least: float, same_nik: bool = False) -> tuple[Compared, Floats]:
    """Compare the texts of pairs whose numbers were compared; return those of `least` bits.

    `same_nik`: and those of one NIK.
    """
    compare(scale, pairs, DEAR)
    weight = scale.prior(pairs.within) + scale.total(pairs, (*CHEAP, *DEAR))
    kept = _wanted(pairs, weight, least, same_nik)
    return pairs.chosen(kept), weight[kept]


def _wanted(pairs: Compared, weight: Floats, least: float, same_nik: bool) -> Flags:
    enough: Flags = weight >= least
    return enough | (pairs.levels["nik"] == SAME_NIK) if same_nik else enough


def _with_families(scale: Scale, found: Compared, weight: Floats, least: float) -> tuple[Compared, Floats]:
    """Add the pairs of members of households that share somebody, and what the members say of each other."""
    if (scale.columns["household"] > 0).any():
        likely = weight >= 0
        first, second = families.pairs_of_families(scale.columns, found.first[likely], found.second[likely])
        fresh = _unknown(len(scale.columns), found, first, second)
        if fresh.any():
            pairs = pair_up(scale.columns, first[fresh], second[fresh])
            more, more_weight = promising(scale, pairs, least - FAMILY_MOST)
            found, weight = joined([found, more]), np.concatenate([weight, more_weight])
    return add_families(scale, found, weight)


def add_families(scale: Scale, found: Compared, weight: Floats) -> tuple[Compared, Floats]:
    """Return the pairs with the evidence of the other members."""
    levels = families.family_levels(scale.columns, found.first, found.second, probability_of(weight))
    found.levels["household"] = levels
    return found, weight + scale.bits(found, "household")


def _unknown(
    total: int, found: Compared, first: Codes, second: Codes
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    known = found.first.astype(np.int64) * total + found.second
    fresh: Longs = first.astype(np.int64) * total + second
    return ~np.isin(fresh, known)


def _rows(found: Compared, weight: Floats, chosen: Flags) -> list[tuple[int, int, float]]:
    first, second = found.first[chosen].tolist(), found.second[chosen].tolist()
    return list(zip(first, second, weight[chosen].tolist(), strict=True))


def _grouped(
    scale: Scale, found: Compared, weight: Floats, least: float, same_nik: bool
) -> tuple[Compared, Floats, list[list[int]]]:
    """Compare also the ends of chains, then keep the likely pairs and group them."""
    likely = weight >= max(least, 0.0)
    links = list(zip(found.first[likely].tolist(), found.second[likely].tolist(), strict=True))
    chains = [chain for chain in components(links) if 2 < len(chain) <= LARGEST_GROUP]
    ends = np.array([pair for chain in chains for pair in combinations(chain, 2)], dtype=np.int32).reshape(
        -1, 2
    )
    fresh = _unknown(len(scale.columns), found, ends[:, 0], ends[:, 1])
    if fresh.any():
        pairs = pair_up(scale.columns, ends[fresh, 0], ends[fresh, 1])
        compare(scale, pairs, CHEAP)
        more, more_weight = weighed(scale, pairs, -np.inf)
        more.levels["household"] = np.zeros(len(more), dtype=np.uint8)
        found, weight = joined([found, more]), np.concatenate([weight, more_weight])
    in_chain = np.zeros(len(scale.columns), dtype=np.bool_)
    in_chain[np.array([row for chain in chains for row in chain], dtype=np.int64)] = True
    known = {
        (a, b): value for a, b, value in _rows(found, weight, in_chain[found.first] & in_chain[found.second])
    }
    groups = agreed_groups(_rows(found, weight, weight >= max(least, 0.0)), known)
    kept = np.flatnonzero(_wanted(found, weight, least, same_nik))
    kept = kept[np.lexsort((found.second[kept], found.first[kept], -weight[kept]))]
    return found.chosen(kept.astype(np.int32)), weight[kept], groups
