"""The hub's backup: one file sealed to the district's recovery key, and a hub restored from it.

A restored hub has lost what came after the backup; laptops still have it. So it gets another epoch: every
laptop starts its cursors over and sends again what this hub has not.
"""

from __future__ import annotations

import io
import secrets
import shutil
import tarfile
import tempfile
from pathlib import Path

from sqlalchemy import Connection, text, update

from kelambu_tui.errors import Locked, Refused, Unreadable
from kelambu_tui.hub import tables as h
from kelambu_tui.hub.beginning import moment, new_epoch, opened
from kelambu_tui.hub.folder import HubFolder, check_settings, open_folder, rewrite_settings
from kelambu_tui.hub.storage import make_storage
from kelambu_tui.locale import _

_KEPT = ("hub.json", "hub.keys", "tls-cert.pem", "tls-key.pem", "programme.toml", "recovery.pub")
_DATABASE = "hub.db"


def back_up(folder: HubFolder, target: Path) -> int:
    """Write everything of the hub to `target`, sealed to the recovery key; answers its size in bytes.

    What is copied is checked before it is sealed. Raises `Refused` where `target` exists or nothing can
    be written there.
    """
    if target.exists():
        raise Refused(_("{path} sudah ada. Pilih nama lain.").format(path=target))
    part = target.with_name(f"{target.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=folder.folder) as place:
            tar = Path(place) / "hub.tar"
            with tarfile.open(tar, "w") as archive:
                for name in _KEPT:
                    if (folder.folder / name).is_file():
                        archive.add(folder.folder / name, name)
                for copied in _copy_database(folder, Path(place)):
                    archive.add(copied, copied.name)
            _seal(folder, tar, part)
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Refused(
            _("Cadangan tidak bisa ditulis ke {path} ({why}).").format(path=target, why=error.strerror or "?")
        ) from None
    return target.stat().st_size


def restore(backup: Path, folder: Path, identity: Path, database: str = "") -> HubFolder:
    """Make the hub of `backup` in the empty `folder`, under another epoch.

    `identity` is the file with the recovery key; `database` an empty PostgreSQL where the hub had one.
    Raises `Refused` for a folder that holds anything, `Unreadable` for a file or key that does not fit.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Refused(_("Folder {folder} sudah berisi. Pilih folder kosong untuk hub.").format(folder=folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    prepared = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    prepared.mkdir(mode=0o700)
    try:
        tables = _unpack(backup, identity, prepared)
        made = open_folder(prepared)
        if made.database or database:
            check_settings(made.region, made.url, database or made.database)
            made = rewrite_settings(prepared, database=database or made.database)
            _fill(made, tables)
        _begin_anew(made)
        if folder.exists():
            folder.rmdir()
        prepared.rename(folder)
    except BaseException:
        shutil.rmtree(prepared, ignore_errors=True)
        raise
    return open_folder(folder)


def _copy_database(folder: HubFolder, place: Path) -> list[Path]:
    storage = opened(folder)
    try:
        if storage.is_sqlite:
            copy = place / _DATABASE
            raw = storage.engine.raw_connection()
            try:
                raw.cursor().execute("VACUUM INTO ?", (str(copy),))
            finally:
                raw.close()
            _check_copy(folder, copy)
            return [copy]
        copies = []
        with storage.read() as connection:
            for table in h.METADATA.sorted_tables:
                copy = place / f"{table.name}.copy"
                with (
                    copy.open("wb") as file,
                    connection.connection.cursor().copy(f"COPY {table.name} TO STDOUT") as rows,
                ):
                    file.writelines(bytes(piece) for piece in rows)
                copies.append(copy)
        return copies
    finally:
        storage.close()


def _check_copy(folder: HubFolder, copy: Path) -> None:
    from kelambu_tui.store.database import sealed_engine

    engine = sealed_engine(copy, folder.database_key)
    try:
        with engine.connect() as connection:
            sound = connection.exec_driver_sql("PRAGMA quick_check").scalar()
            torn = connection.exec_driver_sql("PRAGMA cipher_integrity_check").first()
    finally:
        engine.dispose()  # folds the copy's own log back into it
    if sound != "ok" or torn is not None:
        raise Locked(_("Basis data hub rusak; cadangan tidak dibuat. Pulihkan dari cadangan terakhir."))


def _seal(folder: HubFolder, tar: Path, target: Path) -> None:
    from pyrage import encrypt_io, x25519

    with tar.open("rb") as plain, target.open("wb") as sealed:
        encrypt_io(plain, sealed, [x25519.Recipient.from_str(folder.recovery)])
        sealed.flush()


def _unpack(backup: Path, identity: Path, place: Path) -> dict[str, bytes]:
    """Open a backup into `place`; answers the copies of tables that it holds."""
    from pyrage import DecryptError, IdentityError, decrypt_io, x25519

    try:
        key = x25519.Identity.from_str(identity.read_text(encoding="utf-8").strip())
        tar = io.BytesIO()
        with backup.open("rb") as sealed:
            decrypt_io(sealed, tar, [key])
        tar.seek(0)
        tables: dict[str, bytes] = {}
        with tarfile.open(fileobj=tar) as archive:
            for member in archive.getmembers():
                file = archive.extractfile(member)
                if file is None:
                    continue
                if member.name in (*_KEPT, _DATABASE):
                    path = place / member.name
                    path.write_bytes(file.read())
                    path.chmod(0o600)
                elif member.name.endswith(".copy"):
                    tables[member.name.removesuffix(".copy")] = file.read()
        return tables
    except (OSError, UnicodeDecodeError, DecryptError, IdentityError, tarfile.TarError):
        raise Unreadable(
            _(
                "Cadangan {path} tidak bisa dibuka: berkasnya rusak, atau kunci pemulihannya bukan ini."
            ).format(path=backup)
        ) from None


def _fill(folder: HubFolder, tables: dict[str, bytes]) -> None:
    """Put the copies of tables in an empty PostgreSQL."""
    storage = make_storage(folder.region, folder.database_path, folder.database_key, folder.database)
    try:
        with storage.write() as connection:
            _check_empty(connection)
            for table in h.METADATA.sorted_tables:
                with connection.connection.cursor().copy(f"COPY {table.name} FROM STDIN") as copy:
                    copy.write(tables.get(table.name, b""))
    finally:
        storage.close()


def _check_empty(connection: Connection) -> None:
    if connection.execute(text("SELECT 1 FROM hub LIMIT 1")).first() is not None:
        raise Refused(_("Basis data tujuan sudah berisi hub. Pakai basis data yang kosong."))


def _begin_anew(folder: HubFolder) -> None:
    storage = opened(folder)
    try:
        with storage.write() as connection:
            mine = h.hub.c.region == folder.region
            connection.execute(update(h.hub).where(mine).values(epoch=new_epoch(), began_at=moment()))
            connection.execute(update(h.device).where(h.device.c.region == folder.region).values(pulled=0))
    finally:
        storage.close()
