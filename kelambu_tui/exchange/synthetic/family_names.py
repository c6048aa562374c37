"""Naming a whole family, with the likenesses that are not duplicates.

Twins, a son called like his father, SUMARNO who married SUMARNI, sisters RINA and RINI: two people each
time. They are planted on purpose, for a matcher must leave them alone.
"""

from __future__ import annotations

from kelambu_tui.exchange.synthetic import given_names as lists
from kelambu_tui.exchange.synthetic.chance import Chance
from kelambu_tui.exchange.synthetic.naming import TWO_WORDS_FROM, Origin, name_person
from kelambu_tui.exchange.synthetic.people import CHILD, HEAD, SPOUSE, Family, Resident
from kelambu_tui.people.sex import Sex

TWINS = "kembar"
FATHER_AND_SON = "ayah_anak_senama"
COUPLE = "suami_istri_mirip"
SIBLINGS = "saudara_mirip"


def name_family(chance: Chance, family: Family) -> None:
    """Name every member of `family` and note who looks like whom in `family.alike`."""
    if family.origin is Origin.PALEMBANG:
        family.titles = chance.draw(lists.PALEMBANG_TITLES)
    if chance.happens(0.3):
        family.second = chance.draw(lists.MEN_SECOND)
    for place, member in enumerate(family.members):
        before = family.members[place - 1] if place else None
        member.name = _likeness(chance, family, member, before) or _own_name(chance, family, member)


def _own_name(chance: Chance, family: Family, member: Resident) -> str:
    # A wife or a widow keeps her own family's name and titles.
    own = member.relation != SPOUSE
    second = family.second if own and member.sex is Sex.MALE and member.relation == CHILD else ""
    titles = family.titles if own else ("", "")
    return name_person(chance, member.sex, member.birth.year, family.origin, second, titles)


def _likeness(chance: Chance, family: Family, member: Resident, before: Resident | None) -> str:
    """Return a name that is like another's in the family, where there is to be one, else ''."""
    if before is None:
        return ""
    head = family.members[0]
    if member.relation == SPOUSE:
        return _couple(chance, family, head, member) if chance.happens(0.006) else ""
    if member.relation != CHILD:
        return ""
    if before.relation == CHILD and before.sex is member.sex:
        if before.birth == member.birth:
            return _siblings(chance, family, before, member, TWINS)
        if chance.happens(0.006):
            return _siblings(chance, family, before, member, SIBLINGS)
    named_so = member.sex is Sex.MALE is head.sex and head.relation == HEAD and chance.happens(0.006)
    if named_so and (" " in head.name or member.birth.year < TWO_WORDS_FROM):
        family.alike.append((head, member, FATHER_AND_SON))
        return head.name
    return ""


def _couple(chance: Chance, family: Family, head: Resident, wife: Resident) -> str:
    head.name, name = chance.one_of(lists.LOOKALIKES)
    family.alike.append((head, wife, COUPLE))
    return name


def _siblings(chance: Chance, family: Family, elder: Resident, younger: Resident, kind: str) -> str:
    pairs = lists.TWIN_MEN if elder.sex is Sex.MALE else lists.TWIN_WOMEN
    first, other = chance.one_of(pairs)
    second = chance.draw(lists.MEN_SECOND if elder.sex is Sex.MALE else lists.WOMEN_SECOND)
    if any(elder is named for pair in family.alike for named in pair[:2]):
        return ""  # already like someone else: one likeness each keeps the truth simple
    elder.name = f"{first} {second}"
    family.alike.append((elder, younger, kind))
    return f"{other} {second}"
