"""What follows from each kind of entry: the rows that screens read.

`project` is the only code that writes the projection tables, whether an entry is new or the whole
ledger is replayed; therefore a rebuild gives the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlalchemy import Connection, delete
from sqlalchemy.exc import IntegrityError

from kelambu_tui.errors import Refused
from kelambu_tui.ledger.consequences import accounts, corrections, duplicates, enrolments, proposals, sessions
from kelambu_tui.ledger.entries import Entry
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
        raise Refused(_broken_rule(str(error.orig))) from error


def rebuild(connection: Connection, entries: Iterable[Entry]) -> None:
    """Empty the projections and replay `entries`, which come in ledger order."""
    for table in t.PROJECTIONS:
        connection.execute(delete(table))
    proposals.forget_proposals(connection)
    for entry in entries:
        project(connection, entry)


def _broken_rule(message: str) -> str:
    if "asker_is_not_giver" in message:
        return _("Izin ini Anda minta sendiri; penyelia lain yang harus memberikannya.")
    if "proposer_is_not_decider" in message:
        return _("Usulan desil ini Anda buat sendiri; penyelia lain yang harus memutuskannya.")
    if "is_not_checker" in message:
        return _("Usulan ini Anda buat atau ubah sendiri; orang lain yang harus memutuskannya.")
    if "enrolment.person" in message:
        return _("Orang ini sudah ada di antrean atau sudah disetujui.")
    if "enrolment.nik" in message:
        return _("NIK ini sudah dipakai usulan lain yang menunggu atau disetujui. Periksa kedua catatan itu.")
    if "session." in message:
        return _("Masih ada sesi yang terbuka. Tutup dulu, baru buka yang baru.")
    if "account" in message:
        return _("Nama pengguna itu sudah ada. Pilih nama lain.")
    return _("Catatan ini bertentangan dengan isi buku besar: {message}.").format(message=message)


_CONSEQUENCES: dict[str, Callable[[Connection, Entry], None]] = {
    **accounts.CONSEQUENCES,
    **enrolments.CONSEQUENCES,
    **duplicates.CONSEQUENCES,
    **sessions.CONSEQUENCES,
    **corrections.CONSEQUENCES,
    **proposals.CONSEQUENCES,
}
