"""A person and a family of a list, as they are being made up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from kelambu_tui.exchange.synthetic.naming import Origin
from kelambu_tui.people.sex import Sex
from kelambu_tui.people.villages import Village

HEAD = "KEPALA KELUARGA"
SPOUSE = "ISTRI/SUAMI"
CHILD = "ANAK"
OTHER = "LAINNYA"

SINGLE = "BELUM KAWIN"
MARRIED = "KAWIN"
DIVORCED = "CERAI HIDUP"
WIDOWED = "CERAI MATI"


@dataclass(slots=True)
class Resident:
    """One row of the individual list.

    `born` is what the list prints: ISO, or whatever a planted fault makes of it; `birth` stays true.
    """

    sex: Sex
    birth: date
    relation: str
    marital: str
    name: str = ""
    id: str = ""
    nik: str = ""
    born: str = ""
    occupation: str = ""
    work_status: str = ""
    education: str = ""
    dukcapil: str = "PADAN"
    verval: str = "NORMAL"
    desil: str | None = None
    village_code: str = ""
    village_name: str = ""
    copies: tuple[tuple[str, str], ...] = ()
    """The other records of the same person: (ID Individu, kinds)."""
    faulty: bool = False

    def age(self, year: int) -> int:
        """Return the age reached by the end of `year`."""
        return year - self.birth.year


@dataclass(slots=True)
class Family:
    """One row of the family list, with its members; `verval` is the list's Prioritas Verval."""

    id: str
    village: Village
    desil: int
    percentile: int
    address: str
    origin: Origin
    members: list[Resident]
    updated: int = 0
    verval: str = "NORMAL"
    housing: tuple[str, ...] = ()
    benefits: tuple[str, ...] = ()
    second: str = ""
    titles: tuple[str, str] = ("", "")
    alike: list[tuple[Resident, Resident, str]] = field(default_factory=list)
    """Members who look like one person and are two, with the kind of likeness."""
