"""A carrier that loses, repeats, delays, damages and cuts: an HTTP proxy between laptops and their hub."""

from __future__ import annotations

import asyncio
import ctypes
import random
from dataclasses import dataclass
from multiprocessing.sharedctypes import Synchronized

FAULTS = (
    "request lost",
    "answer lost",
    "twice",
    "late",
    "request damaged",
    "request cut",
    "answer damaged",
    "answer cut",
    "portal",
)
_PAGE = b"<html>Silakan masuk ke Wi-Fi ini</html>"
PORTAL = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(_PAGE) + _PAGE


@dataclass(frozen=True)
class Counts:
    """How many requests passed, and to how many something happened; shared between processes."""

    requests: Synchronized[int]
    faulted: Synchronized[int]
    share: Synchronized[float]
    """The share of requests that something happens to, from now on."""


def new_counts(share: float) -> Counts:
    """Counters at zero."""
    from multiprocessing import Value

    return Counts(
        Value(ctypes.c_long, 0),
        Value(ctypes.c_long, 0),
        Value(ctypes.c_double, share),
    )


def run(port: int, hub_port: int, counts: Counts, seed: int) -> None:
    """Carry requests until the process ends."""
    asyncio.run(_serve(port, hub_port, counts, random.Random(seed)))


async def _serve(port: int, hub_port: int, counts: Counts, chance: random.Random) -> None:
    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while request := await message(reader):
                counts.requests.value += 1
                what = ""
                if chance.random() < counts.share.value:
                    counts.faulted.value += 1
                    what = chance.choice(FAULTS)
                await _carry(request, what, writer, hub_port, chance)
        except (OSError, asyncio.IncompleteReadError, _Gone):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(carry, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


class _Gone(Exception):
    """This connection ends here."""


async def _carry(
    request: bytes, what: str, writer: asyncio.StreamWriter, hub_port: int, chance: random.Random
) -> None:
    if what == "request lost":
        raise _Gone
    if what == "portal":
        writer.write(PORTAL)
        await writer.drain()
        return
    if what == "late":
        await asyncio.sleep(chance.uniform(0.05, 0.5))
    if what == "request damaged":
        request = _flipped(request, chance)
    if what == "request cut":
        await ask(request[: chance.randrange(1, len(request))], hub_port, patience=0.3)
        raise _Gone
    if what == "twice":
        await ask(request, hub_port)
    answer = await ask(request, hub_port)
    if what == "answer lost" or not answer:
        raise _Gone
    if what == "answer damaged":
        answer = _flipped(answer, chance)
    if what == "answer cut":
        writer.write(answer[: chance.randrange(1, len(answer))])
        await writer.drain()
        raise _Gone
    writer.write(answer)
    await writer.drain()


async def ask(request: bytes, hub_port: int, patience: float = 20.0) -> bytes:
    """Hand the request to the hub and wait for its answer; nothing when the hub is away."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", hub_port)
    except OSError:
        return b""
    try:
        writer.write(request)
        await writer.drain()
        return await asyncio.wait_for(message(reader), patience)
    except (OSError, asyncio.IncompleteReadError, TimeoutError):
        return b""
    finally:
        writer.close()


async def message(reader: asyncio.StreamReader) -> bytes:
    """One request or answer, heads and body; nothing at the end of the connection."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""
    size = 0
    for line in head.split(b"\r\n"):
        name, _colon, value = line.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            size = int(value)
    return head + await reader.readexactly(size)


def _flipped(message: bytes, chance: random.Random) -> bytes:
    """One bit of the body (of the heads, when there is none) turned over."""
    start = message.find(b"\r\n\r\n") + 4
    at = chance.randrange(start if start < len(message) else 0, len(message))
    return message[:at] + bytes([message[at] ^ (1 << chance.randrange(8))]) + message[at + 1 :]
