"""`export`: files for others."""

from __future__ import annotations

from pathlib import Path

import click

from kelambu_tui.cli.answering import answer
from kelambu_tui.cli.ending import DONE, tell
from kelambu_tui.cli.entering import entered
from kelambu_tui.cli.frame import Asked, WordedGroup, command
from kelambu_tui.locale import _

export = WordedGroup("export", help=_("Tulis berkas untuk pihak lain."))


@command(
    "bpjs",
    _(
        "Tulis semua yang disetujui ke OUT.xlsx untuk BPJS Ketenagakerjaan; hanya penyelia atau dinas. "
        "Berkas itu berisi NIK lengkap: serahkan langsung, jangan disebar. Jumlah dan sidiknya tercatat "
        "di buku besar."
    ),
    of=export,
)
@click.argument("out", metavar="OUT.xlsx", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help=_("Ganti berkas yang sudah ada."))
def bpjs(asked: Asked, out: Path, force: bool) -> int:
    """Write the insurer's workbook."""
    from kelambu_tui.exchange.insurer import changed_sentence, export_bpjs

    with entered(asked) as here:
        report = export_bpjs(here.workspace, out, force=force)
    document = {"count": report.count, "digest": report.digest, "path": str(report.path)}
    if report.changed:
        tell(changed_sentence(report.changed))
    text = _("{count} peserta ditulis ke {path}.\nSidik (BLAKE2b-256): {digest}")
    answer(asked.json, document, lambda: text.format(**document))
    return DONE


COMMANDS = {"export": export}
