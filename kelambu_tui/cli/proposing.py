"""`propose`: a family or a member who is on no list."""

from __future__ import annotations

import click

from kelambu_tui.cli.answering import answer
from kelambu_tui.cli.ending import DONE, tell
from kelambu_tui.cli.entering import entered
from kelambu_tui.cli.frame import Asked, command, pairs
from kelambu_tui.errors import Unreadable
from kelambu_tui.locale import _


@command(
    "propose",
    _(
        "Usulkan orang yang tidak ada di daftar mana pun: keluarga baru (--village dan --address), atau "
        "anggota baru keluarga yang sudah ada (--family). Perlu nomor berita acara musyawarah desa.\n\n"
        "Isian: name nik sex birth_date relation, dan bila ada marital occupation education work_status.\n\n"
        "Contoh: kelambu propose --village 16.06.02.2001 --address 'DUSUN II RT 001 RW 001' "
        "--reference 'BA 12/2026' --set name='Nyayu Halimah' --set nik=1606024107800009 --set sex=P "
        "--set birth_date=01-07-1980"
    ),
)
@click.option("--family", metavar="KELUARGA", default="", help=_("ID Keluarga dari anggota baru."))
@click.option("--village", metavar="DESA", default="", help=_("Kode atau nama desa keluarga baru."))
@click.option("--address", metavar="TEKS", default="", help=_("Alamat keluarga baru."))
@click.option("--rt", metavar="RT", default="", help=_("RT keluarga baru."))
@click.option("--rw", metavar="RW", default="", help=_("RW keluarga baru."))
@click.option(
    "--set", "values", metavar="ISIAN=NILAI", multiple=True, help=_("Isi satu isian; boleh diulang.")
)
@click.option("--reference", metavar="TEKS", default="", help=_("Nomor berita acara musyawarah desa."))
def propose(asked: Asked, family: str, values: tuple[str, ...], reference: str, **home: str) -> int:
    """Propose somebody who is on no list."""
    from kelambu_tui.work.proposing import NewFamily, propose_family, propose_member

    typed = pairs(values, "--set")
    if bool(family) == bool(home["village"] or home["address"]):
        raise Unreadable(
            _("Sebutkan --family untuk anggota baru, atau --village dan --address untuk keluarga baru.")
        )
    with entered(asked) as here:
        if family:
            person = propose_member(here.workspace, family, typed, reference)
        else:
            person, family = propose_family(here.workspace, NewFamily(**home), typed, reference)
        alike = here.workspace.watch.suspects(person, {})
    for pair in alike:
        other = pair.b if pair.a == person else pair.a
        tell(
            _(
                "Mungkin sudah ada di daftar: {other} ({percent}%). "
                "Lihat `kelambu duplicates --person {person}`."
            ).format(other=other, percent=round(100 * pair.probability), person=person)
        )
    text = _("Diusulkan: {person}, keluarga {family}. Lanjutkan dengan verifikasi.")
    answer(
        asked.json,
        {
            "person": person,
            "household": family,
            "suspects": [pair.b if pair.a == person else pair.a for pair in alike],
        },
        lambda: text.format(person=person, family=family),
    )
    return DONE


COMMANDS = {"propose": propose}
