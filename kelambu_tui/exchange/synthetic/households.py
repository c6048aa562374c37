"""Who lives together: ages, relations and marital states that can be true at the same time.

Ages are those reached by the end of the list's year. A mother is 17 to 45 in the year of a birth, so
16 to 45 on the day; children leave home as they grow up; whoever lost a spouse is CERAI MATI.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from kelambu_tui.exchange.synthetic.chance import Chance, Weighted, weighted
from kelambu_tui.exchange.synthetic.people import (
    CHILD,
    DIVORCED,
    HEAD,
    MARRIED,
    OTHER,
    SINGLE,
    SPOUSE,
    WIDOWED,
    Resident,
)
from kelambu_tui.people.sex import Sex

YOUNGEST_MOTHER, OLDEST_MOTHER = 17, 45
TWINS = 0.012
OLDEST = 97

_CHILDREN = weighted({0: 6, 1: 18, 2: 34, 3: 25, 4: 11, 5: 4, 6: 2})
# Registrars of old wrote such days when nobody knew the real one; lists are full of them.
_USUAL_DAYS = ((1, 1), (12, 31), (7, 1), (6, 30))


def compose_household(chance: Chance, year: int, room: int) -> list[Resident]:
    """Return the members of a new household in list order (head first), at most `room` of them."""
    make = chance.draw(_KINDS if room > 1 else _KINDS_OF_ONE)
    members = make(chance, year)
    if make is not _orphans:
        parents = members[0].age(year) < 60 and chance.happens(0.09)
        added = _parents_of(chance, members[0], year) if parents else []
        if len(members) + len(added) <= room:  # both or neither: nobody is married to someone left out
            members += added
        if chance.happens(0.06):
            members.append(_relative(chance, members[0], year))
    return members[:room]


def birthday(chance: Chance, year: int) -> date:
    """Return a day of `year`; for older people often one of the days that registrars liked."""
    if year < 1980 and chance.happens(0.07):
        month, day = chance.one_of(_USUAL_DAYS)
        return date(year, month, day)
    return date(year, 1, 1) + timedelta(days=chance.between(0, 364))


def _person(chance: Chance, sex: Sex, born: int, relation: str, marital: str) -> Resident:
    return Resident(sex, birthday(chance, born), relation, marital)


def _couple(chance: Chance, year: int) -> list[Resident]:
    age = chance.between(60, 80) if chance.happens(0.12) else chance.middling(21, 66)
    wife = max(age - chance.between(-3, 8), 18)
    return [
        _person(chance, Sex.MALE, year - age, HEAD, MARRIED),
        _person(chance, Sex.FEMALE, year - wife, SPOUSE, MARRIED),
        *_children(chance, year, wife),
    ]


def _widow(chance: Chance, year: int) -> list[Resident]:
    age = chance.middling(28, 80)
    return [_person(chance, Sex.FEMALE, year - age, HEAD, WIDOWED), *_children(chance, year, age, last=2)]


def _widower(chance: Chance, year: int) -> list[Resident]:
    age = chance.middling(32, 80)
    late_wife = age - chance.between(0, 6)
    return [_person(chance, Sex.MALE, year - age, HEAD, WIDOWED), *_children(chance, year, late_wife, last=3)]


def _divorced(chance: Chance, year: int) -> list[Resident]:
    age = chance.middling(22, 55)
    return [_person(chance, Sex.FEMALE, year - age, HEAD, DIVORCED), *_children(chance, year, age, last=1)]


def _alone_and_old(chance: Chance, year: int) -> list[Resident]:
    sex = Sex.FEMALE if chance.happens(0.75) else Sex.MALE
    return [_person(chance, sex, year - chance.middling(58, 90), HEAD, WIDOWED)]


def _alone(chance: Chance, year: int) -> list[Resident]:
    sex = Sex.MALE if chance.happens(0.7) else Sex.FEMALE
    marital = SINGLE if chance.happens(0.6) else DIVORCED
    return [_person(chance, sex, year - chance.middling(20, 55), HEAD, marital)]


def _orphans(chance: Chance, year: int) -> list[Resident]:
    age = chance.between(13, 16)
    head = _person(chance, Sex.MALE if chance.happens(0.6) else Sex.FEMALE, year - age, HEAD, SINGLE)
    younger = chance.between(4, age - 1)
    return [head, _person(chance, _any_sex(chance), year - younger, OTHER, SINGLE)]


_KINDS: Weighted[Callable[[Chance, int], list[Resident]]] = weighted({
    _couple: 72, _widow: 9, _widower: 3, _divorced: 4, _alone_and_old: 6, _alone: 4, _orphans: 0.3,
})  # fmt: skip


_KINDS_OF_ONE: Weighted[Callable[[Chance, int], list[Resident]]] = weighted({_alone_and_old: 6, _alone: 4})
"""Where there is room for one only, nobody is married or has children at home."""


def _children(chance: Chance, year: int, mother: int, last: int = 0) -> list[Resident]:
    """Return the children at home of a woman who is (or would be) `mother` years old.

    `last`: years without a birth before the end of `year`, for a mother who has no husband now.
    """
    age_at_birth = chance.middling(18, 27)
    children: list[Resident] = []
    for _ in range(chance.draw(_CHILDREN)):
        age = mother - age_at_birth
        if age < last or not YOUNGEST_MOTHER <= age_at_birth <= OLDEST_MOTHER:
            break
        if chance.happens(_share_at_home(age)):
            children.append(_child(chance, year - age, age))
            if chance.happens(TWINS):
                children.append(_twin_of(chance, children[-1]))
        age_at_birth += chance.between(2, 6)
    return children


def _child(chance: Chance, born: int, age: int) -> Resident:
    marital = DIVORCED if age > 23 and chance.happens(0.08) else SINGLE
    return _person(chance, _any_sex(chance), born, CHILD, marital)


def _twin_of(chance: Chance, child: Resident) -> Resident:
    sex = child.sex if chance.happens(0.7) else _any_sex(chance)
    return Resident(sex, child.birth, CHILD, SINGLE)


def _share_at_home(age: int) -> float:
    if age < 18:
        return 0.97
    return 0.75 if age < 22 else 0.42 if age < 27 else 0.14 if age < 36 else 0.04


def _parents_of(chance: Chance, head: Resident, year: int) -> list[Resident]:
    mother = head.age(year) + chance.between(YOUNGEST_MOTHER, 40)
    father = mother + chance.between(0, 9)
    if mother > OLDEST:
        return []
    if father <= OLDEST and chance.happens(0.25):
        return [
            _person(chance, Sex.MALE, year - father, OTHER, MARRIED),
            _person(chance, Sex.FEMALE, year - mother, OTHER, MARRIED),
        ]
    return [_person(chance, Sex.FEMALE, year - mother, OTHER, WIDOWED)]


def _relative(chance: Chance, head: Resident, year: int) -> Resident:
    age = head.age(year)
    if age > 42 and chance.happens(0.6):  # a grandchild
        return _person(chance, _any_sex(chance), year - chance.between(0, min(age - 38, 16)), OTHER, SINGLE)
    sibling = min(max(age + chance.between(-9, 9), 15), OLDEST)
    marital = SINGLE if sibling < 20 or chance.happens(0.6) else DIVORCED
    return _person(chance, _any_sex(chance), year - sibling, OTHER, marital)


def _any_sex(chance: Chance) -> Sex:
    return Sex.MALE if chance.happens(0.508) else Sex.FEMALE
