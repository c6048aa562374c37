"""kill -9 in the middle of a word, in a real terminal: at most the last keystroke is gone."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kelambu_tui.work.finding import open_finder
from kelambu_tui.work.verification import read_form
from kelambu_tui.work.workspace import Workspace

pexpect = pytest.importorskip("pexpect")
pyte = pytest.importorskip("pyte")

START = (
    "import sys; from pathlib import Path; from kelambu_tui.tui.app import run_app;"
    "sys.exit(run_app(Path(sys.argv[1]), 'siti'))"
)
F3, CTRL_R, DOWN = "\x1bOR", "\x12", "\x1b[B"


class Terminal:
    """The app in a pty of 80x24, and the screen that a person would see."""

    def __init__(self, folder: Path) -> None:
        environment = os.environ | {"TERM": "xterm-256color", "KELAMBU_KEYRING": "0"}
        self.child = pexpect.spawn(
            sys.executable, ["-c", START, str(folder)], dimensions=(24, 80), env=environment, encoding="utf-8"
        )
        self.screen = pyte.Screen(80, 24)
        self.stream = pyte.Stream(self.screen)

    def wait_for(self, text: str, seconds: float = 20) -> None:
        """Read what the app draws until `text` is on the screen."""
        until = time.monotonic() + seconds
        while text not in "\n".join(self.screen.display):
            if time.monotonic() > until:
                raise AssertionError("\n".join(self.screen.display))
            try:
                self.stream.feed(self.child.read_nonblocking(65536, timeout=0.05))
            except pexpect.TIMEOUT:
                continue

    def kill(self) -> None:
        """End it as a flat battery would."""
        os.kill(self.child.pid, signal.SIGKILL)
        self.child.wait()
        self.child.close()


@pytest.mark.parametrize("word", ["lantai", "tepi-sungai-rumah-panggung"])
def test_at_most_the_last_keystroke_is_lost(
    practice: Path, as_user: Callable[[str], Workspace], word: str
) -> None:
    person = open_finder(as_user("siti")).search("siti", 1)[0]
    terminal = Terminal(practice)
    try:
        terminal.wait_for("Kerjakan dulu")
        terminal.child.send(F3)
        terminal.wait_for("Mulai mengetik")
        terminal.child.send("siti")
        terminal.wait_for("orang")
        terminal.child.send(CTRL_R)
        terminal.wait_for("Keterangan")
        terminal.child.send(DOWN)
        for number in range(1, len(word) + 1):
            terminal.child.send(word[number - 1])
            terminal.wait_for(word[:number])
    finally:
        terminal.kill()
    form = read_form(as_user("siti"), person.person)
    assert form.is_draft
    assert form.sheet.note in (word, word[:-1])


def test_what_was_said_to_be_saved_is_saved(practice: Path, as_user: Callable[[str], Workspace]) -> None:
    person = open_finder(as_user("siti")).search("siti", 1)[0]
    terminal = Terminal(practice)
    try:
        terminal.wait_for("Kerjakan dulu")
        terminal.child.send(F3)
        terminal.wait_for("Mulai mengetik")
        terminal.child.send("siti")
        terminal.wait_for("orang")
        terminal.child.send(CTRL_R)
        terminal.wait_for("Keterangan")
        terminal.child.send(DOWN)
        terminal.child.send("x")
        terminal.wait_for("tersimpan ")
    finally:
        terminal.kill()
    assert read_form(as_user("siti"), person.person).sheet.note == "x"
