"""Practice data, said loudly: nothing here may be mistaken for a real list."""

from __future__ import annotations

from pathlib import Path

from kelambu_tui.cli.ending import tell
from kelambu_tui.exchange.practice import FACILITATOR, SUPERVISOR, is_prepared
from kelambu_tui.locale import _


def ensure_practice(folder: Path, *, reset: bool) -> None:
    """Prepare the practice workspace in `folder` unless it is there; `reset` makes it anew."""
    tell(_("DATA LATIHAN: semua orang di sini rekaan. Jangan dipakai untuk keputusan sungguhan."))
    if is_prepared(folder) and not reset:
        return
    tell(_("Menyiapkan ruang kerja latihan di {folder} ...").format(folder=folder))
    from kelambu_tui.exchange.practice import prepare

    prepare(folder, reset)


def practice_user(role: str) -> str:
    """Return who plays `role` (fasilitator or penyelia) in practice."""
    return SUPERVISOR if role == "penyelia" else FACILITATOR
