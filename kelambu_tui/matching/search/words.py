"""What stands in a query and in an address: words, neighbourhoods such as RT 3, and numbers."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from kelambu_tui.people.links import FATHER
from kelambu_tui.people.names import loose_fold, strict_fold
from kelambu_tui.people.short_names import ALTERNATIVES, FIRST_WORD
from kelambu_tui.people.spelling import fold_token
from kelambu_tui.people.titles import TITLES

LEAST_DIGITS = 4
"""Digits from which parts of numbers are searched."""

LONGEST_QUERY = 120
"""Characters of a query that are read; nobody types more to name one person."""

MOST_WORDS = 8
"""Words of a query that are read."""

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
_BOTH = re.compile(
    r"\brt\s*[./-]?\s*rw[\s.:]*(\d{1,3})\s*[/ -]\s*(\d{1,3})\b|\brt[\s.:]*(\d{1,3})\s*/\s*(\d{1,3})\b"
)
_PART = re.compile(
    r"\b(rt|rw|dusun|dsn|lk|lingkungan)(?:[\s.:]*0*(\d{1,3})|[\s.:]+(viii|vii|vi|iv|ix|iii|ii|i|v|x))\b"
)
_KINDS = {"dsn": "dusun", "lingkungan": "lk"}
_RADEN_AYU = re.compile(r"^\s*r\.\s*a\b[\s.]*(?=\w)")
_IN_NUMBER = re.compile(r"(?<=\d)[ .-]+(?=\d)")
_NUMBER = re.compile(rf"\d{{{LEAST_DIGITS},}}")
_WORD = re.compile(r"[a-z]+|\d{1,3}|[^\W\d_a-z]+")
_APOSTROPHES = str.maketrans("", "", "'’‘`´\"")
_EMPTY = frozenset({"rt", "rw", "no", "jl", "jln", "jalan", "desa", "kec", "kecamatan", "kel", "kelurahan"})


_SHORT: dict[str, list[str]] = {}
for _short, _names in ALTERNATIVES.items():
    for _name in _names:
        _SHORT.setdefault(fold_token(_name), []).append(_short)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a query under the forms in which it is looked for; '' where it cannot be meant so."""

    text: str
    strict: str
    loose: str
    place: str
    alternatives: tuple[str, ...] = ()
    started: bool = False  # the last word: there may be more of it to come


@dataclass(frozen=True, slots=True)
class Query:
    """A query, taken apart."""

    words: tuple[Word, ...]
    numbers: tuple[str, ...]


@lru_cache(maxsize=64)
def read_query(text: str) -> Query:
    """Take a query apart; never raises, whatever the text."""
    plain = _RADEN_AYU.sub("", plain_text(text[:LONGEST_QUERY]))
    areas: list[str] = []
    plain = _take_areas(plain, areas)
    plain = _IN_NUMBER.sub("", plain)
    numbers = tuple(dict.fromkeys(_NUMBER.findall(plain)))[:4]
    pieces = _WORD.findall(_NUMBER.sub(" ", plain))
    words = [Word(area, "", "", area) for area in dict.fromkeys(areas)]
    words += _name_words(pieces[: MOST_WORDS * 2], is_last=not _ends_in_number(plain))
    return Query(tuple(words[:MOST_WORDS]), numbers)


@lru_cache(maxsize=1 << 15)
def place_tokens(text: str) -> tuple[str, ...]:
    """The distinct words of an address or a village's name, folded, with `rt3`, `rw1`, `dusun2`."""
    areas: list[str] = []
    rest = _take_areas(plain_text(text), areas)
    words = [_place_form(word) for word in _WORD.findall(rest)]
    return tuple(dict.fromkeys([*areas, *(word for word in words if word)]))


def area(kind: str, number: str) -> tuple[str, ...]:
    """The token of an RT or RW that has a column of its own: `rt3`; none for what is no number."""
    return (f"{kind}{int(number)}",) if number.isdecimal() and len(number) < 5 else ()


def plain_text(text: str) -> str:
    """`text` in lower case, plain letters, without apostrophes."""
    if not text.isascii():
        text = "".join(
            char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char)
        )
    return text.lower().translate(_APOSTROPHES)


def _take_areas(plain: str, areas: list[str]) -> str:
    """Move `rt 3`, `RT/RW 003/001`, `dusun II` out of the text into `areas`."""

    def both(found: re.Match[str]) -> str:
        rt, rw = (found[1], found[2]) if found[1] else (found[3], found[4])
        areas.extend((f"rt{int(rt)}", f"rw{int(rw)}"))
        return " "

    def one(found: re.Match[str]) -> str:
        kind = _KINDS.get(found[1], found[1])
        areas.append(f"{kind}{int(found[2]) if found[2] else _ROMAN[found[3]]}")
        return " "

    return _PART.sub(one, _BOTH.sub(both, plain))


def _place_form(word: str) -> str:
    if word in _EMPTY:
        return ""
    if word in _ROMAN:
        return str(_ROMAN[word])
    return str(int(word)) if word.isdecimal() else fold_token(word)


def _ends_in_number(plain: str) -> bool:
    return plain.rstrip()[-1:].isdecimal()


def _name_words(pieces: list[str], *, is_last: bool) -> list[Word]:
    """Titles before the name and `bin` say nothing; the last word stays, for it may be half a word."""
    words: list[Word] = []
    for place, piece in enumerate(pieces):
        last = place == len(pieces) - 1
        if not last and (piece in FATHER or piece in _EMPTY or (piece in TITLES and not words)):
            continue
        if last and words and piece in TITLES and (len(piece) > 2 or piece == "hj"):
            continue
        words.append(read_word(piece, first=not words, started=last and is_last))
    return words


@lru_cache(maxsize=1 << 10)
def read_word(piece: str, *, first: bool = False, started: bool = False) -> Word:
    """One word of a name under its three spellings."""
    if piece.isdecimal():
        return Word(piece, "", "", str(int(piece)))
    if len(piece) > 1 and not (piece in FIRST_WORD and not first):
        strict, loose = strict_fold(piece) or piece, loose_fold(piece) or piece
    else:
        strict, loose = fold_token(piece), fold_token(piece)
    strict, loose = strict.replace(" ", ""), loose.replace(" ", "")
    alternatives = (*map(fold_token, ALTERNATIVES.get(strict, ())), *_SHORT.get(strict, ()))
    return Word(piece, strict, loose, _place_form(piece), alternatives, started)
