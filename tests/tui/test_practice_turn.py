"""The practice workspace from the door and from Beranda, and back: loud everywhere, nothing crosses over."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kelambu_tui.exchange import practice as practising
from kelambu_tui.exchange.practice import practice_beside
from kelambu_tui.work import workspace as spaces
from kelambu_tui.work.accounts import add_user
from kelambu_tui.work.overview import unsent

Play = Callable[..., None]
pytestmark = pytest.mark.slow


@pytest.fixture
def office(tmp_path: Path, prepared_practice: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A real workspace; practice is copied instead of made anew, which takes ten seconds."""
    folder = tmp_path / "kerja"
    siti = spaces.create(folder, "siti", "fasilitator", "rahasia-siti")
    add_user(siti, "budi", "penyelia", "rahasia-budi")
    spaces.sign_out(siti)
    monkeypatch.setattr(practising, "_furnish", lambda room: shutil.copytree(prepared_practice, room))
    return folder


def contents(folder: Path) -> dict[str, str]:
    """What a workspace holds, file by file."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "app.lock"
    }


def loud(hands: Any) -> bool:
    """Whether the banner fills its line, read without any colour."""
    return "= LATIHAN =" in hands.line(1) and "rekaan" in hands.line(1)


def test_from_the_door_and_back(play: Play, office: Path) -> None:
    before = contents(office)

    async def script(hands: Any) -> None:
        assert not loud(hands)
        await hands.press("f7")
        assert hands.place() == "Masuk"
        assert loud(hands)
        assert hands.app.folder == practice_beside(office)
        await hands.press("enter")
        assert hands.place() == "Beranda"
        for key in ("f3", "f4", "f5", "f6", "f12", "f2"):
            await hands.press(key)
            assert loud(hands), key
        await hands.press("s", "b")
        assert "LATIHAN" in hands.line(0), "under a dialog too"
        await hands.press("escape", "f2", "f7")
        assert hands.place() == "Masuk"
        assert not loud(hands)
        assert hands.app.folder == office
        await hands.write("rahasia-budi")
        await hands.press("enter")
        assert "budi (penyelia)" in hands.line(-2)
        assert not loud(hands)

    play(script, None, folder=office)
    siti = spaces.sign_in(practice_beside(office), "siti", "")
    assert siti.practice
    spaces.sign_out(siti)
    assert set(before) <= set(contents(office))


def test_what_is_done_in_practice_never_reaches_the_real_workspace(play: Play, office: Path) -> None:
    async def script(hands: Any) -> None:
        await hands.write("rahasia-budi")
        await hands.press("enter")
        entries = unsent(hands.app.desk.workspace)
        await hands.press("f7")
        assert hands.place() == "Masuk"
        assert loud(hands)
        assert not hands.app.desk
        await hands.press("down", "enter", "f3")
        await hands.write("siti")
        await hands.press("ctrl+l")
        assert unsent(hands.app.desk.workspace) > 4
        await hands.press("f2", "f7")
        await hands.write("rahasia-budi")
        await hands.press("enter")
        assert unsent(hands.app.desk.workspace) == entries

    play(script, "budi", folder=office)


def test_opened_as_practice_there_is_nothing_to_come_back_to(play: Play) -> None:
    async def script(hands: Any) -> None:
        assert loud(hands)
        await hands.press("f7")
        assert hands.place() == "Beranda"
        assert "dibuka sebagai latihan" in " ".join(hands.text.split())

    play(script)


def test_a_folder_in_the_way_is_said(play: Play, office: Path) -> None:
    practice_beside(office).mkdir()
    (practice_beside(office) / "surat.txt").write_text("penting")

    async def script(hands: Any) -> None:
        await hands.press("f7")
        assert hands.place() == "Masuk"
        assert not loud(hands)
        assert "tidak dapat disiapkan" in " ".join(hands.text.split())

    play(script, None, folder=office)
    assert (practice_beside(office) / "surat.txt").read_text() == "penting"


def test_the_practice_workspace_joins_no_hub(tmp_path: Path, prepared_practice: Path) -> None:
    from kelambu_tui.errors import Refused
    from kelambu_tui.sync.joining import ask, invite
    from kelambu_tui.sync.wire import Invitation

    shutil.copytree(prepared_practice, tmp_path / "x-latihan")
    siti = spaces.sign_in(tmp_path / "x-latihan", "siti", "")
    for join in (
        lambda: ask(siti, "AAAA-AAAA-AAAA-A", "https://hub.example"),
        lambda: invite(siti, Invitation("https://hub.example", "AAAAAAAAAAAAA")),
    ):
        with pytest.raises(Refused, match="latihan"):
            join()
    spaces.sign_out(siti)
