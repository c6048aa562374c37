"""The practice workspace: two people, no passphrases, the shipped list of people who do not exist."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from kelambu_tui.errors import Refused
from kelambu_tui.locale import _
from kelambu_tui.seed import seed_file

FACILITATOR = "siti"
SUPERVISOR = "budi"
LISTS = ("demo-keluarga.csv", "demo-individu.csv")

_READY = "latihan.json"


def practice_beside(folder: Path) -> Path:
    """Where the practice workspace of the real one in `folder` is: beside it, under a name that says so."""
    return folder.with_name(f"{folder.name}-latihan")


def is_prepared(folder: Path) -> bool:
    """Whether `folder` holds a whole practice workspace; one that was interrupted does not count."""
    return (folder / _READY).is_file() and _is_practice(folder)


def check_real(folder: Path) -> None:
    """Raise `Refused` for the practice workspace: what is made up there never reaches a hub."""
    if is_prepared(folder):
        raise Refused(
            _("Ini ruang latihan: datanya rekaan dan tidak pernah dikirim. Kirim dari ruang kerja sungguhan.")
        )


def prepare(folder: Path, reset: bool = False) -> None:
    """Make the practice workspace in `folder`; with `reset` anew, and the practice work in it is gone.

    All is prepared beside `folder` and moved into place at the end, so an interruption at any point
    leaves either no practice workspace or a whole one. Raises `Refused` when `folder` holds anything
    that is not practice data: real work is never replaced.
    """
    from filelock import FileLock

    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(_beside(folder, "kunci")):
        if is_prepared(folder) and not reset:
            return
        _refuse_real_work(folder)
        # A room of its own: whatever an interrupted attempt left in it goes with it.
        room = _beside(folder, "disiapkan")
        _remove(room)
        room.mkdir(mode=0o700)
        _furnish(room / folder.name)
        _swap(room / folder.name, folder)
        _remove(room)


def _furnish(folder: Path) -> None:
    from kelambu_tui.exchange.intake import import_list
    from kelambu_tui.work.accounts import add_user
    from kelambu_tui.work.workspace import create, sign_out

    workspace = create(folder, FACILITATOR, "fasilitator", "", practice=True)
    try:
        add_user(workspace, SUPERVISOR, "penyelia", "")
        for name in LISTS:
            import_list(workspace, seed_file(name))
    finally:
        sign_out(workspace)
    (folder / _READY).write_text(json.dumps({"lists": LISTS}), encoding="utf-8")


def _refuse_real_work(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()) and not _is_practice(folder):
        raise Refused(
            _("Folder {folder} berisi data yang bukan latihan. Pilih folder lain dengan --workspace.").format(
                folder=folder
            )
        )


def _is_practice(folder: Path) -> bool:
    try:
        facts = json.loads((folder / "workspace.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(facts, dict) and facts.get("practice") is True


def _swap(fresh: Path, folder: Path) -> None:
    """Put `fresh` where `folder` is; the old one steps aside first, so that both moves are whole."""
    aside = _beside(folder, "lama")
    _remove(aside)
    try:
        if folder.exists():
            folder.rename(aside)
        fresh.rename(folder)
    except OSError as error:
        raise Refused(
            _("Ruang kerja latihan {folder} sedang dipakai. Tutup Kelambu yang terbuka, lalu ulangi.").format(
                folder=folder
            )
        ) from error
    _remove(aside)


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def _beside(folder: Path, word: str) -> Path:
    return folder.with_name(f".{folder.name}.{word}")
