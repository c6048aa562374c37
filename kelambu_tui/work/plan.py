"""The plan of a village, RT by RT: who is left, who was visited, who was not at home and when to return.

Families stand in the order in which somebody walks past their doors, on screens, in commands and on
paper alike.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from itertools import groupby

from sqlalchemy import Connection, func, select

from kelambu_tui.errors import NotFound
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t
from kelambu_tui.work.records import DESIL_NOW, PERSON_SOURCE
from kelambu_tui.work.workspace import Workspace

_SIGNS = "23456789CDFGHJKLMNPQRTVWXY"  # no vowels: no words; no signs that look alike
_LENGTH = 5
_RT_IN_ADDRESS = re.compile(r"\bRT\b.*")
_NUMBER = re.compile(r"(\d+)")

LEFT, BEGUN, MISSED, DONE = "belum", "mulai", "tidak_di_rumah", "selesai"


@dataclass(frozen=True, slots=True)
class PlannedFamily:
    """A family of the plan; `code` is short enough to type from paper."""

    household: str
    code: str
    village: str
    rt: str
    rw: str
    head: str
    address: str
    desil: int | None
    members: int
    checked: int
    state: str  # belum, mulai, tidak_di_rumah, selesai
    next: str  # ISO day of the next visit, ''
    note: str


@dataclass(frozen=True, slots=True)
class PlannedRt:
    """One RT of the plan in numbers; `next` is the nearest next visit (ISO day), ''."""

    village: str
    rw: str
    rt: str
    families: int
    left: int
    begun: int
    missed: int
    done: int
    next: str


def short_code(household: str) -> str:
    """Five signs that name a family (its `ID Keluarga P3KE`) on paper; the same on every laptop.

    BLAKE2b of the id in base 26: of 1,000 families two share a code in about 1 of 24 villages, and
    then typing it offers both.
    """
    number = int.from_bytes(blake2b(household.encode(), digest_size=8).digest(), "big")
    signs = []
    for _place in range(_LENGTH):
        number, rest = divmod(number, len(_SIGNS))
        signs.append(_SIGNS[rest])
    return "".join(signs)


def is_short_code(text: str) -> bool:
    """Whether `text` looks like a short code, in capitals or not."""
    typed = text.strip().upper()
    return len(typed) == _LENGTH and all(sign in _SIGNS for sign in typed)


def plan(
    workspace: Workspace, village: str = "", rt: str | None = None, rw: str | None = None
) -> list[PlannedFamily]:
    """Families of the user's villages (or of one village, one RT, one RW) in the order of a walk.

    By village, RW, RT, address (house numbers as numbers) and head; those whose RT nobody wrote down
    come last in their village.
    """
    with workspace.database.read() as connection:
        found = _families(connection, workspace, village)
    wanted = (one for one in found if rt in (None, one.rt) and rw in (None, one.rw))
    return sorted(wanted, key=_on_the_way)


def plan_by_rt(workspace: Workspace, village: str = "") -> list[PlannedRt]:
    """The same in numbers, one row an RT."""
    return [_counted(*place, families) for place, families in by_rt(plan(workspace, village))]


def by_rt(
    families: Iterable[PlannedFamily],
) -> list[tuple[tuple[str, str, str], tuple[PlannedFamily, ...]]]:
    """Group a plan, in its order, by village, RW and RT."""
    return [
        (place, tuple(doors)) for place, doors in groupby(families, lambda one: (one.village, one.rw, one.rt))
    ]


def family_of_code(workspace: Workspace, code: str) -> tuple[str, ...]:
    """Family ids that a short code names in the user's villages; raises `NotFound` for none."""
    wanted = code.strip().upper()
    statement = select(t.household.c.family_id, t.household.c.village).order_by(t.household.c.id)
    with workspace.database.read() as connection:
        found = tuple(
            family
            for family, village in connection.execute(statement)
            if workspace.user.covers(village) and short_code(family) == wanted
        )
    if not found:
        raise NotFound(
            _("Kode {code} tidak ada di wilayah Anda. Periksa lagi kertasnya.").format(code=wanted)
        )
    return found


def _families(connection: Connection, workspace: Workspace, village: str) -> list[PlannedFamily]:
    statement = (
        select(
            t.household.c.family_id,
            t.household.c.village,
            t.household.c.rt,
            t.household.c.rw,
            t.household.c.head_name,
            t.household.c.address,
            DESIL_NOW,
            func.count(t.person.c.id).label("members"),
            func.count(t.verification.c.person).label("checked"),
            func.max(t.missed_visit.c.next).label("next"),
            func.max(t.missed_visit.c.note).label("note"),
            func.max(t.missed_visit.c.at).label("missed_at"),
            func.max(t.verification.c.at).label("checked_at"),
        )
        .select_from(
            PERSON_SOURCE.outerjoin(t.missed_visit, t.missed_visit.c.household == t.household.c.family_id)
        )
        .group_by(t.household.c.id)
    )
    places = (village,) if village else workspace.user.villages
    if places:
        statement = statement.where(t.household.c.village.in_(places))
    return [_family(row) for row in connection.execute(statement) if workspace.user.covers(row.village)]


def _family(row: t.AnyRow) -> PlannedFamily:
    state = DONE if row.checked == row.members else BEGUN if row.checked else LEFT
    absent = row.missed_at is not None and state != DONE and row.missed_at > (row.checked_at or "")
    return PlannedFamily(
        household=row.family_id,
        code=short_code(row.family_id),
        village=row.village,
        rt=row.rt,
        rw=row.rw,
        head=row.head_name,
        address=row.address,
        desil=row.desil,
        members=row.members,
        checked=row.checked,
        state=MISSED if absent else state,
        next=row.next or "" if absent else "",
        note=row.note or "" if absent else "",
    )


def _counted(village: str, rw: str, rt: str, families: tuple[PlannedFamily, ...]) -> PlannedRt:
    counts = Counter(family.state for family in families)
    again = min((family.next for family in families if family.next), default="")
    parts = (counts[LEFT], counts[BEGUN], counts[MISSED], counts[DONE])
    return PlannedRt(village, rw, rt, len(families), *parts, again)


def _on_the_way(family: PlannedFamily) -> tuple[object, ...]:
    parts = _NUMBER.split(_RT_IN_ADDRESS.sub("", family.address.upper()))
    # Words and numbers alternate, beginning with a word: numbers only ever meet numbers.
    address = tuple(int(part) if at % 2 else part.strip() for at, part in enumerate(parts))
    return (family.village, not family.rt, family.rw, family.rt, address, family.head, family.household)
