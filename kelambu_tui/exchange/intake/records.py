"""What a row of a list says once it has been checked."""

from __future__ import annotations

import json
from typing import NamedTuple

from kelambu_tui.exchange.intake.cells import HEAD

_BETWEEN = "\x1f"
_AS_JSON = "\x1e"


def join_cells(cells: list[str]) -> str:
    """Return the cells of a row as one text: few are ever looked at again."""
    joined = _BETWEEN.join(cells)
    if joined.count(_BETWEEN) != len(cells) - 1 or joined.startswith(_AS_JSON):
        return _AS_JSON + json.dumps(cells)
    return joined


def split_cells(joined: str) -> list[str]:
    """Return the cells that were joined."""
    if joined.startswith(_AS_JSON):
        cells: list[str] = json.loads(joined[1:])
        return cells
    return joined.split(_BETWEEN)


class Place(NamedTuple):
    """What a row says of its household, whichever kind of list it stands in."""

    family_id: str
    village: str
    address: str
    rt: str
    rw: str
    desil: int
    period: str
    source: str


class Human(NamedTuple):
    """What a row says of a person; `values` in the order of `registry.PERSON_VALUES`."""

    values: tuple[str, ...]
    name_key: str
    nik_state: str
    digest: bytes

    @property
    def name(self) -> str:
        """The name as the list has it."""
        return self.values[2]

    @property
    def nik(self) -> str:
        """The NIK: sixteen digits when it is sound, else as the list has it."""
        return self.values[3]

    @property
    def is_head(self) -> bool:
        """Whether the household is named after this person."""
        return self.values[6] == HEAD


class Record(NamedTuple):
    """A row that can be taken in; `housing` is '' on individual lists, `cells` are joined cells."""

    line: int
    key: str
    place: Place
    human: Human
    housing: str
    cells: str
