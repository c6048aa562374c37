"""A list checked by a process of its own, which begins at once and works on the second core."""

from __future__ import annotations

import marshal
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kelambu_tui.errors import Unreadable
from kelambu_tui.exchange.intake.archive import damaged, inspect_zip
from kelambu_tui.exchange.intake.files import FileKind, inspect_file
from kelambu_tui.exchange.intake.workbook import child_environment
from kelambu_tui.locale import language

if TYPE_CHECKING:
    from kelambu_tui.exchange.intake.checked import Batch, CheckedSheet
    from kelambu_tui.exchange.intake.layout import NoLayout

_CHILD = "kelambu_tui.exchange.intake.checking_child"


class CheckedElsewhere:
    """A list that another process checks; a context manager that leaves no process behind.

    Raises `Unreadable` as `open_source` does: for a file of the wrong kind when it begins, for anything
    found later when `digest` or `sheets` is read. `by_hand`: source of the data and period, where
    whoever imports the list says them.
    """

    def __init__(
        self, path: Path, today: Callable[[], date] = date.today, by_hand: tuple[str, str] = ("", "")
    ) -> None:
        self._path = path
        self._today = today
        self._by_hand = by_hand
        self._ahead: tuple[Any, ...] | None = None

    def __enter__(self) -> CheckedElsewhere:
        if inspect_file(self._path) is FileKind.ZIP_WORKBOOK:
            inspect_zip(self._path)
        self._process = subprocess.Popen(  # noqa: S603 - our own module, the path is one argument
            [sys.executable, "-P", "-X", "utf8", "-m", _CHILD, *self._asked()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            env=child_environment(),
            bufsize=1 << 18,
            # A group of its own, so that it can be stopped together with what it started.
            start_new_session=True,
        )
        return self

    def __exit__(self, *_error: object) -> None:
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    @cached_property
    def digest(self) -> str:
        """BLAKE2b-256 of the file's bytes (hex)."""
        return str(self._next("file")[1])

    @cached_property
    def sheets(self) -> Iterator[CheckedSheet | NoLayout]:
        """The sheets, to be read one after another."""
        return self._sheets()

    def _asked(self) -> list[str]:
        return [str(self._path.absolute()), self._today().isoformat(), language(), *self._by_hand]

    def _sheets(self) -> Iterator[CheckedSheet | NoLayout]:
        from kelambu_tui.exchange.intake.checked import CheckedSheet
        from kelambu_tui.exchange.intake.layout import Kind, Layout, NoLayout

        assert self.digest
        while (answer := self._next("refused", "sheet", "rows", "done"))[0] != "done":
            if answer[0] == "refused":
                yield NoLayout(*answer[1:])
            elif answer[0] == "sheet":
                name, separator, last_line, (kind, *layout) = answer[1:]
                batches = self._batches()
                yield CheckedSheet(name, separator, last_line, Layout(Kind(kind), *layout), batches)

    def _batches(self) -> Iterator[Batch]:
        from kelambu_tui.exchange.intake.packing import unpack
        from kelambu_tui.exchange.intake.reasons import Fault

        while (answer := self._next("refused", "sheet", "rows", "done"))[0] == "rows":
            yield unpack(answer[1]), list(map(Fault._make, answer[2]))
        self._ahead = answer

    def _next(self, *expected: str) -> tuple[Any, ...]:
        if self._ahead is not None:
            answer, self._ahead = self._ahead, None
            return answer
        assert self._process.stdout is not None
        size = int.from_bytes(self._process.stdout.read(4), "big")
        frame = self._process.stdout.read(size)
        if not frame or len(frame) < size:
            raise Unreadable(damaged(self._path))
        told: tuple[Any, ...] = marshal.loads(frame)  # noqa: S302 - from our own process, see there
        if told[0] == "error":
            raise Unreadable(told[1])
        assert told[0] in expected
        return told
