from __future__ import annotations

import asyncio
import threading
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from kelambu_tui.errors import Refused
from kelambu_tui.tui.saving import Saver


class Disk:
    """A place that takes its time, notices two writers, and can be full."""

    def __init__(self, pause: float = 0.0, full: int = 0) -> None:
        self.written: list[int] = []
        self.full = full
        self._pause = pause
        self._lock = threading.Lock()

    def write(self, value: int) -> str:
        assert self._lock.acquire(blocking=False), "two saves at once"
        try:
            time.sleep(self._pause)
            if self.full:
                self.full -= 1
                raise Refused("penuh")
            self.written.append(value)
            return str(value)
        finally:
            self._lock.release()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 99), st.booleans()), min_size=1, max_size=30))
def test_the_newest_is_always_written_and_in_order(edits: list[tuple[int, bool]]) -> None:
    disk = Disk(0.0005)

    async def typing() -> None:
        saver: Saver[int] = Saver(disk.write, lambda _state, _detail: None)
        for value, rests in edits:
            saver.put(value)
            if rests:
                await asyncio.sleep(0.001)
        assert await saver.flush() == ""
        assert saver.idle

    asyncio.run(typing())
    assert disk.written[-1] == edits[-1][0]
    rest = iter(value for value, _rests in edits)
    assert all(value in rest for value in disk.written)


def test_saved_is_said_only_after_the_write() -> None:
    said: list[tuple[str, str, int]] = []
    disk = Disk(0.002)

    async def typing() -> None:
        saver: Saver[int] = Saver(
            disk.write, lambda state, detail: said.append((state, detail, len(disk.written)))
        )
        saver.put(1)
        saver.put(2)
        await saver.flush()

    asyncio.run(typing())
    assert said[0][:2] == ("saving", "")
    saved = [item for item in said if item[0] == "saved"]
    assert [item[1] for item in saved] == ["2"]
    assert saved[0][2] == len(disk.written)


def test_a_failed_save_is_kept_and_tried_again() -> None:
    disk = Disk(full=1)
    said: list[str] = []

    async def typing() -> None:
        saver: Saver[int] = Saver(disk.write, lambda state, _detail: said.append(state))
        saver.put(7)
        assert await saver.flush() == "penuh"
        assert not saver.idle
        assert await saver.flush() == ""

    asyncio.run(typing())
    assert disk.written == [7]
    assert said == ["saving", "failed", "saved"]
