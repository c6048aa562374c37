"""What Kirim looks like: joined with work unsent and refused, everything sent, its dialogs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import insert, select, update
from textual.pilot import Pilot

from kelambu_tui.store import tables as t
from kelambu_tui.sync import ahead
from kelambu_tui.sync.link import Link, note, write_link
from kelambu_tui.sync.signing import Signed
from kelambu_tui.tui import courier
from kelambu_tui.tui.app import KelambuApp
from kelambu_tui.work.workspace import Workspace, sign_out
from tests.tui.test_snapshots import SIZES, Snap, day, still

pytestmark = pytest.mark.slow

__all__ = ["day"]
AT = "2026-11-23T07:40:00Z"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
SCENES: dict[str, tuple[str, tuple[str, ...]]] = {
    "kirim_belum": ("antre", ("f6",)),
    "kirim_tertahan": ("tertahan", ("f6", "tab", "down")),
    "kirim_terkirim": ("terkirim", ("f6",)),
    "kirim_tanpa_hub": ("", ("f6",)),
    "kirim_gabung": ("", ("f6", "g")),
    "kirim_stick": ("antre", ("f6", "t")),
    "kirim_bpjs": ("antre", ("f6", "e")),
}


def furnish(workspace: Workspace, state: str) -> None:
    """A hub, and how far everything went there; what the laptop began with, by a real clock, is sent."""
    with workspace.database.write() as connection:
        if not state:
            connection.execute(update(t.device).values(acked=4))
            return
        certificate = Signed(b"{}", bytes(64))
        link = Link("https://hub.contoh.go.id", "ab" * 32, "", "", "", KEY, "", certificate=certificate)
        write_link(connection, link)
        note(connection, district="Musi Banyuasin", rate=5000.0, delay=0.8)
        last = connection.execute(select(t.device.c.seq)).scalar_one()
        acked = {"antre": 4, "tertahan": last - 3, "terkirim": last}[state]
        connection.execute(update(t.device).values(acked=acked))
        if state == "terkirim":
            note(connection, last_full=AT)
        told = [("rejected", "duplicate_nik"), ("held", "reference"), ("rejected", "maker_is_checker")]
        for seq, (status, code) in enumerate(told if state == "tertahan" else [], 5):
            row = {"device": workspace.device, "seq": seq, "status": status, "code": code, "at": AT}
            connection.execute(insert(t.standing), row)
        if state != "terkirim":
            stick = {"device": workspace.device, "from_seq": 1, "to_seq": 4, "head": "", "seen": AT}
            connection.execute(insert(t.stick_out), stick | {"file": "kelambu-a-1-4.klb", "at": AT})


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
@pytest.mark.parametrize("scene", SCENES)
def test_kirim_looks(
    snap_compare: Snap,
    day: None,
    practice: Path,
    as_user: Callable[[str], Workspace],
    hands_of: type[Any],
    scene: str,
    size: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    state, keys = SCENES[scene]
    monkeypatch.setattr(courier, "FIRST", 3600.0)
    # Keys and ids are random, so the bytes of a batch differ a little each time.
    monkeypatch.setattr(ahead, "count_bytes", lambda *_words: (2800, 1))
    budi = still(as_user("budi"))
    furnish(budi, state)
    sign_out(budi)

    async def walk(pilot: Pilot[int]) -> None:
        hands = hands_of(pilot.app, pilot)
        await hands.settle()
        await hands.press(*keys)

    assert snap_compare(KelambuApp(practice, "budi"), terminal_size=size, run_before=walk)
