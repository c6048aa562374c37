"""Places: who holds one, who waits for one in which order, giving one up, and the next who gets it.

Nobody is moved by hand: whenever a place is free, the first reserve of the ledger gets it, as an entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select

from kelambu_tui.errors import Refused, Unreadable
from kelambu_tui.ledger.consequences.enrolments import HOLDING
from kelambu_tui.ledger.writing import append
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t
from kelambu_tui.work.records import check_village
from kelambu_tui.work.workspace import Workspace, confirm_identity

RELEASES = ("meninggal", "pindah", "sudah_peserta", "mengundurkan_diri", "tidak_memenuhi", "ditolak_bpjs")
"""Why an approved place is given up."""


@dataclass(frozen=True, slots=True)
class Places:
    """The places of one desil: its ceiling, those approved, promised (queued or returned), and reserves."""

    desil: int
    ceiling: int
    approved: int
    promised: int
    reserves: int

    @property
    def left(self) -> int:
        """Places that nobody holds."""
        return max(self.ceiling - self.approved - self.promised, 0)


def places(connection: Connection, workspace: Workspace) -> tuple[Places, ...]:
    """The places of every desil of the programme, in order of desil."""
    statement = select(t.enrolment.c.desil, t.enrolment.c.state, func.count()).group_by(
        t.enrolment.c.desil, t.enrolment.c.state
    )
    counts = {(desil, state): int(count) for desil, state, count in connection.execute(statement)}
    return tuple(
        Places(
            desil,
            ceiling,
            counts.get((desil, "disetujui"), 0),
            sum(counts.get((desil, state), 0) for state in HOLDING if state != "disetujui"),
            counts.get((desil, "cadangan"), 0),
        )
        for desil, ceiling in sorted(workspace.programme.quota.items())
    )


def fill_places(connection: Connection, workspace: Workspace) -> list[str]:
    """Give free places to reserves in the order of the ledger; answers the enrolments that got one."""
    return [
        _promote(connection, workspace, row)
        for free in places(connection, workspace)
        if free.left and free.reserves
        for row in connection.execute(_reserves(free.desil).limit(free.left)).all()
    ]


def _promote(connection: Connection, workspace: Workspace, row: t.AnyRow) -> str:
    append(
        connection,
        workspace.pen,
        "enrolment.promoted",
        row.person,
        {"desil": row.desil},
        ref=row.id,
        ref_hash=row.queued_digest,
    )
    return str(row.id)


def _reserves(desil: int) -> Select[tuple[Any, ...]]:
    """Who waits for a place of a desil, in the order of the ledger."""
    waiting = (t.enrolment.c.state == "cadangan") & (t.enrolment.c.desil == desil)
    return select(t.enrolment).where(waiting).order_by(t.enrolment.c.queued_seq, t.enrolment.c.id)


def reserve_place(workspace: Workspace, enrolment: str) -> int:
    """Where a reserve stands in the order of its desil, from 1; 0 when it is none."""
    with workspace.database.read() as connection:
        return reserve_places(connection).get(enrolment, 0)


def reserve_places(connection: Connection) -> dict[str, int]:
    """Where every reserve stands in the order of its desil, from 1, by enrolment."""
    desils = select(t.enrolment.c.desil).where(t.enrolment.c.state == "cadangan").distinct()
    return {
        row.id: place
        for desil in connection.execute(desils).scalars().all()
        for place, row in enumerate(connection.execute(_reserves(desil)), 1)
    }


def release_label(code: str) -> str:
    """Why a place is given up, in words."""
    labels = {
        "meninggal": _("Meninggal"),
        "pindah": _("Pindah dari kabupaten"),
        "sudah_peserta": _("Sudah menjadi peserta lewat jalan lain"),
        "mengundurkan_diri": _("Mengundurkan diri"),
        "tidak_memenuhi": _("Tidak memenuhi syarat lagi"),
        "ditolak_bpjs": _("Ditolak BPJS Ketenagakerjaan"),
    }
    return labels.get(code, code)


def release(workspace: Workspace, enrolment: str, reason: str, note: str, passphrase: str) -> list[str]:
    """Write `place.released` for an approved enrolment, signed; answers who got the place.

    Raises `Refused` for anyone but a supervisor, outside their area, or where no place is held;
    `Unreadable` for an unknown reason, `Locked` when the passphrase does not fit.
    """
    from kelambu_tui.work.enrolment import read_enrolment

    if not workspace.user.decides:
        raise Refused(_("Hanya penyelia yang bisa melepas tempat. Serahkan kepada penyelia Anda."))
    if reason not in RELEASES:
        raise Unreadable(
            _("Alasan “{code}” tidak dikenal. Pilih salah satu: {known}.").format(
                code=reason, known=", ".join(RELEASES)
            )
        )
    confirm_identity(workspace, passphrase)
    with workspace.database.write() as connection:
        row = read_enrolment(connection, enrolment)
        check_village(workspace, row.village)
        append(
            connection,
            workspace.pen,
            "place.released",
            row.person,
            {"reason": reason, "note": note.strip()},
            ref=row.id,
            ref_hash=row.queued_digest,
        )
        return fill_places(connection, workspace)
