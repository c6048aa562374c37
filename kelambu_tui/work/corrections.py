"""Correcting what a list says of a person, with a reason; the list's own value stays beside it.

The NIK, the job, RT and RW are asked in the form; everything else that a list says is corrected here.
`history` tells of both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, select

from kelambu_tui.display import display
from kelambu_tui.errors import NotFound, Refused, Unreadable
from kelambu_tui.ledger.entries import read_entry
from kelambu_tui.ledger.writing import append
from kelambu_tui.locale import _
from kelambu_tui.people.birth import age_on, read_date
from kelambu_tui.people.names import strict_fold
from kelambu_tui.people.sex import read_sex
from kelambu_tui.store import tables as t
from kelambu_tui.work.records import CORRECTABLE, PERSON_SOURCE, as_corrected, check_area, read_record
from kelambu_tui.work.workspace import Workspace

RELATIONS = ("KEPALA KELUARGA", "ISTRI/SUAMI", "ANAK", "LAINNYA")
MARITAL = ("BELUM KAWIN", "KAWIN", "CERAI HIDUP", "CERAI MATI")
_CHOICES = {"relation": RELATIONS, "marital": MARITAL}
_LONGEST = {"name": 60, "address": 200}
_OLDEST = 120


@dataclass(frozen=True, slots=True)
class ListField:
    """A field of the list: what the list says, and what holds today."""

    field: str
    label: str
    listed: str
    value: str
    corrected: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one field: from which value to which, by whom, when and why; '' took it back."""

    field: str
    label: str
    before: str
    value: str
    reason: str
    evidence: str
    author: str
    at: str


def field_label(field: str) -> str:
    """The field in words."""
    labels = {
        "name": _("Nama"),
        "birth_date": _("Tanggal lahir"),
        "sex": _("Jenis kelamin"),
        "relation": _("Hubungan keluarga"),
        "marital": _("Status kawin"),
        "education": _("Pendidikan"),
        "work_status": _("Status pekerjaan"),
        "address": _("Alamat"),
    }
    return labels.get(field, field)


def list_fields(workspace: Workspace, person: str) -> tuple[ListField, ...]:
    """Every field of the list that can be corrected, as the list has it and as it stands.

    Raises `NotFound` for nobody, `Refused` outside the user's villages.
    """
    with workspace.database.read() as connection:
        check_area(workspace, read_record(connection, person, workspace.today()))
        listed, now = _values(connection, person)
    return tuple(
        ListField(field, field_label(field), listed[field], now[field], now[field] != listed[field])
        for field in CORRECTABLE
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


def read_list_value(workspace: Workspace, field: str, text: str) -> str:
    """Read what somebody typed for a field of the list, in canonical form; '' stays ''.

    Raises `Unreadable` for a value that cannot be.
    """
    return _READERS.get(field, _plain)(workspace, field, text.strip()) if text.strip() else ""


def history(workspace: Workspace, person: str, field: str = "") -> tuple[Change, ...]:
    """What people changed of this person, oldest first; of one field only where that is given.

    Corrections, and the values that ground checks recorded beside the list.
    """
    statement = (
        select(t.entry.c.line)
        .where(t.entry.c.subject == person)
        .where(t.entry.c.kind.in_(("correction.recorded", "verification.recorded")))
        .order_by(t.entry.c.device, t.entry.c.seq)
    )
    with workspace.database.read() as connection:
        check_area(workspace, read_record(connection, person, workspace.today()))
        entries = [read_entry(line) for line in connection.execute(statement).scalars()]
    changes: list[Change] = []
    checked: Mapping[str, str] = {}
    for entry in entries:
        body = entry.body
        if entry.kind == "correction.recorded":
            made = {body["field"]: (body["before"], body["value"], body["reason"], body["evidence"])}
        else:
            fields = {**checked, **body["values"]}
            made = {
                name: (checked.get(name, ""), body["values"].get(name, ""), _("kunjungan"), body["note"])
                for name in fields
                if checked.get(name, "") != body["values"].get(name, "")
            }
            checked = body["values"]
        changes += [
            Change(name, _label(workspace, name), *what, author=entry.author, at=entry.at)
            for name, what in made.items()
        ]
    return tuple(change for change in changes if not field or change.field == field)


def _label(workspace: Workspace, field: str) -> str:
    from kelambu_tui.locale import pick

    known = {item.name: pick(item.label) for item in workspace.programme.fields}
    return known.get(field) or field_label(field)


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


def _name(_workspace: Workspace, field: str, value: str) -> str:
    name = _plain(_workspace, field, value)
    if not strict_fold(name):
        raise Unreadable(
            _("Nama “{name}” tidak berisi huruf. Tulis seperti di KTP.").format(name=display(name))
        )
    return name


def _birth_date(workspace: Workspace, _field: str, value: str) -> str:
    today = workspace.today()
    try:
        born = read_date(value)
    except ValueError:
        raise Unreadable(
            _("Tanggal “{day}” tidak bisa dibaca. Tulis seperti 23-11-1980.").format(day=display(value, 40))
        ) from None
    if born > today or age_on(born, today) > _OLDEST:
        raise Unreadable(_("Tanggal lahir {day} tidak mungkin. Periksa tahunnya.").format(day=_shown(born)))
    return born.isoformat()


def _sex(_workspace: Workspace, _field: str, value: str) -> str:
    sex = read_sex(value)
    if sex is None:
        raise Unreadable(
            _("Jenis kelamin “{sex}” tidak dikenal. Tulis L atau P.").format(sex=display(value, 40))
        )
    return sex.value


def _choice(_workspace: Workspace, field: str, value: str) -> str:
    wanted = value.upper()
    if wanted not in _CHOICES[field]:
        raise Unreadable(
            _("{field} “{value}” tidak dikenal. Pilih salah satu: {known}.").format(
                field=field_label(field), value=display(value, 40), known=", ".join(_CHOICES[field])
            )
        )
    return wanted


def _plain(_workspace: Workspace, field: str, value: str) -> str:
    text = " ".join(value.split())
    longest = _LONGEST.get(field, 100)
    if len(text) > longest:
        raise Unreadable(
            _("{field} terlalu panjang (paling banyak {longest} huruf).").format(
                field=field_label(field), longest=longest
            )
        )
    return text


def _shown(day: date) -> str:
    return f"{day:%d-%m-%Y}"


_READERS = {"name": _name, "birth_date": _birth_date, "sex": _sex, "relation": _choice, "marital": _choice}
