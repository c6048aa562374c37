"""What a row of a list says once it has been checked."""

from __future__ import annotations

from typing import NamedTuple

from kelambu_tui.exchange.intake.cells import HEAD


class Place(NamedTuple):
    """What a row says of its household, whichever kind of list it stands in."""

    family_id: str
    village: str
    address: str
    rt: str
    rw: str
    desil: int
    period: str


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
    """A row that can be taken in; `housing` is '' on individual lists."""

    line: int
    key: str
    place: Place
    human: Human
    housing: str
    cells: list[str]
