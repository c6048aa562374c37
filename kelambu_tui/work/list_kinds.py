"""The classes of differences between a newer list and the registry, and their names."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from kelambu_tui.display import display
from kelambu_tui.errors import Unreadable
from kelambu_tui.locale import _


class Kind(StrEnum):
    """The classes of differences, in the order in which they are looked at."""

    NEW = "baru"  # on the list, not yet on the registry; or on the list again
    DESIL = "desil"  # the family's desil
    MOVED = "pindah"  # the village of a family, or a person in a family of another village
    OTHER = "lain"  # anything else that rules or people ask for
    GONE = "hilang"  # no longer on the list of their village
    PERIOD = "periode"  # the same, said again: only the period or side facts are newer


ALL = "all"
"""Stands for every class where classes are named."""


def kind_words() -> dict[Kind, str]:
    """The names of the classes, as people read them."""
    return {
        Kind.NEW: _("baru di daftar"),
        Kind.DESIL: _("desil berubah"),
        Kind.MOVED: _("pindah desa"),
        Kind.OTHER: _("perubahan lain"),
        Kind.GONE: _("tidak ada lagi di daftar"),
        Kind.PERIOD: _("hanya periode atau keterangan"),
    }


def read_kinds(words: Iterable[str]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Tell classes from numbers of rows in what somebody typed; raises `Unreadable` for anything else."""
    kinds: list[str] = []
    rows: list[int] = []
    for word in words:
        if word.isascii() and word.isdecimal() and len(word) < 16:
            rows.append(int(word))
        elif word.lower() in (ALL, *Kind):
            kinds.append(word.lower())
        else:
            raise Unreadable(
                _("Golongan “{kind}” tidak ada. Pilih {known}, all, atau nomor baris.").format(
                    kind=display(word, 40), known=", ".join(Kind)
                )
            )
    return tuple(kinds), tuple(rows)
