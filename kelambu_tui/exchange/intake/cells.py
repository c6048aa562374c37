"""The values of single cells, read once and remembered: a million rows hold few different ones."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from kelambu_tui.exchange.intake import reasons
from kelambu_tui.locale import _
from kelambu_tui.people.birth import read_date
from kelambu_tui.people.problems import problem_sentence
from kelambu_tui.people.sex import read_sex
from kelambu_tui.people.villages import find_village

HEAD = "KEPALA KELUARGA"
"""The relation of the person after whom a household is named."""

OWN_PREFIX = "KK-"
"""How the uid of a head whom a family list alone knows begins; no list has such an ID."""

FIRST_YEAR = 1900
"""Nobody on a list is born before this year."""

_KEEP = 50_000  # different values of one column that are remembered
_DESIL = re.compile(r"(?:desil)?\s*0?(\d{1,2})(?:[.,]0+)?", re.IGNORECASE)
_LONGEST_ID = 64
_ID = re.compile(rf"[0-9A-Za-z][0-9A-Za-z._/\-]{{0,{_LONGEST_ID - 1}}}")
_NUMBER_ID = re.compile(r"(\d{1,15})\.0+")
_RUINED_ID = re.compile(r"\d[.,]?\d*[Ee]\+?\d+|\d{16,}\.0*")

_RELATIONS = {
    "KEPALA KELUARGA": HEAD,
    "KEPALA RUMAH TANGGA": HEAD,
    "KEPALA KK": HEAD,
    "KEPALA": HEAD,
    "KK": HEAD,
    "ISTRI": "ISTRI/SUAMI",
    "SUAMI": "ISTRI/SUAMI",
    "ISTRI / SUAMI": "ISTRI/SUAMI",
    "SUAMI/ISTRI": "ISTRI/SUAMI",
    "ANAK KANDUNG": "ANAK",
}
_DUKCAPIL = {"YA": "PADAN", "TIDAK": "TIDAK PADAN"}  # how layout A says it


Text = TypeVar("Text")
Value = TypeVar("Value")


class Remembered(dict[Text, Value]):
    """Answers of `read`, kept up to a bound; `[text]` reads what is not known yet."""

    def __init__(self, read: Callable[[Text], Value]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: Text) -> Value:
        if len(self) >= _KEEP:
            self.clear()
        value = self[text] = self._read(text)
        return value


def read_id(column: str, text: str) -> str:
    """Return the ID in a cell; raises `Faulty` (`no_id`, `bad_id`).

    A number keeps its value only up to fifteen digits; a longer one that was a number is ruined.
    """
    if text.isdecimal() and text.isascii() and len(text) <= _LONGEST_ID:
        return text
    if not text:
        raise reasons.no_id(column)
    if found := _NUMBER_ID.fullmatch(text):
        return found[1]
    if not _ID.fullmatch(text) or _RUINED_ID.fullmatch(text) or text.startswith(OWN_PREFIX):
        raise reasons.bad_id(column, text)
    return text


def read_desil(text: str) -> int:
    """Return the desil, 1 to 10; raises `Faulty`."""
    found = _DESIL.fullmatch(text)
    if found is None or not 1 <= int(found[1]) <= 10:
        raise reasons.bad_desil(text)
    return int(found[1])


def read_sex_cell(text: str) -> str:
    """Return L, P or '' for an empty cell; raises `Faulty`."""
    if _means_nothing(text):
        return ""
    sex = read_sex(text)
    if sex is None:
        raise reasons.bad_sex(text)
    return sex.value


def birth_reader(today: date) -> Callable[[str], str]:
    """Return a reader of birth dates: ISO text, '' for an unknown one; it raises `Faulty`."""

    def read(text: str) -> str:
        try:
            birth = read_date(text)
        except ValueError as error:
            code = str(error)
            if code == "tanggal_kosong" or _means_nothing(text):
                return ""
            raise reasons.bad_date(text, problem_sentence(code)) from None
        if birth.year < FIRST_YEAR or birth > today:
            raise reasons.bad_date(text, _("Tidak mungkin lahir pada tanggal itu."))
        return birth.isoformat()

    return read


def read_village(written: tuple[str, str, str]) -> str:
    """Return the code of the village that code, name and kecamatan mean; raises `Faulty`."""
    code, name, kecamatan = written
    village = find_village(code[:40], name[:80], kecamatan[:80])
    if village is None:
        raise reasons.unknown_village(code, name)
    return village.code


def read_word(text: str) -> str:
    """Return a word of a vocabulary as the lists write it: capitals, single blanks."""
    return "" if _means_nothing(text) else " ".join(text.upper().split())


def read_relation(text: str) -> str:
    """Return the relation to the head, in the words of P3KE where it is one of them."""
    word = read_word(text)
    return _RELATIONS.get(word, word)


def read_dukcapil(text: str) -> str:
    """Return PADAN, TIDAK PADAN or KOSONG, whichever way the layout says it."""
    word = " ".join(text.upper().split())
    return _DUKCAPIL.get(word, word)


def read_year(text: str) -> str:
    """Return the four digits of a year, '' if there are none."""
    found = re.match(r"(?:19|20)\d{2}", text)
    return found[0] if found else ""


def _means_nothing(text: str) -> bool:
    return text.upper() in ("", "-", "--", "KOSONG", "NULL", "N/A")
