"""Today at a glance: what came back, what is begun, what is left, how many places, what is unsent."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, case, distinct, func, select

from kelambu_tui.people.villages import find_village
from kelambu_tui.store import tables as t
from kelambu_tui.work.enrolment import QueueRow, queue_rows
from kelambu_tui.work.quota import Places, places
from kelambu_tui.work.records import PERSON_SOURCE, as_corrected
from kelambu_tui.work.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """An RT of a village: families that nobody visited yet, of all its families."""

    village: str
    label: str
    rt: str
    left: int
    total: int


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A verification that this user began and did not finish."""

    person: str
    name: str
    saved_at: str


@dataclass(frozen=True, slots=True)
class Overview:
    """What Beranda shows; lists are of this user's area, returned records first of all."""

    families_total: int
    families_left: int
    left_by_rt: tuple[Neighbourhood, ...]
    returned: tuple[QueueRow, ...]
    drafts: tuple[DraftRow, ...]
    queued: int
    approved: int
    places: tuple[Places, ...]
    unsent: int
    last_sent: str


def overview(workspace: Workspace) -> Overview:
    """Gather Beranda's figures; tens of milliseconds for 45,000 people, so call it in a worker."""
    rows = queue_rows(workspace, ("menunggu", "disetujui", "dikembalikan"))
    with workspace.database.read() as connection:
        held = places(connection, workspace)
        left = _neighbourhoods(connection, workspace)
        drafts = _drafts(connection, workspace)
        waiting_to_go = _unsent(connection, workspace)
    decides = workspace.user.decides
    return Overview(
        families_total=sum(item.total for item in left),
        families_left=sum(item.left for item in left),
        left_by_rt=left,
        returned=tuple(row for row in rows if row.state == "dikembalikan" and (row.mine or decides)),
        drafts=drafts,
        queued=sum(row.state == "menunggu" for row in rows),
        approved=sum(row.state == "disetujui" for row in rows),
        places=held,
        unsent=waiting_to_go,
        last_sent="",
    )


def unsent(workspace: Workspace) -> int:
    """How many entries of this laptop no hub has acknowledged yet."""
    with workspace.database.read() as connection:
        return _unsent(connection, workspace)


def _unsent(connection: Connection, workspace: Workspace) -> int:
    row = connection.execute(
        select(t.device.c.seq, t.device.c.acked).where(t.device.c.device == workspace.device)
    ).first()
    return 0 if row is None else int(row.seq - row.acked)


def _neighbourhoods(connection: Connection, workspace: Workspace) -> tuple[Neighbourhood, ...]:
    visited = distinct(case((t.verification.c.person.is_not(None), t.household.c.id)))
    statement = (
        select(
            t.household.c.village,
            t.household.c.rt,
            func.count(distinct(t.household.c.id)),
            func.count(visited),
        )
        .select_from(PERSON_SOURCE)
        .group_by(t.household.c.village, t.household.c.rt)
        .order_by(t.household.c.village, t.household.c.rt)
    )
    if workspace.user.villages:
        statement = statement.where(t.household.c.village.in_(workspace.user.villages))
    return tuple(
        Neighbourhood(
            code, village.name if (village := find_village(code)) else code, rt, total - seen, total
        )
        for code, rt, total, seen in connection.execute(statement)
    )


def _drafts(connection: Connection, workspace: Workspace) -> tuple[DraftRow, ...]:
    statement = (
        select(t.draft.c.person, as_corrected("name"), t.draft.c.at)
        .select_from(PERSON_SOURCE.join(t.draft, t.person.c.uid == t.draft.c.person))
        .where(t.draft.c.author == workspace.user.name)
        .order_by(t.draft.c.at.desc(), t.draft.c.person)
    )
    return tuple(DraftRow(*row) for row in connection.execute(statement))
