"""What a laptop and the hub say to each other, as bytes: headers, claims, documents, invitations."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kelambu_tui.errors import Unreadable
from kelambu_tui.ledger.entries import canonical
from kelambu_tui.locale import _
from kelambu_tui.sync.signing import PROTOCOL, Signed, is_sound

NONCE = "Kelambu-Nonce"
SIGNATURE = "Kelambu-Signature"
BATCH = "Kelambu-Batch"
PACKED = "application/kelambu"
JSON = {"Content-Type": "application/json"}
MOST_INVITATION = 64 * 1024
_CODE = re.compile(r"[A-Z2-7]{13}")


def new_nonce() -> str:
    """32 hex digits that no request had before."""
    return secrets.token_hex(16)


def answered(nonce: str, status: int, body: bytes) -> bytes:
    """What the hub signs (purpose `answer`) of an answer: whom it answers, how, and with what."""
    return f"{nonce}\n{status}\n".encode() + body


def push_claim(device: str, to: int, head: bytes) -> bytes:
    """What a device signs (purpose `push`) of a batch: where its chain stands after it."""
    return canonical({"device": device, "to": to, "head": head.hex()})


def session_claim(device: str, at: str, nonce: str) -> bytes:
    """What a device signs (purpose `session`) to be let in."""
    return canonical({"device": device, "at": at, "nonce": nonce})


def document_fields(signed: Signed) -> dict[str, str]:
    """A signed document for a JSON answer."""
    return {"text": signed.text.decode(), "signature": signed.signature.hex()}


def read_fields(value: Any) -> Signed:
    """A signed document out of JSON, not verified yet; raises `Unreadable` for anything else."""
    try:
        return Signed(str(value["text"]).encode(), bytes.fromhex(value["signature"]))
    except (KeyError, TypeError, ValueError):
        raise unreadable_answer() from None


def read_object(content: bytes) -> dict[str, Any]:
    """A JSON object; raises `Unreadable` for anything else."""
    try:
        fields = json.loads(content)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        raise unreadable_answer()
    return fields


def unreadable_answer() -> Unreadable:
    """The sentence for an answer that a newer or broken hub gave."""
    return Unreadable(
        _("Jawaban hub tidak bisa dibaca; isinya tidak dipakai dan tidak ada yang hilang. Coba lagi nanti.")
    )


@dataclass(frozen=True, slots=True)
class Invitation:
    """What the district hands a laptop so that it can join: once, within 72 hours."""

    url: str
    code: str
    hub_key: str = ""
    recipient: str = ""
    recovery: str = ""
    ca: str = ""

    def written(self) -> bytes:
        """The invitation file."""
        fields: Mapping[str, str] = {
            "protocol": PROTOCOL,
            "url": self.url,
            "code": self.code,
            "hub_key": self.hub_key,
            "recipient": self.recipient,
            "recovery": self.recovery,
            "ca": self.ca,
        }
        return canonical(fields) + b"\n"


def tidy_code(code: str) -> str:
    """The one-time code as it was made, however it was typed; raises `Unreadable` for what is none."""
    plain = "".join(code.split()).replace("-", "").upper()
    # Base32 has no 0, 1 or 8: who typed one read a letter for it.
    plain = plain.replace("0", "O").replace("1", "I").replace("8", "B")
    if not _CODE.fullmatch(plain):
        raise Unreadable(
            _("Kode bergabung terdiri dari 13 huruf dan angka. Periksa kode dari dinas, lalu ketik ulang.")
        )
    return plain


def read_invitation(path: Path) -> Invitation:
    """Read an invitation file; raises `Unreadable` for a file that is none."""
    names = ("url", "code", "hub_key", "recipient", "recovery", "ca")
    try:
        with path.open("rb") as file:
            fields = read_object(file.read(MOST_INVITATION))
        values = {name: fields[name] for name in names}
        if fields.get("protocol") != PROTOCOL or not all(isinstance(one, str) for one in values.values()):
            raise ValueError
        if not is_sound(values["hub_key"]):
            raise ValueError
    except (OSError, ValueError, KeyError, Unreadable):
        raise Unreadable(
            _("Berkas {path} bukan undangan Kelambu. Minta berkas undangan yang baru dari dinas.").format(
                path=path
            )
        ) from None
    return Invitation(**values | {"code": tidy_code(values["code"])})


def fingerprint(hub_key: str) -> str:
    """A hub's key as people compare it aloud: eight groups of four hex digits of its BLAKE2b digest."""
    from hashlib import blake2b

    digest = blake2b(bytes.fromhex(hub_key), digest_size=16).hexdigest()
    return " ".join(digest[at : at + 4] for at in range(0, 32, 4))
