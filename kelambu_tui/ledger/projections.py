"""What follows from each kind of entry: the rows that screens read.

`project` is the only code that writes the projection tables, whether an entry is new, came from
another laptop, or the whole order is replayed; therefore a rebuild gives the same rows. What is new is
refused where it does not fit; what others wrote meanwhile is never refused, it becomes a `conflict`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlalchemy import Connection, bindparam, delete, update
from sqlalchemy.exc import IntegrityError, InvalidRequestError, OperationalError, StatementError

from kelambu_tui.errors import Refused
from kelambu_tui.ledger.consequences import (
    accounts,
    corrections,
    duplicates,
    enrolments,
    lending,
    proposals,
    sessions,
    visits,
)
from kelambu_tui.ledger.entries import Entry
from kelambu_tui.ledger.misfits import UNFIT, UNREADABLE, VISITS, Misfit, put_conflict
from kelambu_tui.ledger.order import Placed, in_order, known
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t


def project(connection: Connection, entry: Entry) -> None:
    """Apply one entry; kinds without consequences (and unknown, later ones) change nothing.

    Raises `Refused` when the entry does not fit the state: a second active enrolment, a decision on
    something that changed or was decided before, a maker who would check their own work.
    """
    consequence = _CONSEQUENCES.get(entry.kind)
    if consequence is None:
        return
    try:
        consequence(connection, entry)
    except IntegrityError as error:
        raise _broken_rule(str(error.orig)) from error
    if entry.kind in _SETTLING:
        connection.execute(_SETTLED, {"whom": entry.subject})


def replay(connection: Connection, placed: Iterable[Placed]) -> int:
    """Apply entries in their order; what does not fit becomes a conflict, and nothing stops the rest.

    Answers how many became one.
    """
    misfits = 0
    for one in placed:
        entry = one.entry()
        if entry is None:
            continue
        code = _misfit(connection, entry) if one.accepted else _refusal(connection, entry, one.code)
        if code:
            misfits += 1
            put_conflict(connection, entry, code, other=entry.ref)
    return misfits


def rebuild(connection: Connection) -> int:
    """Empty the projections and replay all that counts in its order; answers how many were replayed."""
    for table in t.PROJECTIONS:
        connection.execute(delete(table))
    proposals.forget_proposals(connection)
    placed = list(in_order(connection))
    replay(connection, placed)
    return len(placed)


def changes_state(kind: str) -> bool:
    """Whether entries of this kind have consequences in the projections."""
    return kind in _CONSEQUENCES


def _refusal(connection: Connection, entry: Entry, code: str) -> str:
    """Why the hub refused an entry; '' where it has the same decision already, by a copy of this laptop."""
    if code == "id_taken" and known(connection, entry.id) is not None:
        return ""
    return code or UNFIT


def _misfit(connection: Connection, entry: Entry) -> str:
    """Apply an entry wholly or not at all; answers why it did not fit, '' when it did."""
    if entry.kind not in _CONSEQUENCES:
        return ""
    connection.exec_driver_sql("SAVEPOINT entry")
    try:
        project(connection, entry)
    except Refused as error:
        code = error.code if isinstance(error, Misfit) else UNFIT
    except OperationalError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, InvalidRequestError, StatementError):
        code = UNREADABLE
    else:
        connection.exec_driver_sql("RELEASE entry")
        return ""
    connection.exec_driver_sql("ROLLBACK TO entry")
    connection.exec_driver_sql("RELEASE entry")
    return code


def _broken_rule(message: str) -> Misfit:
    for part, code, sentence in _RULES:
        if part in message:
            return Misfit(sentence(), code)
    return Misfit(
        _("Catatan ini bertentangan dengan isi buku besar: {message}.").format(message=message), UNFIT
    )


_RULES: tuple[tuple[str, str, Callable[[], str]], ...] = (
    (
        "asker_is_not_giver",
        "maker_is_checker",
        lambda: _("Izin ini Anda minta sendiri; penyelia lain yang harus memberikannya."),
    ),
    (
        "proposer_is_not_decider",
        "maker_is_checker",
        lambda: _("Usulan desil ini Anda buat sendiri; penyelia lain yang harus memutuskannya."),
    ),
    (
        "is_not_checker",
        "maker_is_checker",
        lambda: _("Usulan ini Anda buat atau ubah sendiri; orang lain yang harus memutuskannya."),
    ),
    (
        "enrolment.person",
        "second_enrolment",
        lambda: _("Orang ini sudah ada di antrean atau sudah disetujui."),
    ),
    (
        "enrolment.nik",
        "duplicate_nik",
        lambda: _(
            "NIK ini sudah dipakai usulan lain yang menunggu atau disetujui. Periksa kedua catatan itu."
        ),
    ),
    (
        "session.",
        "session_open",
        lambda: _("Masih ada sesi yang terbuka. Tutup dulu, baru buka yang baru."),
    ),
    ("account", "id_taken", lambda: _("Nama pengguna itu sudah ada. Pilih nama lain.")),
)
"""Rules of the tables: part of the driver's message, the word for it, the sentence."""

_SETTLING = frozenset(
    {
        "verification.recorded",
        "enrolment.queued",
        "approval.given",
        "approval.returned",
        "approval.rejected",
    }
)
"""Kinds that show that somebody has taken a person up again after an entry about them did not fit."""

_SETTLED = (
    update(t.conflict)
    .where(
        t.conflict.c.person == bindparam("whom"),
        t.conflict.c.state == "menunggu",
        t.conflict.c.code != VISITS,
    )
    .values(state="selesai")
)

_CONSEQUENCES: dict[str, Callable[[Connection, Entry], None]] = {
    **accounts.CONSEQUENCES,
    **visits.CONSEQUENCES,
    **enrolments.CONSEQUENCES,
    **duplicates.CONSEQUENCES,
    **sessions.CONSEQUENCES,
    **corrections.CONSEQUENCES,
    **proposals.CONSEQUENCES,
    **lending.CONSEQUENCES,
}
