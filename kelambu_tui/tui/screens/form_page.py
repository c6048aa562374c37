"""A page that is a form: its keys move between the fields at once, whatever the hands type next."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input

from kelambu_tui.tui.actions import bindings_of
from kelambu_tui.tui.screens.page import Page
from kelambu_tui.tui.widgets.choice import Choice

MOVES = ("next", "previous", "onward")


def form_bindings(place: str) -> list[BindingType]:
    """Return the bindings of a form's `place`; those that move act before the next key reaches a field.

    Other keys wait in the queue of the field that has the focus; a letter typed after Down would too.
    """
    own = [
        replace(one, priority=one.action in MOVES) for one in bindings_of(place) if isinstance(one, Binding)
    ]
    return [
        *own,
        Binding("tab", "next", show=False, priority=True),
        Binding("shift+tab", "previous", show=False, priority=True),
        Binding("enter", "onward", show=False, priority=True),
    ]


class FormPage(Page):
    """Moves between the fields of a form; the first and the last are the ends."""

    BINDINGS: ClassVar[list[BindingType]] = []
    AUTO_FOCUS = ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that move between fields are the form's only while the hands are on it."""
        hands = self.focused
        if action in ("next", "previous") and not isinstance(hands, Input | Choice):
            return False
        if action == "onward" and not isinstance(hands, Input):
            return False
        return super().check_action(action, parameters)

    def action_next(self) -> None:
        """To the field below."""
        self.step_fields(1)

    def action_previous(self) -> None:
        """To the field above."""
        self.step_fields(-1)

    def action_onward(self) -> None:
        """Enter in a line goes on to the next field."""
        self.step_fields(1)

    def step_fields(self, by: int) -> None:
        """Go `by` fields down."""
        editors = [widget for widget in self.focus_chain if isinstance(widget, Input | Choice)]
        if self.focused in editors:
            at = editors.index(self.focused) + by
            self.set_focus(editors[max(0, min(at, len(editors) - 1))])
