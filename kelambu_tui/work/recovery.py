"""The recovery slot: the database key sealed to the district's own key, for when nobody can sign in.

The district keeps an age identity (X25519) in its safe and gives out the recipient that belongs to it.
Each laptop seals its database key to that recipient in `recovery.age`. Whoever holds the identity, and
the folder, opens the database and gives themself an account; the ledger says so.
"""

from __future__ import annotations

import json
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from kelambu_tui.errors import Locked, Refused, Unreadable
from kelambu_tui.ledger.writing import append
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t
from kelambu_tui.store.database import Database, open_database
from kelambu_tui.store.device_secret import make_device_secret, read_device_secret
from kelambu_tui.store.slots import LEAST_PASSPHRASE, Opened, Slot, check_name, write_private, write_slot
from kelambu_tui.work.workspace import User, Workspace, enter, open_account, pen_of, read_facts, sign_out

FILE_NAME = "recovery.age"
MOST_BYTES = 64 * 1024
_RECIPIENT = re.compile(r"age1[02-9ac-hj-np-z]{58}")


@dataclass(frozen=True, slots=True)
class Recovery:
    """To whom the database key is sealed, and since when; empty when it is not."""

    recipient: str = ""
    fingerprint: str = ""


def read_recipient(path: Path) -> str:
    """Read the district's recipient from a file: one line `age1...`; remarks begin with #.

    Raises `Unreadable` for anything else, also for a file that holds the secret identity.
    """
    text = _read(path)
    if "AGE-SECRET-KEY-" in text.upper():
        raise Unreadable(
            _(
                "Berkas {path} berisi kunci rahasia pemulihan. Itu milik brankas dinas: "
                "simpan kembali, dan minta berkas recovery.pub."
            ).format(path=path)
        )
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if len(lines) != 1 or not _RECIPIENT.fullmatch(lines[0]):
        raise Unreadable(_("Berkas {path} bukan kunci pemulihan dinas (age1...).").format(path=path))
    return lines[0]


def set_recovery(workspace: Workspace, recipient: str) -> Recovery:
    """Seal the database key to the district's recipient, in place of an earlier one.

    Raises `Unreadable` for a recipient that is none.
    """
    import pyrage

    try:
        public = pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError:
        raise Unreadable(_("Kunci pemulihan dinas itu rusak. Minta berkas recovery.pub lagi.")) from None
    kept = {"kelambu": "recovery/1", "device": workspace.device, "key": workspace.database_key.hex()}
    sealed = pyrage.encrypt(json.dumps(kept).encode(), [public])
    with workspace.database.write() as connection:
        append(connection, workspace.pen, "recovery.set", workspace.device, {"recipient": recipient})
        write_private(workspace.folder / FILE_NAME, recipient.encode() + b"\n" + sealed)
    return Recovery(recipient, fingerprint(recipient))


def keep_recovery(workspace: Workspace) -> bool:
    """Seal the key to the recipient that the hub named when this laptop joined; answers whether it did.

    A recipient that was set by hand, from the district's file, stays.
    """
    if workspace.practice or recovery(workspace.folder).recipient:
        return False
    with workspace.database.read() as connection:
        named = connection.execute(select(t.hub_link.c.recovery)).scalar()
    if not named:
        return False
    set_recovery(workspace, named)
    return True


def recovery(folder: Path) -> Recovery:
    """To whom the database key in `folder` is sealed."""
    with suppress(OSError, UnicodeDecodeError):
        with (folder / FILE_NAME).open("rb") as file:
            recipient = file.readline(200).decode("ascii").strip()
        if _RECIPIENT.fullmatch(recipient):
            return Recovery(recipient, fingerprint(recipient))
    return Recovery()


def fingerprint(recipient: str) -> str:
    """Six groups of four signs, to compare a recipient by voice."""
    digest = blake2b(recipient.encode(), digest_size=12).hexdigest()
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def open_recovery(folder: Path, identity_file: Path, name: str, passphrase: str) -> User:
    """Open the workspace with the district's identity and give `name` an account of the district.

    Raises `Locked` where the identity does not fit, `Refused` for a taken name or a short passphrase,
    `Unreadable` for a file that holds no identity. A laptop that the hub revoked opens too: its lock goes.
    """
    check_name(name)
    if len(passphrase) < LEAST_PASSPHRASE:
        raise Refused(_("Kata sandi terlalu pendek. Pakai sedikitnya 8 huruf atau angka."))
    facts = read_facts(folder, revoked=True)
    key = _database_key(folder, identity_file, str(facts["device"]))
    user = User(name, "dinas")
    opened = Opened(key, secrets.token_bytes(32), bool(facts["practice"]))
    database = open_database(folder / "kelambu.db", key)
    try:
        _give_account(folder, database, facts, user, opened, passphrase)
    finally:
        database.close()
    facts = read_facts(folder, revoked=True)
    if facts.pop("revoked", None):
        write_private(folder / "workspace.json", json.dumps(facts, indent=1).encode())
    sign_out(enter(folder, name, opened))
    return user


def _give_account(
    folder: Path, database: Database, facts: dict[str, Any], user: User, opened: Opened, passphrase: str
) -> None:
    device = str(facts["device"])
    pen = pen_of(device, user.name, opened)
    secret = _device_secret(folder, facts)
    with database.write() as connection:
        if _is_taken(connection, user.name):
            raise Refused(_("Nama pengguna {name} sudah ada. Pilih nama lain.").format(name=user.name))
        open_account(connection, pen, user, pen.public_key)
        body = {"recipient": recovery(folder).recipient}
        append(connection, pen, "recovery.opened", user.name, body)
        slot = Slot(user.name, user.role, user.villages, opened.practice)
        write_slot(folder, slot, passphrase, opened, secret, replace=True)


def _is_taken(connection: Connection, name: str) -> bool:
    return connection.execute(select(t.account.c.name).where(t.account.c.name == name)).first() is not None


def _device_secret(folder: Path, facts: dict[str, Any]) -> bytes:
    """The device secret; a new one where the folder was carried to another laptop."""
    device = str(facts["device"])
    try:
        return read_device_secret(folder, device, str(facts["secret"]))
    except Locked:
        place = make_device_secret(folder, device, keyring_allowed=not facts["practice"])
        write_private(folder / "workspace.json", json.dumps(facts | {"secret": place}, indent=1).encode())
        return read_device_secret(folder, device, place)


def _database_key(folder: Path, identity_file: Path, device: str) -> bytes:
    import pyrage

    identity = _identity(identity_file)
    try:
        content = (folder / FILE_NAME).read_bytes()
        kept = json.loads(pyrage.decrypt(content.partition(b"\n")[2], [identity]))
        key = bytes.fromhex(kept["key"])
    except OSError:
        raise Locked(
            _("Ruang kerja {folder} belum punya slot pemulihan dinas.").format(folder=folder)
        ) from None
    except (pyrage.DecryptError, ValueError, KeyError, TypeError):
        raise Locked(_("Kunci pemulihan itu tidak membuka ruang kerja ini.")) from None
    if kept.get("device") != device or len(key) != 32:
        raise Locked(_("Slot pemulihan itu milik laptop lain. Pulihkan dari cadangan laptop ini."))
    return key


def _identity(path: Path) -> Any:
    import pyrage

    lines = [line.strip() for line in _read(path).splitlines() if line.strip() and not line.startswith("#")]
    try:
        return pyrage.x25519.Identity.from_str(lines[0])
    except (pyrage.IdentityError, IndexError):
        raise Unreadable(_("Berkas {path} bukan kunci rahasia pemulihan dinas.").format(path=path)) from None


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES).decode("utf-8")
    except (OSError, UnicodeDecodeError):
        raise Unreadable(_("Berkas {path} tidak terbaca. Periksa jalurnya.").format(path=path)) from None
