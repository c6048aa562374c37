"""A page of one list and, below it, all that is known of the row under the pointer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.text import Text
from textual.app import ComposeResult

from kelambu_tui.locale import _
from kelambu_tui.tui.screens.page import Page
from kelambu_tui.tui.widgets.chrome import Words
from kelambu_tui.tui.widgets.columns import Cell, Column
from kelambu_tui.tui.widgets.lines import Lines


class DetailPage(Page):
    """Subclasses say what the list holds, how a row is drawn, and what stands below it."""

    CSS_PATH = "detail.tcss"
    AUTO_FOCUS = "#rows"

    def columns(self) -> tuple[Column, ...]:
        """The columns of the list."""
        raise NotImplementedError

    def cells(self, row: Any) -> tuple[Cell, ...]:
        """One row of the list."""
        raise NotImplementedError

    def row_key(self, row: Any) -> object:
        """What names a row, so that the pointer finds it again."""
        raise NotImplementedError

    def detail(self, row: Any, width: int) -> Text | str:
        """What stands below the list, in lines of at most `width` cells."""
        raise NotImplementedError

    async def read(self) -> None:
        """Read, then show what was read."""
        raise NotImplementedError

    def compose_body(self) -> ComposeResult:
        """Lay out what stands between title and message line."""
        yield Words("", id="head", classes="muted")
        yield Words("", id="remark")
        rows: Lines[Any] = Lines(self.columns(), self.cells, key=self.row_key, empty=_("Membaca…"), id="rows")
        yield rows
        yield Words("", id="detail")

    def on_screen_resume(self) -> None:
        """Read again: something may have changed on another page."""
        self.work("read", self.read)
        super().on_screen_resume()

    @property
    def rows(self) -> Lines[Any]:
        """The list."""
        return self.query_one("#rows", Lines)

    def show_rows(self, rows: Sequence[Any], empty: str = "") -> None:
        """Show `rows` in no more lines than they need, so that what is known of one stands near it."""
        self.rows.styles.max_height = max(3, len(rows) + 2) if rows else None
        self.rows.show(rows, empty=empty or None)
        self._draw_detail()

    def head(self, text: Text | str) -> None:
        """Say what stands over the list."""
        self.query_one("#head", Words).say(text)

    def remark(self, text: str) -> None:
        """Say what asks for attention, or nothing."""
        words = self.query_one("#remark", Words)
        words.display = bool(text)
        words.say(text)

    def on_lines_pointed(self, event: Lines.Pointed) -> None:
        """The pointer moved."""
        event.stop()
        self._draw_detail()

    def on_resize(self) -> None:
        """Fit what is shown to the new size."""
        super().on_resize()
        self.call_after_refresh(self._draw_detail)

    def _draw_detail(self) -> None:
        row = self.rows.pointed
        self.query_one("#detail", Words).say("" if row is None else self.detail(row, self.size.width - 6))

    def action_back(self) -> None:
        """Back to where one came from."""
        self.dismiss()
