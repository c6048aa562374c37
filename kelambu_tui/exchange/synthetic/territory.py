"""Where people live and where their NIK was issued."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kelambu_tui.errors import Unreadable
from kelambu_tui.exchange.synthetic.chance import Chance, Weighted, weighted
from kelambu_tui.exchange.synthetic.naming import Origin
from kelambu_tui.locale import _
from kelambu_tui.people.nik import compose_nik
from kelambu_tui.people.sex import Sex
from kelambu_tui.people.villages import Village, find_village
from kelambu_tui.people.villages import villages as all_villages

PERSONS_A_VILLAGE = 60
"""A list with fewer persons covers fewer villages, so that each still looks like one."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_RIVER_WORDS = _words("DANAU SUNGAI MUARA TELUK AIR RANTAU TANJUNG ULAK LUBUK TERUSAN")
_SETTLER_WORDS = _words(
    "MULYO REJO SIDO SUMBER SRI MARGO PURWO MEKAR AGUNG TEGAL WONO BUMI SUKA KARANG SARI ASIH BEJI "
    "GALIH MUKTI RAHAYU PURWOSARI SRIMULYO REJOSARI SRIDAMAI KARYA CIPTA TRI"
)
_HAMLETS = ("I", "II", "III", "IV", "V")
_STREETS = ("MERDEKA", "KOL. WAHID UDIN", "PASAR LAMA", "LINTAS", "PENDIDIKAN", "MASJID RAYA", "KEMANG")

# Regencies nearby, with kecamatan counts that exist: Banyuasin, Palembang, Musi Rawas, PALI, Muara Enim,
# Muratara, Ogan Ilir, Batanghari and Muaro Jambi.
_NEIGHBOURS = weighted({
    "1607": 30, "1671": 22, "1605": 10, "1612": 8, "1603": 8, "1613": 6, "1610": 4, "1504": 5, "1505": 5,
})  # fmt: skip
# Lampung, Central, East and West Java, Yogyakarta: where settlers came from.
_SETTLER_HOMES = weighted({
    "1802": 12, "1805": 6, "3310": 8, "3312": 7, "3314": 6, "3318": 5, "3402": 4, "3403": 4, "3505": 8,
    "3506": 6, "3517": 6, "3520": 5, "3205": 3,
})  # fmt: skip


def choose_villages(wanted: Sequence[str] | None, persons: int) -> list[Village]:
    """Return the villages of a list of `persons`, in code order; raises `Unreadable` for an unknown code.

    Without `wanted` all of the regency, or fewer, evenly spread, when there are too few persons.
    """
    if wanted is not None:
        found = [(code, find_village(code)) for code in wanted]
        unknown = [code for code, village in found if village is None]
        if unknown or not found:
            raise Unreadable(
                _("Kode desa {codes} tidak ada di Musi Banyuasin. Periksa kodenya, misalnya 16.06.02.2001.")
                .format(codes=", ".join(unknown) or "-")
            )  # fmt: skip
        return sorted({village.code: village for _code, village in found if village}.values(), key=_code_of)
    listed = list(all_villages().values())
    count = min(max(persons // PERSONS_A_VILLAGE, 1), len(listed))
    return [listed[place * len(listed) // count] for place in range(count)]


def _code_of(village: Village) -> str:
    return village.code


def share_out(chance: Chance, persons: int, villages: Sequence[Village]) -> list[int]:
    """Return how many of `persons` live in each village; the sum is exact."""
    weights = [chance.between(60, 180) for _village in villages]
    total, given, running = sum(weights), 0, 0
    shares = []
    for weight in weights:
        running += weight
        upto = persons * running // total
        shares.append(upto - given)
        given = upto
    return shares


def is_on_the_water(village: Village) -> bool:
    """Return whether many people there live from fishing, as the village's name tells."""
    return village.kecamatan == "Lalan" or not _RIVER_WORDS.isdisjoint(village.name.upper().split())


def origins_of(village: Village) -> Weighted[Origin]:
    """Return how names are mixed in a village: settlements have Javanese names, old villages Malay ones."""
    if not _SETTLER_WORDS.isdisjoint(village.name.upper().split()):
        return weighted({Origin.JAVANESE: 70, Origin.MALAY: 29, Origin.PALEMBANG: 1})
    return weighted({Origin.MALAY: 84, Origin.JAVANESE: 13, Origin.PALEMBANG: 3})


def write_address(chance: Chance, village: Village, progress: float, neighbourhoods: int) -> str:
    """Return an address; `progress` (0 to 1) through the village decides RT, RW and dusun.

    Mostly `DUSUN II RT 003 RW 001`, sometimes as others write it, rarely without RT.
    """
    rt = min(int(progress * neighbourhoods), neighbourhoods - 1) + 1
    rw = (rt - 1) // 4 + 1
    hamlet = _HAMLETS[(rt - 1) * len(_HAMLETS) // neighbourhoods]
    throw = chance.random()
    if village.kind == "kelurahan":
        street = f"JL. {_STREETS[rt % len(_STREETS)]}"
        return street if throw < 0.04 else f"{street} LK. {hamlet} RT {rt:03} RW {rw:03}"
    if throw < 0.04:
        return f"DUSUN {hamlet}"
    if throw < 0.10:
        return f"DUSUN {hamlet} RT.{rt:03}/RW.{rw:03}"
    if throw < 0.13:
        return f"DSN {hamlet} RT {rt} RW {rw}"
    return f"DUSUN {hamlet} RT {rt:03} RW {rw:03}"


class NikOffice:
    """Issues NIKs: the region of first registration, the birth date, a serial of its own."""

    __slots__ = ("_serials", "_slips")

    def __init__(self) -> None:
        """Open an office that has issued nothing yet."""
        self._serials: dict[int, int] = {}
        self._slips: set[str] = set()

    def issue(self, chance: Chance, village: Village, origin: Origin, sex: Sex, birth: date) -> str:
        """Return a NIK that nobody else has, for someone born on `birth`."""
        region = self._region(chance, village, origin, birth.year)
        day = birth.day + (40 if sex is Sex.FEMALE else 0)
        key = ((int(region) * 100 + day) * 100 + birth.month) * 100 + birth.year % 100
        serial = self._serials.get(key, 0) + (1 if chance.happens(0.7) else chance.between(2, 4))
        while (nik := compose_nik(region, birth, sex, serial)) in self._slips:
            serial += 1
        self._serials[key] = serial
        return nik

    def set_aside(self, slip: str) -> bool:
        """Say whether the mistyped NIK `slip` is nobody's; then nobody will ever be given it."""
        if slip in self._slips or int(slip[12:]) <= self._serials.get(int(slip[:12]), 0):
            return False
        self._slips.add(slip)
        return True

    def _region(self, chance: Chance, village: Village, origin: Origin, year: int) -> str:
        throw = chance.random()
        if origin is Origin.JAVANESE and year < 1985 and throw < 0.45:
            return f"{chance.draw(_SETTLER_HOMES)}{chance.between(1, 14):02}"
        if throw < 0.12:
            return f"{chance.draw(_NEIGHBOURS)}{chance.between(1, 9):02}"
        if throw < 0.22:
            return f"1606{chance.between(1, 14):02}"
        return village.kecamatan_code.replace(".", "")
