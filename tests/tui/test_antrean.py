from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kelambu_tui.tui.screens.antrean import ROUND_TITLE
from kelambu_tui.tui.widgets.lines import Lines
from kelambu_tui.tui.widgets.queue import ORDER, tally
from kelambu_tui.tui.widgets.states import STATES
from kelambu_tui.work.approval import approve, reject, send_back, waiting
from kelambu_tui.work.enrolment import queue_rows
from kelambu_tui.work.workspace import Workspace

Play = Callable[..., None]


def test_an_empty_queue_teaches(play: Play) -> None:
    async def script(hands: Any) -> None:
        await hands.press("f4")
        assert "Antrean masih kosong" in hands.text
        for key in ("t", "enter"):
            await hands.press(key)
            assert "daftar ini kosong" in hands.line(-3)
        await hands.press("s")
        assert "daftar ini kosong" not in hands.text
        assert "Tekan s" in hands.text

    play(script)


def test_by_state_with_notes_what_needs_hands_first(
    play: Play, queued: Callable[..., list[str]], as_user: Callable[[str], Workspace]
) -> None:
    queued(4)
    budi = as_user("budi")
    ids = [row.id for row in waiting(budi)]
    approve(budi, ids[:1], "")
    send_back(budi, ids[1:2], "foto KTP buram", "")
    code = budi.programme.reasons.rejections[0].code
    reject(budi, ids[2:3], code, "", "")

    async def script(hands: Any) -> None:
        await hands.press("f4")
        lines = hands.app.screen.query_one("#queue", Lines)
        assert [row.state for row in lines.rows] == ["dikembalikan", "menunggu", "disetujui", "ditolak"]
        assert "Dikembalikan budi: foto KTP buram" in hands.text
        await hands.press("s")
        assert [row.state for row in lines.rows] == ["menunggu"]
        assert "Antrean: menunggu" in hands.text
        await hands.press("enter")
        assert hands.place() == "Verifikasi"
        await hands.press("escape", "escape")
        assert hands.place() == "Beranda"

    play(script)


def test_withdraw_what_waits_and_say_why_not_otherwise(
    play: Play, queued: Callable[..., list[str]], as_user: Callable[[str], Workspace]
) -> None:
    queued(2)
    budi = as_user("budi")
    approve(budi, [waiting(budi)[0].id], "")

    async def script(hands: Any) -> None:
        await hands.press("f4", "t")
        assert "ditarik" in hands.line(-3)
        await hands.press("s")
        assert "Keliru" not in hands.text, "what was said of another list goes with it"
        await hands.press(*["s"] * len(STATES))
        await hands.press("home", "t")
        assert "sudah disetujui" in hands.text

    play(script)
    assert sorted(row.state for row in queue_rows(as_user("siti"))) == ["disetujui", "ditarik"]


@pytest.mark.parametrize("count", [1, 23, 456, 7890])
def test_the_tally_fits_80_columns_with_every_state(count: int) -> None:
    room = 80 - len("Antrean") - ROUND_TITLE
    text = tally(dict.fromkeys(ORDER, count), room)
    assert 0 < len(text) <= room
    assert sum(int(number) for number in text.split()[1::2]) == count * len(ORDER)
    assert text.startswith(f"kembali {count}")


def test_the_tally_is_written_out_where_there_is_room() -> None:
    assert tally({"menunggu": 2, "gugur": 0, "ditarik": 1}, 76) == "menunggu 2   ditarik 1"
