"""A damaged database comes back as far as its chain proves it; the damaged file is never written."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from kelambu_tui.errors import Locked, Refused
from kelambu_tui.exchange.intake import import_list
from kelambu_tui.store import tables as t
from kelambu_tui.store.carving import PAGE, carve
from kelambu_tui.work import audit
from kelambu_tui.work import workspace as spaces
from kelambu_tui.work.backup_daily import back_up, change_daily, let_open
from kelambu_tui.work.corrections import correct
from kelambu_tui.work.keeping import begin_stint
from kelambu_tui.work.repairing import repair


@pytest.fixture
def closed(person_row: Callable[..., dict[str, str]], list_file: Callable[..., Path], folder: Path) -> Path:
    """A workspace with a list and five corrections, closed by everybody: the file holds everything."""
    siti = spaces.sign_in(folder, "siti", "")
    import_list(siti, list_file([person_row(number) for number in range(1, 13)]))
    for number in range(1, 6):
        correct(siti, f"IND{number:08d}", "name", f"WARGA KE-{number}", reason="ejaan pada KTP")
    spaces.sign_out(siti)
    assert not list(folder.glob("kelambu.db-*"))
    return folder / "kelambu.db"


def _key(folder: Path) -> bytes:
    siti = spaces.sign_in(folder, "siti", "")
    spaces.sign_out(siti)
    return siti.database_key


def _lines(folder: Path) -> list[bytes]:
    siti = spaces.sign_in(folder, "siti", "")
    with siti.database.read() as connection:
        lines = connection.execute(select(t.entry.c.line).order_by(t.entry.c.seq)).scalars().all()
    assert audit.audit(siti).faults == ()
    spaces.sign_out(siti)
    return list(lines)


def test_without_its_first_page_and_without_a_backup_everything_comes_back(
    closed: Path, folder: Path
) -> None:
    before = _lines(folder)
    with closed.open("r+b") as file:
        file.write(os.urandom(PAGE))
    damaged = closed.read_bytes()
    done = repair(folder, "siti", "")
    assert (done.assembled.entries, done.assembled.registry_whole, done.assembled.people) == (
        len(before),
        True,
        12,
    )
    assert (done.assembled.loose, done.backup, done.faults) == ((), None, ())
    assert done.aside.read_bytes() == damaged
    assert _lines(folder) == before


def test_a_sound_database_is_left_alone(closed: Path, folder: Path) -> None:
    before = closed.read_bytes()
    with pytest.raises(Refused, match="utuh"):
        repair(folder, "siti", "")
    assert closed.read_bytes() == before


@pytest.mark.slow
def test_what_stands_behind_a_hole_is_named_and_the_backup_fills_it(
    closed: Path, folder: Path, tmp_path: Path
) -> None:
    before = _lines(folder)
    siti = spaces.sign_in(folder, "siti", "")
    let_open(siti, "")
    (tmp_path / "stik").mkdir()
    change_daily(siti, tmp_path / "stik")
    back_up(siti)
    correct(siti, "IND00000009", "name", "SESUDAH CADANGAN", reason="ejaan pada KTP")
    spaces.sign_out(siti)
    _forget(folder, before[-2])
    saved = closed.read_bytes()
    _break_a_free_page(closed)
    shutil.move(tmp_path / "stik", tmp_path / "jauh")
    alone = repair(folder, "siti", "")
    assert alone.assembled.seq == len(before) - 2
    assert [one.seq for one in alone.assembled.loose] == [len(before), len(before) + 1]
    assert alone.assembled.known == len(before) + 1
    # Found again with the stick, on the very same damage.
    closed.write_bytes(saved)
    _break_a_free_page(closed)
    shutil.move(tmp_path / "jauh", tmp_path / "stik")
    helped = repair(folder, "siti", "")
    assert helped.backup is not None
    assert (helped.assembled.seq, helped.assembled.from_later) == (len(before) + 1, 1)
    assert _lines(folder)[:-1] == before


def _forget(folder: Path, line: bytes) -> None:
    """Remove one entry as only damage can, and every trace of it."""
    import sqlcipher3.dbapi2 as driver

    key = _key(folder)
    connection = driver.connect(str(folder / "kelambu.db"), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("DROP TRIGGER entry_no_delete")
    connection.execute("DELETE FROM entry WHERE line = ?", (line,))
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _break_a_free_page(path: Path) -> None:
    """Damage something that holds no entry: the last page."""
    with path.open("r+b") as file:
        file.seek(-PAGE + 100, os.SEEK_END)
        file.write(b"\0\1\2\3")


@pytest.mark.slow
def test_an_interrupted_swap_is_finished_by_the_next_repair(closed: Path, folder: Path) -> None:
    before = _lines(folder)
    with closed.open("r+b") as file:
        file.write(os.urandom(PAGE))
    closed.rename(folder / "kelambu-rusak-20260101-000000.db")
    with pytest.raises(Locked, match="doctor --repair"):
        spaces.sign_in(folder, "siti", "")
    repair(folder, "siti", "")
    assert _lines(folder) == before


@pytest.mark.slow
def test_nothing_left_is_said_and_changes_nothing(closed: Path, folder: Path) -> None:
    noise = os.urandom(closed.stat().st_size)
    closed.write_bytes(noise)
    with pytest.raises(Locked, match="Tidak satu catatan"):
        repair(folder, "siti", "")
    assert closed.read_bytes() == noise
    assert not list(folder.glob(".perbaikan-*"))


def test_carving_reads_what_the_tables_say(closed: Path, folder: Path) -> None:
    key = _key(folder)
    siti = spaces.sign_in(folder, "siti", "")
    with siti.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM entry").all()
    found = {row for _rowid, row in carve(siti.database.path, key, {8})}
    assert {tuple(row) for row in rows} <= found
    spaces.sign_out(siti)
    assert {row for _rowid, row in carve(closed, bytes(32), {8})} == set()


@pytest.mark.slow
def test_a_long_entry_that_spills_over_pages_is_carved_whole(closed: Path, folder: Path) -> None:
    siti = spaces.sign_in(folder, "siti", "")
    correct(
        siti, "IND00000001", "address", "JALAN " + "PANJANG " * 20, reason="alasan " * 60, evidence="x" * 9000
    )
    spaces.sign_out(siti)
    before = _lines(folder)
    with closed.open("r+b") as file:
        file.write(os.urandom(PAGE))
    repair(folder, "siti", "")
    assert _lines(folder) == before
    assert max(map(len, before)) > 2 * PAGE


@pytest.mark.slow
def test_150_random_corruptions_are_all_noticed_before_use(closed: Path, folder: Path) -> None:
    whole = closed.read_bytes()
    chance = random.Random(9)
    unnoticed = []
    for number in range(150):
        damaged = bytearray(whole)
        place = chance.randrange(len(whole))
        length = min(chance.choice((1, 1, 1, 16, 512, 4096)), len(whole) - place)
        damaged[place : place + length] = bytes(
            byte ^ (1 + chance.randrange(255)) for byte in damaged[place : place + length]
        )
        closed.write_bytes(bytes(damaged) if number % 10 else whole[: place + 1])
        if not _noticed(folder):
            unnoticed.append((place, length))
        for left in folder.glob("kelambu.db-*"):
            left.unlink()
    assert unnoticed == []
    closed.write_bytes(whole)
    assert not _noticed(folder)


def _noticed(folder: Path) -> bool:
    """What the app does before anybody sees a page."""
    try:
        workspace = spaces.sign_in(folder, "siti", "")
    except Locked:
        return True
    try:
        begin_stint(workspace, "")
    except Locked:
        return True
    finally:
        workspace.database.close()
    return False
