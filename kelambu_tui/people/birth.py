"""Birth dates as lists write them, and ages."""

from __future__ import annotations

import re
from datetime import date, timedelta

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january",
            "februari pebruari feb peb february",
            "maret mar mrt march",
            "april apr",
            "mei may",
            "juni jun june",
            "juli jul july",
            "agustus agu agt ags aug august",
            "september sep sept",
            "oktober okt oct october",
            "november nopember nov nop",
            "desember des dec december",
        ),
        start=1,
    )
    for name in names.split()
}
"""Month names and their abbreviations, Bahasa Indonesia and English -> 1 to 12."""

LAST_SERIAL = 60_000
"""The largest spreadsheet serial that is taken for a date (2064-04-08)."""

EARLIEST_YEAR = 1850
"""Years before this are slips of the pen."""

_TIME = r"(?:[T ]+\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?(?: ?[AP]M)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_DAY_FIRST = re.compile(r"(\d{1,2})([/.\- ])(\d{1,2}|[a-z]{3,9})\2(\d{4})" + _TIME, re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(\d{4})([/.\-])(\d{1,2})\2(\d{1,2})" + _TIME, re.IGNORECASE)
_SERIAL = re.compile(r"(\d{1,5})(?:[.,]\d+)?")
_EMPTY = frozenset({"", "-", "0", "NULL", "KOSONG"})
_YEARS = range(1900, 2101)


def read_date(text: str) -> date:
    """Return the date that `text` holds.

    Reads dd/mm/yyyy (also with `-`, `.`, blanks, month names and a time), ISO dates and moments,
    and serials of the spreadsheets' 1900 system. Raises `ValueError` whose only argument is a code:
    `tanggal_kosong`, `tanggal_mustahil` (no such day), `tanggal_hanya_tahun` or
    `tanggal_tak_terbaca`. Whether a date lies in the future is for the caller to judge.
    """
    try:
        # The two shapes that fill real lists, by position: ISO, and day first with slashes.
        if text[4:5] == "-" and text[7:8] == "-" and len(text) == 10:
            return _plausible(date(int(text[:4]), int(text[5:7]), int(text[8:])))
        if text[2:3] == "/" and text[5:6] == "/" and len(text) >= 10 and _is_time(text[10:]):
            return _plausible(date(int(text[6:10]), int(text[3:5]), int(text[:2])))
    except ValueError:
        pass  # decided below, with a code
    return _read_slowly(text.strip())


def age_on(birth: date, day: date) -> int:
    """Return the completed years of someone born on `birth` at `day`; negative before birth.

    Someone born on 29 February completes a year on 1 March of common years.
    """
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def _plausible(day: date) -> date:
    # 0085 is a year cut short; nobody on a list was born before this.
    if day.year < EARLIEST_YEAR:
        raise ValueError("tanggal_mustahil")
    return day


def _is_time(text: str) -> bool:
    return not text or text == " 00:00:00" or re.fullmatch(_TIME, text) is not None


def _read_slowly(text: str) -> date:
    if text.upper() in _EMPTY:
        raise ValueError("tanggal_kosong")
    if found := _DAY_FIRST.fullmatch(text):
        return _day(found[4], found[3], found[1])
    if found := _YEAR_FIRST.fullmatch(text):
        return _day(found[1], found[3], found[4])
    if found := _SERIAL.fullmatch(text):
        return _from_serial(int(found[1]))
    raise ValueError("tanggal_tak_terbaca")


def _day(year: str, month: str, day: str) -> date:
    number = int(month) if month.isdecimal() else MONTHS.get(month.lower(), 0)
    try:
        return _plausible(date(int(year), number, int(day)))
    except ValueError:
        raise ValueError("tanggal_mustahil") from None


def _from_serial(serial: int) -> date:
    # 1985 is a year that someone typed, not 7 June 1905.
    if serial in _YEARS:
        raise ValueError("tanggal_hanya_tahun")
    if not 1 <= serial <= LAST_SERIAL:
        raise ValueError("tanggal_tak_terbaca")
    # The 1900 system counts a 29 February 1900 that never was: serial 60.
    if serial == 60:
        raise ValueError("tanggal_mustahil")
    return date(1899, 12, 31 if serial < 60 else 30) + timedelta(days=serial)
