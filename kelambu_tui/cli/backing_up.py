"""`backup` and `restore`: one sealed file that counts only after it has been restored once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kelambu_tui.cli.answering import answer
from kelambu_tui.cli.ending import DAMAGED, DONE, tell_some
from kelambu_tui.cli.entering import entered
from kelambu_tui.cli.frame import Asked, command
from kelambu_tui.errors import Unreadable
from kelambu_tui.locale import _

if TYPE_CHECKING:
    from kelambu_tui.work.backup import Made

_FILE = click.Path(path_type=Path)


@command(
    "backup",
    _(
        "Tulis cadangan terenkripsi dari seluruh ruang kerja ke BERKAS, atau, tanpa BERKAS, ke folder "
        "cadangan harian. Cadangan dibaca kembali dan dipulihkan sekali sebelum diberi namanya; kata sandi "
        "Anda membukanya, juga di laptop lain."
    ),
)
@click.argument("file", metavar="[BERKAS]", type=_FILE, required=False)
@click.option(
    "--to",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help=_("Cadangkan tiap hari ke folder ini (misalnya stik), dan sekali sekarang."),
)
@click.option("--off", is_flag=True, help=_("Hentikan cadangan harian; yang sudah ada tetap."))
@click.option(
    "--keep",
    type=click.IntRange(1, 365),
    metavar="N",
    help=_("Hari yang disimpan (7), lalu satu per minggu."),
)
@click.option(
    "--recovery",
    metavar="KUNCI",
    multiple=True,
    help=_("Kunci pemulihan dinas (age1...), yang juga membuka cadangan mulai sekarang."),
)
@click.option("--force", is_flag=True, help=_("Ganti berkas yang sudah ada."))
def backup(
    asked: Asked,
    file: Path | None,
    to: Path | None,
    off: bool,
    keep: int | None,
    recovery: tuple[str, ...],
    force: bool,
) -> int:
    """Make a backup, or say where the daily one goes."""
    from kelambu_tui.work.backup_daily import back_up, change_daily, let_open

    if off and (to or file):
        raise Unreadable(_("--off berdiri sendiri, tanpa berkas dan tanpa --to."))
    with entered(asked) as here:
        workspace = here.workspace
        holders = let_open(workspace, here.passphrase)
        change_daily(workspace, to, off=off, keep=keep, recovery=recovery)
        if off:
            answer(asked.json, {"to": None}, lambda: _("Cadangan harian dihentikan."))
            return DONE
        made = back_up(workspace, file, force=force, holders=holders)
    tell_some(made.faults)
    answer(asked.json, _document(made), lambda: _sentence(made))
    return DAMAGED if made.faults else DONE


def _document(made: Made) -> dict[str, Any]:
    return {
        "path": str(made.path),
        "bytes": made.bytes,
        "seconds": round(made.seconds, 2),
        "entries": made.contents.entries,
        "last_at": made.contents.last_at,
        "people": made.contents.people,
        "opened_by": list(made.holders),
        "recovery_keys": made.recovery,
        "faults": list(made.faults),
    }


def _sentence(made: Made) -> str:
    text = _(
        "{path}: {size} MB, {entries} catatan, {people} orang; dibaca kembali dan utuh. Dibuka dengan kata "
        "sandi {names}."
    )
    return text.format(
        path=made.path,
        size=max(round(made.bytes / 1_000_000), 1),
        entries=made.contents.entries,
        people=made.contents.people,
        names=", ".join(made.holders),
    )


COMMANDS = {"backup": backup}
