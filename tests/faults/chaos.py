"""Several laptops, one hub and a bad line, all of them killed again and again; then the line heals.

Nothing that a laptop told as saved may be missing at the hub or stand there twice, every entry's
verdict must be known where it was written, and all laptops of the village must end in one state.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from kelambu_tui.errors import KelambuError
from kelambu_tui.exchange.intake import import_list
from kelambu_tui.ledger.entries import read_entry
from kelambu_tui.store import tables as t
from kelambu_tui.work import approval, audit, enrolment, verification
from kelambu_tui.work import workspace as spaces
from kelambu_tui.work.workspace import Workspace
from tests.faults import proxy
from tests.faults.killing import in_child
from tests.faults.laptops import VILLAGE, Tell, complete, line_of, person, signed_in, write_list
from tests.hub import servers
from tests.hub.servers import free_port

PEOPLE = 60
CLIENTS = 8
SUPERVISORS = 2
FAULTED = 0.45
HEALED_WITHIN = 60.0
"""Seconds after which nothing may be unsent any more once the line has healed."""


@dataclass(frozen=True)
class Survived:
    """What a run did, and every fault that was found after it."""

    client_kills: int
    hub_kills: int
    requests: int  # until the line healed
    faulted: int
    told: int
    entries: int
    rejected: int
    conflicts: int
    healed: float  # seconds until nothing was unsent
    faults: tuple[str, ...]


@dataclass
class _Fleet:
    """Everything that runs: where it is, and the processes."""

    room: Path
    hub_port: int = field(default_factory=free_port)
    line_port: int = field(default_factory=free_port)
    counts: proxy.Counts = field(default_factory=lambda: proxy.new_counts(FAULTED))
    children: dict[str, int] = field(default_factory=dict)
    pipes: dict[str, int] = field(default_factory=dict)
    told: list[dict[str, Any]] = field(default_factory=list)

    def laptop(self, number: int) -> Path:
        """The folder of a laptop."""
        return self.room / f"laptop{number}"

    def start(self, name: str, work: Callable[[Tell], None]) -> None:
        """Run work in a child that tells through a pipe what is saved."""
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            os.setpgid(0, 0)
            code = 0
            try:
                work(lambda one: _say(writing, one))
            except BaseException:
                os.write(writing, line_of({"broken": f"{name}: {traceback.format_exc()}"}))
                code = 1
            os._exit(code)
        os.close(writing)
        os.set_blocking(reading, False)
        self.children[name], self.pipes[name] = child, reading

    def end(self, name: str) -> None:
        """Kill a child at once, and hear what it told before."""
        child = self.children.pop(name)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        pipe = self.pipes.pop(name)
        os.set_blocking(pipe, True)
        with os.fdopen(pipe, "rb") as lines:
            self.told += [json.loads(line) for line in lines.read().splitlines()]


def _say(pipe: int, one: dict[str, Any]) -> None:
    os.write(pipe, line_of(one))


@contextmanager
def a_database(*, postgresql: bool) -> Iterator[str]:
    """The address of a PostgreSQL of our own, or nothing for SQLite."""
    if not postgresql:
        yield ""
        return
    with tempfile.TemporaryDirectory() as place, servers.postgresql(Path(place)) as url:
        yield servers.new_database(url, "chaos")


def run(client_kills: int, hub_kills: int, seed: int, database: str = "") -> Survived:
    """Let chance reign until so many were killed, heal, and look; `database` is a PostgreSQL or nothing."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as place:
        fleet = _Fleet(Path(place))
        in_child(partial(_prepare, fleet, database))
        fleet.start("line", lambda _tell: proxy.run(fleet.line_port, fleet.hub_port, fleet.counts, seed))
        fleet.start("hub", lambda _tell: _serve(fleet))
        for number in range(CLIENTS):
            fleet.start(f"client{number}", partial(_work, fleet, number, chance.random()))
        try:
            _reign(fleet, client_kills, hub_kills, chance)
            requests, faulted = fleet.counts.requests.value, fleet.counts.faulted.value
            fleet.counts.share.value = 0.0
            for number in range(CLIENTS):
                fleet.end(f"client{number}")
            began = time.monotonic()
            in_child(partial(_heal, fleet))
            healed = time.monotonic() - began
            in_child(partial(_heal, fleet))  # the last one's work reaches the first
        finally:
            for name in list(fleet.children):
                fleet.end(name)
        broken = [one["broken"] for one in fleet.told if "broken" in one]
        if broken:
            raise AssertionError(broken[0])
        found = in_child(partial(_look, fleet))
    faults = list(found["faults"])
    if healed > HEALED_WITHIN:
        faults.append(f"{healed:.0f} seconds after healing something was still unsent")
    return Survived(
        client_kills,
        hub_kills,
        requests,
        faulted,
        len(fleet.told),
        found["entries"],
        found["rejected"],
        found["conflicts"],
        healed,
        tuple(faults),
    )


def _reign(fleet: _Fleet, client_kills: int, hub_kills: int, chance: random.Random) -> None:
    """Kill clients and the hub in an order of chance, each started again at once."""
    whom = ["client"] * client_kills + ["hub"] * hub_kills
    chance.shuffle(whom)
    for one in whom:
        time.sleep(chance.uniform(0.1, 0.8))
        if one == "hub":
            fleet.end("hub")
            fleet.start("hub", lambda _tell: _serve(fleet))
        else:
            number = chance.randrange(CLIENTS)
            fleet.end(f"client{number}")
            fleet.start(f"client{number}", partial(_work, fleet, number, chance.random()))


def _names(number: int) -> tuple[str, str]:
    role = "penyelia" if number < SUPERVISORS else "fasilitator"
    return f"{role[:3]}{number}", role


def _prepare(fleet: _Fleet, database: str) -> None:
    from kelambu_tui.hub.beginning import opened
    from kelambu_tui.hub.certifying import invite
    from kelambu_tui.hub.folder import make_folder
    from kelambu_tui.sync import joining
    from kelambu_tui.sync.wire import Invitation

    url = f"http://127.0.0.1:{fleet.line_port}"
    folder = make_folder(
        fleet.room / "hub", region="16.06", district="Musi Banyuasin", url=url, database=database
    )
    storage = opened(folder)
    listed = fleet.room / "daftar.csv"
    write_list(listed, PEOPLE)
    for number in range(CLIENTS):
        with storage.write() as connection:
            code = invite(connection, folder.region, f"laptop {number}", (VILLAGE,), (_names(number),))
        workspace = spaces.create(fleet.laptop(number), *_names(number), "", practice=True)
        import_list(workspace, listed)
        joining.invite(workspace, Invitation(url, code, folder.public_key, folder.recipient, folder.recovery))
        spaces.sign_out(workspace)
    storage.close()


def _serve(fleet: _Fleet) -> None:
    import uvicorn

    from kelambu_tui.hub.app import make_app
    from kelambu_tui.hub.folder import open_folder

    app = make_app(open_folder(fleet.room / "hub"))
    uvicorn.run(app, host="127.0.0.1", port=fleet.hub_port, http="httptools", log_level="critical")


def _work(fleet: _Fleet, number: int, seed: float, tell: Tell) -> None:
    """A day at one laptop: decide, send, decide."""
    chance = random.Random(seed)
    name, role = _names(number)
    with signed_in(fleet.laptop(number), name) as workspace:
        while True:
            with suppress(KelambuError):
                (_decide if role == "penyelia" else _visit)(workspace, chance, tell)
            if chance.random() < 0.3:
                with suppress(KelambuError):
                    _send(workspace)


def _visit(workspace: Workspace, chance: random.Random, tell: Tell) -> None:
    who = person(chance.randint(1, PEOPLE))
    outcome = chance.choices(("layak", "mampu"), (5, 1))[0]
    tell({"entry": verification.record(workspace, who, complete(outcome, note=str(chance.random())))})
    if outcome == "layak" and chance.random() < 0.7:
        tell({"entry": enrolment.queue(workspace, who)})


def _decide(workspace: Workspace, chance: random.Random, tell: Tell) -> None:
    rows = enrolment.queue_rows(workspace, ("menunggu",))
    if not rows:
        time.sleep(0.05)
        return
    row = chance.choice(rows)
    done = (
        approval.approve(workspace, [row.id], "")
        if chance.random() < 0.8
        else approval.send_back(workspace, [row.id], "periksa NIK", "")
    )
    tell({"decided": [one.id for one in done if one.done]})


def _send(workspace: Workspace) -> Any:
    from kelambu_tui.sync.passing import run_pass

    return run_pass(workspace, sleep=lambda seconds: time.sleep(min(seconds, 0.05)))


def _heal(fleet: _Fleet) -> None:
    """Let every laptop send and receive until both directions are empty."""
    until = time.monotonic() + 3 * HEALED_WITHIN
    for number in range(CLIENTS):
        with signed_in(fleet.laptop(number), _names(number)[0]) as workspace:
            complete_pass = False
            while not complete_pass and time.monotonic() < until:
                try:
                    complete_pass = _send(workspace).complete
                except KelambuError:
                    time.sleep(0.1)


def _look(fleet: _Fleet) -> dict[str, Any]:
    """Compare what was told, what the hub holds, and what each laptop says."""
    from kelambu_tui.hub import tables as h
    from kelambu_tui.hub.beginning import opened
    from kelambu_tui.hub.folder import open_folder
    from tests.sync.fleet import state_of

    faults: list[str] = []
    storage = opened(open_folder(fleet.room / "hub"))
    with storage.read() as connection:
        columns = (h.stream.c.device, h.stream.c.seq, h.stream.c.line)
        held = connection.execute(select(*columns).where(h.stream.c.change == 0)).all()
    storage.close()
    ids = [read_entry(bytes(row.line)).id for row in held]
    at_hub = {(row.device, row.seq): bytes(row.line) for row in held}
    if len(set(ids)) != len(ids):
        faults.append(f"{len(ids) - len(set(ids))} entries stand twice at the hub")
    gone = [one["entry"] for one in fleet.told if "entry" in one and one["entry"] not in set(ids)]
    faults += [f"entry {one} was told as saved and never reached the hub" for one in gone]
    states, rejected, conflicts = [], 0, 0
    for number in range(CLIENTS):
        with signed_in(fleet.laptop(number), _names(number)[0]) as workspace:
            faults += [f"laptop {number}: {fault}" for fault in audit.audit(workspace).faults]
            states.append(json.dumps(state_of(workspace), default=str))
            with workspace.database.read() as connection:
                own = connection.execute(select(t.entry.c.device, t.entry.c.seq, t.entry.c.line)).all()
                known = {
                    (row.device, row.seq): row.status
                    for row in connection.execute(
                        select(t.standing.c.device, t.standing.c.seq, t.standing.c.status)
                    )
                }
                conflicts = connection.execute(select(func.count()).select_from(t.conflict)).scalar_one()
        # What was written at sign-out after the last pass waits for the next one.
        sent = [row for row in own if (row.device, row.seq) in at_hub]
        different = [row for row in sent if at_hub[row.device, row.seq] != bytes(row.line)]
        silent = [row for row in sent if (row.device, row.seq) not in known]
        faults += [f"laptop {number}: entry {row.seq} differs at the hub" for row in different]
        faults += [f"laptop {number}: nobody said what became of entry {row.seq}" for row in silent]
        faults += [f"laptop {number}: {len(own) - len(sent)} entries never left"] * (len(own) > len(sent))
        rejected += sum(status.startswith("rejected") for status in known.values())
    if len(set(states)) != 1:
        faults.append(f"{len(set(states))} different states among {CLIENTS} laptops")
    shutil.rmtree(fleet.room / "hub", ignore_errors=True)
    return {"faults": faults, "entries": len(ids), "rejected": rejected, "conflicts": conflicts}
