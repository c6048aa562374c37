"""What the cover, and the door after too many wrong passphrases, look like at both sizes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from kelambu_tui.errors import Locked
from kelambu_tui.store import slots
from kelambu_tui.tui.app import KelambuApp
from kelambu_tui.tui.widgets.wait import Wait
from kelambu_tui.work import workspace as spaces

pytestmark = pytest.mark.slow

Snap = Callable[..., bool]
SIZES = [(80, 24), (120, 40)]


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KELAMBU_KEYRING", "0")
        quick = {"memory_kib": 64, "passes": 1, "lanes": 1}
        patch.setattr(slots, "argon_for", lambda _practice: quick)
        place = tmp_path_factory.mktemp("looks") / "kerja"
        spaces.sign_out(spaces.create(place, "siti", "fasilitator", "rahasia-siti", ("16.06.01.1009",)))
        yield place


@pytest.fixture
def real(furnished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(furnished, tmp_path / "kerja")
    monkeypatch.chdir(tmp_path)
    return Path("kerja")


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
def test_cover_looks(snap_compare: Snap, real: Path, hands_of: type[Any], size: tuple[int, int]) -> None:
    async def walk(pilot: Pilot[int]) -> None:
        hands = hands_of(pilot.app, pilot)
        await hands.settle()
        await hands.write("rahasia-siti")
        await hands.press("enter", "ctrl+p")
        assert hands.place() == "Kunci"

    assert snap_compare(KelambuApp(real, "siti"), terminal_size=size, run_before=walk)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
def test_waiting_looks(snap_compare: Snap, real: Path, hands_of: type[Any], size: tuple[int, int]) -> None:
    async def walk(pilot: Pilot[int]) -> None:
        hands = hands_of(pilot.app, pilot)
        await hands.settle()
        error = Locked("")
        error.seconds = 30
        wait = pilot.app.screen.query_one(Wait)
        wait.refuse(error)
        wait._stop()  # the seconds of a picture stand still
        await hands.settle()

    assert snap_compare(KelambuApp(real, "siti"), terminal_size=size, run_before=walk)
