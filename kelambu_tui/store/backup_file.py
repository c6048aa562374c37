"""The one file of a backup: sealed to those who may open it, read back block by block.

After a magic line comes a readable head (one JSON line: device, moment, who can open), then a tar in
blocks of AES-256-GCM. The head is authenticated with every block; a block's number is its nonce, and the
last block says that it is the last, so that a file that was cut short, changed or put together anew
opens nowhere. The key of a file comes from the workspace's backup key, which the head carries sealed for
each holder (Argon2id of the passphrase, no device secret: it must open on another laptop) and for each
age recipient. A thief of the stick has only the holders' passphrases to guess at.
"""

from __future__ import annotations

import base64
import io
import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kelambu_tui.errors import Locked, Refused, Unreadable
from kelambu_tui.locale import _
from kelambu_tui.store.stretching import argon_for, sane_argon, stretch

MAGIC = b"KELAMBU BACKUP 1\n"
ENDING = ".kelambu"
_BLOCK = 1 << 20
_TAG = 16
_MOST_HEAD = 256 * 1024
_LAST = 1 << 88
"""Added to the number of the last block."""


@dataclass(frozen=True, slots=True)
class Head:
    """What may be read of a backup without a key; it is believed only once a block has opened."""

    device: str
    at: str  # ISO, UTC
    practice: bool
    holders: tuple[dict[str, Any], ...]
    recovery: tuple[str, ...]  # base64 of age files that hold the backup key
    salt: bytes
    line: bytes  # magic and head as they stand in the file

    @property
    def names(self) -> tuple[str, ...]:
        """Whose passphrase opens it."""
        return tuple(str(holder["name"]) for holder in self.holders)


def backup_key_of(database_key: bytes) -> bytes:
    """The workspace's 32-byte backup key: whoever has the database open needs nothing else."""
    return HKDF(SHA256(), 32, None, b"kelambu/1 backup").derive(database_key)


def hold(name: str, passphrase: str, backup_key: bytes, *, practice: bool) -> dict[str, Any]:
    """Seal `backup_key` under a passphrase alone."""
    argon, salt = argon_for(practice), secrets.token_bytes(16)
    sealed = _holder_cipher(passphrase, salt, argon).encrypt(bytes(12), backup_key, name.encode())
    return {"name": name, "argon2id": argon, "salt": salt.hex(), "box": sealed.hex()}


def open_held(holder: dict[str, Any], passphrase: str) -> bytes:
    """The backup key that `holder` holds; raises `Locked` when the passphrase does not fit."""
    try:
        name, argon = str(holder["name"]), sane_argon(holder["argon2id"])
        salt, box = bytes.fromhex(holder["salt"]), bytes.fromhex(holder["box"])
    except (KeyError, TypeError, ValueError):
        raise _damaged() from None
    try:
        return _holder_cipher(passphrase, salt, argon).decrypt(bytes(12), box, name.encode())
    except InvalidTag:
        raise Locked(
            _(
                "Kata sandi {name} tidak membuka cadangan ini. Pakai kata sandi yang berlaku ketika cadangan "
                "dibuat."
            ).format(name=name)
        ) from None


def seal_to(recipients: Sequence[str], backup_key: bytes) -> tuple[str, ...]:
    """Seal `backup_key` to each age recipient (`age1...`); raises `Refused` for what is none."""
    if not recipients:
        return ()
    import pyrage

    try:
        known = [pyrage.x25519.Recipient.from_str(text) for text in recipients]
    except pyrage.RecipientError as error:
        raise Refused(_("Kunci pemulihan itu bukan kunci age (age1...). Minta lagi kepada dinas.")) from error
    return tuple(base64.b64encode(pyrage.encrypt(backup_key, [one])).decode() for one in known)


def open_with_identity(head: Head, identity: str) -> bytes:
    """The backup key, opened with an age secret key; raises `Locked` when it is not for this key."""
    import pyrage

    lines = [line for line in identity.splitlines() if line.startswith("AGE-SECRET-KEY-")]
    for sealed in head.recovery:
        for line in lines:
            try:
                return bytes(
                    pyrage.decrypt(base64.b64decode(sealed), [pyrage.x25519.Identity.from_str(line)])
                )
            except (pyrage.IdentityError, pyrage.DecryptError, ValueError):
                continue
    raise Locked(_("Kunci pemulihan itu tidak membuka cadangan ini. Periksa berkas kuncinya."))


class Sealer(io.RawIOBase):
    """A file that seals what is written to it; `finish` writes the last block."""

    def __init__(self, file: BinaryIO, facts: dict[str, Any], backup_key: bytes) -> None:
        super().__init__()
        salt = secrets.token_bytes(32)
        self._head = MAGIC + json.dumps(facts | {"salt": salt.hex()}).encode() + b"\n"
        self._cipher = _file_cipher(backup_key, salt)
        self._file = file
        self._waiting = bytearray()
        self._number = 0
        file.write(self._head)

    def writable(self) -> bool:
        """It is for writing only."""
        return True

    def write(self, content: Any) -> int:
        """Take `content`; whole blocks go out at once."""
        self._waiting += content
        # The last block is kept back: only `finish` knows that it is the last.
        while len(self._waiting) > _BLOCK:
            self._seal(bytes(self._waiting[:_BLOCK]), 0)
            del self._waiting[:_BLOCK]
        return len(content)

    def finish(self) -> None:
        """Write the last block; nothing may be written after it."""
        self._seal(bytes(self._waiting), _LAST)
        self._waiting.clear()

    def _seal(self, block: bytes, last: int) -> None:
        nonce = (self._number + last).to_bytes(12, "big")
        self._file.write(self._cipher.encrypt(nonce, block, self._head))
        self._number += 1


class Unsealer(io.RawIOBase):
    """What is inside a sealed file, in order; raises `Unreadable` at the first block that is not whole."""

    def __init__(self, file: BinaryIO, head: Head, backup_key: bytes) -> None:
        super().__init__()
        self._file = file
        self._head = head.line
        self._cipher = _file_cipher(backup_key, head.salt)
        self._number = 0
        self._left = b""
        self._ahead = file.read(_BLOCK + _TAG)
        self._done = False

    def readable(self) -> bool:
        """It is for reading only."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Give what fits into `buffer`; 0 after the last block."""
        if not self._left and not self._done:
            self._open_next()
        count = min(len(buffer), len(self._left))
        buffer[:count], self._left = self._left[:count], self._left[count:]
        return count

    def drain(self) -> None:
        """Read to the end, so that a file cut short behind the last thing needed is noticed too."""
        while not self._done:
            self._open_next()

    def _open_next(self) -> None:
        sealed, self._ahead = self._ahead, self._file.read(_BLOCK + _TAG)
        last = 0 if self._ahead else _LAST
        try:
            nonce = (self._number + last).to_bytes(12, "big")
            self._left = self._cipher.decrypt(nonce, sealed, self._head)
        except InvalidTag:
            raise _damaged() from None
        self._number += 1
        self._done = bool(last)


def read_head(file: BinaryIO) -> Head:
    """Read the head of a backup; raises `Unreadable` for a file that is none."""
    magic = file.readline(len(MAGIC))
    line = file.readline(_MOST_HEAD)
    if magic != MAGIC:
        raise Unreadable(
            _(
                "Berkas itu bukan cadangan Kelambu, atau dari versi yang lebih baru. Pilih berkas {ending}."
            ).format(ending=ENDING)
        )
    try:
        facts = json.loads(line)
        return Head(
            device=str(facts["device"]),
            at=str(facts["at"]),
            practice=bool(facts["practice"]),
            holders=tuple({**holder, "name": str(holder["name"])} for holder in facts["holders"]),
            recovery=tuple(str(one) for one in facts["recovery"]),
            salt=bytes.fromhex(facts["salt"]),
            line=magic + line,
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _damaged() from None


def head_of(path: Path) -> Head:
    """Read the head of the backup at `path`; raises `Unreadable`."""
    try:
        with path.open("rb") as file:
            return read_head(file)
    except OSError as error:
        raise Unreadable(
            _("Cadangan {path} tidak terbaca ({reason}). Periksa jalurnya, atau pasang stiknya.").format(
                path=path, reason=os.strerror(error.errno or 0)
            )
        ) from error


def _damaged() -> Unreadable:
    return Unreadable(_("Cadangan ini rusak atau terpotong. Pakai cadangan lain yang lebih lama."))


def _file_cipher(backup_key: bytes, salt: bytes) -> AESGCM:
    """A key of its own for every file, so that block numbers can be nonces."""
    return AESGCM(HKDF(SHA256(), 32, salt, b"kelambu/1 backup file").derive(backup_key))


def _holder_cipher(passphrase: str, salt: bytes, argon: dict[str, int]) -> AESGCM:
    """Under a key that a fresh salt makes unlike any other, so the nonce may be zero."""
    stretched = stretch(passphrase, salt, argon)
    return AESGCM(HKDF(SHA256(), 32, salt, b"kelambu/1 backup holder").derive(stretched))
