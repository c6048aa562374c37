"""`demo`: practice without set-up. The plain `kelambu demo` goes straight to the app (`__main__`)."""

from __future__ import annotations

import click

from kelambu_tui.cli.answering import answer
from kelambu_tui.cli.ending import DONE
from kelambu_tui.cli.frame import Asked, command
from kelambu_tui.cli.places import practice_folder
from kelambu_tui.cli.practising import ensure_practice, practice_user
from kelambu_tui.locale import _


@command(
    "demo",
    _(
        "Buka aplikasi dengan data latihan: tiga desa rekaan, pengguna siti (fasilitator) dan budi "
        "(penyelia), tanpa kata sandi."
    ),
)
@click.option("--reset", is_flag=True, help=_("Mulai lagi dari awal; hasil latihan yang lama dihapus."))
@click.option(
    "--as",
    "role",
    type=click.Choice(["fasilitator", "penyelia"]),
    default="fasilitator",
    help=_("Masuk sebagai fasilitator atau penyelia."),
)
@click.option("--no-app", is_flag=True, help=_("Siapkan saja dan tampilkan foldernya."))
def demo(asked: Asked, reset: bool, role: str, no_app: bool) -> int:
    """Prepare the practice workspace, and open the app on it."""
    folder = practice_folder(asked.workspace)
    ensure_practice(folder, reset=reset)
    if no_app:
        answer(asked.json, {"workspace": str(folder)}, lambda: str(folder))
        return DONE
    from kelambu_tui.tui.app import run_app

    return run_app(folder, as_user=asked.user or practice_user(role), practice=True)


COMMANDS = {"demo": demo}
