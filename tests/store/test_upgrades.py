"""A workspace of every earlier schema, holding a full queue, opens and goes on with nothing lost.

Each `earlier/REVISION.zip` is a practice workspace that the program of that schema wrote: twelve
synthetic people, eight queued (two approved, one returned, one rejected, one withdrawn), one recorded
as listed twice, and a draft. That of 0002 also holds an open session, a corrected name, a verdict, a missed
visit and a proposed desil.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from kelambu_tui.store import database as database_module
from kelambu_tui.store import tables as t
from kelambu_tui.store.migrations import HEAD, KNOWN
from kelambu_tui.store.slots import open_slot
from kelambu_tui.work.approval import approve
from kelambu_tui.work.audit import audit, rebuild
from kelambu_tui.work.desil import decide_desil
from kelambu_tui.work.enrolment import queue_rows
from kelambu_tui.work.sessions import close_session, current_session
from kelambu_tui.work.verification import read_form
from kelambu_tui.work.workspace import secret_of, sign_in, sign_out

EARLIER = Path(__file__).parent / "earlier"


def test_every_earlier_schema_is_kept() -> None:
    assert sorted(path.stem for path in EARLIER.iterdir()) == sorted(set(KNOWN) - {HEAD})


@pytest.fixture(params=sorted(EARLIER.iterdir()), ids=lambda path: path.stem)
def earlier(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    folder = tmp_path / "ruang"
    with zipfile.ZipFile(request.param) as archive:
        archive.extractall(folder)
    return folder


def test_what_sessions_verdicts_and_corrections_said_is_still_said(tmp_path: Path) -> None:
    folder = _unpacked("0002", tmp_path)
    siti = sign_in(folder, "siti", "")
    current = current_session(siti)
    assert current is not None
    assert (current.village, current.day, current.place) == (
        "16.06.02.2001",
        date(2026, 11, 20),
        "Balai desa",
    )
    with siti.database.read() as connection:
        values = connection.execute(select(t.correction.c.person, t.correction.c.values_json)).all()
        assert [(row[0], json.loads(row[1])) for row in values] == [
            ("IND00000012", {"name": "WARGA NOMOR DUABELAS"})
        ]
        verdict = connection.execute(select(t.verdict.c.a, t.verdict.c.b, t.verdict.c.verdict)).one()
        assert tuple(verdict) == ("IND00000010", "IND00000012", "beda")
        desil = connection.execute(select(t.desil_change.c.household, t.desil_change.c.desil)).one()
        assert tuple(desil) == ("1606000000000011", 2)
        missed = connection.execute(select(t.missed_visit.c.household, t.missed_visit.c.next)).one()
        assert tuple(missed) == ("1606000000000012", "2026-12-01")
    close_session(siti)
    assert audit(siti).faults == ()
    sign_out(siti)
    budi = sign_in(folder, "budi", "")
    decide_desil(budi, "1606000000000011", given=True, note="", passphrase="")
    assert audit(budi).faults == ()
    sign_out(budi)


def test_the_earlier_database_is_kept_as_it_was(earlier: Path) -> None:
    revision = _revision(earlier)
    lines = _lines(earlier / "kelambu.db", earlier)
    sign_out(sign_in(earlier, "siti", ""))
    kept = earlier / f"kelambu-skema-{revision}.db"
    assert _lines(kept, earlier) == lines
    sign_out(sign_in(earlier, "siti", ""))  # nothing is copied a second time
    assert [path.name for path in earlier.glob("kelambu-skema-*")] == [kept.name]


def test_without_room_for_a_copy_the_upgrade_goes_on(earlier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module, "free_bytes", lambda _folder: 0)
    sign_out(sign_in(earlier, "siti", ""))
    assert list(earlier.glob("kelambu-skema-*")) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import Engine, event
from kelambu_tui.work.workspace import sign_in
left = int(sys.argv[2])

@event.listens_for(Engine, "after_cursor_execute")
def count(connection, cursor, statement, *rest):
    global left
    if statement.split()[0] in ("CREATE", "ALTER", "INSERT", "DROP", "UPDATE"):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

sign_in(Path(sys.argv[1]), "siti", "")
print("done")
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="SIGKILL is a POSIX signal")
@pytest.mark.parametrize("after", [1, 3, 8, 20, 40])
def test_an_upgrade_that_is_killed_leaves_the_old_schema_whole(earlier: Path, after: int) -> None:
    revision, lines = _revision(earlier), _lines(earlier / "kelambu.db", earlier)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(earlier), str(after)], capture_output=True, check=False
    )
    if b"done" in killed.stdout:
        pytest.skip(f"an upgrade from {revision} has fewer than {after} steps")
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert _revision(earlier) == revision
    assert _lines(earlier / "kelambu.db", earlier) == lines
    siti = sign_in(earlier, "siti", "")
    assert audit(siti).faults == ()
    sign_out(siti)


def _unpacked(revision: str, tmp_path: Path) -> Path:
    with zipfile.ZipFile(EARLIER / f"{revision}.zip") as archive:
        archive.extractall(tmp_path / "ruang")
    return tmp_path / "ruang"


def _lines(path: Path, folder: Path) -> list[bytes]:
    """Every entry as it stands in the database at `path`, whatever its schema."""
    rows = _asked(path, folder, "SELECT line FROM entry ORDER BY seq")
    return [row[0] for row in rows]


def _revision(folder: Path) -> str:
    return str(_asked(folder / "kelambu.db", folder, "SELECT version_num FROM alembic_version")[0][0])


def _asked(path: Path, folder: Path, statement: str) -> list[tuple[Any, ...]]:
    import sqlcipher3.dbapi2 as driver

    key = open_slot(folder, "siti", "", secret_of(folder)).database_key
    connection = driver.connect(str(path))
    try:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        return list(connection.execute(statement))
    finally:
        connection.close()


def test_an_earlier_queue_opens_whole_and_goes_on(earlier: Path) -> None:
    siti = sign_in(earlier, "siti", "")
    states = Counter(row.state for row in queue_rows(siti))
    assert states == {"menunggu": 3, "disetujui": 2, "dikembalikan": 1, "ditolak": 1, "ditarik": 1}
    form = read_form(siti, "IND00000011")
    assert form.is_draft
    assert form.sheet.note == "belum selesai"
    assert audit(siti).faults == ()
    sign_out(siti)

    budi = sign_in(earlier, "budi", "")
    waiting = [row.id for row in queue_rows(budi, ("menunggu",))]
    assert all(decision.done for decision in approve(budi, waiting, ""))
    rebuild(budi)
    assert audit(budi).faults == ()
    with budi.database.read() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == HEAD
        assert len(connection.execute(select(t.person.c.uid)).all()) == 12
    sign_out(budi)
