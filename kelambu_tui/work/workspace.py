"""A workspace: the folder, its open database, who is signed in, and the programme in force.

Every function of `work/` takes it first. A folder holds `workspace.json` (which device this is),
`accounts/` (key slots), `kelambu.db` (everything else, encrypted), and optionally `programme.toml`.
"""

from __future__ import annotations

import json
import secrets
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, select

from kelambu_tui.errors import KelambuError, Locked, NotFound, Refused
from kelambu_tui.ledger.pen import Pen
from kelambu_tui.ledger.writing import append, has_unsigned, sign
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t
from kelambu_tui.store.attempts import FREE, NOT_TRIED, Tries, open_counted
from kelambu_tui.store.database import Database, create_database, open_database
from kelambu_tui.store.device_secret import make_device_secret, read_device_secret
from kelambu_tui.store.disk import may_write
from kelambu_tui.store.slots import Opened, Slot, read_slots, write_private, write_slot

if TYPE_CHECKING:
    from filelock import BaseFileLock

    from kelambu_tui.programme.model import Programme
    from kelambu_tui.work.comparing import Watch

ROLES = ("fasilitator", "penyelia", "dinas")


@dataclass(frozen=True, slots=True)
class User:
    """Someone who works here; no villages means the whole regency."""

    name: str
    role: str
    villages: tuple[str, ...] = ()

    @property
    def decides(self) -> bool:
        """Whether this role may approve, return and reject."""
        return self.role in ("penyelia", "dinas")

    def covers(self, village: str) -> bool:
        """Whether a village (Kemendagri code) belongs to this person's area."""
        return not self.villages or village in self.villages


@dataclass(frozen=True)
class Workspace:
    """The open workspace of one signed-in person."""

    folder: Path
    database: Database
    user: User
    device: str
    practice: bool
    pen: Pen
    database_key: bytes = field(repr=False)
    today: Callable[[], date] = date.today
    tried: Tries = NOT_TRIED
    """Wrong passphrases since this person was here last."""

    @property
    def read_only(self) -> bool:
        """Whether the folder cannot be written: everything can be looked at, nothing recorded."""
        return self.database.read_only

    @cached_property
    def programme(self) -> Programme:
        """The programme in force: the folder's own `programme.toml`, else the shipped one."""
        from kelambu_tui.programme.reading import load_programme

        own = self.folder / "programme.toml"
        return load_programme(own if own.is_file() else None)

    @cached_property
    def watch(self) -> Watch:
        """What compares this workspace's people; by the folder's own weights, else the shipped ones."""
        from kelambu_tui.matching.weights import read_weights, shipped_weights
        from kelambu_tui.work.comparing import Watch

        own = self.folder / "duplicate_weights.json"
        weights = read_weights(own.read_text(encoding="utf-8")) if own.is_file() else shipped_weights()
        return Watch(self.database, weights)


def exists(folder: Path) -> bool:
    """Whether `folder` holds a workspace."""
    return (folder / "workspace.json").is_file()


def create(
    folder: Path,
    name: str,
    role: str,
    passphrase: str,
    villages: tuple[str, ...] = (),
    practice: bool = False,
) -> Workspace:
    """Make a workspace with its first user, who is then signed in.

    Raises `Refused` when `folder` holds anything, or when name, role or passphrase will not do. All
    is prepared beside it and moved into place at once, so an interruption leaves no half workspace.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Refused(
            _(
                "Folder {folder} sudah berisi. Pilih folder kosong, atau buka ruang kerja yang ada di situ."
            ).format(folder=folder)
        )
    check_role(role)
    folder.parent.mkdir(parents=True, exist_ok=True)
    prepared = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    prepared.mkdir(mode=0o700)
    try:
        _furnish(prepared, User(name, role, villages), passphrase, practice)
        if folder.exists():
            folder.rmdir()
        prepared.rename(folder)
    except BaseException:
        shutil.rmtree(prepared, ignore_errors=True)
        raise
    return sign_in(folder, name, passphrase)


def _furnish(folder: Path, user: User, passphrase: str, practice: bool) -> None:
    device = secrets.token_hex(4)
    place = make_device_secret(folder, device, keyring_allowed=not practice)
    opened = Opened(secrets.token_bytes(32), secrets.token_bytes(32), practice)
    slot = Slot(user.name, user.role, user.villages, practice)
    write_slot(folder, slot, passphrase, opened, read_device_secret(folder, device, place))
    database = create_database(folder / "kelambu.db", opened.database_key)
    try:
        pen = pen_of(device, user.name, opened)
        with database.write() as connection:
            open_account(connection, pen, user, pen.public_key)
    finally:
        database.close()
    facts = {"version": 1, "device": device, "practice": practice, "secret": place}
    write_private(folder / "workspace.json", json.dumps(facts, indent=1).encode())


def known_users(folder: Path) -> tuple[User, ...]:
    """Who can sign in here, before anyone has; raises `Locked` when there is no workspace."""
    read_facts(folder)
    return tuple(User(slot.name, slot.role, slot.villages) for slot in read_slots(folder))


def is_practice(folder: Path) -> bool:
    """Whether the workspace in `folder` holds practice data only."""
    return bool(read_facts(folder)["practice"])


def secret_place(folder: Path) -> str:
    """Where this workspace's device secret is kept: `keyring` or `file`."""
    return str(read_facts(folder)["secret"])


def sign_in(folder: Path, name: str, passphrase: str) -> Workspace:
    """Open the workspace as `name`; the role comes from the ledger, not from the slot file.

    Raises `Locked` for a missing or damaged workspace, an unknown name or a wrong passphrase, and its
    child `TooSoon` while five wrong ones or more make them wait.
    """
    passed = open_counted(folder, name, passphrase, secret_of(folder))
    workspace = enter(folder, name, passed.opened, passed.before)
    if passed.before.touched or passed.before.failed >= FREE:
        body = {"count": passed.before.failed, "touched": passed.before.touched}
        with suppress(KelambuError), workspace.database.write() as connection:
            append(connection, workspace.pen, "passphrase.failed", name, body)
    return workspace


def enter(folder: Path, name: str, opened: Opened, tried: Tries = NOT_TRIED) -> Workspace:
    """Open the workspace as `name` with the keys that a slot, or an answer by phone, has opened.

    Raises `Locked` when database, ledger and `workspace.json` do not say the same.
    """
    facts = read_facts(folder)
    practice = bool(facts["practice"])
    database = open_database(folder / "kelambu.db", opened.database_key)
    try:
        device = _device(folder, database, str(facts["device"]), opened.practice is practice)
        pen = pen_of(device, name, opened)
        user = _account(database, pen)
    except BaseException:
        database.close()
        raise
    return Workspace(folder, database, user, device, practice, pen, opened.database_key, tried=tried)


def sign_out(workspace: Workspace) -> None:
    """End the stint, and close."""
    end_stint(workspace)
    workspace.database.close()


def end_stint(workspace: Workspace) -> None:
    """Sign all that this person wrote since their last signature: they lock the screen, or leave.

    What cannot be signed now (a full disk, a damaged file) is covered by their next signature.
    """
    with suppress(KelambuError), workspace.database.write() as connection:
        if has_unsigned(connection, workspace.pen):
            sign(connection, workspace.pen)


def _account(database: Database, pen: Pen) -> User:
    with database.read() as connection:
        row = connection.execute(select(t.account).where(t.account.c.name == pen.author)).first()
    if row is None or row.public_key != pen.public_key:
        raise Locked(
            _("Akun {name} tidak tercatat di buku besar. Hubungi penyelia Anda.").format(name=pen.author)
        )
    return User(pen.author, row.role, tuple(json.loads(row.villages)))


def _device(folder: Path, database: Database, named: str, practice_agrees: bool) -> str:
    """The device whose chain is written here; what `workspace.json` says in clear must fit the ledger.

    The file names the device that this laptop began as; after a fork its chain is another one's.
    """
    with database.read() as connection:
        chains = connection.execute(select(t.device.c.device, t.device.c.own)).all()
    own = [row.device for row in chains if row.own]
    if len(own) != 1 or named not in {row.device for row in chains} or not practice_agrees:
        raise Locked(
            _(
                "Berkas {path} tidak cocok dengan buku besar. Pulihkan dari cadangan; datanya tidak diubah."
            ).format(path=folder / "workspace.json")
        )
    return str(own[0])


def claim(folder: Path) -> BaseFileLock:
    """Hold the workspace for one open app until the lock is released or the process ends.

    Commands need no claim: their transactions wait for each other. Raises `Locked` when another app
    has it open.
    """
    from filelock import FileLock, Timeout

    # Claimed in one thread, released in another.
    lock = FileLock(_lock_path(folder), thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise Locked(
            _(
                "Kelambu sudah terbuka di jendela lain untuk {folder}. Pakai jendela itu, atau tutup dulu."
            ).format(folder=folder)
        ) from None
    return lock


def _lock_path(folder: Path) -> Path:
    """Where an open app says that it is there; elsewhere for a folder that cannot be written."""
    path = folder / "app.lock"
    if may_write(path):
        return path
    name = blake2b(str(folder.absolute()).encode(), digest_size=8).hexdigest()
    return Path(tempfile.gettempdir()) / f"kelambu-{name}.lock"


def confirm_identity(workspace: Workspace, passphrase: str) -> None:
    """Check the signed-in person's passphrase again, counted like any other try; raises `Locked`."""
    open_counted(workspace.folder, workspace.user.name, passphrase, secret_of(workspace.folder))


def secret_of(folder: Path) -> bytes:
    """The device secret of the workspace in `folder`; raises `Locked` when this laptop lacks it."""
    facts = read_facts(folder)
    return read_device_secret(folder, str(facts["device"]), str(facts["secret"]))


def open_account(connection: Connection, pen: Pen, user: User, public_key: str) -> None:
    """Write `account.opened`: the ledger then knows the person and the key that they sign with."""
    body = {"role": user.role, "villages": list(user.villages), "public_key": public_key}
    append(connection, pen, "account.opened", user.name, body)


def pen_of(device: str, name: str, opened: Opened) -> Pen:
    """The pen of the person whose slot was opened."""
    return Pen(device, name, Ed25519PrivateKey.from_private_bytes(opened.seed))


def check_role(role: str) -> None:
    """Raise `NotFound` for a role that nobody has."""
    if role not in ROLES:
        raise NotFound(
            _("Peran {role} tidak dikenal. Pilih salah satu: {roles}.").format(
                role=role, roles=", ".join(ROLES)
            )
        )


def read_facts(folder: Path, *, revoked: bool = False) -> dict[str, Any]:
    """What `workspace.json` says; raises `Locked` when it is missing, damaged or newer."""
    path = folder / "workspace.json"
    if not path.is_file():
        raise Locked(
            _(
                "Belum ada ruang kerja di {folder}. Buat dengan `kelambu init`, atau coba `kelambu demo`."
            ).format(folder=folder)
        )
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        facts = None
    if not isinstance(facts, dict) or any(type(facts.get(name)) is not kind for name, kind in _FACTS.items()):
        raise Locked(_("Berkas {path} rusak. Pulihkan dari cadangan.").format(path=path))
    if facts.get("revoked") and not revoked:
        raise Locked(str(facts["revoked"]))
    if facts["version"] != _VERSION:
        raise Locked(
            _(
                "Ruang kerja {folder} dibuat oleh Kelambu yang lebih baru. Perbarui Kelambu di laptop ini."
            ).format(folder=folder)
        )
    return facts


_VERSION = 1
_FACTS = {"version": int, "device": str, "practice": bool, "secret": str}
