"""The levels on which two values of a field can agree, strongest first; level 0 is "missing" everywhere.

Levels are codes (uint8) in arrays and these words outside. A level says how two values relate, not what
that is worth: the worth is learnt (`weights`).
"""

from __future__ import annotations

MISSING = "kosong"

NAME = (
    MISSING, "sama", "urutan_lain", "singkatan", "sambung_pisah", "bunyi_sama", "mirip_sekali", "mirip",
    "agak_mirip", "sebagian", "satu_kata", "lain",
)  # fmt: skip
"""Names: same strict fold; same words in another order; initials or abbreviations; glued or split; same
loose fold; one slip; two slips; Jaro-Winkler; a part of the other (or its tail); one word shared; else."""

BIRTH = (MISSING, "sama", "hari_bulan_tertukar", "tahun_meleset", "satu_bagian_beda", "lain")
"""Birth dates: same; day and month swapped; the year off by 1, 10 or 100 or its
last digits swapped; two of three parts; else."""

SEX = (MISSING, "sama", "lain")

NIK = (
    MISSING, "sama", "tertukar", "satu_angka", "wilayah", "nomor_urut", "lain", "rusak", "rusak_awal",
    "rusak_lain",
)  # fmt: skip
"""NIKs: same; two neighbouring digits swapped; one digit wrong, missing or too many; only a digit of the
region differs; only the serial differs; else. Where one is damaged by a spreadsheet: 15 digits same; what
scientific notation left agrees; else."""

CLASSES = {"nik": (slice(1, 7), slice(7, 10))}
"""Levels that stand against each other: that a NIK is damaged says nothing, only what is left of it does."""

VILLAGE = (MISSING, "sama", "mirip", "sekata", "sekecamatan", "lain")
"""Villages: same; similarly spelt; a rare word shared (of codes: the same kecamatan); else."""

PLACE = (MISSING, "sama", "mirip", "lain")
ADDRESS = (MISSING, "sama", "mirip", "sebagian", "sekata", "lain")
"""Addresses: same; similarly spelt; partly, or the same RT and RW; a rare word shared; else."""

RELATION = (MISSING, "sama", "lain", "bertentangan")
FATHER = (MISSING, "sama", "mirip", "lain")
FAMILY = (MISSING, "dua_atau_lebih", "satu", "pasangan_lain")
"""Other members of the two households: two or more pairs match as well; one does; one of the two matches
another member of the other's household better."""

FIELDS: dict[str, tuple[str, ...]] = {
    "nik": NIK,
    "name": NAME,
    "birth_date": BIRTH,
    "sex": SEX,
    "mother_name": NAME,
    "father_name": FATHER,
    "birthplace": PLACE,
    "village": VILLAGE,
    "address": ADDRESS,
    "relation": RELATION,
    "household": FAMILY,
}
"""The levels of each field of evidence."""

GROUPS = {
    "nik": ("lahir_sama_desa_sama", "lahir_sama", "lahir_dekat_desa_sama", "lahir_dekat",
            "lahir_lain_desa_sama", "lahir_lain"),
    "sex": ("nama_serupa", "nama_lain"),
    "village": ("nik_sama", "nik_lain"),
    "address": ("desa_sama", "desa_lain"),
}  # fmt: skip
"""Fields whose chance agreement depends on another one: a NIK holds the birth date and the region, a name
tells the sex, an RT says nothing about another village, and who was entered with a neighbour's NIK is a
neighbour. Their u stand once per group."""

GROUPS_WITHIN = {"name": ("lahir_sama", "lahir_lain"), "nik": ("lahir_sama", "lahir_lain")}
"""The same within a household, where twins share date, NIK stem and half their names."""


def groups_of(field: str, *, within: bool) -> tuple[str, ...]:
    """Return the names of the groups by which the u of `field` differ; ("semua",) if they do not."""
    return (GROUPS_WITHIN if within else GROUPS).get(field, ("semua",))
