"""Opening the one encrypted database, and the two kinds of transaction that exist.

SQLCipher under SQLAlchemy core, WAL with synchronous FULL: what a `write` block committed has been
flushed to the disk. Every write transaction begins IMMEDIATE, so two processes wait for each other
instead of failing at their first write.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError

from kelambu_tui.errors import KelambuError, Locked, Refused
from kelambu_tui.locale import _
from kelambu_tui.store.disk import flush_folder, free_bytes, may_write, plain_disk_errors

_BUSY_MILLISECONDS = 15_000
_PAGE = 4096  # bytes; what SQLCipher uses where nothing else is set

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # Temporary tables and sorts stay in memory, so that nothing is ever spilled to disk in clear.
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -32768",
    f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}",
)


class _NotWritable(Locked):
    """The folder takes no files: a WAL database can only be looked at in a copy."""


class _NoRoom(Refused):
    """The disk takes nothing more: not even the log of a database that is only looked at."""


class Database:
    """One open database file; safe to share between threads.

    Where nothing can be written it is a copy to look at (`read_only`), which goes at `close`.
    """

    def __init__(
        self, path: Path, engine: Engine, copied_to: Path | None = None, why_read_only: str = ""
    ) -> None:
        self.path = path
        self._engine = engine
        self._reader = engine.execution_options(kelambu_begin="BEGIN")
        self._copied_to = copied_to
        self.why_read_only = why_read_only
        """Why nothing can be recorded, and what to do; '' where everything can."""

    @property
    def read_only(self) -> bool:
        """Whether nothing that is decided can be written."""
        return self._copied_to is not None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one consistent state and changes nothing."""
        with _plain_errors(self.path), self._reader.connect() as connection:
            yield connection
            connection.rollback()

    @contextmanager
    def write(self, *, derived: bool = False) -> Iterator[Connection]:
        """Give a connection whose work is committed and flushed at the end, or not done at all.

        Raises `Refused` when the database is only a copy to look at; only what is `derived` from it, and
        may be lost, is written there.
        """
        if self.read_only and not derived:
            raise Refused(self.why_read_only)
        with _plain_errors(self.path), self._engine.begin() as connection:
            yield connection

    def copy_to(self, target: Path, key: bytes) -> None:
        """Write a consistent, flushed copy under the same 32-byte `key` to `target`; others work on.

        Raises what `read` raises, and `Refused` when `target` cannot be written; then `target` may be
        half a file.
        """
        import sqlcipher3.dbapi2 as driver

        with self.read() as connection, plain_disk_errors(target):
            connection.exec_driver_sql("SELECT 1 FROM sqlite_master").first()  # the copy begins here
            source: Any = connection.connection.driver_connection
            with _driver_errors(target):
                copy = driver.connect(str(target))
                try:
                    copy.execute("PRAGMA cipher_log_level = NONE")
                    copy.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
                    copy.execute("PRAGMA synchronous = FULL")
                    source.backup(copy)
                finally:
                    copy.close()

    def fold_log(self) -> None:
        """Bring what a crash left in the log into the file, without waiting for anybody.

        A page that was half written when the power failed is whole again then; until it is, only the log
        knows better, and a check of the file alone would call it damaged.
        """
        log = self.path.with_name(self.path.name + "-wal")
        if not (log.is_file() and log.stat().st_size):
            return
        with _driver_errors(self.path):
            connection = self._engine.raw_connection()
            try:
                connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            finally:
                connection.close()

    def close(self) -> None:
        """Close every connection; the last one folds the WAL back into the file."""
        self._engine.dispose()
        if self._copied_to is not None:
            shutil.rmtree(self._copied_to, ignore_errors=True)


def _only_to_read(folder: Path) -> str:
    """Why nothing can be recorded in a folder that cannot be written, and what to do."""
    return _(
        "Hanya baca: folder {folder} tidak dapat ditulis, jadi tidak ada yang dicatat. Pindahkan folder itu "
        "ke tempat yang dapat ditulis, lalu buka lagi."
    ).format(folder=folder)


def create_database(path: Path, key: bytes) -> Database:
    """Make a new database at `path`, encrypted with the 32-byte raw `key`, at the newest schema."""
    database = Database(path, sealed_engine(path, key))
    upgrade(database)
    return database


def open_database(path: Path, key: bytes) -> Database:
    """Open the database at `path`, bringing an older schema up to date first.

    An older schema is copied to `kelambu-skema-OLD.db` before that where the disk has room. In a folder that
    cannot be written a copy is opened to look at. Raises `Locked` when the file is missing, empty,
    damaged, not opened by `key`, or newer than this program. Never creates a database.
    """
    if not path.is_file():
        raise Locked(
            _(
                "Basis data {path} tidak ada. Periksa folder kerja, atau jalankan `kelambu doctor --repair`."
            ).format(path=path)
        )
    if not may_write(path):
        return _copy_to_look_at(path, key, _only_to_read(path.parent))
    try:
        return _opened(Database(path, sealed_engine(path, key)), key)
    except _NotWritable:
        # Some systems tell only when it is tried.
        return _copy_to_look_at(path, key, _only_to_read(path.parent))
    except _NoRoom as error:
        try:
            return _copy_to_look_at(path, key, str(error))
        except Refused:
            raise error from None


def _opened(database: Database, key: bytes) -> Database:
    try:
        revision = _revision(database) if database.path.stat().st_size else None
        if revision is None:
            raise _damaged(database.path)
        database.fold_log()
        _keep_earlier(database, revision, key)
        upgrade(database)
    except BaseException:
        database.close()
        raise
    return database


def _copy_to_look_at(path: Path, key: bytes, why: str) -> Database:
    folder = Path(tempfile.mkdtemp(prefix="kelambu-baca-"))
    try:
        with plain_disk_errors(folder):
            for name in (path.name, f"{path.name}-wal"):
                if (path.parent / name).exists():
                    shutil.copyfile(path.parent / name, folder / name)
        return _opened(
            Database(path, sealed_engine(folder / path.name, key), copied_to=folder, why_read_only=why), key
        )
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _keep_earlier(database: Database, revision: str, key: bytes) -> None:
    """Copy a database of an earlier schema before it is changed, where there is room for that."""
    from kelambu_tui.store.migrations import HEAD, KNOWN

    path = database.path
    if revision == HEAD or revision not in KNOWN or database.read_only:
        return
    kept = earlier_copy(path, revision)
    if kept.exists() or free_bytes(path.parent) < 3 * path.stat().st_size:
        return
    part = kept.with_name(f"{kept.name}.part")
    part.unlink(missing_ok=True)
    try:
        with suppress(Refused):
            database.copy_to(part, key)
            part.replace(kept)
            flush_folder(kept.parent)
    finally:
        part.unlink(missing_ok=True)


def earlier_copy(path: Path, revision: str) -> Path:
    """Where the copy of a database of schema `revision` is kept when it is brought up to date."""
    return path.with_name(f"{path.stem}-skema-{revision}{path.suffix}")


def upgrade(database: Database) -> None:
    """Run the migrations that `database` lacks; a no-op costs one read and never loads Alembic."""
    from kelambu_tui.store.migrations import HEAD, KNOWN, run_migrations

    current = _revision(database)
    if current == HEAD:
        return
    if current is not None and current not in KNOWN:
        raise Locked(
            _(
                "Basis data ini dibuat oleh Kelambu yang lebih baru (skema {current}). "
                "Perbarui Kelambu di laptop ini; data tidak diubah."
            ).format(current=current)
        )
    with database.write() as connection:
        run_migrations(connection)


def _revision(database: Database) -> str | None:
    with database.read() as connection:
        known = connection.exec_driver_sql(
            "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
        ).first()
        if known is None:
            return None
        row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
        return None if row is None else str(row[0])


def sealed_engine(path: Path, key: bytes) -> Engine:
    """An engine on the SQLCipher file at `path` under the raw `key`, as this house wants its transactions."""
    url = URL.create("sqlite+pysqlcipher", password=f"x'{key.hex()}'", database=str(path))
    engine = create_engine(
        # Parameters are people's data: no error may print them.
        url,
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=4,
        # The connection that was used last has the pages that are wanted next.
        pool_use_lifo=True,
        connect_args={"check_same_thread": False},
    )

    @event.listens_for(engine, "do_connect")
    def quiet_connect(dialect: Any, _record: Any, cargs: Any, cparams: Any) -> Any:
        connection = dialect.connect(*cargs, **cparams)
        # A wrong key would otherwise print its complaint across the screen.
        connection.execute("PRAGMA cipher_log_level = NONE")
        return connection

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin transactions of its own
        try:
            for pragma in _PRAGMAS:
                connection.execute(pragma)
        except BaseException:
            connection.close()  # a damaged file: nobody else would, and it would stay open
            raise

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("kelambu_begin", "BEGIN IMMEDIATE"))

    return engine


@contextmanager
def _driver_errors(path: Path) -> Iterator[None]:
    """The same sentences for what the driver itself raises, without SQLAlchemy between."""
    import sqlcipher3.dbapi2 as driver

    try:
        yield
    except driver.DatabaseError as error:
        raise _explained(path, str(error)) or error from error


@contextmanager
def _plain_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        raise _explained(path, str(error.orig)) or error from error
    except DatabaseError as error:
        if type(error) is DatabaseError:  # its children are constraint failures: defects, not damage
            raise _explained(path, str(error.orig)) or error from error
        raise


def _explained(path: Path, message: str) -> KelambuError | None:
    """Turn the driver's words into a sentence with a next step, where there is one."""
    if "database is locked" in message:
        return Refused(
            _("Basis data {path} sedang dipakai program lain. Tunggu sampai selesai, lalu ulangi.").format(
                path=path
            )
        )
    if "full" in message:
        return _NoRoom(
            _("Disk penuh; tidak ada yang diubah. Kosongkan ruang untuk {path}, lalu ulangi.").format(
                path=path.parent
            )
        )
    if "disk I/O error" in message and _is_cut_short(path):
        return _damaged(path)
    if "disk I/O error" in message:
        return _NoRoom(
            _(
                "Disk penuh atau gagal dibaca; tidak ada yang diubah. Kosongkan ruang untuk {path}, lalu "
                "ulangi. Bila berulang, cadangkan ke disk lain."
            ).format(path=path.parent)
        )
    if "readonly" in message or "unable to open" in message:
        return _NotWritable(
            _(
                "Folder {path} tidak dapat ditulis. Pindahkan ke folder yang dapat ditulis, lalu buka lagi."
            ).format(path=path.parent)
        )
    if any(word in message for word in ("not a database", "malformed", "disk image", "no such table")):
        return _damaged(path)
    return None


def _is_cut_short(path: Path) -> bool:
    """Whether the file ends in the middle of a page: then reading fails, and no disk is to blame."""
    try:
        return path.stat().st_size % _PAGE != 0
    except OSError:
        return False


def _damaged(path: Path) -> Locked:
    return Locked(
        _(
            "Basis data {path} rusak atau kuncinya tidak cocok. Jangan hapus apa pun: jalankan "
            "`kelambu doctor --repair`, atau pulihkan dari cadangan."
        ).format(path=path)
    )
