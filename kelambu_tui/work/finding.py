"""Finding people: the search index over the registry, kept in step with the database."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from sqlalchemy import Connection, func, or_, select

from kelambu_tui.matching.search import Hit, SearchIndex
from kelambu_tui.people.names import strict_fold
from kelambu_tui.people.villages import find_village
from kelambu_tui.store import tables as t
from kelambu_tui.work.households import newest_states
from kelambu_tui.work.records import PERSON_SOURCE, resolve_person
from kelambu_tui.work.workspace import Workspace

__all__ = ["Finder", "Found", "open_finder", "resolve_person"]

_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Found:
    """One person that a query could mean; `state` is their enrolment's, else their outcome, else ''."""

    person: str
    nik: str
    name: str
    household: str
    village: str
    desil: int | None
    score: float
    address: str
    rt: str
    relation: str
    state: str


class Finder:
    """Answers searches of one user; rebuilds itself when another list has been imported."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = Lock()
        self._intake = -1
        self._index = SearchIndex()
        self._people: list[int] = []

    def __len__(self) -> int:
        return len(self._people)

    def search(self, query: str, limit: int = 50) -> list[Found]:
        """The best `limit` people for `query`, best first; an empty query finds nobody."""
        if not query.strip():
            return []
        with self._lock, self._workspace.database.read() as connection:
            self._keep_up(connection)
            hits = self._by_card(connection, query, limit)
            hits += self._index.search(strict_fold(query), query, limit)
            return self._found(connection, hits, limit)

    def prepare(self) -> None:
        """Build the index now, so that the first search need not."""
        with self._lock, self._workspace.database.read() as connection:
            self._keep_up(connection)

    def _keep_up(self, connection: Connection) -> None:
        newest = connection.execute(select(func.coalesce(func.max(t.intake.c.id), 0))).scalar_one()
        if newest == self._intake:
            return
        index, people = SearchIndex(), []
        columns = (
            t.person.c.id,
            t.person.c.name_key,
            t.person.c.nik,
            t.household.c.address,
            t.household.c.rt,
            t.household.c.rw,
            t.household.c.village,
            t.household.c.family_id,
        )
        statement = select(*columns).select_from(
            t.person.join(t.household, t.person.c.household_id == t.household.c.id)
        )
        if self._workspace.user.villages:
            statement = statement.where(t.household.c.village.in_(self._workspace.user.villages))
        rows = connection.execution_options(yield_per=_BATCH).execute(statement.order_by(t.person.c.id))
        for person, key, nik, address, rt, rw, village, family in rows:
            index.add(key, f"{_folded(address)} {_village_key(village)}", rt, rw, (nik, family))
            people.append(person)
        self._index, self._people, self._intake = index, people, newest

    def _by_card(self, connection: Connection, query: str, limit: int) -> list[Hit]:
        """People whose KK, or NIK re-entered from the KTP, holds the digits that were typed."""
        digits = "".join(char for char in query if char.isdigit())
        if len(digits) < 4:
            return []
        seen = or_(t.verification.c.nkk.contains(digits), t.verification.c.nik.contains(digits))
        statement = (
            select(t.person.c.id)
            .join(t.verification, t.verification.c.person == t.person.c.uid)
            .where(seen)
            .limit(limit)
        )
        hits = []
        for person in connection.execute(statement).scalars():
            # The index was filled in order of ids.
            row = bisect_left(self._people, person)
            if row < len(self._people) and self._people[row] == person:
                hits.append(Hit(row, 1.0))
        return hits

    def _found(self, connection: Connection, hits: list[Hit], limit: int) -> list[Found]:
        scores: dict[int, float] = {}
        for hit in hits:
            person = self._people[hit.row]
            scores[person] = max(scores.get(person, 0.0), hit.score)
        columns = (
            t.person.c.id,
            t.person.c.uid,
            t.person.c.nik,
            t.person.c.name,
            t.person.c.relation,
            t.household.c.family_id,
            t.household.c.village,
            t.household.c.desil,
            t.household.c.address,
            t.household.c.rt,
            t.verification.c.outcome,
            t.verification.c.nik.label("verified_nik"),
        )
        statement = select(*columns).select_from(PERSON_SOURCE).where(t.person.c.id.in_(list(scores)))
        rows = {row.id: row for row in connection.execute(statement)}
        states = newest_states(connection, [row.uid for row in rows.values()])
        return [
            Found(
                person=row.uid,
                nik=row.verified_nik or row.nik,
                name=row.name,
                household=row.family_id,
                village=row.village,
                desil=row.desil,
                score=round(score, 4),
                address=row.address,
                rt=row.rt,
                relation=row.relation,
                state=states.get(row.uid) or row.outcome or "",
            )
            for person, score in list(scores.items())[:limit]
            if (row := rows.get(person)) is not None
        ]


def open_finder(workspace: Workspace) -> Finder:
    """Make a finder with its index built; a second or so for 45,000 people, so call it in a worker."""
    finder = Finder(workspace)
    finder.prepare()
    return finder


@lru_cache(maxsize=1 << 16)
def _folded(address: str) -> str:
    return strict_fold(address)


@lru_cache(maxsize=512)
def _village_key(code: str) -> str:
    village = find_village(code)
    return strict_fold(f"{village.name} {village.kecamatan}") if village else ""
