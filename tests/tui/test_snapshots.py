"""What every screen looks like at both sizes; a change of looks is seen in review, not by users."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from kelambu_tui.tui import desk as desks
from kelambu_tui.tui.app import KelambuApp
from kelambu_tui.tui.desk import Desk
from kelambu_tui.work.approval import approve, reject, send_back, waiting
from kelambu_tui.work.enrolment import queue
from kelambu_tui.work.verification import Sheet, record, save_draft
from kelambu_tui.work.workspace import Workspace

Snap = Callable[..., bool]
MOMENT = datetime(2026, 11, 23, 14, 3, 22, tzinfo=UTC)
SIZES = [(80, 24), (120, 40)]


def still(workspace: Workspace) -> Workspace:
    """The same workspace on a day that does not pass."""
    pen = dataclasses.replace(workspace.pen, now=lambda: MOMENT)
    return dataclasses.replace(workspace, pen=pen, today=lambda: date(2026, 11, 23))


@pytest.fixture
def day(
    practice: Path,
    as_user: Callable[[str], Workspace],
    eligible: Callable[[int], list[str]],
    filled: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A day of work, at a clock that stands still, here and in the app."""
    people = eligible(9)
    siti, budi = still(as_user("siti")), still(as_user("budi"))
    for person in people[:7]:
        record(siti, person, Sheet("layak", filled, note="rumah panggung"))
        queue(siti, person)
    ids = {row.person: row.id for row in waiting(budi)}
    send_back(budi, [ids[people[0]]], "nama ibu belum sesuai KTP", "")
    approve(budi, [ids[people[1]], ids[people[2]]], "")
    reject(budi, [ids[people[3]]], budi.programme.reasons.rejections[0].code, "", "")
    save_draft(siti, people[7], Sheet("layak", {"birthplace": "Sekayu"}))
    save_draft(siti, people[8], Sheet())
    opened = desks.open_desk

    def open_still(folder: Path, name: str, passphrase: str) -> Desk:
        desk = opened(folder, name, passphrase)
        desk.workspace = still(desk.workspace)
        return desk

    monkeypatch.setattr(desks, "open_desk", open_still)


SCENES: dict[str, tuple[str | None, tuple[str, ...]]] = {
    "masuk": (None, ()),
    "beranda": ("siti", ()),
    "beranda_terang": ("siti", ("f8",)),
    "cari": ("siti", ("f3", *"siti", "down", "down")),
    "cari_kosong": ("siti", ("f3",)),
    "keluarga": ("siti", ("f3", *"siti", "enter")),
    "verifikasi": ("siti", ("enter",)),
    "mengapa": ("siti", ("down", "enter", "f7")),
    "pilihan": ("siti", ("down", "enter", "enter")),
    "antrean": ("siti", ("f4",)),
    "persetujuan": ("budi", ("f5", "space")),
    "persetujuan_rinci": ("budi", ("f5", "f7")),
    "kembalikan": ("budi", ("f5", "k")),
    "kirim": ("budi", ("f6",)),
    "bantuan": ("siti", ("down", "enter", "down", "down", "f1")),
}


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
@pytest.mark.parametrize("scene", SCENES)
def test_looks(
    snap_compare: Snap, day: None, hands_of: type[Any], practice: Path, scene: str, size: tuple[int, int]
) -> None:
    user, keys = SCENES[scene]

    async def walk(pilot: Pilot[int]) -> None:
        hands = hands_of(pilot.app, pilot)
        await hands.settle()
        await hands.press(*keys)

    assert snap_compare(KelambuApp(practice, user), terminal_size=size, run_before=walk)


def test_too_small_looks(snap_compare: Snap, day: None, hands_of: type[Any], practice: Path) -> None:
    async def walk(pilot: Pilot[int]) -> None:
        await hands_of(pilot.app, pilot).settle()

    assert snap_compare(KelambuApp(practice, "siti"), terminal_size=(79, 20), run_before=walk)
