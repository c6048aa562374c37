"""The pairs of records that wait for a verdict, in their queues, and which one is being looked at."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kelambu_tui.work.suspicions import Suspect

SAME_NIK, SAME_PERSON, SETTLED = "nik", "orang", "putus"

ORDER = (SAME_NIK, SAME_PERSON, SETTLED)
"""One NIK with two names; one person with two NIKs; what somebody decided already."""

Key = tuple[str, str]


class Queues:
    """The pairs as they were read, and what has been said of them since."""

    def __init__(self) -> None:
        self._pairs: list[Suspect] = []
        self._asked: frozenset[Key] = frozenset()
        self.name = SAME_PERSON
        self._at = 0
        self.judged: list[Key] = []
        """Pairs judged since the queues were opened, the newest last: what an undo takes back."""

    def read(
        self, pairs: Sequence[Suspect], *, prefer: Key | None = None, asked: Collection[Key] = ()
    ) -> None:
        """Take the pairs as they are now; the one in view (or `prefer`) stays in view if it can.

        `asked` are those that somebody waits for: they come first.
        """
        first = not self._pairs
        wanted = prefer or (key_of(self.current) if self.current is not None else None)
        self._pairs, self._asked = list(pairs), frozenset(asked)
        if wanted is None or not self._go_to(wanted):
            self._at = max(0, min(self._at, len(self.pairs) - 1))
            if first:
                self.name = next((name for name in ORDER if self.count(name)), SAME_PERSON)

    @property
    def pairs(self) -> list[Suspect]:
        """The pairs of the queue in view, in the order in which they should be looked at."""
        return self._of(self.name)

    @property
    def current(self) -> Suspect | None:
        """The pair in view."""
        pairs = self.pairs
        return pairs[self._at] if self._at < len(pairs) else None

    @property
    def place(self) -> int:
        """Which of the queue is in view, from 1; 0 in an empty queue."""
        return min(self._at + 1, len(self.pairs))

    def count(self, name: str) -> int:
        """How many pairs a queue holds."""
        return len(self._of(name))

    def step(self, by: int) -> bool:
        """Look at the next (or an earlier) pair; says whether there is one."""
        to = self._at + by
        if not 0 <= to < len(self.pairs):
            return False
        self._at = to
        return True

    def turn(self) -> None:
        """Go on to the next queue that holds anything."""
        after = ORDER.index(self.name)
        names = (*ORDER[after + 1 :], *ORDER[:after])
        self.name = next((name for name in names if self.count(name)), self.name)
        self._at = 0

    def judge(self, key: Key, verdict: str, author: str, at: str, note: str = "") -> None:
        """Keep what was said of a pair; the next one comes into view, but of decided ones the same stays."""
        settled = self.name == SETTLED
        self._pairs = [
            _said(item, verdict, author, at, note) if key_of(item) == key else item for item in self._pairs
        ]
        self.judged.append(key)
        if not settled or not self._go_to(key):
            self._at = max(0, min(self._at, len(self.pairs) - 1))

    def forget(self, key: Key) -> None:
        """The newest verdict on a pair was taken back."""
        if key in self.judged:
            # The newest of them: a pair can be judged twice.
            del self.judged[len(self.judged) - 1 - self.judged[::-1].index(key)]

    def _of(self, name: str) -> list[Suspect]:
        found = [item for item in self._pairs if queue_of(item) == name]
        if name == SETTLED:
            return sorted(found, key=lambda item: item.at, reverse=True)
        # Those set aside come last, so that the next one in view is one that nobody has looked at.
        return sorted(found, key=lambda item: (key_of(item) not in self._asked, item.standing == "ragu"))

    def _go_to(self, key: Key) -> bool:
        for item in self._pairs:
            if key_of(item) == key:
                self.name = queue_of(item)
                self._at = [key_of(other) for other in self.pairs].index(key)
                return True
        return False


def _said(item: Suspect, verdict: str, author: str, at: str, note: str) -> Suspect:
    strong = item.strong and verdict == "ragu"
    return replace(item, standing=verdict, strong=strong, author=author, at=at, note=note, lapsed=False)


def key_of(item: Suspect) -> Key:
    """What names a pair."""
    return item.pair.a, item.pair.b


def queue_of(item: Suspect) -> str:
    """Which queue a pair waits in."""
    if item.settled:
        return SETTLED
    return SAME_PERSON if item.pair.kind == "orang_sama_nik_lain" else SAME_NIK
