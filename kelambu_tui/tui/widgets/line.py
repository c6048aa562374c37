"""A line that people type or paste into; what they paste is made harmless like everything else."""

from __future__ import annotations

from textual.widgets import Input

from kelambu_tui.display import display
from kelambu_tui.tui.glyphs import spoken


class Line(Input):
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


class Secret(Input):
    """A line for a passphrase: nothing of it is shown, and nothing of it is changed."""

    def __init__(self, name: str, placeholder: str = "") -> None:
        super().__init__(placeholder=placeholder, password=True, compact=True, id=name)
        self.cursor_blink = False
