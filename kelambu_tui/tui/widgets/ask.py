"""A dialog that asks for a few things and then does one; it stays open, as typed, until that is done."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import Input

from kelambu_tui.display import display
from kelambu_tui.errors import KelambuError
from kelambu_tui.locale import _
from kelambu_tui.tui.actions import BY_ID
from kelambu_tui.tui.beside import run_beside
from kelambu_tui.tui.keys import key_name
from kelambu_tui.tui.widgets.chrome import Words
from kelambu_tui.tui.widgets.dialog import Doing, buttons
from kelambu_tui.tui.widgets.field import KEPT, FieldRow
from kelambu_tui.tui.widgets.line import Line

T = TypeVar("T")

Do = Callable[[Mapping[str, str], Sequence[str]], T]
"""Does what was asked for, from the fields by key and the names that were gathered."""

NAMES = 4
"""Gathered names that the dialog shows; the earlier ones are counted."""


class Ask(Doing[Any]):
    """Fields, then one thing done with them; what is refused is said in the box.

    `cautious`: for what cannot be taken back, so Cancel has the hands and only its own key confirms.
    """

    AUTO_FOCUS = ""

    def __init__(
        self,
        title: str,
        confirm: str,
        do: Do[Any],
        rows: Sequence[FieldRow],
        *,
        detail: str = "",
        cautious: bool = False,
        gathers: str = "",
        names: Sequence[str] = (),
        required: Mapping[str, str] | None = None,
    ) -> None:
        """`gathers` is the key of the last row when it takes names, one after the other, after `names`.

        `required` is what to say where the row of a key is still empty; the hands then go to it.
        """
        super().__init__(title)
        self._confirm = confirm
        self._do = do
        self._rows = tuple(rows)
        self._detail = detail
        self._cautious = cautious
        self._gathers = gathers
        self._names = list(names)
        self._required = dict(required or {})

    def compose_box(self) -> ComposeResult:
        """Lay out what stands under the title."""
        if self._detail:
            yield Words(self._detail, classes="detail")
        yield from self._rows
        if self._gathers:
            yield Words(self._names_text(), id="names-so-far")
        yield Words("", id="missing")
        key = key_name(BY_ID["dialog.yes"].key if self._cautious else "enter")
        yield buttons(_("Esc  Batal"), f"{key}  {self._confirm}")

    def on_mount(self) -> None:
        """Put the hands where they begin."""
        if self._cautious or not self._rows:
            self.set_focus(self.query_one("#cancel"))
        else:
            self.set_focus(self._rows[0].editor)

    @property
    def values(self) -> dict[str, str]:
        """What the fields hold, by key."""
        return {row.key: row.value.strip() for row in self._rows}

    @property
    def names(self) -> list[str]:
        """The names that were gathered, the one still on the line included."""
        typed = self.values.get(self._gathers, "")
        return [*self._names, *([typed] if typed else [])]

    # --- gathering ---

    def _gather(self, line: Input) -> None:
        self._names.append(line.value.strip())
        line.value = ""
        self._draw_names()

    def on_names_take_back(self, event: Names.TakeBack) -> None:
        """The last name comes back onto the line."""
        event.stop()
        if self._names:
            event.line.value = self._names.pop()
            event.line.cursor_position = len(event.line.value)
            self._draw_names()

    def _draw_names(self) -> None:
        self.query_one("#names-so-far", Words).say(self._names_text())

    def _names_text(self) -> str:
        shown = self._names[-NAMES:]
        before = len(self._names) - len(shown)
        lines = [_("{count} orang lain, lalu").format(count=before)] if before else []
        return "\n".join(display(line, 60) for line in (*lines, *shown))

    # --- doing ---

    def action_yes(self) -> None:
        """Do it, once the key that opened the dialog has been let go."""
        if not self.settled or self.busy:
            return
        missing = next(
            (row for row in self._rows if row.key in self._required and not row.value.strip()), None
        )
        if missing is not None:
            self.say(self._required[missing.key])
            self.set_focus(missing.editor)
        else:
            self.busy = True
            run_beside(self, "do", self._run)

    async def _run(self) -> None:
        self.say(_("Mencatat…"), "muted")
        try:
            answer = await asyncio.to_thread(self._do, self.values, self.names)
        except KelambuError as error:
            self.say(str(error))
        else:
            self.dismiss(answer)
        finally:
            self.busy = False

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in a field: gather, go on, or after the last one do it; the cautious go to Cancel."""
        event.stop()
        if isinstance(event.input, Names) and event.value.strip():
            self._gather(event.input)
        elif event.input is not self._rows[-1].editor:
            self.focus_next()
        elif self._cautious:
            self.set_focus(self.query_one("#cancel"))
        else:
            self.action_yes()


class Names(Line):
    """A line that takes one name after the other; backspace on the empty line takes the last one back."""

    class TakeBack(Message):
        """Backspace on the empty line."""

        def __init__(self, line: Names) -> None:
            super().__init__()
            self.line = line

    def action_delete_left(self) -> None:
        """Rub out a letter, or ask for the name before."""
        if self.value:
            super().action_delete_left()
        else:
            self.post_message(self.TakeBack(self))


def names_field(key: str, label: str, about: Sequence[str], placeholder: str) -> FieldRow:
    """Return a field that takes one name after the other."""
    return FieldRow("names", key, label, Names(placeholder=placeholder, max_length=KEPT), about)
