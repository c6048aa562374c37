"""How one name comes to be written in two ways (domain.md 4): the misspellings of a second record.

Every function takes a name in capitals and returns another one, or '' where it has nothing to change.
"""

from __future__ import annotations

from kelambu_tui.exchange.synthetic.chance import Chance, Weighted

_NEAR = {
    "A": "SQE", "B": "VN", "C": "XV", "D": "SF", "E": "RWI", "F": "DG", "G": "FH", "H": "GJ", "I": "UOE",
    "J": "HK",
    "K": "JL", "L": "K", "M": "N", "N": "MB", "O": "IPU", "P": "O", "Q": "W", "R": "ET", "S": "AD", "T": "RY",
    "U": "YIO", "V": "BC", "W": "QE", "X": "ZC", "Y": "TU", "Z": "XS",
}  # fmt: skip
_OLD_SPELLING = (("J", "DJ"), ("Y", "J"), ("C", "TJ"), ("U", "OE"))
_VARIANTS = (
    ("F", "P"), ("PH", "F"), ("V", "F"), ("Z", "J"), ("KH", "H"), ("CH", "H"), ("SY", "S"), ("DH", "D"),
    ("TH", "T"),
    ("IYA", "IA"), ("OH", "AH"), ("RO", "RA"), ("D ", "T "), ("LL", "L"), ("MM", "M"), ("S", "SS"),
    ("N", "NN"),
    ("DIN", "DDIN"), ("AI", "AE"), ("QO", "KO"), ("UD", "UT"), ("SI", "SY"), ("IE", "I"), ("H ", " "),
)  # fmt: skip
_SHORT = (
    ("MUHAMMAD", ("M.", "MUH.", "MHD.", "MOH.")), ("MUHAMAD", ("M.", "MUH.")), ("MOHAMMAD", ("MOH.", "M.")),
    ("MOHAMAD", ("MOH.", "M.")), ("AHMAD", ("A.", "ACH.")), ("ACHMAD", ("ACH.", "A.")), ("AKHMAD", ("A.",)),
    ("ABDUL", ("ABD.", "A.")), ("SITI", ("ST.", "S.")), ("NURUL", ("NRL.", "N.")), ("SRI", ("S.",)),
    ("MUH.", ("MUHAMMAD",)), ("M.", ("MUHAMMAD", "MUH.")), ("MOCH.", ("MOCHAMMAD",)), ("ABD.", ("ABDUL",)),
)  # fmt: skip
_NICKNAMES = {
    "MUHAMMAD": "MAMAT", "AHMAD": "AMAT", "ABDUL": "DUL", "ZAINUDIN": "UDIN", "SAMSUDIN": "UDIN",
    "JAMALUDIN": "JAMAL",
    "KAMARUDIN": "KAMAR", "BURHANUDIN": "BURHAN", "IBRAHIM": "BARHIM", "SULAIMAN": "LEMAN",
    "NURHAYATI": "YATI",
    "SUMIATI": "ATIK", "SUPARMAN": "PARMAN", "SUGIYONO": "YONO", "SUTRISNO": "TRISNO", "ERNAWATI": "ERNA",
    "ROHANI": "ANI", "HALIMAH": "IMAH", "FATIMAH": "IMAH", "AMINAH": "INAH", "KHODIJAH": "IJAH",
    "ZUBAIDAH": "IDA",
    "YULIANA": "YULI", "ROSMALA": "ROS", "SUPRIYADI": "YADI", "WAHYUDI": "YUDI", "MULYONO": "MUL",
    "SUPRIYANTO": "ANTO",
    "SAODAH": "ODAH", "NURHASANAH": "ANAH", "MARYAM": "IYAM", "HERMAN": "MAN", "MARDIANA": "DIANA",
    "ISMAIL": "MAIL",
}  # fmt: skip
_TITLES = ("MGS.", "MSY.", "KMS.", "NYS.", "KGS.", "NYA.", "R.", "R.A.", "H.", "HJ.", "DRS.", "IBU", "BPK")
_MEN_TITLES, _WOMEN_TITLES = ("H.", "BPK", "H.", "KH."), ("HJ.", "IBU", "HJ.", "NY.")
_DEGREES = (", S.PD", ", SE", ", A.MD", " S.SOS")
_GLUED = ("NUR", "ABDUL", "SITI", "SRI", "MUHAMMAD", "AL", "DWI", "TRI", "ADI", "ZAINAL", "SAIPUL", "CIK")


def one_typo(chance: Chance, name: str) -> str:
    """Return `name` after one slip: a letter left out, doubled, replaced by a neighbour, or two swapped."""
    places = [place for place, letter in enumerate(name) if letter in _NEAR]
    if len(places) < 4:
        return ""
    place = chance.one_of(places[1:])  # the first letter is rarely wrong
    letter = name[place]
    throw = chance.random()
    if throw < 0.4:
        slip = chance.one_of(_NEAR[letter])
    elif throw < 0.6:
        slip = ""
    elif throw < 0.75:
        slip = letter * 2
    else:
        after = name[place + 1 : place + 2]
        if after in _NEAR and after != letter:
            return name[:place] + after + letter + name[place + 2 :]
        slip = ""
    return (name[:place] + slip + name[place + 1 :]).strip()


def two_typos(chance: Chance, name: str) -> str:
    """Return `name` after two slips."""
    once = one_typo(chance, name)
    twice = one_typo(chance, once) if once else ""
    return twice if twice != name else ""


def swapped_words(chance: Chance, name: str) -> str:
    """Return `name` with two neighbouring words swapped."""
    words = name.split()
    if len(words) < 2:
        return ""
    place = chance.between(0, len(words) - 2)
    words[place : place + 2] = words[place + 1], words[place]
    return " ".join(words)


def old_spelling(chance: Chance, name: str) -> str:
    """Return `name` in the spelling before 1972: oe, tj, dj, and j for y."""
    old = name
    for new_letter, old_letters in _OLD_SPELLING:
        if new_letter == "Y" and chance.happens(0.5):
            continue
        old = old.replace("DJ", "\0").replace(new_letter, old_letters).replace("\0", "DJ")
    return old if old != name else ""


def other_spelling(chance: Chance, name: str) -> str:
    """Return `name` as another ear hears it: PAUJI for FAUZI, SAUDAH for SAODAH."""
    able = [pair for pair in _VARIANTS if pair[0] in name]
    if not able:
        return ""
    heard, written = chance.one_of(able)
    return name.replace(heard, written, 1)


def abbreviated(chance: Chance, name: str) -> str:
    """Return `name` with its first word shortened or written out: MUH., ABD., ST."""
    first, _blank, rest = name.partition(" ")
    for word, shorter in _SHORT:
        if word == first and rest:
            return f"{chance.one_of(shorter)} {rest}"
    return ""


def other_title(chance: Chance, name: str, woman: bool) -> str:
    """Return `name` without its title, or with one that the other record lacks."""
    first, _blank, rest = name.partition(" ")
    if first in _TITLES and rest:
        return rest
    if chance.happens(0.15):
        return name + chance.one_of(_DEGREES)
    return f"{chance.one_of(_WOMEN_TITLES if woman else _MEN_TITLES)} {name}"


def glued_or_split(name: str) -> str:
    """Return `name` with two words glued or one split: NUR HASANAH, ABDULRAHMAN."""
    words = name.split()
    for place, word in enumerate(words):
        if word in _GLUED and place + 1 < len(words):
            return " ".join([*words[:place], word + words[place + 1], *words[place + 2 :]])
        for start in _GLUED:
            if word.startswith(start) and len(word) - len(start) > 3:
                return " ".join([*words[:place], start, word[len(start) :], *words[place + 1 :]])
    return ""


def nickname(chance: Chance, name: str) -> str:
    """Return what neighbours call someone: a short form, or only one word of the name."""
    words = name.split()
    for place, word in enumerate(words):
        if word in _NICKNAMES:
            return " ".join([*words[:place], _NICKNAMES[word], *words[place + 1 :]])
    plain = [word for word in words if len(word) > 3 and "." not in word]
    return chance.one_of(plain) if len(words) > 1 and plain else ""


def another_name(chance: Chance, name: str, names: Weighted[str]) -> str:
    """Return a name that shares no word with `name`: people are renamed after an illness or a marriage."""
    other = chance.draw(names)
    return "" if set(other.split()) & set(name.split()) else other
