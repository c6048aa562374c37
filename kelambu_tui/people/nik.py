"""NIK and NKK: reading, judging, composing and masking the sixteen digits.

A NIK is six digits of the region where it was first issued, the birth date as DDMMYY (day + 40 for
women) and a serial from 0001; it is for life, even when the birth date is corrected later (PP 37/2007
art. 37, PP 40/2019 art. 30). So a NIK that disagrees with the list is a remark, never an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from kelambu_tui.people.problems import problem_sentence
from kelambu_tui.people.sex import Sex

__all__ = [
    "PROVINCES",
    "Nik",
    "NikState",
    "birth_from_nik",
    "compose_nik",
    "mask",
    "nik_remarks",
    "problem_sentence",
    "read_nik",
    "read_nkk",
]

PROVINCES = frozenset(
    f"{number}"
    for first, last in ((11, 19), (21, 21), (31, 36), (51, 53), (61, 65), (71, 76), (81, 82), (91, 96))
    for number in range(first, last + 1)
)
"""The 38 province codes of the Ministry of Home Affairs, North Kalimantan and new Papua included."""

FEMALE_DAY = 40
"""What is added to a woman's day of birth."""

_EMPTY = frozenset({"", "-", "--", "0", "0.0", "NULL", "KOSONG", "NONE", "NAN", "N/A", "TIDAK ADA"})
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d*)?E\+?\d{1,2}", re.IGNORECASE)
_NUMBER_CELL = re.compile(r"(\d{16})[.,]0*")
_SEPARATORS = str.maketrans("", "", " .-'`’\u00a0\t")
# Above 2^53 a floating-point cell cannot even hold every whole number.
_EXACT_NUMBERS = 2**53


class NikState(StrEnum):
    """Whether a NIK can be used, and if not, why."""

    OK = "ok"
    DAMAGED = "rusak"
    INVALID = "tidak_sah"
    MISSING = "kosong"


@dataclass(frozen=True, slots=True)
class Nik:
    """A NIK as it came and what it says.

    `text` is never changed or guessed at. `problem` is '' or a code for `problem_sentence`; `region`
    the first six digits ('' unless the state is OK); `digits` the sixteen digits without separators
    ('' unless the state is OK): compare and store these.
    """

    text: str
    state: NikState
    problem: str
    sex: Sex | None
    birth_date: date | None
    region: str
    digits: str = ""


def read_nik(text: str, today: date) -> Nik:
    """Judge `text` as a NIK; never raises.

    `today` decides the century: 20YY unless that lies in the future, else 19YY.
    """
    if len(text) == 16 and text.isdigit() and text.isascii():
        return _judge(text, text, today)
    return _read_unusual(text, today)


def birth_from_nik(digits: str, today: date, hint: date | None = None) -> date | None:
    """Return the birth date inside sixteen clean digits, or `None` if there is no such day.

    Both centuries are possible; the one nearer to `hint` (the recorded birth date) wins, and without
    a hint the later one that is not in the future.
    """
    if len(digits) != 16 or not (digits.isascii() and digits.isdigit()):
        return None
    candidates = _births(digits[6:12], today)[1]
    if hint is None or len(candidates) < 2:
        return candidates[0] if candidates else None
    return min(candidates, key=lambda birth: abs((birth - hint).days))


def compose_nik(region6: str, birth: date, sex: Sex, serial: int) -> str:
    """Return the NIK of these parts; raises `ValueError` if the region or the serial cannot be."""
    if not (len(region6) == 6 and region6.isascii() and region6.isdigit()):
        raise ValueError(f"region must be six digits: {region6!r}")
    if not 1 <= serial <= 9999:
        raise ValueError(f"serial must be 1 to 9999: {serial}")
    day = birth.day + (FEMALE_DAY if sex is Sex.FEMALE else 0)
    return f"{region6}{day:02}{birth.month:02}{birth.year % 100:02}{serial:04}"


def mask(nik: str) -> str:
    """Return `nik` with all hidden but the regency and the last two digits, `1606**********01`.

    Of anything that is not sixteen digits at most the first four are shown, and only digits.
    """
    digits = nik.translate(_SEPARATORS)
    if len(digits) == 16 and digits.isascii() and digits.isdigit():
        return f"{digits[:4]}**********{digits[14:]}"
    head = digits[:4] if len(digits) >= 10 and digits[:4].isascii() and digits[:4].isdigit() else ""
    return head + "*" * min(len(digits) - len(head), 12)


def nik_remarks(nik: Nik, birth_date: date | None, sex: Sex | None, home: str = "1606") -> tuple[str, ...]:
    """Return codes for what is odd about a sound NIK beside the recorded facts; () for others.

    `tanggal_lahir_beda`, `jenis_kelamin_beda`, `luar_muba` (not issued in the regency `home`). The
    century is not compared, for the NIK does not hold it.
    """
    if nik.state is not NikState.OK or nik.birth_date is None:
        return ()
    remarks = []
    if birth_date is not None and f"{birth_date:%d%m%y}" != f"{nik.birth_date:%d%m%y}":
        remarks.append("tanggal_lahir_beda")
    if sex is not None and sex is not nik.sex:
        remarks.append("jenis_kelamin_beda")
    if not nik.region.startswith(home):
        remarks.append("luar_muba")
    return tuple(remarks)


def read_nkk(text: str) -> str:
    """Return the sixteen digits of a family card number.

    Raises `ValueError` whose only argument is a code for `problem_sentence`. The date in it is that
    of recording, without the + 40 for women, so a day of 41 to 71 means that a NIK was typed.
    """
    stripped = text.strip()
    if stripped.upper() in _EMPTY:
        raise ValueError("nkk_kosong")
    if _SCIENTIFIC.fullmatch(stripped) or _cut_number(stripped):
        raise ValueError("nkk_rusak")
    digits = _clean(stripped)
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError("nkk_bukan_angka")
    if len(digits) != 16:
        raise ValueError("nkk_bukan_16_angka")
    if digits == digits[0] * 16 or digits[:2] not in PROVINCES:
        raise ValueError("nkk_tidak_sah")
    if FEMALE_DAY < int(digits[6:8]) <= FEMALE_DAY + 31:
        raise ValueError("nkk_seperti_nik")
    return digits


def _judge(text: str, digits: str, today: date) -> Nik:
    sex, births = _births(digits[6:12], today)
    if digits == digits[0] * 16:
        problem = "nik_angka_sama"
    elif digits[:2] not in PROVINCES:
        problem = "nik_provinsi"
    elif not births:
        problem = "nik_tanggal"
    elif digits[12:] == "0000":
        problem = "nik_nomor_urut"
    else:
        return Nik(text, NikState.OK, "", sex, births[0], digits[:6], digits)
    return Nik(text, NikState.INVALID, problem, None, None, "")


def _read_unusual(text: str, today: date) -> Nik:
    stripped = text.strip()
    if stripped.upper() in _EMPTY:
        return Nik(text, NikState.MISSING, "nik_kosong", None, None, "")
    if _SCIENTIFIC.fullmatch(stripped):
        return Nik(text, NikState.DAMAGED, "nik_notasi_ilmiah", None, None, "")
    if _cut_number(stripped):
        return Nik(text, NikState.DAMAGED, "nik_terpotong", None, None, "")
    digits = _clean(stripped)
    if len(digits) == 16 and digits.isascii() and digits.isdigit():
        return _judge(text, digits, today)
    only_digits = digits.isascii() and digits.isdigit()
    problem = "nik_bukan_16_angka" if only_digits else "nik_bukan_angka"
    return Nik(text, NikState.INVALID, problem, None, None, "")


def _cut_number(text: str) -> bool:
    """Say whether a cell that was a number can have lost its last digit.

    Spreadsheets keep 15 significant digits and put 0 in place of the sixteenth, so only a last
    digit other than 0 proves that nothing was lost.
    """
    found = _NUMBER_CELL.fullmatch(text)
    return found is not None and (found[1].endswith("0") or int(found[1]) > _EXACT_NUMBERS)


def _clean(text: str) -> str:
    found = _NUMBER_CELL.fullmatch(text)
    return found[1] if found else text.translate(_SEPARATORS)


@lru_cache(maxsize=1 << 17)
def _births(ddmmyy: str, today: date) -> tuple[Sex, tuple[date, ...]]:
    """Return the sex and the possible birth dates, the most likely first; no dates if impossible."""
    day, month, year = int(ddmmyy[:2]), int(ddmmyy[2:4]), int(ddmmyy[4:])
    sex = Sex.FEMALE if day > FEMALE_DAY else Sex.MALE
    day -= FEMALE_DAY if sex is Sex.FEMALE else 0
    dates = (_date(century + year, month, day) for century in (2000, 1900))
    return sex, tuple(found for found in dates if found is not None and found <= today)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
