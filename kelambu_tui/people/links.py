"""Words between and behind names: bin and binti, alias, numerals; one row each, with an example."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """A word between two names. `example`: a name, the strict fold of the person, that of the other name."""

    word: str
    example: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Numeral:
    """What lists append to tell two people of one name apart. `example`: a name and its strict fold."""

    word: str
    example: tuple[str, str]


FATHER_LINKS = (
    Link("bin", ("Ahmad bin Ali", "ahmat", "ali")),
    Link("bt", ("Siti bt. Ahmad", "siti", "ahmat")),
    Link("binti", ("SITI AMINAH BINTI H. MOH. ALI", "siti amina", "muhamat ali")),
    Link("bte", ("Rohani bte Umar", "rohani", "umar")),
    Link("bti", ("Rohani bti. Umar", "rohani", "umar")),
    Link("binte", ("Rohani Binte (Alm) Umar", "rohani", "umar")),
)

ALIAS_LINKS = (
    Link("alias", ("Sumi alias Sumiati", "sumi", "sumiati")),
    Link("als", ("Mat Ali als. Ali", "mat ali", "ali")),
)

NUMERAL_ROWS = (
    Numeral("ii", ("Suparman II", "suparman")),
    Numeral("iii", ("Suparman III", "suparman")),
    Numeral("iv", ("Suparman IV", "suparman")),
    # Digits are no letters, so they need no place among the words below.
    Numeral("2", ("Suparman 2", "suparman")),
)

FATHER = frozenset(link.word for link in FATHER_LINKS)
"""Words between a name and the father's name."""

ALIAS = frozenset(link.word for link in ALIAS_LINKS)
"""Words between a name and another name of the same person."""

NUMERALS = frozenset(row.word for row in NUMERAL_ROWS if row.word.isalpha())
"""Roman numerals at the end of a name."""
