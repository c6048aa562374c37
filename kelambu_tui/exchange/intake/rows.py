"""One row's text to a checked record, or to the reason why not.

Everything that can be decided from the row alone is decided here; what depends on other rows or on
the registry is `merging`. A reader is made once per sheet, so that a row costs microseconds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date
from operator import itemgetter

from kelambu_tui.exchange.intake import reasons
from kelambu_tui.exchange.intake.cells import (
    HEAD,
    Remembered,
    birth_reader,
    read_desil,
    read_dukcapil,
    read_id,
    read_relation,
    read_sex_cell,
    read_village,
    read_word,
    read_year,
)
from kelambu_tui.exchange.intake.headers import DERIVED, HEADERS, HOUSING, official
from kelambu_tui.exchange.intake.layout import Kind, Layout
from kelambu_tui.exchange.intake.reasons import Fault, Faulty
from kelambu_tui.exchange.intake.records import Human, Place, Record
from kelambu_tui.exchange.intake.rejects import as_it_was
from kelambu_tui.people.names import strict_fold
from kelambu_tui.people.nik import read_nik
from kelambu_tui.store.registry import row_digest

MOST_NAME = 200
"""Characters of the longest name; Permendagri 73/2022 allows 60, old entries are longer."""

MOST_CELL = 2_000
"""Characters of the longest cell of any other column."""


_PLACE = (
    "family_id",
    "village_code",
    "village",
    "kecamatan",
    "desil",
    "address",
    "rt",
    "rw",
    "updated_year",
)
_HEAD_FACTS = ("nik", "sex", "birth_date", "occupation", "education", "dukcapil")
_PERSONAL = ("person_id", "name", *_HEAD_FACTS, "relation", "marital", "work_status", "verval")
_SEAM = "\N{BROKEN BAR}"  # printable, so that one look at the joined row tells whether it is clean
_quote = json.JSONEncoder(ensure_ascii=False).encode


class RowReader:
    """Reads the rows of one sheet."""

    def __init__(self, layout: Layout, today: date) -> None:
        self._layout = layout
        self._today = today
        self._width = len(layout.header)
        self._individual = layout.kind is Kind.INDIVIDUAL
        self._place_cells = _getter(layout, _PLACE)
        self._own_cells = _getter(layout, _PERSONAL if self._individual else ("head_name", *_HEAD_FACTS))
        self._others = [(_quote(name) + ":", index) for name, index in _others(layout)]
        self._last: tuple[tuple[str, ...], Place | None] = ((), None)
        self._village = Remembered(read_village)
        self._desil = Remembered(read_desil)
        self._sex = Remembered(read_sex_cell)
        self._birth = Remembered(birth_reader(today))
        self._word = Remembered(read_word)
        self._relation = Remembered(read_relation)
        self._dukcapil = Remembered(read_dukcapil)
        self._quoted = Remembered(_quote)

    def read(self, rows: Iterable[tuple[int, list[str]]]) -> list[Record | Fault]:
        """Return a record or a fault for every row; none may be blank."""
        read_one = self._person if self._individual else self._family
        found: list[Record | Fault] = []
        for line, raw in rows:
            try:
                found.append(read_one(line, raw, self._prepared(raw)))
            except Faulty as fault:
                found.append(Fault(line, self._key(raw), fault.code, fault.sentence, raw))
        return found

    def _prepared(self, raw: list[str]) -> list[str]:
        """Return the cells stripped, at least one more than the header has, that one empty."""
        joined = _SEAM.join(raw)
        clean = joined.isprintable() and f" {_SEAM}" not in joined and f"{_SEAM} " not in joined
        if clean and len(raw) == self._width and len(joined) <= MOST_CELL and not self._layout.fed_back:
            return [*raw[:-1], raw[-1].strip(), ""] if raw[-1][-1:] == " " else [*raw, ""]
        return self._repaired(raw)

    def _repaired(self, raw: list[str]) -> list[str]:
        cells = [cell.strip() for cell in raw]
        if self._layout.fed_back:
            cells = [as_it_was(cell) for cell in cells]
        if len(cells) > self._width and any(cells[self._width :]):
            raise reasons.extra_cells(self._width)
        for header, cell in zip(self._layout.header, cells, strict=False):
            if len(cell) > MOST_CELL:
                raise reasons.too_long(header, len(cell), MOST_CELL)
        missing = self._width - len(cells)
        return [*cells, *[""] * (missing + 1)] if missing >= 0 else [*cells[: self._width], ""]

    def _key(self, raw: list[str]) -> str:
        column = "person_id" if self._individual else "family_id"
        index = self._layout.columns[column]
        text = raw[index].strip() if index < len(raw) else ""
        try:
            return read_id(column, text)
        except Faulty:
            return ""

    def _person(self, line: int, raw: list[str], cells: list[str]) -> Record:
        list_id, name, nik, sex, birth, occupation, education, dukcapil, relation, marital, work, verval = (
            self._own_cells(cells)
        )
        key = read_id("person_id", list_id)
        place = self._place(cells)
        nik, nik_state = self._nik(nik)
        values = (
            key,
            place.family_id,
            name,
            nik,
            self._sex[sex],
            self._birth[birth],
            self._relation[relation],
            self._word[marital],
            self._word[occupation],
            self._word[work],
            self._word[education],
            self._dukcapil[dukcapil],
            self._word[verval],
            self._more(cells),
        )
        human = Human(values, _name_key(name), nik_state, row_digest(values))
        return Record(line, key, place, human, "", raw)

    def _family(self, line: int, raw: list[str], cells: list[str]) -> Record:
        name, nik, sex, birth, occupation, education, dukcapil = self._own_cells(cells)
        place = self._place(cells)
        nik, nik_state = self._nik(nik)
        values = (
            "",
            place.family_id,
            name,
            nik,
            self._sex[sex],
            self._birth[birth],
            HEAD,
            "",
            self._word[occupation],
            "",
            self._word[education],
            self._dukcapil[dukcapil],
            "",
            "{}",
        )
        human = Human(values, _name_key(name), nik_state, row_digest(values))
        return Record(line, place.family_id, place, human, self._more(cells), raw)

    def _place(self, cells: list[str]) -> Place:
        written = self._place_cells(cells)
        last, place = self._last
        if place is None or written != last:  # members of one household follow each other
            place = self._new_place(written)
            self._last = written, place
        return place

    def _new_place(self, written: tuple[str, ...]) -> Place:
        family_id, code, village, kecamatan, desil, address, rt, rw, year = written
        return Place(
            read_id("family_id", family_id),
            self._village[code, village, kecamatan],
            address,
            rt,
            rw,
            self._desil[desil],
            read_year(year) or self._layout.period,
        )

    def _nik(self, text: str) -> tuple[str, str]:
        nik = read_nik(text, self._today)
        return nik.digits or text, nik.state.value

    def _more(self, cells: list[str]) -> str:
        quoted = self._quoted
        pairs = [name + quoted[cell] for name, index in self._others if (cell := cells[index])]
        return "{" + ",".join(pairs) + "}"


def _name_key(name: str) -> str:
    if len(name) > MOST_NAME:
        raise reasons.too_long(official("name"), len(name), MOST_NAME)
    key = strict_fold(name)
    if not key and not any(map(str.isalpha, name)):
        raise reasons.no_name()
    return key


def _getter(layout: Layout, columns: tuple[str, ...]) -> Callable[[list[str]], tuple[str, ...]]:
    """Return a function that picks `columns` out of prepared cells; a missing column reads as ''."""
    empty = len(layout.header)  # prepared cells end in one empty cell
    return itemgetter(*(layout.columns.get(column, empty) for column in columns))


def _others(layout: Layout) -> list[tuple[str, int]]:
    """Return name and position of the columns that are kept as text, in an order no file decides."""
    if layout.kind is Kind.FAMILY:
        known = [column for column in HOUSING if column in layout.columns]
    else:
        fields = {*_PLACE, *_PERSONAL} - {"updated_year"} | DERIVED
        known = [column for column in HEADERS if column in layout.columns and column not in fields]
    return [
        *((column, layout.columns[column]) for column in known),
        *sorted(layout.extra.items()),
    ]
