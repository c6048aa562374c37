"""Taking a name apart: the given name, titles and degrees, the father's name, an alias."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from kelambu_tui.people.degrees import AMBIGUOUS_DEGREES, DEGREES
from kelambu_tui.people.links import ALIAS, FATHER, NUMERALS
from kelambu_tui.people.short_names import ABBREVIATIONS, FIRST_WORD
from kelambu_tui.people.spelling import fold_token
from kelambu_tui.people.titles import AYU, RADEN, TITLES, TRAILING


@dataclass(frozen=True, slots=True)
class NameParts:
    """The parts of a name as lower-case words, abbreviations spelt out, nothing folded yet.

    `titles` holds titles and degrees without dots, in their order; Raden Ayu is `ra`.
    """

    given: tuple[str, ...]
    titles: tuple[str, ...] = ()
    father: tuple[str, ...] = ()
    alias: tuple[str, ...] = ()


def plain_words(name: str) -> list[str] | None:
    """Return the words of a name in which no word needs a look at its neighbours, else `None`.

    Most names are such; only the others are worth `read_parts`, which takes five times as long.
    """
    words = [_simple(word) for word in name.lower().split()]
    return words if all(words) else None


def read_parts(name: str) -> NameParts:
    """Take `name` apart. The last word of a part is never taken for a title: someone is called Raden."""
    words, degrees = _without_degrees(plain_letters(name))
    given, links = _cut(words)
    given, titles = _without_titles(given)
    return NameParts(
        tuple(_spelt_out(given)),
        (*titles, *degrees),
        tuple(_spelt_out(_without_titles(links.get(FATHER, []))[0])),
        tuple(_spelt_out(_without_titles(links.get(ALIAS, []))[0])),
    )


def plain_letters(name: str) -> str:
    """Return `name` lower-case, in plain letters, without apostrophes."""
    if not name.isascii():
        name = "".join(
            char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char)
        )
    return name.lower().translate(_APOSTROPHES)


LETTERS = re.compile(r"[a-z]+")
"""A word of plain letters."""

_PIECES = re.compile(r"[^\s,;()/\[\]]+|,")
_APOSTROPHES = str.maketrans("", "", "'’‘`´\"")
_AT_THE_END = TRAILING | NUMERALS | (DEGREES - AMBIGUOUS_DEGREES)
_SPECIAL = TITLES | DEGREES | FATHER | ALIAS | frozenset(FIRST_WORD) | NUMERALS


@lru_cache(maxsize=1 << 16)
def _simple(word: str) -> str:
    """Return a word spelt out that needs no look at its neighbours, '' for any other."""
    if not (word.isascii() and word.isalpha()):
        return ""
    spelt = _full(word)
    return "" if spelt in _SPECIAL or fold_token(spelt) in _SPECIAL else spelt


def _without_degrees(plain: str) -> tuple[list[str], list[str]]:
    """Split into words and degrees; dotted words that are no degree fall apart at their dots."""
    words: list[str] = []
    degrees: list[str] = []
    after_comma = False
    for piece in _PIECES.findall(plain):
        letters = LETTERS.findall(piece)
        whole = "".join(letters)
        if piece == ",":
            after_comma = bool(words)
        elif words and _is_suffix(whole, after_comma=after_comma, dotted=len(letters) > 1):
            degrees.append(whole)
        else:
            words += letters
    return words, degrees


def _is_suffix(whole: str, *, after_comma: bool, dotted: bool) -> bool:
    return (whole in DEGREES and (after_comma or dotted)) or (whole in TITLES and after_comma)


def _cut(words: list[str]) -> tuple[list[str], dict[frozenset[str], list[str]]]:
    """Split at bin, binti and alias: the given name, and the first of each other name by its links."""
    others: dict[frozenset[str], list[str]] = {}
    open_part = given = words[:1]
    for word in words[1:]:
        link = next((links for links in (FATHER, ALIAS) if _means(word, links)), None)
        if link is None:
            open_part.append(word)
        else:
            open_part = []
            others.setdefault(link, open_part)
    return given, others


def _without_titles(words: list[str]) -> tuple[list[str], list[str]]:
    before: list[str] = []
    after: list[str] = []
    while len(words) > 1 and _means(words[0], TITLES):
        is_pair = len(words) > 2 and words[0] in RADEN and words[1] in AYU
        before.append("ra" if is_pair else words[0])
        words = words[2 if is_pair else 1 :]
    while len(words) > 1 and _means(words[-1], _AT_THE_END):
        after.insert(0, words[-1])
        words = words[:-1]
    return words, [*before, *(title for title in after if title not in NUMERALS)]


def _means(word: str, among: frozenset[str]) -> bool:
    """Say whether the word, as written or folded, is among these; so folding twice changes nothing."""
    return word in among or fold_token(word) in among


def _spelt_out(words: list[str]) -> list[str]:
    if not words:
        return words
    spelt = [_full(word) for word in words]
    spelt[0] = FIRST_WORD.get(spelt[0]) or FIRST_WORD.get(fold_token(spelt[0]), spelt[0])
    return spelt


def _full(word: str) -> str:
    return ABBREVIATIONS.get(word) or ABBREVIATIONS.get(fold_token(word), word)
