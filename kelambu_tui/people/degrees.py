"""Academic degrees after names, one row a family, each with an example that a test reads."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DegreeFamily:
    """Degrees of one field, without their dots, blanks between them.

    They count with dots, after a comma, or at the end. The `ambiguous` ones could also be the last word
    of a real name: only dots or a comma make them degrees. `example` is a name with such a degree and
    the strict fold of that name.
    """

    degrees: str
    example: tuple[str, str]
    ambiguous: str = ""


DEGREE_FAMILIES = (
    DegreeFamily("spd spdi spdsd", ("Siti Aminah, S.Pd.I", "siti amina")),
    DegreeFamily("se sei", ("Rusli SE", "rusli")),
    DegreeFamily("sh shi shum", ("Idris, S.H.", "idris")),
    DegreeFamily("st skom sst", ("Herman S.T.", "herman")),
    DegreeFamily("ssos ssosi ssi sstp", ("Anwar, S.Sos", "anwar"), ambiguous="sip"),
    DegreeFamily("sag sth", ("Salim S.Ag", "salim")),
    DegreeFamily("skm skep sked sfarm str strkeb strkep", ("Rina, S.Kep.", "rina")),
    DegreeFamily("spt stp spi shut", ("Suparno, S.Pt.", "suparno"), ambiguous="sp"),
    DegreeFamily("spsi", ("Dewi S.Psi", "dewi")),
    DegreeFamily("amd amdkeb amdkep amdkom amk amkeb amapd", ("Lina, A.Md.Keb", "lina"), ambiguous="ama"),
    DegreeFamily("mpd mpdi mm msi mh mkn mkom mkes msc mt", ("Ali, M.Si.", "ali"), ambiguous="mag map ma"),
    DegreeFamily("cht phd bsc spog", ("Hamid, Ph.D.", "hamit"), ambiguous="ns lc ba"),
)

AMBIGUOUS_DEGREES = frozenset(word for family in DEGREE_FAMILIES for word in family.ambiguous.split())
"""Degrees that could also be the last word of a real name; only dots or a comma make them degrees."""

DEGREES = AMBIGUOUS_DEGREES | {word for family in DEGREE_FAMILIES for word in family.degrees.split()}
"""Academic degrees without their dots."""
