"""What all pages share: the frame around them, messages, guarded work, and leaving with everything saved."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from functools import partial
from typing import TYPE_CHECKING, ClassVar, ParamSpec, TypeVar

from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.css.query import NoMatches
from textual.screen import Screen
from textual.widget import Widget

from kelambu_tui.errors import KelambuError
from kelambu_tui.locale import _
from kelambu_tui.tui.actions import footer_of
from kelambu_tui.tui.beside import run_beside
from kelambu_tui.tui.widgets.chrome import Banner, KeyLine, MessageLine, StatusLine, Tabs, Words

if TYPE_CHECKING:
    from kelambu_tui.tui.app import KelambuApp
    from kelambu_tui.tui.desk import Desk
    from kelambu_tui.work.approval import Decision

P = ParamSpec("P")
T = TypeVar("T")

LEAST = (80, 24)
"""Columns and lines below which nothing would be whole."""


class SignedOut(Exception):
    """Nobody is signed in any more: what still runs for them has nobody to answer."""


class Page(Screen[None]):
    """A screen with the frame of the app; subclasses give `place`, `heading()` and `compose_body()`."""

    place: ClassVar[str] = ""
    help_text: ClassVar[str] = ""

    def __init__(self) -> None:
        super().__init__()
        self._kept_focus: Widget | None = None

    @property
    def kelambu(self) -> KelambuApp:
        """The app, with its own type."""
        from kelambu_tui.tui.app import KelambuApp

        assert isinstance(self.app, KelambuApp)
        return self.app

    @property
    def desk(self) -> Desk:
        """The signed-in workspace; raises `SignedOut` for work that outlived the session."""
        desk = self.kelambu.desk
        if desk is None:
            raise SignedOut
        return desk

    @property
    def key_place(self) -> object:
        """What a held key must not act on a second time: the page itself, or what it shows one by one."""
        return self

    @property
    def deciding_keys(self) -> frozenset[str]:
        """Letters and digits that decide about what is shown; their repeats never reach the next."""
        return frozenset()

    def heading(self) -> str:
        """The title of the page."""
        return ""

    def compose(self) -> ComposeResult:
        """Lay out the parts, top to bottom."""
        app = self.kelambu
        supervisor = app.desk is not None and app.desk.workspace.user.role != "fasilitator"
        self.set_class(app.practice, "-practice")
        yield Tabs(self.place, supervisor, app.practice, app.keys)
        yield Banner()
        with Horizontal(id="titles"):
            yield Words(self.heading(), id="title")
            yield Words("", id="aside")
        with Container(id="body"):
            yield from self.compose_body()
        yield MessageLine(id="message")
        yield StatusLine(id="status")
        yield KeyLine(footer_of(self.place), app.keys)
        yield Words(_too_small(), id="too-small")

    def compose_body(self) -> ComposeResult:
        """Yield what stands between title and message line."""
        yield from ()

    def title_line(self, text: str, aside: str = "") -> None:
        """Change the title and what stands at its right end."""
        self.query_one("#title", Words).say(text)
        self.query_one("#aside", Words).say(aside)

    def tell(self, text: str, tone: str = "") -> None:
        """Say one sentence in the message line."""
        self.query_one(MessageLine).tell(text, tone)

    def work(self, group: str, job: Callable[P, Awaitable[None]], *args: P.args, **options: P.kwargs) -> None:
        """Run `job` beside the event loop; a newer one of the same group replaces it; refusals are said."""
        run_beside(self, group, self._guarded, partial(job, *args, **options))

    async def _guarded(self, job: Callable[[], Awaitable[None]]) -> None:
        try:
            await job()
        except KelambuError as error:
            if self._is_open:
                self.tell(str(error), "red")
        except OSError as error:
            # A full disk, a stick that was pulled out: a sentence, and the app goes on.
            from kelambu_tui.store.disk import refused

            if self._is_open:
                self.tell(str(refused(error)), "red")
        except SignedOut:
            return
        except NoMatches:
            # The page was closed while its answer was on the way; there is nothing left to show it in.
            if self._is_open:
                raise

    def open(self, screen: Screen[T], answered: Callable[[T | None], None] | None = None) -> None:
        """Put `screen` over this page, once: keys that came in the meantime open nothing more."""
        if self.is_current:
            self.app.push_screen(screen, answered)

    # --- taking back ---

    def take_back(self, about: Collection[str] = (), *, elsewhere: bool = True) -> None:
        """Ask about, then take back, the user's newest decision on `about` (people and families).

        Where there is none, and `elsewhere`, their newest of all; or say why nothing can be taken back.
        """
        self.work("take-back", self._take_back, tuple(about), elsewhere)

    async def _take_back(self, about: Collection[str], elsewhere: bool) -> None:
        from kelambu_tui.tui.takebacks import last_decision, taking_back

        workspace = self.desk.workspace
        one, why = await asyncio.to_thread(last_decision, workspace, about, elsewhere=elsewhere)
        if one is None:
            nothing = _(
                "Tidak ada keputusan Anda yang bisa dibatalkan: sudah terkirim, berubah, atau belum ada."
            )
            self.tell(why or nothing, "amber")
            return

        def answered(decisions: list[Decision] | None) -> None:
            if decisions:
                # The page reads itself again as it comes back on top.
                self.tell(decisions[0].sentence, "done")
                self.kelambu.refresh_status()

        self.open(taking_back(workspace, one), answered)

    @property
    def _is_open(self) -> bool:
        # An app that is leaving still has its screens, but takes their parts away.
        return self in self.app.screen_stack and self.app.is_running and self.app.return_value is None

    async def leave(self) -> str:
        """Finish what must not be lost; answers why that was impossible, or the empty string."""
        return ""

    def on_screen_resume(self) -> None:
        """Read again: something may have changed on another page."""
        self.kelambu.refresh_status()

    def sending_moved(self) -> None:
        """A pass over the network went on or ended."""

    def arrive(self) -> None:
        """A key for this very page, or a line of another page, led here."""

    # --- a terminal that is too small shows one plain sentence and takes no keys ---

    @property
    def too_small(self) -> bool:
        """Whether the terminal is below 80x24."""
        return self.app.size.width < LEAST[0] or self.app.size.height < LEAST[1]

    def on_resize(self) -> None:
        """Fit what is shown to the new size."""
        if self.too_small:
            self._kept_focus = self.focused or self._kept_focus
            self.set_focus(None)
        elif self._kept_focus is not None:
            self.set_focus(self._kept_focus)
            self._kept_focus = None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Nothing but quitting works on a page that cannot be seen."""
        return not self.too_small or action == "quit"


def _too_small() -> str:
    return _(
        "Layar terlalu kecil.\nPerbesar jendela sampai paling sedikit 80 x 24.\n\nTidak ada yang hilang."
    )
