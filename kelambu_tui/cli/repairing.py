"""`doctor --repair`: a damaged database is put together again, and what came back is told."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kelambu_tui.cli.answering import answer
from kelambu_tui.cli.ending import DAMAGED, DONE, tell_some
from kelambu_tui.cli.entering import account_name, own_passphrase
from kelambu_tui.cli.frame import Asked
from kelambu_tui.cli.recovered import document_of, lines_of
from kelambu_tui.locale import _

if TYPE_CHECKING:
    from kelambu_tui.work.repairing import Repaired


def repaired(asked: Asked, folder: Path, backup: Path | None) -> int:
    """Mend the workspace in `folder` and say what came back; returns the exit code."""
    from kelambu_tui.work.repairing import repair
    from kelambu_tui.work.workspace import is_practice

    name = account_name(asked, folder)
    given = asked.passphrase_file or os.environ.get("KELAMBU_PASSPHRASE_FILE")
    passphrase = "" if is_practice(folder) and not given else own_passphrase(asked, name)
    done = repair(folder, name, passphrase, backup)
    tell_some(done.faults)
    answer(asked.json, _document(done), lambda: "\n".join(_lines(done)))
    return DAMAGED if done.faults else DONE


def _document(done: Repaired) -> dict[str, Any]:
    return {
        "recovered": document_of(done.assembled),
        "aside": str(done.aside),
        "backup": None if done.backup is None else str(done.backup),
        "backup_at": done.backup_at or None,
        "faults": list(done.faults),
    }


def _lines(done: Repaired) -> list[str]:
    used = (
        _("Dibantu cadangan {path} dari {at}.").format(path=done.backup, at=done.backup_at)
        if done.backup
        else _("Tidak ada cadangan yang dapat dipakai; semua ini dari basis data yang rusak.")
    )
    kept = _("Yang rusak disisihkan di {aside}; tidak ada yang dihapus.").format(aside=done.aside)
    return [*lines_of(done.assembled), used, kept]
