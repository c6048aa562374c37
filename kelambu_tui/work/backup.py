"""A backup: a whole workspace in one sealed file, which counts only after it has been restored once.

It holds a consistent copy of the database under its own key, the account files, the programme, weights,
papers' forms and settings, and, sealed with them, the device secret and the database key: restored on
another laptop, everybody's passphrase opens it as before.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import tarfile
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

from sqlalchemy import select

from kelambu_tui.display import display
from kelambu_tui.errors import Refused, Unreadable
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t
from kelambu_tui.store.backup_file import Sealer, backup_key_of, seal_to
from kelambu_tui.store.database import Database, open_database
from kelambu_tui.store.disk import (
    flush_folder,
    free_bytes,
    from_the_medium,
    may_write,
    plain_disk_errors,
    refused,
)
from kelambu_tui.work.backup_contents import DATABASE, INSIDE, Contents, check_unpacked, contents_of, unpack
from kelambu_tui.work.workspace import Workspace, read_facts, secret_of

_ROOM = ".cadangan-"
_ABANDONED = 3600  # seconds after which nobody is writing in a room any more
_LEFT_OUT = (
    ".lock",
    ".part",
    ".cache",
    ".db",
    ".db-wal",
    ".db-shm",
    "device.secret",
    "cadangan-keadaan.json",
)


@dataclass(frozen=True, slots=True)
class Source:
    """What a backup is made of: an open database and its folder; nobody needs to be signed in."""

    folder: Path
    database: Database
    key: bytes
    device: str
    practice: bool
    secret: bytes


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was written and restored once; `faults` are the ledger's own, kept as they are."""

    path: Path
    bytes: int
    seconds: float
    at: str
    contents: Contents
    holders: tuple[str, ...]
    recovery: int
    faults: tuple[str, ...]


def source_of(workspace: Workspace) -> Source:
    """The open workspace as a source."""
    return Source(
        workspace.folder,
        workspace.database,
        workspace.database_key,
        workspace.device,
        workspace.practice,
        secret_of(workspace.folder),
    )


def recipients_of(database: Database, known: Sequence[str]) -> tuple[str, ...]:
    """The age recipients of a backup: those that were set, and the district's once a hub has told it."""
    with database.read() as connection:
        told = connection.execute(select(t.hub_link.c.recovery)).scalar()
    return tuple(dict.fromkeys((*known, *([told] if told else []))))


@contextmanager
def source_in(folder: Path, key: bytes) -> Iterator[Source]:
    """The workspace in `folder`, opened with the database key alone, for work that runs beside the app."""
    facts = read_facts(folder)
    secret = secret_of(folder)
    database = open_database(folder / DATABASE, key)
    try:
        yield Source(folder, database, key, str(facts["device"]), bool(facts["practice"]), secret)
    finally:
        database.close()


def make_backup(
    source: Source, out: Path, holders: Sequence[dict[str, Any]], recipients: Sequence[str] = ()
) -> Made:
    """Write `source` to `out`, sealed to `holders` (`backup_file.hold`) and age `recipients`.

    It is written beside `out`, flushed, read back from the disk, restored into a room of its own and
    checked there; only then it gets its name. Raises `Refused` or `Unreadable` when `out` will not do or
    cannot be written, and `Locked` when the database is damaged; then an older file there is as it was.
    """
    started = time.perf_counter()
    _check_place(source, out)
    part = out.with_name(out.name + ".part")
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    facts = {
        "device": source.device,
        "at": at,
        "practice": source.practice,
        "holders": list(holders),
        "recovery": list(seal_to(recipients, backup_key_of(source.key))),
    }
    with _room(source.folder) as room:
        copy = room / DATABASE
        source.database.copy_to(copy, source.key)
        contents = contents_of(copy, source.key)
        try:
            with plain_disk_errors(part):
                _write(part, source, copy, contents, facts)
            copy.unlink()
            faults = check_unpacked(unpack(part, backup_key_of(source.key), room / "kembali"))
            with plain_disk_errors(out):
                size = part.stat().st_size
                part.replace(out)
                flush_folder(out.parent)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
    names = tuple(str(holder["name"]) for holder in holders)
    return Made(out, size, time.perf_counter() - started, at, contents, names, len(recipients), faults)


def _check_place(source: Source, out: Path) -> None:
    if out.is_dir() or not out.parent.is_dir():
        raise Unreadable(
            _(
                "Folder {folder} tidak ada, atau {file} adalah folder. Sebutkan berkas di folder yang ada."
            ).format(folder=display(out.parent), file=display(out.name))
        )
    check_apart(source.folder, out)


def check_apart(folder: Path, place: Path) -> None:
    """Raise `Refused` for a place inside the workspace: such a backup goes when the workspace does."""
    if place.resolve().is_relative_to(folder.resolve()):
        raise Refused(
            _("Cadangan di dalam ruang kerja ikut hilang bersamanya. Pilih folder lain, lebih baik stik.")
        )


@contextmanager
def _room(folder: Path) -> Iterator[Path]:
    """A private folder beside the database; what a power cut left of earlier ones goes."""
    for old in folder.glob(f"{_ROOM}*"):
        with suppress(OSError):
            if time.time() - old.stat().st_mtime > _ABANDONED:
                shutil.rmtree(old, ignore_errors=True)
    try:
        room = Path(tempfile.mkdtemp(prefix=_ROOM, dir=folder if _has_room(folder) else None))
    except OSError as error:
        raise refused(error, folder) from error
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _has_room(folder: Path) -> bool:
    """Whether two copies of the database fit beside it; temporary files go elsewhere where not."""
    try:
        needed = 3 * (folder / DATABASE).stat().st_size
    except OSError:
        return False
    return may_write(folder / DATABASE) and free_bytes(folder) > needed


def _write(part: Path, source: Source, copy: Path, contents: Contents, facts: dict[str, Any]) -> None:
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as file:
        sealer = Sealer(file, facts, backup_key_of(source.key))
        with tarfile.open(fileobj=cast(BinaryIO, sealer), mode="w|") as tar:
            secrets = {"device_secret": source.secret.hex(), "database_key": source.key.hex()}
            _add(tar, INSIDE, json.dumps({"contents": asdict(contents), **secrets}).encode())
            for name, path in _files(source.folder):
                _add(tar, name, path.read_bytes())
            tar.add(copy, DATABASE, recursive=False)
        sealer.finish()
        file.flush()
        os.fsync(file.fileno())
    from_the_medium(part)


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    tar.addfile(member, io.BytesIO(content))


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Everything of a workspace that is not the database, made anew at will, or bound to this laptop."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        hidden = any(piece.startswith(".") for piece in PurePosixPath(name).parts)
        if path.is_file() and not path.is_symlink() and not hidden and not name.endswith(_LEFT_OUT):
            yield name, path
