"""How much at once, how long it will take, and how long to wait before trying again: plain arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

FIRST_ENTRIES = 64
FEWEST_ENTRIES = 4
MOST_ENTRIES = 4096
MOST_REQUEST = 64 * 1024
"""Bytes of a request's body."""
QUICK = 8.0
"""Seconds within which a request counts as easy, so that the next may be twice as large."""
SHORTEST_WAIT = 5.0
LONGEST_WAIT = 300.0
SLOW_RATE = 40_000 / 8
SLOW_DELAY = 0.8
"""What is assumed before anything was measured: 2G, bytes a second and seconds there and back."""
_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Pace:
    """A connection as last measured: bytes a second outwards, seconds for a request without a body."""

    rate: float = 0.0
    delay: float = 0.0

    @property
    def known(self) -> bool:
        """Whether anything was measured yet."""
        return self.rate > 0

    def answered(self, seconds: float) -> Pace:
        """The pace after a small request that took `seconds`."""
        delay = seconds if not self.delay else self.delay + _WEIGHT * (seconds - self.delay)
        return Pace(self.rate, delay)

    def carried(self, size: int, seconds: float) -> Pace:
        """The pace after a request of `size` bytes that took `seconds`."""
        rate = size / max(seconds - self.delay, 0.01)
        return Pace(rate if not self.rate else self.rate + _WEIGHT * (rate - self.rate), self.delay)

    def seconds_for(self, size: int, requests: int) -> float:
        """How long `size` bytes in `requests` requests will take."""
        return size / (self.rate or SLOW_RATE) + requests * (self.delay or SLOW_DELAY)


def larger(entries: int, seconds: float) -> int:
    """How many entries next, after so many went well in `seconds`."""
    return min(entries * 2, MOST_ENTRIES) if seconds <= QUICK else entries


def smaller(entries: int) -> int:
    """How many entries next, after so many did not arrive."""
    return max(entries // 2, FEWEST_ENTRIES)


def wait_after(failures: int, chance: float) -> float:
    """Seconds before the next try after `failures` in a row; `chance` (0 to 1) spreads the laptops out.

    Five seconds, doubled each time, five minutes at most; each laptop waits between half and all of it.
    """
    whole = min(SHORTEST_WAIT * 2.0 ** min(max(failures - 1, 0), 30), LONGEST_WAIT)
    return max(SHORTEST_WAIT, whole * (0.5 + 0.5 * chance))


def moment_after(failures: int) -> float:
    """Seconds before one request is tried again within a pass: at once, then ever longer."""
    return 0.0 if failures < 2 else min(0.5 * 2.0 ** (failures - 2), 4.0)
