"""What is in a backup, and how it is laid out in a folder again and checked there."""

from __future__ import annotations

import io
import json
import os
import shutil
import tarfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

from sqlalchemy import func, select

from kelambu_tui.display import display
from kelambu_tui.errors import Locked, Unreadable
from kelambu_tui.ledger.checking import check_ledger
from kelambu_tui.ledger.entries import read_entry
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t
from kelambu_tui.store.backup_file import Unsealer, head_of, read_head
from kelambu_tui.store.database import open_database
from kelambu_tui.store.disk import plain_disk_errors
from kelambu_tui.store.integrity import integrity_faults
from kelambu_tui.store.registry import registry_digest
from kelambu_tui.work.workspace import read_facts

DATABASE = "kelambu.db"
INSIDE = "isi.json"
"""The first file of a backup: what is in it, and its two secrets; never written to a disk."""

_MOST_INSIDE = 1 << 20


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a database: enough to say what came back, and to notice that something did not."""

    schema: str
    entries: int
    last_at: str  # ISO, UTC; '' for an empty ledger
    seq: int  # of the laptop's own chain
    head: str  # hex, the chain's head
    people: int
    registry: str  # registry digest


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A backup laid out in a folder, all but its two secrets."""

    folder: Path
    device: str
    at: str
    contents: Contents
    key: bytes
    secret: bytes


def unpack(path: Path, backup_key: bytes, into: Path) -> Unpacked:
    """Lay the backup at `path` out in the new folder `into`.

    Raises `Unreadable` for a damaged file, `Refused` when `into` cannot be written.
    """
    head = head_of(path)
    with plain_disk_errors(into):
        into.mkdir(mode=0o700)
        with path.open("rb") as file:
            read_head(file)
            unsealer = Unsealer(file, head, backup_key)
            inside: dict[str, Any] = {}
            try:
                with tarfile.open(
                    fileobj=cast(BinaryIO, io.BufferedReader(unsealer, 1 << 20)), mode="r|"
                ) as tar:
                    for member in tar:
                        content = tar.extractfile(member)
                        if member.name == INSIDE and content is not None:
                            inside = json.loads(content.read(_MOST_INSIDE))
                        elif content is not None:
                            _lay_out(into, member.name, cast(BinaryIO, content))
                unsealer.drain()
                return Unpacked(
                    into,
                    head.device,
                    head.at,
                    Contents(**inside["contents"]),
                    bytes.fromhex(inside["database_key"]),
                    bytes.fromhex(inside["device_secret"]),
                )
            except (tarfile.TarError, ValueError, KeyError, TypeError) as error:
                raise Unreadable(
                    _("Cadangan {path} tidak dapat dibaca sampai habis. Pakai cadangan lain.").format(
                        path=display(path)
                    )
                ) from error


def check_unpacked(found: Unpacked) -> tuple[str, ...]:
    """Compare what was laid out with what the backup says of itself; answers the ledger's own faults.

    Raises `Locked` when a page is damaged or anything is missing.
    """
    path = found.folder / DATABASE
    if contents_of(path, found.key) != found.contents:
        raise Locked(
            _(
                "Cadangan yang dibaca kembali tidak sama dengan aslinya. Pakai disk atau stik lain, lalu "
                "ulangi."
            )
        )
    read_facts(found.folder)
    return ledger_faults(path, found.key)


def contents_of(path: Path, key: bytes) -> Contents:
    """Describe the database at `path`; raises `Locked` when any of its pages is damaged."""
    database = open_database(path, key)
    try:
        with database.read() as connection:
            faults = integrity_faults(connection)
            if faults:
                raise Locked(
                    _("Basis data {path} rusak ({fault}). Jalankan kelambu doctor --repair.").format(
                        path=path, fault=display(faults[0])
                    )
                )
            own = connection.execute(select(t.device.c.seq, t.device.c.head).where(t.device.c.own)).first()
            newest = "SELECT line FROM entry ORDER BY rowid DESC LIMIT 1"
            last = connection.exec_driver_sql(newest).scalar()
            return Contents(
                schema=str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()),
                entries=connection.execute(select(func.count()).select_from(t.entry)).scalar_one(),
                last_at="" if last is None else read_entry(last).at,
                seq=0 if own is None else own.seq,
                head="" if own is None else own.head.hex(),
                people=connection.execute(select(func.count()).select_from(t.person)).scalar_one(),
                registry=registry_digest(connection),
            )
    finally:
        database.close()


class _Enough(Exception):
    """Ends a transaction that must leave nothing."""


def ledger_faults(path: Path, key: bytes) -> tuple[str, ...]:
    """What is wrong with the ledger of the database at `path`; changes nothing."""
    database = open_database(path, key)
    faults: tuple[str, ...] = ()
    try:
        with suppress(_Enough), database.write(derived=True) as connection:
            faults = check_ledger(connection).faults
            raise _Enough
    finally:
        database.close()
    return faults


def _lay_out(into: Path, name: str, content: BinaryIO) -> None:
    """Write one file of a backup; a name that leads out of the folder is a forgery."""
    pure = PurePosixPath(name)
    if pure.is_absolute() or ".." in pure.parts or "\\" in name or ":" in name or "\0" in name:
        raise ValueError(name)
    path = into / pure
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as file:
        shutil.copyfileobj(content, file, 1 << 20)
        file.flush()
        os.fsync(file.fileno())
