"""The dialog before a batch of decisions: what is decided, why, and the supervisor's passphrase once more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.events import Key
from textual.widgets import Button, Input

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.widgets.choice import Choice, Option
from kelambu_tui.tui.widgets.chrome import Words
from kelambu_tui.tui.widgets.dialog import Dialog, buttons
from kelambu_tui.tui.widgets.line import Line, Secret

NAMES = 6
"""Names that the dialog lists; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was entered: a reason code, a note, the passphrase."""

    code: str
    note: str
    passphrase: str


class Decide(Dialog[Answer]):
    """Asks for what this kind of decision needs; nothing is decided by a key that is held down."""

    AUTO_FOCUS = ".first"

    def __init__(
        self,
        title: str,
        confirm: str,
        names: Sequence[str],
        *,
        reasons: Sequence[Option] = (),
        note: str = "",
        note_required: bool = False,
        passphrase: bool = True,
    ) -> None:
        super().__init__(title)
        self._confirm = confirm
        self._names = names
        self._reasons = reasons
        self._note = note
        self._note_required = note_required
        self._asks_passphrase = passphrase

    def compose_box(self) -> ComposeResult:
        """Lay out what stands under the title."""
        yield Words(self._people(), classes="detail")
        if self._reasons:
            yield Words(_("Alasan"), classes="muted")
            yield Choice(_("Alasan"), self._reasons, id="reason")
        if self._note:
            yield Words(self._note, classes="muted")
            yield Line(id="note")
        if self._asks_passphrase:
            yield Words(_("Kata sandi Anda, sekali untuk semua"), classes="muted")
            yield Secret("passphrase")
        yield Words("", id="missing")
        yield buttons(_("Esc  Batal"), f"y  {self._confirm}")

    def _people(self) -> str:
        shown = [display(name, 60) for name in self._names[:NAMES]]
        rest = len(self._names) - len(shown)
        return "\n".join([*shown, *([_("dan {count} lagi").format(count=rest)] if rest else [])])

    def on_mount(self) -> None:
        """Start what waits for nobody."""
        asked = [*self.query(Choice), *self.query(Input)]
        self.set_focus(asked[0] if asked else self.query_one("#cancel"))

    def _value(self, id: str) -> str:  # noqa: A002 - Textual's own name for it
        return "".join(field.value for field in self.query(f"#{id}").results(Input))

    @property
    def answer(self) -> Answer:
        """What has been entered so far."""
        code = "".join(choice.value for choice in self.query(Choice))
        return Answer(code, self._value("note").strip(), self._value("passphrase"))

    def _missing(self) -> str:
        answer = self.answer
        if self._reasons and not answer.code:
            return _("Pilih alasannya dulu.")
        if self._note_required and not answer.note:
            return _("Tulis dulu apa yang perlu diperbaiki.")
        if self._asks_passphrase and not answer.passphrase:
            return _("Ketik kata sandi Anda dulu.")
        return ""

    def action_yes(self) -> None:
        """Answer yes, once the key that opened the dialog has been let go."""
        if not self.settled:
            return
        missing = self._missing()
        self.query_one("#missing", Words).say(missing)
        if not missing:
            self.dismiss(self.answer)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """A button."""
        if event.button.id == "confirm":
            self.action_yes()
        else:
            self.dismiss(None)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in a field."""
        event.stop()
        # Typing is a decision already, so Enter in the last field confirms; before that it goes on.
        if event.input is self.query(Input).last():
            self.action_yes()
        else:
            self.focus_next()

    def on_key(self, event: Key) -> None:
        """Keys that work from every field of it."""
        if event.key in ("left", "right") and isinstance(self.focused, Button):
            event.stop()
            self.focus_next("Button")
        elif event.key in ("up", "down"):
            event.stop()
            self.focus_next() if event.key == "down" else self.focus_previous()


class Report(Dialog[None]):
    """What was not done, one sentence each."""

    def __init__(self, title: str, sentences: Sequence[str]) -> None:
        super().__init__(title)
        self._sentences = sentences

    def compose_box(self) -> ComposeResult:
        """Lay out what stands under the title."""
        yield Words("\n".join(display(sentence, 300) for sentence in self._sentences[:10]), classes="report")
        yield Button(_("Esc  Tutup"), id="cancel")

    def on_button_pressed(self) -> None:
        """A button."""
        self.dismiss(None)
