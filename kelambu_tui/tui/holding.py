"""A key held down too long: what it opened must not be answered by its repeats."""

from __future__ import annotations

from typing import Literal

FIRST = 0.7
"""Seconds until a terminal repeats a held key for the first time, at most (X11: 0.66)."""

NEXT = 0.25
"""Seconds between the repeats after that, at most; a longer pause means the key was let go."""

OPENING = ("enter", "ctrl+", "f")
"""How the names of keys begin that open or decide something; letters and arrows are free to repeat,
but where a page says that they decide."""


Verdict = Literal["take", "drop", "wait"]


class Hold:
    """Watches the keys of the app and tells presses from the repeats of a key that nobody let go."""

    def __init__(self) -> None:
        self._key = ""
        self._place: object = None
        self._at = 0.0

    def judge(self, key: str, at: float, place: object, decides: bool = False) -> Verdict:
        """Return what to do with `key`, come at `at` (seconds) to `place`: a screen, or what it shows.

        `drop` a repeat of a key that did its work on another place. `wait` where it may be the first
        repeat or another press: when the same key follows within `NEXT` it is dropped too, else taken.
        `decides`: a letter or digit that decides something, so its repeats must not decide the next.
        """
        pause, self._at = at - self._at, at
        opens = decides or (len(key) > 1 and key.startswith(OPENING))
        if key == self._key and place != self._place and opens and pause < FIRST:
            return "drop" if pause < NEXT else "wait"
        if key != self._key or pause >= NEXT:
            self.take(key, place)
        return "take"

    def take(self, key: str, place: object) -> None:
        """Count `key` as pressed on `place`."""
        self._key, self._place = key, place
