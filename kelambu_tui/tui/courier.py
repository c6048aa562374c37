"""Sending beside everything else: one pass at a time, begun by hand or by the clock, shown by who looks.

A pass runs in a thread of its own that the app never waits for: cut at any moment, it loses nothing.
"""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from kelambu_tui.errors import KelambuError, Refused
from kelambu_tui.locale import _
from kelambu_tui.tui.beside import run_beside

if TYPE_CHECKING:
    from textual.timer import Timer

    from kelambu_tui.sync.ahead import Progress, Report
    from kelambu_tui.tui.app import KelambuApp
    from kelambu_tui.tui.desk import Desk
    from kelambu_tui.work.workspace import Workspace

FIRST = 20.0
"""Seconds after signing in before the first pass of its own."""
QUIET = 300.0
"""Seconds between passes that went well."""


class Courier:
    """Sends for the signed-in person while the app is open."""

    def __init__(self, app: KelambuApp) -> None:
        self._app = app
        self._timer: Timer | None = None
        self._failures = 0
        self._stop = threading.Event()
        self.running = False
        self.progress: Progress | None = None
        self.outcome: Report | KelambuError | None = None
        """How the last pass ended."""

    def start(self) -> None:
        """Somebody signed in: the clock begins."""
        self._failures = 0
        self._wait(FIRST)

    def stop(self) -> None:
        """Whoever was signed in leaves: no further request, no further pass."""
        self._stop.set()
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def cancel(self) -> None:
        """End the pass under way after the request that it is in."""
        self._stop.set()

    def begin(self, *, quiet: bool = False) -> None:
        """Begin a pass, if none is under way; a quiet one says nothing on the page when it fails."""
        if self.running or self._app.desk is None:
            return
        self.running = True
        self._stop = threading.Event()
        self.progress = None
        run_beside(self._app, "courier", self._pass, quiet)

    # --- one pass ---

    async def _pass(self, quiet: bool) -> None:
        desk = self._app.desk
        outcome: Report | KelambuError | None = None
        try:
            if desk is not None:
                outcome = await self._beside(desk.workspace, quiet)
        finally:
            self.running = False
        if desk is None or self._app.desk is not desk:
            return
        self._failures = self._failures + 1 if isinstance(outcome, KelambuError) else 0
        self._wait(_next_wait(self._failures))
        if outcome is not None:
            self.outcome = outcome
            await self._ended(desk, outcome, quiet)

    async def _beside(self, workspace: Workspace, quiet: bool) -> Report | KelambuError | None:
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[Report | KelambuError | None] = loop.create_future()
        stop = self._stop

        def give(outcome: Report | KelambuError | None) -> None:
            if not ended.done():
                ended.set_result(outcome)

        def say(call: Callable[..., None], *words: object) -> None:
            with suppress(RuntimeError):  # the app is gone; what was acknowledged is saved
                loop.call_soon_threadsafe(call, *words)

        def run() -> None:
            say(give, _run(workspace, lambda progress: say(self._moved, progress), stop, quiet))

        threading.Thread(target=run, name="courier", daemon=True).start()
        return await ended

    def _moved(self, progress: Progress) -> None:
        self.progress = progress
        if self._app.page is not None:
            self._app.page.sending_moved()

    async def _ended(self, desk: Desk, outcome: Report | KelambuError, quiet: bool) -> None:
        from kelambu_tui.sync.rejoining import Forked
        from kelambu_tui.sync.session import Revoked

        if isinstance(outcome, Forked):
            desk.workspace = outcome.workspace
        elif isinstance(outcome, Revoked):
            self.stop()
            self._app.say(str(outcome), "red")
            self._app.action_switch_user()
            return
        if isinstance(outcome, KelambuError) and (not quiet or isinstance(outcome, Forked)):
            self._app.say(str(outcome), "red" if isinstance(outcome, Forked) else "amber")
        self._app.refresh_status()
        if self._app.page is not None:
            self._app.page.sending_moved()

    # --- the clock ---

    def _wait(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._app.set_timer(seconds, self._tick)

    def _tick(self) -> None:
        if not self.running:
            self.begin(quiet=True)


def _next_wait(failures: int) -> float:
    from kelambu_tui.sync.pacing import wait_after

    chance = random.random()  # noqa: S311 - spreads the laptops out, guards nothing
    return wait_after(failures, chance) if failures else QUIET * (0.75 + 0.5 * chance)


def _run(
    workspace: Workspace, tell: Callable[[Progress], None], stop: threading.Event, quiet: bool
) -> Report | KelambuError | None:
    """One pass in its thread; None where a quiet one has nowhere to go."""
    from kelambu_tui.sync.ahead import has_hub
    from kelambu_tui.sync.passing import run_pass

    try:
        if quiet and not has_hub(workspace):
            return None
        return run_pass(workspace, tell=tell, stopped=stop.is_set)
    except KelambuError as error:
        return error
    except Exception as error:  # noqa: BLE001 - a defect of sending must not end the day's work
        sentence = _("Pengiriman berhenti karena kesalahan di dalam Kelambu ({kind}). Tidak ada yang hilang.")
        return Refused(sentence.format(kind=type(error).__name__))
