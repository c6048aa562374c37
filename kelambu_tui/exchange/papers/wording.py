"""Words of official papers, in Bahasa Indonesia whatever the screens speak."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from kelambu_tui.locale import language, use_language
from kelambu_tui.people.villages import Village
from kelambu_tui.programme.model import Regency

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip

_UNITS = (
    "nol", "satu", "dua", "tiga", "empat", "lima",
    "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas",
)  # fmt: skip
_FIRST_CITY = 71
"""Kemendagri numbers the cities of a province from .71 on, the kabupaten below that."""


def day_in_words(day: date) -> str:
    """Return `Senin, 23 November 2026`."""
    return f"{DAYS[day.weekday()]}, {plain_day(day)}"


def plain_day(day: date) -> str:
    """Return `23 November 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def official_day(day: date) -> str:
    """Return a day as the opening of a berita acara spells it.

    `Senin, tanggal dua puluh tiga bulan November tahun dua ribu dua puluh enam`.
    """
    return (
        f"{DAYS[day.weekday()]}, tanggal {number_in_words(day.day)} bulan {MONTHS[day.month - 1]} "
        f"tahun {number_in_words(day.year)}"
    )


def number_in_words(number: int) -> str:
    """Return a number from 0 to 9999 in words: 2026 is `dua ribu dua puluh enam`."""
    if number < len(_UNITS):
        return _UNITS[number]
    if number < 20:
        return f"{_UNITS[number - 10]} belas"
    for size, word, one in ((1000, "ribu", "seribu"), (100, "ratus", "seratus"), (10, "puluh", "")):
        if number >= size:
            many, rest = divmod(number, size)
            head = one if many == 1 else f"{number_in_words(many)} {word}"
            return head if rest == 0 else f"{head} {number_in_words(rest)}"
    raise ValueError(number)


def regency_words(regency: Regency) -> str:
    """Return `Kabupaten Musi Banyuasin`, or `Kota ...` for a city."""
    city = int(regency.code.partition(".")[2]) >= _FIRST_CITY
    return f"{'Kota' if city else 'Kabupaten'} {regency.name}"


def village_words(village: Village | None, code: str) -> str:
    """Return `Desa Danau Cala` or `Kelurahan Kayu Ara`; the code for a village that nobody knows."""
    if village is None:
        return f"Desa {code}"
    return f"{'Kelurahan' if village.kind == 'kelurahan' else 'Desa'} {village.name}"


@contextmanager
def in_indonesian() -> Iterator[None]:
    """Let texts that follow the language in use be Indonesian for a moment."""
    before = language()
    use_language("id")
    try:
        yield
    finally:
        use_language(before)
