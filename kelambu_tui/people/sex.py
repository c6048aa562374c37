"""Sex as the population registry has it, and the many ways in which lists write it."""

from __future__ import annotations

from enum import StrEnum


class Sex(StrEnum):
    """L (laki-laki, male) or P (perempuan, female)."""

    MALE = "L"
    FEMALE = "P"


_WRITTEN = {
    Sex.MALE: ("l", "lk", "laki", "lakilaki", "laki2", "pria", "male", "m", "1"),
    Sex.FEMALE: ("p", "pr", "perempuan", "wanita", "female", "f", "w", "2"),
}
_SEX_OF = {word: sex for sex, words in _WRITTEN.items() for word in words}


def read_sex(text: str) -> Sex | None:
    """Return the sex that `text` names, or `None` if it names none.

    Knows letters, words in both languages and the survey codes 1 and 2.
    """
    known = _EXACT.get(text)
    if known is not None:
        return known
    return _SEX_OF.get("".join(char for char in text.lower() if char.isalnum()))


# What a million rows of a list really hold, found without building a string.
_EXACT = {
    "LAKI-LAKI": Sex.MALE,
    "Laki-laki": Sex.MALE,
    "L": Sex.MALE,
    "PEREMPUAN": Sex.FEMALE,
    "Perempuan": Sex.FEMALE,
    "P": Sex.FEMALE,
}
