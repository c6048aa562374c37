"""How often one address, or one laptop, may ask.

Each worker process counts for itself: with N workers the true limit lies between the figure and N
times the figure. It keeps one laptop from taking the hub for itself; it is no shield against a flood.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from kelambu_tui.hub.refusing import Turned

_MOST_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """Requests a second in the long run, and how many at once."""

    per_second: float
    burst: int


ADDRESS = Rate(500, 5_000)
"""Many laptops stand behind one address of a mobile network."""
DEVICE = Rate(20, 400)
ENTERING = Rate(20, 1_000)
"""Joining and opening sessions, per address: codes have 65 bits, signatures cost time."""


class Limits:
    """Buckets that fill with time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()

    def check_address(self, address: str) -> None:
        """Count a request of an address; raises `Turned` beyond its rate."""
        self._check(("address", address), ADDRESS)

    def check_device(self, device: str) -> None:
        """Count a request of a laptop; raises `Turned` beyond its rate."""
        self._check(("device", device), DEVICE)

    def check_entering(self, address: str) -> None:
        """Count an attempt to get in; raises `Turned` beyond its rate."""
        self._check(("entering", address), ENTERING)

    def _check(self, key: tuple[str, str], rate: Rate) -> None:
        now = self._clock()
        left, at = self._buckets.pop(key, (float(rate.burst), now))
        left = min(float(rate.burst), left + (now - at) * rate.per_second)
        if left < 1:
            self._buckets[key] = (left, now)
            raise Turned(429, "slow", retry=max(1, round((1 - left) / rate.per_second)))
        self._buckets[key] = (left - 1, now)
        while len(self._buckets) > _MOST_KEPT:
            self._buckets.popitem(last=False)
