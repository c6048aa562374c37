"""A byte that changed on the disk is noticed before anyone trusts what it says."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from kelambu_tui.errors import Locked
from kelambu_tui.exchange.intake import import_list
from kelambu_tui.work import audit, workspace


@pytest.mark.usefixtures("village_list")
def test_any_flipped_byte_of_the_file_is_noticed(folder: Path) -> None:
    database = folder / "kelambu.db"
    # The WAL is folded in by closing, so the file holds everything.
    workspace.sign_out(workspace.sign_in(folder, "siti", ""))
    whole = database.read_bytes()
    chance = random.Random(4)
    for place in [0, 15, 16, 40, *(chance.randrange(len(whole)) for _ in range(25))]:
        damaged = bytearray(whole)
        damaged[place] ^= 1 + chance.randrange(255)
        database.write_bytes(damaged)
        assert _noticed(folder), f"byte {place} of {len(whole)}"
    database.write_bytes(whole)
    assert not _noticed(folder)


def test_a_damaged_page_is_named(folder: Path) -> None:
    database = folder / "kelambu.db"
    workspace.sign_out(workspace.sign_in(folder, "siti", ""))
    damaged = bytearray(database.read_bytes())
    damaged[-300] ^= 1
    database.write_bytes(damaged)
    opened = workspace.sign_in(folder, "siti", "")
    report = audit.audit(opened)
    workspace.sign_out(opened)
    assert not report.ok
    assert any("page" in fault for fault in report.faults), report.faults


def _noticed(folder: Path) -> bool:
    try:
        opened = workspace.sign_in(folder, "siti", "")
    except Locked:
        return True
    try:
        return not audit.audit(opened).ok
    except Locked:
        return True
    finally:
        opened.database.close()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM quarantine WHERE line = 2",
        "UPDATE quarantine SET row = replace(row, 'WARGA', 'WARGI') WHERE line = 2",
        "INSERT INTO quarantine (intake_id, sheet, line, key, code, sentence, row) "
        "VALUES (1, '', 9, '', 'bad_date', '', '{}')",
    ],
)
def test_the_audit_covers_the_quarantine(
    statement: str,
    folder: Path,
    person_row: Callable[..., dict[str, str]],
    list_file: Callable[..., Path],
) -> None:
    rows = [person_row(number, **{"Tanggal Lahir": "31-02-1980"}) for number in (1, 2)]
    siti = workspace.sign_in(folder, "siti", "")
    assert import_list(siti, list_file([*rows, person_row(3)])).quarantined == 2
    assert audit.audit(siti).faults == ()
    with siti.database.write() as connection:
        connection.exec_driver_sql(statement)
    assert [fault for fault in audit.audit(siti).faults if "Karantina" in fault]
    workspace.sign_out(siti)
