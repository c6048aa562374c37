"""What pages share on which a supervisor answers: a list, and all that is said of the row pointed at."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from textual.containers import VerticalScroll

from kelambu_tui.tui.screens.page import Page
from kelambu_tui.tui.widgets.lines import Lines


class AnsweringPage(Page):
    """A page of one list and a `#detail` to scroll; it reads anew whenever it is shown again."""

    @abstractmethod
    async def _read(self) -> None:
        """Fetch the rows and show them."""

    @abstractmethod
    def action_open(self) -> None:
        """Open whom the row pointed at is about."""

    @property
    def _list(self) -> Lines[Any]:
        return self.query_one(Lines)

    def on_screen_resume(self) -> None:
        """Read again: something may have changed on another page."""
        self.work("read", self._read)
        super().on_screen_resume()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Enter or a second click on a row."""
        event.stop()
        self.action_open()

    def action_why(self) -> None:
        """To the detail, to scroll it, or back to the list."""
        detail = self.query_one("#detail", VerticalScroll)
        self.set_focus(self._list if detail.has_focus else detail)

    def action_back(self) -> None:
        """From the detail to the list, or home."""
        if self.query_one("#detail", VerticalScroll).has_focus:
            self.action_why()
        else:
            self.kelambu.action_go("beranda")
