"""What can still be read of a damaged database: tables row by row, and the ledger page by page.

Works on a copy only: opening a database, even to read, may fold its log into the file.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kelambu_tui.store.carving import carve
from kelambu_tui.store.disk import plain_disk_errors

_FIRST = -(1 << 62)
_FARTHEST = 1 << 40
_ENTRY_COLUMNS, _SIGNATURE_COLUMNS = 8, 5
_HEAD, _SIGNATURE = 32, 64


@dataclass(frozen=True, slots=True)
class FoundEntry:
    """A line that stood in the ledger, with the head it left behind; unproven."""

    rowid: int
    line: bytes
    head: bytes


@dataclass(slots=True)
class Salvage:
    """What was found, by table and by place in the ledger; `damaged` names tables that lack rows."""

    entries: dict[tuple[str, int], list[FoundEntry]]
    signatures: dict[tuple[str, int, str], list[tuple[bytes, bytes]]]
    tables: dict[str, tuple[tuple[str, ...], list[tuple[Any, ...]]]]
    damaged: set[str]


def salvage(
    path: Path, key: bytes, room: Path, names: Sequence[str], sealed_rows: Mapping[str, Sequence[str]]
) -> Salvage:
    """Read what can be read of the tables `names` and of the ledger in the database at `path`.

    `sealed_rows` names the columns of tables whose rows prove themselves: where they are damaged they are
    read page by page too, so rows that were replaced since may be among them. Everything happens on a copy
    in `room`. Raises `Refused` when that cannot be written.
    """
    copy = room / "rusak.db"
    with plain_disk_errors(room):
        for ending in ("", "-wal"):
            if Path(f"{path}{ending}").is_file():
                shutil.copyfile(f"{path}{ending}", f"{copy}{ending}")
    found = Salvage({}, {}, {}, set())
    _read_tables(copy, key, names, found)
    wanted = {name: sealed_rows[name] for name in sorted(found.damaged.intersection(sealed_rows))}
    _carve(copy, key, wanted, found)
    for ending in ("", "-wal", "-shm"):
        with suppress(OSError):
            Path(f"{copy}{ending}").unlink(missing_ok=True)
    return found


def _carve(path: Path, key: bytes, tables: Mapping[str, Sequence[str]], found: Salvage) -> None:
    """Add every row of the ledger, and of those `tables` whose first column is their row id."""
    by_count: dict[int, list[list[tuple[Any, ...]]]] = {}
    for name, columns in tables.items():
        known = ("rowid", *columns)
        present, rows = found.tables.setdefault(name, (known, []))
        if present == known:  # an earlier schema has other columns
            by_count.setdefault(len(columns), []).append(rows)
    for rowid, row in carve(path, key, {_ENTRY_COLUMNS, _SIGNATURE_COLUMNS, *by_count}):
        if row[0] is None:
            for rows in by_count.get(len(row), ()):
                rows.append((rowid, rowid, *row[1:]))
        elif len(row) == _SIGNATURE_COLUMNS:
            _add_signature(found, row)
        elif len(row) == _ENTRY_COLUMNS:
            line, head = row[6], row[7]
            if isinstance(line, bytes) and isinstance(head, bytes) and len(head) == _HEAD:
                _add_entry(found, rowid, line, head)


def _add_entry(found: Salvage, rowid: int, line: bytes, head: bytes) -> None:
    try:
        fields = json.loads(line)
        place = (str(fields["device"]), int(fields["seq"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return
    one = FoundEntry(rowid, line, head)
    if one not in found.entries.setdefault(place, []):
        found.entries[place].append(one)


def _add_signature(found: Salvage, row: Sequence[Any]) -> None:
    device, seq, author, head, signature = row
    kinds = (str, int, str, bytes, bytes)
    if not all(isinstance(value, kind) for value, kind in zip(row, kinds, strict=True)):
        return
    if (len(head), len(signature)) == (_HEAD, _SIGNATURE):
        known = found.signatures.setdefault((device, seq, author), [])
        if (head, signature) not in known:
            known.append((head, signature))


def _read_tables(path: Path, key: bytes, names: Sequence[str], found: Salvage) -> None:
    import sqlcipher3.dbapi2 as driver

    connection = driver.connect(str(path), isolation_level=None)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for name in names:
            _read_table(connection, name, found)
    except driver.DatabaseError:
        pass  # not even the first page can be read; every table counts as damaged
    finally:
        with suppress(driver.Error):
            connection.close()
    found.damaged |= set(names) - set(found.tables)
    for name, add in (("entry", _table_entry), ("signature", _table_signature)):
        columns, rows = found.tables.pop(name, ((), []))
        for row in rows:
            add(found, dict(zip(columns, row, strict=True)))


def _table_entry(found: Salvage, row: dict[str, Any]) -> None:
    if isinstance(row["line"], bytes) and isinstance(row["head"], bytes):
        _add_entry(found, row["rowid"], row["line"], row["head"])


def _table_signature(found: Salvage, row: dict[str, Any]) -> None:
    _add_signature(found, [row[name] for name in ("device", "seq", "author", "head", "signature")])


def _read_table(connection: Any, name: str, found: Salvage) -> None:
    columns = [str(row[1]) for row in connection.execute(f"PRAGMA table_info({name})")]
    if not columns:
        return
    rows: list[tuple[Any, ...]] = []
    found.tables[name] = (("rowid", *columns), rows)
    if not _read_rows(connection, f"rowid, {', '.join(map(_quoted, columns))}", name, rows):
        found.damaged.add(name)


def _quoted(name: str) -> str:
    return f'"{name}"'


def _read_rows(connection: Any, columns: str, table: str, rows: list[tuple[Any, ...]]) -> bool:
    """Add the readable rows in order of their row ids, stepping over damage; whether all were readable."""
    import sqlcipher3.dbapi2 as driver

    whole, start = True, _FIRST
    while True:
        try:
            for row in _from(connection, columns, table, start):
                rows.append(tuple(row))
                start = row[0] + 1
        except driver.DatabaseError as error:
            if "no such column" in str(error):  # a table without row ids: all of it, or what comes
                return _read_plain(connection, columns, table, rows)
            whole = False
        else:
            return whole
        beyond = _next_readable(connection, table, start)
        if beyond is None:
            return False
        start = beyond


def _read_plain(connection: Any, columns: str, table: str, rows: list[tuple[Any, ...]]) -> bool:
    import sqlcipher3.dbapi2 as driver

    try:
        statement = f"SELECT {columns.replace('rowid', 'NULL', 1)} FROM {table}"  # noqa: S608
        rows.extend(tuple(row) for row in connection.execute(statement))
    except driver.DatabaseError:
        return False
    return True


def _from(connection: Any, columns: str, table: str, start: int) -> Iterator[Any]:
    statement = f"SELECT {columns} FROM {table} NOT INDEXED WHERE rowid >= ? ORDER BY rowid"  # noqa: S608
    return iter(connection.execute(statement, (start,)))


def _next_readable(connection: Any, table: str, start: int) -> int | None:
    """The smallest row id after `start` from which reading works again, found by ever longer steps."""
    step = 1
    if start == _FIRST:
        start = -1000 if _works(connection, table, -1000) else 0
        if _works(connection, table, start):
            return start
    while not _works(connection, table, start + step):
        step *= 2
        if step > _FARTHEST:
            return None
    low, high = start + step // 2, start + step
    while low + 1 < high:
        middle = (low + high) // 2
        low, high = (low, middle) if _works(connection, table, middle) else (middle, high)
    return high


def _works(connection: Any, table: str, start: int) -> bool:
    import sqlcipher3.dbapi2 as driver

    try:
        connection.execute(
            f"SELECT * FROM {table} NOT INDEXED WHERE rowid >= ? ORDER BY rowid LIMIT 1",  # noqa: S608
            (start,),
        ).fetchone()
    except driver.DatabaseError:
        return False
    return True
