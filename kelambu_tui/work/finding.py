"""Finding people: the search index over the registry, kept in step with the database."""

from __future__ import annotations

import gc
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock, Thread

import numpy as np
from sqlalchemy import Connection, select

from kelambu_tui.errors import KelambuError
from kelambu_tui.matching.search import Hit, PeopleIndex, Searcher, build
from kelambu_tui.store import tables as t
from kelambu_tui.store.registry import PROPOSED
from kelambu_tui.work.households import newest_states
from kelambu_tui.work.records import DESIL_NOW, PERSON_SOURCE, as_corrected, resolve_person
from kelambu_tui.work.search_cache import read_cache, write_cache
from kelambu_tui.work.search_rows import Reach, changed_households, is_past, listed_people, reach, read_rows
from kelambu_tui.work.workspace import Workspace

__all__ = ["Finder", "Found", "open_finder", "resolve_person"]

MANY = 1_000
"""Changed households beside the large index from which it is made anew, in the background."""

MOST = 5_000
"""Changed households that are too many to stand beside it: then everything is read at once."""


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
    proposed: bool = False  # on no list


class Finder:
    """Answers searches of one user; what changed since the last search is in the next one's answer.

    The people stand in a large index that is kept on disk. Households that lists or ground checks
    changed since are read again into a small index beside it; when that has grown, the large one is
    made anew in the background.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = Lock()
        self._index: PeopleIndex | None = None
        self._newer: PeopleIndex | None = None
        self._searcher = Searcher(())
        self._made_at = self._reached = Reach(-1, 0, "")
        self._changed: set[int] = set()
        self._work: Thread | None = None

    def __len__(self) -> int:
        return sum(part.living for part in self._parts)

    def search(self, query: str, limit: int = 50) -> list[Found]:
        """The best `limit` people for `query`, best first; an empty query finds nobody."""
        if not query.strip():
            return []
        with self._lock, self._workspace.database.read() as connection:
            self._keep_up(connection)
            return self._found(connection, self._searcher.search(query, limit))

    def prepare(self) -> None:
        """Load the index, or make it, now, so that the first search need not."""
        with self._lock, self._workspace.database.read() as connection:
            self._keep_up(connection)

    def finish(self) -> None:
        """Wait until nothing is being made or written in the background."""
        if self._work is not None:
            self._work.join()

    @property
    def _parts(self) -> list[PeopleIndex]:
        return [part for part in (self._index, self._newer) if part is not None]

    def _keep_up(self, connection: Connection) -> None:
        now = reach(connection)
        if now == self._reached:
            return
        if self._index is None:
            self._load(connection)
        if self._index is None or not self._catch_up(connection, now):
            self._take_over(self._made(connection), now)
            self._in_background(self._keep)
        elif len(self._changed) > MANY:
            self._in_background(self._make_again)

    def _load(self, connection: Connection) -> None:
        kept = read_cache(self._workspace.folder, self._workspace.database_key, self._villages)
        if kept is not None and is_past(connection, kept[1]):
            self._take_over(*kept)

    def _made(self, connection: Connection) -> PeopleIndex:
        collects = gc.isenabled()
        # Rows make no cycles; looking for some among a million only takes time.
        gc.disable()
        try:
            return build(*read_rows(connection, self._villages))
        finally:
            if collects:
                gc.enable()

    def _take_over(self, index: PeopleIndex, reached: Reach) -> None:
        self._index, self._newer, self._changed = index, None, set()
        self._made_at = self._reached = reached
        self._searcher = Searcher(self._parts)

    def _catch_up(self, connection: Connection, now: Reach) -> bool:
        """Read again what changed; false when that is so much that all had better be read."""
        assert self._index is not None
        changed = changed_households(connection, self._reached, now)
        moved = np.asarray(listed_people(connection, self._reached, now), np.int64)
        for part in self._parts if len(moved) else ():
            changed.update(part.households_of(moved).tolist())
        changed |= self._changed
        if len(changed) > MOST:
            return False
        if changed:
            self._index.mask_households(np.fromiter(changed, np.int64, len(changed)))
            self._newer = build(*read_rows(connection, self._villages, changed))
            self._index.stand_beside(self._newer)
            self._searcher = Searcher(self._parts)
        self._changed, self._reached = changed, now
        return True

    def _make_again(self) -> None:
        # Whoever searches next is told what is wrong with the database; nobody listens here.
        with suppress(KelambuError):
            with self._workspace.database.read() as connection:
                now = reach(connection)
                index = self._made(connection)
            with self._lock:
                self._take_over(index, now)
            self._keep()

    def _keep(self) -> None:
        index = self._index
        assert index is not None
        with suppress(OSError):
            write_cache(
                self._workspace.folder, self._workspace.database_key, self._villages, self._made_at, index
            )

    def _in_background(self, work: Callable[[], None]) -> None:
        if self._work is None or not self._work.is_alive():
            self._work = Thread(target=work, name="search-index")
            self._work.start()

    @property
    def _villages(self) -> tuple[str, ...]:
        return self._workspace.user.villages

    def _found(self, connection: Connection, hits: list[Hit]) -> list[Found]:
        columns = (
            t.person.c.id,
            t.person.c.uid,
            t.person.c.nik,
            t.person.c.intake_id,
            as_corrected("name"),
            as_corrected("relation"),
            t.household.c.family_id,
            t.household.c.village,
            DESIL_NOW,
            as_corrected("address"),
            t.household.c.rt,
            t.verification.c.outcome,
            t.verification.c.nik.label("verified_nik"),
        )
        statement = (
            select(*columns).select_from(PERSON_SOURCE).where(t.person.c.id.in_([hit.key for hit in hits]))
        )
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
                score=round(hit.score, 4),
                address=row.address,
                rt=row.rt,
                relation=row.relation,
                state=states.get(row.uid) or row.outcome or "",
                proposed=row.intake_id == PROPOSED,
            )
            for hit in hits
            if (row := rows.get(hit.key)) is not None
        ]


def open_finder(workspace: Workspace) -> Finder:
    """Make a finder that is ready to search; up to seconds for a large list, so call it in a worker."""
    finder = Finder(workspace)
    finder.prepare()
    return finder
