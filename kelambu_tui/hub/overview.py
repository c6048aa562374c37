"""What a district officer sees: how far each laptop is, what waits and for what, places of each desil."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from kelambu_tui.hub import tables as h
from kelambu_tui.hub.beginning import HUB
from kelambu_tui.hub.folder import HubFolder
from kelambu_tui.hub.judging import ACCEPTED


@dataclass(frozen=True, slots=True)
class Laptop:
    """One laptop: what has come of it, what waits, how far it has followed (`behind`: rows of the stream)."""

    device: str
    name: str
    villages: tuple[str, ...]
    people: tuple[str, ...]
    entries: int
    held: int
    behind: int
    joined_at: str
    pushed_at: str
    pulled_at: str
    revoked: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is certified, and on which laptops."""

    name: str
    role: str
    villages: tuple[str, ...]
    devices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Desil:
    """Places of a desil: the ceiling, lent to laptops, given, and promised (queued or being mended)."""

    desil: int
    ceiling: int
    lent: int
    given: int
    promised: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The hub at a glance; `waiting` counts held entries by reason, `rejected` refused ones by code."""

    epoch: str
    newest: int
    entries: int
    families_listed: int
    laptops: tuple[Laptop, ...]
    waiting: dict[str, int]
    rejected: dict[str, int]
    desils: tuple[Desil, ...]


def overview(connection: Connection, folder: HubFolder) -> Overview:
    """Read everything that `hub status` shows."""
    region = folder.region
    epoch = connection.execute(select(h.hub.c.epoch).where(h.hub.c.region == region)).scalar_one()
    newest = connection.execute(
        select(func.max(h.stream.c.cursor)).where(h.stream.c.region == region)
    ).scalar()
    listed = (
        select(func.count()).select_from(h.place).where(h.place.c.region == region, h.place.c.family == "")
    )
    found = laptops(connection, region, int(newest or 0))
    waits = connection.execute(select(h.held.c.waits).where(h.held.c.region == region)).scalars()
    waiting: dict[str, int] = {}
    for what in (one.partition(":")[0] for one in waits):
        waiting[what] = waiting.get(what, 0) + 1
    return Overview(
        epoch=epoch,
        newest=int(newest or 0),
        entries=sum(one.entries for one in found),
        families_listed=int(connection.execute(listed).scalar_one()),
        laptops=found,
        waiting=waiting,
        rejected=_rejected(connection, region),
        desils=_desils(connection, folder),
    )


def laptops(connection: Connection, region: str, newest: int) -> tuple[Laptop, ...]:
    """Every laptop, by name."""
    held = _held(connection, region)
    people: dict[str, list[str]] = {}
    for row in connection.execute(select(h.credential).where(h.credential.c.region == region)):
        people.setdefault(row.device, []).append(row.name)
    rows = connection.execute(
        select(h.device)
        .where(h.device.c.region == region, h.device.c.device != HUB)
        .order_by(h.device.c.name)
    )
    return tuple(
        Laptop(
            device=row.device,
            name=row.name,
            villages=tuple(json.loads(row.villages)),
            people=tuple(sorted(people.get(row.device, ()))),
            entries=row.seq,
            held=held.get(row.device, 0),
            behind=max(0, newest - row.pulled),
            joined_at=row.joined_at,
            pushed_at=row.pushed_at,
            pulled_at=row.pulled_at,
            revoked=row.revoked_for if row.revoked_from is not None else "",
        )
        for row in rows
    )


def people(connection: Connection, region: str) -> tuple[Person, ...]:
    """Everybody who is certified, by name."""
    where: dict[str, list[str]] = {}
    for row in connection.execute(select(h.credential).where(h.credential.c.region == region)):
        where.setdefault(row.name, []).append(row.device)
    rows = connection.execute(select(h.staff).where(h.staff.c.region == region).order_by(h.staff.c.name))
    return tuple(
        Person(row.name, row.role, tuple(json.loads(row.villages)), tuple(sorted(where.get(row.name, ()))))
        for row in rows
        if row.name != HUB
    )


def _held(connection: Connection, region: str) -> dict[str, int]:
    statement = (
        select(h.held.c.device, func.count()).where(h.held.c.region == region).group_by(h.held.c.device)
    )
    return dict(connection.execute(statement).all())


def _rejected(connection: Connection, region: str) -> dict[str, int]:
    s = h.stream.c
    statement = (
        select(s.status, func.count()).where(s.region == region, s.status != ACCEPTED).group_by(s.status)
    )
    found = {
        status.partition(":")[2]: count for status, count in connection.execute(statement) if status[0] == "r"
    }
    return dict(sorted(found.items()))


def _desils(connection: Connection, folder: HubFolder) -> tuple[Desil, ...]:
    region = folder.region
    lent = dict(
        connection.execute(
            select(h.lent.c.desil, func.sum(h.lent.c.places))
            .where(h.lent.c.region == region)
            .group_by(h.lent.c.desil)
        ).all()
    )
    counts = {
        row.desil: row for row in connection.execute(select(h.places).where(h.places.c.region == region))
    }
    return tuple(
        Desil(
            desil,
            ceiling,
            int(lent.get(desil, 0) or 0),
            counts[desil].given if desil in counts else 0,
            counts[desil].held - counts[desil].given if desil in counts else 0,
        )
        for desil, ceiling in sorted(folder.programme.quota.items())
    )
