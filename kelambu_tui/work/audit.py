"""Proving that nothing was changed behind the ledger's back, and rebuilding what follows from it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ColumnClause, Connection, literal_column, select

from kelambu_tui.ledger.checking import check_ledger
from kelambu_tui.ledger.entries import Entry, read_entry
from kelambu_tui.ledger.projections import rebuild as rebuild_projections
from kelambu_tui.ledger.receipts import receipt_faults
from kelambu_tui.locale import _
from kelambu_tui.people.names import strict_fold
from kelambu_tui.people.nik import read_nik
from kelambu_tui.store import tables as t
from kelambu_tui.store.integrity import integrity_faults
from kelambu_tui.store.registry import held_digest, registry_digest, tampered_rows
from kelambu_tui.store.slots import read_slots
from kelambu_tui.work.comparing import seal, sealed_as
from kelambu_tui.work.desil_sources import is_settled, settle_desils
from kelambu_tui.work.workspace import Workspace

if TYPE_CHECKING:
    from kelambu_tui.programme.model import Programme


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
        with workspace.database.write(derived=True) as connection:
            raise _Checked(_report(connection, workspace))
    except _Checked as checked:
        return checked.report


def rebuild(workspace: Workspace) -> int:
    """Rebuild every projection from the entries alone, own and others'; answers how many were replayed."""
    with workspace.database.write() as connection:
        return rebuild_in(connection, workspace.programme)


def rebuild_in(connection: Connection, programme: Programme) -> int:
    """The same in the caller's transaction, under `programme`."""
    replayed = rebuild_projections(connection)
    settle_desils(connection, programme)
    return replayed


def _report(connection: Connection, workspace: Workspace) -> AuditReport:
    faults = [_("Berkas basis data: {fault}").format(fault=fault) for fault in integrity_faults(connection)]
    missing = _missing_parts(connection)
    faults += [_("Berkas basis data: {name} hilang dari skema.").format(name=name) for name in missing]
    if len(faults) > len(missing) or any(table.name in missing for table in t.TABLES):
        # What stands on damaged pages cannot be judged; naming them is all that helps.
        return AuditReport(0, 0, 0, tuple(faults))
    faults += _registry_faults(connection, workspace) + receipt_faults(connection)
    faults += _slot_faults(connection, workspace)
    ledger = check_ledger(connection)
    return AuditReport(ledger.entries, ledger.signatures, ledger.unsigned, (*faults, *ledger.faults))


def _missing_parts(connection: Connection) -> list[str]:
    """Tables, indexes and triggers that the schema has and this database lacks."""
    expected = {table.name for table in t.TABLES} | set(t.GUARDS)
    expected |= {str(index.name) for table in t.TABLES for index in table.indexes}
    return sorted(expected - set(connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars()))


def _slot_faults(connection: Connection, workspace: Workspace) -> list[str]:
    """Accounts of the ledger whose key file is missing, damaged, or says something else."""
    slots = {slot.name: (slot.role, slot.villages) for slot in read_slots(workspace.folder)}
    rows = connection.execute(select(t.account).order_by(t.account.c.name)).all()
    return [
        _("Berkas akun {name} hilang, rusak, atau berbeda dari buku besar.").format(name=row.name)
        for row in rows
        if slots.get(row.name) != (row.role, tuple(json.loads(row.villages)))
    ]


def _registry_faults(connection: Connection, workspace: Workspace) -> list[str]:
    faults = [
        _("Daftar, tabel {table}, baris {key}: isinya berubah sejak diimpor.").format(table=table, key=key)
        for table, key in tampered_rows(connection)
    ]
    faults += _derived_faults(connection, workspace)
    imports = _taken_in(connection)
    if imports and imports[-1].body["registry"] != registry_digest(connection):
        faults.append(_("Daftar: ada baris yang ditambah, dihapus atau diganti sejak impor terakhir."))
    if not is_settled(connection, workspace.programme):
        faults.append(
            _("Desil yang dipakai tidak lagi menurut aturan program. Jalankan `kelambu doctor --rebuild`.")
        )
    held = [entry.body["held"] for entry in imports if "held" in entry.body]
    if held and held[-1] != held_digest(connection):
        faults.append(_("Karantina: ada baris yang ditambah, dihapus atau diganti sejak impor terakhir."))
    told = [(entry.subject, *(entry.body[name] for name in _COUNTS)) for entry in imports]
    columns = (t.intake.c.file_digest, *(t.intake.c[name] for name in _COUNTS))
    kept = [tuple(row) for row in connection.execute(select(*columns).order_by(t.intake.c.id))]
    if told != kept:
        faults.append(_("Daftar impor tidak sama dengan yang dicatat buku besar."))
    if sealed_as(connection) not in (None, seal(connection)):
        faults.append(_("Dugaan ganda: ada pasangan yang dihapus atau diganti sejak pembandingan terakhir."))
    return faults


def _taken_in(connection: Connection) -> list[Entry]:
    """Entries that changed this laptop's registry, each once; other laptops import for themselves.

    After a fork one may stand in two of this laptop's chains, under the same id.
    """
    row_number: ColumnClause[int] = literal_column("entry.rowid")
    made = select(t.entry.c.id, t.entry.c.line).where(t.entry.c.kind.in_(_TAKES_IN)).order_by(row_number)
    found = {row.id: row.line for row in connection.execute(made)}
    return [read_entry(line) for line in found.values()]


_TAKES_IN = ("import.made", "list.accepted")
_COUNTS = ("read", "added", "changed", "unchanged", "quarantined")


def _derived_faults(connection: Connection, workspace: Workspace) -> list[str]:
    """People whose search key or NIK state is not what their name and NIK give."""
    columns = (t.person.c.uid, t.person.c.name, t.person.c.name_key, t.person.c.nik, t.person.c.nik_state)
    today = workspace.today()
    return [
        _("Daftar, tabel {table}, baris {key}: isinya berubah sejak diimpor.").format(table="person", key=uid)
        for uid, name, key, nik, state in connection.execute(select(*columns))
        if strict_fold(name) != key or read_nik(nik, today).state != state
    ]
