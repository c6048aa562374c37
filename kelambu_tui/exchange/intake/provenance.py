"""Which source a list is of, and of which period: told by whoever imports it, by its headers, by its rows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from kelambu_tui.display import display
from kelambu_tui.errors import Unreadable
from kelambu_tui.exchange.intake.cells import read_year
from kelambu_tui.locale import _

SOURCES = ("P3KE", "DTSEN", "DTKS")
"""Sources of lists that give families a desil."""

_NAMED = re.compile(rf"(?<![A-Z0-9])({'|'.join(SOURCES)})(?![A-Z0-9])")
_YEAR = r"(?:19|20)\d{2}"
_PERIODS = (
    (re.compile(rf"({_YEAR})\s*[-/.]\s*(0?[1-9]|1[0-2])(?!\d)"), (1, 2)),  # 2025-06
    (re.compile(rf"(?<!\d)(0?[1-9]|1[0-2])\s*[-/.]\s*({_YEAR})"), (2, 1)),  # 06/2025
)
_QUARTER = re.compile(r"(?:TRIWULAN|TW|KUARTAL|Q)\s*\.?\s*(I{1,3}|IV|[1-4])(?![0-9IV])", re.IGNORECASE)
_QUARTERS = {"I": 1, "II": 2, "III": 3, "IV": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_MONTHS = (
    "JANUARI",
    "FEBRUARI",
    "MARET",
    "APRIL",
    "MEI",
    "JUNI",
    "JULI",
    "AGUSTUS",
    "SEPTEMBER",
    "OKTOBER",
    "NOVEMBER",
    "DESEMBER",
)


class Said(NamedTuple):
    """A source and a period (2023, 2025-06; '' when nobody said).

    `by_hand`: what whoever imports the list said of both, which goes before anything in the file.
    """

    source: str
    period: str
    by_hand: tuple[str, str] = ("", "")

    def by_row(self, source: str, period: str, year: str) -> Said:
        """Return what a row says, else what holds for the whole list."""
        stated_source, stated_period = self.by_hand
        said = stated_source or named_source((source,)) or self.source
        if stated_period:
            return Said(said, stated_period)
        own = read_period(period) if period else ""
        return Said(said, own or read_year(year) or self.period)


def read_source(text: str) -> str:
    """Return the source that someone typed; raises `Unreadable` for one that nobody knows."""
    source = text.strip().upper()
    if source and source not in SOURCES:
        raise Unreadable(
            _("Sumber “{source}” tidak dikenal. Pilih salah satu: {known}.").format(
                source=display(text, 40), known=", ".join(SOURCES)
            )
        )
    return source


def read_stated_period(text: str) -> str:
    """Return the period that someone typed; raises `Unreadable` for none."""
    period = read_period(text)
    if text.strip() and not period:
        raise Unreadable(
            _("Periode “{period}” tidak terbaca. Tulis tahun atau tahun dan bulan, misalnya 2025-06.").format(
                period=display(text, 40)
            )
        )
    return period


def read_said(text: str) -> tuple[str, str]:
    """Return source and period of `DTSEN 2025-06`, either may be missing; raises `Unreadable` for neither."""
    source, period = named_source((text,)), read_period(text)
    if text.strip() and not (source or period):
        read_source(text)
    return source, period


def read_period(text: str) -> str:
    """Return the period in a text as 2023 or 2025-06 (a quarter by its last month), '' if there is none."""
    year = re.search(rf"(?<!\d){_YEAR}(?!\d{{3}})", text)
    if year is None:
        return ""
    for pattern, (of_year, of_month) in _PERIODS:
        if found := pattern.search(text):
            return f"{found[of_year]}-{int(found[of_month]):02d}"
    if quarter := _QUARTER.search(text):
        return f"{year[0]}-{3 * _QUARTERS[quarter[1].upper()]:02d}"
    words = set(re.findall(r"[A-Z]+", text.upper()))
    month = next((number for number, name in enumerate(_MONTHS, start=1) if name in words), 0)
    return f"{year[0]}-{month:02d}" if month else year[0]


def named_source(texts: Iterable[str]) -> str:
    """Return the one source that `texts` name, '' for none or several."""
    found = {name for text in texts for name in _NAMED.findall(text[:200].upper())}
    return found.pop() if len(found) == 1 else ""
