"""One row's text to a checked record, or to the reason why not.

Everything that can be decided from the row alone is decided here; what depends on other rows or on
the registry is `merging`. A reader is made once per sheet, so that a row costs
microseconds: whole columns are read at once, for most cells repeat others.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import repeat
from operator import itemgetter

from kelambu_tui.exchange.intake import reasons
from kelambu_tui.exchange.intake.cells import (
    HEAD,
    birth_reader,
    read_dukcapil,
    read_id,
    read_relation,
    read_sex_cell,
    read_word,
)
from kelambu_tui.exchange.intake.columns import Column, Faults, NikColumn
from kelambu_tui.exchange.intake.headers import DERIVED, HEADERS, HOUSING, official
from kelambu_tui.exchange.intake.layout import Kind, Layout
from kelambu_tui.exchange.intake.places import PLACE, PlaceReader
from kelambu_tui.exchange.intake.reasons import Fault, Faulty
from kelambu_tui.exchange.intake.records import Human, Place, Record, join_cells
from kelambu_tui.exchange.intake.rejects import as_it_was
from kelambu_tui.people.names import strict_fold
from kelambu_tui.store.registry import row_digest

MOST_NAME = 200
"""Characters of the longest name; Permendagri 73/2022 allows 60, old entries are longer."""

MOST_CELL = 2_000
"""Characters of the longest cell of any other column."""


_HEAD_FACTS = ("nik", "sex", "birth_date", "occupation", "education", "dukcapil")
_PERSONAL = ("person_id", "name", *_HEAD_FACTS, "relation", "marital", "work_status", "verval")
_SEAM = "\N{BROKEN BAR}"  # printable, so that one look at the joined batch tells whether it is clean
_KEEP_OTHERS = 500  # texts remembered of each column that is only kept: there may be hundreds of those
_quote = json.JSONEncoder(ensure_ascii=False).encode

Columns = Sequence[Sequence[str]]


class RowReader:
    """Reads the rows of one sheet, a batch at a time and column by column."""

    def __init__(self, layout: Layout, today: date) -> None:
        self._layout = layout
        self._width = len(layout.header)
        self._individual = layout.kind is Kind.INDIVIDUAL
        self._place_columns = _getter(layout, PLACE)
        self._own_columns = _getter(layout, _PERSONAL if self._individual else ("head_name", *_HEAD_FACTS))
        self._others = [(Column(_member(name), _KEEP_OTHERS), index) for name, index in _others(layout)]
        self._places = PlaceReader(layout.said)
        self._nik = NikColumn(today)
        self._name = Column(_name_key)
        self._sex = Column(read_sex_cell)
        self._birth = Column(birth_reader(today))
        self._word = Column(read_word)
        self._relation = Column(read_relation)
        self._dukcapil = Column(read_dukcapil)

    def read(self, rows: Sequence[tuple[int, list[str]]]) -> tuple[list[Record], list[Fault]]:
        """Return a record or a fault for every row, both in the order of the rows; none may be blank."""
        faults: Faults = {}
        columns = [*zip(*self._prepared(rows, faults), strict=True), ("",) * len(rows)]
        read = self._persons if self._individual else self._families
        records = read(rows, columns, faults)
        return records, [
            Fault(rows[at][0], self._key(rows[at][1]), *wrong, rows[at][1])
            for at, wrong in sorted(faults.items())
        ]

    def _prepared(self, rows: Sequence[tuple[int, list[str]]], faults: Faults) -> list[list[str]]:
        """Return the cells of every row stripped and as many as the header has."""
        raws = [raw for _line, raw in rows]
        lines = list(map(_SEAM.join, raws))
        joined = f"{_SEAM}{_SEAM.join(lines)}{_SEAM}"
        clean = joined.isprintable() and f" {_SEAM}" not in joined and f"{_SEAM} " not in joined
        whole = set(map(len, raws)) == {self._width} and max(map(len, lines)) <= MOST_CELL
        if clean and whole and not self._layout.fed_back:
            return raws
        prepared = []
        for at, raw in enumerate(raws):
            try:
                prepared.append(self._repaired(raw))
            except Faulty as fault:
                faults[at] = fault.code, fault.sentence
                prepared.append([""] * self._width)
        return prepared

    def _repaired(self, raw: list[str]) -> list[str]:
        cells = [cell.strip() for cell in raw]
        if self._layout.fed_back:
            cells = [as_it_was(cell) for cell in cells]
        if len(cells) > self._width and any(cells[self._width :]):
            raise reasons.extra_cells(self._width)
        for header, cell in zip(self._layout.header, cells, strict=False):
            if len(cell) > MOST_CELL:
                raise reasons.too_long(header, len(cell), MOST_CELL)
        return [*cells, *[""] * (self._width - len(cells))][: self._width]

    def _key(self, raw: list[str]) -> str:
        column = "person_id" if self._individual else "family_id"
        index = self._layout.columns[column]
        text = raw[index].strip() if index < len(raw) else ""
        try:
            return read_id(column, text)
        except Faulty:
            return ""

    def _persons(
        self, rows: Sequence[tuple[int, list[str]]], columns: Columns, faults: Faults
    ) -> list[Record]:
        ids, names, niks, sex, birth, occupation, education, dukcapil, relation, marital, work, verval = (
            self._own_columns(columns)
        )
        keys = _ids(ids, faults)
        places = self._places.read(self._place_columns(columns), faults)
        niks, states = self._nik.read(niks)
        values = zip(
            names,
            niks,
            self._sex.read(sex, faults),
            self._birth.read(birth, faults),
            self._relation.read(relation, faults),
            self._word.read(marital, faults),
            self._word.read(occupation, faults),
            self._word.read(work, faults),
            self._word.read(education, faults),
            self._dukcapil.read(dukcapil, faults),
            self._word.read(verval, faults),
            self._more(columns),
            strict=True,
        )
        folded = self._name.read(names, faults)
        return _records(zip(rows, keys, places, values, folded, states, repeat("")), faults)

    def _families(
        self, rows: Sequence[tuple[int, list[str]]], columns: Columns, faults: Faults
    ) -> list[Record]:
        names, niks, sex, birth, occupation, education, dukcapil = self._own_columns(columns)
        places = self._places.read(self._place_columns(columns), faults)
        niks, states = self._nik.read(niks)
        values = zip(
            names,
            niks,
            self._sex.read(sex, faults),
            self._birth.read(birth, faults),
            repeat(HEAD),
            repeat(""),
            self._word.read(occupation, faults),
            repeat(""),
            self._word.read(education, faults),
            self._dukcapil.read(dukcapil, faults),
            repeat(""),
            repeat("{}"),
        )
        folded = self._name.read(names, faults)
        return _records(zip(rows, repeat(""), places, values, folded, states, self._more(columns)), faults)

    def _more(self, columns: Columns) -> list[str]:
        """Return the columns that are only kept as a JSON object for every row."""
        members = [column.read(columns[index], {}) for column, index in self._others]
        if not members:
            return ["{}"] * len(columns[-1])
        return ["{" + ",".join(filter(None, row)) + "}" for row in zip(*members, strict=True)]


def _records(
    rows: Iterable[tuple[tuple[int, list[str]], str, Place, tuple[str, ...], str, str, str]], faults: Faults
) -> list[Record]:
    records = []
    for at, ((line, raw), key, place, said, name_key, nik_state, housing) in enumerate(rows):
        if at not in faults:
            values = (key, place.family_id, *said)
            human = Human(values, name_key, nik_state, row_digest(values))
            records.append(Record(line, key or place.family_id, place, human, housing, join_cells(raw)))
    return records


def _ids(cells: Sequence[str], faults: Faults) -> list[str]:
    keys = []
    for at, cell in enumerate(cells):
        try:
            keys.append(read_id("person_id", cell))
        except Faulty as fault:
            keys.append("")
            faults.setdefault(at, (fault.code, fault.sentence))
    return keys


def _member(name: str) -> Callable[[str], str]:
    """Return a reader of cells that writes each as a member of a JSON object, '' for an empty one."""
    head = _quote(name) + ":"
    return lambda cell: head + _quote(cell) if cell else ""


def _name_key(name: str) -> str:
    if len(name) > MOST_NAME:
        raise reasons.too_long(official("name"), len(name), MOST_NAME)
    key = strict_fold(name)
    if not key and not any(map(str.isalpha, name)):
        raise reasons.no_name()
    return key


def _getter(layout: Layout, names: tuple[str, ...]) -> Callable[[Columns], tuple[Sequence[str], ...]]:
    """Return a function that picks the columns `names`; a missing one is the last of all, an empty one."""
    return itemgetter(*(layout.columns.get(name, len(layout.header)) for name in names))


def _others(layout: Layout) -> list[tuple[str, int]]:
    """Return name and position of the columns that are kept as text, in an order no file decides."""
    if layout.kind is Kind.FAMILY:
        known = [column for column in HOUSING if column in layout.columns]
    else:
        fields = {*PLACE, *_PERSONAL} - {"updated_year"} | DERIVED
        known = [column for column in HEADERS if column in layout.columns and column not in fields]
    return [
        *((column, layout.columns[column]) for column in known),
        *sorted(layout.extra.items()),
    ]
