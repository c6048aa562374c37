"""The device secret: 32 random bytes of this laptop, without which no passphrase opens anything.

It lives in the system's own keyring where there is one, else in a file that only its owner may read.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from kelambu_tui.errors import Locked
from kelambu_tui.locale import _
from kelambu_tui.store.slots import write_private

_SERVICE = "kelambu"


def make_device_secret(folder: Path, device: str, *, keyring_allowed: bool) -> str:
    """Make and keep the device secret; answers where it is: `keyring` or `file`."""
    return keep_device_secret(folder, device, secrets.token_bytes(32), keyring_allowed=keyring_allowed)


def keep_device_secret(folder: Path, device: str, secret: bytes, *, keyring_allowed: bool) -> str:
    """Keep `secret`, which a backup brought from another laptop; answers where it is."""
    if keyring_allowed and _keep_in_keyring(device, secret):
        return "keyring"
    write_private(folder / "device.secret", secret.hex().encode())
    return "file"


def read_device_secret(folder: Path, device: str, place: str) -> bytes:
    """Read the device secret back; raises `Locked` when this laptop does not have it."""
    text: str | None = None
    if place == "keyring":
        import keyring
        import keyring.errors

        try:
            text = keyring.get_password(_SERVICE, device)
        except keyring.errors.KeyringError:
            text = None
    else:
        with suppress(OSError, ValueError):
            text = (folder / "device.secret").read_text(encoding="ascii")
    try:
        secret = bytes.fromhex(text or "")
    except ValueError:
        secret = b""
    if len(secret) != 32:
        raise Locked(
            _("Rahasia laptop untuk {folder} tidak ada. Buka di laptop asalnya.").format(folder=folder)
        )
    return secret


def _keep_in_keyring(device: str, secret: bytes) -> bool:
    if os.environ.get("KELAMBU_KEYRING", "1") == "0":
        return False
    import keyring
    import keyring.errors

    try:
        keyring.set_password(_SERVICE, device, secret.hex())
        # Some back ends accept everything and keep nothing.
        return keyring.get_password(_SERVICE, device) == secret.hex()
    except (keyring.errors.KeyringError, OSError, RuntimeError):
        return False
