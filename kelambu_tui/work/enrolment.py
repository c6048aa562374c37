"""The queue: proposing a verified person for a place, taking it back, seeing what became of it."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, select

from kelambu_tui.errors import NotFound, Refused
from kelambu_tui.ledger.consequences.enrolments import ACTIVE
from kelambu_tui.ledger.writing import append
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t
from kelambu_tui.work.eligibility import judge_record, recorded_sheet, risk_words
from kelambu_tui.work.quota import fill_places, reserve_places
from kelambu_tui.work.records import (
    PERSON_COLUMNS,
    PERSON_SOURCE,
    changed_since,
    check_area,
    promised_listing,
    read_record,
    record_of,
)
from kelambu_tui.work.workspace import Workspace

_ENROLMENT_COLUMNS = tuple(column.label(f"enrolment_{column.name}") for column in t.enrolment.c)

RISK_LEVELS = ("tinggi", "sedang", "rendah")


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One enrolment as lists show it; `mine` when this user made or verified it.

    `changed` names what a newer list says differently from what was queued. `place` is where a reserve
    stands in the order of its desil, 0 for everybody else; `proposed` is on no list.
    """

    id: str
    person: str
    nik: str
    name: str
    household: str
    village: str
    desil: int
    state: str
    risk: tuple[str, ...]
    risk_level: str
    waiting_since: str
    maker: str
    decided_by: str
    reason: str
    note: str
    mine: bool
    changed: tuple[str, ...]
    queued_digest: str
    proposed: bool = False
    place: int = 0


def queue(workspace: Workspace, person: str) -> str:
    """Write `enrolment.queued` for `person` on their recorded verification; answers its id.

    Where only the quota is in the way they become a reserve: the first in the ledger gets the next
    place. Queueing what already waits unchanged answers the same id. Raises `Refused` with the first
    rule in the way, or when a place is already given.
    """
    workspace.watch.keep_up()
    with workspace.database.write() as connection:
        record = read_record(connection, person, workspace.today())
        check_area(workspace, record)
        fill_places(connection, workspace)
        held = _held(connection, person)
        if held is not None:
            if held.state in ("menunggu", "cadangan"):
                return str(held.id)
            raise Refused(_("{name} sudah disetujui.").format(name=record.name))
        if record.verified is None:
            raise Refused(_("{name} belum diverifikasi. Isi hasil kunjungan dulu.").format(name=record.name))
        judgement = judge_record(connection, workspace, record, recorded_sheet(record))
        if not (judgement.can_queue or judgement.can_reserve):
            raise Refused(
                _("{name} belum bisa diantrekan. {why}").format(name=record.name, why=judgement.why_not)
            )
        body = {
            "nik": record.nik.digits,
            "desil": record.desil,
            "village": record.village,
            "editor": record.verified.author,
            "listed": promised_listing(record),
            "rules": workspace.programme.digest,
            "risk": list(judgement.risk_codes),
        }
        if judgement.can_reserve:
            body["reserve"] = True
        verified = record.verified
        return append(
            connection,
            workspace.pen,
            "enrolment.queued",
            person,
            body,
            ref=verified.entry,
            ref_hash=verified.entry_digest,
        ).id


def withdraw(workspace: Workspace, enrolment: str, note: str = "") -> None:
    """Take a waiting or returned enrolment out of the queue again, as a new entry.

    Raises `NotFound`, or `Refused` when it is decided or somebody else's.
    """
    with workspace.database.write() as connection:
        row = read_enrolment(connection, enrolment)
        if row.maker != workspace.user.name:
            raise Refused(
                _("Usulan ini dibuat {maker}; hanya ia yang bisa menariknya.").format(maker=row.maker)
            )
        append(
            connection,
            workspace.pen,
            "enrolment.withdrawn",
            row.person,
            {"note": note},
            ref=row.id,
            ref_hash=row.queued_digest,
        )
        fill_places(connection, workspace)


def queue_rows(workspace: Workspace, states: Collection[str] | None = None) -> list[QueueRow]:
    """Enrolments of the user's area in `states` (None: all), newest last."""
    with workspace.database.read() as connection:
        statement = (
            select(*PERSON_COLUMNS, *_ENROLMENT_COLUMNS)
            .select_from(PERSON_SOURCE.join(t.enrolment, t.enrolment.c.person == t.person.c.uid))
            .order_by(t.enrolment.c.id)
        )
        if states is not None:
            statement = statement.where(t.enrolment.c.state.in_(states))
        if workspace.user.villages:
            statement = statement.where(t.enrolment.c.village.in_(workspace.user.villages))
        places = reserve_places(connection)
        return [
            _queue_row(workspace, row, places.get(row.enrolment_id, 0))
            for row in connection.execute(statement)
        ]


def read_enrolment(connection: Connection, enrolment: str) -> t.AnyRow:
    """Read one enrolment by its id or by a prefix of it that no other has; raises `NotFound`."""
    pattern = enrolment.replace("%", "").replace("_", "") + "%"
    found = connection.execute(select(t.enrolment).where(t.enrolment.c.id.like(pattern)).limit(2)).all()
    exact = [row for row in found if row.id == enrolment]
    if exact:
        return exact[0]
    if not enrolment or len(found) != 1:
        raise NotFound(
            _("Usulan {enrolment} tidak ada di antrean, atau ID-nya kurang lengkap.").format(
                enrolment=enrolment
            )
        )
    return found[0]


def risk_level(codes: Collection[str]) -> str:
    """`tinggi` when a warning fails, `sedang` when one is unknown, else `rendah`."""
    if any(code.endswith("=gagal") for code in codes):
        return "tinggi"
    return "sedang" if codes else "rendah"


def _held(connection: Connection, person: str) -> t.AnyRow | None:
    mine = (t.enrolment.c.person == person) & t.enrolment.c.state.in_(ACTIVE)
    return connection.execute(select(t.enrolment.c.id, t.enrolment.c.state).where(mine)).first()


def _queue_row(workspace: Workspace, row: t.AnyRow, place: int) -> QueueRow:
    codes = tuple(json.loads(row.enrolment_risk))
    record = record_of(row, workspace.today())
    changed = changed_since(record, json.loads(row.enrolment_listed))
    risk = risk_words(workspace.programme, codes)
    return QueueRow(
        id=row.enrolment_id,
        person=row.uid,
        nik=row.enrolment_nik,
        name=record.name,
        household=record.household,
        village=row.enrolment_village,
        desil=row.enrolment_desil,
        state=row.enrolment_state,
        risk=(changed_words(changed), *risk) if changed else risk,
        risk_level=RISK_LEVELS[0] if changed else risk_level(codes),
        waiting_since=row.enrolment_queued_at,
        maker=row.enrolment_maker,
        decided_by=row.enrolment_decided_by or "",
        reason=row.enrolment_reason,
        note=row.enrolment_note,
        mine=workspace.user.name in (row.enrolment_maker, row.enrolment_editor),
        changed=changed,
        queued_digest=row.enrolment_queued_digest,
        proposed=record.proposed,
        place=place,
    )


def changed_words(changed: Collection[str]) -> str:
    """Say that a newer list differs from what was queued."""
    return _("Daftar berubah sejak diantrekan: {fields}").format(fields=", ".join(changed))
