"""A real terminal for the journeys: a pseudo-terminal, and the screen that a person would see in it."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kelambu_tui.exchange.intake import import_list
from kelambu_tui.work import accounts, workspace

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "down": "\x1b[B",
    "up": "\x1b[A",
    "right": "\x1b[C",
    "space": " ",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
    "f4": "\x1bOS",
    "f5": "\x1b[15~",
    "f6": "\x1b[17~",
    "f7": "\x1b[18~",
    "f9": "\x1b[20~",
    "f10": "\x1b[21~",
} | {f"ctrl+{letter}": chr(ord(letter) - 96) for letter in "abcdefghijklmnopqrstuvwxyz"}
PATIENCE = 20.0


class Terminal:
    """The app in a terminal: type, wait until the screen says something, read it, kill it."""

    def __init__(self, folder: Path, home: Path, columns: int = 80, lines: int = 24) -> None:
        pexpect = pytest.importorskip("pexpect")
        pyte = pytest.importorskip("pyte")
        environment = os.environ | {
            "TERM": "xterm-256color",
            "HOME": str(home),
            "KELAMBU_KEYRING": "0",
            "ESCDELAY": "25",
        }
        for name in ("COLUMNS", "LINES"):  # whoever runs the tests may have a size of their own
            environment.pop(name, None)
        command = [sys.executable, "-m", "kelambu_tui", "--workspace", str(folder)]
        self._child: Any = pexpect.spawn(
            command[0], command[1:], dimensions=(lines, columns), env=environment
        )
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)

    @property
    def text(self) -> str:
        """What is on the screen now."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def wait(self, pattern: str) -> str:
        """Wait until a line of the screen matches `pattern`; answer the whole screen."""
        return self._until(lambda: re.search(pattern, self.text) is not None, f"to see {pattern!r}")

    def wait_gone(self, pattern: str) -> str:
        """Wait until nothing on the screen matches `pattern`."""
        return self._until(lambda: re.search(pattern, self.text) is None, f"for {pattern!r} to go")

    def settle(self) -> str:
        """Wait until the screen has stood still for half a second; answer it."""
        before = ""
        while before != self.text:
            before = self.text
            for _moment in range(10):
                self._read(0.05)
        return self.text

    def press(self, *keys: str) -> None:
        """Press named keys, or characters, one after another."""
        for key in keys:
            self._child.send(KEYS.get(key, key))
            self._read(0.05)

    def type(self, text: str) -> None:
        """Type text as a person does, a key at a time."""
        self.press(*text)

    def kill(self) -> None:
        """Take the power away: no signal handler runs."""
        self._child.kill(signal.SIGKILL)
        self._child.wait()

    def ended(self) -> int:
        """Wait for the app to end by itself; answer its exit code."""
        deadline = time.monotonic() + PATIENCE
        while self._child.isalive() and time.monotonic() < deadline:
            self._read(0.05)
        assert not self._child.isalive(), f"still running:\n{self.text}"
        return int(self._child.exitstatus or 0)

    def close(self) -> None:
        """End it, however it stands."""
        self._child.close(force=True)

    def _until(self, reached: Callable[[], bool], aim: str) -> str:
        deadline = time.monotonic() + PATIENCE
        while not reached():
            assert time.monotonic() < deadline, f"waited {aim}, but the screen is:\n{self.text}"
            self._read(0.05)
        return self.text

    def _read(self, seconds: float) -> None:
        import pexpect

        try:
            self._stream.feed(self._child.read_nonblocking(65536, timeout=seconds))
        except pexpect.TIMEOUT:
            return
        except pexpect.EOF:
            time.sleep(seconds)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Open the app in a terminal; whatever still runs at the end is closed."""
    opened: list[Terminal] = []

    def open_app(folder: Path, columns: int = 80, lines: int = 24) -> Terminal:
        opened.append(Terminal(folder, tmp_path, columns, lines))
        return opened[-1]

    yield open_app
    for each in opened:
        each.close()


OpenApp = Callable[..., Terminal]
NAMES = ("PARDI", "ROHAYA", "SUHARTINI", "DARMAWAN", "NURBAITI", "KOSASIH")
PERSON = NAMES[2]


@pytest.fixture
def office(tmp_path: Path, person_row: Callable[..., dict[str, str]], list_file: Callable[..., Path]) -> Path:
    """A real workspace with passphrases and a small list."""
    folder = tmp_path / "kantor"
    siti = workspace.create(folder, "siti", "fasilitator", "rahasia siti")
    accounts.add_user(siti, "budi", "penyelia", "rahasia budi")
    import_list(siti, list_file([person_row(number, Nama=name) for number, name in enumerate(NAMES, 1)]))
    workspace.sign_out(siti)
    return folder


def enter_as(app: Terminal, name: str) -> None:
    app.wait("Siapa yang bekerja hari ini")
    # The list stands in order of names, with the first one marked.
    if name == "siti":
        app.press("down")
        app.wait(r"› siti")
    app.press("enter")
    app.type(f"rahasia {name}")
    app.press("enter")
    app.wait("Kerjakan dulu")


def open_form(app: Terminal, query: str) -> None:
    app.press("f3")
    app.wait("Cari orang atau keluarga")
    app.type(query)
    app.wait(rf"› {PERSON}")
    app.press("ctrl+r")
    app.wait("Hasil kunjungan")
