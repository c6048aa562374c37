"""Families of a village with their members, in the order in which somebody walks past their doors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from kelambu_tui.errors import NotFound, Refused, Unreadable
from kelambu_tui.locale import _
from kelambu_tui.people.birth import age_on
from kelambu_tui.store import tables as t
from kelambu_tui.work.plan import PlannedFamily, by_rt, plan
from kelambu_tui.work.records import PERSON_COLUMNS, PERSON_SOURCE, PersonRecord, record_of
from kelambu_tui.work.workspace import Workspace

MOST_FAMILIES = 3000
"""Families of one paper at most; more than any village has."""

_FIRST = ("KEPALA KELUARGA", "ISTRI/SUAMI", "ANAK")


@dataclass(frozen=True, slots=True)
class Door:
    """A family where it is met: what the plan says of it, and who lives there, head first."""

    family: PlannedFamily
    members: tuple[PersonRecord, ...]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The doors of one RT, in order."""

    village: str
    rw: str
    rt: str
    doors: tuple[Door, ...]


def rt_number(text: str) -> str:
    """Return an RT as lists have it: `3` and `03` are `003`; raises `Unreadable` for anything else."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 3):
        raise Unreadable(_("RT “{rt}” tidak bisa dibaca. Tulis angkanya, misalnya 003.").format(rt=text))
    return digits.zfill(3)


def walk(workspace: Workspace, village: str = "", rt: str | None = None) -> list[Neighbours]:
    """Return the families of the user's villages (or one village, one RT), RT by RT, as the plan has them.

    Raises `NotFound` when there is no family, `Refused` when there are too many for one paper.
    """
    families = plan(workspace, village, rt)
    if not families:
        raise NotFound(_("Tidak ada keluarga di situ. Lihat `kelambu plan` untuk desa dan RT yang ada."))
    if len(families) > MOST_FAMILIES:
        raise Refused(
            _("{count} keluarga terlalu banyak untuk satu kertas. Pilih satu desa dengan --village.").format(
                count=len(families)
            )
        )
    living = _members(workspace, {family.village for family in families})
    return [
        Neighbours(place, rw, number, tuple(Door(one, living.get(one.household, ())) for one in doors))
        for (place, rw, number), doors in by_rt(families)
    ]


def member_order(record: PersonRecord) -> tuple[int, str, str]:
    """Sort a family: head, spouse, children, others; the older first."""
    place = _FIRST.index(record.relation) if record.relation in _FIRST else len(_FIRST)
    return (place, record.birth_date.isoformat() if record.birth_date else "9999", record.person)


def age_words(birth: date | None, today: date) -> str:
    """Return `34 th`, or a dash where the list has no date."""
    return "-" if birth is None else f"{age_on(birth, today)} th"


def _members(workspace: Workspace, villages: Iterable[str]) -> dict[str, tuple[PersonRecord, ...]]:
    statement = select(*PERSON_COLUMNS).select_from(PERSON_SOURCE)
    statement = statement.where(t.household.c.village.in_(tuple(villages)))
    found: dict[str, list[PersonRecord]] = {}
    with workspace.database.read() as connection:
        for row in connection.execute(statement):
            record = record_of(row, workspace.today())
            found.setdefault(record.household, []).append(record)
    return {family: tuple(sorted(people, key=member_order)) for family, people in found.items()}
