"""One person as the work sees them: the list row, and what the newest ground check added to it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, case, func, literal_column, or_, select

from kelambu_tui.display import display
from kelambu_tui.errors import NotFound, Refused
from kelambu_tui.ledger.consequences.enrolments import HOLDING
from kelambu_tui.locale import _
from kelambu_tui.people.nik import Nik, mask, read_nik
from kelambu_tui.people.villages import find_village
from kelambu_tui.store import tables as t
from kelambu_tui.store.registry import PROPOSED
from kelambu_tui.work.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Verified:
    """The newest recorded ground check of a person."""

    outcome: str
    values: Mapping[str, str]
    answers: Mapping[str, str]
    note: str
    other: str
    author: str
    at: str
    entry: str
    entry_digest: str


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A person: who they are on the list, where they live, and what was verified."""

    person: str
    list_id: str
    name: str
    listed_nik: str
    nik: Nik  # re-entered from the KTP where that was done, else the list's
    sex: str
    birth_date: date | None
    relation: str
    occupation: str
    work_status: str
    household: str
    village: str
    address: str
    rt: str
    rw: str
    desil: int | None
    listed_desil: int | None
    desil_given: bool  # a supervisor agreed to another desil than the list's
    desil_source: str  # of the desil that the programme's rule takes, as `listed_desil` is
    desil_period: str
    list_source: str  # the list that the other values come from, and its period: `P3KE 2023`
    row_digest: str
    proposed: bool  # on no list: proposed in the village
    unlisted: str  # the list and period that no longer has them, '' for one who is listed
    verified: Verified | None
    imported: Mapping[str, str]  # what the list says of fields that were corrected, by field

    def source_of(self, field: str) -> str:
        """Where the value of a list field comes from: the list, or a correction of it."""
        return _("koreksi") if field in self.imported else self.list_source

    @property
    def replaced(self) -> dict[str, str]:
        """What the list says of every field that holds something else today, by field.

        Corrected, or asked again at the visit (NIK, job, RT, RW); '' where the list says nothing.
        """
        asked = self.verified.values if self.verified else {}
        listed = {"nik": self.listed_nik, "occupation": self.occupation, "rt": self.rt, "rw": self.rw}
        again = {name: text for name, text in listed.items() if asked.get(name, text) != text}
        return {**self.imported, **again}

    @property
    def desil_origin(self) -> str:
        """Where the desil comes from: the list and its period, or a supervisor's decision."""
        if self.desil_given:
            return _("penetapan penyelia")
        return f"{self.desil_source} {self.desil_period}".strip()


CORRECTABLE = {
    "name": t.person.c.name,
    "birth_date": t.person.c.birth_date,
    "sex": t.person.c.sex,
    "relation": t.person.c.relation,
    "marital": t.person.c.marital,
    "education": t.person.c.education,
    "work_status": t.person.c.work_status,
    "address": t.household.c.address,
}
"""Fields of the list that people correct one by one; NIK, job, RT and RW are asked in the form itself."""


def as_corrected(field: str) -> ColumnElement[str]:
    """The column of a list field as it stands today: the correction, else the list; labelled `field`."""
    correction = func.json_extract(t.correction.c.values_json, f"$.{field}")
    return func.coalesce(correction, CORRECTABLE[field]).label(field)


_given = t.desil_change.c.state == "disetujui"

LISTED_DESIL = func.coalesce(t.desil_in_force.c.desil, t.household.c.desil).label("listed_desil")
"""A family's desil by its lists: of the source that the programme's rule takes, else the newest list's."""

DESIL_NOW = case((_given, t.desil_change.c.desil), else_=LISTED_DESIL).label("desil")
"""A family's desil as it stands: what a supervisor agreed to, else what its lists say."""


PERSON_COLUMNS = (
    t.person.c.uid,
    t.person.c.list_id,
    as_corrected("name"),
    t.person.c.nik,
    as_corrected("sex"),
    as_corrected("birth_date"),
    as_corrected("relation"),
    t.person.c.occupation,
    as_corrected("work_status"),
    t.person.c.row_digest,
    t.person.c.intake_id,
    t.household.c.family_id,
    t.household.c.village,
    as_corrected("address"),
    t.household.c.rt,
    t.household.c.rw,
    DESIL_NOW,
    LISTED_DESIL,
    _given.label("desil_given"),
    func.coalesce(t.desil_in_force.c.source, t.household.c.desil_source).label("desil_source"),
    func.coalesce(t.desil_in_force.c.period, t.household.c.desil_period).label("desil_period"),
    t.household.c.desil_source.label("list_name"),
    t.household.c.desil_period.label("list_period"),
    t.unlisted.c.source.label("unlisted_source"),
    t.unlisted.c.period.label("unlisted_period"),
    t.verification.c.outcome,
    t.verification.c.nik.label("verified_nik"),
    t.verification.c.values_json,
    t.verification.c.answers,
    t.verification.c.note,
    t.verification.c.other,
    t.verification.c.author,
    t.verification.c.at,
    t.verification.c.entry,
    t.verification.c.entry_digest,
    t.correction.c.values_json.label("corrections"),
    *(column.label(f"listed_{field}") for field, column in CORRECTABLE.items()),
)

PERSON_SOURCE = (
    t.person.join(t.household, t.person.c.household_id == t.household.c.id)
    .outerjoin(t.verification, t.verification.c.person == t.person.c.uid)
    .outerjoin(t.correction, t.correction.c.person == t.person.c.uid)
    .outerjoin(t.desil_change, t.desil_change.c.household == t.household.c.family_id)
    .outerjoin(t.unlisted, t.unlisted.c.person == t.person.c.uid)
    .outerjoin(t.desil_in_force, t.desil_in_force.c.family_id == t.household.c.family_id)
)


def read_record(connection: Connection, person: str, today: date) -> PersonRecord:
    """Read the person with this uid; raises `NotFound`."""
    statement = select(*PERSON_COLUMNS).select_from(PERSON_SOURCE).where(t.person.c.uid == person)
    row = connection.execute(statement).first()
    if row is None:
        raise NotFound(
            _("Orang {person} tidak ada di daftar. Cari lagi dengan nama atau NIK.").format(person=person)
        )
    return record_of(row, today)


def record_of(row: t.AnyRow, today: date) -> PersonRecord:
    """Make a record from a row of `PERSON_COLUMNS`."""
    return PersonRecord(
        person=row.uid,
        list_id=row.list_id or "",
        name=row.name,
        listed_nik=row.nik,
        nik=read_nik(row.verified_nik or row.nik, today),
        sex=row.sex,
        birth_date=date.fromisoformat(row.birth_date) if row.birth_date else None,
        relation=row.relation,
        occupation=row.occupation,
        work_status=row.work_status,
        household=row.family_id,
        village=row.village,
        address=row.address,
        rt=row.rt,
        rw=row.rw,
        desil=row.desil,
        listed_desil=row.listed_desil,
        desil_given=bool(row.desil_given),
        desil_source=row.desil_source,
        desil_period=row.desil_period,
        list_source=f"{row.list_name} {row.list_period}".strip(),
        row_digest=row.row_digest.hex(),
        proposed=row.intake_id == PROPOSED,
        unlisted=f"{row.unlisted_source or ''} {row.unlisted_period or ''}".strip(),
        verified=_verified(row),
        imported={field: getattr(row, f"listed_{field}") for field in json.loads(row.corrections or "{}")},
    )


def check_area(workspace: Workspace, record: PersonRecord) -> None:
    """Raise `Refused` when the person lives outside the user's villages."""
    if not workspace.user.covers(record.village):
        raise Refused(
            _(
                "{name} terdaftar di desa lain, di luar wilayah tugas Anda. "
                "Serahkan kepada fasilitator desa itu."
            ).format(name=record.name)
        )


def check_village(workspace: Workspace, code: str) -> None:
    """Raise `Refused` when a village (code) lies outside the user's area."""
    if not workspace.user.covers(code):
        village = find_village(code)
        place = village.label if village else code
        raise Refused(_("{place} di luar wilayah tugas Anda.").format(place=place))


def covered_village(workspace: Workspace, text: str) -> str:
    """Return the code of the village that `text` (code or unambiguous name) means; '' for ''.

    Raises `NotFound` for a village nobody knows and `Refused` outside the user's area.
    """
    if not text.strip():
        return ""
    village = find_village(text.strip(), text.strip())
    if village is None:
        raise NotFound(
            _("Desa “{village}” tidak dikenal. Tulis kodenya, misalnya 16.06.02.2001.").format(village=text)
        )
    check_village(workspace, village.code)
    return village.code


def promised_listing(record: PersonRecord) -> dict[str, str | int]:
    """What the list says that an enrolment promises: kept with it, because lists are replaced."""
    return {
        "name": record.name,
        "sex": record.sex,
        "birth_date": record.birth_date.isoformat() if record.birth_date else "",
        "occupation": record.occupation,
        "address": record.address,
        "rt": record.rt,
        "rw": record.rw,
        "village": record.village,
        "household": record.household,
        "desil": record.desil or 0,
        "nik": record.listed_nik,
    }


def changed_since(record: PersonRecord, listed: Mapping[str, str | int]) -> tuple[str, ...]:
    """Names of what a newer list says differently from `listed`, in words."""
    now = promised_listing(record)
    words = {
        "name": _("nama"),
        "sex": _("jenis kelamin"),
        "birth_date": _("tanggal lahir"),
        "occupation": _("pekerjaan"),
        "address": _("alamat"),
        "rt": "RT",
        "rw": "RW",
        "village": _("desa"),
        "household": _("keluarga"),
        "desil": _("desil"),
        "nik": "NIK",
    }
    return tuple(words[name] for name in words if now[name] != listed.get(name, now[name]))


def same_nik_elsewhere(connection: Connection, person: str, nik: str, eligible: Collection[str]) -> int:
    """How many other people carry this NIK and have not been settled by a ground check.

    A person recorded with an outcome outside `eligible` (a duplicate, moved, deceased) is settled; one
    whose NIK was re-entered from the KTP counts under the new NIK only.
    """
    if not nik:
        return 0
    source = t.person.outerjoin(t.verification, t.verification.c.person == t.person.c.uid)
    listed = (t.person.c.nik == nik) & (func.coalesce(t.verification.c.nik, "") == "")
    unsettled = or_(t.verification.c.outcome.is_(None), t.verification.c.outcome.in_(eligible))
    by_list = select(t.person.c.uid).select_from(source).where(listed, unsettled)
    by_card = select(t.verification.c.person).where(
        t.verification.c.nik == nik, t.verification.c.outcome.in_(eligible)
    )
    both = by_list.union(by_card).subquery()
    statement = select(func.count()).select_from(both).where(both.c.uid != person)
    return int(connection.execute(statement).scalar_one())


def places_taken(
    connection: Connection,
    desil: int,
    *,
    states: tuple[str, ...] = HOLDING,
    but: str = "",
    devices: Collection[str] | None = None,
) -> int:
    """How many places of a desil are held by enrolments in `states`, not counting person `but`.

    `devices`: only those that were queued on one of them.
    """
    held = (t.enrolment.c.desil == desil) & t.enrolment.c.state.in_(states) & (t.enrolment.c.person != but)
    if devices is not None:
        held &= t.enrolment.c.device.in_(sorted(devices))
    return int(connection.execute(select(func.count()).select_from(t.enrolment).where(held)).scalar_one())


def resolve_person(workspace: Workspace, text: str) -> str:
    """Find whom `text` names: a NIK, a person id, or the list's own ID Individu; answers the uid.

    Raises `NotFound` for nobody and `Refused` when a NIK belongs to several people.
    """
    wanted = text.strip()
    digits = read_nik(wanted, workspace.today()).digits or wanted
    by_id = or_(t.person.c.uid == wanted, t.person.c.uid == wanted.upper(), t.person.c.list_id == wanted)
    with workspace.database.read() as connection:
        found = list(connection.execute(select(t.person.c.uid).where(by_id)).scalars())
        if not found:
            by_card = select(t.verification.c.person).where(t.verification.c.nik == digits)
            by_list = select(t.person.c.uid).where(t.person.c.nik == digits)
            found = list(connection.execute(by_list.union(by_card).order_by(literal_column("1"))).scalars())
    if not found:
        raise NotFound(
            _("{nik} tidak ada di daftar. Periksa angkanya, atau cari dengan nama.").format(
                nik=shown_id(wanted)
            )
        )
    if len(found) > 1:
        raise Refused(
            _("NIK {nik} dipakai {count} orang: {people}. Sebut salah satu ID itu.").format(
                nik=mask(wanted), count=len(found), people=", ".join(found)
            )
        )
    return str(found[0])


def shown_id(text: str) -> str:
    """What was typed to name a person, harmless, and masked where it is as long as a NIK."""
    return mask(text) if sum(char.isdigit() for char in text) >= 15 else display(text, 40)


def _verified(row: t.AnyRow) -> Verified | None:
    if row.outcome is None:
        return None
    return Verified(
        outcome=row.outcome,
        values=json.loads(row.values_json),
        answers=json.loads(row.answers),
        note=row.note,
        other=row.other,
        author=row.author,
        at=row.at,
        entry=row.entry,
        entry_digest=row.entry_digest,
    )
