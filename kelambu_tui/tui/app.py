"""The app: chrome first, then everything heavy in threads; pages by name; one place to leave from."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual.events import Event, Key
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.widgets import Input

from kelambu_tui.display import cover_numbers
from kelambu_tui.locale import _
from kelambu_tui.tui.actions import BY_ID, bindings_of
from kelambu_tui.tui.beside import run_beside
from kelambu_tui.tui.courier import Courier
from kelambu_tui.tui.glyphs import is_simple
from kelambu_tui.tui.holding import NEXT, Hold
from kelambu_tui.tui.idle import Idle
from kelambu_tui.tui.keys import key_name, read_keymap
from kelambu_tui.tui.locking import Covered
from kelambu_tui.tui.pages import load_pages, page_class
from kelambu_tui.tui.screens.kunci import Kunci
from kelambu_tui.tui.screens.masuk import Masuk
from kelambu_tui.tui.screens.page import Page
from kelambu_tui.tui.settings import read_lock_minutes, read_theme, write_theme
from kelambu_tui.tui.theme import DARK, DEFAULTS, LIGHT, PLAIN, SIXTEEN, THEMES
from kelambu_tui.tui.widgets.chrome import PlainBar, StatusLine

if TYPE_CHECKING:
    from kelambu_tui.tui.desk import Desk

BASE = 2
"""Screens that are always there: Textual's empty one, and the page of a tab (or Masuk) on it."""


class KelambuApp(Covered, inherit_bindings=False):
    """Kelambu in the terminal, on the workspace in `folder`; `as_user` is already chosen at Masuk."""

    TITLE = "Kelambu"
    CSS_PATH = "styles/kelambu.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = bindings_of("app")
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (80, "-normal"), (120, "-wide")]  # noqa: RUF012 - as App has it
    VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-high"), (36, "-tall")]  # noqa: RUF012 - as App has it

    def __init__(self, folder: Path, as_user: str | None = None, practice: bool = False) -> None:
        super().__init__()
        self.folder = folder
        self.as_user = as_user
        self.practice = practice
        self.home: Path | None = None
        """The real workspace, while the practice workspace beside it is open."""
        self.desk: Desk | None = None
        self.courier = Courier(self)
        self.keys, self.key_faults = read_keymap(folder)
        self._pages: dict[str, Page] = {}
        self._hold = Hold()
        self._late: Key | None = None
        self.animation_level = "none"
        ScrollBar.renderer = PlainBar if is_simple() else ScrollBarRender
        for theme in THEMES:
            self.register_theme(theme)
        self._depth = SIXTEEN if self.console.color_system in ("standard", "windows") else ""
        self.theme = read_theme(folder) + self._depth
        self.set_keymap(self.keys)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own colours and lines exist under every theme."""
        return DEFAULTS | (PLAIN if is_simple() else {})

    def on_mount(self) -> None:
        """Start at the door."""
        self.push_screen(Masuk(self.as_user))
        self.watch_idle()

    async def on_event(self, event: Event) -> None:
        """Let no key through that is still held down from the page before."""
        self.notice(event)
        if isinstance(event, Key) and not event.is_forwarded and self.screen_stack:
            # The time at which it came: while the app is busy, keys wait.
            verdict = self._hold.judge(event.key, event.time, self._key_place, self._decides(event.key))
            late, self._late = self._late, None
            if late is not None and verdict != "drop":
                await self._take(late)
                self._hold.take(event.key, self._key_place)
            if verdict == "wait":
                self._late = event
                self.set_timer(NEXT, partial(self._take_late, event))
            if verdict != "take":
                return
        await super().on_event(event)

    async def _take_late(self, event: Key) -> None:
        if event is self._late:
            self._late = None
            await self._take(event)

    async def _take(self, event: Key) -> None:
        self._hold.take(event.key, self._key_place)
        await super().on_event(event)

    @property
    def _key_place(self) -> object:
        """Where a key acts: the screen, or what a page says that its keys decide about."""
        return self.screen.key_place if isinstance(self.screen, Page) else self.screen

    def _decides(self, key: str) -> bool:
        return isinstance(self.screen, Page) and key in self.screen.deciding_keys

    def _fatal_error(self) -> None:
        # Textual prints the local variables of every frame; ours hold people's data and keys.
        from rich.segment import Segments
        from rich.traceback import Traceback

        traceback = Traceback(show_locals=False, width=None)
        for stack in traceback.trace.stacks:
            stack.exc_value = cover_numbers(stack.exc_value)
        self._exit_renderables.append(Segments(self.console.render(traceback, self.console.options)))
        self._close_messages_no_wait()

    # --- signing in and out ---

    def enter(self, desk: Desk) -> None:
        """Take the signed-in desk and go to Beranda."""
        self.desk = desk
        self.idle = Idle(read_lock_minutes(self.folder, desk.workspace.practice))
        self.courier.start()
        # A worker of the app: one of Masuk would end with the screen that it replaces.
        run_beside(self, "go", self._enter)

    async def _enter(self) -> None:
        await asyncio.to_thread(load_pages)
        await self._show("beranda")
        if self.key_faults:
            self.say(" ".join(self.key_faults), "amber")
        self.tell_tries()
        if self.desk is not None and (reason := self.desk.why_read_only):
            self.say(reason, "amber")

    async def leave_desk(self) -> None:
        """Sign what was written, close the workspace, forget every page."""
        desk, self.desk = self.desk, None
        self.courier.stop()
        if desk is not None:
            from kelambu_tui.tui.desk import close_desk

            await asyncio.to_thread(close_desk, desk)

    # --- pages ---

    def say(self, text: str, tone: str = "") -> None:
        """Say one sentence on the page that is on top or under a dialog."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, Page):
                screen.tell(text, tone)
                return

    async def _show(self, name: str) -> None:
        if self.is_locked:
            return
        while len(self.screen_stack) > BASE:
            await self.pop_screen()
        if name not in self._pages:
            page = page_class(name)()
            self._pages[name] = page
            self.install_screen(page, name)
        if self.screen is not self._pages[name]:
            await self.switch_screen(name)
        else:
            self._pages[name].on_screen_resume()
        self._pages[name].arrive()

    async def _saved(self) -> bool:
        """Let every open page finish its saving; says so and answers False when one cannot."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, Page) and (fault := await screen.leave()):
                sentence = _("Belum tersimpan, jadi tetap di sini. {fault}").format(fault=fault)
                if isinstance(self.screen, Kunci):
                    self.screen.tell(sentence, "red")
                else:
                    self.say(sentence, "red")
                return False
        return True

    def action_go(self, name: str) -> None:
        """Go to the page `name`, everything saved."""
        if self.desk is None or not isinstance(self.screen, Page):
            return
        if name == "persetujuan" and not self.desk.workspace.user.decides:
            sentence = _("Persetujuan hanya untuk penyelia. Antrean Anda ada di {key}.")
            self.say(sentence.format(key=self.key_of("app.queue")))
            return
        run_beside(self, "go", self._go, name)

    def search_for(self, query: str) -> None:
        """Go to Cari with `query` typed."""
        run_beside(self, "go", self._search_for, query)

    async def _search_for(self, query: str) -> None:
        await self._go("cari")
        if self.page is self._pages.get("cari"):
            self.screen.query_one("#query", Input).value = query
            self._pages["cari"].arrive()

    async def _go(self, name: str) -> None:
        if await self._saved():
            await self._show(name)

    def refresh_status(self) -> None:
        """Draw the status line, and count anew what is unsent."""
        if self.desk is not None:
            self._draw_status()
            run_beside(self, "status", self._count)

    async def _count(self) -> None:
        if self.desk is not None:
            await self.desk.count_unsent()
            self._draw_status()

    def _draw_status(self) -> None:
        if self.desk is not None and self.page is not None and not isinstance(self.page, Masuk):
            for line in self.page.query(StatusLine):
                desk = self.desk
                line.tell(desk.unsent, desk.last_sent, desk.place, desk.who, desk.session)

    # --- actions ---

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """On a terminal that is too small only leaving works."""
        hidden = self.page is not None and self.page.too_small
        return action == "quit" if hidden else super().check_action(action, parameters)

    def action_help(self) -> None:
        """Explain the focused field, then the keys of the page, also from a dialog over it."""
        from kelambu_tui.tui.screens.bantuan import Bantuan

        pages = [screen for screen in self.screen_stack if isinstance(screen, Page)]
        if pages and not isinstance(self.screen, Bantuan):
            above = self.screen_stack[self.screen_stack.index(pages[-1]) + 1 :]
            self.push_screen(Bantuan(pages[-1], above))

    def action_theme(self) -> None:
        """Dark to light and back; remembered in the workspace folder."""
        chosen = LIGHT if self.theme.startswith(DARK) else DARK
        self.theme = chosen + self._depth
        write_theme(self.folder, chosen)

    def action_quit_hint(self) -> None:
        """Ctrl+C ends nothing by accident."""
        self.say(_("Untuk keluar tekan {key}.").format(key=self.key_of("app.quit")))

    async def action_quit(self) -> None:
        """Leave with everything saved; asks only when something cannot be saved."""
        run_beside(self, "go", self._quit)

    async def _quit(self) -> None:
        if await self._saved() or await self._quit_anyway():
            await self.leave_desk()
            self.exit(0)

    async def _quit_anyway(self) -> bool:
        from kelambu_tui.tui.widgets.dialog import Confirm

        question = _("Yang terakhir diketik belum tersimpan. Keluar juga?")
        answer: bool | None = await self.push_screen_wait(Confirm(question, _("Keluar tanpa menyimpan")))
        return bool(answer)

    def action_switch_user(self) -> None:
        """Sign out, and back to the door."""
        if self.desk is not None and (self.page is not None or self.is_locked):
            run_beside(self, "go", self._switch_user)

    def turn_practice(self) -> None:
        """To the practice workspace beside the real one, or back from it."""
        from kelambu_tui.tui.practising import turn_practice

        run_beside(self, "go", turn_practice, self)

    async def change_workspace(self, folder: Path, *, practice: bool) -> None:
        """Sign out with everything saved, and go to the door of the workspace in `folder`."""
        if await self._saved():
            self.home = self.folder if practice else None
            self.folder, self.practice = folder, practice
            await self._switch_user()

    async def _switch_user(self) -> None:
        if not await self._saved():
            return
        with self.batch_update():  # what a cover hid is not drawn on the way out
            while len(self.screen_stack) > BASE:
                await self.pop_screen()
            await self.switch_screen(Masuk(None))
        for page in self._pages.values():
            self.uninstall_screen(page)
            await page.remove()
        self._pages.clear()
        await self.leave_desk()

    def key_of(self, action_id: str) -> str:
        """Return how the key of an action is written, also when it was moved."""
        return key_name(self.keys.get(action_id, BY_ID[action_id].key))


def run_app(folder: Path, as_user: str | None = None, practice: bool = False) -> int:
    """Open the app on the workspace in `folder`; answers the exit code, 1 after a defect."""
    app = KelambuApp(folder, as_user, practice)
    answer = app.run()
    if app.desk is not None:
        # A defect ended it: what was written before is signed all the same.
        from kelambu_tui.tui.desk import close_desk

        close_desk(app.desk)
    return (app.return_code or 0) if answer is None else answer
