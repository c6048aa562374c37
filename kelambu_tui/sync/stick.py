"""The file on a stick: the same batches as over the network, sealed to whom they are for.

Inside the age envelope stand one canonical JSON line (the header), one line with the sender's signature
over it, and the parts, whose lengths and common digest the header names. So a bundle that was cut,
mixed or changed by one bit is refused before anything of it is used.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kelambu_tui.errors import Refused, Unreadable
from kelambu_tui.ledger.entries import canonical
from kelambu_tui.locale import _
from kelambu_tui.sync.signing import PROTOCOL, is_signed, sign_bytes
from kelambu_tui.sync.wire import read_object

MOST_BUNDLE = 64 << 20
"""Bytes of a bundle; a season of one village takes about one in twenty of it."""
MOST_HEADER = 256 * 1024
ENDING = ".klb"
_SAFE = re.compile(r"[^a-z0-9]+")
_AGE = b"age-encryption.org/v1"


@dataclass(frozen=True, slots=True)
class Bundle:
    """An opened bundle: what it says of itself, what it carries, and the signature over both."""

    header: Mapping[str, Any]
    parts: tuple[bytes, ...]
    signed: bytes
    signature: bytes

    def is_from(self, public_key: str) -> bool:
        """Whether the holder of `public_key` (hex) wrote it, whole and unchanged."""
        return is_signed(public_key, "stick", self.signed, self.signature)


def seal(
    key: Ed25519PrivateKey, recipients: Sequence[str], header: Mapping[str, Any], parts: Sequence[bytes]
) -> bytes:
    """Write a bundle, signed by `key`, that only the holders of `recipients` (age, X25519) can open."""
    from pyrage import encrypt, x25519

    line = canonical(
        {
            **header,
            "protocol": PROTOCOL,
            "parts": [len(part) for part in parts],
            "digest": _digest(parts),
        }
    )
    signature = sign_bytes(key, "stick", line).hex().encode()
    content = b"\n".join((line, signature, b"".join(parts)))
    sealed: bytes = encrypt(content, [x25519.Recipient.from_str(one) for one in recipients if one])
    return sealed


def unseal(content: bytes, identity: str) -> Bundle:
    """Open a bundle with an age secret key; whose it is, the caller asks `is_from`.

    Raises `Unreadable` for what is no bundle, is damaged, or is sealed to somebody else.
    """
    from pyrage import DecryptError, decrypt, x25519

    if not content.startswith(_AGE):
        raise Unreadable(_("Ini bukan berkas kiriman Kelambu; isinya tidak dipakai. Pilih berkas lain."))
    try:
        opened = decrypt(content, [x25519.Identity.from_str(identity)])
    except DecryptError:
        raise Unreadable(
            _("Berkas kiriman ini rusak, atau bukan untuk laptop ini. Tidak ada isinya yang dipakai.")
        ) from None
    return _read(opened)


def _read(opened: bytes) -> Bundle:
    line, found, rest = opened.partition(b"\n")
    signature, again, payload = rest.partition(b"\n")
    if not (found and again) or len(line) > MOST_HEADER:
        raise _damaged()
    try:
        header = read_object(line)
    except Unreadable:
        raise _damaged() from None
    sizes = _sizes(header.get("parts"))
    if header.get("protocol") != PROTOCOL or sum(sizes) != len(payload):
        raise _damaged()
    parts: list[bytes] = []
    at = 0
    for size in sizes:
        parts.append(payload[at : at + size])
        at += size
    if header.get("digest") != _digest(parts):
        raise _damaged()
    try:
        return Bundle(header, tuple(parts), line, bytes.fromhex(signature.decode("ascii")))
    except ValueError:
        raise _damaged() from None


def _sizes(value: object) -> list[int]:
    if not isinstance(value, list) or not all(type(one) is int and one >= 0 for one in value):
        raise _damaged()
    return value


def _digest(parts: Sequence[bytes]) -> str:
    digest = blake2b(digest_size=32)
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


def outward_name(device: str, first: int, last: int) -> str:
    """The name of a laptop's bundle: of device and range only, so that it tells nobody anything else."""
    return f"kelambu-{_plain(device)}-{first}-{last}{ENDING}"


def home_name(device: str, cursor: int) -> str:
    """The name of the hub's answer to a laptop."""
    return f"kelambu-{_plain(device)}-home-{cursor}{ENDING}"


def _plain(device: str) -> str:
    return _SAFE.sub("", device.lower())[:32]


def write_file(path: Path, content: bytes) -> None:
    """Put a bundle on a stick: beside its name, flushed, read back, and only then under its name.

    Raises `Refused` when what is read back is not what was written, or nothing can be written there.
    """
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if part.read_bytes() != content:
            part.unlink(missing_ok=True)
            raise Refused(
                _("Stick ini mengubah yang ditulis padanya. Pakai stick lain; belum ada yang terkirim.")
            )
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise Refused(
            _("{path} tidak bisa ditulis ({why}). Periksa stick-nya, atau pilih tempat lain.").format(
                path=path, why=error.strerror or type(error).__name__
            )
        ) from None
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    """The new name itself must reach the stick; systems without folder handles do so by themselves."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        return
    finally:
        os.close(handle)


def read_file(path: Path) -> bytes:
    """Read a bundle's bytes; raises `Unreadable` for what is missing or too large to be one."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BUNDLE + 1)
    except OSError as error:
        raise Unreadable(
            _("{path} tidak bisa dibaca ({why}). Periksa stick dan nama berkasnya.").format(
                path=path, why=error.strerror or type(error).__name__
            )
        ) from None
    if len(content) > MOST_BUNDLE:
        raise Unreadable(_("{path} terlalu besar untuk berkas kiriman Kelambu.").format(path=path))
    return content


def _damaged() -> Unreadable:
    return Unreadable(
        _("Berkas kiriman ini rusak; tidak ada isinya yang dipakai. Salin atau tulis sekali lagi.")
    )
