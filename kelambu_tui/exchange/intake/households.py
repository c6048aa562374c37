"""Households of the registry while an import runs: found in batches, changed in memory, written once."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from sqlalchemy import Connection

from kelambu_tui.exchange.intake.records import Human, Place
from kelambu_tui.exchange.intake.target import Target
from kelambu_tui.people.addresses import rt_rw_of, three_digits
from kelambu_tui.store.registry import row_digest


class Mark(IntEnum):
    """What this import has had to do with a household."""

    UNSEEN = 0
    SAME = 1  # an individual row agreed with what was known
    CHANGED = 2  # an individual row changed it
    LISTED = 3  # a family row stated it


@dataclass(slots=True, eq=False)
class Household:
    """One household as it will be written; the fields are the columns."""

    id: int
    family_id: str
    village: str
    address: str = ""
    rt: str = ""
    rw: str = ""
    head_name: str = ""
    head_nik: str = ""
    desil: int | None = None
    desil_source: str = ""
    desil_period: str = ""
    housing: str = "{}"
    is_new: bool = False
    touched: bool = False

    @property
    def from_family_list(self) -> bool:
        """Whether a family list has described it: then an individual list adds nothing to that."""
        return self.housing != "{}"

    @property
    def values(self) -> tuple[str | int | None, ...]:
        """The columns that the row digest covers, as they are stored."""
        return (
            self.family_id,
            self.village,
            self.address,
            self.rt,
            self.rw,
            self.head_name,
            self.head_nik,
            self.desil,
            self.desil_source,
            self.desil_period,
            self.housing,
        )

    def move(self, place: Place) -> bool:
        """Take over where a row places the household; say whether that changed anything."""
        before = None if self.is_new else self.values
        self.village, self.address = place.village, place.address
        self.rt, self.rw = three_digits(place.rt), three_digits(place.rw)
        if not (self.rt or self.rw):
            self.rt, self.rw = rt_rw_of(place.address)
        self.desil, self.desil_source, self.desil_period = place.desil, place.source, place.period
        return self._noted(before)

    def describe(self, housing: str) -> bool:
        """Take over what a family list says of the house; say whether that changed anything."""
        before = self.values
        self.housing = housing
        return self._noted(before)

    def name_head(self, head: Human) -> bool:
        """Take over who is the head; say whether that changed anything."""
        before = self.values
        self.head_name, self.head_nik = head.name, head.nik
        return self._noted(before)

    def _noted(self, before: tuple[str | int | None, ...] | None) -> bool:
        changed = before != self.values
        self.touched |= changed
        return changed


class Households:
    """The households of one import, a batch at a time."""

    def __init__(self, connection: Connection, intake_id: int, target: Target) -> None:
        self._connection = connection
        self._intake_id = intake_id
        self._target = target
        last = connection.exec_driver_sql("SELECT max(coalesce(max(id), 0), 0) FROM household").scalar_one()
        self._marks = bytearray(last + 1)
        self._headed = bytearray(last + 1)
        self._lines = array("I", bytes(array("I").itemsize * (last + 1)))
        self._batch: dict[str, Household] = {}

    def look_up(self, family_ids: Iterable[str]) -> None:
        """Begin a batch: fetch those of these families that the registry knows."""
        wanted = json.dumps(list(set(family_ids)))
        asked = {"wanted": wanted, "intake": self._intake_id}
        found = self._connection.exec_driver_sql(self._target.find_households, asked)
        self._batch = {row[1]: Household(*row) for row in found}

    def find(self, family_id: str) -> Household | None:
        """Return a household of the current batch."""
        return self._batch.get(family_id)

    def add(self, place: Place) -> Household:
        """Start a household that the registry does not know yet."""
        household = Household(len(self._marks), place.family_id, place.village, is_new=True)
        self._marks.append(Mark.UNSEEN)
        self._headed.append(0)
        self._lines.append(0)
        self._batch[place.family_id] = household
        household.move(place)
        return household

    def was_seen(self, household_id: int) -> bool:
        """Whether this import has had anything to do with a household."""
        return self._marks[household_id] != Mark.UNSEEN

    def mark_of(self, household: Household) -> int:
        """Return what this import has already done with it, a `Mark`."""
        return self._marks[household.id]

    def mark(self, household: Household, mark: Mark) -> None:
        """Remember what this import did with it."""
        self._marks[household.id] = mark

    def state(self, household: Household, line: int) -> None:
        """Remember the line of the family list that stated it."""
        self._marks[household.id] = Mark.LISTED
        self._lines[household.id] = line

    def line_of(self, household: Household) -> int:
        """Return the line of the family list that stated it, 0 if none did in this import."""
        return self._lines[household.id]

    def name_head(self, household: Household, head: Human) -> None:
        """Take the first head that an individual list gives, unless a family list says who it is."""
        if self._headed[household.id] or household.from_family_list:
            return
        if self._marks[household.id] != Mark.LISTED:
            self._headed[household.id] = 1
            if household.name_head(head):
                self._marks[household.id] = Mark.CHANGED

    def write(self) -> None:
        """End the batch: insert what is new, update what changed."""
        new: list[tuple[object, ...]] = []
        changed: list[tuple[object, ...]] = []
        for household in self._batch.values():
            if household.is_new or household.touched:
                values = household.values
                texts = ["" if value is None else str(value) for value in values]
                row = (*values, row_digest(texts), self._intake_id, household.id)
                (new if household.is_new else changed).append(row)
        if new:
            self._connection.exec_driver_sql(self._target.add_household, new)
        if changed:
            self._connection.exec_driver_sql(self._target.change_household, changed)
