"""Giving a person a name that fits their sex, origin and year of birth."""

from __future__ import annotations

from enum import Enum

from kelambu_tui.exchange.synthetic import given_names as lists
from kelambu_tui.exchange.synthetic.chance import Chance
from kelambu_tui.people.sex import Sex

TWO_WORDS_FROM = 2022
"""Births registered from this year on need two words (Permendagri 73/2022, domain.md 4.1)."""

YOUNG_FROM = 1985
"""From about this year on parents chose modern names."""


class Origin(Enum):
    """Where a family's names come from."""

    MALAY = "melayu"
    JAVANESE = "jawa"
    PALEMBANG = "palembang"


_OLD = {
    (Origin.MALAY, Sex.MALE): lists.MALAY_MEN,
    (Origin.MALAY, Sex.FEMALE): lists.MALAY_WOMEN,
    (Origin.PALEMBANG, Sex.MALE): lists.MALAY_MEN,
    (Origin.PALEMBANG, Sex.FEMALE): lists.MALAY_WOMEN,
    (Origin.JAVANESE, Sex.MALE): lists.JAVANESE_MEN,
    (Origin.JAVANESE, Sex.FEMALE): lists.JAVANESE_WOMEN,
}
_YOUNG = {Sex.MALE: lists.YOUNG_MEN, Sex.FEMALE: lists.YOUNG_WOMEN}
_SECOND = {Sex.MALE: lists.MEN_SECOND, Sex.FEMALE: lists.WOMEN_SECOND}


def name_person(
    chance: Chance, sex: Sex, year: int, origin: Origin, second: str = "", titles: tuple[str, str] = ("", "")
) -> str:
    """Return a new name in capitals, for someone born in `year`.

    `second` is the family's favourite last word (siblings often share one) and `titles` the family's
    Palembang titles of men and women. Older people bear one word and the marks of their life: H. or
    HJ. after the pilgrimage, rarely `BIN` with the father's name.
    """
    words = _words(chance, sex, year, origin, second)
    name = f"{titles[sex is Sex.FEMALE]} {words}" if titles[0] else words
    if year < 1975 and chance.happens(0.03):
        return f"{'H.' if sex is Sex.MALE else 'HJ.'} {name}"
    if year < 1970 and chance.happens(0.015):
        return f"{name} {'BIN' if sex is Sex.MALE else 'BINTI'} {chance.draw(_OLD[origin, Sex.MALE])}"
    return name


def _words(chance: Chance, sex: Sex, year: int, origin: Origin, second: str) -> str:
    young = chance.happens(_share_of_modern(year))
    first = chance.draw(_YOUNG[sex] if young else _OLD[origin, sex])
    if origin is not Origin.JAVANESE or young:
        compound = _arabic(chance, sex, first, glued=year < TWO_WORDS_FROM)
        if compound:
            return compound
    if year < TWO_WORDS_FROM and chance.happens(_share_of_one_word(year)):
        return first
    if sex is Sex.FEMALE and not young and chance.happens(0.25):
        return f"SITI {chance.draw(lists.AFTER_SITI)}"
    last = second or chance.draw(_SECOND[sex])
    if last == first:
        last = chance.draw(_SECOND[sex])
    if young and chance.happens(0.2):
        return f"{first} {chance.draw(_SECOND[sex])} {last}"
    return f"{first} {last}"


def _arabic(chance: Chance, sex: Sex, first: str, *, glued: bool) -> str:
    """Return a compound of MUHAMMAD, AHMAD, ABDUL, SITI or NUR now and then, else ''."""
    throw = chance.random()
    if sex is Sex.MALE:
        if throw < 0.11:
            return f"{chance.draw(lists.MUHAMMAD)} {first}"
        if throw < 0.15:
            return f"{chance.draw(lists.AHMAD)} {first}"
        if throw < 0.20:
            return f"{chance.draw(lists.ABDUL)} {chance.draw(lists.AFTER_ABDUL)}"
        return ""
    if throw < 0.08:
        return f"SITI {chance.draw(lists.AFTER_SITI)}"
    if throw < 0.13:
        return f"NUR{'' if glued and chance.happens(0.5) else ' '}{chance.draw(lists.AFTER_NUR)}"
    return ""


def _share_of_modern(year: int) -> float:
    return min(max((year - YOUNG_FROM + 10) / 25, 0.0), 1.0)


def _share_of_one_word(year: int) -> float:
    return min(max((2008 - year) / 65, 0.04), 0.72)
