"""Learning the weights from a list, without labels: expectation and maximisation.

E: how probably is each pair one person, by the weights so far. M: among pairs so weighted, how often does
each level occur (Dempster, Laird, Rubin 1977; for record linkage Winkler 1988, Enamorado, Fifield, Imai
2019). m is taken from the candidate pairs, which hold nearly all true ones whatever key brought them; u
from strangers (`sampling`), so blocking does not distort it; pairs within one household have u of their
own. Every estimate is smoothed with the weights that learning starts from, as so many pairs' worth of
them, so a level that was never seen is rare and not impossible.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from kelambu_tui.matching import likeness, sampling
from kelambu_tui.matching.arrays import Codes, Floats, Levels
from kelambu_tui.matching.births import chance_of_slips
from kelambu_tui.matching.columns import Columns
from kelambu_tui.matching.levels import BIRTH, CLASSES, FIELDS, GROUPS, GROUPS_WITHIN
from kelambu_tui.matching.scoring import (
    CHEAP,
    DEAR,
    Compared,
    Scale,
    compare,
    group_of,
    joined,
    pair_up,
    shares_of,
)
from kelambu_tui.matching.weights import BY_SPREAD, Commonness, FieldWeights, Weights

LEARNT_FROM = 300_000
"""Most candidate pairs that are looked at."""

ROUNDS = 25
"""Most rounds; learning ends earlier once nothing moves by `SETTLED`."""

SETTLED = 1e-3
"""Largest change of any m, and relative change of the rate, at which learning ends."""

_M_WORTH, _U_WORTH, _WITHIN_WORTH = 20.0, 1_000.0, 200.0  # pairs that the starting weights count for
NAMES_DRAWN = 400_000
"""Pairs of names that spreads are learnt from."""

_SPREAD_WORTH = 5_000.0
_ALL = (*CHEAP, *DEAR)


@dataclass(frozen=True, slots=True)
class Round:
    """One round: the rates it ended with, and the largest change of any m."""

    rate: float
    rate_within: float
    change: float


@dataclass
class _Evidence:
    """What is learnt from; `share` is how many of all candidates the sample is.

    `strangers` have been drawn blindly, `sharers` for something in common: only what depends on that
    (`levels.GROUPS`) is learnt from the latter too.
    """

    candidates: Compared
    strangers: Compared
    sharers: Compared
    share: float


def learn_weights(
    columns: Columns, first: Codes, second: Codes, start: Weights, *, split: int | None = None
) -> tuple[Weights, tuple[Round, ...]]:
    """Return the weights learnt from candidate pairs of `columns`, and how learning went.

    `split`: the first row of the second list where two are linked. Draws its samples with fixed seeds,
    so the same list gives the same weights. Ends when the weights settle, and before the rounds begin to
    move them more again: from there on m drifts towards chance agreement among the candidates, which are
    most of a long list's pairs.
    """
    start = _with_spreads(columns, start)
    seen = _gather(Scale(start, columns), first, second, split)
    weights = start
    rounds: list[Round] = []
    for _round in range(ROUNDS):
        before = weights
        weights = _one_round(columns, seen, before, start)
        rounds.append(Round(weights.rate, weights.rate_within, _change(before, weights)))
        if len(rounds) > 1 and rounds[-1].change > rounds[-2].change:
            return before, tuple(rounds[:-1])
        if rounds[-1].change < SETTLED and abs(weights.rate / before.rate - 1) < SETTLED * 10:
            break
    return weights, tuple(rounds)


def _with_spreads(columns: Columns, start: Weights) -> Weights:
    fields = dict(start.fields)
    for name in BY_SPREAD:
        spread = _spread(columns, name, start.fields[name].spread, start.names)
        fields[name] = replace(start.fields[name], spread=spread)
    return replace(start, fields=fields)


def _gather(scale: Scale, first: Codes, second: Codes, split: int | None) -> _Evidence:
    columns, share = scale.columns, 1.0
    if len(first) > LEARNT_FROM:
        chosen = np.random.default_rng(3).choice(len(first), LEARNT_FROM, replace=False)
        share = LEARNT_FROM / len(first)
        first, second = first[chosen], second[chosen]
    candidates = pair_up(columns, first, second)
    strangers = pair_up(columns, *sampling.strangers(columns, split))
    sharers = pair_up(columns, *sampling.sharers(columns, split))
    for pairs in (candidates, strangers, sharers):
        compare(scale, pairs, _ALL)
    return _Evidence(candidates, strangers, joined([strangers, sharers]), share)


def _one_round(columns: Columns, seen: _Evidence, weights: Weights, start: Weights) -> Weights:
    scale = Scale(weights, columns)
    same = _probability(scale, seen.candidates)
    strange = 1.0 - _probability(scale, seen.sharers)
    within = seen.candidates.within
    fields = {}
    for name in FIELDS:
        row = weights.fields[name]
        if name in _ALL:
            row = _field(scale, seen, name, same, strange, start.fields[name])
        fields[name] = row
    between = float(same[~within].sum()) / seen.share
    found_within = (float(same[within].sum()) + 100 * start.rate_within) / (float(within.sum()) + 100)
    rate = max(between, 1.0) / max(len(columns), 1)
    return replace(weights, rate=rate, rate_within=min(found_within, 0.5), fields=fields, source="")


def _probability(scale: Scale, pairs: Compared) -> Floats:
    weight = scale.prior(pairs.within) + scale.total(pairs, _ALL)
    found: Floats = 1.0 / (1.0 + np.exp2(-np.clip(weight, -60, 60)))
    return found


def _field(
    scale: Scale, seen: _Evidence, name: str, same: Floats, strange: Floats, start: FieldWeights
) -> FieldWeights:
    pairs, within = seen.candidates, seen.candidates.within
    m = _shares(name, pairs.levels[name], same, np.array(start.m), _M_WORTH)
    blind = strange[: len(seen.strangers)]
    if name in GROUPS and name != "village":  # many of the sharers were drawn for their village
        u = _by_group(seen.sharers, name, strange, start.u, _U_WORTH, GROUPS)
    else:
        u = _by_group(seen.strangers, name, blind, start.u, _U_WORTH, GROUPS)
    u_within = start.u_within
    if u_within:
        home = pairs.chosen(within)
        u_within = _by_group(home, name, 1.0 - same[within], start.u_within, _WITHIN_WORTH, GROUPS_WITHIN)
    if name == "nik":
        u = _shared_niks(scale, seen, same, u)
    if name == "birth_date":
        u = _slips_of_dates(scale.columns, u)
    if name == "relation":  # means nothing between households, where it is not compared
        u = (tuple(m),)
    return FieldWeights(tuple(m), u, u_within, start.spread)


def _shares(name: str, levels: Levels, weight: Floats, start: Floats, worth: float) -> tuple[float, ...]:
    """Return the share of each level but "missing" in its class (`levels.CLASSES`), smoothed."""
    counts = np.bincount(levels, weights=weight, minlength=len(start))
    shares = np.zeros(len(start))
    for part in CLASSES.get(name, (slice(1, len(start)),)):
        before = start[part] / start[part].sum()
        shares[part] = (counts[part] + worth * before) / (float(counts[part].sum()) + worth)
    return tuple(float(share) for share in shares)


def _by_group(
    pairs: Compared,
    name: str,
    weight: Floats,
    start: tuple[tuple[float, ...], ...],
    worth: float,
    groups: object,
) -> tuple[tuple[float, ...], ...]:
    levels = pairs.levels[name]
    if len(start) == 1:
        return (_shares(name, levels, weight, np.array(start[0]), worth),)
    group = group_of(pairs, name, within=groups is GROUPS_WITHIN)
    return tuple(
        _shares(name, levels[group == number], weight[group == number], np.array(row), worth)
        for number, row in enumerate(start)
    )


def _shared_niks(
    scale: Scale, seen: _Evidence, same: Floats, u: tuple[tuple[float, ...], ...]
) -> tuple[tuple[float, ...], ...]:
    """Return u with the share of people who bear another's whole NIK, the same in every group.

    Everyone with a NIK in common is a candidate, so these are counted in the whole list; whoever is
    entered with another's number shares nothing else, a birth date least.
    """
    exact = seen.candidates.levels["nik"] == 1
    strangers = float((1.0 - same[exact & ~seen.candidates.within]).sum()) / seen.share
    people = max(scale.persons, 2)
    share = (strangers + 1.0) / (people * (people - 1) / 2.0)
    return tuple((row[0], min(share, 0.5), *row[2:]) for row in u)


def _slips_of_dates(columns: Columns, u: tuple[tuple[float, ...], ...]) -> tuple[tuple[float, ...], ...]:
    """Return u with the chance of swapped days and of years that are off, as the list's own dates have it."""
    row = list(u[0])
    for level, chance in zip(
        ("hari_bulan_tertukar", "tahun_meleset"),
        chance_of_slips(columns.births, columns["birth_date"]),
        strict=True,
    ):
        row[BIRTH.index(level)] = max(chance, 1e-6)
    return (tuple(row),)


def _spread(columns: Columns, name: str, start: tuple[float, ...], prior: Commonness) -> tuple[float, ...]:
    """Return for each level how many times likelier than the rarer spelling itself chance agreement at it is.

    Over pairs of strangers the ratio of the two explanations must have the mean m, so the spread is the
    sum of f(a) f(b) / f(rarer) over all pairs of names at the level. It is drawn with a as people bear
    it and b from all distinct names alike: the rare names that make up that sum would not turn up
    among people drawn at random.
    """
    names = columns.names if name == "name" else columns.mothers
    bearers = columns[name][columns[name] >= 0]
    if not len(bearers):
        return start
    chance = np.random.default_rng(4)
    first = chance.choice(bearers, NAMES_DRAWN)
    second = chance.choice(np.unique(bearers), NAMES_DRAWN)
    common = shares_of(names, prior)
    levels = likeness.compare_names(names, first, second)
    rarer = likeness.chance_of_names(names, first, second, levels, common)
    # The sum is the same from both ends of a pair: taken from the end that is not the rarer one, and
    # twice, it has no large terms that a sample would hit or miss.
    share = np.exp2(rarer)
    ends = np.where(
        np.isclose(share, common[second]), np.where(np.isclose(share, common[first]), 1.0, 2.0), 0.0
    )
    by_word = levels == likeness.LEVEL["satu_kata"]
    ratio = len(np.unique(bearers)) * np.where(by_word, common[second] / share, ends)
    sums = np.bincount(levels, weights=ratio, minlength=len(start))
    spread = (sums + _SPREAD_WORTH * np.array(start)) / (NAMES_DRAWN + _SPREAD_WORTH)
    spread[0], spread[1:3], spread[-1] = 0.0, 1.0, 1.0
    return tuple(float(min(max(n, 1.0), 1e8)) if level else 0.0 for level, n in enumerate(spread))


def _change(before: Weights, after: Weights) -> float:
    return max(
        abs(x - y) for name in _ALL for x, y in zip(before.fields[name].m, after.fields[name].m, strict=True)
    )
