"""What each level of agreement is worth: the parameters of the model, and the file that carries them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any

from kelambu_tui.errors import Unreadable
from kelambu_tui.locale import _
from kelambu_tui.matching.levels import FIELDS, groups_of
from kelambu_tui.seed import seed_file

VERSION = 1
"""The version of the file format; another one is refused."""

BY_SPREAD = ("name", "mother_name")
"""Fields whose chance agreement follows from how common the very value is, times a spread per level."""


@dataclass(frozen=True, slots=True)
class FieldWeights:
    """The probabilities of one field's levels, in the order of `levels.FIELDS`; those of "missing" are 0.

    `m`: given one person. `u`: given two people, a row per group (`levels.groups_of`). `u_within`: given
    two people of one household; () where households make no difference. `spread` (names): how many
    times likelier than the very name some spelling at this level of it is; () for other fields.
    """

    m: tuple[float, ...]
    u: tuple[tuple[float, ...], ...]
    u_within: tuple[tuple[float, ...], ...] = ()
    spread: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Commonness:
    """How common values are before a list was seen: so many people's worth of it.

    `strength` people are added to those of the list, spread as `shares` says (key -> share), with `floor`
    for whatever is not in it: in a list of one hamlet Siti Aminah stands once and is common all the same.
    """

    strength: float
    floor: float
    shares: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Weights:
    """The whole model. `rate`: pairs of one person per person listed; `rate_within`: per household pair."""

    version: int
    rate: float
    rate_within: float
    fields: Mapping[str, FieldWeights]
    names: Commonness
    births: Commonness
    source: str = ""

    def prior(self, persons: int) -> float:
        """Return log2 of the odds that two people of a list of so many, of two households, are one."""
        probability = min(2.0 * self.rate / max(persons, 200), 0.5)
        return math.log2(probability / (1.0 - probability))

    @property
    def prior_within(self) -> float:
        """Return log2 of the odds that two rows of one household are one person."""
        return math.log2(self.rate_within / (1.0 - self.rate_within))


@lru_cache(maxsize=1)
def shipped_weights() -> Weights:
    """Return the weights that ship with the program."""
    return read_weights(seed_file("duplicate_weights.json").read_text(encoding="utf-8"))


def write_weights(weights: Weights) -> str:
    """Return the file that carries `weights`, for `read_weights`; shares and probabilities to 6 digits."""
    return json.dumps(_rounded(asdict(weights)), ensure_ascii=False, indent=1) + "\n"


def read_weights(text: str) -> Weights:
    """Read and check a file of weights; raises `Unreadable` that says what is wrong with it."""
    try:
        data = json.loads(text)
        if data["version"] != VERSION:
            raise Unreadable(
                _("Bobot data ganda versi {version} bukan versi {known}. Pasang pembaruan Kelambu.")
                .format(version=data["version"], known=VERSION)
            )  # fmt: skip
        weights = _weights(data)
        _check(weights)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Unreadable(
            _("Berkas bobot data ganda rusak: {what}. Ambil lagi berkas yang utuh.").format(what=error)
        ) from error
    return weights


def _weights(data: Mapping[str, Any]) -> Weights:
    fields = {
        name: FieldWeights(
            tuple(map(float, row["m"])),
            tuple(tuple(map(float, group)) for group in row["u"]),
            tuple(tuple(map(float, group)) for group in row["u_within"]),
            tuple(map(float, row["spread"])),
        )
        for name, row in data["fields"].items()
    }
    names, births = (_commonness(data[part]) for part in ("names", "births"))
    rates = float(data["rate"]), float(data["rate_within"])
    return Weights(data["version"], *rates, fields, names, births, str(data["source"]))


def _commonness(data: Mapping[str, Any]) -> Commonness:
    shares = {str(key): float(share) for key, share in data["shares"].items()}
    found = Commonness(float(data["strength"]), float(data["floor"]), shares)
    if found.strength < 0 or not all(0 < share < 1 for share in (found.floor, *shares.values())):
        raise ValueError("shares")
    return found


def _check(weights: Weights) -> None:
    """Raise `ValueError` with the place of the first number that cannot be."""
    if not (0 < weights.rate < 100 and 0 < weights.rate_within < 1):
        raise ValueError("rate")
    if set(weights.fields) != set(FIELDS):
        raise ValueError("fields")
    for name, levels in FIELDS.items():
        row = weights.fields[name]
        wanted = len(levels)
        tables = {"m": (row.m,), "u": row.u, "u_within": row.u_within}
        if len(row.u) != len(groups_of(name, within=False)):
            raise ValueError(f"{name}: u")
        if row.u_within and len(row.u_within) != len(groups_of(name, within=True)):
            raise ValueError(f"{name}: u_within")
        for part, groups in tables.items():
            for group in groups:
                if len(group) != wanted or not all(0 < share <= 1 for share in group[1:]):
                    raise ValueError(f"{name}: {part}")
        if name in BY_SPREAD and (len(row.spread) != wanted or not all(0 < n < 1e9 for n in row.spread[1:])):
            raise ValueError(f"{name}: spread")


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    return [_rounded(part) for part in value] if isinstance(value, list | tuple) else value
