"""The villages of Musi Banyuasin, found by code or by a name that is spelt more or less right.

The list (seed_data/wilayah_muba.csv) contains information from idn-area-data, made available under
the Open Database License 1.0.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from kelambu_tui.seed import seed_file

CLOSE = 85.0
"""Least likeness (0 to 100, normalised Indel) of a misspelt name to the village that it means."""

LEAD = 4.0
"""How much more like it the best village must be than the second best."""

_KINDS = re.compile(r"^(?:desa|ds|kelurahan|kel|kecamatan|kec)\b[. ]*")
_WORDS = re.compile(r"[a-z]+|\d+")
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}


@dataclass(frozen=True, slots=True)
class Village:
    """A desa or kelurahan; `code` is the Kemendagri code with dots, `16.06.01.2001`."""

    code: str
    name: str
    kind: str
    kecamatan_code: str
    kecamatan: str

    @property
    def label(self) -> str:
        """Return name and kecamatan, for names repeat within the regency."""
        return f"{self.name}, {self.kecamatan}"


@lru_cache(maxsize=1)
def villages() -> Mapping[str, Village]:
    """Return all villages by code, in the order of their codes."""
    with seed_file("wilayah_muba.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            Village(row["kode"], row["nama"], row["jenis"], row["kode_kecamatan"], row["kecamatan"])
            for row in csv.DictReader(file)
        ]
    return MappingProxyType({village.code: village for village in sorted(rows, key=lambda row: row.code)})


@lru_cache(maxsize=4096)
def find_village(code: str, name: str = "", kecamatan: str = "") -> Village | None:
    """Return the village that a list row means, or `None` when that is not certain.

    The code counts first, with or without dots. Otherwise the name, exact or closely spelt, within
    the kecamatan; without a kecamatan only a name that occurs once. Never guesses between two.
    """
    by_code = villages().get(_dotted(code))
    if by_code is not None or not _fold(name):
        return by_code
    candidates = list(villages().values())
    if kecamatan.strip():
        home = _kecamatan(kecamatan)
        candidates = [village for village in candidates if village.kecamatan_code == home]
    names = {village.code: village.name for village in candidates}
    found = _closest(name, names)
    return villages()[found] if found else None


def _dotted(code: str) -> str:
    digits = re.sub(r"\D", "", re.sub(r"[.,]0$", "", code.strip()))
    return f"{digits[:2]}.{digits[2:4]}.{digits[4:6]}.{digits[6:]}" if len(digits) == 10 else ""


@lru_cache(maxsize=256)
def _kecamatan(name: str) -> str | None:
    return _closest(name, {village.kecamatan_code: village.kecamatan for village in villages().values()})


def _fold(name: str) -> str:
    lowered = _KINDS.sub("", name.strip().lower())
    return " ".join(_ROMAN.get(word, word) for word in _WORDS.findall(lowered))


def _closest(name: str, names: Mapping[str, str]) -> str | None:
    """Return the key whose name is `name`: as written, without blanks, or clearly the most alike."""
    wanted = _fold(name)
    folded = {key: _fold(value) for key, value in names.items()}
    for shape in (str, _joined):
        same = [key for key, value in folded.items() if shape(value) == shape(wanted)]
        if same:
            return same[0] if len(same) == 1 else None
    return _most_alike(_joined(wanted), ((key, _joined(value)) for key, value in folded.items()))


def _joined(folded: str) -> str:
    return folded.replace(" ", "")


def _most_alike(wanted: str, names: Iterable[tuple[str, str]]) -> str | None:
    from rapidfuzz import fuzz  # 20 ms that most rows, found by code, never need

    scores = sorted(((fuzz.ratio(wanted, name), key, name) for key, name in names), reverse=True)
    # Jud I and Jud II are one stroke apart and two villages: a slip there is anyone's guess.
    families = Counter(name.rstrip("0123456789") for _score, _key, name in scores)
    if not scores or scores[0][0] < CLOSE:
        return None
    if len(scores) > 1 and scores[0][0] - scores[1][0] < LEAD:
        return None
    _score, key, name = scores[0]
    same_number = _number(name) == _number(wanted)
    return key if same_number and families[name.rstrip("0123456789")] == 1 else None


def _number(name: str) -> str:
    return re.sub(r"\D", "", name)
