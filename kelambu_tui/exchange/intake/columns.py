"""Columns of a batch, read all at once: most cells of a list repeat others, so each text is read once.

A cell that cannot be read leaves '' in its place and what is wrong in the batch's `Faults`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeAlias

from kelambu_tui.exchange.intake.reasons import Faulty
from kelambu_tui.people.nik import NikState, read_nik

Wrong: TypeAlias = tuple[str, str]
"""Code and sentence of a fault; the `Faulty` itself would keep frames, and with them the batch, alive."""

Faults: TypeAlias = dict[int, Wrong]
"""Place in the batch -> the first thing that is wrong with the row there."""

_KEEP = 50_000  # different texts of one column that are remembered
_LEAP_DAYS = ("2902", "6902")


class Column(dict[str, str]):
    """What the cells of one column mean, remembered up to a bound."""

    def __init__(self, read: Callable[[str], str], keep: int = _KEEP) -> None:
        super().__init__()
        self._read = read
        self._keep = keep
        self._faulty: dict[str, Wrong] = {}

    def __missing__(self, text: str) -> str:
        try:
            value = self._read(text)
        except Faulty as fault:
            self._faulty[text] = fault.code, fault.sentence
            value = ""
        self[text] = value
        return value

    def read(self, cells: Sequence[str], faults: Faults) -> list[str]:
        """Return what `cells` mean; a row that is faulty already keeps its first fault."""
        if len(self) >= self._keep:
            self.clear()
            self._faulty.clear()
        values = list(map(self.__getitem__, cells))
        if self._faulty:
            for place, cell in enumerate(cells):
                if cell in self._faulty:
                    faults.setdefault(place, self._faulty[cell])
        return values


class NikColumn:
    """Judges NIKs: `read_nik`, spared where another NIK has shown the same parts to be sound.

    Once the digits are sixteen, province, day with month and serial decide, and the year only on a
    29 February (the century that fits lies in the past for every other day).
    """

    def __init__(self, today: date) -> None:
        self._today = today
        self._sound: set[str] = set()

    def read(self, cells: Sequence[str]) -> tuple[list[str], list[str]]:
        """Return the NIKs, sixteen digits where they are sound, else as they came; and their states."""
        niks, states = [], []
        for text in cells:
            if (
                text[:2] + text[6:10] in self._sound
                and len(text) == 16
                and text.isdecimal()
                and text.isascii()
                and text[12:] != "0000"
            ):
                niks.append(text)
                states.append(NikState.OK.value)
            else:
                nik, state = self._judge(text)
                niks.append(nik)
                states.append(state)
        return niks, states

    def _judge(self, text: str) -> tuple[str, str]:
        nik = read_nik(text, self._today)
        if nik.state is not NikState.OK:
            return text, nik.state.value
        parts = nik.digits[:2] + nik.digits[6:10]
        # Sixteen times one digit is no NIK, whatever its parts are worth.
        if parts[2:] not in _LEAP_DAYS and parts != parts[0] * 6:
            self._sound.add(parts)
        return nik.digits, nik.state.value
