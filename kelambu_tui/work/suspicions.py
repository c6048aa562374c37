"""The suspicions as they stand: each pair with what people said of it, and what is in the way of whom."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, and_, func, or_, select

from kelambu_tui.ledger.consequences.duplicates import linked_people
from kelambu_tui.ledger.consequences.enrolments import HOLDING
from kelambu_tui.matching.pairs import Evidence, Kind, Pair
from kelambu_tui.store import tables as t

OPEN = "terbuka"

SHOWN = 0.5
"""A pair is worth a person's time from this probability on."""

STRONG = 0.9
"""An open pair of this probability or more keeps both of its records out of the queue."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """A pair and where it stands; `standing` is a verdict in force, or "terbuka".

    `strong`: open, and likely enough to keep both records out of the queue. `lapsed`: it was said to
    be two people, but the data changed since.
    """

    pair: Pair
    name_a: str
    name_b: str
    village_a: str
    village_b: str
    household_a: str
    household_b: str
    standing: str
    strong: bool
    lapsed: bool
    author: str
    at: str
    note: str

    @property
    def settled(self) -> bool:
        """Whether somebody decided and nothing has changed since."""
        return self.standing in ("sama", "beda")


def open_duplicates(connection: Connection, person: str) -> tuple[str, ...]:
    """Uids of the records that may be the same person and keep this one out of the queue.

    An open pair that is strong, without a supervisor's leave for the data as they are now.
    """
    return tuple(other for mine, other in _in_the_way(connection, person) if mine == person)


def held_back(connection: Connection) -> Counter[str]:
    """How many open duplicates each person has who has any; the same as `open_duplicates`, for everyone."""
    return Counter(mine for mine, _other in _in_the_way(connection))


def _in_the_way(connection: Connection, person: str = "") -> list[tuple[str, str]]:
    """Whom which other record keeps out of the queue, among all pairs or those of one person."""
    rows = [row for row in connection.execute(pairs_query(person=person)) if read_suspect(row).strong]
    given = _given(connection, person) if rows else {}
    sides = [(row.a, row.b, row.digest_a, row.digest_b) for row in rows]
    sides += [(row.b, row.a, row.digest_b, row.digest_a) for row in rows]
    return [(mine, other) for mine, other, *digests in sides if given.get((mine, other)) != tuple(digests)]


def linked_active(connection: Connection, person: str) -> tuple[str, ...]:
    """Uids of records said to be the same person that hold a place."""
    linked = linked_people(connection, person) - {person}
    if not linked:
        return ()
    held = t.enrolment.c.person.in_(linked) & t.enrolment.c.state.in_(HOLDING)
    return tuple(sorted(connection.execute(select(t.enrolment.c.person).where(held)).scalars()))


def pairs_query(villages: tuple[str, ...] = (), person: str = "") -> Select[tuple[Any, ...]]:
    """Every suspicion with its two people and its verdict; of `villages` or of one `person` only."""
    pa, pb = t.person.alias("pa"), t.person.alias("pb")
    ha, hb = t.household.alias("ha"), t.household.alias("hb")
    va, vb = t.verification.alias("va"), t.verification.alias("vb")
    ca, cb = t.correction.alias("ca"), t.correction.alias("cb")
    joined = (
        t.suspicion.join(pa, pa.c.uid == t.suspicion.c.a)
        .join(pb, pb.c.uid == t.suspicion.c.b)
        .join(ha, ha.c.id == pa.c.household_id)
        .join(hb, hb.c.id == pb.c.household_id)
        .outerjoin(ca, ca.c.person == t.suspicion.c.a)
        .outerjoin(cb, cb.c.person == t.suspicion.c.b)
        .outerjoin(va, va.c.person == t.suspicion.c.a)
        .outerjoin(vb, vb.c.person == t.suspicion.c.b)
        .outerjoin(t.verdict, and_(t.verdict.c.a == t.suspicion.c.a, t.verdict.c.b == t.suspicion.c.b))
    )
    statement = select(
        t.suspicion,
        func.coalesce(func.json_extract(ca.c.values_json, "$.name"), pa.c.name).label("name_a"),
        func.coalesce(func.json_extract(cb.c.values_json, "$.name"), pb.c.name).label("name_b"),
        ha.c.village.label("village_a"),
        hb.c.village.label("village_b"),
        ha.c.family_id.label("household_a"),
        hb.c.family_id.label("household_b"),
        t.verdict.c.verdict,
        t.verdict.c.digest_a.label("judged_a"),
        t.verdict.c.digest_b.label("judged_b"),
        t.verdict.c.author,
        t.verdict.c.at,
        t.verdict.c.note,
        or_(va.c.other == t.suspicion.c.b, vb.c.other == t.suspicion.c.a).label("visited"),
    ).select_from(joined)
    if person:
        statement = statement.where(or_(t.suspicion.c.a == person, t.suspicion.c.b == person))
    if villages:
        statement = statement.where(or_(ha.c.village.in_(villages), hb.c.village.in_(villages)))
    return statement


def read_suspect(row: t.AnyRow) -> Suspect:
    """Make a suspect of a row of `pairs_query`; a visit that found "data ganda" says "sama"."""
    same_data = (row.judged_a, row.judged_b) == (row.digest_a, row.digest_b)
    lapsed = row.verdict == "beda" and not same_data
    standing = OPEN if row.verdict is None or lapsed else row.verdict
    if row.visited:
        standing = "sama"
    evidence = tuple(Evidence(*item) for item in json.loads(row.evidence))
    return Suspect(
        pair=Pair(row.a, row.b, row.probability, row.weight, Kind(row.kind), evidence),
        name_a=row.name_a,
        name_b=row.name_b,
        village_a=row.village_a,
        village_b=row.village_b,
        household_a=row.household_a,
        household_b=row.household_b,
        standing=standing,
        strong=standing in (OPEN, "ragu") and row.probability >= STRONG,
        lapsed=lapsed,
        author=row.author or "",
        at=row.at or "",
        note=row.note or "",
    )


def _given(connection: Connection, person: str) -> dict[tuple[str, str], tuple[str, str]]:
    """Per person and other record the digests for which a supervisor gave leave."""
    statement = select(t.override).where(t.override.c.given_by.is_not(None))
    if person:
        statement = statement.where(t.override.c.person == person)
    rows = connection.execute(statement)
    return {(row.person, row.other): (row.digest_person, row.digest_other) for row in rows}
