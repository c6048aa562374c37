"""Persons of the registry while an import runs: found in batches, written in batches."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection

from kelambu_tui.exchange.intake.cells import HEAD, OWN_PREFIX
from kelambu_tui.exchange.intake.records import Human
from kelambu_tui.exchange.intake.target import Target

_REFERRED = (
    "WITH wanted AS (SELECT value FROM json_each(:wanted)) "
    "SELECT subject FROM entry WHERE subject IN wanted "
    "UNION SELECT person FROM draft WHERE person IN wanted "
    "UNION SELECT other FROM draft WHERE other <> '' AND other IN wanted "
    "UNION SELECT person FROM verification WHERE person IN wanted "
    "UNION SELECT other FROM verification WHERE other <> '' AND other IN wanted "
    "UNION SELECT person FROM enrolment WHERE person IN wanted"
)
_ALIKE = 60.0  # name likeness (0 to 100) below which, with nothing else in common, two heads are two people


Known = tuple[int, bytes]
"""A person whom the registry has: their row and its digest."""


class Head(NamedTuple):
    """The head of a household as the registry has them; `list_id` is '' while no list of persons did."""

    id: int
    uid: str
    list_id: str
    digest: bytes
    name_key: str
    nik: str
    birth_date: str

    def may_be(self, human: Human) -> bool:
        """Whether an individual row can be this head: anything in common will do, nothing will not."""
        birth_date = human.values[5]
        if self.name_key == human.name_key or (self.nik and self.nik == human.nik):
            return True
        if birth_date and self.birth_date == birth_date:
            return True
        from rapidfuzz import fuzz

        return fuzz.token_sort_ratio(self.name_key, human.name_key) >= _ALIKE


def own_uid(family_id: str) -> str:
    """Return the uid of a head whom only a family list knows."""
    return f"{OWN_PREFIX}{family_id}"


class Persons:
    """The persons of one import, a batch at a time."""

    def __init__(self, connection: Connection, intake_id: int, target: Target) -> None:
        self._connection = connection
        self._intake_id = intake_id
        self._target = target
        last = connection.exec_driver_sql("SELECT max(coalesce(max(id), 0), 0) FROM person").scalar_one()
        # Four bytes a person instead of a set of IDs: a million rows stay far below the memory limit.
        self._lines = array("I", bytes(array("I").itemsize * (last + 1)))
        self._known: dict[str, Known] = {}
        self._heads: dict[int, list[Head]] = {}
        self._referred: set[str] = set()
        self._taken: set[str] = set()
        self._new: list[tuple[object, ...]] = []
        self._changed: list[tuple[object, ...]] = []
        self._adopted: list[tuple[object, ...]] = []

    def look_up(self, list_ids: Iterable[str]) -> None:
        """Begin a batch: fetch those of these IDs that the registry knows."""
        found = self._ask(self._target.find_people, list_ids)
        self._known = {list_id: (known, digest) for list_id, known, digest in found}

    def look_up_heads(self, household_ids: Iterable[int]) -> None:
        """Fetch the heads of these households, and which of them somebody has already worked on."""
        found = self._ask(self._target.find_heads, household_ids, head=HEAD)
        self._heads = {}
        for row in found:
            self._heads.setdefault(row[0], []).append(Head(row[1], row[2], row[3] or "", *row[4:]))
        own = [head.uid for heads in self._heads.values() for head in heads if not head.list_id]
        self._referred = self._among(_REFERRED, own)

    def look_up_uids(self, family_ids: Iterable[str]) -> None:
        """Fetch which uids for heads of these families are taken."""
        self._taken = self._among(self._target.find_uids, [own_uid(family_id) for family_id in family_ids])

    def _among(self, query: str, uids: list[str]) -> set[str]:
        return {row[0] for row in self._ask(query, uids)} if uids else set()

    def _ask(self, query: str, wanted: Iterable[object], **more: str) -> Iterable[Any]:
        asked = {"wanted": json.dumps(list(wanted)), "intake": self._intake_id, **more}
        return self._connection.exec_driver_sql(query, asked)

    def find(self, list_id: str) -> Known | None:
        """Return a person of the current batch."""
        return self._known.get(list_id)

    def heads_of(self, household_id: int) -> list[Head]:
        """Return the heads of a household that was looked up, the oldest record first."""
        return self._heads.get(household_id, [])

    def line_of(self, known: Known) -> int:
        """Return the line on which this import already met the person, 0 if it did not."""
        return self._lines[known[0]]

    def was_seen(self, person_id: int) -> bool:
        """Whether an individual list of this import had the person with this row id."""
        return self._lines[person_id] > 0

    def see(self, known: Known, line: int) -> None:
        """Remember the line on which this import met the person."""
        self._lines[known[0]] = line

    def add(self, uid: str, household_id: int, human: Human, line: int = 0) -> None:
        """Take in someone new, met on `line` of an individual list (0: in a family list)."""
        new_id = len(self._lines)
        self._lines.append(line)
        self._new.append((*self._row(household_id, human), new_id, uid))
        self._known[human.values[0]] = new_id, human.digest

    def change(self, person_id: int, household_id: int, human: Human) -> None:
        """Write what a newer list says of someone known; the uid stays for ever."""
        self._changed.append((*self._row(household_id, human), person_id))

    def adopt(self, head: Head, household_id: int, human: Human, line: int) -> None:
        """Give a head whom only a family list knew their ID and the facts of the individual list.

        Their uid becomes the ID as well, as if the individual list had come first, unless somebody has
        worked under the old one: then that stays for ever.
        """
        self._heads[household_id].remove(head)
        uid = head.uid if head.uid in self._referred else human.values[0]
        self._adopted.append((*self._row(household_id, human), head.id, uid))
        self._lines[head.id] = line
        self._known[human.values[0]] = head.id, human.digest

    def free_uid(self, family_id: str) -> str:
        """Return a uid for a head whom only a family list knows; `look_up_uids` went before."""
        uid = own_uid(family_id)
        return f"{uid}-{self._intake_id}" if uid in self._taken else uid

    def write(self) -> None:
        """End the batch: insert who is new, update who changed."""
        target = self._target
        for query, rows in (
            (target.add_person, self._new),
            (target.change_person, self._changed),
            (target.adopt_person, self._adopted),
        ):
            if rows:
                self._connection.exec_driver_sql(query, rows)
        self._new, self._changed, self._adopted = [], [], []
        self._heads = {}

    def _row(self, household_id: int, human: Human) -> tuple[object, ...]:
        values = human.values
        return (
            values[0] or None,
            household_id,
            *values[2:],
            human.name_key,
            human.nik_state,
            human.digest,
            values[1],
            self._intake_id,
        )
