"""What belongs to a session, and what that comes to: counts that add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from kelambu_tui.ledger.entries import Entry, read_entry
from kelambu_tui.store import tables as t
from kelambu_tui.work.records import PERSON_SOURCE


@dataclass(frozen=True, slots=True)
class Counts:
    """What a session did; families first, then people. `outcomes` counts people by outcome code.

    The village's families are those done (every member's check recorded), begun, missed (nobody at
    home) and left: together exactly `families`. `checked` people are exactly the sum of `outcomes`.
    """

    families: int
    done: int
    begun: int
    missed: int
    left: int
    checked: int
    outcomes: dict[str, int]
    queued: int
    withdrawn: int
    judged: int
    nik_corrected: int
    corrected: int  # people of whom something was corrected, the NIK included
    proposed: int

    @property
    def add_up(self) -> bool:
        """Whether the parts make the wholes."""
        families = self.done + self.begun + self.missed + self.left == self.families
        return families and sum(self.outcomes.values()) == self.checked


def session_entries(connection: Connection, row: t.AnyRow) -> list[Entry]:
    """Everything that belongs to a session (a row of its table), in order."""
    statement = (
        select(t.known_entry.c.line)
        .where(
            t.known_entry.c.device == row.device,
            t.known_entry.c.author == row.author,
            t.known_entry.c.seq > row.opened_seq,
        )
        .order_by(t.known_entry.c.seq)
    )
    if row.closed_seq is not None:
        statement = statement.where(t.known_entry.c.seq < row.closed_seq)
    return [read_entry(line) for line in connection.execute(statement).scalars()]


def standing(entries: Iterable[Entry], made: str, undone: str) -> list[Entry]:
    """The entries of kind `made` that none of kind `undone` took back, in order."""
    found = list(entries)
    gone = {entry.ref for entry in found if entry.kind == undone}
    return [entry for entry in found if entry.kind == made and entry.id not in gone]


def standing_checks(entries: Iterable[Entry]) -> list[Entry]:
    """The ground checks among a session's entries that were not taken back, in order."""
    return standing(entries, "verification.recorded", "verification.undone")


def count_row(connection: Connection, row: t.AnyRow) -> Counts:
    """What a session (a row of its table) has done so far, by what belongs to it in the chain."""
    entries = session_entries(connection, row)
    kinds = Counter(entry.kind for entry in entries)
    newest = {entry.subject: entry for entry in standing_checks(entries)}
    new_niks = {person for person, entry in newest.items() if "nik" in entry.body["values"]}
    missed = {entry.subject for entry in standing(entries, "visit.missed", "visit.undone")}
    members: dict[str, set[str]] = {}
    statement = select(t.household.c.family_id, t.person.c.uid).select_from(PERSON_SOURCE)
    for family, person in connection.execute(statement.where(t.household.c.village == row.village)):
        members.setdefault(family, set()).add(person)
    seen = {family: people & newest.keys() for family, people in members.items()}
    done = {family for family, people in seen.items() if people == members[family]}
    begun = {family for family, people in seen.items() if people and family not in done}
    absent = (missed & members.keys()) - done - begun
    return Counts(
        families=len(members),
        done=len(done),
        begun=len(begun),
        missed=len(absent),
        left=len(members) - len(done) - len(begun) - len(absent),
        checked=len(newest),
        outcomes=dict(sorted(Counter(entry.body["outcome"] for entry in newest.values()).items())),
        queued=kinds["enrolment.queued"],
        withdrawn=kinds["enrolment.withdrawn"],
        judged=kinds["duplicate.judged"],
        nik_corrected=len(new_niks),
        corrected=len(new_niks | {entry.subject for entry in entries if entry.kind == "correction.recorded"}),
        proposed=len(standing(entries, "person.proposed", "person.withdrawn")),
    )
