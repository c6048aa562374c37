"""`generate`: synthetic lists of any size, with the truth about what was planted in them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kelambu_tui.cli.accounts import village_codes
from kelambu_tui.cli.answering import answer
from kelambu_tui.cli.ending import DONE
from kelambu_tui.cli.frame import Asked, command
from kelambu_tui.locale import _

if TYPE_CHECKING:
    from kelambu_tui.exchange.synthetic import GenerateReport

PERSONS = 45_000


@command(
    "generate",
    _(
        "Buat daftar P3KE rekaan di OUT (.csv atau .xlsx), dengan data ganda dan kesalahan yang ditanam; "
        "daftar keluarga dan berkas kebenarannya di sebelahnya. Benih yang sama memberi daftar yang sama."
    ),
)
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@click.option(
    "--persons",
    type=click.IntRange(1, 10_000_000),
    default=PERSONS,
    metavar="N",
    help=_("Jumlah orang (45000)."),
)
@click.option("--seed", type=click.IntRange(0), default=1, metavar="S", help=_("Benih acak (1)."))
@click.option(
    "--layout", type=click.Choice(["A", "B"]), default="B", help=_("Tata letak P3KE 2022 (A) atau 2023 (B).")
)
@click.option(
    "--village",
    "villages",
    metavar="KODE",
    multiple=True,
    help=_("Hanya desa ini; boleh diulang. Tanpa ini seluruh kabupaten."),
)
@click.option(
    "--programme-totals",
    is_flag=True,
    help=_("Jumlah per desil tepat seperti program: 12.451, 24.119, 8.430 (45.000 orang)."),
)
def generate(asked: Asked, out: Path, villages: tuple[str, ...], **wanted: Any) -> int:
    """Generate a list."""
    from kelambu_tui.exchange.synthetic import generate as generate_list

    report = generate_list(out, villages=village_codes(villages) or None, **wanted)
    answer(asked.json, _document(report), lambda: _text(report))
    return DONE


def _document(report: GenerateReport) -> dict[str, Any]:
    return {
        "individuals": str(report.individuals),
        "families": str(report.families),
        "truth": str(report.truth),
        "persons": report.persons,
        "households": report.households,
        "duplicates": report.duplicates,
        "pairs": report.pairs,
        "desils": {str(desil): count for desil, count in sorted(report.desils.items())},
    }


def _text(report: GenerateReport) -> str:
    return _(
        "{persons} orang dalam {households} keluarga, {seconds:.1f} detik.\n"
        "{duplicates} baris mencatat orang yang sudah tercatat ({pairs} pasangan di berkas kebenaran).\n"
        "Orang: {individuals}\nKeluarga: {families}\nKebenaran: {truth}"
    ).format(
        persons=report.persons,
        households=report.households,
        duplicates=report.duplicates,
        pairs=report.pairs,
        seconds=report.seconds,
        individuals=report.individuals,
        families=report.families,
        truth=report.truth,
    )


COMMANDS = {"generate": generate}
