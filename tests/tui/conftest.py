"""Hands that play the app as a person would, on a copy of the real practice workspace."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from textual.events import Key, Paste
from textual.pilot import Pilot

from kelambu_tui.exchange.practice import prepare
from kelambu_tui.store import tables as t
from kelambu_tui.tui import glyphs
from kelambu_tui.tui.app import KelambuApp
from kelambu_tui.tui.holding import FIRST
from kelambu_tui.tui.saving import Saver
from kelambu_tui.tui.screens.usulan import Usulan
from kelambu_tui.tui.screens.verifikasi import Verifikasi
from kelambu_tui.work import workspace as spaces
from kelambu_tui.work.enrolment import queue
from kelambu_tui.work.verification import Sheet, judge, record
from kelambu_tui.work.workspace import Workspace

Script = Callable[["Hands"], Awaitable[None]]
SIZES = ((80, 24), (120, 40))


class Hands:
    """Presses keys, waits until the app has done what they asked, reads the screen."""

    def __init__(self, app: KelambuApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot
        self._last = ""
        self._where: object = None

    async def settle(self) -> None:
        """Wait until no worker and no save runs and nothing waits to be handled or drawn."""
        quiet = 0
        for _turn in range(4000):
            if self.app.return_value is not None:
                return
            await self.pilot.pause(0)
            quiet = 0 if self._busy() else quiet + 1
            if quiet == 4:
                return
            if quiet == 0:
                await asyncio.sleep(0.002)
        raise AssertionError("the app never came to rest")

    def _busy(self) -> bool:
        forms = (screen for screen in self.app.screen_stack if isinstance(screen, Verifikasi | Usulan))
        savers: list[Saver[Any]] = [form._saver for form in forms]
        return not all(worker.is_finished for worker in self.app.workers) or not all(
            saver.idle for saver in savers
        )

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each let go and settled."""
        for key in keys:
            if key == self._last and self.app.screen is not self._where:
                await asyncio.sleep(FIRST)
            self._last, self._where = key, self.app.screen
            self._send(key)
            await self.settle()

    def _send(self, key: str) -> None:
        # Straight into the app's queue: Pilot waits for an idle processor after each key.
        character = " " if key == "space" else key if len(key) == 1 else None
        self.app.post_message(Key(key, character))

    async def write(self, text: str) -> None:
        """Type `text` faster than anything can be answered, then settle."""
        await self.rush(*("space" if char == " " else char for char in text))

    async def rush(self, *keys: str) -> None:
        """Press keys without waiting in between, then settle."""
        for key in keys:
            self._send(key)
        await self.settle()

    async def paste(self, text: str) -> None:
        """Paste `text` where the hands are, then settle."""
        self.app.screen.post_message(Paste(text))
        await self.settle()

    async def confirm(self, key: str = "y") -> None:
        """Let go of the key that opened the dialog, then confirm."""
        await asyncio.sleep(0.3)
        await self.press(key)

    @property
    def text(self) -> str:
        """What a person sees, line by line."""
        lines = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in line) for line in lines)

    def line(self, number: int) -> str:
        """One line of the screen; -1 is the key line, -2 the status line."""
        return self.text.split("\n")[number]

    def place(self) -> str:
        """The class name of the screen on top."""
        return type(self.app.screen).__name__


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever terminal the tests run in, screens are drawn with the usual signs and colours."""
    for name, value in (("TERM", "xterm-256color"), ("COLORTERM", "truecolor")):
        monkeypatch.setenv(name, value)
    for name in ("NO_COLOR", "KELAMBU_TEMA", "KELAMBU_SEDERHANA"):
        monkeypatch.delenv(name, raising=False)
    glyphs.use_simple(False)
    yield
    glyphs.use_simple(False)


@pytest.fixture
def hands_of() -> type[Hands]:
    """The hands themselves, for tests that start the app in their own way."""
    return Hands


@pytest.fixture(scope="session")
def prepared_practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The practice workspace as `kelambu demo` makes it; copy it."""
    place = tmp_path_factory.mktemp("tui") / "latihan"
    prepare(place)
    workspace = spaces.sign_in(place, "siti", "")
    workspace.watch.keep_up()  # so that no test waits for the first comparison
    spaces.sign_out(workspace)
    return place


@pytest.fixture
def practice(prepared_practice: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh copy of the practice workspace, under a short relative name."""
    shutil.copytree(prepared_practice, tmp_path / "latihan")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    return Path("latihan")


@pytest.fixture
def play(practice: Path) -> Callable[..., None]:
    """Run a script of hands in the app as `user` (practice: straight to Beranda)."""

    def run(
        script: Script,
        user: str | None = "siti",
        size: tuple[int, int] = SIZES[0],
        folder: Path | None = None,
    ) -> None:
        async def whole() -> None:
            app = KelambuApp(folder or practice, user)
            async with app.run_test(size=size) as pilot:
                hands = Hands(app, pilot)
                await hands.settle()
                await script(hands)
            if app.desk is not None:
                app.desk.window.release()  # the next app of the test opens the same workspace

        asyncio.run(whole())

    return run


@pytest.fixture
def as_user(practice: Path) -> Callable[[str], Workspace]:
    """Sign someone in beside the app, to prepare or to check what the app did."""

    def enter(name: str) -> Workspace:
        return spaces.sign_in(practice, name, "")

    return enter


FILLED = {
    "birthplace": "Sekayu",
    "mother_name": "Aminah",
    "phone": "081234567890",
    "occupation": "PETANI",
    "work_location": "Kebun karet",
    "income": "750000",
    "nkk": "1606020101100001",
}


@pytest.fixture
def filled() -> dict[str, str]:
    """What makes a form complete."""
    return dict(FILLED)


@pytest.fixture
def eligible(as_user: Callable[[str], Workspace]) -> Callable[[int], list[str]]:
    """Find people of the practice list whom a complete form makes eligible; answers their uids."""

    def find(count: int) -> list[str]:
        workspace = as_user("siti")
        workspace.watch.keep_up()  # whoever may be on the list twice cannot be queued
        sheet = Sheet("layak", FILLED)
        found: list[str] = []
        with workspace.database.read() as connection:
            # Always the same people: not the order in which a search finds them.
            people = connection.execute(select(t.person.c.uid).order_by(t.person.c.uid)).scalars().all()
        for person in people:
            if judge(workspace, person, sheet).can_queue:
                found.append(person)
            if len(found) == count:
                break
        spaces.sign_out(workspace)
        assert len(found) == count
        return found

    return find


@pytest.fixture
def queued(
    as_user: Callable[[str], Workspace], eligible: Callable[[int], list[str]]
) -> Callable[..., list[str]]:
    """Verify and queue some eligible people as `maker`; answers their uids."""

    def make(count: int = 3, maker: str = "siti") -> list[str]:
        people = eligible(count)
        workspace = as_user(maker)
        for person in people:
            record(workspace, person, Sheet("layak", FILLED))
            queue(workspace, person)
        spaces.sign_out(workspace)
        return people

    return make
