"""What a newer list would change: found beside the registry, waiting until a person accepts it.

The list is merged into the staged tables by the very code that merges a first list into the registry, so
that accepting everything gives what taking it in at once would have given. What then differs is written
down row by row, each in one class (`work.list_review.Kind`).
"""

# ruff: noqa: S608 - all names come from constants

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from kelambu_tui.exchange.intake.differing import (
    ADD,
    ANY_LISTED,
    DIFFERING_HOUSEHOLDS,
    DIFFERING_PEOPLE,
    KNOWN_PEOPLE,
    KNOWN_VILLAGES,
    NAMED,
    NEW_PEOPLE,
    OF_HOUSEHOLDS,
    OLDER,
    SOME_PEOPLE,
)
from kelambu_tui.exchange.intake.households import Households
from kelambu_tui.exchange.intake.layout import Kind as ListKind
from kelambu_tui.exchange.intake.layout import Layout
from kelambu_tui.exchange.intake.merging import Merge
from kelambu_tui.exchange.intake.persons import Persons
from kelambu_tui.exchange.intake.reasons import Fault
from kelambu_tui.exchange.intake.records import Record

_WHOLE = 2  # a list that has less than one in so many people of a village is not the list of that village


@dataclass(frozen=True, slots=True)
class Staged:
    """What a list left waiting: differences by kind, how many older ones it replaced, and villages
    (codes) of which it has too few people to say that the others are gone.
    """

    kinds: dict[str, int]
    replaced: int
    partial: tuple[str, ...]


def is_first_list(connection: Connection) -> bool:
    """Whether the registry has nothing yet that a list could differ from."""
    return connection.exec_driver_sql(ANY_LISTED).first() is None


def listed_again(connection: Connection, merge: Merge, intake_id: int) -> None:
    """Settle what marks and differences say of those whom a list had that was taken straight in."""
    marked = (
        "SELECT u.person, p.id, p.household_id, p.list_id FROM unlisted u JOIN person p ON p.uid = u.person"
    )
    back = [
        (uid,)
        for uid, person, home, list_id in connection.exec_driver_sql(marked)
        if (merge.persons.was_seen(person) if list_id else merge.households.was_seen(home))
    ]
    if back:
        connection.exec_driver_sql("DELETE FROM unlisted WHERE person = ?", back)
    _drop_stale(connection, merge, intake_id, ())


def _drop_stale(connection: Connection, merge: Merge, intake_id: int, whole: Collection[str]) -> None:
    """Drop what other lists said of those whom this one has, and of the villages that it has whole."""
    stale = []
    for number, of_household, row, village in connection.exec_driver_sql(OLDER, (intake_id,)):
        seen = row is not None and (
            merge.households.was_seen(row) if of_household else merge.persons.was_seen(row)
        )
        if seen or village in whole:
            stale.append((number,))
    if stale:
        connection.exec_driver_sql("DELETE FROM difference WHERE id = ?", stale)


class Staging:
    """The comparison of one list with the registry, while it is read and after."""

    def __init__(self, connection: Connection, intake_id: int) -> None:
        self._connection = connection
        self._intake_id = intake_id
        self._kinds: set[ListKind] = set()
        self._fed_back = False
        self._villages: set[str] = set()
        self._held_back: list[str] = []
        self._older = self._count_older()
        self._known = {
            kind: set(connection.exec_driver_sql(KNOWN_VILLAGES[kind]).scalars()) for kind in ListKind
        }
        # What waited in quarantine is no news when it comes back corrected.
        connection.exec_driver_sql("CREATE TEMP TABLE waited (key TEXT PRIMARY KEY) WITHOUT ROWID")
        connection.exec_driver_sql("INSERT INTO waited SELECT DISTINCT key FROM quarantine WHERE key <> ''")

    def see(self, layout: Layout, records: Sequence[Record], faults: Iterable[Fault]) -> None:
        """Remember which villages a batch speaks of, and who is on the list though their row waits."""
        self._kinds.add(layout.kind)
        self._fed_back |= layout.fed_back
        self._villages.update(record.place.village for record in records)
        self._held_back += [fault.key for fault in faults if fault.key]

    def finish(self, merge: Merge) -> list[str]:
        """Write down what differs; return the villages of which the list has only some people."""
        known = {"intake": self._intake_id}
        for kind, differs in OF_HOUSEHOLDS.items():
            self._add(DIFFERING_HOUSEHOLDS.format(kind=kind, differs=differs), known)
        self._add(DIFFERING_PEOPLE, known)
        self._add(NEW_PEOPLE, known)
        return self._presence(merge)

    def replace_older(self, merge: Merge, partial: Collection[str]) -> int:
        """Drop what older lists said of whom this one speaks; return how many of them it replaced."""
        whole = self._villages - set(partial) if not self._fed_back else set()
        _drop_stale(self._connection, merge, self._intake_id, whole)
        return self._older - self._count_older()

    def _count_older(self) -> int:
        count = "SELECT count(*) FROM difference WHERE intake_id <> ?"
        return int(self._connection.exec_driver_sql(count, (self._intake_id,)).scalar_one())

    def choose_plain(self) -> str:
        """Return a condition on `difference` for what contradicts nothing and needs nobody's review.

        New people of villages that had no such list yet, rows that had waited in quarantine, and all new
        rows of a file of rejects; for a kind of list that a village did not have, also what it adds to
        people who are known.
        """
        news = self._villages - set.union(*(self._known[kind] for kind in self._kinds))
        adding = self._villages - set.intersection(*(self._known[kind] for kind in self._kinds))
        villages = {"baru": news | adding, "lain": adding, "periode": adding}
        self._connection.exec_driver_sql("CREATE TEMP TABLE plain (kind TEXT, village TEXT)")
        rows = [(kind, village) for kind, where in villages.items() for village in sorted(where)]
        if rows:
            self._connection.exec_driver_sql("INSERT INTO plain VALUES (?, ?)", rows)
        waited = (
            "kind = 'baru' AND (key IN (SELECT key FROM waited) OR key IN (SELECT 'KK-' || key FROM waited))"
        )
        fed_back = " OR kind = 'baru'" if self._fed_back else ""
        return f"(kind, village) IN (SELECT kind, village FROM plain) OR {waited}{fed_back}"

    def end(self) -> None:
        """Forget what was only needed while this list was read."""
        for name in ("waited", "plain"):
            self._connection.exec_driver_sql(f"DROP TABLE IF EXISTS temp.{name}")

    def left(self) -> dict[str, int]:
        """Return how many differences of this list wait, by kind."""
        found = self._connection.exec_driver_sql(
            "SELECT kind, count(*) AS waiting FROM difference WHERE intake_id = ? GROUP BY kind",
            (self._intake_id,),
        )
        return {row.kind: row.waiting for row in found}

    def _add(self, found: str, values: Mapping[str, object]) -> None:
        self._connection.exec_driver_sql(ADD.format(found=found), dict(values))

    def _presence(self, merge: Merge) -> list[str]:
        """Write down who is gone from villages that the list covers, and who came back; see `finish`."""
        held_people, held_homes = self._named_in_faults()
        known: Counter[str] = Counter()
        absent: dict[str, list[int]] = {}
        back: list[int] = []
        found = self._connection.exec_driver_sql(KNOWN_PEOPLE, (json.dumps(sorted(self._villages)),))
        for person, home, has_id, of_family_list, village, unlisted in found:
            seen = person in held_people or home in held_homes
            seen = seen or self._was_seen(merge.persons, merge.households, person, home, bool(has_id))
            if seen and unlisted:
                back.append(person)
            if self._is_judged(bool(has_id), bool(of_family_list)):
                known[village] += 1
                if not seen:
                    absent.setdefault(village, []).append(0 if unlisted else person)
        partial = sorted(
            village for village, people in absent.items() if len(people) * _WHOLE > known[village]
        )
        gone = [person for village in absent.keys() - set(partial) for person in absent[village] if person]
        self._add_people("baru", back)
        if self._fed_back:  # a file of rejects is no list of a village
            return []
        self._add_people("hilang", gone)
        return partial

    def _add_people(self, kind: str, people: list[int]) -> None:
        if people:
            wanted = {"intake": self._intake_id, "wanted": json.dumps(people)}
            self._add(SOME_PEOPLE.format(kind=kind), wanted)

    def _was_seen(
        self, persons: Persons, households: Households, person: int, home: int, has_id: bool
    ) -> bool:
        if has_id and ListKind.INDIVIDUAL in self._kinds:
            return persons.was_seen(person)
        return households.was_seen(home)

    def _is_judged(self, has_id: bool, of_family_list: bool) -> bool:
        """Whether a list of these kinds should have somebody like that."""
        if ListKind.FAMILY not in self._kinds:
            return has_id
        return has_id or of_family_list if ListKind.INDIVIDUAL in self._kinds else of_family_list

    def _named_in_faults(self) -> tuple[set[int], set[int]]:
        """Return row ids of people, and of households, whose rows this list has but cannot take in."""
        wanted = {"wanted": json.dumps(self._held_back)}
        rows = self._connection.exec_driver_sql(NAMED, wanted).all()
        return {person for person, _home in rows if person}, {home for person, home in rows if not person}
