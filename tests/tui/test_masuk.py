from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from kelambu_tui.work import accounts
from kelambu_tui.work import workspace as spaces

Play = Callable[..., None]


@pytest.fixture(scope="session")
def locked_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real workspace (with passphrases) of two people."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KELAMBU_KEYRING", "0")
        place = tmp_path_factory.mktemp("masuk") / "kerja"
        workspace = spaces.create(place, "siti", "fasilitator", "rahasia-siti", ("16.06.01.1009",))
        accounts.add_user(workspace, "budi", "penyelia", "rahasia-budi")
        spaces.sign_out(workspace)
    return place


def test_names_with_role_and_place(play: Play, locked_folder: Path) -> None:
    async def script(hands: Any) -> None:
        assert "Siapa yang bekerja hari ini?" in hands.text
        assert "siti" in hands.text
        assert "Kayu Ara, Sekayu" in hands.text
        assert "penyelia" in hands.text
        assert "LATIHAN" not in hands.text

    play(script, None, folder=locked_folder)


def test_a_wrong_passphrase_is_said_kindly_and_the_right_one_goes_in(play: Play, locked_folder: Path) -> None:
    async def script(hands: Any) -> None:
        await hands.press("down", "enter")
        await hands.write("salah-sekali")
        await hands.press("enter")
        assert hands.place() == "Masuk"
        assert "Kata sandi" in hands.text
        assert "salah-sekali" not in hands.text
        assert hands.app.screen.query_one("#passphrase", Input).value == ""
        assert hands.app.screen.query_one("#answer").has_class("-red")
        await hands.write("rahasia-siti")
        await hands.press("enter")
        assert hands.place() == "Beranda"
        assert "siti (fasilitator)" in hands.line(-2)
        assert "Kayu Ara, Sekayu" in hands.line(-2)

    play(script, None, folder=locked_folder)


def test_as_user_waits_only_for_the_passphrase(play: Play, locked_folder: Path) -> None:
    async def script(hands: Any) -> None:
        await hands.write("rahasia-budi")
        await hands.press("enter")
        assert "budi (penyelia)" in hands.line(-2)
        assert "F5 Persetujuan" in hands.line(0)

    play(script, "budi", folder=locked_folder)


def test_practice_needs_no_passphrase_and_says_so_loudly(play: Play) -> None:
    async def script(hands: Any) -> None:
        assert "LATIHAN" in hands.line(0)
        assert not hands.app.screen.query_one("#passphrase").display
        await hands.press("enter")
        assert hands.place() == "Beranda"
        assert "LATIHAN" in hands.line(0)

    play(script, None)


def test_no_workspace_says_how_to_make_one(play: Play, tmp_path: Path) -> None:
    async def script(hands: Any) -> None:
        assert "Belum ada ruang kerja" in hands.text
        assert "kelambu init" in hands.text
        assert "kelambu demo" in hands.text
        await hands.press("enter", "f1", "escape", "escape")
        assert hands.app.return_value == 0

    play(script, None, folder=tmp_path / "tidak-ada")


def test_switching_user_signs_out_and_forgets_every_page(play: Play, practice: Path) -> None:
    async def script(hands: Any) -> None:
        await hands.press("f3")
        await hands.write("siti")
        await hands.press("f9")
        assert hands.place() == "Masuk"
        assert hands.app.desk is None
        await hands.press("home", "enter")
        assert "budi (penyelia)" in hands.line(-2)
        await hands.press("f3")
        assert hands.app.screen.query_one("#query", Input).value == ""

    play(script)
    spaces.sign_out(spaces.sign_in(practice, "siti", ""))


def test_what_is_typed_at_the_door_goes_into_the_passphrase_whoever_is_pointed_at(
    play: Play, locked_folder: Path
) -> None:
    async def script(hands: Any) -> None:
        secret = hands.app.screen.query_one("#passphrase", Input)
        await hands.press("enter")
        assert "Ketik kata sandi" in hands.text
        await hands.write("rahasia")
        await hands.press("down", "up", "down")
        await hands.write("-siti")
        assert secret.value == "rahasia-siti"
        await hands.pilot.click("#names", offset=(3, 1))
        await hands.settle()
        assert hands.app.focused is secret
        await hands.press("enter")
        assert "siti (fasilitator)" in hands.line(-2)

    play(script, None, folder=locked_folder)


def test_after_switching_the_door_shows_the_folder_not_who_was_there(play: Play) -> None:
    async def script(hands: Any) -> None:
        before = "latihan"
        await hands.press("f9")
        assert hands.place() == "Masuk"
        assert before in hands.line(-2)
        assert "siti" not in hands.line(-2)

    play(script)
