from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from textual.widgets import Input

from kelambu_tui.work.approval import approve, waiting
from kelambu_tui.work.workspace import Workspace

Play = Callable[..., None]


def test_a_facilitator_sees_what_is_unsent_and_who_writes_the_file(play: Play) -> None:
    async def script(hands: Any) -> None:
        await hands.press("f6")
        assert "catatan baru ada di laptop ini" in hands.text
        assert "belum dipasang di laptop ini" in hands.text
        await hands.press("ctrl+r")
        assert "ditulis oleh penyelia" in hands.text
        await hands.press("escape")
        assert hands.place() == "Beranda"

    play(script)


def test_a_supervisor_writes_the_approved_and_nothing_is_replaced_unasked(
    play: Play, queued: Callable[..., list[str]], as_user: Callable[[str], Workspace], tmp_path: Path
) -> None:
    queued(3)
    budi = as_user("budi")
    approve(budi, [row.id for row in waiting(budi)][:2], "")
    out = tmp_path / "peserta.xlsx"

    async def script(hands: Any) -> None:
        await hands.press("f6")
        assert "2 peserta disetujui" in hands.text
        path = hands.app.screen.query_one("#path", Input)
        path.value = str(out)
        await hands.press("ctrl+r")
        assert "2 peserta ditulis" in hands.text
        written = out.read_bytes()
        await hands.pilot.press("ctrl+r")
        for _turn in range(50):
            await hands.pilot.pause(0.02)
            if hands.place() == "Confirm":
                break
        await hands.press("enter")
        assert out.read_bytes() == written

    play(script, "budi")
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    assert sheet.max_row == 3


def test_a_path_that_cannot_be_written_is_said(
    play: Play, queued: Callable[..., list[str]], as_user: Callable[[str], Workspace], tmp_path: Path
) -> None:
    queued(1)
    budi = as_user("budi")
    approve(budi, [row.id for row in waiting(budi)], "")

    async def script(hands: Any) -> None:
        await hands.press("f6")
        hands.app.screen.query_one("#path", Input).value = str(tmp_path / "tidak" / "ada.xlsx")
        await hands.press("ctrl+r")
        assert hands.place() == "Kirim"
        assert "ditulis ke" not in hands.text

    play(script, "budi")
