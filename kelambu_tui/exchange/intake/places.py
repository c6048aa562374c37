"""Where the rows of a batch place their households."""

from __future__ import annotations

from collections.abc import Sequence

from kelambu_tui.exchange.intake.cells import Remembered, read_desil, read_id, read_village
from kelambu_tui.exchange.intake.columns import Faults, Wrong
from kelambu_tui.exchange.intake.provenance import Said
from kelambu_tui.exchange.intake.reasons import Faulty
from kelambu_tui.exchange.intake.records import Place

PLACE = (
    "family_id",
    "village_code",
    "village",
    "kecamatan",
    "desil",
    "address",
    "rt",
    "rw",
    "updated_year",
    "period",
    "source",
)
"""The columns that place a household, in the order in which `PlaceReader` takes them."""

_NOWHERE = Place("", "", "", "", "", 0, "", "")


class PlaceReader:
    """Reads places; `said` is what holds for a row that states no source or period of its own."""

    def __init__(self, said: Said) -> None:
        self._said: Remembered[tuple[str, str, str], Said] = Remembered(lambda cells: said.by_row(*cells))
        self._village = Remembered(read_village)
        self._desil = Remembered(read_desil)

    def read(self, columns: Sequence[Sequence[str]], faults: Faults) -> list[Place]:
        """Return the place that every row names, any at all for a faulty row."""
        places = []
        last: tuple[str, ...] = ()
        place, fault = _NOWHERE, None
        for at, written in enumerate(zip(*columns, strict=True)):
            if written != last:  # members of one household follow each other
                place, fault = self._read(written)
                last = written
            if fault is not None:
                faults.setdefault(at, fault)
            places.append(place)
        return places

    def _read(self, written: tuple[str, ...]) -> tuple[Place, Wrong | None]:
        family_id, code, village, kecamatan, desil, address, rt, rw, year, period, source = written
        try:
            key = read_id("family_id", family_id)
            code, level = self._village[code, village, kecamatan], self._desil[desil]
        except Faulty as fault:
            return _NOWHERE, (fault.code, fault.sentence)
        said = self._said[source, period, year]
        return Place(key, code, address, rt, rw, level, said.period, said.source), None
