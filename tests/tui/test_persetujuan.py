from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from kelambu_tui.tui.widgets import dialog
from kelambu_tui.tui.widgets.lines import Lines
from kelambu_tui.work import accounts
from kelambu_tui.work import workspace as spaces
from kelambu_tui.work.enrolment import queue_rows
from kelambu_tui.work.workspace import Workspace

pytestmark = pytest.mark.slow

Play = Callable[..., None]


def states(workspace: Workspace) -> list[str]:
    return sorted(row.state for row in queue_rows(workspace))


def waiting_lines(hands: Any) -> Lines[Any]:
    lines: Lines[Any] = hands.app.screen.query_one("#waiting", Lines)
    return lines


def test_only_for_supervisors(play: Play) -> None:
    async def script(hands: Any) -> None:
        assert "F5" not in hands.line(0)
        await hands.press("f5")
        assert hands.place() == "Beranda"
        assert "hanya untuk penyelia" in hands.text

    play(script)


def test_nothing_waits(play: Play) -> None:
    async def script(hands: Any) -> None:
        await hands.press("f5")
        assert "Tidak ada yang menunggu" in hands.text
        await hands.press("a", "k", "t", "space", "r", "ctrl+l")
        assert hands.place() == "Persetujuan"

    play(script, "budi")


def test_approve_what_is_marked(
    play: Play,
    queued: Callable[..., list[str]],
    as_user: Callable[[str], Workspace],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    queued(3)

    async def script(hands: Any) -> None:
        await hands.press("f5", "space", "space")
        assert "2 ditandai" in hands.text
        await hands.press("a")
        assert "Setujui 2 usulan?" in hands.text
        assert hands.app.focused.id == "cancel"
        monkeypatch.setattr(dialog, "SETTLE", 60.0)  # however slow the machine is
        await hands.press("a", "y")
        assert hands.place() == "Decide", "a key that is still held down must not confirm"
        monkeypatch.setattr(dialog, "SETTLE", 0.25)
        await hands.confirm("y")
        assert len(waiting_lines(hands).rows) == 1
        assert "2 usulan diputuskan" in hands.text

    play(script, "budi")
    assert states(as_user("siti")) == ["disetujui", "disetujui", "menunggu"]


def test_riskiest_first_and_all_harmless_at_once(
    play: Play, queued: Callable[..., list[str]], as_user: Callable[[str], Workspace]
) -> None:
    queued(6)

    async def script(hands: Any) -> None:
        await hands.press("f5")
        levels = [row.risk_level for row in waiting_lines(hands).rows]
        assert levels == sorted(levels, key=("tinggi", "sedang", "rendah").index)
        await hands.press("r")
        assert {row.risk_level for row in waiting_lines(hands).marked_rows} <= {"rendah"}
        assert len(waiting_lines(hands).marked) == levels.count("rendah")

    play(script, "budi")


def test_return_needs_a_note(
    play: Play, queued: Callable[..., list[str]], as_user: Callable[[str], Workspace]
) -> None:
    queued(1)

    async def script(hands: Any) -> None:
        await hands.press("f5", "k")
        await hands.confirm("enter")
        assert "Tulis dulu" in hands.text
        await hands.write("foto KTP buram")
        await hands.press("enter")
        assert "dikembalikan" in hands.text

    play(script, "budi")
    row = queue_rows(as_user("siti"))[0]
    assert (row.state, row.note) == ("dikembalikan", "foto KTP buram")


def test_reject_needs_a_reason(
    play: Play, queued: Callable[..., list[str]], as_user: Callable[[str], Workspace]
) -> None:
    queued(1)

    async def script(hands: Any) -> None:
        await hands.press("f5", "t", "down")
        await hands.confirm("enter")
        assert "Pilih alasannya" in hands.text
        await hands.press("right", "down", "enter")
        assert "ditolak" in hands.text

    play(script, "budi")
    row = queue_rows(as_user("siti"))[0]
    assert row.state == "ditolak"
    assert row.reason == as_user("siti").programme.reasons.rejections[0].code


def test_own_work_is_shown_and_refused(
    play: Play, queued: Callable[..., list[str]], as_user: Callable[[str], Workspace]
) -> None:
    queued(1, maker="budi")

    async def script(hands: Any) -> None:
        await hands.press("f5")
        assert "Anda" in hands.text
        for key in ("space", "a", "k", "t"):
            await hands.press(key)
            assert hands.place() == "Persetujuan"
            assert "orang lain yang harus memutuskannya" in hands.text
        await hands.press("r")
        assert not waiting_lines(hands).marked

    play(script, "budi")
    assert states(as_user("siti")) == ["menunggu"]


def test_one_that_is_refused_does_not_hold_up_the_others_and_is_named(
    play: Play, queued: Callable[..., list[str]], as_user: Callable[[str], Workspace]
) -> None:
    people = queued(3)

    async def script(hands: Any) -> None:
        from kelambu_tui.work.enrolment import withdraw

        await hands.press("f5", "space", "space", "space")
        siti = as_user("siti")
        gone = next(row for row in queue_rows(siti) if row.person == people[0])
        withdraw(siti, gone.id)
        await hands.press("a")
        await hands.confirm("y")
        assert hands.place() == "Report"
        assert gone.name in hands.text
        await hands.press("escape")

    play(script, "budi")
    assert states(as_user("siti")) == ["disetujui", "disetujui", "ditarik"]


def test_the_detail_has_the_same_rules_and_what_was_typed(
    play: Play, queued: Callable[..., list[str]]
) -> None:
    queued(1)

    async def narrow(hands: Any) -> None:
        await hands.press("f5", "enter")
        assert "Semua syarat wajib terpenuhi" in hands.text
        assert "diperiksa siti" in hands.text
        await hands.press("end")
        await hands.pilot.pause(0.1)  # Textual scrolls to the end after the next drawing
        assert "Aminah" in hands.text or "AMINAH" in hands.text
        assert "1606020101100001" not in hands.text
        await hands.press("escape")
        assert hands.place() == "Persetujuan"
        assert hands.app.focused is waiting_lines(hands)

    async def wide(hands: Any) -> None:
        await hands.press("f5")
        assert "Semua syarat wajib terpenuhi" in hands.text

    play(narrow, "budi")
    play(wide, "budi", (120, 40))


def test_a_real_workspace_asks_for_the_passphrase_each_time(
    play: Play, tmp_path: Path, prepared_real: Path
) -> None:
    async def script(hands: Any) -> None:
        await hands.write("rahasia-budi")
        await hands.press("enter", "f5", "a")
        assert "Kata sandi Anda" in hands.text
        await hands.confirm("enter")
        assert "Ketik kata sandi" in hands.text
        await hands.write("bukan-itu-tadi")
        await hands.press("enter")
        assert hands.place() == "Decide", "a wrong passphrase is said where it was typed"
        assert "tidak cocok" in hands.text
        await hands.write("rahasia-budi")
        await hands.press("enter")
        assert hands.place() == "Persetujuan"
        assert "disetujui" in hands.text
        assert not waiting_lines(hands).rows

    play(script, "budi", folder=prepared_real)


def test_taking_an_approval_back_asks_for_the_passphrase_too(play: Play, prepared_real: Path) -> None:
    async def script(hands: Any) -> None:
        await hands.write("rahasia-budi")
        await hands.press("enter", "f5", "a")
        await hands.write("rahasia-budi")
        await hands.confirm("enter")
        assert not waiting_lines(hands).rows
        await hands.press("u")
        assert "Kata sandi Anda" in hands.text
        await hands.write("bukan-itu-tadi")
        await hands.confirm("enter")
        assert hands.place() == "Decide"
        assert "tidak cocok" in hands.text
        await hands.write("rahasia-budi")
        await hands.press("enter")
        assert "Dibatalkan: persetujuan" in hands.line(-3)
        assert len(waiting_lines(hands).rows) == 1

    play(script, "budi", folder=prepared_real)


def test_a_refused_decision_keeps_the_note_and_no_letter_reaches_the_page(
    play: Play, prepared_real: Path
) -> None:
    async def script(hands: Any) -> None:
        await hands.write("rahasia-budi")
        await hands.press("enter", "f5", "k")
        assert "Enter  Kembalikan" in hands.text
        await hands.write("foto KTP buram")
        await hands.press("tab")
        await hands.write("bukan-itu")
        await asyncio.sleep(0.3)
        await hands.rush("enter", *"atk")
        assert hands.place() == "Decide"
        assert len(hands.app.screen_stack) == 3
        assert hands.app.screen.query_one("#note", Input).value == "foto KTP buram"
        secret = hands.app.screen.query_one("#passphrase", Input)
        assert hands.app.focused is secret
        secret.value = ""
        await hands.write("rahasia-budi")
        await hands.press("enter")
        assert "dikembalikan" in hands.line(-3)

    play(script, "budi", folder=prepared_real)
    row = queue_rows(spaces.sign_in(prepared_real, "siti", "rahasia-siti"))[0]
    assert (row.state, row.note) == ("dikembalikan", "foto KTP buram")


def test_a_reason_that_needs_a_note_says_so_before_anything_is_decided(
    play: Play, queued: Callable[..., list[str]], as_user: Callable[[str], Workspace]
) -> None:
    queued(1)
    reasons = as_user("siti").programme.reasons.rejections
    at = next(at for at, reason in enumerate(reasons) if reason.needs_note)

    async def script(hands: Any) -> None:
        await hands.press("f5", "t")
        assert "boleh kosong" in hands.text
        await hands.press(*["right"] * (at + 1))
        assert "wajib untuk alasan ini" in hands.text
        await hands.press("down")
        await hands.confirm("enter")
        assert hands.place() == "Decide"
        assert "perlu keterangan" in hands.text
        await hands.write("sudah pindah ke luar")
        await hands.press("enter")
        assert "ditolak" in hands.line(-3)

    play(script, "budi")
    row = queue_rows(as_user("siti"))[0]
    assert (row.state, row.reason, row.note) == ("ditolak", reasons[at].code, "sudah pindah ke luar")


def test_in_the_detail_view_the_person_on_screen_is_decided_whatever_is_marked(
    play: Play, queued: Callable[..., list[str]], as_user: Callable[[str], Workspace]
) -> None:
    queued(3)
    shown: list[str] = []

    async def script(hands: Any) -> None:
        await hands.press("f5", "space", "space")
        row: Any = waiting_lines(hands).pointed
        shown.append(row.id)
        assert row.id not in waiting_lines(hands).marked
        await hands.press("f7", "a")
        assert "Setujui 1 usulan?" in hands.text
        await hands.confirm("y")
        assert len(waiting_lines(hands).marked) == 2, "what was marked is still marked"

    play(script, "budi")
    assert [row.id for row in queue_rows(as_user("siti"), ("disetujui",))] == shown


@pytest.fixture
def prepared_real(
    tmp_path: Path,
    person_row: Callable[..., dict[str, str]],
    list_file: Callable[..., Path],
    complete: dict[str, str],
) -> Path:
    """A workspace with passphrases in which one enrolment waits."""
    from kelambu_tui.exchange.intake import import_list
    from kelambu_tui.work.enrolment import queue
    from kelambu_tui.work.verification import Sheet, record

    place = tmp_path / "sungguhan"
    workspace = spaces.create(place, "siti", "fasilitator", "rahasia-siti")
    accounts.add_user(workspace, "budi", "penyelia", "rahasia-budi")
    import_list(workspace, list_file([person_row(3)]))
    record(workspace, "IND00000003", Sheet("layak", complete))
    queue(workspace, "IND00000003")
    spaces.sign_out(workspace)
    return place
