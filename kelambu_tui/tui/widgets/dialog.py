"""Dialogs: asked only before what is hard to reverse, Cancel under the hand, no double key gets through."""

from __future__ import annotations

from time import monotonic
from typing import ClassVar, TypeVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Button

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.actions import BY_ID, bindings_of
from kelambu_tui.tui.widgets.chrome import Words

T = TypeVar("T")

SETTLE = 0.25
"""Seconds after opening in which a key that is still held down cannot confirm."""


class Dialog(ModalScreen[T]):
    """A box over the page; Escape leaves it without an answer."""

    CSS_PATH = "../styles/dialog.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_of("dialog"),
        # A modal screen hides the keys of the app; these two are promised by the key line under it.
        Binding(BY_ID["app.help"].key, "app.help", show=False, id="app.help"),
        Binding(BY_ID["app.quit"].key, "leave", show=False, id="app.quit"),
    ]
    AUTO_FOCUS = "#cancel"

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self._opened = monotonic()
        self.busy = False

    def compose(self) -> ComposeResult:
        """Lay out the parts, top to bottom."""
        with Vertical(id="box"):
            yield Words(display(self._title, 400), id="question")
            yield from self.compose_box()

    def compose_box(self) -> ComposeResult:
        """Yield what stands under the title."""
        yield from ()

    @property
    def settled(self) -> bool:
        """Whether the dialog has been open long enough to take an answer."""
        return monotonic() - self._opened >= SETTLE

    def action_cancel(self) -> None:
        """Close without an answer; not while the answer is being written."""
        if not self.busy:
            self.dismiss(None)

    async def action_leave(self) -> None:
        """Leave the app, without an answer; not while one is being written."""
        if not self.busy:
            await self.app.action_quit()

    def action_yes(self) -> None:
        """Answer yes where that is the question."""


class Doing(Dialog[T]):
    """A dialog of fields that stays open until what it asks for is done; what is refused is said in it."""

    def say(self, words: str, tone: str = "") -> None:
        """Say something under the fields: how it goes, or what is missing."""
        line = self.query_one("#missing", Words)
        line.set_class(tone == "muted", "-muted")
        line.say(display(words, 300))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """A button."""
        if event.button.id == "confirm":
            self.action_yes()
        else:
            self.action_cancel()

    def on_key(self, event: Key) -> None:
        """Keys that work from every field of it."""
        if event.key in ("left", "right") and isinstance(self.focused, Button):
            event.stop()
            self.focus_next("Button")
        elif event.key in ("up", "down"):
            event.stop()
            self.focus_next() if event.key == "down" else self.focus_previous()


def buttons(cancel: str, confirm: str) -> Horizontal:
    """Return the row of the two buttons, Cancel first."""
    return Horizontal(
        Button(Text(cancel), id="cancel", compact=True),
        Button(Text(confirm), id="confirm", compact=True),
        id="buttons",
    )


class Confirm(Dialog[bool]):
    """One question; `y` or the second button says yes, everything else says no."""

    def __init__(self, question: str, confirm: str, detail: str = "") -> None:
        super().__init__(question)
        self._confirm = confirm
        self._detail = detail

    def compose_box(self) -> ComposeResult:
        """Lay out what stands under the title."""
        if self._detail:
            yield Words(display(self._detail, 600), classes="detail")
        yield buttons(_("Esc  Batal"), f"y  {self._confirm}")

    def action_yes(self) -> None:
        """Answer yes, once the key that opened the dialog has been let go."""
        if self.settled:
            self.dismiss(True)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """A button."""
        if event.button.id == "confirm":
            self.action_yes()
        else:
            self.dismiss(False)

    def on_key(self, event: Key) -> None:
        """Keys that work from every field of it."""
        if event.key in ("left", "right"):
            event.stop()
            self.focus_next()
