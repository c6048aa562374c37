"""Proving that nothing was changed behind the ledger's back, and rebuilding what follows from it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from kelambu_tui.ledger.checking import check_ledger, ledger_entries
from kelambu_tui.ledger.entries import read_entry
from kelambu_tui.ledger.projections import rebuild as rebuild_projections
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t
from kelambu_tui.store.registry import registry_digest, tampered_rows
from kelambu_tui.work.workspace import Workspace


@dataclass(frozen=True, slots=True)
class AuditReport:
    """The outcome of an audit; `faults` are sentences that name what was changed."""

    entries: int
    signatures: int
    unsigned: int
    faults: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether everything is as it was written."""
        return not self.faults


class _Checked(Exception):
    """Carries a finished report out of the transaction that must not be committed."""

    def __init__(self, report: AuditReport) -> None:
        super().__init__()
        self.report = report


def audit(workspace: Workspace) -> AuditReport:
    """Check file, chain, signatures, projections and registry; changes nothing.

    The projections are rebuilt and compared inside a transaction that is always rolled back.
    """
    try:
        with workspace.database.write() as connection:
            raise _Checked(_report(connection))
    except _Checked as checked:
        return checked.report


def rebuild(workspace: Workspace) -> int:
    """Rebuild every projection from the entries alone; answers how many entries were replayed."""
    with workspace.database.write() as connection:
        entries = list(ledger_entries(connection))
        rebuild_projections(connection, entries)
    return len(entries)


def integrity_faults(connection: Connection) -> list[str]:
    """What SQLite and SQLCipher themselves find wrong with the file's pages."""
    damaged = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA cipher_integrity_check")]
    pages = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA quick_check")]
    return damaged + [line for line in pages if line != "ok"]


def _report(connection: Connection) -> AuditReport:
    faults = [_("Berkas basis data: {fault}").format(fault=fault) for fault in integrity_faults(connection)]
    faults += _registry_faults(connection)
    ledger = check_ledger(connection)
    return AuditReport(ledger.entries, ledger.signatures, ledger.unsigned, (*faults, *ledger.faults))


def _registry_faults(connection: Connection) -> list[str]:
    faults = [
        _("Daftar, tabel {table}, baris {key}: isinya berubah sejak diimpor.").format(table=table, key=key)
        for table, key in tampered_rows(connection)
    ]
    imports = select(t.entry.c.line).where(t.entry.c.kind == "import.made").order_by(t.entry.c.seq.desc())
    newest = connection.execute(imports.limit(1)).scalar()
    promised = read_entry(newest).body.get("registry") if newest is not None else None
    if promised is not None and promised != registry_digest(connection):
        faults.append(_("Daftar: ada baris yang ditambah, dihapus atau diganti sejak impor terakhir."))
    return faults
