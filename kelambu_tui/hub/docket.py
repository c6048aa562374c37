"""What judging looks at and changes: plain values, loaded and saved in bulk by `bench`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, NamedTuple

from kelambu_tui.ledger.consequences.enrolments import ACTIVE, HOLDING
from kelambu_tui.ledger.entries import VERSION


class No(Exception):
    """The entry breaks a rule; it is stored as `rejected:code` and nothing follows from it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Wait(Exception):
    """The entry cannot be judged yet; it is stored as `held:code` until `key` turns up."""

    def __init__(self, code: str, key: str) -> None:
        super().__init__(code)
        self.code = code
        self.key = key


@dataclass(slots=True)
class Item:
    """One entry under judgement: what its line says, and where it stands in its chain."""

    device: str
    seq: int
    line: bytes
    id: str = ""
    kind: str = ""
    author: str = ""
    subject: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)
    version: int = VERSION
    base: int = 0
    ref: str = ""
    ref_hash: str = ""
    cursor: int = 0
    village: str = ""
    fault: str = ""  # a code that is known before judging: unreadable, id_taken

    @property
    def digest(self) -> str:
        """Hex BLAKE2b-256 of the line: what approvals name."""
        return blake2b(self.line, digest_size=32).hexdigest()


class Staff(NamedTuple):
    """What a certified person may do; no villages: everywhere."""

    role: str
    villages: frozenset[str]


class Visit(NamedTuple):
    """A ground check that stands."""

    id: str
    digest: str
    author: str
    outcome: str
    device: str
    seq: int
    cursor: int


@dataclass(slots=True)
class Enrolment:
    """An enrolment as it stands."""

    id: str
    person: str
    nik: str
    state: str
    desil: int
    village: str
    maker: str
    editor: str
    device: str
    seq: int
    digest: str
    visit: str
    decided_by: str = ""


@dataclass(slots=True)
class Question:
    """What waits for a second person, or was answered."""

    about: str
    subject: str
    entry: str
    digest: str
    asked_by: str
    state: str


@dataclass(slots=True)
class Docket:
    """Everything that the entries at hand can touch, and what was changed of it."""

    ceilings: Mapping[int, int]
    staff: dict[str, Staff] = field(default_factory=dict)
    keys: dict[tuple[str, str], str] = field(default_factory=dict)  # (name, device): public key
    signed: dict[tuple[str, str], int] = field(default_factory=dict)  # (name, device): covered up to
    areas: dict[str, tuple[str, ...]] = field(default_factory=dict)  # device: villages
    places: dict[str, tuple[str, str]] = field(default_factory=dict)  # subject: village, family
    members: dict[str, list[str]] = field(default_factory=dict)  # family: people
    visits: dict[str, list[Visit]] = field(default_factory=dict)  # person: standing side by side
    enrolments: dict[str, Enrolment] = field(default_factory=dict)
    of_person: dict[str, set[str]] = field(default_factory=dict)  # person: enrolments
    of_nik: dict[str, set[str]] = field(default_factory=dict)
    counts: dict[int, list[int]] = field(default_factory=dict)  # desil: given, held
    questions: dict[tuple[str, str], Question] = field(default_factory=dict)
    known: dict[str, Visit] = field(default_factory=dict)  # ground checks that may be restored
    here: set[str] = field(default_factory=set)  # ids of entries that are here
    held: set[str] = field(default_factory=set)  # ids of entries that wait
    revoked: dict[str, int] = field(default_factory=dict)  # device: first seq set aside
    changed_places: set[str] = field(default_factory=set)
    changed_visits: set[str] = field(default_factory=set)
    changed_enrolments: set[str] = field(default_factory=set)
    changed_counts: set[int] = field(default_factory=set)
    changed_questions: set[tuple[str, str]] = field(default_factory=set)

    def add(self, enrolment: Enrolment) -> None:
        """Put an enrolment on the docket, as loaded."""
        self.enrolments[enrolment.id] = enrolment
        self.of_person.setdefault(enrolment.person, set()).add(enrolment.id)
        self.of_nik.setdefault(enrolment.nik, set()).add(enrolment.id)

    def open(self, enrolment: Enrolment) -> None:
        """Begin a new enrolment."""
        self.add(enrolment)
        self._count(enrolment, 1)
        self.changed_enrolments.add(enrolment.id)

    def move(self, enrolment: Enrolment, state: str, decided_by: str | None = None) -> None:
        """Bring an enrolment into another state, and the places with it."""
        self._count(enrolment, -1)
        enrolment.state = state
        if decided_by is not None:
            enrolment.decided_by = decided_by
        self._count(enrolment, 1)
        self.changed_enrolments.add(enrolment.id)

    def active(self, ids: set[str]) -> list[Enrolment]:
        """Those of `ids` that are queued, wait for a place, or have one."""
        return [self.enrolments[one] for one in ids if self.enrolments[one].state in ACTIVE]

    def lapse(self, person: str, states: tuple[str, ...], standing_on: set[str] | None = None) -> None:
        """End a person's enrolments in `states`; only those on the named ground checks, where given."""
        for one in sorted(self.of_person.get(person, ())):
            enrolment = self.enrolments[one]
            if enrolment.state in states and (standing_on is None or enrolment.visit in standing_on):
                self.move(enrolment, "gugur")

    def settle(self) -> None:
        """Forget what was changed: it is saved."""
        for changed in (
            self.changed_places,
            self.changed_visits,
            self.changed_enrolments,
            self.changed_counts,
            self.changed_questions,
        ):
            changed.clear()

    def _count(self, enrolment: Enrolment, by: int) -> None:
        count = self.counts.setdefault(enrolment.desil, [0, 0])
        count[0] += by * (enrolment.state == "disetujui")
        count[1] += by * (enrolment.state in HOLDING)
        self.changed_counts.add(enrolment.desil)
