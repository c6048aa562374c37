"""`undo`: a decision that is not sent yet is taken back."""

from __future__ import annotations

import click

from kelambu_tui.cli.answering import answer, table
from kelambu_tui.cli.ending import DONE, tell
from kelambu_tui.cli.entering import entered
from kelambu_tui.cli.frame import Asked, command
from kelambu_tui.locale import _


@command(
    "undo",
    _(
        "Batalkan keputusan Anda yang terakhir dan belum terkirim, atau keputusan ID: hasil kunjungan, "
        "tidak di rumah, usulan baru, koreksi, desil, antrean, putusan data ganda, izin, persetujuan. "
        "Pembatalan dicatat sebagai entri baru. "
        "Dengan --list: tampilkan yang bisa dibatalkan."
    ),
)
@click.argument("entry", metavar="[ID]", default="")
@click.option("--list", "listed", is_flag=True, help=_("Tampilkan saja yang bisa dibatalkan."))
def undo(asked: Asked, entry: str, listed: bool) -> int:
    """Take a decision back, or list what can be."""
    from kelambu_tui.work.undoing import kind_words, undoable, why_fixed
    from kelambu_tui.work.undoing import undo as take_back

    with entered(asked) as here:
        found = undoable(here.workspace) if listed else [take_back(here.workspace, entry, here.passphrase)]
        why = "" if found else why_fixed(here.workspace)
    if not found:
        tell(" ".join(part for part in (_("Tidak ada yang bisa dibatalkan."), why) if part))
    documents = [
        {"entry": one.entry, "kind": one.kind, "person": one.person, "name": one.name, "at": one.at}
        for one in found
    ]
    rows = [(one.at[:16].replace("T", " "), kind_words(one.kind), one.name, one.entry) for one in found]
    grid = table((_("Waktu"), _("Keputusan"), _("Nama"), "ID"), rows) if rows else ""
    answer(
        asked.json,
        documents if listed else documents[0],
        lambda: grid if listed else _("Dibatalkan: {what}, {name}.").format(what=rows[0][1], name=rows[0][2]),
    )
    return DONE


COMMANDS = {"undo": undo}
