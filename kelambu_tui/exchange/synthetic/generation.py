"""`generate`: a whole list of people who do not exist, with the truth about what was planted."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kelambu_tui.errors import Unreadable
from kelambu_tui.exchange.synthetic.chance import Chance
from kelambu_tui.exchange.synthetic.layouts import Layout, family_row, person_rows
from kelambu_tui.exchange.synthetic.settlement import Settlement
from kelambu_tui.exchange.synthetic.territory import choose_villages, share_out
from kelambu_tui.exchange.synthetic.writing import ListFiles
from kelambu_tui.locale import _
from kelambu_tui.memory import no_cycle_search

PROGRAMME_TOTALS = {1: 12_451, 2: 24_119, 3: 8_430}
"""Places of Pake Kelambu per desil; 45,000 in all (domain.md 0)."""

PERIOD = 2023
"""The year of the list: ages are those reached by its end."""


@dataclass(frozen=True, slots=True)
class GenerateReport:
    """What was written. `individuals` and `families` are the same file when it is a workbook."""

    individuals: Path
    families: Path
    truth: Path
    persons: int
    households: int
    villages: int
    duplicates: int
    """Rows that list someone a second or third time."""
    pairs: int
    """Rows `ganda` of the truth: of someone listed three times it names all three pairs."""
    lookalikes: int
    """Planted pairs of two people who look like one."""
    faults: dict[str, int]
    kinds: dict[str, int]
    desils: dict[int, int]
    """Rows per desil of their family."""
    seconds: float


def generate(
    out: Path,
    persons: int = 45_000,
    seed: int = 1,
    *,
    layout: Layout = "B",
    villages: Sequence[str] | None = None,
    programme_totals: bool = False,
    duplicates: float = 0.08,
    period: int = PERIOD,
) -> GenerateReport:
    """Write a synthetic P3KE list of exactly `persons` rows to `out` and what belongs to it beside it.

    `out` (.csv, .xlsx) is the individual list; `*-keluarga.csv` the family list (in a workbook the other
    sheet), `*-kebenaran.csv` the truth (columns: `truth.HEADER`). The same arguments give the same rows
    everywhere; CSV files the same bytes, workbooks too where the same zlib packs them.

    `villages`: Kemendagri codes, all of the regency by default. `duplicates`: share of rows that list
    someone again. `period`: the year by whose end ages count. `programme_totals`: as many rows per desil
    as the programme has places, no desil 4, and only faults with which a row can still be taken in, so
    that the counts hold for the rows of the file and for the rows that an import takes alike.

    Raises `Unreadable` (wrong argument, a place that cannot be written) or `Refused` (`out` is somebody's
    list); nothing is left behind then.
    """
    _refuse_numbers(persons, duplicates, period, programme_totals=programme_totals)
    began = time.perf_counter()
    places = choose_villages(villages, persons)
    chance = Chance(seed)
    quota = dict(PROGRAMME_TOTALS) if programme_totals else {}
    settlement = Settlement(chance, period, duplicates, *_first_numbers(seed), places=quota)
    shares = share_out(chance, persons, places)
    with no_cycle_search(), ListFiles(Path(out), layout, persons) as files:
        for village, share in zip(places, shares, strict=True):
            number = settlement.persons + 1
            family_number = settlement.families + 1
            for family in settlement.people(village, share):
                files.family_sheet.write([family_row(layout, family_number, family)])
                files.person_sheet.write(person_rows(layout, number, family, period))
                number += len(family.members)
                family_number += 1
            files.truth_sheet.write(settlement.truth.take_rows())
    return _report(files, settlement, len(places), time.perf_counter() - began)


def _refuse_numbers(persons: int, duplicates: float, period: int, *, programme_totals: bool) -> None:
    total = sum(PROGRAMME_TOTALS.values())
    if persons < 1:
        raise Unreadable(_("Jumlah orang harus 1 atau lebih."))
    if programme_totals and persons != total:
        raise Unreadable(
            _("Jumlah per desil seperti program hanya untuk daftar {total} orang, bukan {persons}.")
            .format(total=total, persons=persons)
        )  # fmt: skip
    if not 0 <= duplicates <= 0.5:
        raise Unreadable(_("Bagian data ganda harus antara 0 dan 0,5."))
    if not 2015 <= period <= 2100:
        raise Unreadable(_("Tahun daftar harus antara 2015 dan 2100."))


def _first_numbers(seed: int) -> tuple[int, int]:
    """Return before which IDs of families and persons begin: elsewhere for each seed.

    So two lists can be taken in side by side.
    """
    shelf = seed * 7919 % 800
    return 100_000_000 + shelf * 1_000_000, (1_000 + shelf * 10) * 1_000_000


def _report(files: ListFiles, settlement: Settlement, villages: int, seconds: float) -> GenerateReport:
    found = settlement.truth
    return GenerateReport(
        files.individuals, files.families, files.truth, settlement.persons, settlement.families, villages,
        settlement.second_records, found.pairs, found.lookalikes, dict(sorted(found.faults.items())),
        dict(sorted(found.kinds.items())), dict(settlement.desils), round(seconds, 3),
    )  # fmt: skip
