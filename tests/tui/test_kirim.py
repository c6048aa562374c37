"""Kirim as a person works on it: unsent, sending to a real hub, sticks, joining, the insurer's file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import insert
from textual.widgets import Input

from kelambu_tui.exchange.practice import _READY as READY
from kelambu_tui.store import tables as t
from kelambu_tui.work.approval import approve, waiting
from kelambu_tui.work.workspace import Workspace
from tests.sync.district import District, open_district

Play = Callable[..., None]
AsUser = Callable[[str], Workspace]


@pytest.fixture(autouse=True)
def real(practice: Path) -> None:
    """The practice list, in a workspace that is none of practice: what is made up is never sent."""
    (practice / READY).unlink()


@pytest.fixture
def district(tmp_path: Path) -> Iterator[District]:
    with open_district(tmp_path / "hub") as found:
        yield found


def write_invitation(district: District, path: Path) -> Path:
    path.write_bytes(district.invitation().written())
    return path


async def join(hands: Any, invitation: Path) -> None:
    await hands.press("f6", "g")
    await hands.write(str(invitation))
    await hands.press("enter")
    await hands.confirm("enter")


def test_without_a_hub_the_page_says_what_is_unsent_and_how_to_get_one(play: Play) -> None:
    async def script(hands: Any) -> None:
        await hands.press("f6")
        assert "catatan belum terkirim sejak" in hands.text
        assert "tekan g" in hands.text
        await hands.press("k")
        assert "Bergabung dulu dengan g" in hands.text
        await hands.press("e")
        assert "ditulis oleh penyelia" in hands.text
        await hands.press("escape")
        assert hands.place() == "Beranda"

    play(script)


@pytest.mark.slow
def test_joining_and_sending_by_hand(
    play: Play, queued: Callable[..., list[str]], district: District, tmp_path: Path
) -> None:
    queued(3)
    invitation = write_invitation(district, tmp_path / "undangan.json")

    async def script(hands: Any) -> None:
        await join(hands, invitation)
        assert "Bergabung dengan hub Musi Banyuasin" in hands.text
        assert "hasil kunjungan" in hands.text
        assert "masuk antrean" in hands.text
        await hands.press("k")
        assert "Terkirim: semua keluar dan masuk sampai" in hands.text
        assert "belum terkirim 0" in hands.line(-2)
        assert "terakhir kirim" in hands.line(-2)
        await hands.press("f2")
        assert "belum terkirim 0" in hands.line(-2)

    play(script)


@pytest.mark.slow
def test_a_typed_code_shows_the_fingerprint_and_cancel_keeps_nothing(play: Play, district: District) -> None:
    from kelambu_tui.sync.wire import fingerprint

    first, second = district.invitation("a"), district.invitation("b")
    told = fingerprint(district.folder.public_key)

    async def script(hands: Any) -> None:
        await hands.press("f6")
        for code, answer in ((first.code, "escape"), (second.code, "y")):
            await hands.press("g")
            await hands.write(code)
            await hands.press("enter")
            await hands.write(district.url)
            await hands.confirm("enter")
            assert told in hands.text
            await hands.confirm(answer)
            assert ("Tidak bergabung" in hands.text) == (answer == "escape")
        assert "Bergabung dengan hub Musi Banyuasin" in hands.text

    play(script)


@pytest.mark.slow
def test_a_hub_that_cannot_be_reached_is_a_sentence_and_nothing_is_lost(
    play: Play, queued: Callable[..., list[str]], tmp_path: Path
) -> None:
    queued(1)
    with open_district(tmp_path / "hub") as district:
        invitation = write_invitation(district, tmp_path / "undangan.json")

    async def script(hands: Any) -> None:
        await join(hands, invitation)
        assert "Undangan disimpan" in hands.text
        before = hands.app.desk.unsent
        hands.app.courier.start()
        await hands.press("k")
        for _turn in range(100):
            await hands.settle()
            if not hands.app.courier.running:
                break
        assert "tidak menjawab" in hands.text
        assert hands.app.desk.unsent == before

    play(script)


def test_what_the_hub_did_not_accept_says_why_and_what_to_do_in_plain_words(
    play: Play, queued: Callable[..., list[str]], as_user: AsUser
) -> None:
    queued(2)
    siti = as_user("siti")
    with siti.database.write() as connection:
        told = [("rejected", "maker_is_checker"), ("held", "reference"), ("rejected", "tak_dikenal_9")]
        for seq, (status, code) in enumerate(told, 4):
            row = {"device": siti.device, "seq": seq, "status": status, "code": code, "at": ""}
            connection.execute(insert(t.standing), row)

    async def script(hands: Any) -> None:
        await hands.press("f6")
        assert "Belum diterima hub: 3" in hands.text
        assert "Minta penyelia lain memutuskannya." in hands.text
        await hands.press("tab", "down")
        assert "menunggu" in hands.text
        assert "belum sampai di hub" in hands.text
        await hands.press("down")
        assert "Hubungi dinas" in hands.text
        assert "tak_dikenal_9" not in hands.text
        assert "maker_is_checker" not in hands.text

    play(script)


@pytest.mark.slow
def test_a_stick_is_written_by_keys_alone(
    play: Play, queued: Callable[..., list[str]], district: District, tmp_path: Path, as_user: AsUser
) -> None:
    queued(2)
    invitation = write_invitation(district, tmp_path / "undangan.json")
    stick = tmp_path / "stick"
    stick.mkdir()

    async def script(hands: Any) -> None:
        await join(hands, invitation)
        await hands.press("t")
        assert hands.place() == "PickFile"
        where = hands.app.screen.query_one("#where", Input)
        where.focus()
        where.value = str(stick)
        await hands.press("enter")
        await hands.confirm("enter")
        assert "terkirim setelah jawaban hub dibaca" in hands.text
        assert "di jalan" in hands.text
        await hands.press("b", "escape")
        assert hands.place() == "Kirim"

    play(script)
    assert [path.suffix for path in stick.iterdir()] == [".klb"]


def test_a_supervisor_writes_the_approved_and_nothing_is_replaced_unasked(
    play: Play, queued: Callable[..., list[str]], as_user: AsUser, tmp_path: Path
) -> None:
    queued(3)
    budi = as_user("budi")
    approve(budi, [row.id for row in waiting(budi)][:2], "")
    out = tmp_path / "peserta.xlsx"

    async def ask(hands: Any) -> None:
        await hands.press("e")
        hands.app.screen.query_one("Ask Input", Input).value = str(out)
        await hands.confirm("enter")

    async def script(hands: Any) -> None:
        await hands.press("f6")
        assert "2 peserta disetujui" in hands.text
        await ask(hands)
        assert "2 peserta ditulis" in hands.text
        written = out.read_bytes()
        await ask(hands)
        assert hands.place() == "Confirm"
        await hands.confirm("enter")
        assert (hands.place(), out.read_bytes()) == ("Kirim", written)
        await ask(hands)
        await hands.confirm("y")
        assert "2 peserta ditulis" in hands.text

    play(script, "budi")
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    assert sheet.max_row == 3


def test_a_path_that_cannot_be_written_is_said(
    play: Play, queued: Callable[..., list[str]], as_user: AsUser, tmp_path: Path
) -> None:
    queued(1)
    budi = as_user("budi")
    approve(budi, [row.id for row in waiting(budi)], "")

    async def script(hands: Any) -> None:
        await hands.press("f6", "e")
        hands.app.screen.query_one("Ask Input", Input).value = str(tmp_path / "tidak" / "ada.xlsx")
        await hands.confirm("enter")
        assert hands.place() == "Kirim"
        assert "ditulis ke" not in hands.text

    play(script, "budi")
