"""Misspelt queries made from real names of a list, for measuring search.

Nothing of the package is used here: slips of the finger come from the keyboard, old spellings and
abbreviations from tables of their own, so that a rule which the package has wrong is not proved right.
"""

from __future__ import annotations

import random
import re
import string
from collections.abc import Callable, Sequence

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_OLD = (("sy", "sj"), ("ny", "nj"), ("kh", "ch"), ("u", "oe"), ("j", "dj"), ("c", "tj"), ("y", "j"))
_SHORT = {
    "muhammad": ("m.", "muh.", "moh.", "mhd", "mohd."),
    "muhamad": ("m.", "muh.", "moh.", "mhd"),
    "mohammad": ("m.", "moh.", "moch."),
    "mochammad": ("m.", "moch."),
    "ahmad": ("ach.",),
    "abdul": ("abd.",),
    "siti": ("st.",),
    "nurul": ("nrl",),
    "m.": ("muhammad", "mohamad", "muh."),
    "abd.": ("abdul",),
    "st.": ("siti",),
}

Maker = Callable[[str, random.Random], str | None]


def neighbours(letter: str) -> str:
    """The keys around a letter of a QWERTY keyboard."""
    for height, row in enumerate(_ROWS):
        at = row.find(letter)
        if at >= 0:
            near = row[max(at - 1, 0) : at] + row[at + 1 : at + 2]
            for other in (height - 1, height + 1):
                if 0 <= other < len(_ROWS):
                    near += _ROWS[other][max(at - 1, 0) : at + 1]
            return near
    return string.ascii_lowercase


def edit(name: str, chance: random.Random) -> str:
    """One slip of the finger in one letter: wrong, missing, too many, or swapped with its neighbour."""
    places = [at for at, letter in enumerate(name) if letter.isalpha() and at in _in_words(name)]
    if not places:
        return name
    at = chance.choice(places)
    kind = chance.choices(("wrong", "missing", "doubled", "extra", "swapped"), (35, 25, 10, 10, 20))[0]
    following = at + 1 < len(name) and name[at + 1].isalpha() and name[at + 1] != name[at]
    if kind == "swapped" and following:
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    if kind == "missing":
        return name[:at] + name[at + 1 :]
    if kind == "doubled":
        return name[: at + 1] + name[at] + name[at + 1 :]
    if kind == "extra":
        return name[:at] + chance.choice(neighbours(name[at])) + name[at:]
    return name[:at] + chance.choice(neighbours(name[at])) + name[at + 1 :]


def one_edit(name: str, chance: random.Random) -> str | None:
    """One slip in a name of at least four letters."""
    return edit(name, chance) if _letters(name) >= 4 else None


def two_edits(name: str, chance: random.Random) -> str | None:
    """Two slips in a name of at least seven letters."""
    return edit(edit(name, chance), chance) if _letters(name) >= 7 else None


def swapped(name: str, chance: random.Random) -> str | None:
    """The words in another order."""
    words = name.split()
    if len(words) < 2 or any(len(word) < 3 or "." in word for word in words):
        return None
    mixed = words[:]
    while mixed == words and len(set(words)) > 1:
        chance.shuffle(mixed)
    return " ".join(mixed)


def old_spelling(name: str, _chance: random.Random) -> str | None:
    """As before 1947: oe for u, dj for j, tj for c, j for y; titles and initials stay."""
    found = " ".join(word if len(word) < 3 or "." in word else _old(word) for word in name.split())
    return found if found != name else None


def _old(name: str) -> str:
    found, at = "", 0
    while at < len(name):
        new, old = next(((new, old) for new, old in _OLD if name.startswith(new, at)), (name[at], name[at]))
        found, at = found + old, at + len(new)
    return found


def abbreviated(name: str, chance: random.Random) -> str | None:
    """Muhammad as M. or Muh., Siti as St., and the other way round."""
    words = name.split()
    if len(words) < 2 or words[0] not in _SHORT:
        return None
    return " ".join([chance.choice(_SHORT[words[0]]), *words[1:]])


def partial(name: str, chance: random.Random) -> str | None:
    """Still typing: of the last word at least three letters and at least half."""
    words = name.split()
    least = max(3, (len(words[-1]) + 1) // 2)
    if len(words[-1]) <= least:
        return None
    return " ".join([*words[:-1], words[-1][: chance.randint(least, len(words[-1]) - 1)]])


def joined(name: str, chance: random.Random) -> str | None:
    """Two words written as one, or one word written as two."""
    words = name.split()
    whole = not ({"bin", "binti"} & set(words)) and all(len(word) >= 3 and word.isalpha() for word in words)
    if len(words) >= 2 and whole:
        at = chance.randrange(len(words) - 1)
        return " ".join([*words[:at], words[at] + words[at + 1], *words[at + 2 :]])
    at = name.find("h", 3)
    return f"{name[:at]} {name[at:]}" if whole and 3 <= at < len(name) - 3 else None


def combined(name: str, chance: random.Random) -> str | None:
    """A slip of the finger on top of another class, or swapped words on top of another spelling."""
    first = chance.choice((swapped, old_spelling, abbreviated, partial, joined))
    changed = first(name, chance)
    if changed is None or _letters(changed) < 6:
        return None
    if first in (old_spelling, abbreviated) and chance.random() < 0.3:
        return swapped(changed, chance)
    return edit(changed, chance)


CLASSES: dict[str, Maker] = {
    "one edit": one_edit,
    "two edits": two_edits,
    "swapped words": swapped,
    "old spelling": old_spelling,
    "abbreviation": abbreviated,
    "partial": partial,
    "glued or split": joined,
    "combined": combined,
}


_DEGREE = re.compile(r"[asmr]\.[a-z]{1,4}\.?(?:[a-z]\.?)*")
_TITLES = frozenset(
    word
    for line in (
        "ny tn h hj haji hajjah kh ust ustadz drs dra ir alm almh almarhum almarhumah bpk ibu",
        "raden r ra rd mgs masagus msy masayu kms kemas nys nyimas kgs kiagus nya nyayu",
    )
    for word in line.split()
)
_MUHAMMAD = ("m", "muh", "muhd", "mhd", "moh", "mohd", "moch", "mohammad", "mohamad", "muhamad", "mochammad")
_FULL = dict.fromkeys(_MUHAMMAD, "muhammad")
_FULL |= {"abd": "abdul", "st": "siti", "ach": "ahmad", "achmad": "ahmad", "nrl": "nurul"}


def plain(name: str) -> str:
    """What counts as one name: no titles, today's spelling, Muhammad spelt one way, glued, in any order."""
    spelt = "".join(_FULL.get(word, word) for word in typed(name).replace(".", "").split())
    for new, old in reversed(_OLD[:-1]):
        spelt = spelt.replace(old, new)
    # The old j is today's y, but the old dj is today's j: Marjam and Maryam are one name.
    spelt = spelt.replace("j", "y")
    return "".join(sorted(spelt))


def typed(name: str) -> str:
    """The name as people type it: lower case, without titles, degrees and the father."""
    words = re.sub(r"[(),]", " ", name.lower()).split()
    for link in ("bin", "binti", "bt", "alias"):
        if link in words[1:]:
            words = words[: words.index(link, 1)]
    words = [
        word for word in words if word.rstrip(".") not in _TITLES and not _DEGREE.fullmatch(word)
    ] or words
    return " ".join(words)


def misspelt(names: Sequence[str], kind: str, count: int, chance: random.Random) -> list[tuple[str, int]]:
    """`count` queries of one class and the row of the person who is meant; everyone is as likely."""
    found: list[tuple[str, int]] = []
    while len(found) < count:
        row = chance.randrange(len(names))
        query = CLASSES[kind](typed(names[row]), chance) if names[row].strip() else None
        if query:
            found.append((query, row))
    return found


def _in_words(name: str) -> set[int]:
    """Places within whole words: nobody who searches types titles and initials, let alone wrongly."""
    found, start = set[int](), 0
    for word in name.split(" "):
        if len(word) >= 3 and "." not in word:
            found.update(range(start, start + len(word)))
        start += len(word) + 1
    return found


def _letters(name: str) -> int:
    return sum(letter.isalpha() for letter in name)
