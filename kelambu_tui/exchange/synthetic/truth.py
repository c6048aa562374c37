"""What was planted, so that a matcher or an importer can be marked against it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from kelambu_tui.exchange.synthetic.people import Resident

HEADER = ("jenis", "id_a", "id_b", "macam")
"""Columns of the truth file. `id_a`, `id_b`: ID Individu; `macam`: kinds joined with +."""

SAME, DIFFERENT, FAULT = "ganda", "bukan_ganda", "kesalahan"
"""`jenis`: the same person twice; two people who look like one; one record that is wrong (no `id_b`)."""


@dataclass(slots=True)
class Truth:
    """The truth so far: rows not yet written, and counts of all."""

    rows: list[tuple[str, str, str, str]] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    pairs: int = 0
    lookalikes: int = 0
    faults: Counter[str] = field(default_factory=Counter)

    def same_person(self, original: Resident, copy: Resident, kinds: list[str]) -> None:
        """Note that `copy` is `original` again, and again each earlier copy of `original`."""
        self._pair(original.id, copy.id, kinds)
        for earlier, earlier_kinds in original.copies:
            self._pair(earlier, copy.id, sorted({*earlier_kinds.split("+"), *kinds}))
        original.copies = (*original.copies, (copy.id, "+".join(kinds)))

    def _pair(self, first: str, second: str, kinds: list[str]) -> None:
        self.rows.append((SAME, first, second, "+".join(kinds)))
        self.kinds.update(kinds)
        self.pairs += 1

    def different_people(self, first: Resident, second: Resident, kind: str) -> None:
        """Note that two who look alike are two."""
        self.rows.append((DIFFERENT, first.id, second.id, kind))
        self.lookalikes += 1

    def fault(self, person: Resident, code: str) -> None:
        """Note that the record of `person` is wrong in the way of `code`."""
        self.rows.append((FAULT, person.id, "", code))
        self.faults[code] += 1

    def take_rows(self) -> list[tuple[str, str, str, str]]:
        """Return the rows that have not been taken yet."""
        rows, self.rows = self.rows, []
        return rows
