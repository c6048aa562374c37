"""When a screen that nobody touches is covered, and the short PIN that uncovers it again."""

from __future__ import annotations

import hmac
import os
import time
from collections.abc import Callable
from hashlib import blake2b

PIN_DIGITS = (4, 6)
PIN_TRIES = 5


class Idle:
    """Counts the time since the last key; a laptop that was asleep counts as left alone."""

    def __init__(
        self,
        minutes: int,
        uptime: Callable[[], float] = time.monotonic,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`minutes` without a key until the screen is covered; 0 is never."""
        self.minutes = minutes
        self._uptime = uptime
        self._clock = clock
        self.touch()

    def touch(self) -> None:
        """Somebody is there."""
        self._last = (self._uptime(), self._clock())

    @property
    def is_due(self) -> bool:
        """Whether nobody was there for long enough.

        The clock only ever shortens the time: while a laptop sleeps, some systems stop its uptime.
        """
        since_up, since_clock = self._uptime() - self._last[0], self._clock() - self._last[1]
        return self.minutes > 0 and max(since_up, since_clock) >= self.minutes * 60


class Pin:
    """A PIN for the running session: never on disk, five tries, kept as a keyed digest."""

    def __init__(self, digits: str) -> None:
        self._salt = os.urandom(16)
        self._digest = self._of(digits)
        self.tries = PIN_TRIES

    def matches(self, digits: str) -> bool:
        """Whether this is the PIN; a wrong one costs a try, and without tries nothing matches."""
        right = hmac.compare_digest(self._of(digits), self._digest) and self.tries > 0
        self.tries = PIN_TRIES if right else max(0, self.tries - 1)
        return right

    def _of(self, digits: str) -> bytes:
        return blake2b(digits.encode(), key=self._salt, digest_size=32).digest()


def is_pin(text: str) -> bool:
    """Whether `text` has the shape of a PIN: 4 to 6 digits, fewer than any passphrase has."""
    return text.isascii() and text.isdigit() and PIN_DIGITS[0] <= len(text) <= PIN_DIGITS[1]
