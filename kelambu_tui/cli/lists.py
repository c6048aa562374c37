"""`import`: a list comes in."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kelambu_tui.cli.answering import answer
from kelambu_tui.cli.ending import DONE, tell
from kelambu_tui.cli.entering import entered
from kelambu_tui.cli.frame import Asked, command
from kelambu_tui.errors import Unreadable
from kelambu_tui.locale import _

if TYPE_CHECKING:
    from kelambu_tui.exchange.intake.report import IntakeReport

_BAR = 24
_CLEAR_LINE = "\r\x1b[K"


class Meter:
    """A bar with rows a second, drawn over itself on standard error."""

    def __init__(self) -> None:
        self.began = time.monotonic()

    def show(self, done: int, total: int | None) -> None:
        """Draw how far the reading is; `total` is `None` while it is not known."""
        speed = done / max(time.monotonic() - self.began, 0.001)
        share = f"{_bar(done, total)} " if total else ""
        rows = _("{done} baris, {speed} baris/detik").format(
            done=_thousands(done), speed=_thousands(int(speed))
        )
        sys.stderr.write(f"{_CLEAR_LINE}{share}{rows}")
        sys.stderr.flush()

    def end(self) -> None:
        """Leave an empty line behind."""
        sys.stderr.write(_CLEAR_LINE)
        sys.stderr.flush()


def _bar(done: int, total: int) -> str:
    filled = min(_BAR, done * _BAR // total)
    return f"[{'#' * filled}{'.' * (_BAR - filled)}] {min(100, done * 100 // total):3d}%"


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")


@command(
    "import",
    _(
        "Masukkan daftar P3KE, DTSEN atau DTKS dari FILE (CSV atau XLSX; tata letak A atau B, keluarga atau "
        "individu).\n\n"
        "Tiap baris menjadi tepat satu: baru, berubah, sama, atau dikarantina dengan alasan. Bila gagal, "
        "tidak ada yang berubah. Berkas tolakan dapat diperbaiki lalu dimasukkan lagi.\n\n"
        "Daftar pertama langsung masuk. Dari daftar berikutnya, yang berbeda menunggu diterima: lihat "
        "`kelambu differences`, atau sebut --accept."
    ),
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help=_("Periksa saja; tidak ada yang disimpan."))
@click.option(
    "--rejects",
    type=click.Path(path_type=Path),
    metavar="OUT.csv",
    help=_(
        "Tulis baris yang dikarantina ke berkas ini, juga dengan --dry-run. "
        "Hanya berkas tolakan lama yang boleh ditimpa; bila tak ada tolakan lagi, ia dihapus."
    ),
)
@click.option(
    "--accept",
    metavar="GOLONGAN",
    multiple=True,
    help=_("Terima langsung golongan ini (all: semua) dari daftar yang lebih baru; boleh berulang."),
)
@click.option("--source", "of_source", metavar="SUMBER", default="", help=_("P3KE, DTSEN atau DTKS."))
@click.option("--period", metavar="PERIODE", default="", help=_("Tahun, atau tahun dan bulan: 2025-06."))
def import_file(
    asked: Asked,
    file: Path,
    dry_run: bool,
    rejects: Path | None,
    accept: tuple[str, ...],
    of_source: str,
    period: str,
) -> int:
    """Take a list in."""
    from kelambu_tui.exchange.intake.checking import CheckedElsewhere

    if not file.is_file():
        raise Unreadable(_("Berkas {path} tidak ada. Periksa jalurnya.").format(path=file))
    by_hand = _by_hand(of_source, period)
    meter = Meter() if sys.stderr.isatty() else None
    # Another process reads and checks the list while this one signs in.
    with CheckedElsewhere(file, by_hand=by_hand) as source, entered(asked) as here:
        from kelambu_tui.exchange.intake import import_list

        _check_classes(accept)
        try:
            report = import_list(
                here.workspace,
                file,
                source=source,
                review=True,
                accept=accept,
                dry_run=dry_run,
                rejects=rejects,
                progress=meter.show if meter else None,
            )
        finally:
            if meter:
                meter.end()
    _tell_what_else(report, dry_run, rejects)
    answer(asked.json, _document(report), lambda: _text(report))
    return DONE


def _by_hand(source: str, period: str) -> tuple[str, str]:
    from kelambu_tui.exchange.intake.provenance import read_source, read_stated_period

    return (read_source(source), read_stated_period(period)) if source or period else ("", "")


def _check_classes(accept: tuple[str, ...]) -> None:
    from kelambu_tui.work.list_kinds import read_kinds

    if read_kinds(accept)[1]:
        raise Unreadable(_("--accept di sini menerima golongan, bukan nomor baris."))


def _tell_what_else(report: IntakeReport, dry_run: bool, rejects: Path | None) -> None:
    if dry_run:
        tell(_("Hanya diperiksa; tidak ada yang disimpan."))
    if report.staged or report.replaced:
        from kelambu_tui.cli.differences import tell_of_review

        tell_of_review(report, dry_run)
    for path in report.rejects:
        tell(_("Baris yang dikarantina ditulis ke {path}.").format(path=path))
    if report.rejects_removed:
        tell(
            _("Tidak ada baris yang dikarantina; berkas tolakan lama {path} dihapus.").format(
                path=report.rejects_removed
            )
        )
    elif rejects and not report.rejects:
        tell(_("Tidak ada baris yang dikarantina; {path} tidak ditulis.").format(path=rejects))


def _document(report: IntakeReport) -> dict[str, Any]:
    names = ("read", "added", "changed", "unchanged", "quarantined")
    document = {name: getattr(report, name) for name in names} | {"reasons": dict(report.reasons)}
    more = {"staged": report.staged, "accepted": report.accepted, "replaced": report.replaced}
    return document | {name: value for name, value in more.items() if value}


def _text(report: IntakeReport) -> str:
    speed = int(report.read / max(report.seconds, 0.001))
    counts = _("{read} baris: {added} baru, {changed} berubah, {unchanged} sama, {quarantined} dikarantina.")
    lines = [
        counts.format(
            read=_thousands(report.read),
            added=_thousands(report.added),
            changed=_thousands(report.changed),
            unchanged=_thousands(report.unchanged),
            quarantined=_thousands(report.quarantined),
        ),
        *(f"  {_thousands(count):>8}  {code}" for code, count in report.reasons.items()),
        _("Tata letak {layout}, {seconds:.1f} detik, {speed} baris/detik.").format(
            layout=report.layout, seconds=report.seconds, speed=_thousands(speed)
        ),
    ]
    return "\n".join(lines)


COMMANDS = {"import": import_file}
