"""`doctor`: where everything is and whether it is whole."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from pathlib import Path
from typing import Any

import click

from kelambu_tui import __version__
from kelambu_tui.cli.answering import answer, table
from kelambu_tui.cli.ending import DAMAGED, DONE, tell, tell_some
from kelambu_tui.cli.entering import entered
from kelambu_tui.cli.frame import Asked, command
from kelambu_tui.cli.places import workspace_folder
from kelambu_tui.cli.repairing import repaired
from kelambu_tui.errors import Locked
from kelambu_tui.locale import _

LEAST_COLUMNS = 80
LEAST_LINES = 24


@command(
    "doctor",
    _(
        "Periksa ruang kerja dan laptop ini: letak, skema, keutuhan berkas, rahasia laptop, catatan belum "
        "terkirim, ukuran terminal. Kode keluar 3 bila ada yang rusak."
    ),
)
@click.option("--rebuild", is_flag=True, help=_("Bangun ulang keadaan sekarang dari buku besar."))
@click.option(
    "--repair",
    is_flag=True,
    help=_("Susun basis data baru dari yang rusak dan cadangan terbaru; yang rusak disisihkan."),
)
@click.option(
    "--from",
    "backup",
    type=click.Path(path_type=Path),
    metavar="CADANGAN",
    help=_("Bersama --repair: pakai cadangan ini, bukan yang terbaru."),
)
def doctor(asked: Asked, rebuild: bool, repair: bool, backup: Path | None) -> int:
    """Examine the workspace, or mend it."""
    folder = workspace_folder(asked.workspace)
    if repair:
        return repaired(asked, folder, backup)
    facts = _laptop(folder)
    try:
        facts |= _examined(asked, folder, rebuild)
    except Locked as locked:
        facts["problems"] = [str(locked)]
    tell_some(facts["problems"])
    if facts.get("integrity") is False:
        tell(_("Basis data rusak. Jangan hapus apa pun; jalankan `kelambu doctor --repair`."))
    answer(asked.json, facts, lambda: table((_("Yang diperiksa"), _("Keadaan")), _rows(facts)))
    return DAMAGED if facts["problems"] else DONE


def _laptop(folder: Path) -> dict[str, Any]:
    size = shutil.get_terminal_size((0, 0))
    return {
        "version": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
        "workspace": str(folder),
        "exists": (folder / "workspace.json").is_file(),
        "writable": os.access(folder, os.W_OK),
        "terminal": f"{size.columns}x{size.lines}" if sys.stdout.isatty() else None,
        "problems": [],
    }


def _examined(asked: Asked, folder: Path, rebuild: bool) -> dict[str, Any]:
    from kelambu_tui.work.audit import rebuild as rebuild_all
    from kelambu_tui.work.health import health
    from kelambu_tui.work.workspace import is_practice, secret_place

    place = secret_place(folder)
    practice = is_practice(folder)
    with entered(asked) as here:
        replayed = rebuild_all(here.workspace) if rebuild else None
        found = health(here.workspace)
    return {
        "practice": practice,
        "schema": found.schema,
        "integrity": not found.faults,
        "device_secret": place,
        "unsent": found.unsent,
        "backup_at": found.backup_at or None,
        "backup_to": found.backup_to or None,
        "rebuilt": replayed,
        "problems": [_("Berkas basis data: {fault}").format(fault=fault) for fault in found.faults],
    }


def _rows(facts: dict[str, Any]) -> list[tuple[str, str]]:
    labels = {
        "version": _("Versi Kelambu"),
        "python": "Python",
        "system": _("Sistem"),
        "workspace": _("Ruang kerja"),
        "exists": _("Ruang kerja ada"),
        "writable": _("Folder dapat ditulis"),
        "practice": _("Data latihan"),
        "schema": _("Skema basis data"),
        "integrity": _("Berkas utuh"),
        "device_secret": _("Rahasia laptop disimpan di"),
        "unsent": _("Catatan belum terkirim"),
        "backup_at": _("Cadangan terakhir"),
        "backup_to": _("Cadangan harian ke"),
        "rebuilt": _("Catatan yang diputar ulang"),
        "terminal": _("Ukuran terminal"),
    }
    words = {
        True: _("ya"),
        False: _("tidak"),
        "keyring": _("brankas sandi sistem"),
        "file": _("berkas device.secret"),
    }
    shown = {name: facts[name] for name in labels if facts.get(name) is not None}
    rows = [
        (labels[name], str(words.get(value, value) if _has_word(value) else value))
        for name, value in shown.items()
    ]
    if _too_small(facts["terminal"]):
        rows.append((_("Terminal"), _("terlalu kecil; besarkan sampai 80x24")))
    return rows


def _has_word(value: object) -> bool:
    return isinstance(value, (bool, str))


def _too_small(terminal: str | None) -> bool:
    if terminal is None:
        return False
    columns, lines = map(int, terminal.split("x"))
    return columns < LEAST_COLUMNS or lines < LEAST_LINES


COMMANDS = {"doctor": doctor}
