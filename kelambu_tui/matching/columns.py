"""A list of people as columns of numbers: every distinct value is read once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter

import numpy as np

from kelambu_tui.matching.arrays import Anything, Coded, Growing, coded
from kelambu_tui.matching.births import Births
from kelambu_tui.matching.namesakes import Names, fathers
from kelambu_tui.matching.niks import Numbers, fits_birth
from kelambu_tui.matching.places import Texts, plain_place, plain_village
from kelambu_tui.matching.records import ROLES, Record
from kelambu_tui.memory import no_cycle_search
from kelambu_tui.people.sex import read_sex

RELATIONS = ("", "kepala", "pasangan", "anak", "orang_tua", "lain")
"""Relations to the head that are told apart."""

_RELATION_WORDS = (
    ("kepala", "head"),
    ("istri", "suami", "isteri", "spouse"),
    ("anak", "child"),
    ("orang tua", "orangtua", "mertua", "parent"),
)
_ALL = attrgetter(*ROLES)


class Columns:
    """People as rows; a value is a number (-1 or 0 = missing), equal for equal values.

    Rows can be added, and the last ones taken away again; counts of names and dates are for `count`.
    """

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.values: dict[str, list[str]] = {role: [] for role in ROLES[1:]}
        self.names, self.mothers, self.births, self.numbers = Names(), Names(), Births(), Numbers()
        self.villages, self.birthplaces = Texts(plain_village), Texts(plain_place)
        self.addresses, self.fathers = Texts(plain_place), Texts(str)
        self._father_of = np.empty(0, dtype=np.int32)
        self._households = Coded({"": 0})
        self._known_sex: dict[str, int] = {}
        self._known_relation: dict[str, int] = {}
        self._columns: dict[str, Growing] = {}

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, field: str) -> Anything:
        return self._columns[field].values

    @no_cycle_search()
    def extend(self, table: Mapping[str, Sequence[str]]) -> None:
        """Add rows: `table` holds for each role the values, all of one length; roles may be missing."""
        ids = table["id"]
        empty = [""] * len(ids)
        self.ids += ids
        for role, values in self.values.items():
            values.extend(table.get(role, empty))
        for field, numbers in self._coded({role: table.get(role, empty) for role in ROLES}).items():
            if field in self._columns:
                self._columns[field].append(numbers)
            else:
                self._columns[field] = Growing(numbers)

    def count(self, first: int = 0) -> None:
        """Take the rows from `first` on into the counts of how common names and dates are."""
        self.names.count(self["name"][first:])
        self.mothers.count(self["mother_name"][first:])
        self.births.count(self["birth_date"][first:])
        self.addresses.count(self["address"][first:])
        self.villages.count(self["village"][first:])

    def cut(self, length: int) -> None:
        """Forget the rows from `length` on; they must not have been counted."""
        del self.ids[length:]
        for values in self.values.values():
            del values[length:]
        for column in self._columns.values():
            column.cut(length)
        self.numbers.cut(length)

    def _coded(self, table: Mapping[str, Sequence[str]]) -> dict[str, Anything]:
        first = len(self.numbers.shapes)
        self.numbers.append(table["nik"])
        name = self.names.code(table["name"])
        birth = self.births.code(table["birth_date"])
        return {
            "name": name,
            "father_name": self._fathers(name),
            "mother_name": self.mothers.code(table["mother_name"]),
            "birth_date": birth,
            "nik_fits": fits_birth(self.numbers, first, self.births, birth),
            "sex": self._through(table["sex"], self._known_sex, _sex),
            "village": self.villages.code(table["village"]),
            "birthplace": self.birthplaces.code(table["birthplace"]),
            "address": self.addresses.code(table["address"]),
            "relation": self._through(table["relation"], self._known_relation, _relation),
            "household": coded(table["household"], self._households),
        }

    def _fathers(self, name: Anything) -> Anything:
        fresh = len(self._father_of)
        if len(self.names) > fresh:
            found = self.fathers.code(fathers(self.names.texts[fresh:]))
            self._father_of = np.concatenate([self._father_of, found])
        return np.where(name >= 0, self._father_of[name], -1) if len(self._father_of) else name

    @staticmethod
    def _through(texts: Sequence[str], known: dict[str, int], read: Callable[[str], int]) -> Anything:
        for text in set(texts).difference(known):
            known[text] = read(text)
        return np.fromiter(map(known.__getitem__, texts), dtype=np.int8, count=len(texts))


def table_of(records: Iterable[Record]) -> dict[str, Sequence[str]]:
    """Return records as one sequence per role."""
    rows = list(map(_ALL, records))
    columns = zip(*rows, strict=True) if rows else ([] for _role in ROLES)
    return dict(zip(ROLES, map(list, columns), strict=True))


def _sex(text: str) -> int:
    if text in ("L", "P"):
        return 1 if text == "L" else 2
    sex = read_sex(text)
    return 0 if sex is None else 1 if sex.value == "L" else 2


def _relation(text: str) -> int:
    """Return the number (in `RELATIONS`) of a relation to the head, in the lists' own words."""
    word = text.strip().lower()
    if not word:
        return 0
    for number, starts in enumerate(_RELATION_WORDS, 1):
        if word.startswith(starts):
            return number
    return len(RELATIONS) - 1
