"""Titles before and after names, one row a title, each with an example that a test reads.

Palembang's hereditary titles come in pairs that also tell the sex: raden and raden ayu, masagus and
masayu, kemas and nyimas, kiagus and nyayu. Marks of a late person stand where titles stand.
"""

from __future__ import annotations

from dataclasses import dataclass

from kelambu_tui.people.sex import Sex


@dataclass(frozen=True, slots=True)
class Title:
    """A title, its `spellings` (blanks between them, no dots) and the sex that it tells, if any.

    `example` is a name with the title and the strict fold of that name. `trailing` spellings are also
    taken off the end of a name without a comma before them.
    """

    spellings: str
    sex: Sex | None
    example: tuple[str, str]
    trailing: str = ""


@dataclass(frozen=True, slots=True)
class TitlePair:
    """A hereditary title of Palembang, as men and as women bear it; an example of each, as in `Title`."""

    men: str
    women: str
    example_of_men: tuple[str, str]
    example_of_women: tuple[str, str]


PALEMBANG = (
    TitlePair("r rd raden", "ra", ("R. Hasan", "hasan"), ("R.A. Kartini", "kartini")),
    TitlePair("mgs masagus", "msy masayu", ("Mgs. Ahmad", "ahmat"), ("Masayu Halimah", "halima")),
    TitlePair("kms kemas", "nys nyimas", ("Kemas Ali", "ali"), ("Nys. Fatimah", "fatima")),
    TitlePair("kgs kiagus", "nya nyayu", ("Kgs. Umar", "umar"), ("Nyayu Aisyah", "aisa")),
)

RADEN, AYU = frozenset({"r", "rd", "raden"}), frozenset({"a", "ayu"})
"""The halves of `ra` where it is written in two: R. A., Raden Ayu, Rd. Ayu."""

MARKS_OF_DEATH = (
    Title("alm almarhum", Sex.MALE, ("Alm. Suparman", "suparman"), "alm almarhum"),
    Title("almh almarhumah", Sex.FEMALE, ("SUMIATI (ALMH)", "sumiati"), "almh almarhumah"),
    Title("mendiang", None, ("Mendiang Rohani", "rohani"), "mendiang"),
)

PLAIN_TITLES = (
    # A single H at the end is rather an initial than a title.
    Title("h haji hajji", Sex.MALE, ("H. Ismail", "ismail"), "haji hajji"),
    Title("hj hajjah hajah", Sex.FEMALE, ("Rohani Hj.", "rohani"), "hj hajjah hajah"),
    Title("kh kyai kiai kiyai", Sex.MALE, ("KH. Idris", "idris")),
    Title("ust", None, ("Ust. Salim", "salim")),
    Title("ustad ustadz ustaz", Sex.MALE, ("Ustadz Salim", "salim")),
    Title("ustadzah ustazah", Sex.FEMALE, ("Ustadzah Maryam", "mariam")),
    Title("dr drg drh ir prof", None, ("Prof. Dr. Ir. Hamid", "hamit")),
    Title("drs", Sex.MALE, ("Drs. Anwar", "anwar")),
    Title("dra", Sex.FEMALE, ("Dra. Rosita", "rosita")),
    Title("bpk bapak", Sex.MALE, ("Bpk. Slamet", "slamet")),
    Title("ibu", Sex.FEMALE, ("Ibu Ratna", "ratna")),
    Title("sdr sdra", Sex.MALE, ("Sdr. Joko", "joko")),
    Title("sdri", Sex.FEMALE, ("Sdri. Wulan", "wulan")),
    Title("tn", Sex.MALE, ("Tn. Rusli", "rusli")),
    Title("ny", Sex.FEMALE, ("Ny. Rosmala", "rosmala")),  # Nyonya, or Nyayu: a woman in either case
    Title("nn", Sex.FEMALE, ("Nn. Ayu", "ayu")),
)

TITLE_ROWS = (
    *PLAIN_TITLES,
    *MARKS_OF_DEATH,
    *(Title(pair.men, Sex.MALE, pair.example_of_men) for pair in PALEMBANG),
    *(Title(pair.women, Sex.FEMALE, pair.example_of_women) for pair in PALEMBANG),
)

TITLES = frozenset(word for row in TITLE_ROWS for word in row.spellings.split())
"""Words that stand before a name (some also after it) and are not part of it."""

TRAILING = frozenset(word for row in TITLE_ROWS for word in row.trailing.split())
"""Titles that are also taken off the end."""

DEAD = frozenset(word for row in MARKS_OF_DEATH for word in row.spellings.split())
"""Marks of a late person."""

SEX_OF_TITLE = {word: row.sex for row in TITLE_ROWS if row.sex for word in row.spellings.split()}
"""The sex that a title tells."""
