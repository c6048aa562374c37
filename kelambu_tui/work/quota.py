"""Places: who holds one, who waits for one in which order, giving one up, and the next who gets it.

Nobody is moved by hand: whenever a place is free, the first reserve of the ledger gets it, as an entry.
A laptop that the hub lent places promises only those, so that laptops that have not heard of each other
never promise one place twice; without a loan the programme's ceiling counts, and the hub judges last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Select, func, select

from kelambu_tui.errors import Refused, Unreadable
from kelambu_tui.ledger.consequences.enrolments import HOLDING
from kelambu_tui.ledger.writing import append
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t
from kelambu_tui.work.records import check_village, places_taken
from kelambu_tui.work.workspace import Workspace, confirm_identity

RELEASES = ("meninggal", "pindah", "sudah_peserta", "mengundurkan_diri", "tidak_memenuhi", "ditolak_bpjs")
"""Why an approved place is given up."""


@dataclass(frozen=True, slots=True)
class Places:
    """The places of one desil: its ceiling, those approved, promised (queued or returned), and reserves.

    `lent`: these are the places that the hub lent this laptop, and what was queued on it; else the
    programme's, and everybody's that is known here.
    """

    desil: int
    ceiling: int
    approved: int
    promised: int
    reserves: int
    lent: bool = False

    @property
    def left(self) -> int:
        """Places that nobody holds."""
        return max(self.ceiling - self.approved - self.promised, 0)


def places(connection: Connection, workspace: Workspace) -> tuple[Places, ...]:
    """The places of every desil of the programme, in order of desil."""
    loan = lent_places(connection)
    own = own_devices(connection)
    statement = select(t.enrolment.c.desil, t.enrolment.c.state, t.enrolment.c.device, func.count()).group_by(
        t.enrolment.c.desil, t.enrolment.c.state, t.enrolment.c.device
    )
    here: Counter[tuple[int, str]] = Counter()
    elsewhere: Counter[tuple[int, str]] = Counter()
    for desil, state, device, count in connection.execute(statement):
        (here if device in own else elsewhere)[desil, state] += int(count)
    if loan is None:
        here, elsewhere = here + elsewhere, Counter()
    return tuple(
        Places(
            desil,
            _ceiling(ceiling, loan, desil, sum(elsewhere[desil, state] for state in HOLDING)),
            here[desil, "disetujui"],
            sum(here[desil, state] for state in HOLDING if state != "disetujui"),
            here[desil, "cadangan"],
            lent=loan is not None,
        )
        for desil, ceiling in sorted(workspace.programme.quota.items())
    )


def _ceiling(ceiling: int, loan: Mapping[int, int] | None, desil: int, elsewhere: int) -> int:
    """What this laptop may promise in a desil: its loan, and never what others are known to hold."""
    if loan is None:
        return ceiling
    return min(loan.get(desil, 0), max(ceiling - elsewhere, 0))


def lent_places(connection: Connection) -> dict[int, int] | None:
    """Places that the hub lent this laptop, by desil; None where it never lent any."""
    own = select(t.device.c.device).where(t.device.c.own)
    statement = select(t.allotment.c.desil, t.allotment.c.places).where(t.allotment.c.device.in_(own))
    rows = connection.execute(statement).all()
    return {row.desil: row.places for row in rows} if rows else None


def own_devices(connection: Connection) -> frozenset[str]:
    """The devices whose chains this laptop wrote; what was queued on them holds its places."""
    return frozenset(connection.execute(select(t.device.c.device)).scalars())


def may_promise(connection: Connection, desil: int, but: str = "") -> int | None:
    """Places of its loan that this laptop has left, not counting person `but`; None without a loan."""
    loan = lent_places(connection)
    if loan is None:
        return None
    held = places_taken(connection, desil, but=but, devices=own_devices(connection))
    return max(loan.get(desil, 0) - held, 0)


def places_left(connection: Connection, workspace: Workspace, desil: int) -> int:
    """Places of a desil that this laptop may still promise."""
    return next((one.left for one in places(connection, workspace) if one.desil == desil), 0)


def check_given(connection: Connection, workspace: Workspace, enrolment: t.AnyRow) -> None:
    """Raise `Refused` where approving this enrolment would give a place too many."""
    desil, ceiling = enrolment.desil, workspace.programme.quota.get(enrolment.desil, 0)
    given = places_taken(connection, desil, states=("disetujui",))
    if given >= ceiling:
        raise Refused(
            _("Kuota desil {desil} sudah penuh: {given} dari {ceiling} tempat disetujui.").format(
                desil=desil, given=given, ceiling=ceiling
            )
        )
    loan = lent_places(connection)
    if loan is None or enrolment.device not in own_devices(connection):
        return
    here = next(one for one in places(connection, workspace) if one.desil == desil)
    if here.approved >= loan.get(desil, 0):
        raise Refused(
            _(
                "Jatah laptop ini untuk desil {desil} sudah habis: {given} dari {ceiling} tempat disetujui. "
                "Minta tambahan jatah dari dinas, lalu kirim dan terima."
            ).format(desil=desil, given=here.approved, ceiling=loan.get(desil, 0))
        )


def fill_places(connection: Connection, workspace: Workspace) -> list[str]:
    """Give free places to reserves in the order of the ledger; answers the enrolments that got one.

    Only reserves of this laptop: others' wait for a place of their own laptop's.
    """
    return [
        _promote(connection, workspace, row)
        for free in places(connection, workspace)
        if free.left and free.reserves
        for row in connection.execute(
            _reserves(free.desil)
            .where(t.enrolment.c.device.in_(sorted(own_devices(connection))))
            .limit(free.left)
        ).all()
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
    """Who waits for a place of a desil, laptop by laptop in the order of its ledger."""
    waiting = (t.enrolment.c.state == "cadangan") & (t.enrolment.c.desil == desil)
    return (
        select(t.enrolment)
        .where(waiting)
        .order_by(t.enrolment.c.device, t.enrolment.c.queued_seq, t.enrolment.c.id)
    )


def reserve_place(workspace: Workspace, enrolment: str) -> int:
    """Where a reserve stands in the order of its desil, from 1; 0 when it is none."""
    with workspace.database.read() as connection:
        return reserve_places(connection).get(enrolment, 0)


def reserve_places(connection: Connection) -> dict[str, int]:
    """Where every reserve stands in the order of its desil on its laptop, from 1, by enrolment."""
    desils = select(t.enrolment.c.desil).where(t.enrolment.c.state == "cadangan").distinct()
    found: dict[str, int] = {}
    for desil in connection.execute(desils).scalars().all():
        rows = connection.execute(_reserves(desil)).all()
        for _device, queue in groupby(rows, key=lambda row: row.device):
            found |= {row.id: place for place, row in enumerate(queue, 1)}
    return found


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
