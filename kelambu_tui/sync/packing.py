"""A batch as bytes: lines of JSON under zstd, unpacked by streaming with hard limits.

A line is an entry as it stands in the ledger (it begins with `{`), or a person's signature over the
chain head after one (`["s", seq, author, hex]`). The size that a frame states about itself is never
trusted: what comes out is counted as it comes out, and the window is bounded.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kelambu_tui.errors import Unreadable
from kelambu_tui.ledger.entries import MOST_BYTES
from kelambu_tui.locale import _

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LEVEL = 10
MOST_PACKED = 1 << 20
"""Bytes of a request's body, packed."""
MOST_UNPACKED = 16 << 20
"""Bytes that a body may unpack to."""
MOST_ON_STICK = 32 << 20, 128 << 20
"""Bytes of what the hub sends home on a stick, packed and unpacked: a stick brings everything at once."""
_WINDOW_LOG = 23
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Signature:
    """A person's Ed25519 signature over the chain head after entry `seq`."""

    seq: int
    author: str
    signature: bytes


@dataclass(frozen=True, slots=True)
class Batch:
    """Entries' lines in order of the chain, and the signatures that came with them."""

    lines: tuple[bytes, ...]
    signatures: tuple[Signature, ...]


def pack(lines: Sequence[bytes], signatures: Iterable[Signature] = ()) -> bytes:
    """Write a batch as packed bytes."""
    written = [
        *lines,
        *(
            json.dumps(["s", one.seq, one.author, one.signature.hex()], separators=(",", ":")).encode()
            for one in signatures
        ),
    ]
    return deflate(b"\n".join(written))


def unpack(packed: bytes) -> Batch:
    """Read a batch back; raises `Unreadable` for what is damaged, too large, or no batch."""
    lines: list[bytes] = []
    signatures: list[Signature] = []
    for line in inflate(packed, MOST_UNPACKED).split(b"\n"):
        if line[:1] == b"{" and len(line) <= MOST_BYTES:
            lines.append(line)
        elif line[:1] == b"[":
            signatures.append(_signature(line))
        elif line:
            raise _damaged()
    return Batch(tuple(lines), tuple(signatures))


def inflate(packed: bytes, limit: int, most_packed: int = MOST_PACKED) -> bytes:
    """Unpack one zstd frame of at most `limit` bytes; raises `Unreadable` beyond that, or for damage.

    What is longer than `most_packed` is not even looked at.
    """
    if len(packed) > most_packed:
        raise _too_large()
    options: dict[int, int] = {zstd.DecompressionParameter.window_log_max: _WINDOW_LOG}
    reader = zstd.ZstdDecompressor(options=options)
    pieces: list[bytes] = []
    size = 0
    try:
        piece = reader.decompress(packed, max_length=_PIECE)
        while piece or not reader.needs_input:
            size += len(piece)
            if size > limit:
                raise _too_large()
            pieces.append(piece)
            if reader.eof:
                break
            piece = reader.decompress(b"", max_length=_PIECE)
    except zstd.ZstdError:
        raise _damaged() from None
    if not reader.eof or reader.unused_data:
        raise _damaged()
    return b"".join(pieces)


def deflate(content: bytes) -> bytes:
    """Pack bytes into one zstd frame, with its checksum: a bit that flips on the way is always noticed."""
    options: dict[int, int] = {
        zstd.CompressionParameter.compression_level: LEVEL,
        zstd.CompressionParameter.checksum_flag: 1,
    }
    return zstd.compress(content, options=options)


def _signature(line: bytes) -> Signature:
    try:
        mark, seq, author, text = json.loads(line)
        if mark != "s" or type(seq) is not int or not isinstance(author, str) or seq < 1:
            raise ValueError
        return Signature(seq, author, bytes.fromhex(text))
    except (ValueError, TypeError, RecursionError):
        raise _damaged() from None


def _damaged() -> Unreadable:
    return Unreadable(_("Kiriman ini rusak di jalan; tidak ada isinya yang dipakai. Kirim lagi."))


def _too_large() -> Unreadable:
    return Unreadable(_("Kiriman ini terlalu besar; tidak ada isinya yang dipakai."))
