"""A workspace from its backup: into an empty folder, or in place of a damaged one, which is set aside.

What the damaged one still holds beyond the backup comes along, in chain order.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kelambu_tui.display import display
from kelambu_tui.errors import Locked, Refused
from kelambu_tui.locale import _
from kelambu_tui.store.backup_file import Head, head_of
from kelambu_tui.store.device_secret import keep_device_secret
from kelambu_tui.store.disk import flush_folder, plain_disk_errors
from kelambu_tui.store.salvaging import salvage
from kelambu_tui.store.slots import write_private
from kelambu_tui.work.assembling import Assembled
from kelambu_tui.work.assembling_tables import SALVAGED, SEALED_ROWS
from kelambu_tui.work.backup_contents import DATABASE, Contents, Unpacked, check_unpacked, contents_of, unpack
from kelambu_tui.work.repairing import build, damaged_database, is_whole, programme_of, stamp, working_room
from kelambu_tui.work.workspace import claim, read_facts


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back: the backup's contents or, where `assembled`, more; `aside` is the damaged folder."""

    folder: Path
    device: str
    made_at: str  # the backup's moment, ISO, UTC
    contents: Contents
    assembled: Assembled | None
    aside: Path | None
    secret: str  # where the device secret is kept now: keyring or file
    faults: tuple[str, ...]


def restore(path: Path, folder: Path, open_key: Callable[[Head], bytes]) -> Restored:
    """Bring the backup at `path` back as the workspace in `folder`; `open_key` answers its backup key.

    Raises `Refused` where `folder` holds anything but the damaged workspace of the same laptop, and what
    `open_key` raises. Until everything is checked, `folder` stays as it is.
    """
    head = head_of(path)
    present = _present(folder, head)
    key = open_key(head)
    prepared = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    with plain_disk_errors(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        found = unpack(path, key, prepared)
        faults = check_unpacked(found)
        assembled = None
        if present:
            assembled, faults = _with_newer(found, folder)
        place = _make_ours(found, head)
        contents = contents_of(prepared / DATABASE, found.key)
        aside = _move_in(prepared, folder, present)
    except BaseException:
        shutil.rmtree(prepared, ignore_errors=True)
        raise
    return Restored(folder, head.device, head.at, contents, assembled, aside, place, faults)


def _present(folder: Path, head: Head) -> bool:
    """Whether `folder` holds a workspace of the same laptop; raises `Refused` for anything else in it."""
    with plain_disk_errors(folder):
        if not folder.exists() or not any(folder.iterdir()):
            return False
    if not any((folder / name).exists() for name in ("workspace.json", DATABASE, "accounts")):
        raise Refused(
            _("Folder {folder} berisi berkas lain. Pilih folder kosong dengan --workspace.").format(
                folder=display(folder)
            )
        )
    device = None
    with suppress(Locked):
        device = str(read_facts(folder)["device"])
    if device not in (None, head.device):
        raise Refused(
            _(
                "Folder {folder} adalah ruang kerja laptop lain ({device}), bukan yang dicadangkan "
                "({backup}). Pilih folder kosong dengan --workspace."
            ).format(folder=display(folder), device=display(device), backup=display(head.device))
        )
    return True


def _with_newer(found: Unpacked, folder: Path) -> tuple[Assembled, tuple[str, ...]]:
    """Put what the damaged workspace in `folder` still holds on top of the backup that was laid out."""
    window = claim(folder)
    try:
        damaged = damaged_database(folder)
        with working_room(found.folder) as room:
            if damaged.name == DATABASE and is_whole(damaged, found.key, room):
                raise Refused(
                    _(
                        "Ruang kerja {folder} utuh, jadi tidak diganti. Untuk melihat isi cadangan, pulihkan "
                        "ke folder lain dengan --workspace."
                    ).format(folder=display(folder))
                )
            sources = [
                salvage(damaged, found.key, room, SALVAGED, SEALED_ROWS),
                salvage(found.folder / DATABASE, found.key, room, SALVAGED, SEALED_ROWS),
            ]
            made = room / "baru.db"
            answer = build(made, found.key, found.device, sources, programme_of(found.folder))
            with plain_disk_errors(found.folder):
                for ending in ("-wal", "-shm"):
                    Path(f"{found.folder / DATABASE}{ending}").unlink(missing_ok=True)
                made.replace(found.folder / DATABASE)
        _bring_accounts(folder, found.folder)
        return answer
    finally:
        window.release()


def _bring_accounts(damaged: Path, prepared: Path) -> None:
    """Accounts that were opened after the backup: their files open with the same device secret."""
    for slot in (damaged / "accounts").glob("*.json"):
        target = prepared / "accounts" / slot.name
        with suppress(OSError, ValueError):
            if not target.exists() and isinstance(json.loads(slot.read_bytes()), dict):
                target.parent.mkdir(exist_ok=True)
                write_private(target, slot.read_bytes())


def _make_ours(found: Unpacked, head: Head) -> str:
    """Keep the device secret on this laptop; answers where."""
    facts = read_facts(found.folder)
    with plain_disk_errors(found.folder):
        place = keep_device_secret(
            found.folder, found.device, found.secret, keyring_allowed=not head.practice
        )
        facts["secret"] = place
        write_private(found.folder / "workspace.json", json.dumps(facts, indent=1).encode())
    return place


def _move_in(prepared: Path, folder: Path, present: bool) -> Path | None:
    """Set the damaged folder aside, whole, and put the restored one in its place."""
    aside = folder.with_name(f"{folder.name}-rusak-{stamp()}") if present else None
    try:
        if aside is not None:
            folder.rename(aside)
        elif folder.exists():
            folder.rmdir()
        prepared.rename(folder)
    except OSError as error:
        if aside is not None and aside.exists() and not folder.exists():
            with suppress(OSError):
                aside.rename(folder)
        raise Refused(
            _(
                "Folder {folder} sedang dipakai. Tutup Kelambu dan jendela berkas yang terbuka, lalu ulangi."
            ).format(folder=display(folder))
        ) from error
    flush_folder(folder.parent)
    return aside
