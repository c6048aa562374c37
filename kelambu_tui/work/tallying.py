"""Counting over other records for everybody at once: a handful of queries, then a look-up for each person.

Gives what `eligibility.count_one` gives for one person, which asks the database anew each time.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Connection, func, literal, select

from kelambu_tui.ledger.consequences.enrolments import HOLDING
from kelambu_tui.programme.model import Programme
from kelambu_tui.store import tables as t
from kelambu_tui.work.desil_sources import chosen, conflicting, disputed_desils
from kelambu_tui.work.facts import Case, Counts
from kelambu_tui.work.quota import lent_places, own_devices
from kelambu_tui.work.records import PersonRecord
from kelambu_tui.work.suspicions import held_back


class Tally:
    """What other records mean for each person, as the database stands when this is made."""

    def __init__(self, connection: Connection) -> None:
        self._carriers = _carriers(connection)
        self._by_nik: dict[str, Counter[str]] = {}
        self._held_back = held_back(connection)
        self._holders = Counter(
            {(person, desil): count for person, desil, count in connection.execute(_HOLDERS)}
        )
        self._taken = _sum_by_desil(self._holders)
        self._loan = lent_places(connection)
        here = t.enrolment.c.device.in_(sorted(own_devices(connection)))
        self._own = Counter(
            {(person, desil): count for person, desil, count in connection.execute(_HOLDERS.where(here))}
        )
        self._promised = _sum_by_desil(self._own)
        self._linked = _linked_holders(connection, self._holders)
        self._desils = disputed_desils(connection)

    def counts(self, case: Case) -> Counts:
        """Return the counts for the person of `case`."""
        person, desil = case.record.person, case.record.desil
        taken = 0 if desil is None else self._taken[desil] - self._holders[person, desil]
        return Counts(
            same_nik=self._same_nik(case),
            open_duplicates=self._held_back.get(person, 0),
            linked_active=self._linked.get(person, 0),
            places_taken=taken,
            may_promise=self._may_promise(person, desil),
            desils=conflicting(self._desils.get(case.record.household, ())),
        )

    def _may_promise(self, person: str, desil: int | None) -> int | None:
        if self._loan is None or desil is None:
            return None
        return max(self._loan.get(desil, 0) - self._promised[desil] + self._own[person, desil], 0)

    def ranked(self, record: PersonRecord, programme: Programme) -> PersonRecord:
        """Return the person with the desil that `programme` takes where sources say different ones."""
        said = self._desils.get(record.household)
        if said is None or record.desil_given:
            return record
        one = chosen(programme, said)
        return replace(record, desil=one.desil, desil_source=one.source, desil_period=one.period)

    def _same_nik(self, case: Case) -> int:
        digits, programme = case.nik.digits, case.programme
        if not digits:
            return 0
        if programme.digest not in self._by_nik:
            self._by_nik[programme.digest] = Counter(
                nik for nik, outcome in self._carriers.values() if _is_unsettled(outcome, programme)
            )
        others = self._by_nik[programme.digest][digits]
        own, outcome = self._carriers.get(case.record.person, ("", None))
        return others - (own == digits and _is_unsettled(outcome, programme))


def _is_unsettled(outcome: str | None, programme: Programme) -> bool:
    """Whether nobody was there yet, or what they found leaves the person in the programme."""
    return outcome is None or any(item.code == outcome and item.eligible for item in programme.outcomes)


_HOLDERS = (
    select(t.enrolment.c.person, t.enrolment.c.desil, func.count())
    .where(t.enrolment.c.state.in_(HOLDING))
    .group_by(t.enrolment.c.person, t.enrolment.c.desil)
)


def _carriers(connection: Connection) -> dict[str, tuple[str, str | None]]:
    """Per person the one NIK that they count under, the card's before the list's, and their outcome."""
    joined = t.person.outerjoin(t.verification, t.verification.c.person == t.person.c.uid)
    listed = (
        select(t.person.c.uid, t.person.c.nik, t.verification.c.outcome)
        .select_from(joined)
        .where(func.coalesce(t.verification.c.nik, literal("")) == "", t.person.c.nik != "")
    )
    cards = select(t.verification.c.person, t.verification.c.nik, t.verification.c.outcome).where(
        t.verification.c.nik != ""
    )
    return {uid: (nik, outcome) for uid, nik, outcome in connection.execute(listed.union_all(cards))}


def _sum_by_desil(holders: Mapping[tuple[str, int], int]) -> Counter[int]:
    taken: Counter[int] = Counter()
    for (_person, desil), count in holders.items():
        taken[desil] += count
    return taken


def _linked_holders(connection: Connection, holders: Mapping[tuple[str, int], int]) -> dict[str, int]:
    """Per person how many places the other records of the same person hold."""
    held: Counter[str] = Counter()
    for (person, _desil), count in holders.items():
        held[person] += count
    linked: dict[str, int] = {}
    for people in _same_people(connection):
        together = sum(held[person] for person in people)
        linked |= {person: together - held[person] for person in people}
    return linked


def _same_people(connection: Connection) -> list[set[str]]:
    """The records that were said to be of one person, each group once: `linked_people` for everybody."""
    said = select(t.verdict.c.a, t.verdict.c.b).where(t.verdict.c.verdict == "sama")
    found = select(t.verification.c.person, t.verification.c.other).where(t.verification.c.other != "")
    beside: defaultdict[str, set[str]] = defaultdict(set)
    for a, b in connection.execute(said.union_all(found)):
        beside[a].add(b)
        beside[b].add(a)
    groups: list[set[str]] = []
    waiting = set(beside)
    while waiting:
        group: set[str] = set()
        fresh = {waiting.pop()}
        while fresh:
            group |= fresh
            fresh = {other for person in fresh for other in beside[person]} - group
        waiting -= group
        groups.append(group)
    return groups
