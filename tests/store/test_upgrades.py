"""A workspace of every earlier schema, holding a full queue, opens and goes on with nothing lost.

Each `earlier/REVISION.zip` is a practice workspace that the program of that schema wrote: twelve
synthetic people, eight queued (two approved, one returned, one rejected, one withdrawn), one recorded
as listed twice, and a draft.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from kelambu_tui.store import tables as t
from kelambu_tui.store.migrations import HEAD, KNOWN
from kelambu_tui.work.approval import approve
from kelambu_tui.work.audit import audit, rebuild
from kelambu_tui.work.enrolment import queue_rows
from kelambu_tui.work.verification import read_form
from kelambu_tui.work.workspace import sign_in, sign_out

EARLIER = Path(__file__).parent / "earlier"


def test_every_earlier_schema_is_kept() -> None:
    assert sorted(path.stem for path in EARLIER.iterdir()) == sorted(set(KNOWN) - {HEAD})


@pytest.fixture(params=sorted(EARLIER.iterdir()), ids=lambda path: path.stem)
def earlier(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    folder = tmp_path / "ruang"
    with zipfile.ZipFile(request.param) as archive:
        archive.extractall(folder)
    return folder


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
