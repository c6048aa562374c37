"""`prelist`, `minutes`, `letter`: papers to walk with, to sign, and to leave with a family."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kelambu_tui.cli.answering import answer
from kelambu_tui.cli.ending import DONE
from kelambu_tui.cli.entering import entered
from kelambu_tui.cli.frame import Asked, Decorator, command
from kelambu_tui.locale import _

if TYPE_CHECKING:
    from kelambu_tui.exchange.papers.delivering import Paper


def _force_option() -> Decorator:
    return click.option("--force", is_flag=True, help=_("Ganti berkas yang sudah ada."))


@command(
    "prelist",
    _(
        "Daftar keluarga per RT untuk dibawa dari rumah ke rumah: kotak centang, kode, anggota, tempat "
        "mencatat. OUT.pdf untuk dicetak, OUT.txt untuk teks biasa. NIK disamarkan."
    ),
)
@click.argument("out", metavar="OUT.pdf|OUT.txt", type=click.Path(path_type=Path))
@click.option("--village", metavar="DESA", default="", help=_("Hanya desa ini (kode atau nama)."))
@click.option("--rt", metavar="RT", help=_("Hanya RT ini."))
@_force_option()
def prelist(asked: Asked, out: Path, village: str, rt: str | None, force: bool) -> int:
    """Write a prelist."""
    from kelambu_tui.exchange.papers.prelist import prelist as write

    with entered(asked) as here:
        made = write(here.workspace, out, village, rt, force=force)
    return _told(asked, made)


@command(
    "minutes",
    _(
        "Berita Acara Verifikasi dan Validasi dari satu sesi yang sudah ditutup, dengan lampiran nama dan "
        "sidik buku besar. Tanpa --session: sesi Anda yang terakhir."
    ),
)
@click.argument("out", metavar="OUT.pdf", type=click.Path(path_type=Path))
@click.option("--session", metavar="ID", default="", help=_("Sesi ini; lihat `kelambu session list`."))
@click.option("--draft", is_flag=True, help=_("Draf bertanda DRAF; sesinya boleh masih terbuka."))
@_force_option()
def minutes(asked: Asked, out: Path, session: str, draft: bool, force: bool) -> int:
    """Write a berita acara."""
    from kelambu_tui.exchange.papers.minutes import minutes as write

    with entered(asked) as here:
        made = write(here.workspace, out, session, draft=draft, force=force)
    return _told(asked, made)


@command(
    "letter",
    _(
        "Surat untuk keluarga ORANG (NIK, ID Individu, atau ID orang): apa yang ditemukan, mengapa, dan apa "
        "yang bisa dilakukan, dengan kata-kata sederhana."
    ),
)
@click.argument("person", metavar="ORANG")
@click.argument("out", metavar="OUT.pdf", type=click.Path(path_type=Path))
@_force_option()
def letter(asked: Asked, person: str, out: Path, force: bool) -> int:
    """Write a family's letter."""
    from kelambu_tui.exchange.papers.letter import letter as write
    from kelambu_tui.work.finding import resolve_person

    with entered(asked) as here:
        made = write(here.workspace, out, resolve_person(here.workspace, person), force=force)
    return _told(asked, made)


def _told(asked: Asked, made: Paper) -> int:
    document = {"paper": made.kind, "count": made.count, "digest": made.digest, "path": str(made.path)}
    text = _("{path} ditulis ({count} orang). Berkas ini memuat data pribadi; pembuatannya tercatat.")
    answer(asked.json, document, lambda: text.format(**document))
    return DONE


COMMANDS = {"prelist": prelist, "minutes": minutes, "letter": letter}
