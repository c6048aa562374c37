"""Single records that are wrong: what field trials found in more than 5 % of rows (domain.md 1.1).

The codes of NIK faults are those with which `people.nik.read_nik` answers.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from kelambu_tui.exchange.synthetic.chance import Chance, weighted
from kelambu_tui.exchange.synthetic.people import Resident
from kelambu_tui.exchange.synthetic.second_records import damage_nik
from kelambu_tui.exchange.synthetic.truth import Truth
from kelambu_tui.people.sex import Sex

SHARE = 0.075
"""Share of records that get a fault: about 5.5 % unusable as they are, 2 % only to be looked at."""

_Plant = Callable[[Chance, Resident], None]


def plant_fault(chance: Chance, person: Resident, *, importable: bool) -> str:
    """Make `person`, whose NIK is sound, wrong in one way and return the code of that way.

    `importable`: only faults with which a row can still be taken in. Nobody young is marked as deceased:
    they get `tidak_padan` instead.
    """
    code = chance.draw(_IMPORTABLE if importable else _ANY)
    if code == "diduga_meninggal" and person.birth.year > 1985:
        code = "tidak_padan"
    _PLANTS[code][1](chance, person)
    person.faulty = True
    return code


def note_child_head(truth: Truth, head: Resident) -> None:
    """Note that a household is headed by a child, which is rare, maybe true, and to be looked at."""
    truth.fault(head, CHILD_HEAD)
    head.faulty = True


def _nik(nik: str, dukcapil: str = "TIDAK PADAN") -> Callable[[Resident], None]:
    def put(person: Resident) -> None:
        person.nik, person.dukcapil = nik, dukcapil

    return put


def _wrong_length(chance: Chance, person: Resident) -> None:
    nik = person.nik
    place = chance.between(6, 15)
    rest = nik[place + 1 :] if chance.happens(0.7) else nik[place] + nik[place:]
    _nik(nik[:place] + rest)(person)


def _letter(chance: Chance, person: Resident) -> None:
    place = chance.between(6, 15)
    _nik(f"{person.nik[:place]}{chance.one_of('OIlSB')}{person.nik[place + 1 :]}")(person)


def _same_digits(chance: Chance, person: Resident) -> None:
    _nik(str(chance.between(1, 9)) * 16)(person)


def _no_province(chance: Chance, person: Resident) -> None:
    _nik(chance.one_of(("00", "10", "20", "29", "40", "99")) + person.nik[2:])(person)


def _no_day(chance: Chance, person: Resident) -> None:
    nik = person.nik
    if chance.happens(0.5):
        _nik(f"{nik[:8]}{chance.one_of(('00', '13', '19', '31'))}{nik[10:]}")(person)
    else:
        _nik(f"{nik[:6]}{chance.one_of(('00', '32', '40', '72', '99'))}{nik[8:]}")(person)


def _no_serial(_chance: Chance, person: Resident) -> None:
    _nik(person.nik[:12] + "0000")(person)


def _no_nik(_chance: Chance, person: Resident) -> None:
    _nik("", "KOSONG")(person)


def _scientific(chance: Chance, person: Resident) -> None:
    damaged = damage_nik(chance, person.nik)
    while "E" not in damaged:
        damaged = damage_nik(chance, person.nik)
    _nik(damaged)(person)


def _cut(_chance: Chance, person: Resident) -> None:
    _nik(f"{person.nik[:15]}0.0")(person)


def _no_name(chance: Chance, person: Resident) -> None:
    person.name = chance.one_of(("", "", "-"))


def _impossible_day(chance: Chance, person: Resident) -> None:
    year = person.birth.year
    person.born = f"{year}-{chance.one_of(('02-30', '02-31', '04-31', '13-05', '00-00', '11-31'))}"


def _no_day_at_all(_chance: Chance, person: Resident) -> None:
    person.born = ""


def _outside(chance: Chance, person: Resident) -> None:
    person.desil = chance.one_of(("0", "11", "", "X"))


def _no_village(chance: Chance, person: Resident) -> None:
    person.village_code = f"1606{chance.one_of(('16', '21', '99'))}{chance.between(2090, 2099)}"
    person.village_name = chance.one_of(("SUMBER ANGIN", "TANJUNG ENTAH", "DESA BARU SEKALI"))


def _not_matched(_chance: Chance, person: Resident) -> None:
    person.dukcapil = "TIDAK PADAN"


def _deceased(chance: Chance, person: Resident) -> None:
    mark = "ALMH" if person.sex is Sex.FEMALE else "ALM"
    name = person.name
    person.name = chance.one_of((f"{mark}. {name}", f"{name} ({mark})", f"{name} {mark}."))


def _other_birth(chance: Chance, person: Resident) -> None:
    person.born = (person.birth - timedelta(days=chance.between(40, 900))).isoformat()


def _other_sex(_chance: Chance, person: Resident) -> None:
    person.sex = Sex.MALE if person.sex is Sex.FEMALE else Sex.FEMALE


_PLANTS: dict[str, tuple[float, _Plant, bool]] = {
    # code: (weight, what it does, whether the row can still be taken in)
    "nik_bukan_16_angka": (9, _wrong_length, True),
    "nik_bukan_angka": (5, _letter, True),
    "nik_angka_sama": (3, _same_digits, True),
    "nik_provinsi": (4, _no_province, True),
    "nik_tanggal": (7, _no_day, True),
    "nik_nomor_urut": (5, _no_serial, True),
    "nik_kosong": (12, _no_nik, True),
    "nik_notasi_ilmiah": (7, _scientific, True),
    "nik_terpotong": (4, _cut, True),
    "tanggal_lahir_beda": (6, _other_birth, True),
    "jenis_kelamin_beda": (3, _other_sex, True),
    "tidak_padan": (12, _not_matched, True),
    "diduga_meninggal": (8, _deceased, True),
    "nama_kosong": (4, _no_name, False),
    "tanggal_mustahil": (5, _impossible_day, False),
    "tanggal_kosong": (2, _no_day_at_all, True),
    "desil_di_luar": (4, _outside, False),
    "desa_tidak_dikenal": (4, _no_village, False),
}

CHILD_HEAD = "kepala_anak"
"""A household whose head is under age; it is made so and not made wrong afterwards."""

CODES = (*_PLANTS, CHILD_HEAD)
"""Every code that a record of kind `kesalahan` can bear."""

IMPORTABLE = (
    *(code for code, (_weight, _plant, importable) in _PLANTS.items() if importable),
    CHILD_HEAD,
)
"""Faults with which a row can still be taken in (and looks the worse for it)."""

_ANY = weighted({code: weight for code, (weight, _plant, _importable) in _PLANTS.items()})
_IMPORTABLE = weighted({code: weight for code, (weight, _plant, importable) in _PLANTS.items() if importable})
