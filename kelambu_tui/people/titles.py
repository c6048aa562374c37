"""The words around names: titles, degrees, marks, links, and names that are written short.

Palembang's hereditary titles come in pairs that also tell the sex: raden and raden ayu, masagus and
masayu, kemas and nyimas, kiagus and nyayu.
"""

from __future__ import annotations

from kelambu_tui.people.sex import Sex


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


DEAD = _words("alm almh almarhum almarhumah mendiang")
"""Marks of a late person."""

TITLES = DEAD | _words(
    "h hj haji hajjah hajah hajji kh kyai kiai kiyai ust ustad ustadz ustaz ustadzah ustazah",
    "dr drg drs dra drh ir prof bpk bapak ibu sdr sdri sdra tn ny nn",
    "r ra rd raden mgs masagus msy masayu kms kemas nys nyimas kgs kiagus nya nyayu",
)
"""Words that stand before a name (some also after it) and are not part of it."""

TRAILING = DEAD | _words("hj haji hajjah hajah")
"""Titles that are also taken off the end; a single H there is rather an initial."""

DEGREES = _words(
    "sp spd spdi spdsd se sei sh shi st skom ssos ssosi sag sip ssi spt sfarm sked skep skm sstp sth",
    "shum spsi stp spi shut str strkeb strkep amd amdkeb amdkep amdkom amk amkeb ama amapd sst",
    "mpd mpdi mm msi mag mh mkn mkom mkes map msc ma mt ns cht phd ba bsc lc spog",
)
"""Academic degrees without their dots; they count with dots, after a comma, or at the end."""

AMBIGUOUS_DEGREES = _words("ma ba map ns lc ama sip sp mag")
"""Degrees that could also be the last word of a real name; only dots or a comma make them degrees."""

FATHER = _words("bin binti bt bte bti binte")
"""Words between a name and the father's name."""

ALIAS = _words("alias als")
"""Words between a name and another name of the same person."""

NUMERALS = _words("ii iii iv")
"""What lists append to tell two people of one name apart."""

ABBREVIATIONS = {
    **dict.fromkeys(
        _words(
            "muh muhd muhm mhd mhmd moh mohd mohm moch mochd mch much mukh mukhammad mukhamad muhammad",
            "mohammad mohamad mochammad mochamad muchammad muchamad mohammed mohamed muhammed muhamed",
        ),
        "muhamad",
    ),
    **dict.fromkeys(_words("ach achmad akhmad achmat akhmat"), "ahmad"),
    **dict.fromkeys(_words("abd abdl abdoel"), "abdul"),
    "nrl": "nurul",
}
"""Abbreviations and spellings that can mean one name only."""

FIRST_WORD = {"st": "siti", "sitti": "siti", "sity": "siti"}
"""Abbreviations that hold for the first word only (at the end St is a degree)."""

ALTERNATIVES = {"m": ("muhamad",), "a": ("ahmad", "abdul", "agus"), "s": ("siti",), "n": ("nur",)}
"""Initials that can mean several names, or just be initials; see `names.readings`."""

SEX_OF_TITLE = {
    **dict.fromkeys(
        _words(
            "h haji tn bpk bapak sdr drs alm almarhum ustad ustadz ustaz",
            "rd raden r mgs masagus kms kemas kgs kiagus",
        ),
        Sex.MALE,
    ),
    **dict.fromkeys(
        _words(
            "hj hajjah hajah ny nn ibu sdri dra almh almarhumah ustadzah ustazah",
            "ra msy masayu nys nyimas nya nyayu",
        ),
        Sex.FEMALE,
    ),
}
"""The sex that a title tells."""
