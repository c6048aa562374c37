"""Names: what stands before and after them, and the keys under which spellings of one name meet.

A name is folded to compare it, never to store or show it. Names are weak evidence: Sumarni is a
woman and Sumarno a man, so nothing is ever decided by a name alone.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import islice, product

from kelambu_tui.people.sex import Sex
from kelambu_tui.people.spelling import fold_token, loosen_token
from kelambu_tui.people.titles import (
    ABBREVIATIONS,
    ALIAS,
    ALTERNATIVES,
    AMBIGUOUS_DEGREES,
    DEAD,
    DEGREES,
    FATHER,
    FIRST_WORD,
    NUMERALS,
    SEX_OF_TITLE,
    TITLES,
    TRAILING,
)

_AT_THE_END = TRAILING | NUMERALS | (DEGREES - AMBIGUOUS_DEGREES)
_RADEN_AYU = re.compile(r"^[\s.]*r\.?\s*a\b[\s.]*(?=\w)")
_PIECES = re.compile(r"[^\s,;()/\[\]]+|,")
_LETTERS = re.compile(r"[a-z]+")
_APOSTROPHES = str.maketrans("", "", "'’‘`´\"")
_SPECIAL = TITLES | DEGREES | FATHER | ALIAS | frozenset(FIRST_WORD) | NUMERALS


def strict_fold(name: str) -> str:
    """Return the key of `name`: given names without titles, folded strictly, joined by one blank.

    Titles, degrees, the father's name after bin or binti and what follows an alias are left out;
    unambiguous abbreviations are spelt out; single letters stay. Order is kept. Idempotent.
    """
    return " ".join([fold_token(word) for word in _words(name)])


def loose_fold(name: str) -> str:
    """Return the wide key of `name`, for finding candidates only: f = p, j = y, e = i, o = u, no h.

    It is not always wider than the strict fold (it reads ch as h, the strict one as k), so look
    under both.
    """
    return " ".join([loosen_token(word) for word in _words(name)])


def readings(name: str, limit: int = 8) -> tuple[str, ...]:
    """Return the strict folds that `name` can stand for, its own first: `M.` may be Muhamad."""
    words = strict_fold(name).split()
    choices = [(word, *map(fold_token, ALTERNATIVES.get(word, ()))) for word in words]
    if len(words) < 2:
        choices = [(word,) for word in words]
    return tuple(" ".join(reading) for reading in islice(product(*choices), limit))


def titles_of(name: str) -> tuple[str, ...]:
    """Return the titles and degrees of `name`, lower-case without dots, in their order."""
    return _parts(name)[1]


def father_of(name: str) -> str:
    """Return the strict fold of what follows bin or binti, '' if nothing does."""
    return " ".join([fold_token(word) for word in _parts(name)[2]])


def sex_of_titles(name: str) -> Sex | None:
    """Return the sex that the titles tell (Haji, Nyimas ...), `None` if none or both."""
    sexes = {SEX_OF_TITLE[title] for title in titles_of(name) if title in SEX_OF_TITLE}
    return sexes.pop() if len(sexes) == 1 else None


def presumed_dead(name: str) -> bool:
    """Say whether `name` carries Alm. or the like; `bin Alm.` speaks of the father."""
    words = _LETTERS.findall(_plain(name))
    return any(
        word in DEAD and not (place and words[place - 1] in FATHER) for place, word in enumerate(words)
    )


def _words(name: str) -> list[str]:
    words = name.lower().split()
    # Most names are plain words; only the others are worth taking apart.
    simple = [_simple(word) for word in words]
    return [word for word in simple if word] if all(simple) else _parts(name)[0]


@lru_cache(maxsize=1 << 16)
def _simple(word: str) -> str:
    """Return a word spelt out that needs no look at its neighbours, '' for any other."""
    if not (word.isascii() and word.isalpha()):
        return ""
    spelt = _full(word)
    return "" if spelt in _SPECIAL or fold_token(spelt) in _SPECIAL else spelt


def _plain(name: str) -> str:
    """Return `name` lower-case, in plain letters, without apostrophes."""
    if not name.isascii():
        name = "".join(
            char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char)
        )
    return name.lower().translate(_APOSTROPHES)


def _parts(name: str) -> tuple[list[str], tuple[str, ...], list[str]]:
    """Return the words of the given name, the titles, and the words of the father's name."""
    words, titles = _without_degrees(_plain(name))
    given, rest = _cut(words)
    given, more = _without_titles(given)
    is_father = bool(rest) and _means(rest[0], FATHER)
    father = _without_titles(rest[1:])[0] if is_father else []
    return _spelt_out(given), (*more, *titles), _spelt_out(father)


def _without_degrees(plain: str) -> tuple[list[str], list[str]]:
    """Split into words and degrees; dotted words that are no degree fall apart at their dots."""
    words: list[str] = []
    degrees: list[str] = []
    plain, raden_ayu = _RADEN_AYU.subn("", plain)
    after_comma = False
    for piece in _PIECES.findall(plain):
        letters = _LETTERS.findall(piece)
        whole = "".join(letters)
        if piece == ",":
            after_comma = bool(words)
        elif words and _is_suffix(whole, after_comma=after_comma, dotted=len(letters) > 1):
            degrees.append(whole)
        else:
            words += letters
    return words, (["ra"] if raden_ayu else []) + degrees


def _is_suffix(whole: str, *, after_comma: bool, dotted: bool) -> bool:
    return (whole in DEGREES and (after_comma or dotted)) or (whole in TITLES and after_comma)


def _cut(words: list[str]) -> tuple[list[str], list[str]]:
    for place, word in enumerate(words):
        if place and _means(word, FATHER | ALIAS):
            return words[:place], words[place:]
    return words, []


def _without_titles(words: list[str]) -> tuple[list[str], list[str]]:
    before: list[str] = []
    after: list[str] = []
    # The last word always stays: a person called only Raden is called Raden.
    while len(words) > 1 and _means(words[0], TITLES):
        before.append(words[0])
        words = words[1:]
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
