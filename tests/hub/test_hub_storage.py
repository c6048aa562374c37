from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import UniqueConstraint, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.schema import CreateIndex, CreateTable

from kelambu_tui.errors import Refused
from kelambu_tui.hub import migrations
from kelambu_tui.hub import tables as h
from kelambu_tui.hub.beginning import opened
from kelambu_tui.hub.folder import make_folder
from kelambu_tui.hub.refusing import Turned
from tests.hub.laptops import Office
from tests.hub.servers import new_database, postgresql

CHANGES = ["UPDATE stream SET status = 'x'", "DELETE FROM stream", "DELETE FROM signature"]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with postgresql(tmp_path_factory.mktemp("pg")) as url:
        yield url


@pytest.fixture
def on_postgresql(server: str, tmp_path: Path) -> Iterator[Office]:
    database = new_database(server, f"hub_{abs(hash(tmp_path)) % 10**9}")
    folder = make_folder(
        tmp_path / "hub", region="16.06", district="Muba", url="http://127.0.0.1:1", database=database
    )
    storage = opened(folder)
    yield Office(folder, storage)
    storage.close()


def work(office: Office) -> list[str]:
    laptop = office.laptop()
    laptop.decide(laptop.queue(laptop.visit()))
    laptop.sign("siti")
    for _again in range(2):
        office.push(laptop)
    return office.statuses(laptop)


def test_migrations_make_the_tables_that_are_declared(office: Office) -> None:
    with office.storage.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), h.METADATA) == []
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert tuple(one.revision for one in reversed(list(scripts.walk_revisions()))) == migrations.KNOWN


def test_the_region_leads_every_key_and_index() -> None:
    """What a database needs that spreads rows over machines by region."""
    for table in h.METADATA.sorted_tables:
        keys = [list(table.primary_key.columns), *(list(index.columns) for index in table.indexes)]
        keys += [list(one.columns) for one in table.constraints if isinstance(one, UniqueConstraint)]
        assert {key[0].name for key in keys} == {"region"}, table.name


@pytest.mark.parametrize("change", CHANGES)
def test_a_sqlite_hub_only_grows(office: Office, change: str) -> None:
    work(office)
    with pytest.raises(DatabaseError, match="only grows"), office.storage.write() as connection:
        connection.execute(text(change))


@pytest.mark.slow
def test_postgresql_takes_the_same_work(on_postgresql: Office) -> None:
    assert work(on_postgresql) == ["accepted"] * 3


@pytest.mark.slow
@pytest.mark.parametrize("change", [*CHANGES, "TRUNCATE stream", "DROP TABLE stream"])
def test_the_serving_role_of_postgresql_may_only_add(on_postgresql: Office, change: str) -> None:
    work(on_postgresql)
    before = on_postgresql.rows()
    denied = pytest.raises(DatabaseError, match=r"permission denied|must be owner")
    with denied, on_postgresql.storage.write() as connection:
        connection.execute(text(change))
    assert on_postgresql.rows() == before


@pytest.mark.slow
def test_every_table_can_be_partitioned_by_region(server: str) -> None:
    """PostgreSQL refuses a key or unique index that lacks the partition column, as Citus does."""
    import psycopg
    from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

    speech: Any = PGDialect_psycopg
    url = new_database(server, "partitioned")
    with psycopg.connect(url, autocommit=True) as connection:
        for table in h.METADATA.sorted_tables:
            made = str(CreateTable(table).compile(dialect=speech())).rstrip()
            connection.execute(f"{made} PARTITION BY HASH (region)")  # type: ignore[call-overload, unused-ignore]
            for index in table.indexes:
                connection.execute(str(CreateIndex(index).compile(dialect=speech())))  # type: ignore[call-overload, unused-ignore]


@pytest.mark.slow
def test_two_regencies_in_one_database_know_nothing_of_each_other(server: str, tmp_path: Path) -> None:
    database = new_database(server, "two_regencies")
    offices = []
    for region in ("16.06", "16.07"):
        folder = make_folder(
            tmp_path / region, region=region, district=region, url="http://127.0.0.1:1", database=database
        )
        offices.append(Office(folder, opened(folder)))
    with pytest.raises(Refused):
        make_folder(
            tmp_path / "again", region="16.06", district="x", url="http://127.0.0.1:1", database=database
        )
    for office in offices:
        assert work(office) == ["accepted"] * 3
    one, other = offices
    with other.storage.read() as connection:
        cursors = select(h.stream.c.cursor).where(h.stream.c.region == "16.07").order_by(h.stream.c.cursor)
        assert list(connection.execute(cursors).scalars()) == [1, 2, 3]
    stranger = one.laptop()
    stranger.visit()
    with pytest.raises(Turned):
        other.push(stranger)
    for office in offices:
        office.storage.close()
