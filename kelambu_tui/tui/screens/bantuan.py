"""F1: first what the focused field wants, then every key that works here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.dom import DOMNode
from textual.screen import Screen

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.actions import Action, actions_of, bindings_of
from kelambu_tui.tui.keys import key_names
from kelambu_tui.tui.screens.page import Page
from kelambu_tui.tui.widgets.chrome import Words
from kelambu_tui.tui.widgets.dialog import Dialog

_OF_DIALOGS = ("reason", "note", "passphrase")
"""Fields of dialogs that the dialog explains."""


class Bantuan(Dialog[None]):
    """Help for one page as it stands."""

    BINDINGS = bindings_of("bantuan")
    AUTO_FOCUS = "#help"

    def __init__(self, page: Page, above: Sequence[Screen[Any]] = ()) -> None:
        """`above` are the dialogs over the page, the lowest first: their fields come before its own."""
        super().__init__(_("Bantuan"))
        self._keys = page.kelambu.keys
        self._field = next((text for one in (*reversed(above), page) if (text := field_help(one))), "")
        self._page = _(page.help_text) if page.help_text else ""
        self._place = page.place

    def compose_box(self) -> ComposeResult:
        """Lay out what stands under the title."""
        with VerticalScroll(id="help"):
            if self._field:
                yield Words(_("Isian ini"), classes="section")
                yield Words(self._field)
            if self._page:
                yield Words(_("Layar ini"), classes="section")
                yield Words(self._page)
            yield Words(_("Tombol layar ini"), classes="section")
            yield Words(self._table(self._place))
            yield Words(_("Tombol di mana saja"), classes="section")
            yield Words(self._table("app"))
            yield Words(_("Daftar"), classes="section")
            yield Words(self._table("list"))
            yield Words(_("Tombol dapat diganti: tulis berkas keys.toml di folder kerja."), classes="after")
        yield Words(_("Esc  Tutup      Atas/Bawah  Gulir"), classes="foot")

    def _table(self, place: str) -> Text:
        return Text("\n").join(self._row(action) for action in actions_of(place))

    def _row(self, action: Action) -> Text:
        keys = key_names(self._keys.get(action.id, action.key))
        words = _(action.label)
        if action.help:
            words = f"{words:<17} {_(action.help)}"
        return Text.assemble((f"  {keys:<8}", "bold"), (words, ""))

    def action_back(self) -> None:
        """Close the help."""
        self.dismiss(None)


def field_help(page: Screen[Any]) -> str:
    """Return what the focused widget says about itself (`help_lines`), or of the field around it."""
    node: DOMNode | None = page.focused
    while node is not None and node is not page:
        lines = getattr(node, "help_lines", None)
        if lines is not None:
            return "\n".join(display(line, 400) for line in lines())
        node = node.parent
    about = getattr(page, "help_of", None)
    if about is not None and page.focused is not None and page.focused.id in _OF_DIALOGS:
        return "\n".join(display(line, 400) for line in about(page.focused.id))
    return ""
