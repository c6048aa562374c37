"""One line of a form: a label, an editor, and below it what is wrong with what was typed.

The row draws label and fault itself and holds nothing but the editor: a form has thirty rows, and every
widget more would be felt at each keystroke.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import zip_longest
from textwrap import wrap

from rich.text import Text
from textual.app import ComposeResult
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.glyphs import spoken_text
from kelambu_tui.tui.widgets.choice import Choice, Option
from kelambu_tui.tui.widgets.line import Covered, Line
from kelambu_tui.tui.writing import fit

KEPT = 300
"""Characters that a field takes at most."""

LABEL = 27
"""Cells that labels take, with the gap; the style sheet puts the editors beside them."""


class FieldRow(Widget):
    """A field of the form; `kind` groups it (outcome, values, answers, note, other), `key` is its name."""

    class Edited(Message):
        """The person changed this field."""

        def __init__(self, row: FieldRow) -> None:
            super().__init__()
            self.row = row

    def __init__(self, kind: str, key: str, label: str, editor: Input | Choice, about: Sequence[str]) -> None:
        super().__init__(classes="field")
        self.kind = kind
        self.key = key
        self.label = label
        self.editor = editor
        self.fault = ""
        self._tone = "red"
        self._about = tuple(line for line in about if line)

    def compose(self) -> ComposeResult:
        """Hold the editor; the rest is drawn."""
        yield self.editor

    def render(self) -> Text:
        """Draw the label, whole, and the fault under the editor."""
        text = Text()
        colour = self.app.theme_variables[self._tone]
        for number, (label, fault) in enumerate(self._lines()):
            text.append(("\n" if number else "") + fit(label, LABEL)).append(fault, f"not bold {colour}")
        return spoken_text(text)

    def _lines(self) -> list[tuple[str, str]]:
        """Each line as (part of the label, part of the fault); the editor stands beside the first."""
        labels = wrap(display(self.label), LABEL - 1) or [""]
        faults = ["", *wrap(self.fault, max(20, self.size.width - LABEL))]
        return list(zip_longest(labels, faults, fillvalue=""))

    def _measure(self) -> None:
        height = len(self._lines())
        if self.styles.height is None or self.styles.height.value != height:
            self.styles.height = height
            self._into_view()

    def _into_view(self) -> None:
        """Show the whole row while the hands are on it: the fault tells them what to do."""
        if self.editor.has_focus:
            self.call_after_refresh(self.scroll_visible, animate=False)

    def on_mount(self) -> None:
        """Take the lines that the label needs."""
        self._measure()

    def on_resize(self) -> None:
        """Fit what is shown to the new size."""
        self._measure()

    def on_descendant_focus(self) -> None:
        """The hands came to this row."""
        self._into_view()

    @property
    def value(self) -> str:
        """What the editor holds."""
        return self.editor.value

    def help_lines(self) -> tuple[str, ...]:
        """What F1 says about this field."""
        return (self.label, *self._about)

    def tell(self, sentence: str, tone: str = "red") -> None:
        """Show a sentence under the field (tone: red or muted); the empty one takes it away."""
        shown = display(sentence, 300)
        if (shown, tone) != (self.fault, self._tone):
            self.fault, self._tone = shown, tone
            self._measure()
            self.refresh()

    def rename(self, label: str) -> None:
        """Give the field another label."""
        if label != self.label:
            self.label = label
            self._measure()
            self.refresh()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another letter."""
        event.stop()
        self.post_message(self.Edited(self))

    def on_choice_changed(self, event: Choice.Changed) -> None:
        """Another option."""
        event.stop()
        self.post_message(self.Edited(self))


def text_field(
    kind: str,
    key: str,
    label: str,
    value: str,
    about: Sequence[str],
    placeholder: str = "",
    hidden: bool = False,
) -> FieldRow:
    """Return a field that is typed."""
    editor = (Covered if hidden else Line)(value, placeholder=placeholder, max_length=KEPT)
    return FieldRow(kind, key, label, editor, about)


def choice_field(
    kind: str,
    key: str,
    label: str,
    value: str,
    about: Sequence[str],
    options: Sequence[Option],
    unset: str = "",
    suggested: str = "",
    free: bool = False,
) -> FieldRow:
    """Return a field that is chosen from `options`; `unset` is shown until then, `suggested` comes first."""
    choice = Choice(label, options, value, unset=unset, suggested=suggested, free=free)
    return FieldRow(kind, key, label, choice, about)


def explained(rule: str, example: str = "", mistake: str = "") -> tuple[str, ...]:
    """Return what F1 says of a field: the rule, an example, and a common mistake."""
    lines = [rule]
    if example:
        lines.append(_("Contoh: {example}").format(example=example))
    if mistake:
        lines.append(_("Sering keliru: {mistake}").format(mistake=mistake))
    return tuple(lines)


async def handled(editor: Widget) -> None:
    """Return when `editor` has handled what it was sent until now."""
    done = asyncio.Event()
    if editor.call_later(done.set):
        await done.wait()
