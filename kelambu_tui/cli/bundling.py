"""`bundle`: sending by stick, both ways."""

from __future__ import annotations

from pathlib import Path

import click

from kelambu_tui.cli.answering import answer, table
from kelambu_tui.cli.ending import DONE, tell
from kelambu_tui.cli.entering import entered
from kelambu_tui.cli.frame import Asked, WordedGroup, command
from kelambu_tui.display import display
from kelambu_tui.locale import _

bundle = WordedGroup("bundle", help=_("Kirim lewat stick: tulis untuk hub, baca jawaban hub."))


@command(
    "write",
    _(
        "Tulis semua yang belum terkirim ke FILE, atau ke folder DIR (stick) dengan nama sendiri. Berkasnya "
        "tersegel: hanya hub dinas yang dapat membukanya. Setiap berkas memuat semua yang belum ada tanda "
        "terimanya, jadi stick yang hilang tidak menghilangkan apa pun."
    ),
    of=bundle,
)
@click.argument("target", metavar="FILE|DIR", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help=_("Ganti berkas yang sudah ada."))
def write(asked: Asked, target: Path, force: bool) -> int:
    """Write a bundle."""
    from kelambu_tui.sync.bundles import write_bundle

    with entered(asked) as here:
        written = write_bundle(here.workspace, target, force=force)
    document = {
        "path": str(written.path),
        "from": written.first,
        "to": written.last,
        "entries": written.entries,
        "bytes": written.size,
        "joining": written.joining,
    }
    text = _(
        "{entries} catatan ditulis ke {path} ({bytes} byte). Terkirim setelah jawaban hub dibaca di sini."
    )
    answer(asked.json, document, lambda: text.format(**document | {"path": display(written.path, 300)}))
    return DONE


@command(
    "read",
    _(
        "Baca jawaban hub dari FILE: tanda terima, putusan, dan catatan orang lain. Aman dibaca dua kali; "
        "berkas yang rusak atau milik laptop lain ditolak tanpa mengubah apa pun."
    ),
    of=bundle,
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
def read(asked: Asked, file: Path) -> int:
    """Read a bundle from the hub."""
    from kelambu_tui.sync.homes import read_home

    with entered(asked) as here:
        home = read_home(here.workspace, file)
    document = {
        "path": str(home.path),
        "acked": home.acked,
        "received": home.received,
        "conflicts": home.conflicts,
        "unsent": home.unsent,
        "again": home.again,
        "known": home.known,
        "joined": home.joined,
    }
    if home.again:
        tell(_("Hub kehilangan sebagian catatan karena dipulihkan. Tulis stick lagi; isinya lengkap."))
    if home.known:
        tell(_("Berkas ini sudah pernah dibaca; tidak ada yang berubah."))
    text = _("Hub punya catatan laptop ini sampai nomor {acked}; {received} masuk, {unsent} belum terkirim.")
    answer(asked.json, document, lambda: text.format(**document))
    return DONE


@command("list", _("Daftar stick yang pernah ditulis, dan apakah jawabannya sudah kembali."), of=bundle)
def list_(asked: Asked) -> int:
    """List what was written."""
    from kelambu_tui.sync.bundles import sticks

    with entered(asked) as here:
        found = sticks(here.workspace)
    document = [
        {
            "file": one.file,
            "from": one.first,
            "to": one.last,
            "at": one.at,
            "covered": one.covered,
            "home": one.home,
            "lost": one.lost,
        }
        for one in found
    ]
    headings = (_("Ditulis"), _("Catatan"), _("Keadaan"), _("Berkas"))
    rows = [(one.at, f"{one.first}-{one.last}", one.words, one.file) for one in found]
    answer(asked.json, document, lambda: table(headings, rows) if rows else "")
    return DONE


COMMANDS = {"bundle": bundle}
