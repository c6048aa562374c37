"""The search index on disk, encrypted as the database is, so that it need not be made at every start.

One file a village scope, written whole or not at all. Its head (format, scope, how far it has read) is
readable and authenticated with every block. A file that is damaged, of another format or of another
database is nothing but a missing file: the index is made again.
"""

from __future__ import annotations

import json
import os
import secrets
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from hashlib import blake2b
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kelambu_tui.matching.search import PeopleIndex
from kelambu_tui.matching.search.storing import format_mark, from_bytes, to_bytes
from kelambu_tui.work.search_rows import Reach

_MAGIC = b"KELAMBU SEARCH\n"
_BLOCK = 4 << 20
_TAG = 16
_MOST_HEAD = 4096
_ABANDONED = 3600  # seconds after which nobody is writing a part any more


def cache_path(folder: Path, villages: Sequence[str]) -> Path:
    """Where the index of this village scope is kept."""
    return folder / f"search-{_scope(villages)}.cache"


def write_cache(
    folder: Path, key: bytes, villages: Sequence[str], reached: Reach, index: PeopleIndex
) -> None:
    """Keep `index`; `key` is the database's. Raises `OSError` when it cannot be written."""
    pieces = list(to_bytes(index))
    salt = secrets.token_bytes(32)
    facts = {
        "format": format_mark(),
        "scope": _scope(villages),
        "size": sum(map(len, pieces)),
        "salt": salt.hex(),
        **asdict(reached),
    }
    head = _MAGIC + json.dumps(facts).encode() + b"\n"
    path = cache_path(folder, villages)
    # Two windows, or a window and a command, may write at once.
    part = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}.part")
    _clear_away(folder)
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(head)
            cipher = _cipher(key, salt)
            for number, block in enumerate(_blocks(pieces)):
                file.write(cipher.encrypt(number.to_bytes(12, "big"), block, head))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def read_cache(folder: Path, key: bytes, villages: Sequence[str]) -> tuple[PeopleIndex, Reach] | None:
    """The index that was kept for this scope and how far it had read; `None` when there is none to use."""
    try:
        with cache_path(folder, villages).open("rb") as file:
            head = file.readline(len(_MAGIC)) + file.readline(_MOST_HEAD)
            if not head.startswith(_MAGIC):
                return None
            facts = json.loads(head[len(_MAGIC) :])
            if facts["format"] != format_mark() or facts["scope"] != _scope(villages):
                return None
            size = os.fstat(file.fileno()).st_size - len(head)
            if size != facts["size"] + _TAG * -(-facts["size"] // _BLOCK):
                return None
            content = bytearray(facts["size"])
            cipher = _cipher(key, bytes.fromhex(facts["salt"]))
            for number, start in enumerate(range(0, len(content), _BLOCK)):
                sealed = file.read(_BLOCK + _TAG)
                content[start : start + _BLOCK] = cipher.decrypt(number.to_bytes(12, "big"), sealed, head)
        return from_bytes(content), Reach(facts["intake"], facts["entry"], facts["head"], facts["cursor"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError, InvalidTag):
        return None


def _clear_away(folder: Path) -> None:
    """Remove what a power cut left half written."""
    for part in folder.glob("search-*.part"):
        with suppress(OSError):
            if time.time() - part.stat().st_mtime > _ABANDONED:
                part.unlink()


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    """AES-256 under a key of its own for every file, so that block numbers can be nonces."""
    return AESGCM(HKDF(SHA256(), 32, salt, b"kelambu/1 search cache").derive(key))


def _scope(villages: Sequence[str]) -> str:
    return blake2b("\n".join(sorted(villages)).encode(), digest_size=8).hexdigest()


def _blocks(pieces: Sequence[bytes]) -> Iterator[bytes]:
    block = bytearray()
    for piece in pieces:
        for start in range(0, len(piece), _BLOCK):
            block += piece[start : start + _BLOCK]
            while len(block) >= _BLOCK:
                yield bytes(block[:_BLOCK])
                del block[:_BLOCK]
    if block:
        yield bytes(block)
