from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kelambu_tui.tui import glyphs
from kelambu_tui.tui.app import KelambuApp
from kelambu_tui.tui.theme import DARK, LIGHT

pytestmark = pytest.mark.slow  # whole pages, drawn and played: the full check runs them

Play = Callable[..., None]
TABS = {"f2": "Beranda", "f3": "Cari", "f4": "Antrean", "f5": "Persetujuan", "f6": "Kirim"}


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_every_page_is_whole(play: Play, size: tuple[int, int]) -> None:
    async def script(hands: Any) -> None:
        for key, name in TABS.items():
            await hands.press(key)
            assert hands.place() == name
            lines = hands.text.split("\n")
            assert len(lines) == size[1]
            assert ("LATIHAN data rekaan" if size[0] == 120 else "  LATIHAN ") in lines[0]
            assert f"{key.upper()} {name}" in lines[0]
            assert "belum terkirim" in lines[-2]
            assert "belum pernah kirim" in lines[-2]
            assert "budi (penyelia)" in lines[-2]
            assert "F1 Bantuan" in lines[-1]

    play(script, "budi", size)


def test_the_key_line_shows_moved_keys_and_they_work(play: Play, practice: Path) -> None:
    (practice / "keys.toml").write_text('"app.search" = "f11"\n"cari.preview" = "ctrl+k"\n', encoding="utf-8")

    async def script(hands: Any) -> None:
        assert "F11 Cari" in hands.line(0)
        await hands.press("f3")
        assert hands.place() == "Beranda"
        await hands.press("f11")
        assert hands.place() == "Cari"
        assert "^K Pratinjau" in hands.line(-1)
        await hands.press("f1")
        assert "Ctrl+K" in hands.text or "^K" in hands.text

    play(script)


def test_a_bad_keys_file_is_said_at_home(play: Play, practice: Path) -> None:
    (practice / "keys.toml").write_text('"app.search" = "ctrl+z"\n', encoding="utf-8")

    async def script(hands: Any) -> None:
        assert "ctrl+z" in hands.text
        assert "F3 Cari" in hands.line(0)

    play(script)


def test_a_small_terminal_says_so_and_takes_no_keys(play: Play) -> None:
    async def script(hands: Any) -> None:
        await hands.press("f3")
        await hands.pilot.pause()
        await hands.pilot.resize_terminal(79, 24)
        await hands.settle()
        assert "80 x 24" in hands.text
        assert "F3 Cari" not in hands.text
        await hands.press("a", "f2", "enter")
        await hands.pilot.resize_terminal(80, 24)
        await hands.settle()
        assert hands.place() == "Cari"
        assert hands.app.screen.query_one("#query").value == ""
        await hands.write("siti")
        assert hands.app.screen.query_one("#query").value == "siti"
        await hands.pilot.resize_terminal(80, 23)
        await hands.settle()
        assert "80 x 24" in hands.text

    play(script)


def test_help_explains_the_field_then_the_page_then_the_keys(play: Play) -> None:
    async def script(hands: Any) -> None:
        await hands.press("question_mark")
        assert "Layar ini" in hands.text
        assert "Tombol layar ini" in hands.text
        await hands.press("f1")
        assert hands.place() == "Beranda"
        await hands.press("f3")
        await hands.write("siti")
        await hands.press("ctrl+r", "down", "down", "down", "f1")
        assert "Isian ini" in hands.text
        assert "Contoh:" in hands.text
        await hands.press("escape")
        assert hands.place() == "Verifikasi"

    play(script)


def test_light_and_dark_are_remembered(play: Play) -> None:
    async def script(hands: Any) -> None:
        assert hands.app.theme == DARK
        await hands.press("f8")
        assert hands.app.theme == LIGHT

    async def again(hands: Any) -> None:
        assert hands.app.theme == LIGHT

    play(script)
    play(again)


def test_simple_draws_ascii_only(play: Play) -> None:
    async def script(hands: Any) -> None:
        for key in ("f2", "f3", "f4", "f5", "f6"):
            await hands.press(key)
            assert hands.text.isascii(), [line for line in hands.text.split("\n") if not line.isascii()]
        await hands.press("f3")
        await hands.write("siti")
        assert hands.text.isascii()
        await hands.press("ctrl+r", "right")
        assert all(char.isascii() for char in hands.text), hands.text
        await hands.press("f7", "f1")
        assert all(char.isascii() for char in hands.text), hands.text

    glyphs.use_simple(True)
    play(script, "budi")
    play(script, "budi", (120, 40))


def test_ctrl_c_reminds_and_f10_leaves(play: Play) -> None:
    async def script(hands: Any) -> None:
        await hands.press("ctrl+c")
        assert "F10" in hands.text
        assert hands.app.is_running
        await hands.press("f10")
        assert hands.app.return_value == 0

    play(script)


def test_help_and_leaving_work_from_a_dialog_too(play: Play, queued: Callable[..., list[str]]) -> None:
    queued(1)

    async def script(hands: Any) -> None:
        await hands.press("f5", "k", "f1")
        assert hands.place() == "Bantuan"
        assert "Isian ini" in hands.text
        await hands.press("escape")
        assert hands.place() == "Decide"
        await hands.press("f10")
        assert hands.app.return_value == 0

    play(script, "budi")


def test_nothing_moves_by_itself_and_there_is_no_palette(play: Play) -> None:
    async def script(hands: Any) -> None:
        assert hands.app.animation_level == "none"
        await hands.press("ctrl+backslash")
        assert hands.place() == "Beranda"
        # Textual's own key for its palette is the lock here.
        await hands.press("ctrl+p")
        assert hands.place() == "Kunci"

    play(script)


def test_the_mouse_works_too(play: Play) -> None:
    async def script(hands: Any) -> None:
        await hands.pilot.click(offset=(15, 0))
        await hands.settle()
        assert hands.place() == "Cari"
        await hands.pilot.click(offset=(3, 23))
        await hands.settle()
        assert hands.place() == "Bantuan"

    play(script)


def test_a_defect_prints_its_traceback_without_anybodys_data(
    practice: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = KelambuApp(practice, "siti")

    def defect() -> None:
        nik = "1606021203040005"
        raise RuntimeError(f"rusak {len(nik)}")

    async def run() -> None:
        async with app.run_test() as pilot:
            while app.desk is None or not all(worker.is_finished for worker in app.workers):
                await pilot.pause(0.01)
            app.call_later(defect)
            await pilot.pause()

    with pytest.raises(RuntimeError):
        asyncio.run(run())
    printed = capsys.readouterr().err
    assert "rusak 16" in printed
    assert printed.count("1606021203040005") <= 1, "the source line may be shown, the value may not"
    assert "locals" not in printed
