"""A key held down too long: what it opened must not be answered by its repeats."""

from __future__ import annotations

FIRST = 0.7
"""Seconds until a terminal repeats a held key for the first time, at most (X11: 0.66)."""

NEXT = 0.25
"""Seconds between the repeats after that, at most; a longer pause means the key was let go."""

OPENING = ("enter", "ctrl+", "f")
"""How the names of keys begin that open or decide something; letters and arrows are free to repeat."""


class Hold:
    """Watches the keys of the app; `is_repeat` says which one came from a key that nobody let go."""

    def __init__(self) -> None:
        self._key = ""
        self._place: object = None
        self._at = 0.0
        self._repeated = False

    def is_repeat(self, key: str, at: float, place: object) -> bool:
        """Whether `key`, come at `at` (seconds), only repeats one that did its work on another screen."""
        pause, self._at = at - self._at, at
        if key == self._key and pause < (NEXT if self._repeated else FIRST):
            self._repeated = self._repeated or pause < NEXT
            return place is not self._place and len(key) > 1 and key.startswith(OPENING)
        self._key, self._place, self._repeated = key, place, False
        return False
