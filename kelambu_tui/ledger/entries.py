"""One entry of the ledger: how it is written down, hashed and read back.

An entry is one canonical JSON line (UTF-8, NFC, sorted keys, no blanks) that is kept as bytes for
ever. Its digest is BLAKE2b-256 of the line; the chain head after it is BLAKE2b-256 of the head
before it followed by the line.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from kelambu_tui.errors import Refused
from kelambu_tui.locale import _

VERSION = 1
FIRST_HEAD = bytes(32)
MOST_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """A decision as it stands in the ledger; `line` is the truth, the rest is read from it."""

    id: str
    device: str
    seq: int
    kind: str
    author: str
    at: str
    subject: str
    body: Mapping[str, Any]
    line: bytes
    ref: str = ""
    ref_hash: str = ""
    base: int = 0
    """The hub's cursor up to which its writer had seen what others wrote."""

    @property
    def digest(self) -> str:
        """Hex BLAKE2b-256 of the line: what an approval names."""
        return digest(self.line)


def canonical(value: Mapping[str, Any]) -> bytes:
    """Write `value` as its one canonical line; equal values give equal bytes."""
    return json.dumps(
        _normal(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def write_entry(fields: Mapping[str, Any]) -> Entry:
    """Make the entry that `fields` describe; raises `Refused` beyond 16 KiB."""
    line = canonical(fields)
    if len(line) > MOST_BYTES:
        raise Refused(
            _("Catatan ini terlalu panjang (lebih dari 16 KiB). Ringkas keterangannya, lalu simpan lagi.")
        )
    return read_entry(line)


def read_entry(line: bytes) -> Entry:
    """Read an entry back from its bytes; raises `ValueError` when they are no entry of this version."""
    fields = json.loads(line)
    if not isinstance(fields, dict) or fields.get("version") != VERSION:
        raise ValueError("not an entry of version 1")
    try:
        return Entry(
            id=str(fields["id"]),
            device=str(fields["device"]),
            seq=int(fields["seq"]),
            kind=str(fields["kind"]),
            author=str(fields["author"]),
            at=str(fields["at"]),
            subject=str(fields["subject"]),
            body=dict(fields["body"]),
            line=line,
            ref=str(fields.get("ref", "")),
            ref_hash=str(fields.get("ref_hash", "")),
            base=int(fields.get("base", 0)),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"an entry lacks {error}") from error


def digest(line: bytes) -> str:
    """Hex BLAKE2b-256 of an entry's line."""
    return blake2b(line, digest_size=32).hexdigest()


def next_head(head: bytes, line: bytes) -> bytes:
    """The chain head (32 bytes) after `line`, given the head before it."""
    return blake2b(head + line, digest_size=32).digest()


def _normal(value: Any) -> Any:
    """NFC in every string, keys too; only what JSON can say exactly is let through."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {_normal(str(key)): _normal(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_normal(item) for item in value]
    if value is None or isinstance(value, bool | int):
        return value
    raise TypeError(f"an entry cannot hold {type(value).__name__}")
