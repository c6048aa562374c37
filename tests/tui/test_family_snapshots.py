"""What the pages about a person and a family look like at both sizes, with a list that was put right."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, update
from textual.pilot import Pilot

from kelambu_tui.store import tables as t
from kelambu_tui.tui import desk as desks
from kelambu_tui.tui.app import KelambuApp
from kelambu_tui.tui.desk import Desk
from kelambu_tui.tui.screens.keluarga import Keluarga
from kelambu_tui.work.corrections import correct
from kelambu_tui.work.desil_sources import settle_desils
from kelambu_tui.work.verification import Sheet, record
from kelambu_tui.work.workspace import Workspace

pytestmark = pytest.mark.slow  # whole pages, drawn and played: the full check runs them

Snap = Callable[..., bool]
MOMENT = datetime(2026, 11, 23, 14, 3, 22, tzinfo=UTC)
SIZES = [(80, 24), (120, 40)]
HOUSEHOLD, WIFE = "404000151", "4040000461"

SCENES: dict[str, tuple[str, ...]] = {
    "keluarga_bintang": (),
    "koreksi": ("k", "down", "down"),
    "koreksi_isi": ("k", "enter"),
    "koreksi_pilih": ("k", "end", "up", "up", "up", "up", "up", "up", "enter"),
    "riwayat": ("h", "down"),
    "riwayat_kosong": ("k", "end", "h"),
    "desil": ("d", "down"),
    "desil_usul": ("d", "u"),
    "manfaat": ("m", "down", "down"),
    "verifikasi_bintang": ("enter",),
}


def still(workspace: Workspace) -> Workspace:
    """The same workspace on a day that does not pass."""
    pen = dataclasses.replace(workspace.pen, now=lambda: MOMENT)
    return dataclasses.replace(workspace, pen=pen, today=lambda: date(2026, 11, 23))


@pytest.fixture
def put_right(
    as_user: Callable[[str], Workspace], filled: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A family with two desils and a member who was corrected, at a clock that stands still."""
    siti = still(as_user("siti"))
    with siti.database.write() as connection:
        moment = "2026-11-20T08:00:00+00:00"
        connection.execute(update(t.intake).values(at=moment))
        row = {"family_id": HOUSEHOLD, "source": "DTSEN", "period": "2025-06", "desil": 2, "intake_id": 1}
        connection.execute(insert(t.desil_record).values(row))
        settle_desils(connection, siti.programme)
    best = {
        question.code: min(question.options, key=lambda option: option.points).code
        for question in siti.programme.hardship.questions
    }
    again = filled | {"occupation": "PEDAGANG", "nik": "1606024101590002"}
    record(siti, WIFE, Sheet("layak", again, best, note="rumah panggung"))
    correct(siti, WIFE, "name", "SITI MUNAROH BINTI ABDULLAH", reason="menurut KTP", evidence="KTP dilihat")
    correct(siti, WIFE, "birth_date", "01-01-1979", reason="akta lahir", evidence="akta dilihat, difoto")
    correct(siti, WIFE, "birth_date", "11-01-1979", reason="salah ketik")
    opened = desks.open_desk

    def open_still(folder: Path, name: str, passphrase: str) -> Desk:
        desk = opened(folder, name, passphrase)
        desk.workspace = still(desk.workspace)
        return desk

    monkeypatch.setattr(desks, "open_desk", open_still)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
@pytest.mark.parametrize("scene", SCENES)
def test_family_looks(
    snap_compare: Snap,
    put_right: None,
    hands_of: type[Any],
    practice: Path,
    scene: str,
    size: tuple[int, int],
) -> None:
    async def walk(pilot: Pilot[int]) -> None:
        hands = hands_of(pilot.app, pilot)
        await hands.settle()
        pilot.app.push_screen(Keluarga(HOUSEHOLD, WIFE))
        await hands.settle()
        await hands.press(*SCENES[scene])

    assert snap_compare(KelambuApp(practice, "siti"), terminal_size=size, run_before=walk)
