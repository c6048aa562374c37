"""Loss of power at any moment: what was flushed stands, what was not may be there, half there, or gone.

Real work runs under `strace`, which writes down every system call that touches the database and its
write-ahead log, and every acknowledgement. Then the power fails after a call drawn by chance: each
write since a file's last flush is kept, dropped or torn at a sector, independently of the others. The
database that is left must open whole and hold all that was acknowledged before that call.

With `synchronous = NORMAL` commits are acknowledged before they are flushed, so the same replay must
lose some: a harness that finds nothing there proves nothing.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from kelambu_tui.errors import KelambuError
from kelambu_tui.store import database
from kelambu_tui.store import tables as t
from kelambu_tui.work import enrolment, verification
from tests.faults.laptops import (
    PEOPLE,
    complete,
    ledger_faults,
    line_of,
    make_laptop,
    person,
    signed_in,
)

SECTOR = 512
_DECISIONS = 3 * PEOPLE
_AUDITED = 25  # every so many states the whole ledger is checked, too
_CALL = re.compile(r"^\d+ +(\w+)\((.*)\) += (\d+)")
_FILE = re.compile(r"^\d+<((?:\\x[0-9a-f]{2})+)>")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True)
class Call:
    """One system call on a file: a write at an offset, a cut to a size, a flush, a removal, a word told."""

    kind: str  # write, cut, flush, remove, told
    file: str
    at: int = 0
    content: bytes = b""


@dataclass(frozen=True)
class Found:
    """What the loss of power did in so many states."""

    flushes: int
    states: int
    lost: int
    damaged: int


@dataclass
class Disk:
    """Files as they are on the disk for certain, and what was written since and is not."""

    flushed: dict[str, bytearray]
    pending: dict[str, list[Call]] = field(default_factory=dict)

    def do(self, call: Call) -> None:
        """Let one call happen."""
        if call.kind == "flush":
            content = self.flushed.setdefault(call.file, bytearray())
            for one in self.pending.pop(call.file, []):
                _apply(content, one)
        elif call.kind == "remove":
            self.pending.pop(call.file, None)
            self.flushed.pop(call.file, None)
        elif call.kind != "told":
            self.pending.setdefault(call.file, []).append(call)

    def fail(self, chance: random.Random) -> dict[str, bytearray]:
        """What is on the disk when the power fails now."""
        left = {name: bytearray(content) for name, content in self.flushed.items()}
        for name, calls in self.pending.items():
            kept = chance.random()
            content = left.setdefault(name, bytearray())
            for call in calls:
                if chance.random() < kept:
                    _apply(content, _torn(call, chance))
        return left


def _torn(call: Call, chance: random.Random) -> Call:
    if call.kind != "write" or chance.random() < 0.7:
        return call
    sectors = len(call.content) // SECTOR
    return Call("write", call.file, call.at, call.content[: SECTOR * chance.randint(0, sectors)])


def _apply(content: bytearray, call: Call) -> None:
    if call.kind == "cut":
        del content[call.at :]
    end = call.at + len(call.content)
    content.extend(bytes(max(end - len(content), 0)))
    content[call.at : end] = call.content


def lose_power(mode: str, states: int, seed: int) -> Found:
    """Do a day's decisions with this synchronous mode; fail the power so many times; count what is lost.

    Raises `RuntimeError` where `strace` is missing.
    """
    if shutil.which("strace") is None:
        raise RuntimeError("strace is needed to write the system calls down")
    chance = random.Random(f"{mode} {seed}")
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room) / "ruang"
        make_laptop(folder)
        with signed_in(folder, "siti") as siti:
            key = siti.database_key
        before = {path.name: bytearray(path.read_bytes()) for path in folder.glob("kelambu.db*")}
        template = Path(shutil.copytree(folder, Path(room) / "kosong"))
        calls = _traced(folder, Path(room), mode)
        disk, done, lost, damaged = Disk(before), 0, 0, 0
        told: list[dict[str, str]] = []
        for number, point in enumerate(sorted(chance.choices(range(len(calls)), k=states))):
            for call in calls[done:point]:
                disk.do(call)
                if call.kind == "told":
                    told.append(json.loads(call.content))
            done = point
            for path in template.glob("kelambu.db*"):
                path.unlink()
            for name, content in disk.fail(chance).items():
                (template / name).write_bytes(content)
            gone, broken = _missing(template, key, told, audited=number % _AUDITED == 0)
            lost += gone
            damaged += broken
    return Found(sum(call.kind == "flush" for call in calls), states, lost, damaged)


def _missing(folder: Path, key: bytes, told: list[dict[str, str]], *, audited: bool) -> tuple[int, bool]:
    """How many acknowledged entries are gone, and whether what is left does not open whole."""
    try:
        opened = database.open_database(folder / "kelambu.db", key)
        try:
            with opened.read() as connection:
                kept = set(connection.execute(select(t.entry.c.id)).scalars())
                whole = connection.exec_driver_sql("PRAGMA quick_check").scalar() == "ok"
                whole &= not connection.exec_driver_sql("PRAGMA cipher_integrity_check").fetchall()
        finally:
            opened.close()
        if whole and audited:
            whole = not [fault for fault in ledger_faults(folder, []) if fault]
    except KelambuError:
        return 0, True
    return sum(one["entry"] not in kept for one in told), not whole


def _traced(folder: Path, room: Path, mode: str) -> list[Call]:
    trace = room / "calls"
    wanted = "write,pwrite64,ftruncate,fsync,fdatasync,unlink"
    command = ["strace", "-f", "-y", "-xx", "-s", "200000", "-e", f"trace={wanted}", "-o", str(trace)]
    work = [sys.executable, "-m", "tests.faults.power", str(folder), mode]
    root = Path(__file__).parents[2]
    subprocess.run([*command, *work], check=True, cwd=root, capture_output=True)
    return list(_read(trace, folder))


def _read(trace: Path, folder: Path) -> Iterator[Call]:
    with trace.open(encoding="ascii") as lines:
        for line in lines:
            call = _CALL.match(line)
            if call and (found := _call(call[1], call[2], folder)):
                yield found
            elif "unfinished" in line and "kelambu" in _plain(line):
                raise RuntimeError("two threads wrote at once; this replay knows one")


def _call(name: str, arguments: str, folder: Path) -> Call | None:
    where = _FILE.match(arguments)
    path = Path(_plain(where[1] if where else (_TEXT.findall(arguments) or [""])[0]))
    if path.parent != folder or not path.name.startswith(("kelambu.db", "told")) or path.suffix == "-shm":
        return None
    if path.name.endswith("-shm"):
        return None
    content = bytes.fromhex((_TEXT.findall(arguments) or [""])[0].replace("\\x", ""))
    last = arguments.rsplit(", ", 1)[-1]
    if path.name == "told":
        return Call("told", "told", content=content) if name == "write" else None
    if name == "pwrite64":
        return Call("write", path.name, int(last), content)
    if name == "ftruncate":
        return Call("cut", path.name, int(last))
    if name == "unlink":
        return Call("remove", path.name)
    return Call("flush", path.name) if name in ("fsync", "fdatasync") else None


def _plain(text: str) -> str:
    return bytes.fromhex("".join(re.findall(r"\\x([0-9a-f]{2})", text))).decode(errors="replace")


def _work(folder: Path, mode: str) -> None:
    """A day's decisions, each told as soon as it is saved."""
    pragmas = [f"PRAGMA synchronous = {mode}" if "synchronous" in one else one for one in database._PRAGMAS]
    setattr(database, "_PRAGMAS", tuple(pragmas))  # noqa: B010 - a mode that the program does not offer
    told = os.open(folder / "told", os.O_WRONLY | os.O_CREAT, 0o600)
    with signed_in(folder, "siti") as siti:
        for turn in range(_DECISIONS):
            who = person(1 + turn % PEOPLE)
            os.write(told, line_of({"entry": verification.record(siti, who, complete(note=str(turn)))}))
            if turn < PEOPLE:
                os.write(told, line_of({"entry": enrolment.queue(siti, who)}))


if __name__ == "__main__":
    _work(Path(sys.argv[1]), sys.argv[2])
