"""Names written in one word or in two: Nurhasanah and Nur Hasanah; one row a first part, with an example.

Blanks tell nothing in such names, so they are compared without them. The table says where a word may be
taken apart, and which spellings of the first part are one (Abdurrahman is Abdul Rahman).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from kelambu_tui.people.spelling import SpellingRule, fold_token

SHORTEST_REST = 4
"""Letters that must be left behind a first part: Nurdin and Abdullah are one word."""


@dataclass(frozen=True, slots=True)
class FirstPart:
    """A first part of names, with other spellings of it. `example`: the name in two words and in one.

    Where `splits` is false, too many names start with these letters by chance (Alamsyah): the part is
    glued to the next word, but no word is taken apart for it.
    """

    part: str
    example: tuple[str, str]
    spellings: str = ""
    splits: bool = True


FIRST_PARTS = (
    FirstPart("nur", ("Nur Hasanah", "Nurhasanah"), "nor"),
    FirstPart("nurul", ("Nurul Hidayah", "Nurulhidayah")),
    FirstPart("abdul", ("Abdul Rahman", "Abdulrahman"), "abdur abdus abdun abdut abdud"),
    FirstPart("siti", ("Siti Maimunah", "Sitimaimunah"), "sitti"),
    FirstPart("sri", ("Sri Wahyuni", "Sriwahyuni")),
    FirstPart("dwi", ("Dwi Lestari", "Dwilestari")),
    FirstPart("tri", ("Tri Marlina", "Trimarlina")),
    FirstPart("eka", ("Eka Wati", "Ekawati")),
    FirstPart("adi", ("Adi Putra", "Adiputra")),
    FirstPart("muhamad", ("Moh. Ridwan", "Muhammadridwan"), "muhammad mohammad mohamad mochammad mochamad"),
    FirstPart("ahmad", ("Akhmad Yani", "Achmadyani"), "achmad akhmad"),
    FirstPart("zainal", ("Zainal Abidin", "Zainalabidin"), "jainal zaenal jaenal"),
    FirstPart("saiful", ("Saiful Bahri", "Saipulbahri"), "saipul syaiful syaipul"),
    FirstPart("syamsul", ("Syamsul Bahri", "Samsulbahri"), "samsul"),
    FirstPart("khoirul", ("Khoirul Anwar", "Khairulanwar"), "khairul choirul chairul"),
    FirstPart("cik", ("Cik Imah", "Cikimah"), "cek"),
    FirstPart("al", ("Al Fatih", "Alfatih"), splits=False),
    FirstPart("as", ("As Siddiq", "Assiddiq"), splits=False),
    FirstPart("ar", ("Ar Rasyid", "Arrasyid"), splits=False),
    FirstPart("an", ("An Nisa", "Annisa"), splits=False),
    FirstPart("az", ("Az Zahra", "Azzahra"), splits=False),
    FirstPart("umi", ("Umi Kulsum", "Umikulsum"), "ummi"),
)

ARTICLE_RULES = (
    SpellingRule(r"^abdu([dnrst])\1?(?=h?[aeiou])", r"abdul\1", ("Abdurrahman", "Abdul Rahman")),
    SpellingRule(r"^nuru([dnrst])\1?(?=h?[aeiou])", r"nurul\1", ("Nurussalam", "Nurul Salam")),
)
"""The Arabic article takes the sound of the letter after it; here it gets its l back."""


@lru_cache(maxsize=1 << 15)
def pieces(word: str) -> tuple[str, ...]:
    """Return the parts that a lower-case word is made of: nurhasanah -> nur, hasanah; else the word alone.

    A first part comes in its usual spelling. Joined, the parts are the word again but for that.
    """
    whole = _PART_OF.get(fold_token(word))
    if whole:
        return (whole,)
    plain = word.replace("oe", "u")
    for pattern, by in _ARTICLE:
        plain = pattern.sub(by, plain)
    found = _GLUED.match(plain)
    if not found or len(plain) - found.end() < SHORTEST_REST:
        return (word,)
    return (_PART_OF[fold_token(found[0])], *pieces(plain[found.end() :]))


def is_first_part(word: str) -> bool:
    """Say whether a lower-case word is a first part that people also glue to the next word."""
    return fold_token(word) in _PART_OF


def glue(words: Sequence[str]) -> str:
    """Return the strict fold of lower-case words without blanks; initials stand apart (m ali is not Mali)."""
    groups: list[str] = []
    open_group = False
    for word in words:
        if len(word) > 1 and open_group:
            groups[-1] += "".join(pieces(word))
        else:
            groups.append("".join(pieces(word)))
        open_group = len(word) > 1
    return " ".join([fold_token(group) for group in groups])


_SPELLINGS = {word: row for row in FIRST_PARTS for word in (row.part, *row.spellings.split())}
_PART_OF = {fold_token(word): row.part for word, row in _SPELLINGS.items()}
_ARTICLE = tuple((re.compile(rule.pattern), rule.by) for rule in ARTICLE_RULES)
# The longest first; what is left begins as words do: not the tri of trisno.
_GLUED = re.compile(
    f"(?:{'|'.join(sorted((w for w, row in _SPELLINGS.items() if row.splits), key=len, reverse=True))})"
    "(?=(?:[bcdfghjklmnpqrstvwyz]|[sknt]y|[kstdg]h)?[aeiou])"
)
