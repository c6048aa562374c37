"""Who says what on the wire: every signature names its purpose, so none can stand in for another.

A signature is Ed25519 over `kelambu/1 PURPOSE`, a line feed, and the bytes that are signed. A signed
document is canonical JSON (`ledger.entries.canonical`) kept as bytes beside its signature.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from nacl.bindings import crypto_core_ed25519_is_valid_point

from kelambu_tui.errors import Unreadable
from kelambu_tui.ledger.entries import canonical
from kelambu_tui.locale import _

PROTOCOL = "kelambu/1"

Purpose = Literal["enrol", "session", "push", "answer", "certificate", "stick", "receipt"]


@dataclass(frozen=True, slots=True)
class Signed:
    """A document as it was signed: its bytes, and the signature (64 bytes) over them."""

    text: bytes
    signature: bytes


def sign_bytes(key: Ed25519PrivateKey, purpose: Purpose, content: bytes) -> bytes:
    """The signature (64 bytes) of `content` for one purpose."""
    return key.sign(_framed(purpose, content))


def is_signed(public_key: str, purpose: Purpose, content: bytes, signature: bytes) -> bool:
    """Whether `signature` was made for this purpose over `content` by the holder of `public_key` (hex)."""
    if not is_sound(public_key):
        return False
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(signature, _framed(purpose, content))
    except InvalidSignature:
        return False
    return True


def is_sound(public_key: str) -> bool:
    """Whether `public_key` is 32 bytes of hex that stand for a key of full order.

    Under a key of small order anybody can sign anything, so none is ever accepted.
    """
    try:
        return crypto_core_ed25519_is_valid_point(bytes.fromhex(public_key))
    except (TypeError, ValueError):
        return False


def sign_document(key: Ed25519PrivateKey, purpose: Purpose, fields: Mapping[str, Any]) -> Signed:
    """Write `fields` down canonically and sign them."""
    text = canonical(fields)
    return Signed(text, sign_bytes(key, purpose, text))


def read_document(public_key: str, purpose: Purpose, signed: Signed) -> dict[str, Any]:
    """The fields of a signed document; raises `Unreadable` unless the signature holds and it is an object."""
    if not is_signed(public_key, purpose, signed.text, signed.signature):
        raise Unreadable(_("Tanda tangan pada jawaban atau berkas ini tidak sah; isinya tidak dipakai."))
    try:
        fields = json.loads(signed.text)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        raise Unreadable(_("Jawaban atau berkas ini tidak bisa dibaca; isinya tidak dipakai."))
    return fields


def public_key_of(key: Ed25519PrivateKey) -> str:
    """The public side of a key, hex."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def _framed(purpose: Purpose, content: bytes) -> bytes:
    return f"{PROTOCOL} {purpose}\n".encode() + content
