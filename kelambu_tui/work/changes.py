"""What people changed of a person, field by field: corrections, ground checks, the desil of the family."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from kelambu_tui.ledger.entries import Entry, read_entry
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t
from kelambu_tui.work.facts import listed_values
from kelambu_tui.work.list_values import field_words
from kelambu_tui.work.records import PersonRecord, check_area, read_record
from kelambu_tui.work.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one field: from which value to which, by whom, when and why; '' took it back.

    `listed` is what the list says of the field, '' where it says nothing; `at` an ISO moment (UTC).
    """

    field: str
    label: str
    before: str
    value: str
    listed: str
    reason: str
    evidence: str
    author: str
    at: str


_PERSON_KINDS = ("correction.recorded", "verification.recorded", "verification.undone")
_FAMILY_KINDS = ("desil.proposed", "desil.decided", "desil.withdrawn", "desil.undone")

_Made = tuple[str, str, str, str, str, str]
"""Field, value before, value, what the list says, reason, evidence."""


def history(workspace: Workspace, person: str, field: str = "") -> tuple[Change, ...]:
    """What people changed of this person, oldest first; of one field only where that is given.

    Corrections, the values that ground checks recorded beside the list and that were taken back again,
    and what was proposed and decided about the family's desil. Raises `NotFound` for nobody, `Refused`
    outside the user's villages.
    """
    with workspace.database.read() as connection:
        record = read_record(connection, person, workspace.today())
        check_area(workspace, record)
        entries = _entries(connection, record)
    said = _Telling(record)
    return tuple(
        Change(
            name,
            field_words(workspace, name),
            before,
            value,
            listed,
            reason,
            evidence,
            author=entry.author,
            at=entry.at,
        )
        for entry in entries
        for name, before, value, listed, reason, evidence in said.of(entry)
        if not field or name == field
    )


def _entries(connection: Connection, record: PersonRecord) -> list[Entry]:
    about_person = (t.known_entry.c.subject == record.person) & t.known_entry.c.kind.in_(_PERSON_KINDS)
    about_family = (t.known_entry.c.subject == record.household) & t.known_entry.c.kind.in_(_FAMILY_KINDS)
    # In the one order; clocks differ between devices.
    statement = (
        select(t.known_entry.c.line).where(about_person | about_family).order_by(t.known_entry.c.place)
    )
    return [read_entry(line) for line in connection.execute(statement).scalars()]


class _Telling:
    """Tells entry by entry what changed, for it remembers what stood before."""

    def __init__(self, record: PersonRecord) -> None:
        self._listed = listed_values(record)
        self._checked: Mapping[str, str] = {}
        self._checks: dict[str, Mapping[str, str]] = {}
        self._desils = ("", "")

    def of(self, entry: Entry) -> Iterator[_Made]:
        """What this entry changed."""
        body = entry.body
        if entry.kind == "correction.recorded":
            yield (
                body["field"],
                body["before"],
                body["value"],
                body["listed"],
                body["reason"],
                body["evidence"],
            )
        elif entry.kind == "verification.recorded":
            self._checks[entry.id] = body["values"]
            yield from self._turned(body["values"], _("kunjungan"), body["note"])
        elif entry.kind == "verification.undone":
            yield from self._turned(self._checks.get(body["restores"], {}), _("dibatalkan"), "")
        else:
            yield self._desil(entry)

    def _desil(self, entry: Entry) -> _Made:
        """What was said of the family's desil; who decides names the proposal, not the desil."""
        body = entry.body
        if entry.kind == "desil.proposed":
            self._desils = (str(body["listed"] or ""), str(body["desil"]))
            listed, wanted = self._desils
            value = _("{desil} diusulkan").format(desil=wanted)
            return ("desil", listed, value, listed, body["reason"], body["evidence"])
        listed, wanted = self._desils
        if entry.kind == "desil.decided":
            said = _("{desil} disetujui") if body["given"] else _("{desil} ditolak")
            reason = body["note"]
        else:
            said = _("usulan {desil} ditarik") if entry.kind == "desil.withdrawn" else _("{desil} diusulkan")
            reason = _("dibatalkan")
        return ("desil", listed, said.format(desil=wanted), listed, reason, "")

    def _turned(self, values: Mapping[str, str], reason: str, evidence: str) -> Iterator[_Made]:
        """The fields that another page of values changes."""
        before, self._checked = self._checked, values
        for name in {**before, **values}:
            old, new = before.get(name, ""), values.get(name, "")
            if old != new:
                yield (name, old, new, self._listed.get(name, ""), reason, evidence)
