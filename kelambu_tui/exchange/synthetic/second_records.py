"""The same person written down a second time, differently: every kind of duplicate in domain.md 4."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from kelambu_tui.exchange.synthetic import given_names, spelling
from kelambu_tui.exchange.synthetic.chance import Chance, Weighted, weighted
from kelambu_tui.exchange.synthetic.people import Resident
from kelambu_tui.exchange.synthetic.territory import NikOffice
from kelambu_tui.people.sex import Sex

SAME_HOUSE, OTHER_HOUSE, OTHER_VILLAGE = "sekeluarga", "pindah_rumah", "pindah_desa"
"""Where the second record stands; each pair has one of these."""

WHOLE_FAMILY = "keluarga_ganda"

EXACT = "persis"
OTHER_NAME = "nik_sama_nama_lain"
NIK_CHANGED = ("nik_angka_tertukar", "nik_angka_salah", "nik_kosong", "nik_rusak")
BIRTH_CHANGED = ("tanggal_bulan_tertukar", "tahun_selisih_satu")

_Change = Callable[[Chance, Resident], str]

_NAME_CHANGES: dict[str, tuple[float, _Change]] = {
    "typo_satu": (24, lambda chance, person: spelling.one_typo(chance, person.name)),
    "typo_dua": (9, lambda chance, person: spelling.two_typos(chance, person.name)),
    "kata_tertukar": (8, lambda chance, person: spelling.swapped_words(chance, person.name)),
    "ejaan_lama": (8, lambda chance, person: spelling.old_spelling(chance, person.name)),
    "ejaan_lain": (14, lambda chance, person: spelling.other_spelling(chance, person.name)),
    "singkatan": (60, lambda chance, person: spelling.abbreviated(chance, person.name)),
    "gelar": (7, lambda chance, person: spelling.other_title(chance, person.name, person.sex is Sex.FEMALE)),
    "sambung_pisah": (45, lambda _chance, person: spelling.glued_or_split(person.name)),
    "nama_panggilan": (8, lambda chance, person: spelling.nickname(chance, person.name)),
}
NAME_CHANGED = tuple(_NAME_CHANGES)

KINDS = (
    EXACT, OTHER_NAME, *NAME_CHANGED, *NIK_CHANGED, *BIRTH_CHANGED,
    SAME_HOUSE, OTHER_HOUSE, OTHER_VILLAGE, WHOLE_FAMILY,
)  # fmt: skip
"""Every word that `macam` of a pair of kind `ganda` can be made of, joined with +."""

_NAMES = weighted({kind: weight for kind, (weight, _change) in _NAME_CHANGES.items()})
_NIKS = weighted({"nik_angka_tertukar": 22, "nik_angka_salah": 26, "nik_kosong": 34, "nik_rusak": 18})
_RENAMED: dict[Sex, Weighted[str]] = {Sex.MALE: given_names.MALAY_MEN, Sex.FEMALE: given_names.MALAY_WOMEN}


def write_again(chance: Chance, person: Resident, year: int, office: NikOffice) -> tuple[Resident, list[str]]:
    """Return a second record of `person` (without ID and place) and the kinds of change in it.

    One to three of name, NIK and birth date differ; rarely nothing does, or the name is another one
    while NIK and birth date stay. `office` keeps a mistyped NIK from being somebody else's.
    """
    copy = replace(person, id="", copies=())
    throw = chance.random()
    if throw < 0.05:
        return copy, [EXACT]
    if throw < 0.09:
        other = spelling.another_name(chance, person.name, _RENAMED[person.sex])
        if other:
            copy.name = other
            return copy, [OTHER_NAME]
    kinds = [_change_nik(chance, copy, office)] if chance.happens(0.55) else []
    if chance.happens(0.25):
        kinds.append(_change_birth(chance, copy, year))
    if not any(kinds) or chance.happens(0.6):
        kinds.append(_change_name(chance, copy))
    return copy, [kind for kind in kinds if kind] or [EXACT]


def with_one_slip(chance: Chance, person: Resident, office: NikOffice) -> tuple[Resident, list[str]]:
    """Return a second record that differs little, as when a whole family is listed twice."""
    copy = replace(person, id="", copies=())
    kind = _change_name(chance, copy) if chance.happens(0.3) else ""
    if not kind and chance.happens(0.2):
        kind = _change_nik(chance, copy, office)
    return copy, [kind or EXACT]


def _change_name(chance: Chance, copy: Resident) -> str:
    for _attempt in range(8):
        kind = chance.draw(_NAMES)
        name = _NAME_CHANGES[kind][1](chance, copy)
        if name and name != copy.name:
            copy.name = name
            return kind
    return ""


def _change_nik(chance: Chance, copy: Resident, office: NikOffice) -> str:
    kind = chance.draw(_NIKS)
    if kind == "nik_kosong":
        copy.nik, copy.dukcapil = "", "KOSONG"
        return kind
    copy.dukcapil = "TIDAK PADAN"
    nik = copy.nik
    if kind == "nik_rusak":
        copy.nik = damage_nik(chance, nik)
        return kind
    place = chance.between(6, 14)
    swapped = f"{nik[:place]}{nik[place + 1]}{nik[place]}{nik[place + 2 :]}"
    if kind == "nik_angka_tertukar" and swapped != nik and office.set_aside(swapped):
        copy.nik = swapped
        return kind
    while True:
        place = chance.between(4, 15)
        wrong = (int(nik[place]) + chance.between(1, 9)) % 10
        slip = f"{nik[:place]}{wrong}{nik[place + 1 :]}"
        if office.set_aside(slip):
            copy.nik = slip
            return "nik_angka_salah"


def damage_nik(chance: Chance, nik: str) -> str:
    """Return what a spreadsheet makes of a NIK: `1,60601E+15`, or 15 digits kept and `.0` behind."""
    if chance.happens(0.3):
        return f"{nik[:15]}0.0"
    digits = str((int(nik[:7]) + 5) // 10)
    return f"{digits[0]}{',' if chance.happens(0.7) else '.'}{digits[1:]}E+15"


def _change_birth(chance: Chance, copy: Resident, year: int) -> str:
    birth = copy.birth
    if birth.day <= 12 and birth.day != birth.month and chance.happens(0.75):
        copy.born = date(birth.year, birth.day, birth.month).isoformat()
        return "tanggal_bulan_tertukar"
    shift = 1 if chance.happens(0.5) and birth.year < year else -1
    day = 28 if (birth.month, birth.day) == (2, 29) else birth.day
    copy.born = date(birth.year + shift, birth.month, day).isoformat()
    return "tahun_selisih_satu"
