"""A line as thin as 2G: a TCP proxy that lets so many bits a second through, after so long a delay.

Both directions are shaped by themselves. Bytes pass in small pieces at the pace of the line, and each
piece arrives half the round trip after it left. Setting up a connection costs a whole round trip, as the
handshake of TCP does. With `cut` that share of the requests loses its connection on the way.
"""

from __future__ import annotations

import queue
import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

PIECE = 128
"""Bytes that pass at once; at 40 kbit/s a fortieth of a second."""


@dataclass
class Line:
    """A shaped line to `port`; counts what passes."""

    port: int
    rate: float = 40_000 / 8
    delay: float = 0.8
    cut: float = 0.0
    seed: int = 1
    up: int = 0
    down: int = 0
    connections: int = 0
    cuts: int = 0
    address: int = 0
    _chance: random.Random = field(default_factory=random.Random)
    _free: dict[str, float] = field(default_factory=lambda: {"up": 0.0, "down": 0.0})
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def open(self) -> Iterator[Line]:
        """Listen until the block ends."""
        self._chance.seed(self.seed)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.address = listener.getsockname()[1]
            threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
            yield self

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _address = listener.accept()
                self.connections += 1
                threading.Thread(target=self._connect, args=(near,), daemon=True).start()

    def _connect(self, near: socket.socket) -> None:
        time.sleep(self.delay)  # SYN there, SYN-ACK back
        far = socket.create_connection(("127.0.0.1", self.port))
        for name, source, target in (("up", near, far), ("down", far, near)):
            threading.Thread(target=self._carry, args=(name, source, target), daemon=True).start()

    def _carry(self, name: str, source: socket.socket, target: socket.socket) -> None:
        """Read as the line has room, and let each piece arrive half a round trip later."""
        pieces: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()
        threading.Thread(target=_deliver, args=(pieces, target), daemon=True).start()
        while True:
            try:
                piece = source.recv(PIECE)
            except OSError:
                piece = b""
            if piece and self._is_cut(name, piece):
                for one in (source, target):
                    with suppress(OSError):
                        one.shutdown(socket.SHUT_RDWR)
                return
            through = self._pass(name, len(piece))
            pieces.put((through + self.delay / 2, piece))
            if not piece:
                return
            # The sender feels the line: no more is taken than has gone through.
            time.sleep(max(0.0, through - time.monotonic()))

    def _pass(self, name: str, size: int) -> float:
        """Count what passes; answers when the line is through with it."""
        with self._lock:
            begun = max(time.monotonic(), self._free[name])
            self._free[name] = begun + size / self.rate
            self.up += size if name == "up" else 0
            self.down += size if name == "down" else 0
            return self._free[name]

    def _is_cut(self, name: str, piece: bytes) -> bool:
        """Whether the line breaks here; one draw for each request and one for each answer."""
        begins = piece.startswith((b"POST ", b"GET ")) if name == "up" else piece.startswith(b"HTTP/")
        if not begins or self._chance.random() >= self.cut / 2:
            return False
        self.cuts += 1
        return True


def _deliver(pieces: queue.SimpleQueue[tuple[float, bytes]], target: socket.socket) -> None:
    while True:
        due, piece = pieces.get()
        time.sleep(max(0.0, due - time.monotonic()))
        try:
            if not piece:
                target.shutdown(socket.SHUT_WR)
                return
            target.sendall(piece)
        except OSError:
            return
