"""Nine faults, each call, before, during and after: what the laptop says; nothing is lost, nothing doubled.

A proxy of a process of its own strikes one kind of call in one way for as long as it is told to; the
pass over it ends with a sentence or goes through; the next pass over a sound line leaves both sides whole.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import Value
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from kelambu_tui.errors import KelambuError
from kelambu_tui.hub import tables as h
from kelambu_tui.hub.beginning import opened
from kelambu_tui.hub.certifying import invite
from kelambu_tui.hub.folder import HubFolder, make_folder
from kelambu_tui.store import tables as t
from kelambu_tui.sync import carrying, joining, passing
from kelambu_tui.sync.carrying import NoAnswer
from kelambu_tui.sync.wire import Invitation
from kelambu_tui.work import audit, verification
from kelambu_tui.work import workspace as spaces
from kelambu_tui.work.workspace import Workspace
from tests.faults import proxy
from tests.faults.laptops import VILLAGE, complete, make_laptop, person
from tests.hub.servers import free_port

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="hub and line are forked"),
]

CALLS = ("enrol", "session", "push", "pull")
MOMENTS = ("before", "during", "after")
FAULTS = ("closed", "silent", "cut", "flipped", "repeated", "portal", "error", "replayed", "killed")
SILENCE = 0.4  # seconds that a laptop waits in these tests
SENTENCES = {"Hub tidak menjawab.", "Yang menjawab bukan hub Anda,", "Permintaan ini rusak di jalan"}
ERROR = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 3\r\n\r\nbad"


@dataclass(frozen=True)
class Plan:
    """What the line does, shared with its process: numbers into the tuples above, -1 for nothing."""

    fault: Synchronized[int]
    moment: Synchronized[int]
    call: Synchronized[int]
    struck: Synchronized[int]
    hub: Synchronized[int]  # its process

    def set(self, fault: str, moment: str, call: str) -> None:
        """Strike from now on."""
        self.struck.value = 0
        self.moment.value, self.call.value = MOMENTS.index(moment), CALLS.index(call)
        self.fault.value = FAULTS.index(fault)

    def rest(self) -> None:
        """Let everything through."""
        self.fault.value = -1


@dataclass
class Line:
    """A hub, a line to it, and their processes."""

    folder: HubFolder
    port: int
    hub_port: int
    plan: Plan

    def start_hub(self) -> None:
        """Start the hub and wait until it answers."""
        child = os.fork()
        if child == 0:
            with suppress(BaseException):
                _serve(self.folder, self.hub_port)
            os._exit(1)
        self.plan.hub.value = child
        until = time.monotonic() + 30
        while time.monotonic() < until and not asyncio.run(_answers(self.hub_port)):
            time.sleep(0.05)

    def mend(self) -> None:
        """Let everything through, with a hub that runs."""
        killed = self.plan.fault.value == FAULTS.index("killed")
        self.plan.rest()
        if killed:
            os.waitpid(self.plan.hub.value, 0)
            self.start_hub()

    def invitation(self, name: str) -> Invitation:
        """Let one more laptop and its one person in."""
        storage = opened(self.folder)
        with storage.write() as connection:
            code = invite(connection, self.folder.region, name, (VILLAGE,), ((name, "fasilitator"),))
        storage.close()
        url = f"http://127.0.0.1:{self.port}"
        return Invitation(url, code, self.folder.public_key, self.folder.recipient, self.folder.recovery)

    def held(self, device: str) -> int:
        """How many entries of a laptop the hub has."""
        storage = opened(self.folder)
        mine = (h.stream.c.device == device) & (h.stream.c.change == 0)
        with storage.read() as connection:
            found = connection.execute(select(func.count()).select_from(h.stream).where(mine)).scalar_one()
        storage.close()
        return int(found)


def _serve(folder: HubFolder, port: int) -> None:
    import uvicorn

    from kelambu_tui.hub.app import make_app

    uvicorn.run(make_app(folder), host="127.0.0.1", port=port, http="httptools", log_level="critical")


async def _answers(port: int) -> bool:
    return bool(await proxy.ask(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", port, patience=1.0))


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    place = tmp_path_factory.mktemp("jalan")
    port, hub_port = free_port(), free_port()
    folder = make_folder(
        place / "hub", region="16.06", district="Musi Banyuasin", url=f"http://127.0.0.1:{port}", database=""
    )
    numbers = [Value(ctypes.c_long, -1) for _number in range(5)]
    found = Line(folder, port, hub_port, Plan(*numbers))
    carrier = os.fork()
    if carrier == 0:
        with suppress(BaseException):
            asyncio.run(_carry_all(found))
        os._exit(1)
    found.start_hub()
    yield found
    for child in (carrier, found.plan.hub.value):
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(child, 0)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("laptop") / "ruang"
    make_laptop(folder)
    return folder


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrying, "WAIT_SECONDS", SILENCE)
    monkeypatch.setattr(passing, "TRIES", 2)


_joined: dict[str, Workspace] = {}


@pytest.fixture(scope="module", autouse=True)
def _leave() -> Iterator[None]:
    yield
    for workspace in _joined.values():
        spaces.sign_out(workspace)
    _joined.clear()


def laptop_of(line: Line, place: Path, name: str, call: str) -> Workspace:
    """A laptop that is about to make this call: one that has joined, or one that has yet to."""
    if call != "enrol" and "tetap" in _joined:
        return _joined["tetap"]
    from kelambu_tui.exchange.intake import import_list

    fresh = spaces.create(place / name, name, "fasilitator", "", practice=True)
    import_list(fresh, next(place.glob("*.csv")))
    joining.invite(fresh, line.invitation(name))
    _joined["tetap" if call != "enrol" else name] = fresh
    if call != "enrol":
        passing.run_pass(fresh, sleep=lambda _seconds: None)
    return fresh


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("call", CALLS)
def test_a_fault_loses_nothing_and_doubles_nothing(
    line: Line,
    tmp_path: Path,
    template: Path,
    impatient: None,
    call: str,
    fault: str,
    moment: str,
) -> None:
    place = template.parent
    name = f"f{CALLS.index(call)}{FAULTS.index(fault)}{MOMENTS.index(moment)}"
    laptop = laptop_of(line, place, name, call)
    entries = [verification.record(laptop, person(number), complete(note=name)) for number in (1, 2)]
    line.plan.set(fault, moment, call)
    sentence = ""
    try:
        passing.run_pass(laptop, sleep=lambda _seconds: None)
    except NoAnswer as error:
        sentence = str(error)
    except KelambuError as error:
        sentence = f"unexpected: {error}"
    assert line.plan.struck.value > 0, "the fault never struck"
    _still_whole(laptop, entries)
    if fault == "repeated":
        assert sentence == ""
    elif sentence:
        assert any(sentence.startswith(one) for one in SENTENCES), sentence
    line.mend()
    report = passing.run_pass(laptop, sleep=lambda _seconds: None)
    assert report.complete
    assert report.unsent == 0
    assert line.held(laptop.device) == _written(laptop)
    assert audit.audit(laptop).faults == ()


def _still_whole(laptop: Workspace, entries: list[str]) -> None:
    with laptop.database.read() as connection:
        kept = set(connection.execute(select(t.entry.c.id).where(t.entry.c.id.in_(entries))).scalars())
    assert kept == set(entries)


def _written(laptop: Workspace) -> int:
    with laptop.database.read() as connection:
        return int(connection.execute(select(func.max(t.entry.c.seq))).scalar_one())


# --- the line ------------------------------------------------------------------------------------


async def _carry_all(line: Line) -> None:
    earlier: dict[str, bytes] = {}

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            while request := await proxy.message(reader):
                call = next((one for one in CALLS if f"/v1/{one}".encode() in request.split(b"\r\n")[0]), "")
                plan = line.plan
                if plan.fault.value >= 0 and call == CALLS[plan.call.value]:
                    plan.struck.value += 1
                    await _strike(line, request, writer, earlier.get(call, b""))
                    break
                answer = await proxy.ask(request, line.hub_port)
                if not answer:
                    break
                earlier[call] = answer
                writer.write(answer)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(carry, "127.0.0.1", line.port)
    async with server:
        await server.serve_forever()


async def _strike(line: Line, request: bytes, writer: asyncio.StreamWriter, earlier: bytes) -> None:
    fault, moment = FAULTS[line.plan.fault.value], MOMENTS[line.plan.moment.value]
    if fault == "killed":
        await _killed(line, request, moment)
        return
    answer = await _heard(line, request, fault, moment)
    reply: dict[str, Any] = {
        "closed": b"",
        "silent": b"",
        "cut": answer[: len(answer) // (2 if moment == "after" else 8)],
        "flipped": answer[:-1] + bytes([answer[-1] ^ 1]) if answer and moment != "before" else answer,
        "repeated": answer,
        "portal": proxy.PORTAL,
        "error": ERROR,
        "replayed": earlier,
    }
    writer.write(reply[fault])
    await writer.drain()
    if fault == "silent":
        await asyncio.sleep(2 * SILENCE)
    if fault == "repeated" and moment == "after":
        await proxy.ask(request, line.hub_port)


async def _heard(line: Line, request: bytes, fault: str, moment: str) -> bytes:
    """What the hub answers to as much of the request as reaches it."""
    if fault == "flipped":
        body = request.find(b"\r\n\r\n") + 4
        at = body if body < len(request) and moment == "before" else 0
        damaged = request[:at] + bytes([request[at] ^ 1]) + request[at + 1 :]
        return await proxy.ask(damaged if moment == "before" else request, line.hub_port)
    if fault == "repeated":
        first = await proxy.ask(request, line.hub_port)
        return first if moment == "after" else await proxy.ask(request, line.hub_port)
    if moment == "before" and fault != "cut":
        return b""
    if moment == "during" and fault != "cut":
        return await proxy.ask(request[: len(request) // 2], line.hub_port, patience=0.1)
    if moment == "before":
        return await proxy.ask(request[: len(request) // 3], line.hub_port, patience=0.1)
    return await proxy.ask(request, line.hub_port)


async def _killed(line: Line, request: bytes, moment: str) -> None:
    if moment == "after":
        await proxy.ask(request, line.hub_port)
    asking = asyncio.ensure_future(proxy.ask(request, line.hub_port)) if moment == "during" else None
    if asking:
        await asyncio.sleep(0.002)
    with suppress(ProcessLookupError):
        os.kill(line.plan.hub.value, signal.SIGKILL)
    if asking:
        await asking
