"""Key slots: one small file per person, which their passphrase opens.

A slot holds the database key and the person's Ed25519 seed, sealed with XChaCha20-Poly1305 under
HKDF(Argon2id(passphrase), device secret). Without the device secret a stolen slot file cannot even
be guessed at. The secret lives in the system's own keyring where there is one, else in a file that
only its owner may read.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
)
from nacl.exceptions import CryptoError

from kelambu_tui.errors import Locked, Refused
from kelambu_tui.locale import _
from kelambu_tui.store.disk import plain_disk_errors
from kelambu_tui.store.stretching import argon_for, sane_argon, stretch

LEAST_PASSPHRASE = 8
_TAKEN_BY_WINDOWS = {"con", "prn", "aux", "nul"} | {
    f"{port}{n}" for port in ("com", "lpt") for n in range(10)
}
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,31}")
_VERSION = 1


class WrongPassphrase(Locked):
    """The passphrase does not open the slot."""


@dataclass(frozen=True, slots=True)
class Slot:
    """What may be known of a person before they sign in."""

    name: str
    role: str
    villages: tuple[str, ...]
    practice: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """What a passphrase opens: the 32-byte database key, the 32-byte signing seed, practice or not."""

    database_key: bytes
    seed: bytes
    practice: bool


def write_slot(
    folder: Path, slot: Slot, passphrase: str, opened: Opened, secret: bytes, *, replace: bool = False
) -> None:
    """Seal `opened` for `slot` under `passphrase` and write the slot file.

    Raises `Refused` for a bad name, a taken name, or a passphrase under eight characters (a practice
    workspace may have an empty one).
    """
    check_name(slot.name)
    if len(passphrase) < LEAST_PASSPHRASE and not (slot.practice and not passphrase):
        raise Refused(_("Kata sandi terlalu pendek. Pakai sedikitnya 8 huruf atau angka."))
    path = _path(folder, slot.name)
    if path.exists() and not replace:
        raise Refused(_("Nama pengguna {name} sudah ada. Pilih nama lain.").format(name=slot.name))
    argon = argon_for(slot.practice)
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(24)
    head = {
        "version": _VERSION,
        "name": slot.name,
        "role": slot.role,
        "villages": list(slot.villages),
        "practice": slot.practice,
        "argon2id": argon,
        "salt": salt.hex(),
        "nonce": nonce.hex(),
    }
    key = _slot_key(passphrase, salt, argon, secret)
    box = crypto_aead_xchacha20poly1305_ietf_encrypt(
        opened.database_key + opened.seed, _bound(head), nonce, key
    )
    with plain_disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_private(path, json.dumps(head | {"box": box.hex()}, indent=1).encode())


def read_slots(folder: Path) -> tuple[Slot, ...]:
    """The people who have a readable slot in this workspace, by name; a damaged one hides nobody else."""
    slots: list[Slot] = []
    for path in sorted((folder / "accounts").glob("*.json")):
        with suppress(Locked):
            slots.append(_slot(path, _load(path)))
    return tuple(slots)


def open_slot(folder: Path, name: str, passphrase: str, secret: bytes) -> Opened:
    """Open the slot of `name`.

    Raises `Locked` for an unknown name, a damaged slot, or one of a later program, and its child
    `WrongPassphrase` where only the passphrase does not fit.
    """
    path = _path(folder, name)
    if not _NAME.fullmatch(name) or not path.is_file():
        raise Locked(_("Pengguna {name} tidak ada di laptop ini. Periksa namanya.").format(name=name))
    fields = _load(path)
    practice = _slot(path, fields).practice
    if fields.get("version") != _VERSION:
        raise Locked(
            _("Akun {name} dibuat oleh Kelambu yang lebih baru. Perbarui Kelambu di laptop ini.").format(
                name=name
            )
        )
    try:
        key = _slot_key(passphrase, bytes.fromhex(fields["salt"]), sane_argon(fields["argon2id"]), secret)
        box, nonce = bytes.fromhex(fields["box"]), bytes.fromhex(fields["nonce"])
        bound = _bound(fields)
    except (KeyError, TypeError, ValueError):
        raise _damaged(path) from None
    try:
        plain = crypto_aead_xchacha20poly1305_ietf_decrypt(box, bound, nonce, key)
    except (CryptoError, ValueError):
        raise WrongPassphrase(
            _("Kata sandi untuk {name} tidak cocok. Periksa huruf besar dan kecil, lalu coba lagi.").format(
                name=name
            )
        ) from None
    return Opened(plain[:32], plain[32:], practice)


def check_name(name: str) -> None:
    """Raise `Refused` unless `name` can be a user name, and a file name, on every system."""
    if not _NAME.fullmatch(name) or name.split(".", maxsplit=1)[0] in _TAKEN_BY_WINDOWS:
        raise Refused(_("Nama pengguna hanya boleh huruf kecil, angka, titik, dan garis, paling panjang 32."))


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all, and flushed."""
    part = path.with_suffix(path.suffix + ".part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def _slot_key(passphrase: str, salt: bytes, argon: dict[str, int], secret: bytes) -> bytes:
    stretched = stretch(passphrase, salt, argon)
    return HKDF(algorithm=SHA256(), length=32, salt=secret, info=b"kelambu/1 slot").derive(stretched)


def _bound(fields: dict[str, Any]) -> bytes:
    """The readable part of a slot, bound to the sealed part: changing a role breaks the seal."""
    return json.dumps({key: fields[key] for key in sorted(fields) if key != "box"}).encode()


def _path(folder: Path, name: str) -> Path:
    return folder / "accounts" / f"{name}.json"


def _load(path: Path) -> dict[str, Any]:
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        raise _damaged(path)
    return fields


def _slot(path: Path, fields: dict[str, Any]) -> Slot:
    name, role, villages = fields.get("name"), fields.get("role"), fields.get("villages")
    practice = fields.get("practice")
    if not (
        name == path.stem
        and isinstance(role, str)
        and isinstance(villages, list)
        and all(isinstance(village, str) for village in villages)
        and isinstance(practice, bool)
    ):
        raise _damaged(path)
    return Slot(name, role, tuple(villages), practice)


def _damaged(path: Path) -> Locked:
    return Locked(_("Berkas akun {path} rusak. Pulihkan dari cadangan.").format(path=path))
