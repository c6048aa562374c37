"""A household as screens and commands show it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from kelambu_tui.errors import NotFound
from kelambu_tui.ledger.writing import append
from kelambu_tui.locale import _
from kelambu_tui.people.birth import age_on
from kelambu_tui.people.villages import Village, find_village
from kelambu_tui.store import tables as t
from kelambu_tui.work.desil_sources import DesilOf, desil_sources
from kelambu_tui.work.records import PERSON_COLUMNS, PERSON_SOURCE, PersonRecord, read_record, record_of
from kelambu_tui.work.workspace import Workspace

_RELATIONS = ("KEPALA KELUARGA", "ISTRI/SUAMI", "ANAK")


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a household; `age` in full years today, `state` of their newest enrolment.

    `replaced` is what the list says of the fields that hold something else today, by field.
    """

    person: str
    name: str
    nik: str
    nik_state: str
    sex: str
    birth_date: date | None
    age: int | None
    relation: str
    occupation: str
    outcome: str
    state: str
    replaced: Mapping[str, str]
    proposed: bool = False  # on no list
    unlisted: str = ""  # the list and period that no longer has them


@dataclass(frozen=True, slots=True)
class DesilChange:
    """Another desil for a family than the list says: proposed, agreed to or refused (`state`)."""

    household: str
    desil: int
    listed: int | None
    reason: str
    evidence: str
    state: str
    asked_by: str
    decided_by: str
    note: str


@dataclass(frozen=True, slots=True)
class HouseholdView:
    """A household with its members, head first; `village` is None for a code that nobody knows."""

    household: str
    village_code: str
    village: Village | None
    address: str
    rt: str
    rw: str
    desil: int | None
    desil_source: str
    desil_period: str
    listed_desil: int | None
    desil_sources: tuple[DesilOf, ...]  # what each source says, the one in force first
    desil_change: DesilChange | None
    head_name: str
    housing: dict[str, str]
    members: tuple[Member, ...]


def read_household(workspace: Workspace, household: str) -> HouseholdView:
    """Read the household with this family id; raises `NotFound`."""
    with workspace.database.read() as connection:
        return view_household(connection, workspace, household)


def household_of(workspace: Workspace, person: str) -> HouseholdView:
    """Read the household in which `person` (uid) is listed; raises `NotFound`."""
    with workspace.database.read() as connection:
        record = read_record(connection, person, workspace.today())
        return view_household(connection, workspace, record.household)


def view_household(connection: Connection, workspace: Workspace, household: str) -> HouseholdView:
    """The same within a transaction that is open already."""
    family = connection.execute(select(t.household).where(t.household.c.family_id == household)).first()
    if family is None:
        raise NotFound(_("Keluarga {household} tidak ada di daftar.").format(household=household))
    statement = select(*PERSON_COLUMNS).select_from(PERSON_SOURCE).where(t.household.c.family_id == household)
    records = [record_of(row, workspace.today()) for row in connection.execute(statement)]
    states = newest_states(connection, [record.person for record in records])
    change = desil_change_of(connection, household)
    given = change is not None and change.state == "disetujui"
    said = desil_sources(connection, household)
    listed = next((one for one in said if one.in_force), None)
    listed_desil = listed.desil if listed else family.desil
    members = [_member(record, states.get(record.person, ""), workspace.today()) for record in records]
    return HouseholdView(
        household=family.family_id,
        village_code=family.village,
        village=find_village(family.village),
        address=family.address,
        rt=family.rt,
        rw=family.rw,
        desil=change.desil if change and given else listed_desil,
        desil_source=_("penetapan penyelia") if given else listed.source if listed else family.desil_source,
        desil_period="" if given else listed.period if listed else family.desil_period,
        listed_desil=listed_desil,
        desil_sources=said,
        desil_change=change,
        head_name=family.head_name,
        housing=json.loads(family.housing),
        members=tuple(sorted(members, key=_order)),
    )


def desil_change_of(connection: Connection, household: str) -> DesilChange | None:
    """What was proposed, and decided, about the desil of a family (family id)."""
    row = connection.execute(select(t.desil_change).where(t.desil_change.c.household == household)).first()
    return None if row is None else read_desil_change(row)


def read_desil_change(row: t.AnyRow) -> DesilChange:
    """Make a change of a row of its table."""
    return DesilChange(
        household=row.household,
        desil=row.desil,
        listed=row.listed,
        reason=row.reason,
        evidence=row.evidence,
        state=row.state,
        asked_by=row.asked_by,
        decided_by=row.decided_by or "",
        note=row.note,
    )


def newest_states(connection: Connection, people: list[str]) -> dict[str, str]:
    """The state of each person's newest enrolment; people without one are left out."""
    statement = (
        select(t.enrolment.c.person, t.enrolment.c.state)
        .where(t.enrolment.c.person.in_(people))
        .order_by(t.enrolment.c.id)  # UUIDv7: later ids are newer
    )
    return {row.person: row.state for row in connection.execute(statement)}


def reveal_nik(workspace: Workspace, person: str) -> str:
    """Answer the NIK of `person` in full, and write in the ledger that it was shown."""
    with workspace.database.write() as connection:
        record = read_record(connection, person, workspace.today())
        append(connection, workspace.pen, "nik.revealed", person, {})
    return record.nik.text


def _member(record: PersonRecord, state: str, today: date) -> Member:
    return Member(
        person=record.person,
        name=record.name,
        nik=record.nik.text,
        nik_state=record.nik.state.value,
        sex=record.sex,
        birth_date=record.birth_date,
        age=None if record.birth_date is None else age_on(record.birth_date, today),
        relation=record.relation,
        occupation=(record.verified.values.get("occupation") if record.verified else "") or record.occupation,
        outcome=record.verified.outcome if record.verified else "",
        state=state,
        replaced=record.replaced,
        proposed=record.proposed,
        unlisted=record.unlisted,
    )


def _order(member: Member) -> tuple[int, str, str]:
    place = _RELATIONS.index(member.relation) if member.relation in _RELATIONS else len(_RELATIONS)
    born = member.birth_date.isoformat() if member.birth_date else "9999"
    return (place, born, member.person)
