"""Keeping the suspicions true: every list in one pass, every later change by itself.

The table of suspicions always says how far it reaches (`Comparison`). Whoever needs it calls
`Watch.keep_up` first, which costs one small read when nothing has changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from hashlib import blake2b
from threading import Lock
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, insert, or_, select

from kelambu_tui.store import tables as t
from kelambu_tui.work.compared import Reach, as_typed, changed_people, compared_records, reach
from kelambu_tui.work.suspicions import SHOWN

if TYPE_CHECKING:
    from kelambu_tui.matching.pairs import Pair
    from kelambu_tui.matching.records import Record
    from kelambu_tui.matching.resident import Residents
    from kelambu_tui.matching.weights import Weights
    from kelambu_tui.store.database import Database

_FEW = 200
"""So many changed people are compared one by one; beyond it the whole list is compared again."""


class Watch:
    """Compares the people of one open database; holds them in memory once somebody types."""

    def __init__(self, database: Database, weights: Weights) -> None:
        from kelambu_tui.matching.weights import write_weights

        self._database = database
        self._weights = weights
        self._weights_digest = blake2b(write_weights(weights).encode(), digest_size=16).hexdigest()
        self._lock = Lock()
        self._residents: Residents | None = None
        self._reach = Reach(-1, -1)

    def keep_up(self) -> bool:
        """Bring the suspicions to where the registry stands; says whether there was anything to do.

        A new list of 45,000 people takes a second or two, so call it in a worker.
        """
        with self._lock:
            with self._database.read() as connection:
                now, kept = reach(connection), _compared(connection)
                if kept == (now, self._weights_digest):
                    return False
                changed = None if kept is None or kept[1] != self._weights_digest else kept[0]
                people = None if changed is None else changed_people(connection, changed)
            if people is not None and len(people) <= _FEW:
                self._compare_some(people, now)
            else:
                self._compare_everyone()
        return True

    def suspects(self, person: str, values: Mapping[str, str]) -> list[Pair]:
        """Whom `person` may be, as the page under the pen has them (NIK, mother's name, birthplace).

        Milliseconds once the people are in memory; the first call brings them there.
        """
        with self._lock:
            residents = self._people()
            record = residents.get(person)
            return [] if record is None else residents.suspects(as_typed(record, values), SHOWN)

    def likely(self, record: Record, least: float = SHOWN) -> list[Pair]:
        """Whom somebody may be who is on no list yet, most probable first; as fast as `suspects`."""
        with self._lock:
            return self._people().suspects(record, least)

    def prepare(self) -> None:
        """Bring the people into memory now, so that the first warning need not wait."""
        with self._lock:
            self._people()

    def _people(self) -> Residents:
        """Everyone as the database has them now."""
        from kelambu_tui.matching.resident import Residents

        with self._database.read() as connection:
            now = reach(connection)
            if self._residents is not None and self._reach == now:
                return self._residents
            changed = None if self._residents is None else changed_people(connection, self._reach)
            if self._residents is None or changed is None or len(changed) > _FEW:
                self._residents = Residents.build(compared_records(connection), self._weights)
            else:
                for name in changed:
                    self._residents.drop(name)
                for record in compared_records(connection, changed):
                    self._residents.put(record)
            self._reach = now
            return self._residents

    def _compare_everyone(self) -> None:
        from kelambu_tui.matching.deduping import compare_all

        with self._database.read() as connection:
            now = reach(connection)
            records = list(compared_records(connection))
        found = compare_all(records, self._weights, min_probability=SHOWN).pairs
        digests = _digests(records, {name for pair in found for name in (pair.a, pair.b)})
        with self._database.write(derived=True) as connection:
            connection.execute(delete(t.suspicion))
            _write(connection, found, digests, now, self._weights_digest)

    def _compare_some(self, people: set[str], now: Reach) -> None:
        if not people:
            found: list[Pair] = []
            digests: dict[str, str] = {}
        else:
            residents = self._people()
            records = [record for name in sorted(people) if (record := residents.get(name)) is not None]
            both = {
                (pair.a, pair.b): pair for record in records for pair in residents.suspects(record, SHOWN)
            }
            found = list(both.values())
            named = {name for pair in both for name in pair}
            digests = _digests([record for name in named if (record := residents.get(name))], named)
        with self._database.write(derived=True) as connection:
            for name in people:
                gone = or_(t.suspicion.c.a == name, t.suspicion.c.b == name)
                connection.execute(delete(t.suspicion).where(gone))
            _write(connection, found, digests, now, self._weights_digest)


def seal(connection: Connection) -> str:
    """Hex digest over every suspicion, in order of its people."""
    digest = blake2b(digest_size=16)
    statement = select(t.suspicion).order_by(t.suspicion.c.a, t.suspicion.c.b)
    for row in connection.execute(statement):
        digest.update(json.dumps(list(row), ensure_ascii=False).encode() + b"\n")
    return digest.hexdigest()


def sealed_as(connection: Connection) -> str | None:
    """The digest that was written with the suspicions; None when nothing was compared yet."""
    return connection.execute(select(t.comparison.c.seal)).scalar()


def _compared(connection: Connection) -> tuple[Reach, str] | None:
    row = connection.execute(select(t.comparison)).first()
    return None if row is None else (Reach(row.intake, row.entry, row.cursor), row.weights)


def _digests(records: Iterable[Record], wanted: set[str]) -> dict[str, str]:
    from kelambu_tui.matching.records import record_digest

    return {record.id: record_digest(record) for record in records if record.id in wanted}


def _write(
    connection: Connection, pairs: Sequence[Pair], digests: Mapping[str, str], now: Reach, weights: str
) -> None:
    rows = [_row(pair, digests) for pair in pairs]
    if rows:
        connection.execute(insert(t.suspicion), rows)
    connection.execute(delete(t.comparison))
    kept: dict[str, Any] = {"id": 1, "weights": weights} | asdict(now)
    connection.execute(insert(t.comparison), kept | {"seal": seal(connection)})


def _row(pair: Pair, digests: Mapping[str, str]) -> dict[str, Any]:
    evidence = [[item.field, item.level, item.weight, item.a, item.b] for item in pair.evidence]
    return {
        "a": pair.a,
        "b": pair.b,
        "probability": pair.probability,
        "weight": pair.weight,
        "kind": pair.kind.value,
        "evidence": json.dumps(evidence, ensure_ascii=False),
        "digest_a": digests[pair.a],
        "digest_b": digests[pair.b],
    }
