"""A line that people type or paste into; what they paste is made harmless like everything else."""

from __future__ import annotations

from textual.events import Key
from textual.widgets import Input

from kelambu_tui.display import display
from kelambu_tui.tui.glyphs import spoken


class Typed(Input):
    """An Input that does what is typed in the order in which it was typed.

    Textual runs the bindings of its Input only once a key has bubbled up to the app: on a busy laptop a
    letter is then rubbed out after the letters that follow it.
    """

    async def _on_key(self, event: Key) -> None:
        edits = {
            "backspace": self.action_delete_left,
            "delete": self.action_delete_right,
            "left": self.action_cursor_left,
            "right": self.action_cursor_right,
        }
        if event.key in edits:
            event.stop()
            event.prevent_default()
            edits[event.key]()
        else:
            await super()._on_key(event)


class Line(Typed):
    """A compact Input of at most `max_length` characters; never for passphrases, whose every sign counts."""

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        max_length: int = 300,
        id: str | None = None,  # noqa: A002 - Textual's own name for it
    ) -> None:
        super().__init__(
            display(value, max_length),
            placeholder=spoken(display(placeholder)),
            max_length=max_length,
            compact=True,
            select_on_focus=False,
            id=id,
        )
        self.cursor_blink = False

    def validate_value(self, value: str) -> str:
        """Drop control characters and show hidden ones, also when they are pasted."""
        return display(value, self.max_length or 300)


class Covered(Line):
    """A line that shows its digits only to the hands that are on it: NIK and family card number."""

    def on_mount(self) -> None:
        """Start covered."""
        self.password = True

    def on_focus(self) -> None:
        """Uncover."""
        self.password = False

    def on_blur(self) -> None:
        """Cover."""
        self.password = True


class Secret(Typed):
    """A line for a passphrase: nothing of it is shown, and nothing of it is changed."""

    def __init__(self, name: str, placeholder: str = "") -> None:
        super().__init__(placeholder=placeholder, password=True, compact=True, id=name)
        self.cursor_blink = False
