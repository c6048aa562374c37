"""Two records that may be one person, and what speaks for and against it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The queue that a pair belongs to."""

    SAME_NIK = "nik_sama_nama_lain"
    SAME_PERSON = "orang_sama_nik_lain"
    SAME_BOTH = "orang_dan_nik_sama"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one field says; `weight` in bits: log2 of how much likelier `level` is for one person than two.

    `a` and `b` are the values as the records have them.
    """

    field: str
    level: str
    weight: float
    a: str = ""
    b: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records, `a` < `b` by id; `weight` is the sum of prior and evidence in bits (log2 of the odds).

    `evidence` stands strongest first; what is missing on either side says nothing and is left out.
    """

    a: str
    b: str
    probability: float
    weight: float
    kind: Kind
    evidence: tuple[Evidence, ...]

    @property
    def prior(self) -> float:
        """Return the weight before any evidence, in bits: how rare it is that two records are one person."""
        return self.weight - sum(evidence.weight for evidence in self.evidence)
