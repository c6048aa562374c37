"""A real hub in a thread of this process, and laptops with real workspaces that belong to it."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn

from kelambu_tui.hub.app import make_app
from kelambu_tui.hub.beginning import opened
from kelambu_tui.hub.certifying import invite
from kelambu_tui.hub.folder import HubFolder, make_folder
from kelambu_tui.hub.storage import Storage
from kelambu_tui.ledger.writing import append
from kelambu_tui.sync import joining
from kelambu_tui.sync.ahead import Report
from kelambu_tui.sync.carrying import Answer, Carrier, HttpCarrier, NoAnswer
from kelambu_tui.sync.passing import run_pass
from kelambu_tui.sync.wire import Invitation
from kelambu_tui.work import workspace as spaces
from kelambu_tui.work.workspace import Workspace

PEOPLE = (("siti", "fasilitator"), ("budi", "penyelia"), ("ratna", "penyelia"))


@dataclass
class District:
    """The hub of the district, listening on loopback."""

    folder: HubFolder
    storage: Storage
    place: Path

    @property
    def url(self) -> str:
        return self.folder.url

    def invitation(self, name: str = "laptop", people: Sequence[tuple[str, str]] = PEOPLE) -> Invitation:
        with self.storage.write() as connection:
            code = invite(connection, self.folder.region, name, [], list(people))
        hub = self.folder
        return Invitation(hub.url, code, hub.public_key, hub.recipient, hub.recovery, hub.ca)


@contextmanager
def open_district(place: Path, *, tls: bool = False) -> Iterator[District]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        url = f"http{'s' if tls else ''}://127.0.0.1:{listener.getsockname()[1]}"
        folder = make_folder(place, region="16.06", district="Musi Banyuasin", url=url, database="")
        with serving(folder, listener) as storage:
            yield District(folder, storage, place)


@contextmanager
def serving(folder: HubFolder, listener: socket.socket) -> Iterator[Storage]:
    storage = opened(folder)
    tls = folder.url.startswith("https")
    config = uvicorn.Config(
        make_app(folder, storage),
        log_level="error",
        date_header=False,
        server_header=False,
        ssl_certfile=folder.folder / "tls-cert.pem" if tls else None,
        ssl_keyfile=folder.folder / "tls-key.pem" if tls else None,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield storage
    finally:
        server.should_exit = True
        thread.join(10)
        with suppress(Exception):
            storage.close()


@dataclass
class Laptop:
    """A workspace and whoever is signed in; `flaws` stand between it and the hub."""

    folder: Path
    workspace: Workspace
    flaws: Callable[[Carrier], Carrier] = field(default=lambda carrier: carrier)

    def join(self, district: District) -> None:
        link = joining.invite(self.workspace, district.invitation(self.folder.name))
        carrier = HttpCarrier(link.url, link.hub_key, link.ca)
        joining.enrol(self.workspace, link, carrier)
        carrier.close()

    def sync(self) -> Report:
        def through(url: str, hub_key: str, ca: str) -> Carrier:
            return self.flaws(HttpCarrier(url, hub_key, ca))

        return run_pass(self.workspace, open_carrier=through, sleep=lambda _seconds: None)

    def write(self, count: int, kind: str = "paper.made") -> None:
        with self.workspace.database.write() as connection:
            for number in range(count):
                append(connection, self.workspace.pen, kind, f"x{number}", {"paper": "prelist", "n": number})

    def sign_in(self, name: str) -> None:
        spaces.sign_out(self.workspace)
        self.workspace = spaces.sign_in(self.folder, name, "")


def make_laptop(place: Path, name: str = "siti") -> Laptop:
    """A practice workspace with siti, budi and ratna, device and keys of its own."""
    from kelambu_tui.work import accounts

    workspace = spaces.create(place, "siti", "fasilitator", "", practice=True)
    accounts.add_user(workspace, "budi", "penyelia", "")
    if name != "siti":
        spaces.sign_out(workspace)
        workspace = spaces.sign_in(place, name, "")
    return Laptop(place, workspace)


class Flawed:
    """A carrier that loses what `lost` names, by the number of the request: before it or after it."""

    def __init__(self, carrier: Carrier, lost: Mapping[int, str], counter: list[int]) -> None:
        self._carrier = carrier
        self._lost = lost
        self._counter = counter

    def call(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        nonce: str = "",
    ) -> Answer:
        self._counter[0] += 1
        fault = self._lost.get(self._counter[0], "")
        if fault == "before":
            raise NoAnswer("putus")
        answer = self._carrier.call(method, path, body, headers, nonce)
        if fault == "after":
            raise NoAnswer("putus")
        return answer

    def close(self) -> None:
        self._carrier.close()


def copy_of(folder: Path, place: Path) -> Path:
    """A clone of a laptop's folder, as somebody makes one with a disk image."""
    return Path(shutil.copytree(folder, place))
