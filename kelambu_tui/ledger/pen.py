"""The pen: who writes, on which device, with which key and which clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def utc_now() -> datetime:
    """The device's clock in UTC; in the ledger it is a remark, never an order."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Pen:
    """What is needed to write and to sign: device, author, the author's key, a clock."""

    device: str
    author: str
    key: Ed25519PrivateKey
    now: Callable[[], datetime] = utc_now

    def moment(self) -> str:
        """The current moment as ledger text: ISO 8601, UTC, seconds."""
        return self.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def sign(self, head: bytes) -> bytes:
        """The author's Ed25519 signature (64 bytes) over a chain head."""
        return self.key.sign(head)

    @property
    def public_key(self) -> str:
        """The author's public key, hex."""
        return self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def signed_by(public_key: str, head: bytes, signature: bytes) -> bool:
    """Whether `signature` over `head` was made with the private side of `public_key` (hex)."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(signature, head)
    except (InvalidSignature, ValueError):
        return False
    return True
