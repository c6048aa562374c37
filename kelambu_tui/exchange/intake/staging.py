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

from kelambu_tui.exchange.intake.households import Households
from kelambu_tui.exchange.intake.layout import Kind as ListKind
from kelambu_tui.exchange.intake.layout import Layout
from kelambu_tui.exchange.intake.merging import Merge
from kelambu_tui.exchange.intake.persons import Persons
from kelambu_tui.exchange.intake.reasons import Fault
from kelambu_tui.exchange.intake.records import Record
from kelambu_tui.store.registry import PROPOSED

_WHOLE = 2  # a list that has less than one in so many people of a village is not the list of that village

_LISTED = f"SELECT 1 FROM household WHERE intake_id > {PROPOSED} LIMIT 1"
_KNOWN = {
    ListKind.INDIVIDUAL: "SELECT DISTINCT h.village FROM household h JOIN person p ON p.household_id = h.id "
    "WHERE p.list_id IS NOT NULL",
    ListKind.FAMILY: "SELECT DISTINCT village FROM household WHERE housing <> '{}'",
}
"""Villages of which the registry has a list of this kind."""

_ADD = (
    "INSERT INTO difference (intake_id, kind, of_household, key, village, deferred, digest) {found} "
    "ON CONFLICT (key, of_household, kind) DO UPDATE SET intake_id = excluded.intake_id, "
    "village = excluded.village, deferred = deferred AND digest = excluded.digest, digest = excluded.digest"
)
"""A newer list replaces what an older one said; who deferred just that need not defer it again."""

_HOUSEHOLDS = (
    "SELECT s.intake_id, '{kind}', 1, s.family_id, h.village, 0, s.row_digest FROM staged_household s "
    "JOIN household h ON h.id = s.id WHERE s.intake_id = :intake AND ({differs})"
)
_ADDRESS = "(s.address, s.rt, s.rw) IS NOT (h.address, h.rt, h.rw)"
_OF_HOUSEHOLDS = {
    "pindah": "s.village <> h.village",
    "desil": "s.desil IS NOT h.desil",
    "periode": "s.desil IS h.desil AND "
    "(s.desil_source, s.desil_period) IS NOT (h.desil_source, h.desil_period)",
    "lain": "(s.head_name, s.head_nik, s.housing) IS NOT (h.head_name, h.head_nik, h.housing) "
    f"OR (s.village = h.village AND {_ADDRESS})",
}
_SAID = (
    "list_id",
    "name",
    "nik",
    "sex",
    "birth_date",
    "relation",
    "marital",
    "occupation",
    "work_status",
    "education",
    "dukcapil",
    "verval",
)
_NOT_ONLY_MORE = (
    f"s.family_id <> h.family_id OR ({', '.join(f's.{name}' for name in _SAID)}) "
    f"IS NOT ({', '.join(f'p.{name}' for name in _SAID)})"
)
_NEW_HOME = (
    "LEFT JOIN staged_household sh ON sh.intake_id = s.intake_id AND sh.family_id = s.family_id "
    "LEFT JOIN household th ON th.family_id = s.family_id "
)
_PERSONS = (
    "SELECT s.intake_id, CASE "
    "WHEN s.family_id <> h.family_id AND coalesce(sh.village, th.village) <> h.village THEN 'pindah' "
    f"WHEN {_NOT_ONLY_MORE} THEN 'lain' ELSE 'periode' END, "
    "0, p.uid, h.village, 0, s.row_digest FROM staged_person s JOIN person p ON p.id = s.id "
    f"JOIN household h ON h.id = p.household_id {_NEW_HOME}"
    "WHERE s.intake_id = :intake AND s.row_digest <> p.row_digest"
)
_NEW = (
    "SELECT s.intake_id, 'baru', 0, s.uid, coalesce(sh.village, th.village), 0, s.row_digest "
    f"FROM staged_person s {_NEW_HOME}"
    "WHERE s.intake_id = :intake AND NOT EXISTS (SELECT 1 FROM person p WHERE p.id = s.id)"
)
_SOME = (
    "SELECT :intake, '{kind}', 0, p.uid, h.village, 0, p.row_digest "
    "FROM person p JOIN household h ON h.id = p.household_id "
    "WHERE p.id IN (SELECT value FROM json_each(:wanted))"
)
_KNOWN_PEOPLE = (
    "SELECT p.id, p.household_id, p.list_id IS NOT NULL, h.housing <> '{}', h.village, "
    "u.person IS NOT NULL "
    "FROM person p JOIN household h ON h.id = p.household_id LEFT JOIN unlisted u ON u.person = p.uid "
    f"WHERE p.intake_id > {PROPOSED} AND h.village IN (SELECT value FROM json_each(?))"
)
_NAMED = (
    "SELECT id, household_id FROM person WHERE list_id IN (SELECT value FROM json_each(:wanted)) "
    "UNION SELECT 0, id FROM household WHERE family_id IN (SELECT value FROM json_each(:wanted))"
)
_OLDER = (
    "SELECT d.id, d.of_household, coalesce(p.id, h.id), d.village FROM difference d "
    "LEFT JOIN person p ON NOT d.of_household AND p.uid = d.key "
    "LEFT JOIN household h ON d.of_household AND h.family_id = d.key WHERE d.intake_id <> ?"
)


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
    return connection.exec_driver_sql(_LISTED).first() is None


def listed_again(connection: Connection, merge: Merge) -> None:
    """Take the mark off whom a list has again that was taken straight in."""
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
        self._known = {kind: set(connection.exec_driver_sql(_KNOWN[kind]).scalars()) for kind in ListKind}
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
        for kind, differs in _OF_HOUSEHOLDS.items():
            self._add(_HOUSEHOLDS.format(kind=kind, differs=differs), known)
        self._add(_PERSONS, known)
        self._add(_NEW, known)
        return self._presence(merge)

    def replace_older(self, merge: Merge, partial: Collection[str]) -> int:
        """Drop what older lists said of whom this one speaks; return how many of them it replaced."""
        whole = self._villages - set(partial) if not self._fed_back else set()
        stale = []
        for number, of_household, row, village in self._connection.exec_driver_sql(
            _OLDER, (self._intake_id,)
        ):
            seen = row is not None and (
                merge.households.was_seen(row) if of_household else merge.persons.was_seen(row)
            )
            if seen or village in whole:
                stale.append((number,))
        if stale:
            self._connection.exec_driver_sql("DELETE FROM difference WHERE id = ?", stale)
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
        self._connection.exec_driver_sql(_ADD.format(found=found), dict(values))

    def _presence(self, merge: Merge) -> list[str]:
        """Write down who is gone from villages that the list covers, and who came back; see `finish`."""
        held_people, held_homes = self._named_in_faults()
        known: Counter[str] = Counter()
        absent: dict[str, list[int]] = {}
        back: list[int] = []
        found = self._connection.exec_driver_sql(_KNOWN_PEOPLE, (json.dumps(sorted(self._villages)),))
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
            self._add(_SOME.format(kind=kind), wanted)

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
        rows = self._connection.exec_driver_sql(_NAMED, wanted).all()
        return {person for person, _home in rows if person}, {home for person, home in rows if not person}
