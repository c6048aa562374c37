"""Mending a damaged database: a new one from what can be read, the old one set aside untouched."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kelambu_tui.errors import KelambuError, Locked, Refused
from kelambu_tui.locale import _
from kelambu_tui.store.attempts import open_counted
from kelambu_tui.store.backup_file import backup_key_of
from kelambu_tui.store.database import create_database
from kelambu_tui.store.disk import flush_folder, plain_disk_errors
from kelambu_tui.store.salvaging import Salvage, salvage
from kelambu_tui.work.assembling import Assembled, assemble
from kelambu_tui.work.assembling_tables import SALVAGED, SEALED_ROWS
from kelambu_tui.work.backup_contents import DATABASE, contents_of, ledger_faults, unpack
from kelambu_tui.work.backup_daily import backups_in
from kelambu_tui.work.backup_settings import read_settings
from kelambu_tui.work.workspace import claim, read_facts, secret_of

if TYPE_CHECKING:
    from kelambu_tui.programme.model import Programme

_ASIDE = "kelambu-rusak-"


@dataclass(frozen=True, slots=True)
class Repaired:
    """What came back, where the damaged file lies now, which backup helped (and from when)."""

    assembled: Assembled
    aside: Path
    backup: Path | None
    backup_at: str
    faults: tuple[str, ...]


def repair(folder: Path, name: str, passphrase: str, backup: Path | None = None) -> Repaired:
    """Mend the database of the workspace in `folder`, with `backup` or else the newest daily one.

    Nothing is written over: the damaged file gets another name, and until the new one stands whole it
    keeps its place. Raises `Refused` when nothing is damaged or there is no room, `Locked` when the
    passphrase opens nothing.
    """
    window = claim(folder)
    try:
        facts = read_facts(folder)
        key = open_counted(folder, name, passphrase, secret_of(folder)).opened.database_key
        source = damaged_database(folder)
        with working_room(folder) as room:
            if source.name == DATABASE and is_whole(source, key, room):
                raise Refused(
                    _("Basis data {path} utuh; tidak ada yang perlu diperbaiki.").format(path=source)
                )
            sources = [salvage(source, key, room, SALVAGED, SEALED_ROWS)]
            helped = _backup(folder, str(facts["device"]), key, backup, room)
            if helped is not None:
                sources.append(salvage(helped[2], key, room, SALVAGED, SEALED_ROWS))
            made, faults = build(room / "baru.db", key, str(facts["device"]), sources, programme_of(folder))
            aside = _swap(folder, source, room / "baru.db")
        used, at = (helped[0], helped[1]) if helped else (None, "")
        return Repaired(made, aside, used, at, faults)
    finally:
        window.release()


def build(
    path: Path, key: bytes, device: str, sources: list[Salvage], programme: Programme
) -> tuple[Assembled, tuple[str, ...]]:
    """Make the new database at `path` out of `sources` and check it; answers the faults of its ledger too.

    Raises `Locked` when not one entry is left: then nothing is worth the name of a database.
    """
    database = create_database(path, key)
    try:
        made = assemble(database, device, sources, programme)
    finally:
        database.close()
    if not made.entries:
        raise Locked(
            _(
                "Tidak satu catatan pun terbaca dari basis data itu. Pulihkan dari cadangan: "
                "kelambu restore BERKAS. Berkas yang rusak tidak diubah."
            )
        )
    contents_of(path, key)
    return made, ledger_faults(path, key)


def damaged_database(folder: Path) -> Path:
    """The database of `folder`, or the one that an interrupted repair had set aside already."""
    present = folder / DATABASE
    if present.exists():
        return present
    aside = sorted(folder.glob(f"{_ASIDE}*.db"))
    if not aside:
        raise Locked(
            _("Basis data {path} tidak ada. Pulihkan dari cadangan: kelambu restore BERKAS.").format(
                path=present
            )
        )
    return aside[-1]


def is_whole(path: Path, key: bytes, room: Path) -> bool:
    """Whether the database opens and every page of it is sound; looked at in a copy."""
    copy = room / "periksa.db"
    with plain_disk_errors(room):
        for ending in ("", "-wal"):
            if Path(f"{path}{ending}").exists():
                shutil.copyfile(f"{path}{ending}", f"{copy}{ending}")
    try:
        contents_of(copy, key)
    except KelambuError:
        return False
    except Exception:  # noqa: BLE001 - whatever a damaged file makes of a statement, it is not whole
        return False
    finally:
        for ending in ("", "-wal", "-shm"):
            with suppress(OSError):
                Path(f"{copy}{ending}").unlink(missing_ok=True)
    return True


def programme_of(folder: Path) -> Programme:
    """The programme in force in `folder`: its own file, else the shipped one."""
    from kelambu_tui.programme.reading import load_programme

    own = folder / "programme.toml"
    return load_programme(own if own.is_file() else None)


@contextmanager
def working_room(beside: Path) -> Iterator[Path]:
    """A private folder in `beside` that goes at the end."""
    with plain_disk_errors(beside):
        room = Path(tempfile.mkdtemp(prefix=".perbaikan-", dir=beside))
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


def stamp() -> str:
    """The present moment for a file name."""
    return datetime.now(UTC).strftime("%Y%m%d-%H%M%S")


def _backup(
    folder: Path, device: str, key: bytes, given: Path | None, room: Path
) -> tuple[Path, str, Path] | None:
    """The backup to help with: its path, its moment, its database; the newest daily one that can be read."""
    to = read_settings(folder).to
    tries = [given] if given else [path for _at, path in (backups_in(to, device) if to else [])]
    for number, path in enumerate(tries):
        try:
            found = unpack(path, backup_key_of(key), room / f"cadangan{number}")
        except KelambuError:
            if given:
                raise
            continue
        return path, found.at, found.folder / DATABASE
    return None


def _swap(folder: Path, source: Path, made: Path) -> Path:
    """Set the damaged file aside and put the new one in its place; its log must never meet the new one."""
    aside = source if source.name != DATABASE else folder / f"{_ASIDE}{stamp()}.db"
    with plain_disk_errors(folder):
        for ending in ("-wal", "-shm", ""):
            old = Path(f"{folder / DATABASE}{ending}")
            if old.exists():
                old.rename(f"{aside}{ending}")
        made.rename(folder / DATABASE)
        flush_folder(folder)
    return aside
