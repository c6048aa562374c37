"""One line of a form: a label, an editor, and below it what is wrong with what was typed."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input

from kelambu_tui.display import display
from kelambu_tui.tui.widgets.choice import Choice, Option
from kelambu_tui.tui.widgets.chrome import Words
from kelambu_tui.tui.widgets.line import Line

KEPT = 300
"""Characters that a field takes at most."""


class FieldRow(Vertical):
    """A field of the form; `kind` groups it (outcome, values, answers, note, other), `name_` is its key."""

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
        self._about = tuple(line for line in about if line)

    def compose(self) -> ComposeResult:
        """Lay out the parts, top to bottom."""
        with Horizontal(classes="line"):
            yield Words(display(self.label), classes="label")
            yield self.editor
        yield Words("", classes="fault")

    @property
    def value(self) -> str:
        """What the editor holds."""
        return self.editor.value

    def help_lines(self) -> tuple[str, ...]:
        """What F1 says about this field."""
        return (self.label, *self._about)

    def tell(self, sentence: str, tone: str = "red") -> None:
        """Show a sentence under the field; the empty one takes it away."""
        fault = self.query_one(".fault", Words)
        fault.display = bool(sentence)
        fault.set_class(tone == "red", "-red")
        fault.say(display(sentence, 300))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another letter."""
        event.stop()
        self.post_message(self.Edited(self))

    def on_choice_changed(self, event: Choice.Changed) -> None:
        """Another option."""
        event.stop()
        self.post_message(self.Edited(self))


def text_field(
    kind: str, key: str, label: str, value: str, about: Sequence[str], placeholder: str = ""
) -> FieldRow:
    """Return a field that is typed."""
    editor = Line(value, placeholder=placeholder, max_length=KEPT)
    return FieldRow(kind, key, label, editor, about)


def choice_field(
    kind: str,
    key: str,
    label: str,
    value: str,
    about: Sequence[str],
    options: Sequence[Option],
    unset: str = "",
    free: bool = False,
) -> FieldRow:
    """Return a field that is chosen from `options`; `unset` is shown while nothing is."""
    return FieldRow(kind, key, label, Choice(label, options, value, unset=unset, free=free), about)
