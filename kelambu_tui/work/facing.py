"""Two records face to face, as a person compares them; and whom a form may already be on the list as."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from sqlalchemy import Connection

from kelambu_tui.people.villages import find_village
from kelambu_tui.programme.fields import read_field
from kelambu_tui.work.compared import ASKED
from kelambu_tui.work.duplicates import suspects
from kelambu_tui.work.households import newest_states
from kelambu_tui.work.records import read_record
from kelambu_tui.work.suspicions import open_duplicates
from kelambu_tui.work.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two records: the list's values, and what the newest ground check says over them.

    `birth_date` is ISO, `village` a label, `outcome` and `state` codes; '' = not known.
    """

    person: str
    name: str
    nik: str
    birth_date: str
    sex: str
    mother_name: str
    birthplace: str
    relation: str
    household: str
    address: str
    rt: str
    rw: str
    village: str
    desil: int | None
    outcome: str
    state: str
    replaced: Mapping[str, str] = field(default_factory=dict)
    """What the list says of the fields that hold something else today, by field."""


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A record that may be of the person whose form is open."""

    person: str
    name: str
    household: str
    village: str
    probability: float


def face(workspace: Workspace, *people: str) -> tuple[Side, ...]:
    """Read the records of `people` (uids), in their order; raises `NotFound`."""
    with workspace.database.read() as connection:
        return tuple(_side(connection, workspace, person) for person in people)


def lookalikes(workspace: Workspace, person: str, values: Mapping[str, str]) -> list[Lookalike]:
    """Whom `person` may already be on the list as, with the form as it stands; the likeliest first.

    Pairs that somebody settled are left out. The first call brings everybody into memory, so call it in
    a worker.
    """
    known = suspects(workspace, person=person, settled=True)
    settled = {name for item in known if item.settled for name in (item.pair.a, item.pair.b)}
    found = [
        (pair.b if pair.a == person else pair.a, pair.probability)
        for pair in workspace.watch.suspects(person, _readable(workspace, values))
    ]
    likeliest = sorted((-chance, other) for other, chance in found if other not in settled)
    sides = face(workspace, *(other for _chance, other in likeliest))
    return [
        Lookalike(side.person, side.name, side.household, side.village, -chance)
        for side, (chance, _other) in zip(sides, likeliest, strict=True)
    ]


def _readable(workspace: Workspace, values: Mapping[str, str]) -> dict[str, str]:
    """The fields of a form that are whole; a NIK of which half is typed says nothing yet."""
    found: dict[str, str] = {}
    for name in ASKED:
        with suppress(ValueError):
            text = values.get(name, "")
            found[name] = text and read_field(workspace.programme.field(name), text, workspace.today())
    return found


def suspected(workspace: Workspace, people: Collection[str]) -> frozenset[str]:
    """Who of `people` an open strong pair keeps out of the queue.

    Brings the comparison up to date first, so call it in a worker.
    """
    workspace.watch.keep_up()
    with workspace.database.read() as connection:
        return frozenset(person for person in people if open_duplicates(connection, person))


def _side(connection: Connection, workspace: Workspace, person: str) -> Side:
    record = read_record(connection, person, workspace.today())
    values = record.verified.values if record.verified else {}
    village = find_village(record.village)
    return Side(
        person=record.person,
        name=record.name,
        nik=values.get("nik") or record.listed_nik,
        birth_date=record.birth_date.isoformat() if record.birth_date else "",
        sex=record.sex,
        mother_name=values.get("mother_name", ""),
        birthplace=values.get("birthplace", ""),
        relation=record.relation,
        household=record.household,
        address=record.address,
        rt=record.rt,
        rw=record.rw,
        village=village.label if village else record.village,
        desil=record.desil,
        outcome=record.verified.outcome if record.verified else "",
        state=newest_states(connection, [person]).get(person, ""),
        replaced=record.replaced,
    )
