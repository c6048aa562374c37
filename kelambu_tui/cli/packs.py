"""`pack`: the list, the programme and the weights that the district gives this laptop."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kelambu_tui.cli.answering import answer
from kelambu_tui.cli.ending import DONE, tell
from kelambu_tui.cli.entering import entered
from kelambu_tui.cli.frame import Asked, command
from kelambu_tui.cli.showing import village_label
from kelambu_tui.errors import Unreadable
from kelambu_tui.locale import _

if TYPE_CHECKING:
    from kelambu_tui.sync.pack import Taken
    from kelambu_tui.work.workspace import Workspace


@command(
    "pack",
    _(
        "Ambil paket desa dari hub: daftar keluarga, program, dan bobot; atau baca dari FILE di stick. Tanpa "
        "FILE dan tanpa --village: semua desa laptop ini. Jaringan boleh putus; pengambilan dilanjutkan."
    ),
)
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@click.option("--village", "villages", metavar="KODE", multiple=True, help=_("Kode desa; boleh diulang."))
def pack(asked: Asked, file: Path | None, villages: tuple[str, ...]) -> int:
    """Take a pack."""
    if file is not None and villages:
        raise Unreadable(_("Sebutkan FILE atau --village, bukan keduanya."))
    with entered(asked) as here:
        taken = _from_stick(here.workspace, file) if file else _from_hub(here.workspace, villages)
    documents = [_document(one) for one in taken]
    answer(asked.json, documents, lambda: "\n".join(_text(one) for one in taken))
    return DONE


def _from_stick(workspace: Workspace, file: Path) -> list[Taken]:
    from kelambu_tui.sync.pack import read_pack_file, take_pack

    return [take_pack(workspace, read_pack_file(workspace, file))]


def _from_hub(workspace: Workspace, villages: tuple[str, ...]) -> list[Taken]:
    from kelambu_tui.sync.fetching import fetch_pack
    from kelambu_tui.sync.pack import take_pack, villages_here

    wanted = villages or villages_here(workspace)
    if not wanted:
        raise Unreadable(_("Laptop ini untuk seluruh kabupaten. Sebutkan desanya dengan --village KODE."))
    taken = []
    for village in wanted:

        def say(size: int, name: str = village_label(village)) -> None:
            tell(_("Paket {village}: {kilobytes} KB").format(village=name, kilobytes=size // 1024))

        taken.append(take_pack(workspace, fetch_pack(workspace, village, tell=say)))
    return taken


def _document(taken: Taken) -> dict[str, Any]:
    return {
        "village": taken.village,
        "at": taken.at,
        "read": taken.report.read,
        "added": taken.report.added,
        "changed": taken.report.changed,
        "quarantined": taken.report.quarantined,
        "programme": taken.programme,
        "weights": taken.weights,
    }


def _text(taken: Taken) -> str:
    text = _("{village}: {read} baris dibaca, {added} baru, {changed} berubah, {quarantined} dikarantina.")
    lines = [text.format(**_document(taken) | {"village": village_label(taken.village)})]
    if taken.programme:
        lines.append(_("Berkas program diperbarui; berlaku saat Anda masuk lagi."))
    if taken.weights:
        lines.append(_("Bobot pencarian data ganda diperbarui."))
    return "\n".join(lines)


COMMANDS = {"pack": pack}
