"""Saving as one types: always the newest, never two at once, never one dropped.

A keystroke that comes while a save runs replaces the one that waits; `flush` returns when nothing waits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

from kelambu_tui.errors import KelambuError

T = TypeVar("T")


class Saver(Generic[T]):
    """Writes the newest value with `write` (in a thread; answers the time saved) and tells what happens.

    `tell` gets `("saving", "")`, `("saved", time)` or `("failed", sentence)`; "saved" only after the commit.
    """

    def __init__(self, write: Callable[[T], str], tell: Callable[[str, str], None]) -> None:
        self._write = write
        self._tell = tell
        self._waiting: list[T] = []
        self._running: asyncio.Task[None] | None = None
        self.fault = ""

    @property
    def idle(self) -> bool:
        """Whether everything given has been committed."""
        return not self._waiting and (self._running is None or self._running.done())

    def put(self, value: T) -> None:
        """Save `value` now, or right after the save that is running."""
        self._waiting = [value]
        self._tell("saving", "")
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run())

    async def flush(self) -> str:
        """Wait until nothing is left to save; answers why that failed, or the empty string."""
        if self._waiting and (self._running is None or self._running.done()):
            self._running = asyncio.create_task(self._run())
        if self._running is not None:
            await asyncio.shield(self._running)
        return self.fault

    async def _run(self) -> None:
        while self._waiting:
            value = self._waiting.pop()
            try:
                at = await asyncio.to_thread(self._write, value)
            except (KelambuError, OSError) as error:
                # Kept for the next keystroke or flush; a newer value that came meanwhile goes first.
                self._waiting = self._waiting or [value]
                self.fault = str(error)
                self._tell("failed", self.fault)
                return
            self.fault = ""
            if not self._waiting:
                self._tell("saved", at)
