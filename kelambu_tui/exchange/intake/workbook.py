"""Workbooks, read by a child process whose word is checked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import kelambu_tui
from kelambu_tui.errors import Unreadable
from kelambu_tui.exchange.intake.archive import damaged, too_large
from kelambu_tui.exchange.intake.files import encrypted
from kelambu_tui.exchange.intake.workbook_child import CELL_MARK, ROW_MARK

ANSWER_SECONDS = 45.0
"""How long the child may take for its next answer before it is stopped."""

MAX_ANSWER = 16 * 2**20
"""Bytes of one answer; the child's own limit is far below."""

_CHILD = "kelambu_tui.exchange.intake.workbook_child"

Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class SheetHead:
    """A sheet begins: its name and its last row."""

    name: str
    rows: int


class WorkbookReader:
    """Reads one workbook, a sheet at a time; a context manager that leaves no process behind."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._ahead = ""
        self._deadline: float | None = None
        self._slow = False

    def __enter__(self) -> WorkbookReader:
        self._process = subprocess.Popen(  # noqa: S603 - our own module, the path is one argument
            # -P: a folder full of downloads must not lend its modules to the child.
            [sys.executable, "-P", "-X", "utf8", "-m", _CHILD, str(self._path.absolute())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=child_environment(),
            bufsize=1 << 18,
        )
        self._watch = threading.Thread(target=self._stop_when_late, daemon=True)
        self._watch.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def sheets(self) -> Iterator[tuple[SheetHead, Iterator[Row]]]:
        """Yield each visible sheet and its rows; use up the rows of one before asking for the next.

        Raises `Unreadable` when the workbook is locked, damaged, or too much for the child.
        """
        while True:
            answer = self._next()
            while answer.startswith(ROW_MARK):  # what the caller left of the sheet before
                answer = self._next()
            told = self._told(answer)
            if "done" in told:
                return
            name, rows = told.get("sheet"), told.get("rows")
            if not isinstance(name, str) or not isinstance(rows, int):
                raise Unreadable(damaged(self._path))
            yield SheetHead(name, rows), self._rows()

    def _rows(self) -> Iterator[Row]:
        while (answer := self._next()).startswith(ROW_MARK):
            for row in answer.split(ROW_MARK)[1:]:
                line, *cells = row.split(CELL_MARK)
                if not (line.isdecimal() and len(line) < 10 and cells):
                    raise Unreadable(damaged(self._path))
                yield int(line), cells
        self._ahead = answer

    def _told(self, answer: str) -> dict[str, object]:
        try:
            told = json.loads(answer)
        except (ValueError, RecursionError):
            told = None
        if not isinstance(told, dict):
            raise Unreadable(damaged(self._path))
        if "error" in told:
            sentence = {"password": encrypted, "memory": too_large}.get(str(told["error"]), damaged)
            raise Unreadable(sentence(self._path))
        return told

    def _next(self) -> str:
        if self._ahead:
            answer, self._ahead = self._ahead, ""
            return answer
        assert self._process.stdout is not None
        self._deadline = time.monotonic() + ANSWER_SECONDS
        size = int.from_bytes(self._process.stdout.read(4), "big")
        frame = self._process.stdout.read(size) if 0 < size <= MAX_ANSWER else b""
        self._deadline = None
        if not frame or len(frame) < size:
            raise Unreadable(self._why_it_ended())
        try:
            return frame.decode()
        except UnicodeDecodeError:
            raise Unreadable(damaged(self._path)) from None

    def _stop_when_late(self) -> None:
        while self._process.poll() is None:
            if self._deadline is not None and time.monotonic() > self._deadline:
                self._slow = True
                self._process.kill()
                return
            time.sleep(0.1)

    def _why_it_ended(self) -> str:
        """Tell a child that met a limit (stopped by a signal) from one that choked on damage."""
        assert self._process.stdout is not None
        self._process.stdout.close()  # one that is still writing shall not wait for us
        code = self._process.wait(timeout=ANSWER_SECONDS)
        return too_large(self._path) if self._slow or code not in (0, 1) else damaged(self._path)


def child_environment() -> dict[str, str]:
    """Return the environment of a child: ours, and the folder of this package, however it was found."""
    here = str(Path(kelambu_tui.__file__).parent.parent)
    known = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([here, known] if known else [here])}
