"""From arrays of levels to pairs that carry their evidence, strongest first."""

from __future__ import annotations

from kelambu_tui.matching.arrays import Floats
from kelambu_tui.matching.levels import FIELDS, NAME, NIK
from kelambu_tui.matching.likeness import ALIKE
from kelambu_tui.matching.pairs import Evidence, Kind, Pair
from kelambu_tui.matching.scoring import Compared, Scale

_SAME_NIK = frozenset({NIK.index("sama")})
_SAME_NAME = frozenset({*range(1, ALIKE + 1), NAME.index("sebagian")})


def pairs_with_reasons(scale: Scale, found: Compared, weight: Floats) -> list[Pair]:
    """Return a `Pair` for each of these pairs, in their order; `weight` holds their sums in bits."""
    bits = {name: scale.bits(found, name).tolist() for name in FIELDS if name in found.levels}
    levels = {name: found.levels[name].tolist() for name in bits}
    ids, values = scale.columns.ids, scale.columns.values
    pairs = []
    for row, (a, b, total) in enumerate(
        zip(found.first.tolist(), found.second.tolist(), weight.tolist(), strict=True)
    ):
        if ids[a] > ids[b]:
            a, b = b, a  # noqa: PLW2901
        evidence = [
            Evidence(name, FIELDS[name][levels[name][row]], bits[name][row], *_shown(values, name, a, b))
            for name in bits
            if levels[name][row]
        ]
        evidence.sort(key=lambda one: (-abs(one.weight), one.field))
        kind = _kind(levels["nik"][row], levels["name"][row])
        probability = 1.0 / (1.0 + 2.0 ** -max(min(total, 60.0), -60.0))
        pairs.append(Pair(ids[a], ids[b], probability, total, kind, tuple(evidence)))
    return pairs


def _shown(values: dict[str, list[str]], name: str, a: int, b: int) -> tuple[str, str]:
    column = values["name" if name == "father_name" else name]
    return column[a], column[b]


def _kind(nik: int, name: int) -> Kind:
    if nik not in _SAME_NIK:
        return Kind.SAME_PERSON
    return Kind.SAME_BOTH if name in _SAME_NAME or name == 0 else Kind.SAME_NIK
