"""The differences of newer lists row by row: what the registry has, and what the list says, side by side."""

# ruff: noqa: S608 - all names come from constants

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from kelambu_tui.exchange.intake.headers import HEADERS, official
from kelambu_tui.locale import _
from kelambu_tui.people.nik import mask
from kelambu_tui.people.villages import find_village
from kelambu_tui.work.list_kinds import Kind
from kelambu_tui.work.list_review import IS_WORKED, WORKED
from kelambu_tui.work.workspace import Workspace

_HOUSEHOLD = (
    "village",
    "address",
    "rt",
    "rw",
    "desil",
    "desil_source",
    "desil_period",
    "head_name",
    "head_nik",
    "housing",
)
_SHOWN = {
    Kind.MOVED: ("village", "address", "rt", "rw"),
    Kind.DESIL: ("desil", "desil_source", "desil_period"),
    Kind.PERIOD: ("desil_source", "desil_period"),
    Kind.OTHER: ("head_name", "head_nik", "address", "rt", "rw", "housing"),
}
"""Columns of a household that each class is about."""

_PERSON = (
    "family_id",
    "list_id",
    "name",
    "nik",
    "sex",
    "birth_date",
    "relation",
    "marital",
    "occupation",
    "work_status",
    "education",
    "dukcapil",
    "verval",
    "more",
)
_OBJECTS = ("housing", "more")


@dataclass(frozen=True, slots=True)
class Change:
    """One value: its name in words, what the registry has and what the list says; NIKs are masked."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """A household or a person of whom a newer list says something else.

    `name` is the person's or the head's, `household` the family id, `village` a code, `desil` what the list
    says of the family (None where nobody says). `worked`: somebody verified, corrected or proposed them,
    which stays whatever is accepted. `back`: no longer marked as gone.
    """

    number: int
    kind: Kind
    of_household: bool
    key: str
    household: str
    name: str
    village: str
    desil: int | None
    source: str
    deferred: bool
    worked: bool
    back: bool
    changes: tuple[Change, ...]


def difference_rows(
    workspace: Workspace, kind: Kind, *, deferred: bool | None = None, limit: int = -1
) -> list[DifferenceRow]:
    """The differences of a class by village and family; `deferred`: only those that are, or are not."""
    held = "" if deferred is None else f" AND d.deferred = {int(deferred)}"
    with workspace.database.read() as connection:
        return list(_rows(connection, f"d.kind = :kind{held}", {"kind": kind.value, "limit": limit}))


def _rows(connection: Connection, condition: str, values: Mapping[str, Any]) -> Iterator[DifferenceRow]:
    for found in connection.exec_driver_sql(_FIND.format(condition=condition), dict(values)).mappings():
        row: Mapping[str, Any] = {str(name): value for name, value in found.items()}
        kind = Kind(row["kind"])
        yield DifferenceRow(
            number=row["id"],
            kind=kind,
            of_household=bool(row["of_household"]),
            key=row["key"],
            household=row["now_family"] or row["new_family"] or "",
            name=row["now_name"] or row["new_name"] or "",
            village=row["village"],
            desil=row["said_desil"] if row["said_desil"] is not None else row["held_desil"],
            source=f"{row['source']} {row['period']}".strip(),
            deferred=bool(row["deferred"]),
            worked=bool(row["worked"]),
            back=kind is Kind.NEW and row["now_name"] is not None,
            changes=tuple(_changes(kind, row)),
        )


def _changes(kind: Kind, row: Mapping[str, Any]) -> Iterator[Change]:
    if kind is Kind.GONE or (kind is Kind.NEW and row["now_name"] is not None):
        return
    if row["of_household"]:
        columns = [(name, row[f"h_{name}"], row[f"sh_{name}"]) for name in _SHOWN[kind]]
        if kind is Kind.OTHER and row["h_village"] != row["sh_village"]:
            columns = [item for item in columns if item[0] not in ("address", "rt", "rw")]
    else:
        columns = [(name, row[f"p_{name}"], row[f"sp_{name}"]) for name in _PERSON]
        if kind is Kind.NEW:
            columns = [item for item in columns if item[0] != "more"]
    for name, before, after in columns:
        if name in _OBJECTS:
            yield from _members(before, after)
        elif before != after and (before or after):
            yield _change(name, before, after)


def _members(before: str | None, after: str | None) -> Iterator[Change]:
    """What differs between two JSON objects of side facts."""
    old, new = json.loads(before or "{}"), json.loads(after or "{}")
    for name in dict.fromkeys((*old, *new)):
        if old.get(name, "") != new.get(name, ""):
            label = official(name) if name in HEADERS else name
            yield Change(label, str(old.get(name, "")), str(new.get(name, "")))


def _change(name: str, before: object, after: object) -> Change:
    words = _words()
    old, new = (_said(name, value) for value in (before, after))
    if old == new:  # masked alike
        new = _("{value} (angka di tengahnya lain)").format(value=new)
    return Change(words.get(name, name), old, new)


def _said(name: str, value: object) -> str:
    text = "" if value is None else str(value)
    if name in ("nik", "head_nik") and text:
        return mask(text)
    if name == "village" and (village := find_village(text)) is not None:
        return village.label
    return text


def _words() -> dict[str, str]:
    return {
        "village": _("Desa"),
        "address": _("Alamat"),
        "rt": "RT",
        "rw": "RW",
        "desil": _("Desil"),
        "desil_source": _("Sumber"),
        "desil_period": _("Periode"),
        "head_name": _("Kepala keluarga"),
        "head_nik": _("NIK kepala keluarga"),
        "family_id": _("ID keluarga"),
        "list_id": _("ID Individu"),
        "name": _("Nama"),
        "nik": "NIK",
        "sex": _("L/P"),
        "birth_date": _("Tanggal lahir"),
        "relation": _("Hubungan"),
        "marital": _("Status kawin"),
        "occupation": _("Pekerjaan"),
        "work_status": _("Status pekerjaan"),
        "education": _("Pendidikan"),
        "dukcapil": _("Padan Dukcapil"),
        "verval": _("Prioritas verval"),
    }


def _named(prefix: str, names: tuple[str, ...], table: str) -> str:
    return ", ".join(f"{table}.{name} AS {prefix}_{name}" for name in names)


_OF_PERSON = tuple(name for name in _PERSON if name != "family_id")
_FIND = (
    f"{WORKED}SELECT d.id, d.kind, d.of_household, d.key, d.village, d.deferred, {IS_WORKED} AS worked, "
    "i.source, i.period, coalesce(h.family_id, ph.family_id) AS now_family, sp.family_id AS new_family, "
    "coalesce(h.head_name, p.name) AS now_name, sp.name AS new_name, "
    "coalesce(sh.desil, nh.desil, eh.desil) AS said_desil, coalesce(h.desil, ph.desil) AS held_desil, "
    f"{_named('h', _HOUSEHOLD, 'h')}, {_named('sh', _HOUSEHOLD, 'sh')}, "
    f"{_named('p', _OF_PERSON, 'p')}, ph.family_id AS p_family_id, "
    f"{_named('sp', _OF_PERSON, 'sp')}, sp.family_id AS sp_family_id "
    "FROM difference d JOIN intake i ON i.id = d.intake_id "
    "LEFT JOIN household h ON d.of_household AND h.family_id = d.key "
    "LEFT JOIN staged_household sh "
    "ON d.of_household AND sh.intake_id = d.intake_id AND sh.family_id = d.key "
    "LEFT JOIN person p ON NOT d.of_household AND p.uid = d.key "
    "LEFT JOIN household ph ON ph.id = p.household_id "
    "LEFT JOIN staged_person sp ON NOT d.of_household AND sp.intake_id = d.intake_id "
    "AND sp.id = CASE WHEN p.id IS NOT NULL THEN p.id ELSE "
    "(SELECT x.id FROM staged_person x WHERE x.intake_id = d.intake_id AND x.uid = d.key) END "
    "LEFT JOIN staged_household nh ON nh.intake_id = d.intake_id AND nh.family_id = sp.family_id "
    "LEFT JOIN household eh ON eh.family_id = sp.family_id "
    "WHERE {condition} ORDER BY d.village, coalesce(now_family, new_family), d.of_household DESC, d.key "
    "LIMIT :limit"
)
