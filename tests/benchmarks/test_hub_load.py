"""Row 7 of the figures: 240 laptops send 500 entries each at the same moment, to real worker processes.

`python -m pytest tests/benchmarks/test_hub_load.py -m benchmark -s`, on a machine that does nothing else.
"""

from __future__ import annotations

import json
import threading
import time
from contextlib import nullcontext
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from kelambu_tui.hub.beginning import opened
from kelambu_tui.hub.folder import HubFolder, make_folder
from kelambu_tui.sync.packing import pack
from kelambu_tui.sync.signing import sign_bytes
from kelambu_tui.sync.wire import NONCE, new_nonce, session_claim
from tests.hub.laptops import Laptop, Office
from tests.hub.servers import free_port, postgresql, served

pytestmark = pytest.mark.benchmark

CLIENTS = 240
ENTRIES = 500
LEAST = {"sqlite": 10_000, "postgresql": 8_000}


@dataclass
class Client:
    """A laptop with its requests written beforehand, so that the hub is what is measured."""

    laptop: Laptop
    requests: list[tuple[int, bytes, str]]
    port: int
    token: str = ""
    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def enter(self) -> None:
        nonce = new_nonce()
        claim = session_claim(self.laptop.device, "2026-11-23T08:00:00Z", nonce)
        body = {"device": self.laptop.device, "at": "2026-11-23T08:00:00Z"}
        body["signature"] = sign_bytes(self.laptop.key, "session", claim).hex()
        headers = {NONCE: nonce, "Content-Type": "application/json"}
        answer = self._call(self._connect(), "/v1/session", json.dumps(body).encode(), headers)
        self.token = answer["token"]

    def send(self) -> None:
        connection = self._connect()
        for first, body, claim in self.requests:
            headers = {"Kelambu-Batch": claim, NONCE: new_nonce(), "Authorization": f"Bearer {self.token}"}
            began = time.perf_counter()
            answer = self._call(connection, f"/v1/push?from={first}", body, headers)
            self.seconds.append(time.perf_counter() - began)
            if not answer:
                return
        connection.close()

    def _connect(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=60)

    def _call(
        self, connection: HTTPConnection, path: str, body: bytes, headers: dict[str, str]
    ) -> dict[str, Any]:
        try:
            connection.request("POST", path, body, headers)
            response = connection.getresponse()
            content = response.read()
        except OSError as error:
            self.errors.append(repr(error))
            return {}
        if response.status != 200:
            self.errors.append(f"{response.status} {content[:200]!r}")
            return {}
        answer: dict[str, Any] = json.loads(content)
        return answer


def write_work(laptop: Laptop, number: int) -> None:
    """A season of one village: ground checks, four in ten of them queued, signed at the end."""
    village = f"16.06.{1 + number // 20:02d}.{2001 + number % 20}"
    person = 0
    while len(laptop.entries) < ENTRIES - 1:
        person += 1
        values = {
            "mother_name": "SITI AMINAH",
            "phone": f"0812{number:04d}{person:04d}",
            "occupation": "petani",
        }
        visit = laptop.visit(f"{number:05d}-{person:05d}", values=values)
        if person % 5 < 2:
            laptop.queue(visit, f"1606{number:06d}{person:06d}", village=village)
    laptop.visit(f"{number:05d}-00000")
    laptop.sign("siti")


def requests_of(laptop: Laptop, batch: int) -> list[tuple[int, bytes, str]]:
    found = []
    for first in range(1, len(laptop.entries) + 1, batch):
        _first, content, signature = laptop.batch(first, min(first + batch - 1, len(laptop.entries)))
        found.append((first, pack(content.lines, content.signatures), signature.hex()))
    return found


def prepare(folder: HubFolder, port: int, batch: int) -> list[Client]:
    storage = opened(folder)
    office = Office(folder, storage)
    clients = []
    for number in range(CLIENTS):
        village = f"16.06.{1 + number // 20:02d}.{2001 + number % 20}"
        laptop = office.laptop(("siti", "fasilitator"), villages=(village,))
        write_work(laptop, number)
        clients.append(Client(laptop, requests_of(laptop, batch), port))
    storage.close()
    return clients


def at_once(clients: list[Client], what: str) -> float:
    threads = [threading.Thread(target=getattr(client, what)) for client in clients]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began


def rows(folder: HubFolder) -> int:
    storage = opened(folder)
    try:
        return Office(folder, storage).rows()
    finally:
        storage.close()


@pytest.mark.parametrize("batch", [50, 125, 500])
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_240_laptops_at_once(kind: str, batch: int, tmp_path: Path) -> None:
    with postgresql(tmp_path / "pg") if kind == "postgresql" else nullcontext("") as database:
        measure(kind, batch, tmp_path, database)


def measure(kind: str, batch: int, tmp_path: Path, database: str) -> None:
    port = free_port()
    folder = make_folder(
        tmp_path / "hub", region="16.06", district="Muba", url=f"http://127.0.0.1:{port}", database=database
    )
    clients = prepare(folder, port, batch)
    with served(folder.folder, port, workers=2) as hub:
        at_once(clients, "enter")
        began = rows(folder)
        used = hub.cpu_seconds()
        taken = at_once(clients, "send")
        used = hub.cpu_seconds() - used
        added = rows(folder) - began
        seconds = sorted(one for client in clients for one in client.seconds)
        again = at_once(clients, "send")
        memory = hub.most_memory()
        assert rows(folder) - began == added
    errors = [error for client in clients for error in client.errors]
    p95 = seconds[int(len(seconds) * 0.95)]
    rate = added / taken
    print(
        f"\n{kind}, batches of {batch}: {added} entries in {taken:.1f} s = {rate:,.0f} entries/s, "
        f"p95 {p95:.2f} s, "
        f"{1e6 * used / added:.0f} us of processor an entry, "
        f"again {again:.1f} s with 0 rows, RSS {memory} MiB, {len(errors)} errors"
    )
    assert errors == []
    assert added == sum(len(client.laptop.entries) for client in clients)
    assert p95 <= 5
    assert memory <= 256
    assert rate >= LEAST[kind]
