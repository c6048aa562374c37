"""A person's own passphrase: changing it, and waiting after wrong ones."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kelambu_tui.errors import KelambuError, Refused
from kelambu_tui.ledger.writing import append
from kelambu_tui.locale import _
from kelambu_tui.store.attempts import waiting
from kelambu_tui.store.slots import LEAST_PASSPHRASE, Opened, Slot, write_slot
from kelambu_tui.work.workspace import Workspace, confirm_identity, secret_of


def change_passphrase(workspace: Workspace, old: str, new: str) -> None:
    """Give the signed-in person another passphrase; the ledger says that they did.

    Raises `Locked` when `old` does not fit and `Refused` for a `new` one that is too short or the same.
    """
    confirm_identity(workspace, old)
    if new == old:
        raise Refused(_("Kata sandi baru sama dengan yang lama. Pilih yang lain."))
    check_new(workspace, new)
    try:
        with workspace.database.write() as connection:
            append(connection, workspace.pen, "passphrase.changed", workspace.user.name, {})
            reslot(workspace, new)
    except BaseException:
        # Who is told that it failed goes on with the old one.
        with suppress(KelambuError, OSError):
            reslot(workspace, old)
        raise


def check_new(workspace: Workspace, passphrase: str) -> None:
    """Raise `Refused` for a passphrase that no slot would take."""
    if len(passphrase) < LEAST_PASSPHRASE and not (workspace.practice and not passphrase):
        raise Refused(_("Kata sandi terlalu pendek. Pakai sedikitnya 8 huruf atau angka."))


def reslot(workspace: Workspace, passphrase: str) -> None:
    """Seal the signed-in person's keys under another passphrase."""
    user = workspace.user
    slot = Slot(user.name, user.role, user.villages, workspace.practice)
    secret = secret_of(workspace.folder)
    write_slot(workspace.folder, slot, passphrase, opened_of(workspace), secret, replace=True)


def opened_of(workspace: Workspace) -> Opened:
    """What the signed-in person's slot holds."""
    seed = workspace.pen.key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    return Opened(workspace.database_key, seed, workspace.practice)


def seconds_to_wait(folder: Path, name: str) -> int:
    """Seconds until `name` may try a passphrase again, 0 for now; for the door, which shows them."""
    try:
        return waiting(folder, name, secret_of(folder))
    except KelambuError:
        return 0
