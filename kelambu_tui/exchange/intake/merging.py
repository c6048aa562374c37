"""Batches of records against the registry: added, changed or unchanged, or in conflict."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import Connection

from kelambu_tui.exchange.intake import reasons
from kelambu_tui.exchange.intake.households import Household, Households, Mark
from kelambu_tui.exchange.intake.persons import Persons
from kelambu_tui.exchange.intake.reasons import Fault, Faulty
from kelambu_tui.exchange.intake.records import Record, split_cells
from kelambu_tui.exchange.intake.target import REGISTRY, Target


class Outcome(StrEnum):
    """What became of a row that was taken in."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class Merge:
    """Merges the records of one import into the registry, or beside it; the transaction is the caller's."""

    def __init__(self, connection: Connection, intake_id: int, target: Target = REGISTRY) -> None:
        self.households = self._households = Households(connection, intake_id, target)
        self.persons = self._persons = Persons(connection, intake_id, target)

    def people(self, batch: Sequence[Record]) -> list[Outcome | Fault]:
        """Merge rows of an individual list; the answers stand in the order of the batch."""
        self._households.look_up(record.place.family_id for record in batch)
        self._persons.look_up(record.key for record in batch)
        self._persons.look_up_heads(self._headed(batch))
        return self._each(batch, individual=True)

    def families(self, batch: Sequence[Record]) -> list[Outcome | Fault]:
        """Merge rows of a family list; the answers stand in the order of the batch."""
        self._households.look_up(record.key for record in batch)
        self._persons.look_up_uids(record.key for record in batch)
        known = (self._households.find(record.key) for record in batch)
        self._persons.look_up_heads({household.id for household in known if household})
        return self._each(batch, individual=False)

    def _each(self, batch: Sequence[Record], individual: bool) -> list[Outcome | Fault]:
        merge_one = self._person if individual else self._family
        answers: list[Outcome | Fault] = []
        for record in batch:
            try:
                answers.append(merge_one(record))
            except Faulty as fault:
                cells = split_cells(record.cells)
                answers.append(Fault(record.line, record.key, fault.code, fault.sentence, cells))
        self._households.write()
        self._persons.write()
        return answers

    def _headed(self, batch: Sequence[Record]) -> set[int]:
        """Return the households whose head, so far known from a family list only, may stand in this batch."""
        found = set()
        for record in batch:
            if record.human.is_head and self._persons.find(record.key) is None:
                household = self._households.find(record.place.family_id)
                if household is not None:
                    found.add(household.id)
        return found

    # --- individual lists ---

    def _person(self, record: Record) -> Outcome:
        known = self._persons.find(record.key)
        if known is not None and (line := self._persons.line_of(known)):
            raise reasons.duplicate_in_file(record.key, line)
        household = self._placed(record)
        human = record.human
        if known is None:
            self._take_in(record, household)
            return Outcome.ADDED
        self._persons.see(known, record.line)
        person_id, digest = known
        if digest != human.digest:
            self._persons.change(person_id, household.id, human)
            return Outcome.CHANGED
        moved = self._households.mark_of(household) == Mark.CHANGED
        return Outcome.CHANGED if moved else Outcome.UNCHANGED

    def _take_in(self, record: Record, household: Household) -> None:
        human = record.human
        heads = self._persons.heads_of(household.id) if human.is_head else []
        head = next((head for head in heads if not head.list_id and head.may_be(human)), None)
        if head is not None:
            self._persons.adopt(head, household.id, human, record.line)
        else:
            self._persons.add(record.key, household.id, human, record.line)

    def _placed(self, record: Record) -> Household:
        """Return the row's household, placed by the first row of this import that names it."""
        place = record.place
        household = self._households.find(place.family_id)
        if household is None:
            household = self._households.add(place)
            self._households.mark(household, Mark.CHANGED)
        elif not self._households.mark_of(household):
            changed = _says_something_new(household, record) and household.move(place)
            self._households.mark(household, Mark.CHANGED if changed else Mark.SAME)
        elif (household.village, household.desil) != (place.village, place.desil):
            raise reasons.household_conflict(
                place.family_id,
                reasons.place(place.desil, place.village),
                reasons.place(household.desil or 0, household.village),
            )
        if record.human.is_head:
            self._households.name_head(household, record.human)
        return household

    # --- family lists ---

    def _family(self, record: Record) -> Outcome:
        household = self._households.find(record.key)
        if household is None:
            household = self._households.add(record.place)
            household.describe(record.housing)
            household.name_head(record.human)
            self._persons.add(self._persons.free_uid(record.key), household.id, record.human)
            outcome = Outcome.ADDED
        elif line := self._households.line_of(household):
            raise reasons.duplicate_in_file(record.key, line)
        else:
            # Not `or`: each of the four has to happen.
            changes = (
                household.move(record.place),
                household.describe(record.housing),
                household.name_head(record.human),
                self._head_of_known(record, household),
            )
            outcome = Outcome.CHANGED if any(changes) else Outcome.UNCHANGED
        self._households.state(household, record.line)
        return outcome

    def _head_of_known(self, record: Record, household: Household) -> bool:
        """Make sure that a known household has its head as a person; say whether that took anything."""
        human = record.human
        heads = self._persons.heads_of(household.id)
        if any(head.list_id and head.may_be(human) for head in heads):
            return False  # what an individual list says of a person stands
        own = next((head for head in heads if not head.list_id), None)
        if own is None:
            self._persons.add(self._persons.free_uid(record.key), household.id, human)
            return True
        if own.digest == human.digest:
            return False
        self._persons.change(own.id, household.id, human)
        return True


def _says_something_new(household: Household, record: Record) -> bool:
    """Whether an individual row may move a household: one from a family list keeps its own address."""
    place = record.place
    if not household.from_family_list:
        return True
    return (household.village, household.desil, household.desil_source) != (
        place.village,
        place.desil,
        place.source,
    ) or household.desil_period < place.period
