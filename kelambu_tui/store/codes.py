"""The numbers and seals of unlocking by phone (see `unlocking`)."""

from __future__ import annotations

import json
import secrets
from hashlib import blake2b

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
)
from nacl.exceptions import CryptoError
from nacl.public import SealedBox
from nacl.signing import SigningKey, VerifyKey

from kelambu_tui.errors import Unreadable
from kelambu_tui.locale import _
from kelambu_tui.store.slots import Opened

ALL = 10**24
"""Codes are numbers below this."""


def seal_master(master: bytes, context: bytes, key: str) -> str:
    """Seal a master to the holder of a public Ed25519 key (hex); raises `Unreadable` for a bad key."""
    try:
        public = VerifyKey(bytes.fromhex(key)).to_curve25519_public_key()
    except (CryptoError, ValueError, RuntimeError, TypeError):
        raise Unreadable(_("Kunci penyelia itu rusak. Minta kartunya lagi.")) from None
    return SealedBox(public).encrypt(master + context).hex()


def open_master(seed: bytes, sealed: str, context: bytes, account: str) -> bytes:
    """Open a master with the holder's signing seed; raises `Unreadable` when it is not for this account."""
    try:
        box = SealedBox(SigningKey(seed).to_curve25519_private_key())
        plain = box.decrypt(bytes.fromhex(sealed))
    except (CryptoError, ValueError):
        plain = b""
    if plain[32:] != context:
        raise Unreadable(_("Persiapan untuk {name} rusak. Minta disiapkan lagi.").format(name=account))
    return plain[:32]


def code(master: bytes, index: int) -> str:
    """Code number `index` of a master: 24 digits, 79.7 bits."""
    info = b"kelambu/1 unlock code %d" % index
    drawn = HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(master)
    return f"{int.from_bytes(drawn) % ALL:024d}"


def shift(challenge: str) -> int:
    """What an answer to these digits is shifted by."""
    return int.from_bytes(blake2b(b"kelambu/1 answer " + challenge.encode(), digest_size=32).digest()) % ALL


def context(account: str, device: str, made: str) -> bytes:
    """16 bytes that tell one preparation from every other."""
    return blake2b(json.dumps(["kelambu/1 unlock", account, device, made]).encode(), digest_size=16).digest()


def bound(account: str, device: str, made: str, key: str, index: int) -> bytes:
    """What a box is bound to: it opens nowhere else."""
    return json.dumps([account, device, made, key, index]).encode()


def _box_key(code: str, secret: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=secret, info=b"kelambu/1 unlock box").derive(
        code.encode()
    )


def box(opened: Opened, code: str, secret: bytes, bound: bytes) -> str:
    """Seal both keys under a code and the device secret (hex)."""
    nonce = secrets.token_bytes(24)
    sealed = crypto_aead_xchacha20poly1305_ietf_encrypt(
        opened.database_key + opened.seed, bound, nonce, _box_key(code, secret)
    )
    return (nonce + sealed).hex()


def unbox(sealed: str, code: str, secret: bytes, bound: bytes) -> bytes | None:
    """Open a box; None where the code is not its own."""
    try:
        raw = bytes.fromhex(sealed)
        return crypto_aead_xchacha20poly1305_ietf_decrypt(raw[24:], bound, raw[:24], _box_key(code, secret))
    except (CryptoError, ValueError, TypeError):
        return None
