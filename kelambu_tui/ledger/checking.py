"""Does the ledger still say what was written: bytes, chain, signatures, and what follows from them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, select, true

from kelambu_tui.errors import KelambuError
from kelambu_tui.ledger.entries import FIRST_HEAD, Entry, canonical, next_head, read_entry
from kelambu_tui.ledger.pen import signed_by
from kelambu_tui.ledger.projections import rebuild
from kelambu_tui.ledger.vouching import check_pulled
from kelambu_tui.ledger.writing import SIGNED_KINDS
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t
from kelambu_tui.store.registry import PROPOSED


@dataclass(frozen=True, slots=True)
class LedgerCheck:
    """What a check of the ledger found; `unsigned` entries wait for their author's next signature."""

    entries: int
    signatures: int
    unsigned: int
    faults: tuple[str, ...]


def check_ledger(connection: Connection) -> LedgerCheck:
    """Check every entry, the chain, every signature, what others wrote, and the projections.

    The projections are rebuilt inside the caller's transaction, so the caller must roll it back.
    """
    faults: list[str] = []
    entries: list[Entry] = []
    heads: dict[tuple[str, int], bytes] = {}
    for device in connection.execute(select(t.device).order_by(t.device.c.device)).all():
        chain = list(_check_chain(connection, device, faults, heads))
        entries.extend(chain)
    keys = _keys(entries)
    signatures = connection.execute(select(t.signature)).all()
    covered = _check_signatures(signatures, heads, keys, faults)
    _check_decisions(entries, covered, faults)
    others = check_pulled(connection, faults)
    _check_projections(connection, faults)
    unsigned = sum(entry.seq > covered.get((entry.device, entry.author), [0])[-1] for entry in entries)
    return LedgerCheck(len(entries) + others, len(signatures), unsigned, tuple(faults))


def _check_chain(
    connection: Connection, device: t.AnyRow, faults: list[str], heads: dict[tuple[str, int], bytes]
) -> Iterator[Entry]:
    head, expected = FIRST_HEAD, 0
    statement = select(t.entry).where(t.entry.c.device == device.device).order_by(t.entry.c.seq)
    for row in connection.execute(statement):
        expected += 1
        where = _("Entri {seq} ({device})").format(seq=row.seq, device=row.device)
        if row.seq != expected:
            faults.append(
                _("{where}: entri {expected} hilang dari rantai.").format(where=where, expected=expected)
            )
            expected = row.seq
        head = next_head(head, _bytes(row.line))
        if head != row.head:
            faults.append(
                _("{where}: isi tidak cocok dengan rantai; ada byte yang berubah.").format(where=where)
            )
            head = row.head  # name each break once, not everything after it
        heads[row.device, row.seq] = row.head
        entry = _read(row, where, faults)
        if entry is not None:
            yield entry
    if (device.seq, device.head) != (expected, head):
        faults.append(
            _("Laptop {device}: rantai berakhir di entri {expected}, padahal tercatat sampai {seq}.").format(
                device=device.device, expected=expected, seq=device.seq
            )
        )


def _read(row: t.AnyRow, where: str, faults: list[str]) -> Entry | None:
    try:
        entry = read_entry(_bytes(row.line))
        fields = {"id", "device", "seq", "kind", "author", "subject"}
        differing = sorted(name for name in fields if getattr(entry, name) != getattr(row, name))
        if differing:
            faults.append(
                _("{where}: kolom {columns} tidak sama dengan isi entri.").format(
                    where=where, columns=", ".join(differing)
                )
            )
        if canonical(json.loads(row.line)) != row.line:
            faults.append(_("{where}: tulisannya bukan bentuk baku.").format(where=where))
    except (ValueError, TypeError):
        faults.append(_("{where}: isi tidak bisa dibaca.").format(where=where))
        return None
    return entry


def _bytes(line: bytes | str) -> bytes:
    """The line's bytes, also where somebody wrote it back as text."""
    return line if isinstance(line, bytes) else str(line).encode()


def _keys(entries: list[Entry]) -> dict[str, str]:
    """The key of everybody who has an account here; the newest laptop's, where a fork made another chain."""
    return {
        entry.subject: str(entry.body.get("public_key", ""))
        for entry in entries
        if entry.kind == "account.opened"
    }


def _check_signatures(
    signatures: Any, heads: dict[tuple[str, int], bytes], keys: dict[str, str], faults: list[str]
) -> dict[tuple[str, str], list[int]]:
    """Which sequence numbers each author signed, per device; faults for signatures that do not hold."""
    covered: dict[tuple[str, str], list[int]] = {}
    for row in sorted(signatures, key=lambda row: (row.device, row.author, row.seq)):
        head = heads.get((row.device, row.seq))
        if head != row.head or not signed_by(keys.get(row.author, ""), row.head, row.signature):
            faults.append(
                _("Tanda tangan {author} pada entri {seq} ({device}) tidak sah.").format(
                    author=row.author, seq=row.seq, device=row.device
                )
            )
            continue
        covered.setdefault((row.device, row.author), []).append(row.seq)
    return covered


def _check_decisions(
    entries: list[Entry], covered: dict[tuple[str, str], list[int]], faults: list[str]
) -> None:
    """Every decision is covered by its author's signature: its own, or a later one over the chain.

    One that was written again after a fork waits for its author; the chain before it bears theirs.
    """
    twice = {one for one, count in Counter(entry.id for entry in entries).items() if count > 1}
    faults.extend(
        _("Entri {seq} ({device}): keputusan {kind} tanpa tanda tangan {author}.").format(
            seq=entry.seq, device=entry.device, kind=entry.kind, author=entry.author
        )
        for entry in entries
        if entry.kind in SIGNED_KINDS
        and entry.id not in twice
        and entry.seq > max(covered.get((entry.device, entry.author), ()), default=0)
    )


def _check_projections(connection: Connection, faults: list[str]) -> None:
    before = _projected(connection)
    try:
        rebuild(connection)
    except (KelambuError, KeyError) as error:
        faults.append(_("Keadaan tidak bisa disusun ulang dari buku besar: {error}").format(error=error))
        return
    after = _projected(connection)
    faults.extend(
        _("Tabel {table}, baris {key}: tidak sama dengan buku besar.").format(table=table, key=key)
        for table in before
        for key in sorted(before[table].keys() | after[table].keys())
        if before[table].get(key) != after[table].get(key)
    )


def _projected(connection: Connection) -> dict[str, dict[str, tuple[Any, ...]]]:
    proposed = {table: table.c.intake_id == PROPOSED for table in (t.household, t.person)}
    whole = {table: true() for table in t.PROJECTIONS}
    return {
        table.name: {_key(table, row): tuple(row) for row in connection.execute(select(table).where(which))}
        for table, which in {**whole, **proposed}.items()
    }


def _key(table: Table, row: t.AnyRow) -> str:
    """What names a row in a fault: the values of its primary key."""
    return " + ".join(str(row._mapping[column]) for column in table.primary_key)
