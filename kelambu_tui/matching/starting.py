"""Where learning starts: rough probabilities that hold for any list of people, written down, not measured."""

from __future__ import annotations

from kelambu_tui.matching.levels import FIELDS, groups_of
from kelambu_tui.matching.weights import VERSION, Commonness, FieldWeights, Weights

_M = {
    "nik": (0.80, 0.06, 0.07, 0.02, 0.02, 0.03, 0.45, 0.45, 0.1),
    "name": (0.70, 0.03, 0.04, 0.03, 0.04, 0.08, 0.03, 0.015, 0.02, 0.01, 0.005),
    "birth_date": (0.88, 0.05, 0.05, 0.017, 0.003),
    "sex": (0.99, 0.01),
    "mother_name": (0.70, 0.03, 0.04, 0.03, 0.04, 0.08, 0.03, 0.015, 0.02, 0.01, 0.005),
    "father_name": (0.8, 0.15, 0.05),
    "birthplace": (0.8, 0.1, 0.1),
    "village": (0.65, 0.05, 0.05, 0.1, 0.15),
    "address": (0.5, 0.2, 0.15, 0.05, 0.1),
    "relation": (0.5, 0.48, 0.02),
    "household": (0.1, 0.1, 0.0008),
}  # fmt: skip
_U = {
    "nik": (1e-8, 1e-6, 1e-6, 1e-5, 1e-5, 0.999, 1e-4, 0.05, 0.95),
    "name": (1e-3, 1e-5, 1e-4, 1e-5, 1e-4, 1e-3, 3e-3, 1e-2, 1e-3, 0.08, 0.9),
    "birth_date": (4e-5, 3e-5, 1e-4, 3e-3, 0.996),
    "sex": (0.5, 0.5),
    "mother_name": (1e-3, 1e-5, 1e-4, 1e-5, 1e-4, 1e-3, 3e-3, 1e-2, 1e-3, 0.08, 0.9),
    "father_name": (0.01, 0.02, 0.97),
    "birthplace": (0.3, 0.05, 0.65),
    "village": (0.005, 0.005, 0.005, 0.07, 0.915),
    "address": (0.05, 0.1, 0.2, 0.01, 0.64),
    "relation": (0.15, 0.35, 0.5),
    "household": (5e-4, 3e-3, 0.3),
}  # fmt: skip
_U_OF_GROUP = {
    ("nik", "lahir_sama_desa_sama"): (1e-6, 1e-5, 1e-4, 0.03, 0.7, 0.27, 0.02, 0.6, 0.38),
    ("nik", "lahir_sama"): (1e-6, 1e-5, 1e-4, 0.04, 0.06, 0.9, 1e-3, 0.1, 0.9),
    ("nik", "lahir_dekat_desa_sama"): (1e-7, 1e-4, 1e-3, 0.005, 0.02, 0.97, 1e-3, 0.5, 0.5),
    ("nik", "lahir_dekat"): (1e-7, 1e-4, 1e-3, 0.005, 0.005, 0.985, 1e-3, 0.1, 0.9),
    ("village", "nik_sama"): (0.6, 0.05, 0.05, 0.1, 0.2),
    ("sex", "nama_serupa"): (0.95, 0.05),
    ("address", "desa_sama"): (0.3, 0.2, 0.25, 0.05, 0.2),
}
_U_WITHIN = {
    "nik": (1e-5, 1e-4, 1e-4, 1e-3, 0.01, 0.98, 1e-3, 0.5, 0.5),
    "name": (1e-3, 1e-4, 1e-3, 1e-4, 1e-3, 5e-3, 1e-2, 0.03, 5e-3, 0.2, 0.75),
    "birth_date": (6e-3, 1e-3, 1e-3, 0.03, 0.96),
    "sex": (0.45, 0.55),
    "mother_name": (0.4, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.02, 0.5),
    "father_name": (0.6, 0.1, 0.3),
    "birthplace": (0.7, 0.05, 0.25),
    "village": (0.989, 0.003, 0.002, 0.003, 0.003),
    "address": (0.97, 0.01, 0.01, 0.005, 0.005),
    "relation": (0.15, 0.3, 0.55),
}  # fmt: skip
_U_WITHIN_OF_GROUP = {
    ("nik", "lahir_sama"): (1e-4, 1e-4, 1e-3, 0.05, 0.8, 0.14, 0.05, 0.9, 0.05),
    ("name", "lahir_sama"): (0.005, 0.005, 0.005, 0.005, 0.02, 0.15, 0.2, 0.2, 0.01, 0.3, 0.1),
}  # fmt: skip
_SPREAD = (1, 1, 3, 2, 6, 60, 600, 3000, 6, 2, 1)


def starting_weights() -> Weights:
    """Return weights to start learning from; usable as they are, only less sharp."""
    fields = {name: _field(name) for name in FIELDS}
    return Weights(VERSION, 0.05, 0.01, fields, Commonness(500, 2e-5), Commonness(5_000, 4e-5), "awal")


def _field(name: str) -> FieldWeights:
    groups = groups_of(name, within=False)
    within = groups_of(name, within=True)
    return FieldWeights(
        m=(0.0, *_M[name]),
        u=tuple((0.0, *_U_OF_GROUP.get((name, group), _U[name])) for group in groups),
        u_within=tuple((0.0, *_U_WITHIN_OF_GROUP.get((name, group), _U_WITHIN[name])) for group in within)
        if name in _U_WITHIN
        else (),
        spread=(0.0, *map(float, _SPREAD)) if name.endswith("name") and name != "father_name" else (),
    )
