"""Reading the ledger's rows straight out of the pages of a damaged database.

SQLCipher gives up a whole page when one byte of it changed, and the whole file when its first page did.
Here every page of the file and of its log is decrypted by itself (AES-256-CBC, its own vector at the
page's end) and the cells of leaf pages are read as the SQLite file format lays them out. What is found
proves nothing: callers believe an entry only where the chain and its signatures confirm it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE = 4096
_RESERVED = 80  # a vector of 16 bytes and a seal of 64 end every page
_USABLE = PAGE - _RESERVED
_LEAF = 0x0D
_MOST_LOCAL = _USABLE - 35
_LEAST_LOCAL = (_USABLE - 12) * 32 // 255 - 23
_LOG_HEAD, _FRAME_HEAD = 32, 24
_MOST_PAYLOAD = 64 * 1024  # an entry is at most 16 KiB

Value = bytes | str | int | float | None


def carve(path: Path, key: bytes, columns: Collection[int]) -> Iterator[tuple[int, tuple[Value, ...]]]:
    """Yield rowid and values of every readable row with so many values, of whatever table, old ones too.

    `path` is the database; a log beside it (`-wal`) is read as well. Never writes.
    """
    yield from _rows(path, key, columns, _pages_of_file)
    log = path.with_name(f"{path.name}-wal")
    if log.is_file():
        yield from _rows(log, key, columns, _pages_of_log)


def _rows(
    path: Path, key: bytes, columns: Collection[int], pages: Callable[[bytes], dict[int, list[int]]]
) -> Iterator[tuple[int, tuple[Value, ...]]]:
    content = path.read_bytes()
    places = pages(content)

    def page(number: int) -> bytes:
        found = places.get(number)
        return _decrypted(content[found[-1] : found[-1] + PAGE], number, key) if found else b""

    for number, offsets in places.items():
        for offset in offsets:
            plain = _decrypted(content[offset : offset + PAGE], number, key)
            for cell in _cells(plain, number):
                row = _row(plain, cell, columns, page)
                if row is not None:
                    yield row


def _pages_of_file(content: bytes) -> dict[int, list[int]]:
    return {offset // PAGE + 1: [offset] for offset in range(0, len(content) - PAGE + 1, PAGE)}


def _pages_of_log(content: bytes) -> dict[int, list[int]]:
    places: dict[int, list[int]] = {}
    step = _FRAME_HEAD + PAGE
    for frame in range(_LOG_HEAD, len(content) - step + 1, step):
        number = int.from_bytes(content[frame : frame + 4], "big")
        places.setdefault(number, []).append(frame + _FRAME_HEAD)
    return places


def _decrypted(page: bytes, number: int, key: bytes) -> bytes:
    """The page in clear; of the first one the salt that stands before everything is left as it is."""
    start = 16 if number == 1 else 0
    vector = page[_USABLE : _USABLE + 16]
    cipher = Cipher(algorithms.AES256(key), modes.CBC(vector)).decryptor()
    return page[:start] + cipher.update(page[start:_USABLE])


def _cells(plain: bytes, number: int) -> list[int]:
    """Where the cells of a table's leaf page begin; nothing for any other page."""
    start = 100 if number == 1 else 0
    if len(plain) < _USABLE or plain[start] != _LEAF:
        return []
    count = int.from_bytes(plain[start + 3 : start + 5], "big")
    pointers = plain[start + 8 : start + 8 + 2 * count]
    places = [int.from_bytes(pointers[at : at + 2], "big") for at in range(0, len(pointers) - 1, 2)]
    return [place for place in places if 0 < place < _USABLE]


def _row(
    plain: bytes, cell: int, columns: Collection[int], page: Callable[[int], bytes]
) -> tuple[int, tuple[Value, ...]] | None:
    try:
        size, at = _varint(plain, cell)
        rowid, at = _varint(plain, at)
        if not 0 < size <= _MOST_PAYLOAD:
            return None
        values = _record(_payload(plain, at, size, page), columns)
    except (IndexError, ValueError):
        return None
    return None if values is None else (rowid - (1 << 64) if rowid >> 63 else rowid, values)


def _payload(plain: bytes, at: int, size: int, page: Callable[[int], bytes]) -> bytes:
    if size <= _MOST_LOCAL:
        return plain[at : at + size]
    local = _LEAST_LOCAL + (size - _LEAST_LOCAL) % (_USABLE - 4)
    local = local if local <= _MOST_LOCAL else _LEAST_LOCAL
    parts = [plain[at : at + local]]
    following = int.from_bytes(plain[at + local : at + local + 4], "big")
    left = size - local
    while left > 0:
        content = page(following)
        if not content:
            raise ValueError(following)
        parts.append(content[4 : 4 + min(left, _USABLE - 4)])
        left -= _USABLE - 4
        following = int.from_bytes(content[:4], "big")
    return b"".join(parts)


def _record(payload: bytes, columns: Collection[int]) -> tuple[Value, ...] | None:
    """The values of a record, when it has as many as are looked for."""
    head, at = _varint(payload, 0)
    kinds: list[int] = []
    while at < head:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    if len(kinds) not in columns or at != head:
        return None
    values: list[Value] = []
    for kind in kinds:
        length = _length(kind)
        piece = payload[at : at + length]
        if len(piece) < length:
            return None
        values.append(_value(kind, piece))
        at += length
    return tuple(values)


_LENGTHS = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)


def _length(kind: int) -> int:
    if kind < len(_LENGTHS):
        return _LENGTHS[kind]
    if kind < 12:
        raise ValueError(kind)
    return (kind - 12) // 2


def _value(kind: int, piece: bytes) -> Value:
    if kind >= 12:
        return piece if kind % 2 == 0 else piece.decode()
    if kind in (8, 9):
        return kind - 8
    if kind == 7:
        return 0.0  # no table that is carved holds one
    return None if kind == 0 else int.from_bytes(piece, "big", signed=True)


def _varint(content: bytes, at: int) -> tuple[int, int]:
    value = 0
    for step in range(8):
        byte = content[at + step]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + step + 1
    return value << 8 | content[at + 8], at + 9
