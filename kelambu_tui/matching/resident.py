"""One person against a list that is kept at hand: while a name is typed, or when a record is corrected."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from kelambu_tui.matching import blocking, families
from kelambu_tui.matching.arrays import Codes, Longs
from kelambu_tui.matching.columns import Columns, table_of
from kelambu_tui.matching.deduping import FAMILY_MOST, SAME_NIK, add_families, promising, weighed, weight_of
from kelambu_tui.matching.pairs import Pair
from kelambu_tui.matching.reasons import pairs_with_reasons
from kelambu_tui.matching.records import Record
from kelambu_tui.matching.scoring import CHEAP, Scale, compare, pair_up
from kelambu_tui.matching.weights import Weights, shipped_weights

MOST = 4_000
"""Most rows of a block that one person is compared with; of larger ones those that a finer key leaves."""


class Residents:
    """A list of people to compare one person with; `put` keeps it up to date.

    A corrected person gets a new row, the old one is no longer looked at. Not safe to share between
    threads.
    """

    def __init__(self, weights: Weights | None = None) -> None:
        self._weights = weights or shipped_weights()
        self._columns = Columns()
        self._row_of: dict[str, int] = {}
        self._retired: set[int] = set()
        self._index = _Index()
        self._members: dict[str, list[int]] = {}
        self._scale = Scale(self._weights, self._columns)

    @classmethod
    def build(cls, records: Iterable[Record], weights: Weights | None = None) -> Residents:
        """Return the residents of a whole list; of two records of one id the later counts."""
        residents = cls(weights)
        residents._add(list({record.id: record for record in records}.values()))
        return residents

    def __len__(self) -> int:
        return len(self._row_of)

    def get(self, id: str) -> Record | None:  # noqa: A002 - the field's name
        """Return the record with this id, `None` if there is none."""
        row = self._row_of.get(id)
        if row is None:
            return None
        return Record(id, **{role: values[row] for role, values in self._columns.values.items()})

    def put(self, record: Record) -> None:
        """Add a new person or replace a corrected one; visible at once."""
        known = self._row_of.get(record.id)
        if known is not None:
            self._retired.add(known)
        self._add([record])

    def drop(self, id: str) -> None:  # noqa: A002 - the field's name
        """Forget somebody who is on the list no more; nothing happens when they never were."""
        row = self._row_of.pop(id, None)
        if row is not None:
            self._retired.add(row)

    def suspects(self, record: Record, min_probability: float = 0.5) -> list[Pair]:
        """Return who is `record` with at least `min_probability`, most probable first; never its own id."""
        columns = self._columns
        row = len(columns)
        columns.extend(table_of([record]))
        try:
            return self._suspects(row, record, weight_of(min_probability))
        finally:
            columns.cut(row)

    def _add(self, records: list[Record]) -> None:
        first = len(self._columns)
        self._columns.extend(table_of(records))
        self._columns.count(first)
        for row, record in enumerate(records, first):
            self._row_of[record.id] = row
            if record.household:
                self._members.setdefault(record.household, []).append(row)
        self._index.add(blocking.keys_of(self._columns, first))

    def _suspects(self, row: int, record: Record, least: float) -> list[Pair]:
        own = self._row_of.get(record.id)
        scale = self._scale
        scale.persons = len(self)
        candidates = self._index.find(blocking.keys_of(self._columns, row))
        rows = self._living(candidates, own)
        pairs = pair_up(self._columns, rows, np.full(len(rows), row, dtype=np.int32))
        found, weight = promising(scale, pairs, min(least, 0.0) - FAMILY_MOST, same_nik=True)
        if record.household and len(found):
            pairs = pair_up(self._columns, *self._of_families(row, record, own, found.first))
            compare(scale, pairs, CHEAP)
            found, weight = weighed(scale, pairs, -np.inf)
            found, weight = add_families(scale, found, weight)
        likely = (weight >= least) | (found.levels["nik"] == SAME_NIK)
        kept = np.flatnonzero(likely & (found.second == row))
        kept = kept[np.lexsort((found.first[kept], -weight[kept]))]
        return pairs_with_reasons(scale, found.chosen(kept.astype(np.int32)), weight[kept])

    def _living(self, rows: Codes, own: int | None) -> Codes:
        gone = self._retired if own is None else self._retired | {own}
        return rows[~np.isin(rows, list(gone))] if gone else rows

    def _of_families(self, row: int, record: Record, own: int | None, suspects: Codes) -> tuple[Codes, Codes]:
        """Return the pairs of `row` with its suspects and of the members of their households."""
        here = [other for other in self._members.get(record.household, ()) if other != own]
        first, second = suspects.tolist(), [row] * len(suspects)
        homes = {self._columns.values["household"][suspect] for suspect in first} - {"", record.household}
        for home in sorted(homes):
            there = self._members[home]
            if len(there) * len(here) > families.MOST_PAIRS:
                continue
            known = set(first)
            for other in there:
                first += [other] * (len(here) + (other not in known))
                second += [*here, *([row] if other not in known else [])]
        a, b = np.array(first, dtype=np.int32), np.array(second, dtype=np.int32)
        if self._retired:
            living = ~(np.isin(a, list(self._retired)) | np.isin(b, list(self._retired)))
            a, b = a[living], b[living]
        return a, b


class _Index:
    """Rows by key: sorted arrays for what was there at first, small lists for what came later."""

    def __init__(self) -> None:
        self._sorted: dict[str, tuple[Longs, Codes]] = {}
        self._later: dict[tuple[str, int], list[int]] = {}

    def add(self, keys: Iterable[blocking.Key]) -> None:
        """Take in the rows of these keys."""
        for key in keys:
            if key.name not in self._sorted and len(key.rows) > 1:
                order = np.argsort(key.keys, kind="stable")
                self._sorted[key.name] = key.keys[order], key.rows[order]
                continue
            for number, row in zip(key.keys.tolist(), key.rows.tolist(), strict=True):
                self._later.setdefault((key.name, number), []).append(row)

    def find(self, keys: Iterable[blocking.Key]) -> Codes:
        """Return the distinct rows that share a key, sorted."""
        found: list[Codes] = [np.empty(0, dtype=np.int32)]
        for key in keys:
            numbers, rows = self._sorted.get(key.name, (np.empty(0, dtype=np.int64), found[0]))
            for number in key.keys.tolist():
                start, end = np.searchsorted(numbers, [number, number + 1])
                found.append(rows[start : min(end, start + MOST)])
                later = self._later.get((key.name, number))
                if later:
                    found.append(np.array(later, dtype=np.int32))
        return np.unique(np.concatenate(found))
