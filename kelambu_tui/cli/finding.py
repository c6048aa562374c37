"""`search`: who is on the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kelambu_tui.cli.answering import answer, table
from kelambu_tui.cli.ending import DONE, tell
from kelambu_tui.cli.entering import entered
from kelambu_tui.cli.frame import Asked, command
from kelambu_tui.cli.showing import niks, reveal_option, village_label
from kelambu_tui.locale import _

if TYPE_CHECKING:
    from kelambu_tui.work.finding import Found


@command(
    "search",
    _(
        "Cari menurut nama (boleh salah ketik), NIK, nomor KK, atau alamat; yang paling mirip di atas.\n\n"
        "Contoh: kelambu search 'nyayu halimah'"
    ),
)
@click.argument("query", metavar="KATA", nargs=-1, required=True)
@click.option(
    "--limit",
    type=click.IntRange(1, 1000),
    default=20,
    metavar="N",
    help=_("Paling banyak sekian jawaban (20)."),
)
@reveal_option()
def search(asked: Asked, query: tuple[str, ...], limit: int, reveal_nik: bool) -> int:
    """Search the registry."""
    from kelambu_tui.work.finding import open_finder

    with entered(asked) as here:
        found = open_finder(here.workspace).search(" ".join(query), limit)
        shown = niks(here.workspace, [(one.person, one.nik) for one in found], reveal_nik)
    if not found:
        tell(_("Tidak ada yang cocok. Coba sebagian nama, atau NIK."))
    answer(
        asked.json,
        [_document(one, nik) for one, nik in zip(found, shown, strict=True)],
        lambda: _text(found, shown),
    )
    return DONE


def _document(one: Found, nik: str) -> dict[str, Any]:
    return {
        "person": one.person,
        "nik": nik,
        "name": one.name,
        "household": one.household,
        "village": one.village,
        "desil": one.desil,
        "score": round(one.score, 4),
    }


def _text(found: list[Found], shown: list[str]) -> str:
    if not found:
        return ""
    headings = (_("Orang"), _("NIK"), _("Nama"), _("Desa"), "RT", _("Desil"), _("Keadaan"))
    rows = [
        (one.person, nik, one.name, village_label(one.village), one.rt, one.desil, one.state)
        for one, nik in zip(found, shown, strict=True)
    ]
    return table(headings, rows, right=frozenset({5}))


COMMANDS = {"search": search}
