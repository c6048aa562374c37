"""The two generations of P3KE lists, column by column (domain.md 1.2): A of 2022 and B of 2023."""

from __future__ import annotations

from typing import Literal

from kelambu_tui.exchange.synthetic.housing import BENEFITS, HOUSING
from kelambu_tui.exchange.synthetic.people import SPOUSE, Family, Resident
from kelambu_tui.people.sex import Sex

Layout = Literal["A", "B"]
Row = tuple[str, ...]

PROVINCE, REGENCY = "SUMATERA SELATAN", "MUSI BANYUASIN"

_HOUSING_TITLES = {
    "home_ownership": "Kepemilikan Rumah", "savings": "Memiliki Simpanan Uang/Perhiasan/Ternak/Lainnya",
    "roof": "Jenis Atap", "roof_quality": "Kualitas Atap", "wall": "Jenis Dinding",
    "wall_quality": "Kualitas Dinding",
    "floor": "Jenis Lantai", "floor_quality": "Kualitas Lantai", "lighting": "Sumber Penerangan",
    "power_watt": "Daya Listrik Terpasang", "fuel": "Bahan Bakar Memasak", "water": "Sumber Air Minum",
    "toilet": "Memiliki Fasilitas Buang Air Besar",
}  # fmt: skip
_PLACE = ("Provinsi", "Kabupaten/Kota", "Kecamatan", "Desa/Kelurahan", "Kode Kemdagri", "Desil Kesejahteraan")
_AGES_A = (
    ("Usia dibawah 7 Tahun", 0, 6), ("Usia 7-12", 7, 12), ("Usia 13-15", 13, 15), ("Usia 16-18", 16, 18),
    ("Usia 19-21", 19, 21), ("Usia 22-59", 22, 59), ("Usia 60 Tahun Keatas", 60, 200),
)  # fmt: skip
_AGES_B = (
    ("USIA < 5 TAHUN", 5), ("USIA 6-12 TAHUN", 13), ("USIA 13-15 TAHUN", 16), ("USIA 16-18 TAHUN", 19),
    ("USIA 19 - 59 TAHUN", 60), ("USIA 60+ TAHUN", 200),
)  # fmt: skip
_HOUSING_A = tuple(
    place
    for place, name in enumerate(HOUSING)
    if name in _HOUSING_TITLES and not name.endswith(("quality", "watt"))
)
_BENEFITS_A = 5
_NO_BENEFITS = ("Tidak",) * len(BENEFITS)
_SEXES = {Sex.MALE: "LAKI-LAKI", Sex.FEMALE: "PEREMPUAN"}
_RECEIVED = tuple(f"Penerima {name}" for name in BENEFITS)

FAMILY_HEADER: dict[Layout, Row] = {
    "A": (
        "No", "ID Keluarga P3KE", *_PLACE, "Alamat", "Kepala Keluarga", "NIK", "Padan Dukcapil",
        "Jenis Kelamin",
        "Tanggal Lahir", "Pekerjaan", "Pendidikan",
        *(_HOUSING_TITLES[HOUSING[place]] for place in _HOUSING_A),
        *_RECEIVED[:_BENEFITS_A], "Resiko Stunting",
    ),
    "B": (
        "No", "ID Keluarga P3KE", "Dimuktakhirkan Tahun", *_PLACE, "Persentil", "Alamat", "Prioritas Verval",
        "Kepala Keluarga", "NIK", "Padan Dukcapil", "Jenis Kelamin", "Tanggal Lahir", "Pekerjaan",
        "Status Pekerjaan",
        "Pendidikan", *_HOUSING_TITLES.values(), *_RECEIVED, "Resiko Stunting",
    ),
}  # fmt: skip
"""Headers of the family list."""

PERSON_HEADER: dict[Layout, Row] = {
    "A": (
        "No", "ID Keluarga P3KE", *_PLACE, "Alamat", "ID Individu", "Nama", "NIK", "Padan Dukcapil",
        "Jenis Kelamin",
        "Hubungan dengan Kepala Keluarga", "Tanggal Lahir", "Status Kawin", "Pekerjaan", "Pendidikan",
        *(title for title, _low, _high in _AGES_A), *_RECEIVED[:_BENEFITS_A], "Resiko Stunting",
    ),
    "B": (
        "No", "ID Keluarga P3KE", "Dimuktakhirkan Tahun", *_PLACE, "Persentil", "Alamat", "Prioritas Verval",
        "ID Individu", "Nama", "NIK", "Padan Dukcapil", "Jenis Kelamin", "Hubungan dengan Kepala Keluarga",
        "Tanggal Lahir", "Status Kawin", "Pekerjaan", "Status Pekerjaan", "Pendidikan", "Usia 2023",
        "Kelompok Usia 2023", *_RECEIVED, "Resiko Stunting",
    ),
}  # fmt: skip
"""Headers of the individual list."""


def family_row(layout: Layout, number: int, family: Family) -> Row:
    """Return the row of `family`; its head is described as in the individual list."""
    head = family.members[0]
    stunting = family.housing[-1]
    if layout == "A":
        return (
            str(number), family.id, *_place(layout, family, None), family.address, head.name, head.nik,
            _matched(head), _SEXES[head.sex], _day_first(head.born), head.occupation, head.education,
            *(family.housing[place] for place in _HOUSING_A), *family.benefits[:_BENEFITS_A], stunting,
        )  # fmt: skip
    return (
        str(number), family.id, str(family.updated), *_place(layout, family, None), str(family.percentile),
        family.address, family.verval, head.name, head.nik, head.dukcapil, _SEXES[head.sex], head.born,
        head.occupation, head.work_status, head.education, *family.housing[:-1],
        *family.benefits, stunting,
    )  # fmt: skip


def person_rows(layout: Layout, number: int, family: Family, year: int) -> list[Row]:
    """Return the rows of the members of `family`, the first of them with this `number`."""
    place = _place(layout, family, None)
    # Help is paid to one person of a family: the wife, else the head.
    receiver = next((member for member in family.members if member.relation == SPOUSE), family.members[0])
    make = _person_a if layout == "A" else _person_b
    rows = []
    for offset, member in enumerate(family.members):
        own = place if not member.faulty else _place(layout, family, member)
        help_paid = family.benefits if member is receiver else _NO_BENEFITS
        stunting = family.housing[-1] if member.age(year) < 5 else "BUKAN TARGET SASARAN"
        rows.append(make(str(number + offset), family, member, own, year, help_paid, stunting))
    return rows


def _person_a(
    number: str, family: Family, member: Resident, place: Row, year: int, help_paid: Row, stunting: str
) -> Row:
    age = _age(member, year)
    return (
        number, family.id, *place, family.address, member.id, member.name, member.nik, _matched(member),
        _SEXES[member.sex], member.relation, _day_first(member.born), member.marital, member.occupation,
        member.education, *("Ya" if low <= age <= high else "Tidak" for _title, low, high in _AGES_A),
        *help_paid[:_BENEFITS_A], stunting,
    )  # fmt: skip


def _person_b(
    number: str, family: Family, member: Resident, place: Row, year: int, help_paid: Row, stunting: str
) -> Row:
    age = _age(member, year)
    return (
        number, family.id, str(family.updated), *place, str(family.percentile), family.address, member.verval,
        member.id, member.name, member.nik, member.dukcapil, _SEXES[member.sex], member.relation, member.born,
        member.marital, member.occupation, member.work_status, member.education, str(age),
        next(title for title, below in _AGES_B if age < below), *help_paid, stunting,
    )  # fmt: skip


def _place(layout: Layout, family: Family, member: Resident | None) -> Row:
    """Return province to desil; a faulty `member` may name another village or desil."""
    village = family.village
    code, name, desil = village.code, village.name.upper(), str(family.desil)
    if member is not None:
        code, name = member.village_code or code, member.village_name or name
        desil = desil if member.desil is None else member.desil
    code = _dotted(code) if layout == "A" else code.replace(".", "")
    return (PROVINCE, REGENCY, village.kecamatan.upper(), name, code, desil)


def _age(person: Resident, year: int) -> int:
    return year - int(person.born[:4]) if person.born else person.age(year)


def _dotted(code: str) -> str:
    return code if "." in code else f"{code[:2]}.{code[2:4]}.{code[4:6]}.{code[6:]}"


def _matched(person: Resident) -> str:
    return "Ya" if person.dukcapil == "PADAN" else "Tidak"


def _day_first(born: str) -> str:
    if not born:
        return ""
    year, month, day = born.split("-")
    return f"{day}/{month}/{year} 00:00:00"
