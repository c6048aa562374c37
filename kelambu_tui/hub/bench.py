"""The docket's way in and out of the database: few statements for a whole batch, none for an entry."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Table, select

from kelambu_tui.hub import tables as h
from kelambu_tui.hub.docket import Docket, Enrolment, Item, Question, Staff, Visit
from kelambu_tui.hub.judging import is_village
from kelambu_tui.hub.judging_enrolling import visit_of
from kelambu_tui.hub.reading import fits, read_item
from kelambu_tui.hub.storage import put_rows

_REFERRING = ("enrolment.", "approval.", "place.", "verification.undone", "reconciliation.", "desil.")


class Bench:
    """One region's docket in one transaction."""

    def __init__(self, connection: Connection, region: str, docket: Docket) -> None:
        self.connection = connection
        self.region = region
        self.docket = docket
        self._loaded: set[str] = set()
        self._load_counts()

    def load(self, items: Sequence[Item]) -> None:
        """Put everything on the docket that `items` can touch and that is not on it yet."""
        self._load_devices({item.device for item in items})
        subjects = {item.subject for item in items} | set(_others(items))
        families = {item.subject for item in items if item.kind.startswith("desil.")}
        self._load_members(families)
        subjects |= {person for family in families for person in self.docket.members.get(family, ())}
        fresh = subjects - self._loaded - {""}
        self._loaded |= fresh
        if fresh:
            self._load_subjects(
                fresh, ask=any(item.kind.startswith(("desil.", "override.")) for item in items)
            )
        self._load_niks(items)
        self._load_references(items)
        self._load_people(items)

    def save(self) -> None:
        """Write back what was changed."""
        docket = self.docket
        self._put(
            h.place,
            ("subject", "village", "family"),
            ((one, *docket.places[one]) for one in sorted(docket.changed_places)),
        )
        self._put(
            h.visit,
            ("person", "standing"),
            ((one, json.dumps(docket.visits[one])) for one in sorted(docket.changed_visits)),
        )
        self._put(
            h.enrolment,
            _ENROLMENT,
            (
                tuple(getattr(docket.enrolments[one], name) for name in _ENROLMENT)
                for one in sorted(docket.changed_enrolments)
            ),
        )
        self._put(
            h.places,
            ("desil", "given", "held"),
            ((one, *docket.counts[one]) for one in docket.changed_counts),
        )
        self._put(
            h.question,
            _QUESTION,
            (
                tuple(getattr(docket.questions[one], name) for name in _QUESTION)
                for one in sorted(docket.changed_questions)
            ),
        )
        docket.settle()

    def _put(self, table: Table, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
        put_rows(self.connection, table, ("region", *columns), [(self.region, *row) for row in rows])

    def _rows(self, table: Table, column: str, values: Collection[str]) -> Sequence[h.AnyRow]:
        if not values:
            return ()
        mine = (table.c.region == self.region) & table.c[column].in_(sorted(values))
        return self.connection.execute(select(table).where(mine)).all()

    def _load_counts(self) -> None:
        mine = select(h.places).where(h.places.c.region == self.region)
        for row in self.connection.execute(mine):
            self.docket.counts[row.desil] = [row.given, row.held]

    def _load_devices(self, devices: set[str]) -> None:
        for row in self._rows(h.device, "device", devices - self.docket.areas.keys()):
            self.docket.areas[row.device] = tuple(json.loads(row.villages))
            if row.revoked_from is not None:
                self.docket.revoked[row.device] = row.revoked_from

    def _load_members(self, families: set[str]) -> None:
        for row in self._rows(h.place, "family", families - self.docket.members.keys() - {""}):
            self.docket.members.setdefault(row.family, []).append(row.subject)

    def _load_subjects(self, subjects: set[str], *, ask: bool) -> None:
        docket = self.docket
        for row in self._rows(h.place, "subject", {one for one in subjects if not is_village(one)}):
            docket.places[row.subject] = (row.village, row.family)
        for row in self._rows(h.visit, "person", subjects):
            docket.visits[row.person] = [Visit(*one) for one in json.loads(row.standing)]
        self._take(self._rows(h.enrolment, "person", subjects))
        for row in self._rows(h.question, "subject", subjects) if ask else ():
            docket.questions[row.about, row.subject] = Question(
                row.about, row.subject, row.entry, row.digest, row.asked_by, row.state
            )

    def _load_niks(self, items: Sequence[Item]) -> None:
        niks = {item.body.get("nik") for item in items if item.kind == "enrolment.queued"}
        wanted = {str(nik) for nik in niks if nik and fits(nik)}
        self._take(self._rows(h.enrolment, "nik", wanted))

    def _take(self, rows: Iterable[h.AnyRow]) -> None:
        for row in rows:
            if row.id not in self.docket.enrolments:
                self.docket.add(Enrolment(*(getattr(row, name) for name in _ENROLMENT)))

    def _load_references(self, items: Sequence[Item]) -> None:
        """Entries that are referred to and stand nowhere: are they here at all, and do they wait?"""
        docket = self.docket
        standing = {one.id for visits in docket.visits.values() for one in visits}
        wanted = {item.ref for item in items if item.kind.startswith(_REFERRING)}
        wanted |= {one for item in items for one in _restored(item)}
        wanted -= standing | docket.enrolments.keys() | docket.here | {""}
        found = [one for one in self._rows(h.stream, "id", wanted) if one.line is not None]
        for row in found:
            docket.here.add(row.id)
            if row.kind == "verification.recorded":
                item = read_item(row.device, row.seq, row.line)
                item.cursor = row.cursor
                docket.known[row.id] = visit_of(item)
        if found:
            waiting = {
                (row.device, row.seq) for row in self._rows(h.held, "device", {one.device for one in found})
            }
            docket.held |= {row.id for row in found if (row.device, row.seq) in waiting}

    def _load_people(self, items: Sequence[Item]) -> None:
        docket = self.docket
        names = {item.author for item in items}
        names |= {item.subject for item in items if item.kind == "account.opened"}
        decided = [docket.enrolments[item.ref] for item in items if item.ref in docket.enrolments]
        names |= {name for one in decided for name in (one.maker, one.editor)}
        self.load_names(names)

    def load_names(self, names: set[str]) -> None:
        """Put people on the docket: what they may do, and the keys that they sign with."""
        docket = self.docket
        fresh = {f"staff {name}" for name in names} - self._loaded
        self._loaded |= fresh
        wanted = {one.removeprefix("staff ") for one in fresh}
        for row in self._rows(h.staff, "name", wanted):
            docket.staff[row.name] = Staff(row.role, frozenset(json.loads(row.villages)))
        for row in self._rows(h.credential, "name", wanted):
            docket.keys[row.name, row.device] = row.public_key
            known = docket.signed.get((row.name, row.device), 0)
            docket.signed[row.name, row.device] = max(known, row.signed)


def _others(items: Sequence[Item]) -> Iterable[str]:
    for item in items:
        for name in ("other", "family"):
            value = item.body.get(name)
            if value and fits(value):
                yield str(value)


def _restored(item: Item) -> Iterable[str]:
    for name in ("restores", "chosen"):
        value = item.body.get(name)
        if item.kind.startswith(_REFERRING) and fits(value):
            yield str(value)


_ENROLMENT = (
    "id",
    "person",
    "nik",
    "state",
    "desil",
    "village",
    "maker",
    "editor",
    "device",
    "seq",
    "digest",
    "visit",
    "decided_by",
)
_QUESTION = ("about", "subject", "entry", "digest", "asked_by", "state")
