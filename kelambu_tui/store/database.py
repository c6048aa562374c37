"""Opening the one encrypted database, and the two kinds of transaction that exist.

SQLCipher under SQLAlchemy core, WAL with synchronous FULL: what a `write` block committed has been
flushed to the disk. Every write transaction begins IMMEDIATE, so two processes wait for each other
instead of failing at their first write.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError

from kelambu_tui.errors import KelambuError, Locked, Refused
from kelambu_tui.locale import _

_BUSY_MILLISECONDS = 15_000

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # Temporary tables and sorts stay in memory, so that nothing is ever spilled to disk in clear.
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -32768",
    f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}",
)


class Database:
    """One open database file; safe to share between threads."""

    def __init__(self, path: Path, engine: Engine) -> None:
        self.path = path
        self._engine = engine
        self._reader = engine.execution_options(kelambu_begin="BEGIN")

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one consistent state and changes nothing."""
        with _plain_errors(self.path), self._reader.connect() as connection:
            yield connection
            connection.rollback()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection whose work is committed and flushed at the end, or not done at all."""
        with _plain_errors(self.path), self._engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close every connection; the last one folds the WAL back into the file."""
        self._engine.dispose()


def create_database(path: Path, key: bytes) -> Database:
    """Make a new database at `path`, encrypted with the 32-byte raw `key`, at the newest schema."""
    database = Database(path, _engine(path, key))
    upgrade(database)
    return database


def open_database(path: Path, key: bytes) -> Database:
    """Open the database at `path`, bringing an older schema up to date first.

    Raises `Locked` when the file is missing, empty, damaged, not opened by `key`, or newer than this
    program. Never creates anything.
    """
    if not path.is_file():
        raise Locked(
            _("Basis data {path} tidak ada. Periksa folder kerja, atau pulihkan dari cadangan.").format(
                path=path
            )
        )
    database = Database(path, _engine(path, key))
    try:
        if path.stat().st_size == 0 or _revision(database) is None:
            raise _damaged(path)
        upgrade(database)
    except BaseException:
        database.close()
        raise
    return database


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


def _engine(path: Path, key: bytes) -> Engine:
    url = URL.create("sqlite+pysqlcipher", password=f"x'{key.hex()}'", database=str(path))
    engine = create_engine(
        # Parameters are people's data: no error may print them.
        url,
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=4,
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
        for pragma in _PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("kelambu_begin", "BEGIN IMMEDIATE"))

    return engine


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
        return Refused(
            _("Disk penuh; tidak ada yang diubah. Kosongkan ruang untuk {path}, lalu ulangi.").format(
                path=path.parent
            )
        )
    if "disk I/O error" in message:
        return Refused(
            _("Disk penuh atau tidak bisa dibaca. Kosongkan ruang untuk {path}, lalu ulangi.").format(
                path=path.parent
            )
        )
    if "readonly" in message or "unable to open" in message:
        return Locked(
            _(
                "Folder {path} tidak dapat ditulis. Pindahkan ke folder yang dapat ditulis, lalu buka lagi."
            ).format(path=path.parent)
        )
    if any(word in message for word in ("not a database", "malformed", "disk image", "no such table")):
        return _damaged(path)
    return None


def _damaged(path: Path) -> Locked:
    return Locked(
        _(
            "Basis data {path} rusak atau kuncinya tidak cocok. Jangan hapus apa pun: salin folder itu, "
            "lalu pulihkan dari cadangan."
        ).format(path=path)
    )
