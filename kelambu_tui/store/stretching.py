"""Argon2id: what makes a passphrase slow to guess at, and with which parameters."""

from __future__ import annotations

from typing import Any

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

_STRONG = {"memory_kib": 64 * 1024, "passes": 3, "lanes": 4}
# A practice workspace has no passphrase to protect, so it may open at once.
_PRACTICE = {"memory_kib": 1024, "passes": 1, "lanes": 1}
_LIMITS = {"memory_kib": (8, 1 << 20), "passes": (1, 100), "lanes": (1, 64)}


def argon_for(practice: bool) -> dict[str, int]:
    """The parameters that a new seal of a real, or of a practice, workspace gets."""
    return dict(_PRACTICE if practice else _STRONG)


def sane_argon(argon: Any) -> dict[str, int]:
    """Parameters that this machine can work with; raises `ValueError` for what only damage can ask."""
    if not isinstance(argon, dict) or argon.keys() != _LIMITS.keys():
        raise ValueError
    for name, (least, most) in _LIMITS.items():
        if type(argon[name]) is not int or not least <= argon[name] <= most:
            raise ValueError
    return argon


def stretch(passphrase: str, salt: bytes, argon: dict[str, int]) -> bytes:
    """Return 32 bytes that follow from the passphrase, slowly."""
    return Argon2id(
        salt=salt,
        length=32,
        iterations=argon["passes"],
        lanes=argon["lanes"],
        memory_cost=argon["memory_kib"],
    ).derive(passphrase.encode())
