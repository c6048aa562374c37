from __future__ import annotations

import os
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import insert, select, text

from kelambu_tui.errors import Locked
from kelambu_tui.store import migrations
from kelambu_tui.store import tables as t
from kelambu_tui.store.database import Database, create_database, open_database

KEY = bytes(range(32))


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return create_database(tmp_path / "kelambu.db", KEY)


def pragma(database: Database, name: str) -> object:
    with database.read() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_the_habits_hold_on_every_connection(database: Database) -> None:
    assert pragma(database, "journal_mode") == "wal"
    assert pragma(database, "synchronous") == 2  # FULL
    assert pragma(database, "foreign_keys") == 1
    assert pragma(database, "temp_store") == 2  # memory


def test_nothing_is_readable_on_disk(database: Database, tmp_path: Path) -> None:
    with database.write() as connection:
        connection.execute(
            insert(t.draft), {"person": "RAHASIA-NIK", "author": "siti", "values_json": "{}"} | REST
        )
    on_disk = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"RAHASIA-NIK" not in on_disk
    assert b"SQLite format" not in on_disk


REST = {"outcome": "", "answers": "{}", "note": "", "other": "", "at": ""}


def test_a_failed_block_leaves_nothing(database: Database) -> None:
    def fail_halfway() -> None:
        with database.write() as connection:
            connection.execute(insert(t.draft), {"person": "P", "author": "a", "values_json": "{}"} | REST)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()
    with database.read() as connection:
        assert connection.execute(select(t.draft)).all() == []


def test_a_wrong_key_opens_nothing_and_prints_nothing(
    database: Database, capfd: pytest.CaptureFixture[str]
) -> None:
    database.close()
    with pytest.raises(Locked, match="kunci"):
        open_database(database.path, bytes(32))
    assert capfd.readouterr().err == ""


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(Locked, match="tidak ada"):
        open_database(tmp_path / "none.db", KEY)


def test_damage_is_said(database: Database) -> None:
    database.close()
    with database.path.open("r+b") as file:
        file.seek(100)
        file.write(os.urandom(200))
    with pytest.raises(Locked):
        open_database(database.path, KEY)


def test_a_newer_database_is_refused_politely_and_left_alone(database: Database) -> None:
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    before = database.path.read_bytes()
    with pytest.raises(Locked, match="lebih baru"):
        open_database(database.path, KEY)
    assert database.path.read_bytes() == before


def test_the_ledger_only_grows(database: Database) -> None:
    row = {
        "device": "d",
        "seq": 1,
        "id": "i",
        "kind": "k",
        "author": "a",
        "subject": "s",
        "line": b"{}",
        "head": b"",
    }
    with database.write() as connection:
        connection.execute(insert(t.entry), row)
    for statement in ("UPDATE entry SET kind = 'x'", "DELETE FROM entry"):
        with pytest.raises(Exception, match="only grows"), database.write() as connection:
            connection.execute(text(statement))


def test_maker_is_never_checker_in_the_table_itself(database: Database) -> None:
    row = {
        "id": "e",
        "person": "P",
        "nik": "1",
        "state": "disetujui",
        "desil": 1,
        "village": "",
        "maker": "siti",
        "editor": "siti",
        "queued_at": "",
        "queued_digest": "",
        "rules_digest": "",
        "risk": "[]",
        "decided_by": "siti",
        "decided_at": "",
        "reason": "",
        "note": "",
    }
    with pytest.raises(Exception, match="is_not_checker"), database.write() as connection:
        connection.execute(insert(t.enrolment), row)


def test_the_known_revisions_are_the_scripts() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    scripts = ScriptDirectory.from_config(config)
    known = [script.revision for script in scripts.walk_revisions()]
    assert tuple(reversed(known)) == migrations.KNOWN


def test_the_migrations_make_the_tables_that_are_declared(database: Database) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from sqlmodel import SQLModel

    with database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []
