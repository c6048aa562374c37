"""SIGKILL at any moment: what was told as saved is there afterwards, and the ledger proves itself.

A forked child works and tells through a pipe what is saved; the parent kills it after a time that is
drawn by chance, then another child opens the workspace and checks it.
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
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from kelambu_tui.exchange.intake import import_list
from kelambu_tui.hub.folder import make_folder
from kelambu_tui.store import tables as t
from kelambu_tui.store.backup_file import open_held
from kelambu_tui.work import approval, audit, enrolment, verification
from kelambu_tui.work.backup_daily import back_up, let_open
from kelambu_tui.work.restoring import restore
from kelambu_tui.work.verification import Sheet
from tests.faults.laptops import (
    PEOPLE,
    Tell,
    complete,
    ledger_faults,
    line_of,
    make_laptop,
    person,
    signed_in,
    write_list,
)
from tests.sync.fleet import Office, Road, join, sync

EARLIER = Path(__file__).parents[1] / "store" / "earlier"


@dataclass(frozen=True)
class Scene:
    """Work that is killed: how the laptop is made ready, what is done, how long, what must hold after."""

    name: str
    ready: Callable[[Path], None]
    act: Callable[[Path, Tell], None]
    check: Callable[[Path, list[dict[str, Any]]], list[str]]
    longest: float  # seconds within which the kill falls
    lives: int = 1  # kills that one laptop suffers before it is replaced


@dataclass(frozen=True)
class Killed:
    """What so many kills of one scene did."""

    scene: str
    kills: int
    told: int
    faults: tuple[str, ...]


def kill(scene: Scene, kills: int, seed: int, place: Path | None = None) -> Killed:
    """Kill the scene's work so many times; answers every fault that was found."""
    chance = random.Random(f"{scene.name} {seed}")
    faults: list[str] = []
    told_in_all = 0
    with tempfile.TemporaryDirectory(dir=place) as room:
        template = Path(room) / "siap" / "ruang"
        template.parent.mkdir()
        in_child(partial(scene.ready, template))
        folder = Path(room) / "ruang"
        told: list[dict[str, Any]] = []
        for turn in range(kills):
            if turn % scene.lives == 0:
                shutil.rmtree(folder, ignore_errors=True)
                shutil.copytree(template, folder)
                told = []
            told += _until_killed(scene, folder, chance.uniform(0, scene.longest))
            found: list[str] = in_child(partial(scene.check, folder, told))
            faults += [f"{scene.name}, kill {turn + 1}: {fault}" for fault in found]
            told_in_all += len(told) if (turn + 1) % scene.lives == 0 or turn + 1 == kills else 0
    return Killed(scene.name, kills, told_in_all, tuple(faults))


def _until_killed(scene: Scene, folder: Path, seconds: float) -> list[dict[str, Any]]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            os.write(writing, b'{"begun": true}\n')
            scene.act(folder, lambda one: _say(writing, one))
        except BaseException:
            os.write(writing, line_of({"broken": traceback.format_exc()}))
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        pipe.readline()
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        lines = pipe.read().splitlines()
    os.waitpid(child, 0)
    told = [json.loads(line) for line in lines]
    broken = [one["broken"] for one in told if "broken" in one]
    if broken:
        raise AssertionError(broken[0])
    return told


def _say(pipe: int, one: dict[str, Any]) -> None:
    os.write(pipe, line_of(one))


def in_child(work: Callable[[], Any]) -> Any:
    """Do something in a process of its own, so that no open database is ever forked."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            answer = json.dumps({"answer": work()})
        except BaseException:
            answer = json.dumps({"broken": traceback.format_exc()})
        with os.fdopen(writing, "w") as pipe:
            pipe.write(answer)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        answer = json.load(pipe)
    os.waitpid(child, 0)
    if "broken" in answer:
        raise AssertionError(answer["broken"])
    return answer["answer"]


# --- scenes --------------------------------------------------------------------------------------


def _type(folder: Path, tell: Tell) -> None:
    with signed_in(folder, "siti") as siti:
        number = _highest_draft(siti)
        while True:
            number += 1
            who = person(1 + number % 5)
            verification.save_draft(siti, who, Sheet("layak", note=str(number)))
            tell({"draft": who, "note": number})


def _highest_draft(siti: Any) -> int:
    with siti.database.read() as connection:
        notes = connection.execute(select(t.draft.c.note)).scalars().all()
    return max((int(note) for note in notes if note.isdecimal()), default=0)


def _decide(folder: Path, tell: Tell) -> None:
    """Verify, queue, take back, over and over."""
    with signed_in(folder, "siti") as siti:
        turn = 0
        while True:
            who = person(1 + turn % PEOPLE)
            tell({"entry": verification.record(siti, who, complete(note=str(turn)))})
            queued = [row.id for row in enrolment.queue_rows(siti, ("menunggu",)) if row.person == who]
            if queued:
                enrolment.withdraw(siti, queued[0])
            else:
                tell({"entry": enrolment.queue(siti, who)})
            turn += 1


def _queue_everybody(folder: Path) -> None:
    make_laptop(folder)
    with signed_in(folder, "siti") as siti:
        for number in range(1, PEOPLE + 1):
            verification.record(siti, person(number), complete())
            enrolment.queue(siti, person(number))


def _approve(folder: Path, tell: Tell) -> None:
    with signed_in(folder, "budi") as budi:
        for row in enrolment.queue_rows(budi, ("menunggu",)):
            for decision in approval.approve(budi, [row.id], ""):
                tell({"approved": decision.id})


def _approvals_stand(folder: Path, told: list[dict[str, Any]]) -> list[str]:
    faults = ledger_faults(folder, told)
    with signed_in(folder, "budi") as budi:
        approved = {row.id for row in enrolment.queue_rows(budi, ("disetujui",))}
    gone = [one["approved"] for one in told if "approved" in one and one["approved"] not in approved]
    return faults + [f"the approval of {one} was told and is gone" for one in gone]


def _with_a_newer_list(folder: Path) -> None:
    make_laptop(folder)
    write_list(folder / "baru.csv", 4_000, job="NELAYAN")


def _import(folder: Path, tell: Tell) -> None:
    with signed_in(folder, "siti") as siti:
        report = import_list(siti, folder / "baru.csv")
        tell({"imported": report.read})


def _all_or_nothing(folder: Path, told: list[dict[str, Any]]) -> list[str]:
    faults = ledger_faults(folder, told)
    with signed_in(folder, "siti") as siti, siti.database.read() as connection:
        intakes = connection.execute(select(func.count()).select_from(t.intake)).scalar_one()
        entries = connection.execute(
            select(func.count()).select_from(t.entry).where(t.entry.c.kind == "import.made")
        ).scalar_one()
    if intakes != entries:
        faults.append(f"{intakes} lists stand in the registry and {entries} in the ledger")
    if any("imported" in one for one in told) and intakes < 2:
        faults.append("the list was told as taken in and is gone")
    return faults


def _of_an_earlier_schema(folder: Path) -> None:
    shutil.unpack_archive(str(EARLIER / "0001.zip"), folder)


def _migrate(folder: Path, tell: Tell) -> None:
    with signed_in(folder, "siti"):
        tell({"opened": True})


def _queue_is_whole(folder: Path, told: list[dict[str, Any]]) -> list[str]:
    with signed_in(folder, "siti") as siti:
        rows = enrolment.queue_rows(siti)
        faults = list(audit.audit(siti).faults)
    return faults + ([] if len(rows) == 8 else [f"{len(rows)} of 8 queued enrolments are there"])


def _back_up(folder: Path, tell: Tell) -> None:
    with signed_in(folder, "siti") as siti:
        let_open(siti, "")
        for number in range(1, PEOPLE + 1):
            entry = verification.record(siti, person(number), complete())
            tell({"entry": entry})
            back_up(siti, folder.with_name("cadangan.kelambu"), force=True)
            tell({"backed_up": entry})


def _backup_restores(folder: Path, told: list[dict[str, Any]]) -> list[str]:
    faults = ledger_faults(folder, told)
    backed_up = [one["backed_up"] for one in told if "backed_up" in one]
    backup = folder.with_name("cadangan.kelambu")
    if not backup.exists():
        return faults + ["a backup was told as made and is not there"] * bool(backed_up)
    with tempfile.TemporaryDirectory() as place:
        fresh = Path(place) / "pulih"
        restore(backup, fresh, lambda head: open_held(head.holders[0], ""))
        held = [{"entry": entry} for entry in backed_up[-1:]]
        return faults + [f"restored: {fault}" for fault in ledger_faults(fresh, held)]


def _at_a_hub(folder: Path) -> None:
    make_laptop(folder)
    hub = make_folder(
        folder / "hub", region="16.06", district="Musi Banyuasin", url="http://127.0.0.1:1", database=""
    )
    office = Office.at(hub.folder)
    with signed_in(folder, "siti") as siti:
        join(siti, office, ("siti", "fasilitator"), ("budi", "penyelia"))
    office.storage.close()


def _send(folder: Path, tell: Tell) -> None:
    office = Office.at(folder / "hub")
    with signed_in(folder, "siti") as siti:
        for turn in range(10_000):
            who = person(1 + turn % PEOPLE)
            tell({"entry": verification.record(siti, who, complete(note=str(turn)))})
            sync(siti, Road(lambda: office))
            with siti.database.read() as connection:
                own = select(t.device.c.device, t.device.c.acked).where(t.device.c.own)
                device, acked = connection.execute(own).one()
            tell({"device": device, "sent": acked})


def _hub_holds_it(folder: Path, told: list[dict[str, Any]]) -> list[str]:
    faults = ledger_faults(folder, told)
    office = Office.at(folder / "hub")
    held = set(office.statuses())
    office.storage.close()
    sent = max((one["sent"] for one in told if "sent" in one), default=0)
    device = next((one["device"] for one in told if "device" in one), "")
    with signed_in(folder, "siti") as siti, siti.database.read() as connection:
        acked = connection.execute(select(t.device.c.acked).where(t.device.c.own)).scalar_one()
    if acked < sent:
        faults.append(f"{sent} entries were told as sent and {acked} have a receipt")
    missing = [seq for seq in range(1, acked + 1) if device and (device, seq) not in held]
    return faults + [f"entry {seq} has a receipt and is not at the hub" for seq in missing]


SCENES = (
    Scene("draft", make_laptop, _type, ledger_faults, 0.25, lives=25),
    Scene("decision", make_laptop, _decide, ledger_faults, 0.4, lives=25),
    Scene("approval", _queue_everybody, _approve, _approvals_stand, 0.5, lives=5),
    Scene("import", _with_a_newer_list, _import, _all_or_nothing, 0.8),
    Scene("sync", _at_a_hub, _send, _hub_holds_it, 1.0, lives=20),
    Scene("backup", make_laptop, _back_up, _backup_restores, 1.2, lives=10),
    Scene("migration", _of_an_earlier_schema, _migrate, _queue_is_whole, 0.5),
)
