"""Peopling one village after another until the list is full."""

from __future__ import annotations

from dataclasses import dataclass, field

from kelambu_tui.exchange.synthetic import faults, second_records
from kelambu_tui.exchange.synthetic.chance import Chance, Weighted
from kelambu_tui.exchange.synthetic.family_names import name_family
from kelambu_tui.exchange.synthetic.households import compose_household
from kelambu_tui.exchange.synthetic.housing import DESILS, house
from kelambu_tui.exchange.synthetic.livelihood import settle
from kelambu_tui.exchange.synthetic.naming import Origin
from kelambu_tui.exchange.synthetic.people import HEAD, OTHER, Family, Resident
from kelambu_tui.exchange.synthetic.territory import NikOffice, is_on_the_water, origins_of, write_address
from kelambu_tui.exchange.synthetic.truth import Truth
from kelambu_tui.people.villages import Village

DESIL_WEIGHTS = {1: 12_451, 2: 24_119, 3: 8_430, 4: 2_400}
"""The programme's places per desil, and a few families of desil 4 that have none."""

REMEMBERED = 4_000
"""People elsewhere who can be listed again; more would only cost memory."""

NEIGHBOURHOOD = 24
"""Families of an RT, about."""

GROWN_UP = 18
"""The age from which someone heads a household unless it is planted otherwise."""

SAME_NAME = "senama_sekampung"
SAME_NIK = "nik_sama_orang_lain"


@dataclass(slots=True)
class Settlement:
    """The list in the making; `places` holds the rows left per desil, or nothing without a quota."""

    chance: Chance
    year: int
    duplicates: float
    first_family: int
    first_person: int
    places: dict[int, int] = field(default_factory=dict)
    truth: Truth = field(default_factory=Truth)
    nik_office: NikOffice = field(default_factory=NikOffice)
    elsewhere: list[Resident] = field(default_factory=list)
    families_elsewhere: list[Family] = field(default_factory=list)
    here: list[Resident] = field(default_factory=list)
    families_here: list[Family] = field(default_factory=list)
    families: int = 0
    persons: int = 0
    second_records: int = 0
    owed: float = 0.0
    desils: dict[int, int] = field(default_factory=lambda: dict.fromkeys(DESILS, 0))

    def people(self, village: Village, persons: int) -> list[Family]:
        """Return the families of `village`, `persons` rows in all, finished but for writing."""
        self.here, self.families_here = [], []
        families: list[Family] = []
        origins = origins_of(village)
        neighbourhoods = max(persons // (4 * NEIGHBOURHOOD), 1)
        left = persons
        while left:
            desil = self._desil()
            room = min(left, self.places.get(desil, left))
            address = write_address(self.chance, village, 1 - left / persons, neighbourhoods)
            family = self._family(village, desil, address, room, origins)
            families.append(family)
            left -= len(family.members)
        self._remember()
        return families

    def _desil(self) -> int:
        weights = self.places or DESIL_WEIGHTS
        return Weighted(weights.items()).at(self.chance.random())

    def _family(
        self, village: Village, desil: int, address: str, room: int, origins: Weighted[Origin]
    ) -> Family:
        chance = self.chance
        self.families += 1
        percentile = (desil - 1) * 10 + chance.between(1, 10)
        origin = chance.draw(origins)
        family = Family(
            str(self.first_family + self.families), village, desil, percentile, address, origin, [],
            updated=self.year - chance.between(0, 2),
        )  # fmt: skip
        if not self._list_family_again(family, room):
            self._new_household(family, room)
        self._second_records(family, room - len(family.members))
        self._plant_faults(family)
        self._finish(family)
        return family

    # --- new people

    def _new_household(self, family: Family, room: int) -> None:
        chance = self.chance
        family.members = compose_household(chance, self.year, room)
        name_family(chance, family)
        self._share_a_name(family)
        water = is_on_the_water(family.village)
        for member in family.members:
            member.id = self._next_id()
            member.born = member.birth.isoformat()
            member.nik = self.nik_office.issue(
                chance, family.village, family.origin, member.sex, member.birth
            )
            settle(chance, member, self.year, water=water)
        if family.members[0].age(self.year) < GROWN_UP:
            faults.note_child_head(self.truth, family.members[0])
        for first, second, kind in family.alike:
            if first.id and second.id:
                self.truth.different_people(first, second, kind)

    def _share_a_name(self, family: Family) -> None:
        """Now and then a head is called like someone else in the village."""
        head = family.members[0]
        if not self.here or family.alike or not self.chance.happens(0.008):
            return
        other = self.chance.one_of(self.here)
        if (
            other.sex is head.sex
            and other.birth != head.birth
            and abs(other.birth.year - head.birth.year) < 15
        ):
            head.name = other.name
            family.alike.append((other, head, SAME_NAME))

    def _next_id(self) -> str:
        self.persons += 1
        return str(self.first_person + self.persons)

    # --- the same people again

    def _list_family_again(self, family: Family, room: int) -> bool:
        chance = self.chance
        if self.owed < 1 or not chance.happens(0.02):
            return False
        far = bool(self.families_elsewhere) and chance.happens(0.4)
        known = self.families_elsewhere if far else self.families_here
        source = chance.one_of(known) if known else None
        if source is None or len(source.members) > room or any(member.copies for member in source.members):
            return False
        place = second_records.OTHER_VILLAGE if far else second_records.OTHER_HOUSE
        for member in source.members:
            copy, kinds = second_records.with_one_slip(chance, member, self.nik_office)
            self._admit(family, member, copy, [*kinds, place, second_records.WHOLE_FAMILY])
        family.verval = "KELUARGA DUPLIKAT (NIK & NAMA)"
        return True

    def _second_records(self, family: Family, room: int) -> None:
        while self.owed >= 1 and room > 0:
            source, place = self._someone(family)
            if source is None:
                return
            copy, kinds = second_records.write_again(self.chance, source, self.year, self.nik_office)
            if copy.relation == HEAD or place != second_records.SAME_HOUSE:
                copy.relation = OTHER
            self._admit(family, source, copy, [*kinds, place])
            room -= 1

    def _someone(self, family: Family) -> tuple[Resident | None, str]:
        throw = self.chance.random()
        known, place = self.here, second_records.OTHER_HOUSE
        if throw < 0.12:
            known, place = family.members, second_records.SAME_HOUSE
        elif throw < 0.45 and self.elsewhere:
            known, place = self.elsewhere, second_records.OTHER_VILLAGE
        if not known:
            return None, place
        for _attempt in range(4):
            person = self.chance.one_of(known)
            if not person.faulty and len(person.copies) < (1 if self.chance.happens(0.9) else 2):
                return person, place
        return None, place

    def _admit(self, family: Family, source: Resident, copy: Resident, kinds: list[str]) -> None:
        copy.id = self._next_id()
        copy.faulty = True  # never the source of another copy, never wrong in one more way
        if copy.nik == source.nik and self.chance.happens(0.6):
            copy.verval = source.verval = "NIK DUPLIKAT"
        self.truth.same_person(source, copy, kinds)
        family.members.append(copy)
        self.second_records += 1
        self.owed -= 1

    # --- what is wrong

    def _plant_faults(self, family: Family) -> None:
        alike = {member.id for first, second, _kind in family.alike for member in (first, second)}
        for member in family.members:
            if member.faulty or member.copies or member.id in alike or not self.chance.happens(faults.SHARE):
                continue
            if self.here and self.chance.happens(0.03):
                self._borrow_nik(member)
            else:
                self.truth.fault(
                    member, faults.plant_fault(self.chance, member, importable=bool(self.places))
                )

    def _borrow_nik(self, member: Resident) -> None:
        other = self.chance.one_of(self.here)
        if not other.copies:
            member.nik, member.dukcapil, member.faulty = other.nik, "TIDAK PADAN", True
            self.truth.different_people(other, member, SAME_NIK)

    def _finish(self, family: Family) -> None:
        count = len(family.members)
        house(self.chance, family, self.year)
        if family.verval == "NORMAL":
            family.verval = _family_remark(family, self.year)
        self.owed += self.duplicates * count
        self.desils[family.desil] += count
        if self.places:
            self.places[family.desil] -= count
        sound = [member for member in family.members if not member.faulty]
        self.here += sound
        if len(sound) == count <= 6:
            self.families_here.append(family)

    def _remember(self) -> None:
        """Keep some people of the finished village, as they are now, for second records elsewhere."""
        for person in self.here:
            if person.copies:
                continue
            if len(self.elsewhere) < REMEMBERED:
                self.elsewhere.append(person)
            elif self.chance.happens(0.2):
                self.elsewhere[self.chance.between(0, REMEMBERED - 1)] = person
        self.families_elsewhere = (self.families_here + self.families_elsewhere)[: REMEMBERED // 4]


def _family_remark(family: Family, year: int) -> str:
    if not family.members[0].nik:
        return "KELUARGA NIK KOSONG"
    if all(member.age(year) < 17 for member in family.members):
        return "KELUARGA TIDAK ADA USIA 17+ TAHUN"
    return "NORMAL"
