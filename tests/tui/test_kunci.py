"""The cover, and the dialogs about passphrases, played by hand."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from textual.widgets import Input

from kelambu_tui.store import slots
from kelambu_tui.store import tables as t
from kelambu_tui.tui.idle import PIN_TRIES, Idle, Pin, is_pin
from kelambu_tui.tui.settings import read_lock_minutes, read_theme, write_lock_minutes, write_theme
from kelambu_tui.tui.theme import LIGHT
from kelambu_tui.work import accounts
from kelambu_tui.work import workspace as spaces
from kelambu_tui.work.verification import read_form

Play = Callable[..., None]


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A real workspace of two people; its Argon2id is quick for the test's sake."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KELAMBU_KEYRING", "0")
        quick = {"memory_kib": 64, "passes": 1, "lanes": 1}
        patch.setattr(slots, "argon_for", lambda _practice: quick)
        place = tmp_path_factory.mktemp("kunci") / "kerja"
        workspace = spaces.create(place, "siti", "fasilitator", "rahasia-siti")
        accounts.add_user(workspace, "budi", "penyelia", "rahasia-budi")
        spaces.sign_out(workspace)
        yield place


@pytest.fixture
def real(furnished: Path, tmp_path: Path) -> Path:
    return shutil.copytree(furnished, tmp_path / "kerja")


async def enter(hands: Any, secret: str) -> None:
    await hands.write(secret)
    await hands.press("enter")


def kinds(folder: Path, name: str, secret: str) -> list[str]:
    workspace = spaces.sign_in(folder, name, secret)
    with workspace.database.read() as connection:
        found = list(connection.execute(select(t.entry.c.kind).order_by(t.entry.c.seq)).scalars())
    spaces.sign_out(workspace)
    return found


# --- the cover ---


@pytest.mark.parametrize("size", [(80, 24), pytest.param((120, 40), marks=pytest.mark.slow)])
def test_nothing_below_can_be_read_or_reached_and_the_draft_is_where_it_was(
    play: Play, practice: Path, size: tuple[int, int]
) -> None:
    async def script(hands: Any) -> None:
        await hands.press("f3")
        await hands.write("siti")
        await hands.press("ctrl+r")
        assert hands.place() == "Verifikasi"
        form = hands.app.screen
        await hands.press("down", "down", "down")
        await hands.write("KETIKAN RAHASIA")
        focus = form.focused
        below = {word for word in hands.text.split() if len(word) > 5}
        await hands.press("ctrl+p")
        assert hands.place() == "Kunci"
        assert "Terkunci" in hands.text
        own = {"Terkunci", "hilang.", "Pekerjaan", "menunggu", "pemakai", "Keluar", "tempatnya.", "latihan"}
        shown = {word for word in hands.text.split() if len(word) > 5}
        assert (shown & below) - own - {"(fasilitator)"} == set()
        for key in ("f1", "f2", "f3", "f4", "f5", "f6", "f8", "f12", "tab", "ctrl+p", "escape", "ctrl+c"):
            await hands.press(key)
            assert hands.place() == "Kunci"
            assert "RAHASIA" not in hands.text
        await hands.press("enter")
        assert hands.app.screen is form
        assert form.focused is focus
        assert "KETIKAN RAHASIA" in hands.text

    play(script, "siti", size)


@pytest.mark.slow
def test_locking_saves_the_draft_and_signs_what_was_written(play: Play, practice: Path) -> None:
    people: list[str] = []

    async def script(hands: Any) -> None:
        from kelambu_tui.ledger.writing import has_unsigned

        await hands.press("f3")
        await hands.write("siti")
        await hands.press("ctrl+l", "ctrl+r")
        people.append(hands.app.screen._person)
        await hands.rush("down", "down", "down", *"SEKAYU", "ctrl+p")
        workspace = hands.app.desk.workspace
        with workspace.database.read() as connection:
            assert not has_unsigned(connection, workspace.pen)
        assert read_form(workspace, people[0]).is_draft

    play(script)


@pytest.mark.slow
def test_by_itself_after_the_minutes_and_not_before(play: Play, real: Path) -> None:
    async def script(hands: Any) -> None:
        await enter(hands, "rahasia-siti")
        app = hands.app
        assert app.idle.minutes == 10
        up = [1000.0]
        app.idle = Idle(10, lambda: up[0], lambda: 0.0)
        up[0] += 599
        app.lock_when_idle()
        assert hands.place() == "Beranda"
        await hands.press("down")
        up[0] += 599
        app.lock_when_idle()
        assert hands.place() == "Beranda"
        up[0] += 2
        app.lock_when_idle()
        await hands.settle()
        assert hands.place() == "Kunci"
        await enter(hands, "bukan-ini")
        assert "tidak cocok" in hands.text
        await enter(hands, "rahasia-siti")
        assert hands.place() == "Beranda"

    play(script, "siti", folder=real)


@pytest.mark.slow
def test_a_dialog_is_covered_too_and_stays_as_typed(play: Play, practice: Path) -> None:
    async def script(hands: Any) -> None:
        await hands.press("s", "b")
        dialog = hands.app.screen
        await hands.press("ctrl+p")
        if hands.place() != "Kunci":  # a dialog keeps the keys of the app from the hands
            hands.app.action_lock()
            await hands.settle()
        assert hands.place() == "Kunci"
        await hands.press("enter")
        assert hands.app.screen is dialog

    play(script)


@pytest.mark.slow
def test_another_person_takes_over_from_the_cover(play: Play, real: Path) -> None:
    async def script(hands: Any) -> None:
        await enter(hands, "rahasia-siti")
        await hands.press("ctrl+p", "f9")
        assert hands.place() == "Masuk"
        assert hands.app.desk is None
        await enter(hands, "rahasia-budi")
        assert "budi (penyelia)" in hands.line(-2)
        await hands.press("ctrl+p", "f10")
        assert hands.app.return_value == 0

    play(script, "siti", folder=real)


@pytest.mark.slow
def test_wrong_passphrases_at_the_cover_are_counted_down(play: Play, real: Path) -> None:
    async def script(hands: Any) -> None:
        await enter(hands, "rahasia-siti")
        await hands.press("ctrl+p")
        for _time in range(5):
            await enter(hands, "salah-sekali")
        assert "Tunggu 30 detik" in hands.text or "Tunggu 29 detik" in hands.text
        await enter(hands, "rahasia-siti")
        assert hands.place() == "Kunci"

    play(script, "siti", folder=real)


@pytest.mark.slow
def test_a_pin_opens_this_session_only_five_tries_and_is_nowhere_on_disk(play: Play, real: Path) -> None:
    async def script(hands: Any) -> None:
        await enter(hands, "rahasia-siti")
        await hands.press("k")
        await hands.write("rahasia-siti")
        await hands.press("down", "down")
        await hands.write("73915")
        await hands.confirm("down")
        await hands.press("down", "enter")
        assert "PIN berlaku" in hands.text
        await hands.press("ctrl+p")
        await enter(hands, "73915")
        assert hands.place() == "Beranda"
        await hands.press("ctrl+p")
        for left in range(PIN_TRIES - 1, 0, -1):
            await enter(hands, "1234")
            assert f"Sisa percobaan: {left}" in hands.text
        await enter(hands, "1234")
        assert "PIN hangus" in hands.text
        await enter(hands, "73915")
        assert hands.place() == "Kunci"
        await enter(hands, "rahasia-siti")
        assert hands.place() == "Beranda"

    play(script, "siti", folder=real)
    assert not any(b"73915" in path.read_bytes() for path in real.rglob("*") if path.is_file())


# --- the dialogs ---


@pytest.mark.slow
def test_passphrase_and_minutes_are_changed_in_the_app(play: Play, real: Path) -> None:
    async def script(hands: Any) -> None:
        await enter(hands, "rahasia-siti")
        await hands.press("k")
        await hands.write("rahasia-siti")
        await hands.press("down", "backspace", "backspace")
        await hands.write("25")
        await hands.press("down", "down")
        await hands.write("rahasia-baru")
        await hands.press("down")
        await hands.write("rahasia-lain")
        await hands.confirm("enter")
        assert "tidak sama" in hands.text
        await hands.press(*["backspace"] * 4)
        await hands.write("baru")
        await hands.press("enter")
        assert "Kata sandi sudah diganti" in hands.text
        assert "25 menit" in hands.text
        assert hands.app.idle.minutes == 25

    play(script, "siti", folder=real)
    assert read_lock_minutes(real, practice=False) == 25
    assert kinds(real, "siti", "rahasia-baru")[-1] == "passphrase.changed"


@pytest.mark.slow
def test_a_forgotten_passphrase_from_the_door(play: Play, real: Path, tmp_path: Path) -> None:
    requests: list[str] = []
    answers: list[str] = []

    async def ask(hands: Any) -> None:
        await hands.press("ctrl+l")
        assert "Lupa kata sandi: siti" in hands.text
        line = next(line for line in hands.text.split("\n") if sum(map(str.isdigit, line)) == 15)
        requests.append(" ".join("".join(c if c.isdigit() or c == " " else " " for c in line).split()))
        await hands.press("escape")

    async def help_them(hands: Any) -> None:
        await enter(hands, "rahasia-budi")
        await hands.press("j")
        await hands.write(requests[0])
        await hands.press("down")
        await hands.write("rahasia-budi")
        await hands.confirm("enter")
        assert "Bacakan kepada siti" in hands.text
        line = next(line for line in hands.text.split("\n") if sum(map(str.isdigit, line)) == 30)
        answers.append(" ".join("".join(c if c.isdigit() or c == " " else " " for c in line).split()))

    async def finish(hands: Any) -> None:
        await hands.press("ctrl+l")
        assert requests[0] in hands.text
        await hands.write(answers[0])
        await hands.press("down")
        await hands.write("rahasia-baru")
        await hands.press("down")
        await hands.write("rahasia-baru")
        await hands.confirm("enter")
        assert hands.place() == "Masuk"
        assert "bantuan budi" in hands.text
        await enter(hands, "rahasia-baru")
        assert hands.place() == "Beranda"

    play(ask, "siti", folder=real)
    play(help_them, "budi", folder=real)
    play(finish, "siti", folder=real)
    told = kinds(real, "siti", "rahasia-baru")
    assert {"unlock.answered", "account.unlocked"} <= set(told)


@pytest.mark.slow
def test_the_door_counts_down_and_a_facilitator_answers_nobody(play: Play, real: Path) -> None:
    async def door(hands: Any) -> None:
        for _time in range(5):
            await enter(hands, "salah-sekali")
        assert "Tunggu" in hands.text
        await enter(hands, "rahasia-siti")
        assert hands.place() == "Masuk"
        await hands.press("up")
        assert "Tunggu" not in hands.text
        await hands.press("down")
        assert "Tunggu" in hands.text
        await hands.press("up")
        await enter(hands, "rahasia-budi")
        assert hands.place() == "Beranda"

    async def facilitator(hands: Any) -> None:
        await hands.press("j")
        assert "Hanya penyelia" in hands.text

    async def again(hands: Any) -> None:
        assert "Tunggu" in hands.text

    play(door, "siti", folder=real)
    play(again, "siti", folder=real)
    play(facilitator, "siti")


@pytest.mark.slow
def test_wrong_tries_since_the_last_time_are_told(play: Play, real: Path) -> None:
    for _time in range(2):
        with pytest.raises(Exception, match="tidak cocok"):
            spaces.sign_in(real, "siti", "salah-sekali")

    async def script(hands: Any) -> None:
        await enter(hands, "rahasia-siti")
        assert "2 kali kata sandi salah" in hands.text
        assert hands.app.screen.query(Input) is not None

    play(script, "siti", folder=real)


# --- parts ---


@pytest.mark.parametrize(
    ("minutes", "up", "clock", "due"),
    [
        (10, 599.0, 0.0, False),
        (10, 600.0, 0.0, True),
        (10, 0.0, 600.0, True),  # asleep: the uptime stood still
        (10, 0.0, -9e9, False),  # a clock set back
        (0, 9e9, 9e9, False),
    ],
)
def test_idle(minutes: int, up: float, clock: float, due: bool) -> None:
    now = [0.0, 0.0]
    idle = Idle(minutes, lambda: now[0], lambda: now[1])
    now[:] = [up, clock]
    assert idle.is_due is due
    idle.touch()
    assert not idle.is_due


def test_a_right_pin_gives_all_tries_back_and_a_spent_one_matches_nothing() -> None:
    pin = Pin("1234")
    assert [pin.matches("0000") for _time in range(4)] == [False] * 4
    assert pin.matches("1234")
    assert pin.tries == PIN_TRIES
    for _time in range(PIN_TRIES):
        pin.matches("0000")
    assert not pin.matches("1234")
    assert "1234" not in repr(vars(pin))


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("1234", True), ("123456", True), ("123", False), ("1234567", False), ("12a4", False), ("١٢٣٤", False)],
)
def test_shape_of_a_pin(text: str, is_one: bool) -> None:
    assert is_pin(text) is is_one


def test_settings_keep_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KELAMBU_TEMA", raising=False)
    write_lock_minutes(tmp_path, 7)
    write_theme(tmp_path, LIGHT)
    assert (read_lock_minutes(tmp_path, practice=False), read_theme(tmp_path)) == (7, LIGHT)
    for bad in ("kunci_menit = 0", "kunci_menit = 999", 'kunci_menit = "x"', "kunci_menit = true", "= ="):
        (tmp_path / "tampilan.toml").write_text(bad)
        assert read_lock_minutes(tmp_path, practice=False) == 10
    assert read_lock_minutes(tmp_path / "none", practice=True) == 0
