"""Correcting what a list says of a person, with a reason; the list's own value stays beside it.

The NIK, the job, RT and RW are asked in the form; everything else that a list says is corrected here.
`history` tells of both.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, select

from kelambu_tui.display import display
from kelambu_tui.errors import NotFound, Refused, Unreadable
from kelambu_tui.ledger.writing import append
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t
from kelambu_tui.work.changes import Change, history
from kelambu_tui.work.households import newest_states
from kelambu_tui.work.list_values import (
    CHOICES,
    FORM_FIELDS,
    MARITAL,
    RELATIONS,
    field_label,
    field_words,
    in_order,
    read_list_value,
    shown_value,
)
from kelambu_tui.work.records import (
    CORRECTABLE,
    PERSON_SOURCE,
    PersonRecord,
    as_corrected,
    check_area,
    read_record,
)
from kelambu_tui.work.workspace import Workspace

__all__ = [
    "CHOICES",
    "MARITAL",
    "RELATIONS",
    "Change",
    "ListField",
    "ListedPerson",
    "correct",
    "field_label",
    "field_words",
    "history",
    "list_fields",
    "listed_person",
    "read_list_value",
    "shown_value",
]


@dataclass(frozen=True, slots=True)
class ListField:
    """A field of the list: what the list says, and what holds today.

    `corrected`: a correction holds, or what a visit found; `asked`: the form of a visit asks for it.
    """

    field: str
    label: str
    listed: str
    value: str
    corrected: bool
    asked: bool = False


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """A person as their list has them: every field of it, and the list; `state` of their enrolment."""

    person: str
    name: str
    nik: str
    household: str
    source: str
    state: str
    fields: tuple[ListField, ...]

    @property
    def promised(self) -> bool:
        """Whether a correction takes away what they were promised: they wait, or are approved."""
        return self.state in ("menunggu", "disetujui")


def list_fields(workspace: Workspace, person: str) -> tuple[ListField, ...]:
    """Every field of the list that can be corrected, as the list has it and as it stands.

    Raises `NotFound` for nobody, `Refused` outside the user's villages.
    """
    with workspace.database.read() as connection:
        check_area(workspace, read_record(connection, person, workspace.today()))
        return _correctable(connection, person)


def listed_person(workspace: Workspace, person: str) -> ListedPerson:
    """The same with the fields that the form asks for, and whose they are; raises as `list_fields`."""
    with workspace.database.read() as connection:
        record = read_record(connection, person, workspace.today())
        check_area(workspace, record)
        fields = _correctable(connection, person)
        state = newest_states(connection, [person]).get(person, "")
    known = {one.field: one for one in (*_asked(workspace, record), *fields)}
    return ListedPerson(
        person=person,
        name=record.name,
        nik=record.nik.text,
        household=record.household,
        source=record.list_source,
        state=state,
        fields=tuple(known[name] for name in in_order(known)),
    )


def correct(
    workspace: Workspace, person: str, field: str, value: str, *, reason: str, evidence: str = ""
) -> str:
    """Write `correction.recorded`; an empty value, or the list's own, takes a correction back.

    Answers the entry's id. Whoever waits or is approved must be queued anew: their data changed.
    Raises `Unreadable` for an unknown field or a value that cannot be, `Refused` without a reason or
    where nothing would change.
    """
    if field not in CORRECTABLE:
        raise Unreadable(
            _("Isian {name} tidak bisa dikoreksi di sini. Pilih salah satu: {known}.").format(
                name=display(field, 40), known=", ".join(CORRECTABLE)
            )
        )
    if not reason.strip():
        raise Refused(_("Tulis dulu alasannya, supaya orang lain bisa memeriksanya nanti."))
    wanted = read_list_value(workspace, field, value)
    with workspace.database.write() as connection:
        check_area(workspace, read_record(connection, person, workspace.today()))
        listed, now = _values(connection, person)
        if (wanted or listed[field]) == now[field]:
            raise Refused(
                _("{field} sudah berisi itu; tidak ada yang diubah.").format(field=field_label(field))
            )
        body = {
            "field": field,
            "value": "" if wanted == listed[field] else wanted,
            "listed": listed[field],
            "before": now[field],
            "reason": reason.strip(),
            "evidence": evidence.strip(),
        }
        return append(connection, workspace.pen, "correction.recorded", person, body).id


def _correctable(connection: Connection, person: str) -> tuple[ListField, ...]:
    listed, now = _values(connection, person)
    return tuple(
        ListField(field, field_label(field), listed[field], now[field], now[field] != listed[field])
        for field in CORRECTABLE
    )


def _asked(workspace: Workspace, record: PersonRecord) -> list[ListField]:
    """The fields of the list that the programme's form asks for."""
    asked = {item.name for item in workspace.programme.fields}
    values = record.verified.values if record.verified else {}
    listed = {"nik": record.listed_nik, "occupation": record.occupation, "rt": record.rt, "rw": record.rw}
    return [
        ListField(
            name,
            field_label(name),
            listed[name],
            values.get(name) or listed[name],
            name in record.replaced,
            asked=True,
        )
        for name in FORM_FIELDS
        if name in asked
    ]


def _values(connection: Connection, person: str) -> tuple[dict[str, str], dict[str, str]]:
    """What the list says and what holds today, by field; raises `NotFound`."""
    columns: list[ColumnElement[str]] = [
        column.label(f"listed_{field}") for field, column in CORRECTABLE.items()
    ]
    columns += [as_corrected(field) for field in CORRECTABLE]
    row = connection.execute(
        select(*columns).select_from(PERSON_SOURCE).where(t.person.c.uid == person)
    ).first()
    if row is None:
        raise NotFound(
            _("Orang {person} tidak ada di daftar. Cari lagi dengan nama atau NIK.").format(person=person)
        )
    found = row._mapping
    return {name: found[f"listed_{name}"] for name in CORRECTABLE}, {
        name: found[name] for name in CORRECTABLE
    }
