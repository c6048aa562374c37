"""Names that are written short, one row each with an example that a test reads.

An abbreviation that can mean one name only is spelt out in the strict fold. One that can mean several
(A.: Ahmad, Abdul, Agus), or be just an initial, stays as it is and is read as *alternatives*.
"""

from __future__ import annotations

from dataclasses import dataclass

from kelambu_tui.people.spelling import fold_token


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """Spellings (blanks between them) that all mean `full`. `example`: a name and its strict fold."""

    full: str
    spellings: str
    example: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Initial:
    """A short word that could be any of `names`. `example`: a name and every reading of it, own first."""

    short: str
    names: tuple[str, ...]
    example: tuple[str, tuple[str, ...]]


ABBREVIATION_ROWS = (
    Abbreviation(
        "muhamad",
        "muh muhd muhm mhd mhmd moh mohd mohm moch mochd mch much",
        ("Moch. Djoko", "muhamat joko"),
    ),
    Abbreviation(
        "muhamad",
        "mukh mukhammad mukhamad muhammad mohammad mohamad mochammad mochamad muchammad muchamad "
        "mohammed mohamed muhammed muhamed",
        ("Mukhammad Ali", "muhamat ali"),
    ),
    Abbreviation("ahmad", "ach achmad akhmad achmat akhmat", ("Ach. Yani", "ahmat yani")),
    Abbreviation("abdul", "abd abdl abdoel", ("Abd. Rahman", "abdul rahman")),
    Abbreviation("nurul", "nrl", ("Nrl Huda", "nurul huda")),
)

FIRST_WORD_ROWS = (
    Abbreviation("siti", "st", ("St. Aminah", "siti amina")),
    Abbreviation("siti", "sitti sity", ("Sitti Aminah", "siti amina")),
)
"""Abbreviations that hold for the first word only (at the end St is a degree)."""

INITIALS = (
    Initial("m", ("muhamad",), ("H. M. Soeharto", ("m suharto", "muhamat suharto"))),
    Initial(
        "a",
        ("ahmad", "abdul", "agus"),
        ("A. Rahman", ("a rahman", "ahmat rahman", "abdul rahman", "agus rahman")),
    ),
    Initial("s", ("siti", "sri"), ("S. Rahayu", ("s rahayu", "siti rahayu", "sri rahayu"))),
    Initial("n", ("nur", "nurul"), ("N. Huda", ("n huda", "nur huda", "nurul huda"))),
    Initial("md", ("muhamad",), ("Md. Ali", ("mt ali", "muhamat ali"))),
    Initial("mat", ("muhamad", "ahmad"), ("Mat Ali", ("mat ali", "muhamat ali", "ahmat ali"))),
    Initial("ab", ("abdul",), ("Ab. Karim", ("ab karim", "abdul karim"))),
    Initial("dul", ("abdul",), ("Dul Hadi", ("dul hadi", "abdul hadi"))),
)

ABBREVIATIONS = {word: row.full for row in ABBREVIATION_ROWS for word in row.spellings.split()}
"""Abbreviations and spellings that can mean one name only."""

FIRST_WORD = {word: row.full for row in FIRST_WORD_ROWS for word in row.spellings.split()}
"""The same for the first word of a name."""

ALTERNATIVES = {fold_token(row.short): row.names for row in INITIALS}
"""The names that a short word, strictly folded, can stand for; see `names.readings`."""
