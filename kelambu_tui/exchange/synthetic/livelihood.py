"""School, work and civil registry of a person, by age, sex and village (words of domain.md 1.3)."""

from __future__ import annotations

from kelambu_tui.exchange.synthetic.chance import Chance, Weighted, weighted
from kelambu_tui.exchange.synthetic.people import Resident
from kelambu_tui.people.sex import Sex

NO_SCHOOL = "TIDAK/BELUM SEKOLAH"
NO_WORK = "TIDAK/BELUM BEKERJA"

_PRIMARY, _SECONDARY, _HIGH, _COLLEGE = "SD/SEDERAJAT", "SLTP/SEDERAJAT", "SLTA/SEDERAJAT", "PT/AKADEMI"
_UNFINISHED = f"TDK TAMAT {_PRIMARY}"


def _finished(none: int, unfinished: int, sd: int, sltp: int, slta: int, college: int) -> Weighted[str]:
    return weighted({
        NO_SCHOOL: none, _UNFINISHED: unfinished, f"TAMAT {_PRIMARY}": sd, f"TAMAT {_SECONDARY}": sltp,
        f"TAMAT {_HIGH}": slta, f"TAMAT {_COLLEGE}": college,
    })  # fmt: skip


_SCHOOLED_OLD = _finished(14, 38, 40, 5, 3, 0)
_SCHOOLED_MIDDLE = _finished(3, 16, 48, 18, 13, 2)
_SCHOOLED_YOUNG = _finished(1, 4, 25, 32, 35, 3)

_MEN = weighted({
    "PETANI": 46, "PEKERJA LEPAS": 27, "NELAYAN": 2, "PEDAGANG": 5, "WIRASWASTA": 6, "PEGAWAI SWASTA": 4,
    "PNS/TNI/POLRI": 0.4, "PENSIUNAN": 0.1, NO_WORK: 8,
})  # fmt: skip
_MEN_ON_THE_WATER = weighted({
    "NELAYAN": 28, "PETANI": 30, "PEKERJA LEPAS": 22, "PEDAGANG": 5, "WIRASWASTA": 5, "PEGAWAI SWASTA": 2,
    "PNS/TNI/POLRI": 0.3, NO_WORK: 7,
})  # fmt: skip
_WOMEN = weighted({
    NO_WORK: 55, "PETANI": 24, "PEKERJA LEPAS": 8, "PEDAGANG": 8, "WIRASWASTA": 3, "PEGAWAI SWASTA": 1.5,
    "PNS/TNI/POLRI": 0.3,
})  # fmt: skip
_YOUNG = weighted({NO_WORK: 62, "PEKERJA LEPAS": 24, "PETANI": 12, "PEGAWAI SWASTA": 2})
_OLD = weighted({NO_WORK: 62, "PETANI": 28, "PEDAGANG": 4, "PEKERJA LEPAS": 4, "PENSIUNAN": 2})

_ALONE = "BERUSAHA SENDIRI"
_HELPED = "BERUSAHA DIBANTU BURUH TIDAK TETAP/BURUH TIDAK DIBAYAR"
_FREE = "PEKERJA BEBAS"
_EMPLOYED = "BURUH/KARYAWAN/PEGAWAI"
_UNPAID = "PEKERJA KELUARGA/TIDAK DIBAYAR"
_STATUS: dict[str, Weighted[str]] = {
    "PETANI": weighted({_ALONE: 50, _HELPED: 18, _FREE: 17, _UNPAID: 13, "KOSONG": 2}),
    "NELAYAN": weighted({_ALONE: 62, _HELPED: 15, _FREE: 18, _UNPAID: 5}),
    "PEDAGANG": weighted({_ALONE: 75, _HELPED: 18, _UNPAID: 7}),
    "WIRASWASTA": weighted({_ALONE: 78, _HELPED: 19, "BERUSAHA DIBANTU BURUH TETAP/DIBAYAR": 3}),
    "PEKERJA LEPAS": weighted({_FREE: 86, _ALONE: 9, _EMPLOYED: 5}),
    "PEGAWAI SWASTA": weighted({_EMPLOYED: 1}),
    "PNS/TNI/POLRI": weighted({_EMPLOYED: 1}),
}


def settle(chance: Chance, person: Resident, year: int, *, water: bool) -> None:
    """Fill in education, occupation and work status of `person` as of the end of `year`."""
    age = person.age(year)
    person.education = _education(chance, age, person.birth.year)
    person.occupation = _occupation(chance, person, age, water=water)
    status = _STATUS.get(person.occupation)
    person.work_status = chance.draw(status) if status else "KOSONG"


def _education(chance: Chance, age: int, born: int) -> str:
    if age < 7:
        return NO_SCHOOL
    if age < 13:
        return f"MASIH {_PRIMARY}"
    if age < 16 and chance.happens(0.9):
        return f"MASIH {_SECONDARY}"
    if 16 <= age < 19 and chance.happens(0.68):
        return f"MASIH {_HIGH}"
    if 19 <= age < 23 and chance.happens(0.06):
        return f"MASIH {_COLLEGE}"
    if age < 19:
        return f"TAMAT {_PRIMARY if age < 16 or chance.happens(0.4) else _SECONDARY}"
    return chance.draw(_SCHOOLED_OLD if born < 1960 else _SCHOOLED_MIDDLE if born < 1985 else _SCHOOLED_YOUNG)


def _occupation(chance: Chance, person: Resident, age: int, *, water: bool) -> str:
    if age < 15 or person.education.startswith("MASIH"):
        return NO_WORK
    if age < 20:
        return chance.draw(_YOUNG)
    if age > 66:
        return chance.draw(_OLD)
    if person.sex is Sex.FEMALE:
        return chance.draw(_WOMEN)
    return chance.draw(_MEN_ON_THE_WATER if water else _MEN)
