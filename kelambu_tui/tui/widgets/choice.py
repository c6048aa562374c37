"""Choosing one of several: a single line that turns with the arrow keys, and a list that opens over it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Key
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.glyphs import signs, spoken_text
from kelambu_tui.tui.widgets.columns import Cell, Column
from kelambu_tui.tui.widgets.dialog import Dialog
from kelambu_tui.tui.widgets.line import Line
from kelambu_tui.tui.widgets.lines import Lines

Option = tuple[str, str]
"""A code and its label."""


class Choice(Widget, can_focus=True):
    """Shows the chosen option; left and right turn as far as there are any, Enter or a letter opens the list.

    While nothing is chosen, `unset` is shown and the first turn takes `suggested`, a code; without one a
    turn to the right takes the first option, and there is nothing to the left.
    With `free` the list also takes an answer that is not on it, which is then its own code.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        # With priority: done before the next key, so that none reaches a page that it was not typed on.
        Binding("left", "turn(-1)", show=False, priority=True),
        Binding("right", "turn(1)", show=False, priority=True),
        Binding("enter,space", "list", show=False, priority=True),
        Binding("delete,backspace", "clear", show=False, priority=True),
    ]
    value: reactive[str] = reactive("", init=False)

    class Changed(Message):
        """Another option was chosen."""

        def __init__(self, choice: Choice, value: str) -> None:
            super().__init__()
            self.choice = choice
            self.value = value

        @property
        def control(self) -> Choice:
            """The choice that says so."""
            return self.choice

    def __init__(
        self,
        title: str,
        options: Sequence[Option],
        value: str = "",
        *,
        unset: str = "",
        suggested: str = "",
        free: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's own name for it
    ) -> None:
        super().__init__(id=id)
        self.title = title
        self.options = tuple(options)
        self.free = free
        self._unset = unset
        self._suggested = suggested
        self._pick: Pick | None = None
        self.set_reactive(Choice.value, value)

    @property
    def label(self) -> str:
        """The label of what is chosen."""
        return next((label for code, label in self.options if code == self.value), display(self.value))

    def render(self) -> Text:
        """Draw `‹ label ›`, without the mark of an end that is reached; or what nothing chosen means."""
        marks = signs()
        words = self.label if self.value else display(self._unset) or _("belum dipilih")
        left = marks.left if self._turned(-1) != self.value else " "
        right = marks.right if self._turned(1) != self.value else " "
        text = Text.assemble((f"{left} ", "dim"), words, (f" {right}", "dim"))
        if not self.value:
            text.stylize("dim")
        return spoken_text(text)

    def watch_value(self, value: str) -> None:
        """Draw and announce another value."""
        self.refresh()
        self.post_message(self.Changed(self, value))

    def action_turn(self, step: int) -> None:
        """Choose the next or the previous option; both ends are ends."""
        self.value = self._turned(step)

    def _turned(self, step: int) -> str:
        codes = [code for code, _label in self.options]
        if self.value in codes:
            at = codes.index(self.value) + step
            return codes[max(0, min(at, len(codes) - 1))]
        if self.value:
            return self.value  # an answer of one's own: a turn would lose it
        return self._suggested or (codes[0] if step > 0 and codes else "")

    def action_clear(self) -> None:
        """Choose nothing."""
        self.value = ""

    def action_list(self, query: str = "") -> None:
        """Open the list of options over the page; letters typed before it stands go into it."""
        if self._pick is not None:
            self._pick.add(query)
            return
        self._pick = Pick(self.title, self.options, self.value, free=self.free, query=query)
        self.app.push_screen(self._pick, self._picked)

    def _picked(self, value: str | None) -> None:
        self._pick = None
        if value is not None:
            self.value = value

    def on_key(self, event: Key) -> None:
        """Keys that work from every field of it."""
        if event.is_printable and event.character and event.character.isalnum():
            event.stop()
            self.action_list(event.character)

    def on_click(self) -> None:
        """The mouse works too."""
        self.action_list()


class Pick(Dialog[str]):
    """A list with a filter line; Enter takes the option under the pointer."""

    AUTO_FOCUS = "#filter"

    def __init__(
        self, title: str, options: Sequence[Option], value: str = "", *, free: bool = False, query: str = ""
    ) -> None:
        super().__init__(title)
        self._options = tuple(options)
        self._value = value
        self._free = free
        self._query = query

    def compose_box(self) -> ComposeResult:
        """Lay out what stands under the title."""
        hint = _("ketik untuk menyaring, atau tulis sendiri") if self._free else _("ketik untuk menyaring")
        yield Line(self._query, placeholder=hint, max_length=100, id="filter")
        lines: Lines[Option] = Lines(
            (Column("", share=1),),
            lambda option: (Cell(option[1]),),
            key=lambda option: option[0],
            heading=False,
            id="options",
        )
        lines.can_focus = False
        lines.styles.height = min(len(self._options) + (1 if self._free else 0), 13)
        yield lines

    def on_mount(self) -> None:
        """Start what waits for nobody."""
        self._filter(self._query)
        lines = self._lines
        codes = [code for code, _label in lines.rows]
        if not self._query and self._value in codes:
            lines.move(codes.index(self._value))

    def add(self, letters: str) -> None:
        """Take letters that were typed before the filter line had the focus."""
        self._query += letters
        for line in self.query("#filter").results(Line):
            line.value += letters

    @property
    def _lines(self) -> Lines[Option]:
        return self.query_one("#options", Lines)

    def _filter(self, query: str) -> None:
        words = query.casefold().split()
        rows = [option for option in self._options if all(word in option[1].casefold() for word in words)]
        own = " ".join(query.split())
        if self._free and own and own.casefold() not in (label.casefold() for _code, label in rows):
            rows.append((own, display(own)))
        self._lines.show(rows, keep=False, empty=_("Tidak ada yang cocok."))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another letter."""
        self._filter(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in a field."""
        event.stop()
        if self.settled and self._lines.pointed is not None:
            self.dismiss(self._lines.pointed[0])

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Enter or a second click on a row."""
        event.stop()
        self.dismiss(event.row[0])

    def on_key(self, event: Key) -> None:
        """Keys that work from every field of it."""
        if self.focused is None and event.is_printable and event.character:
            event.stop()
            self.add(event.character)
            return
        moves = {"up": self._lines.action_up, "down": self._lines.action_down}
        if event.key in moves:
            event.stop()
            moves[event.key]()
