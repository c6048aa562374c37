"""Where the daily backup goes, who can open it, and how the last one went.

`cadangan.json` holds what was set; whose passphrase opens a backup stands in it sealed under the database
key, so that the workspace folder tells a thief no more than before. `cadangan-keadaan.json` holds how
the last one went; losing it loses nothing.
"""

from __future__ import annotations

import json
import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kelambu_tui.errors import Refused
from kelambu_tui.store.backup_file import backup_key_of, hold
from kelambu_tui.store.disk import plain_disk_errors
from kelambu_tui.store.slots import write_private

SETTINGS = "cadangan.json"
STATE = "cadangan-keadaan.json"
KEEP = 7
"""Days of which the newest backup is kept, where nothing else was set."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What was set: the folder of the daily backup (None: none), days kept, age recipients."""

    to: Path | None = None
    keep: int = KEEP
    recovery: tuple[str, ...] = ()
    holders: str = ""  # hex, sealed


@dataclass(frozen=True, slots=True)
class State:
    """How it went: the last backup that is whole, and what stands in the way of the next ('' nothing)."""

    at: str = ""  # ISO, UTC
    path: str = ""
    seq: int = -1  # of the laptop's own chain, in that backup
    trouble: str = ""  # '', 'missing' (the stick is not there) or 'failed'
    sentence: str = ""


def read_settings(folder: Path) -> Settings:
    """What was set; what cannot be read counts as not set."""
    fields = _load(folder / SETTINGS)
    to, keep, recovery = fields.get("to"), fields.get("keep", KEEP), fields.get("recovery", [])
    sound = (to is None or isinstance(to, str)) and type(keep) is int and isinstance(recovery, list)
    if not sound:
        return Settings()
    holders = str(fields.get("holders", ""))
    return Settings(Path(to) if to else None, max(keep, 1), tuple(str(one) for one in recovery), holders)


def write_settings(folder: Path, settings: Settings) -> None:
    """Keep what was set; raises `Refused` when the folder cannot be written."""
    fields = {
        "to": None if settings.to is None else str(settings.to),
        "keep": settings.keep,
        "recovery": list(settings.recovery),
        "holders": settings.holders,
    }
    with plain_disk_errors(folder / SETTINGS):
        write_private(folder / SETTINGS, json.dumps(fields, indent=1).encode())


def read_state(folder: Path) -> State:
    """How the last backup went."""
    fields = _load(folder / STATE)
    try:
        return State(**fields) if fields else State()
    except TypeError:
        return State()


def write_state(folder: Path, state: State) -> None:
    """Keep how it went; a folder that cannot be written is no reason to stop."""
    fields = {name: getattr(state, name) for name in State.__slots__}
    with suppress(OSError):
        write_private(folder / STATE, json.dumps(fields, indent=1).encode())


def holders_of(folder: Path, key: bytes) -> list[dict[str, Any]]:
    """Whose passphrase opens the backups of this workspace, as backups carry them."""
    return [_bare(holder) for holder in _known(folder, key, read_settings(folder).holders)]


def remember_holder(
    folder: Path, key: bytes, name: str, passphrase: str, *, practice: bool
) -> list[dict[str, Any]]:
    """Let `passphrase` of `name` open the backups from now on; slow (Argon2id) only when it changed.

    Answers everybody whose passphrase does. A folder that cannot be written remembers nothing: the answer
    is good for one backup all the same, which is then needed most.
    """
    settings = read_settings(folder)
    known = _known(folder, key, settings.holders)
    mark = _slot_mark(folder, name)
    if any(holder["name"] == name and holder["mark"] == mark for holder in known):
        return [_bare(holder) for holder in known]
    fresh = hold(name, passphrase, backup_key_of(key), practice=practice) | {"mark": mark}
    kept = [holder for holder in known if holder["name"] != name]
    with suppress(Refused):
        write_settings(folder, replace(settings, holders=_seal([*kept, fresh], key)))
    return [_bare(holder) for holder in (*kept, fresh)]


def _known(folder: Path, key: bytes, sealed: str) -> list[dict[str, Any]]:
    """The holders that still have an account here."""
    try:
        content = bytes.fromhex(sealed)
        holders = json.loads(_cipher(key).decrypt(content[:12], content[12:], None))
    except (ValueError, InvalidTag):
        return []
    return [holder for holder in holders if (folder / "accounts" / f"{holder['name']}.json").is_file()]


def _seal(holders: list[dict[str, Any]], key: bytes) -> str:
    nonce = secrets.token_bytes(12)
    return (nonce + _cipher(key).encrypt(nonce, json.dumps(holders).encode(), None)).hex()


def _cipher(key: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, None, b"kelambu/1 backup holders").derive(key))


def _bare(holder: dict[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in holder.items() if field != "mark"}


def _slot_mark(folder: Path, name: str) -> str:
    """What changes whenever the passphrase of `name` does: the salt of their slot."""
    return str(_load(folder / "accounts" / f"{name}.json").get("salt", ""))


def _load(path: Path) -> dict[str, Any]:
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) else {}
