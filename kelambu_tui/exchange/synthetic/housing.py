"""House and help of a family, worse and more of it the lower the desil (words of domain.md 1.3)."""

from __future__ import annotations

from kelambu_tui.exchange.synthetic.chance import Chance, Weighted
from kelambu_tui.exchange.synthetic.people import Family

DESILS = (1, 2, 3, 4)

BENEFITS = ("BPNT", "BPUM", "BST", "PKH", "SEMBAKO", "Prakerja", "KUR")
_SHARES = {  # of families in desil 1 and in desil 4 that receive it
    "BPNT": (0.62, 0.12), "BPUM": (0.08, 0.10), "BST": (0.30, 0.08), "PKH": (0.48, 0.06),
    "SEMBAKO": (0.58, 0.10), "Prakerja": (0.01, 0.04), "KUR": (0.01, 0.06),
}  # fmt: skip

GOOD, POOR, EMPTY = "BAGUS/KUALITAS TINGGI", "JELEK/KUALITAS RENDAH", "KOSONG"
METERED = "LISTRIK PLN METERAN"

# What is drawn for each family: (value, weight in desil 1, weight in desil 4).
_DRAWN: dict[str, tuple[tuple[str, float, float], ...]] = {
    "home_ownership": (
        ("MILIK SENDIRI", 70, 84), ("BEBAS SEWA/MENUMPANG", 24, 9), ("KONTRAK/SEWA", 4, 6),
        ("LAINNYA", 1, 0.5),
        ("DINAS", 1, 0.5),
    ),
    "savings": (("TIDAK", 90, 55), ("YA", 8, 43), (EMPTY, 2, 2)),
    "roof": (
        ("ASBES/SENG", 66, 58), ("JERAMI/IJUK/RUMBIA/ DAUN-DAUNAN", 20, 2), ("GENTENG", 10, 36),
        ("KAYU/SIRAP", 3, 2), ("BETON", 0.3, 1.5), ("LAINNYA", 0.7, 0.5),
    ),
    "roof_quality": ((POOR, 78, 30), (GOOD, 20, 68), (EMPTY, 2, 2)),
    "wall": (("KAYU/PAPAN", 74, 38), ("TEMBOK", 16, 60), ("BAMBU", 6, 1), ("LAINNYA", 3, 1), ("SENG", 1, 1)),
    "wall_quality": ((POOR, 76, 28), (GOOD, 22, 70), (EMPTY, 2, 2)),
    "floor": (
        ("KAYU/PAPAN", 54, 32), ("SEMEN", 26, 36), ("TANAH", 15, 1), ("BAMBU", 3, 0.3),
        ("KERAMIK/GRANIT/MARMER/UBIN/TEGEL/TERASO", 2, 30), ("LAINNYA", 0.5, 0.5),
    ),
    "floor_quality": ((POOR, 75, 27), (GOOD, 23, 71), (EMPTY, 2, 2)),
    "lighting": (
        (METERED, 48, 88), ("LISTRIK PLN NON METERAN", 22, 7), ("LISTRIK NON-PLN", 16, 4),
        ("BUKAN LISTRIK", 14, 1),
    ),
    "power_watt": (("=< 900 WATT", 97, 72), ("> 900 WATT", 3, 28)),
    "fuel": (("LISTRIK/GAS", 46, 90), ("ARANG/KAYU", 52, 9), ("MINYAK TANAH", 1, 0.5), ("LAINNYA", 1, 0.5)),
    "water": (
        ("AIR PERMUKAAN (SUNGAI, DANAU, DLL)", 26, 5), ("SUMUR TIDAK TERLINDUNG", 27, 8),
        ("SUMUR TERLINDUNG", 24, 30),
        ("SUMUR BOR", 10, 26), ("AIR HUJAN", 7, 4), ("AIR KEMASAN/ISI ULANG", 4, 20),
        ("LEDENG/PAM", 1.5, 6.5),
        ("LAINNYA", 0.5, 0.5),
    ),
    "toilet": (("MILIK SENDIRI", 48, 90), ("UMUM/BERSAMA", 27, 6), ("LAINNYA", 14, 2), (EMPTY, 11, 2)),
}  # fmt: skip

HOUSING = (*_DRAWN, "stunting")
"""The columns of `Family.housing`, in order."""

_POWER = HOUSING.index("power_watt")
_LIGHTING = HOUSING.index("lighting")


def _between(poorest: float, best: float, desil: int) -> float:
    return poorest + (best - poorest) * (desil - 1) / (DESILS[-1] - 1)


_TABLES: dict[int, tuple[Weighted[str], ...]] = {
    desil: tuple(
        Weighted((value, _between(poorest, best, desil)) for value, poorest, best in column)
        for column in _DRAWN.values()
    )
    for desil in DESILS
}
_HELP = {desil: tuple(_between(*_SHARES[name], desil) for name in BENEFITS) for desil in DESILS}


def house(chance: Chance, family: Family, year: int) -> None:
    """Draw housing and benefits of `family`, its members known, as of the end of `year`."""
    drawn = [chance.draw(table) for table in _TABLES[family.desil]]
    if drawn[_LIGHTING] != METERED:
        drawn[_POWER] = EMPTY
    family.housing = (*drawn, _stunting(chance, family, year))
    family.benefits = tuple("Ya" if chance.happens(share) else "Tidak" for share in _HELP[family.desil])


def _stunting(chance: Chance, family: Family, year: int) -> str:
    if not any(member.age(year) < 5 for member in family.members):
        return "BUKAN TARGET SASARAN"
    return f"{'BERESIKO' if chance.happens(0.7 - family.desil * 0.12) else 'TIDAK BERESIKO'} STUNTING"
