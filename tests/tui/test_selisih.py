"""Selisih: a supervisor compares two visits and chooses; whoever wrote what did not count reads why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from textual.pilot import Pilot

from kelambu_tui.store import tables as t
from kelambu_tui.tui import desk as desks
from kelambu_tui.tui.app import KelambuApp
from kelambu_tui.tui.desk import Desk
from kelambu_tui.work.enrolment import queue
from kelambu_tui.work.reconciling import conflicts
from kelambu_tui.work.verification import Sheet, record
from kelambu_tui.work.workspace import Workspace
from tests.sync.elsewhere import Elsewhere, belongs, take
from tests.tui.test_snapshots import SIZES, Snap, still

pytestmark = pytest.mark.slow  # whole days of hands in the app: the full check runs them

Play = Callable[..., None]
SignIn = Callable[[str], Workspace]


def flat(hands: Any) -> str:
    """The screen as one line of words."""
    return " ".join(hands.text.split())


@pytest.fixture
def visited(as_user: SignIn, eligible: Callable[[int], list[str]], filled: dict[str, str]) -> str:
    """Siti queued somebody whom Rina found well off on another laptop; and her next one was refused."""
    siti = still(as_user("siti"))
    person, refused = eligible(2)
    for one in (person, refused):
        record(siti, one, Sheet("layak", filled, note="rumah panggung"))
        queue(siti, one)
    belongs(siti)
    with siti.database.write() as connection:
        connection.execute(update(t.device).values(acked=t.device.c.seq))
        newest = select(t.entry.c.device, t.entry.c.seq).order_by(t.entry.c.seq.desc()).limit(1)
        device, last = connection.execute(newest).one()
    lain = Elsewhere()
    rows = [lain.row(lain.visit(person, "mampu", author="rina"))]
    rows += [[seq + 1, device, seq, "accepted", None, []] for seq in range(1, last)]
    take(siti, *rows, [last + 1, device, last, "rejected:duplicate_person", None, []])
    return person


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
def test_selisih_looks(
    snap_compare: Snap,
    practice: Path,
    visited: str,
    hands_of: type[Any],
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
) -> None:
    opened = desks.open_desk

    def open_still(folder: Path, name: str, passphrase: str) -> Desk:
        desk = opened(folder, name, passphrase)
        desk.workspace = still(desk.workspace)
        return desk

    monkeypatch.setattr(desks, "open_desk", open_still)

    async def walk(pilot: Pilot[int]) -> None:
        hands = hands_of(pilot.app, pilot)
        await hands.settle()
        await hands.press("b")

    assert snap_compare(KelambuApp(practice, "budi"), terminal_size=size, run_before=walk)


def test_a_supervisor_compares_and_chooses(play: Play, as_user: SignIn, visited: str) -> None:
    budi = as_user("budi")

    async def script(hands: Any) -> None:
        assert "1 selisih antar laptop" in hands.text
        await hands.press("b")
        assert hands.place() == "Selisih"
        assert "Dua kunjungan ke orang ini berbeda hasil" in flat(hands)
        assert "1 rina" in flat(hands)
        assert "x Layak" in flat(hands)
        await hands.press("2")
        assert "Kunjungan 2 yang berlaku?" in hands.text
        await hands.write("KTP dan rumah dilihat")
        await hands.confirm("enter")
        assert "Kunjungan siti berlaku" in hands.text
        await hands.press("s", "home")
        assert "budi memilih kunjungan 2: KTP dan rumah dilihat" in flat(hands)
        await hands.press("1")
        assert "sudah diputuskan" in hands.text
        await hands.press("escape")
        assert "selisih antar laptop" not in hands.text

    play(script, "budi")
    settled = conflicts(budi, ("selesai",))
    assert [one.decided_by for one in settled if one.person == visited] == ["budi"]


def test_choosing_asks_for_a_reason(play: Play, visited: str) -> None:
    async def script(hands: Any) -> None:
        await hands.press("b", "1")
        await hands.confirm("enter")
        assert "Tulis dulu alasannya" in hands.text
        await hands.press("escape")
        assert "menunggu" in hands.text

    play(script, "budi")


def test_who_wrote_it_reads_why_and_puts_it_away(play: Play, visited: str) -> None:
    async def script(hands: Any) -> None:
        await hands.press("b", "1")
        assert "Hanya penyelia" in hands.text
        await hands.press("b")
        assert "tidak cukup dibaca" in hands.text
        await hands.press("down")
        assert "sudah punya usulan yang berlaku" in flat(hands)
        assert "Tidak ada yang perlu dilakukan" in flat(hands)
        await hands.press("b")
        assert "Dicatat sebagai sudah dibaca." in hands.text
        await hands.press("enter")
        assert hands.place() == "Keluarga"

    play(script, "siti")


def test_nothing_to_settle_teaches(play: Play) -> None:
    async def script(hands: Any) -> None:
        await hands.press("b")
        assert "Tidak ada selisih" in hands.text
        await hands.press("1", "b", "enter")
        assert hands.place() == "Selisih"

    play(script, "siti")
