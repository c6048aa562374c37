"""The hub's database, SQLite under SQLCipher or PostgreSQL: opening it, its transactions, bulk rows.

Whoever writes holds the region alone (BEGIN IMMEDIATE, or an advisory lock of that region) until the
commit is flushed. Cursors are numbered under that lock, so no reader ever sees one before those below it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zlib import crc32

from sqlalchemy import Connection, Engine, Table, create_engine, event, inspect, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

from kelambu_tui.errors import Locked
from kelambu_tui.hub import tables as h
from kelambu_tui.locale import _
from kelambu_tui.store.database import Database, sealed_engine

SERVING_ROLE = "kelambu_serving"
"""PostgreSQL role that the hub works as: no UPDATE and no DELETE on what only grows."""

CONNECTIONS = 8
"""Connections of one worker process, and the threads that use them."""

_LOCK_SECONDS = 15
_WORTH_COPYING = 60  # rows


class Storage:
    """The open database of one region; safe to share between threads."""

    def __init__(self, region: str, engine: Engine, path: Path | None) -> None:
        self.region = region
        self.engine = engine
        self.path = path
        self._sealed = None if path is None else Database(path, engine)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is a file of ours, not a server."""
        return self._sealed is not None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one consistent state and changes nothing."""
        if self._sealed is not None:
            with self._sealed.read() as connection:
                yield connection
            return
        with self.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            yield connection
            connection.rollback()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Hold the region alone; what is done is committed and flushed at the end, or not done at all."""
        if self._sealed is not None:
            with self._sealed.write() as connection:
                yield connection
            return
        with self.engine.begin() as connection:
            connection.execute(
                text("SELECT pg_advisory_xact_lock(hashtext(:region))"), {"region": self.region}
            )
            yield connection

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def open_storage(region: str, path: Path, key: bytes, url: str = "") -> Storage:
    """Open the hub's database: the file at `path` under `key`, or the PostgreSQL that `url` names.

    Raises `Locked` when it is missing, damaged, not reachable, or not at this program's schema.
    """
    from kelambu_tui.hub.migrations import HEAD

    if url:
        storage = Storage(region, _server_engine(url, SERVING_ROLE), None)
    elif not path.is_file():
        raise Locked(
            _("Basis data hub {path} tidak ada. Pulihkan dengan `kelambu hub restore`.").format(path=path)
        )
    else:
        storage = Storage(region, _file_engine(path, key), path)
    try:
        with storage.read() as connection:
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except OperationalError:
        storage.close()
        raise Locked(
            _("Basis data hub tidak bisa dihubungi. Periksa server PostgreSQL dan alamatnya.")
        ) from None
    if found != HEAD:
        storage.close()
        raise Locked(
            _(
                "Basis data hub memakai skema {found}, program ini {head}. Jalankan `kelambu hub upgrade`, "
                "atau perbarui Kelambu."
            ).format(found=found, head=HEAD)
        )
    return storage


def make_storage(region: str, path: Path, key: bytes, url: str = "") -> Storage:
    """Create the tables, or bring them up to date, as the owner of the database; answers it opened."""
    from kelambu_tui.hub.migrations import run_migrations

    engine = _server_engine(url, "") if url else _file_engine(path, key)
    owner = Storage(region, engine, None if url else path)
    try:
        with owner.write() as connection:
            run_migrations(connection)
            if url:
                _grant(connection)
            else:
                _guard(connection)
    finally:
        owner.close()
    return open_storage(region, path, key, url)


def _file_engine(path: Path, key: bytes) -> Engine:
    engine = sealed_engine(path, key)

    @event.listens_for(engine, "connect")
    def keep_less(connection: Any, _record: Any) -> None:
        # Each worker has several connections; together they keep what one laptop's does.
        connection.execute("PRAGMA cache_size = -4096")

    return engine


def _server_engine(url: str, role: str) -> Engine:
    plain = url.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(
        # Parameters are people's data: no error may print them.
        plain,
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 10, "options": f"-c lock_timeout={_LOCK_SECONDS}s"},
    )

    @event.listens_for(engine, "connect")
    def work_as(connection: Any, _record: Any) -> None:
        if role:
            connection.execute(f"SET SESSION ROLE {role}")
            connection.commit()

    return engine


def _grant(connection: Connection) -> None:
    """Let the serving role add to what only grows, and keep the rest up to date."""
    known = connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": SERVING_ROLE})
    if known.first() is None:
        connection.execute(text(f"CREATE ROLE {SERVING_ROLE} NOLOGIN"))
    connection.execute(text(f"GRANT {SERVING_ROLE} TO CURRENT_USER"))
    quote = connection.dialect.identifier_preparer.format_table
    for table in h.METADATA.sorted_tables:
        rights = "SELECT, INSERT" if table in h.APPEND_ONLY else "SELECT, INSERT, UPDATE, DELETE"
        connection.execute(text(f"REVOKE ALL ON {quote(table)} FROM PUBLIC"))
        connection.execute(text(f"GRANT {rights} ON {quote(table)} TO {SERVING_ROLE}"))
    connection.execute(text(f"GRANT SELECT ON alembic_version TO {SERVING_ROLE}"))


def _guard(connection: Connection) -> None:
    """Triggers that let a SQLite hub's stream only grow."""
    for table in h.APPEND_ONLY:
        for change in ("UPDATE", "DELETE"):
            connection.exec_driver_sql(
                f"CREATE TRIGGER IF NOT EXISTS {table.name}_no_{change.lower()} "
                f"BEFORE {change} ON {table.name} "
                f"BEGIN SELECT RAISE(ABORT, '{table.name} only grows'); END"
            )


def tables_present(storage: Storage) -> set[str]:
    """Names of the tables that the database has."""
    with storage.read() as connection:
        return set(inspect(connection).get_table_names())


def add_rows(
    connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert many rows at once, the fastest way that the database knows."""
    if not rows:
        return
    cursor = connection.connection.cursor()
    names = ", ".join(columns)
    if connection.dialect.name == "postgresql":
        with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(columns))
    cursor.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)  # noqa: S608


def set_rows(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    keys: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
) -> None:
    """Change rows that are there: the values of `columns`, then those of the `keys` that name the row."""
    mark = "%s" if connection.dialect.name == "postgresql" else "?"
    changed = ", ".join(f"{name} = {mark}" for name in columns)
    named = " AND ".join(f"{name} = {mark}" for name in keys)
    connection.connection.cursor().executemany(f"UPDATE {table.name} SET {changed} WHERE {named}", rows)  # noqa: S608


def put_rows(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    *,
    keep: bool = False,
) -> None:
    """Insert rows; those that are there already get the new values, or with `keep` stay as they are."""
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    changed = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in keys)
    begun = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES "  # noqa: S608
    ended = f" ON CONFLICT ({', '.join(keys)}) DO " + (
        f"UPDATE SET {changed}" if changed and not keep else "NOTHING"
    )
    cursor = connection.connection.cursor()
    if connection.dialect.name != "postgresql":
        cursor.executemany(f"{begun}({', '.join('?' * len(columns))}){ended}", rows)
        return
    names = ", ".join(columns)
    if len(rows) < _WORTH_COPYING:
        # Each statement costs a round trip of its own, so the rows share one.
        one = f"({', '.join(['%s'] * len(columns))})"
        cursor.execute(begun + ", ".join([one] * len(rows)) + ended, [value for row in rows for value in row])
        return
    # A statement of thousands of values is parsed longer than rows are copied.
    beside = f"put_{table.name}_{crc32(names.encode()):08x}"
    cursor.execute(
        f"CREATE TEMPORARY TABLE IF NOT EXISTS {beside} ON COMMIT DELETE ROWS "  # noqa: S608
        f"AS SELECT {names} FROM {table.name} WITH NO DATA"
    )
    cursor.execute(f"TRUNCATE {beside}")
    with cursor.copy(f"COPY {beside} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    cursor.execute(f"INSERT INTO {table.name} ({names}) SELECT {names} FROM {beside}{ended}")  # noqa: S608
