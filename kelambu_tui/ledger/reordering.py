"""Whether what arrives can be applied on top of what stands, or the order before it has changed.

Two entries may change places without a trace when they touch nothing in common: no person, family,
enrolment, name or village. Only where two that touch the same have changed places, or something that
had consequences no longer counts, is everything replayed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from kelambu_tui.ledger.entries import Entry
from kelambu_tui.store import tables as t

_OF_FAMILY = frozenset({"desil.proposed", "desil.decided", "desil.withdrawn", "desil.undone"})


@dataclass(frozen=True, slots=True)
class Move:
    """An entry that was applied as number `before`, and now has the place `after`."""

    before: int
    after: int
    entry: Entry


def crossed(connection: Connection, moves: Iterable[Move]) -> bool:
    """Whether two of these entries that touch something in common have changed places."""
    touching = _Touching(connection)
    highest: dict[str, int] = {}
    # All are read before any is compared: each may join people.
    named = [(move, touching.names(move.entry)) for move in sorted(moves, key=lambda move: move.before)]
    for move, names in named:
        for key in touching.keys(names):
            if highest.get(key, move.after) > move.after:
                return True
            highest[key] = move.after
    return False


class _Touching:
    """What entries touch; people who were said to be one are one."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._joined: dict[str, str] = {}
        same = select(t.verdict.c.a, t.verdict.c.b).where(t.verdict.c.verdict == "sama")
        named = select(t.verification.c.person, t.verification.c.other).where(t.verification.c.other != "")
        for a, b in connection.execute(same.union_all(named)):
            self._join(a, b)

    def names(self, entry: Entry) -> tuple[str, ...]:
        """Everything that the entry touches, as it names it."""
        return (*self._named(entry), *self._family(entry))

    def keys(self, names: Iterable[str]) -> set[str]:
        """The same, with one name for all records of one person."""
        return {self._root(name) for name in names}

    def _named(self, entry: Entry) -> Iterator[str]:
        yield entry.subject
        body = entry.body
        for name in ("other", "nik", "family", "device"):
            if isinstance(body.get(name), str) and body[name]:
                yield body[name]
        others = body.get("others")
        for other in others if isinstance(others, list) else ():
            yield str(other[0]) if isinstance(other, list) and other else str(other)
        if entry.kind.startswith("session."):
            yield f"session {entry.author} {entry.device}"
        joins = entry.kind in ("duplicate.judged", "verification.recorded")
        if joins and isinstance(body.get("other"), str) and body["other"]:
            self._join(entry.subject, body["other"])

    def _family(self, entry: Entry) -> Iterator[str]:
        """What is said of a family's desil touches its members."""
        if entry.kind not in _OF_FAMILY:
            return
        members = select(t.person.c.uid).join(t.household, t.household.c.id == t.person.c.household_id)
        mine = members.where(t.household.c.family_id == entry.subject)
        yield from self._connection.execute(mine).scalars()

    def _root(self, name: str) -> str:
        while (above := self._joined.get(name, name)) != name:
            name = above
        return name

    def _join(self, a: str, b: str) -> None:
        self._joined[self._root(a)] = self._root(b)
