"""Finding the header of a list and what each of its columns is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import chain, islice

from kelambu_tui.display import display
from kelambu_tui.exchange.intake.headers import HEADERS, ONLY_B, REJECT_COLUMNS, official
from kelambu_tui.exchange.intake.provenance import SOURCES, Said, named_source, read_period
from kelambu_tui.locale import _

HEADER_ROWS = 10
"""The header stands on one of this many first rows."""

_ENOUGH = 3  # columns that must be known before a row is taken for a header
_CLOSE = 86.0  # least rapidfuzz ratio (0 to 100) of a misspelt header
_MARGIN = 5.0  # by how much the best column must lead the next one
_LONG_ENOUGH = 6  # letters below which a misspelling is not guessed at

Row = tuple[int, list[str]]


class Kind(StrEnum):
    """What one row of a list is about."""

    FAMILY = "keluarga"
    INDIVIDUAL = "individu"


class NoLayout(Exception):
    """This sheet holds no list that can be taken in.

    `sentence` says why and has `{file}` to fill in; `closeness` is the number of known columns.
    """

    def __init__(self, sentence: str, closeness: int = 0) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.closeness = closeness


def empty_sheet() -> NoLayout:
    """There is nothing on this sheet, or no visible sheet at all."""
    return NoLayout(_("{file} tidak berisi baris. Periksa apakah berkas ini yang dimaksud."))


@dataclass(frozen=True, slots=True)
class Layout:
    """One sheet's header, understood.

    `columns` maps canonical names to positions; `extra` maps the remaining headers, as they came, to
    theirs. `generation` is A (2022) or B (2023). `fed_back` marks a file of rejects. `source` and
    `period` are what header, lines above it, and whoever imports the list say ('' for a period of none).
    """

    kind: Kind
    generation: str
    header: tuple[str, ...]
    header_line: int
    columns: dict[str, int]
    extra: dict[str, int]
    fed_back: bool
    source: str
    period: str
    by_hand: tuple[str, str]

    @property
    def name(self) -> str:
        """The layout as reports and the ledger name it, e.g. `B-individu`."""
        return f"{self.generation}-{self.kind}"

    @property
    def said(self) -> Said:
        """Source and period of rows that do not say."""
        return Said(self.source, self.period, self.by_hand)


def find_layout(rows: Iterable[Row], by_hand: tuple[str, str] = ("", "")) -> tuple[Layout, Iterator[Row]]:
    """Return the layout and the rows below the header; raises `NoLayout` without a usable header.

    `by_hand`: source and period as whoever imports the list said them, '' where they did not.
    """
    stream = iter(rows)
    head = list(islice(stream, HEADER_ROWS))
    if not any(any(cell.strip() for cell in cells) for _line, cells in head):
        raise empty_sheet()
    best = max(range(len(head)), key=lambda index: recognised(head[index][1]))
    line, cells = head[best]
    if recognised(cells) < _ENOUGH:
        raise NoLayout(
            _(
                "{file}: judul kolom tidak ditemukan di 10 baris pertama. Pastikan ada satu baris judul "
                "seperti ID Keluarga P3KE, Nama, NIK, Desil Kesejahteraan."
            ),
            closeness=1,
        )
    above = [" ".join(text) for _line, text in head[:best]]
    return _layout(line, cells, above, by_hand), chain(head[best + 1 :], stream)


def recognised(cells: Iterable[str]) -> int:
    """Return how many different columns of a list the `cells` of one row name."""
    return len(_assign(list(cells)))


def names_people(cells: Iterable[str]) -> bool:
    """Say whether this row is the header of an individual list."""
    columns = _assign(list(cells))
    return len(columns) >= _ENOUGH and _kind(columns) is Kind.INDIVIDUAL


def _layout(line: int, cells: list[str], above: list[str], by_hand: tuple[str, str]) -> Layout:
    columns = _assign(cells)
    kind = _kind(columns)
    if kind is Kind.FAMILY and "head_name" not in columns and "name" in columns:
        columns["head_name"] = columns.pop("name")
    _check_required(kind, columns)
    taken = set(columns.values())
    extra = {
        _unique_name(cell, index): index
        for index, cell in enumerate(cells)
        if index not in taken and cell.strip() and _letters(cell) not in REJECT_COLUMNS
    }
    present = {_letters(cell) for cell in cells}
    generation = "B" if ONLY_B & columns.keys() else "A"
    source = by_hand[0] or _source_of(cells, columns, above)
    return Layout(
        kind=kind,
        generation=generation,
        header=tuple(cells),
        header_line=line,
        columns=columns,
        extra=extra,
        fed_back=present.issuperset(REJECT_COLUMNS),
        source=source,
        period=by_hand[1] or _period_of(above, source, generation),
        by_hand=by_hand,
    )


def _source_of(cells: list[str], columns: dict[str, int], above: list[str]) -> str:
    """Return the source that a header names: its desil column, the lines above it, its columns of IDs."""
    desil = named_source([cells[columns["desil"]]])
    ids = named_source(cells[columns[name]] for name in ("family_id", "person_id") if name in columns)
    return desil or named_source(above) or ids or SOURCES[0]


def _period_of(above: list[str], source: str, generation: str) -> str:
    """Return the period of a list whose rows do not say: the years of its layouts are known of P3KE only."""
    told = next(filter(None, map(read_period, above)), "")
    if told or source != SOURCES[0]:
        return told
    return "2023" if generation == "B" else "2022"


def _kind(columns: dict[str, int]) -> Kind:
    if {"person_id", "relation"} & columns.keys():
        return Kind.INDIVIDUAL
    # Family lists describe their heads as well; only a list without heads can be one of persons.
    nameless = "head_name" not in columns and {"name", "marital"} <= columns.keys()
    return Kind.INDIVIDUAL if nameless else Kind.FAMILY


def _check_required(kind: Kind, columns: dict[str, int]) -> None:
    required = ["family_id", "desil", "nik"]
    required[1:1] = ["person_id", "name"] if kind is Kind.INDIVIDUAL else ["head_name"]
    missing = [official(column) for column in required if column not in columns]
    if "village_code" not in columns and not {"village", "kecamatan"} <= columns.keys():
        missing.append(official("village_code"))
    if missing:
        raise NoLayout(
            _(
                "{file} tidak memuat kolom {columns}. Minta daftar P3KE yang lengkap, atau perbaiki "
                "judul kolomnya, lalu ulangi."
            ).format(file="{file}", columns=", ".join(missing)),
            closeness=len(columns),
        )


def _assign(cells: list[str]) -> dict[str, int]:
    """Map canonical columns to positions: exact headers first, then close ones for what is left."""
    columns: dict[str, int] = {}
    guesses: list[tuple[float, str, int]] = []
    for index, cell in enumerate(cells):
        column, score = _column_of(cell[:120])
        if not column:
            continue
        if score == 100:
            columns.setdefault(column, index)
        else:
            guesses.append((score, column, index))
    for _score, column, index in sorted(guesses, reverse=True):
        columns.setdefault(column, index)
    return columns


@lru_cache(maxsize=4096)
def _column_of(cell: str) -> tuple[str, float]:
    letters = _letters(cell)
    if not letters or letters in REJECT_COLUMNS:
        return "", 0.0
    if letters in _EXACT:
        return _EXACT[letters], 100.0
    if len(letters) < _LONG_ENOUGH or letters.isdecimal():
        return "", 0.0
    return _close_column(letters)


def _close_column(letters: str) -> tuple[str, float]:
    from rapidfuzz import fuzz, process

    found = process.extract(letters, _GUESSABLE, scorer=fuzz.ratio, score_cutoff=_CLOSE - _MARGIN, limit=8)
    if not found or found[0][1] < _CLOSE:
        return "", 0.0
    column = _EXACT[found[0][0]]
    rival = next((score for header, score, _index in found if _EXACT[header] != column), 0.0)
    if found[0][1] - rival < _MARGIN:
        return "", 0.0
    return column, min(found[0][1], 99.0)


def _letters(cell: str) -> str:
    return "".join(filter(str.isalnum, cell.casefold()))


def _unique_name(cell: str, index: int) -> str:
    name = display(" ".join(cell.split()), 80)
    return name if name not in HEADERS else f"{name} {index + 1}"


_EXACT = {_letters(header): column for column, headers in HEADERS.items() for header in headers}
# The seven age flags differ in digits only: a misspelling of one is the spelling of another.
_GUESSABLE = [
    header
    for header, column in _EXACT.items()
    if len(header) >= _LONG_ENOUGH and not any(sign.isdigit() for sign in header.replace("p3ke", ""))
]
