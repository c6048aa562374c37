"""`programme`: a programme file is checked, tried on the people of the list, and shown."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kelambu_tui.cli.answering import answer
from kelambu_tui.cli.ending import DONE, WRONG_USE, tell
from kelambu_tui.cli.entering import entered
from kelambu_tui.cli.frame import Asked, WordedGroup, command
from kelambu_tui.cli.places import workspace_folder
from kelambu_tui.locale import _

if TYPE_CHECKING:
    from kelambu_tui.programme.faults import Fault

programme = WordedGroup("programme", help=_("Periksa, coba, dan lihat berkas program."))

_file = click.argument("file", metavar="FILE", type=click.Path(path_type=Path))


@command(
    "check",
    _(
        "Periksa berkas program FILE (TOML), tanpa ruang kerja. Semua kesalahan disebut sekaligus, "
        "masing-masing dengan barisnya; kode keluar 2 bila ada. Berkas yang baik dijawab dengan isinya, "
        "dan dengan apa yang patut dilihat lagi."
    ),
    of=programme,
)
@_file
def check_file(asked: Asked, file: Path) -> int:
    """Check a programme file."""
    from kelambu_tui.cli.programme_pages import fault_document, frame_document, frame_page
    from kelambu_tui.programme.faults import Faulty
    from kelambu_tui.programme.reading import read_programme
    from kelambu_tui.programme.remarks import remarks

    try:
        reading = read_programme(file)
    except Faulty as faulty:
        for fault in faulty.faults:
            tell(fault.sentence)
        faults = [fault_document(fault) for fault in faulty.faults]
        answer(asked.json, {"ok": False, "faults": faults}, str)
        return WRONG_USE
    noticed = remarks(reading, date.today())  # noqa: DTZ011 - a programme starts on a day of the office
    document = {
        "ok": True,
        "faults": [],
        "remarks": [fault_document(one) for one in noticed],
        **frame_document(reading.programme),
    }
    answer(asked.json, document, lambda: "\n".join((frame_page(reading.programme), _noticed(noticed))))
    return DONE


def _noticed(remarks: tuple[Fault, ...]) -> str:
    if not remarks:
        return "\n" + _("Berkas ini baik; tidak ada yang perlu dilihat lagi.")
    lines = [f"- {one.sentence}" for one in remarks]
    return "\n".join(("", _("Berkas ini dapat dipakai. Yang patut dilihat lagi:"), *lines))


@command(
    "simulate",
    _(
        "Coba berkas program FILE pada orang-orang di wilayah Anda. Terhadap program yang berlaku: siapa "
        "yang masuk dan siapa yang keluar dari mereka yang tidak ditolak aturan, per desa. Hanya yang "
        "tercatat yang dihitung; yang belum diketahui tidak menolak siapa pun. Tidak menulis apa-apa."
    ),
    of=programme,
)
@_file
@click.option(
    "--by",
    type=click.Choice(["village", "desil", "rule"]),
    default="village",
    help=_("Hitung per desa (village), per desil, atau hanya per aturan (rule)."),
)
@click.option("--people", is_flag=True, help=_("Sebutkan orang-orang yang masuk dan keluar."))
def simulate_file(asked: Asked, file: Path, by: str, people: bool) -> int:
    """Try a programme file on the recorded people."""
    from kelambu_tui.cli import simulation_pages as pages
    from kelambu_tui.programme.reading import load_programme
    from kelambu_tui.work.simulating import simulate

    other = load_programme(file)
    with entered(asked) as here:
        in_force = here.workspace.programme
        if sys.stderr.isatty():
            tell(_("Menghitung ..."))
        found = simulate(here.workspace, other)
    if other.digest == in_force.digest:
        tell(_("Berkas ini sama dengan program yang berlaku."))
    document = pages.simulation_document(found, in_force, other, people)
    answer(asked.json, document, lambda: pages.simulation_page(found, in_force, other, by, people))
    return DONE


@command(
    "show",
    _(
        "Lihat program yang berlaku di ruang kerja ini, atau yang ada di FILE: dasar, kuota, dan aturan. "
        "Dengan --benefits: iuran dan manfaat seorang peserta, menurut aturan dan menurut artikel, dengan "
        "sumber dan masa tunggunya. Informasi, bukan penetapan. Tanpa kata sandi."
    ),
    of=programme,
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path), required=False)
@click.option("--benefits", is_flag=True, help=_("Iuran dan manfaat, dengan sumbernya."))
def show(asked: Asked, file: Path | None, benefits: bool) -> int:
    """Show a programme."""
    from kelambu_tui.cli import programme_pages as pages
    from kelambu_tui.programme.reading import load_programme

    own = workspace_folder(asked.workspace) / "programme.toml"
    shown = load_programme(file or (own if own.is_file() else None))
    document = pages.frame_document(shown)
    if benefits:
        money = {"name": shown.name, "start": shown.start.isoformat()} | pages.money_document(shown)
        answer(asked.json, money, lambda: pages.money_page(shown))
        return DONE
    document["rules"] = pages.rules_document(shown)
    answer(asked.json, document, lambda: f"{pages.frame_page(shown)}\n\n{pages.rules_page(shown)}")
    return DONE


COMMANDS = {"programme": programme}
