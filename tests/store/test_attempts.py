"""Wrong passphrases: counted, waited for, and never forgotten by restarts, deletions or clocks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kelambu_tui.errors import Locked
from kelambu_tui.store import attempts
from kelambu_tui.store.attempts import (
    FREE,
    LONGEST_WAIT,
    TooSoon,
    Tries,
    open_counted,
    remaining,
    wait_after,
    waiting,
)
from kelambu_tui.store.slots import Opened, Slot, WrongPassphrase, write_slot

SECRET = bytes(range(32))
RIGHT = "rahasia sekali"


class Machine:
    """A laptop whose uptime passes as the test says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.up = 1000.0
        self.slept = 0.0

    def try_one(self, passphrase: str) -> Any:
        return open_counted(
            self.folder, "siti", passphrase, SECRET, uptime=lambda: self.up, sleep=self._sleep
        )

    def _sleep(self, seconds: float) -> None:
        self.slept += seconds

    def wrong(self, times: int = 1) -> None:
        for _time in range(times):
            with pytest.raises(WrongPassphrase):
                self.try_one("salah sama sekali")

    def wait(self) -> int:
        return waiting(self.folder, "siti", SECRET, lambda: self.up)


@pytest.fixture
def laptop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A real (not a practice) account; its Argon2id is made quick for the test's sake only."""
    from kelambu_tui.store import slots

    quick = {"memory_kib": 64, "passes": 1, "lanes": 1}
    monkeypatch.setattr(slots, "argon_for", lambda _practice: quick)
    write_slot(tmp_path, Slot("siti", "fasilitator", (), False), RIGHT, Opened(SECRET, SECRET, False), SECRET)
    return Machine(tmp_path)


def test_the_wait_begins_at_the_fifth_and_doubles_up_to_a_quarter_of_an_hour(laptop: Machine) -> None:
    laptop.wrong(FREE - 1)
    assert laptop.wait() == 0
    waits = []
    for _time in range(8):
        laptop.wrong()
        waits.append(laptop.wait())
        with pytest.raises(TooSoon, match=f"{waits[-1]} detik"):
            laptop.try_one(RIGHT)
        laptop.up += waits[-1]
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]
    passed = laptop.try_one(RIGHT)
    assert passed.before.failed == FREE + 7
    assert not passed.before.touched
    laptop.wrong(FREE - 1)
    assert laptop.wait() == 0


def test_the_sentence_of_the_fifth_says_how_long(laptop: Machine) -> None:
    laptop.wrong(FREE - 1)
    with pytest.raises(WrongPassphrase, match="tunggu 30 detik"):
        laptop.try_one("salah")


def test_a_restart_keeps_the_wait_and_ends_it_at_last(laptop: Machine) -> None:
    laptop.wrong(FREE)
    laptop.up = 3.0  # started anew
    assert laptop.wait() == 27
    with pytest.raises(TooSoon):
        laptop.try_one(RIGHT)
    laptop.up = 1.0  # and again
    assert laptop.wait() == 26
    laptop.up = 40.0
    laptop.try_one(RIGHT)


@pytest.mark.slow
@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("how", ["delete", "zero", "garbage", "old"])
def test_one_deleted_or_changed_file_resets_nothing_and_is_told(
    laptop: Machine, which: int, how: str
) -> None:
    path = attempts._paths(laptop.folder, "siti")[which]
    laptop.wrong(2)
    old = path.read_bytes()
    laptop.wrong(FREE + 1 - 2 - 1)
    laptop.up += 100
    laptop.wrong()
    if how == "delete":
        path.unlink()
    elif how == "zero":
        path.write_text(json.dumps(json.loads(path.read_text()) | {"failed": 0, "left": 0.0}))
    else:
        path.write_bytes(old if how == "old" else b"\xff")
    with pytest.raises(TooSoon):
        laptop.try_one(RIGHT)
    laptop.up += LONGEST_WAIT
    before = laptop.try_one(RIGHT).before
    assert before.failed >= FREE
    assert before.touched is (how != "old")


def test_a_try_that_is_cut_off_counts(laptop: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(attempts, "open_slot", cut)
        for _time in range(FREE):
            with pytest.raises(KeyboardInterrupt):
                laptop.try_one(RIGHT)
    assert laptop.wait() == 30


def test_a_damaged_slot_is_not_a_wrong_passphrase(laptop: Machine) -> None:
    path = laptop.folder / "accounts" / "siti.json"
    whole = path.read_bytes()
    path.write_text("{}")
    for _time in range(FREE + 1):
        with pytest.raises(Locked, match="rusak"):
            laptop.try_one(RIGHT)
    path.write_bytes(whole)
    assert laptop.try_one(RIGHT).before.failed == 0


def test_where_nothing_can_be_written_each_try_takes_its_time(
    laptop: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "_keep", lambda _path, _content: False)
    laptop.wrong()
    assert laptop.slept >= 5
    laptop.try_one(RIGHT)


def test_a_full_disk_still_counts_in_the_file_that_is_there(
    laptop: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    laptop.wrong()

    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(attempts, "write_private", full)
    laptop.wrong(FREE - 1)
    assert laptop.wait() == 30
    assert laptop.slept == 0


def test_practice_is_not_counted(tmp_path: Path) -> None:
    write_slot(tmp_path, Slot("siti", "fasilitator", (), True), "", Opened(SECRET, SECRET, True), SECRET)
    laptop = Machine(tmp_path)
    laptop.wrong(FREE + 3)
    assert laptop.try_one("").before == Tries()
    assert [path.name for path in (tmp_path / "accounts").iterdir()] == ["siti.json"]


@pytest.mark.parametrize("name", ["../siti", "accounts/../siti", "", "nobody"])
def test_unknown_names_write_nothing(laptop: Machine, name: str) -> None:
    before = sorted(laptop.folder.rglob("*"))
    with pytest.raises(Locked, match="tidak ada"):
        open_counted(laptop.folder, name, RIGHT, SECRET)
    assert sorted(laptop.folder.rglob("*")) == before


@given(st.integers(0, 60), st.floats(0, 1e9), st.lists(st.floats(0, 1e9), max_size=8))
def test_no_uptime_lengthens_a_wait_and_none_but_its_passing_shortens_it(
    failed: int, uptime: float, later: list[float]
) -> None:
    tries = Tries(failed, wait_after(failed), uptime)
    for up in later:
        after = remaining(tries, up)
        assert 0 <= after.left <= tries.left <= LONGEST_WAIT
        assert tries.left - after.left <= up + 1e-3  # no more than the machine has been on
        tries = after
