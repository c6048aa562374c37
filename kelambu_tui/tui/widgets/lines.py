"""A list that draws only the lines on screen, so that 45,000 rows cost as much as twenty.

Rows are any values; a function turns one row into its cells when (and only when) it is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.actions import SkipAction
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from kelambu_tui.display import display
from kelambu_tui.tui.actions import bindings_of
from kelambu_tui.tui.glyphs import signs
from kelambu_tui.tui.widgets.columns import GAP, LEAD, LEAD_MARKED, TONES, Cell, Column, placed
from kelambu_tui.tui.writing import fit

Row = TypeVar("Row")


class Lines(ScrollView, Generic[Row], can_focus=True):
    """A drawn list with a pointer, optional marks, a heading, and a text that teaches when it is empty."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "lines--head",
        "lines--cursor",
        *(f"lines--{tone}" for tone in TONES),
    }
    BINDINGS = bindings_of("list")

    cursor: reactive[int] = reactive(0, repaint=False)

    class Pointed(Message):
        """The pointer moved to another row, or the rows changed."""

        def __init__(self, lines: Lines[Any], row: Any) -> None:
            super().__init__()
            self.lines = lines
            self.row = row

        @property
        def control(self) -> Lines[Any]:
            """The list that says so."""
            return self.lines

    class Chosen(Message):
        """Enter or a second click on the row under the pointer."""

        def __init__(self, lines: Lines[Any], row: Any) -> None:
            super().__init__()
            self.lines = lines
            self.row = row

        @property
        def control(self) -> Lines[Any]:
            """The list that says so."""
            return self.lines

    def __init__(
        self,
        columns: Sequence[Column],
        cells: Callable[[Row], Sequence[Cell]],
        *,
        key: Callable[[Row], Hashable],
        empty: str = "",
        heading: bool = True,
        markable: bool = False,
        beside: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's own name for it
    ) -> None:
        """`beside`: other lists stand on the same page, so the pointer is drawn only under the hands."""
        super().__init__(id=id)
        self._beside = beside
        self.columns = tuple(columns)
        self._cells = cells
        self._key = key
        self._empty = empty
        self._heading = heading
        self._markable = markable
        self.rows: Sequence[Row] = ()
        self.marked: set[Hashable] = set()

    # --- what it shows ---

    @property
    def pointed(self) -> Row | None:
        """The row under the pointer."""
        return self.rows[self.cursor] if 0 <= self.cursor < len(self.rows) else None

    @property
    def marked_rows(self) -> list[Row]:
        """The marked rows, in list order."""
        return [row for row in self.rows if self._key(row) in self.marked]

    def show(self, rows: Sequence[Row], *, keep: bool = True, empty: str | None = None) -> None:
        """Replace the rows; with `keep` the pointer stays on the same row if it is still there."""
        before = self._key(self.pointed) if keep and self.pointed is not None else None
        self.rows = rows
        if empty is not None:
            self._empty = empty
        if self._markable:
            self.marked &= {self._key(row) for row in rows}
        at = self._find(before) if before is not None else 0
        self.set_reactive(Lines.cursor, at)
        self._measure()
        self.scroll_to(0, 0, animate=False) if at == 0 else self._into_view()
        self.refresh()
        self.post_message(self.Pointed(self, self.pointed))

    def _find(self, key: Hashable) -> int:
        for at, row in enumerate(self.rows):
            if self._key(row) == key:
                return at
        return 0

    def _measure(self) -> None:
        height = len(self.rows) + (1 if self._heading else 0) if self.rows else 0
        size = Size(self.scrollable_content_region.width, height)
        if size != self.virtual_size:
            self.virtual_size = size

    def on_resize(self) -> None:
        """Fit what is shown to the new size."""
        self._measure()
        self._into_view()

    # --- moving ---

    def move(self, to: int) -> None:
        """Put the pointer on row number `to`, as near as there is one."""
        to = max(0, min(to, len(self.rows) - 1))
        if to == self.cursor:
            return
        self.cursor = to
        self._into_view()
        self.refresh()
        self.post_message(self.Pointed(self, self.pointed))

    def _into_view(self) -> None:
        if not self.rows:
            return
        top = 1 if self._heading else 0
        # The heading stays, so the pointer must also clear the line that it covers.
        self.scroll_to_region(Region(0, self.cursor, 1, 1 + top), animate=False, force=True)

    def action_up(self) -> None:
        """One row up."""
        self.move(self.cursor - 1)

    def action_down(self) -> None:
        """One row down."""
        self.move(self.cursor + 1)

    def _page(self) -> int:
        return max(1, self.size.height - 2)

    def action_page_up(self) -> None:
        """One screen up."""
        self.move(self.cursor - self._page())

    def action_page_down(self) -> None:
        """One screen down."""
        self.move(self.cursor + self._page())

    def action_first(self) -> None:
        """To the first row."""
        self.move(0)

    def action_last(self) -> None:
        """To the last row."""
        self.move(len(self.rows) - 1)

    def action_choose(self) -> None:
        """Open the row under the pointer; with no rows the page answers the key."""
        if self.pointed is None:
            raise SkipAction
        self.post_message(self.Chosen(self, self.pointed))

    def on_click(self, event: Click) -> None:
        """The mouse works too."""
        line = event.y
        if self._heading:
            line -= 1
        row = line + self.scroll_offset.y
        if line < 0 or not 0 <= row < len(self.rows):
            return
        if row == self.cursor and event.chain > 1:
            self.action_choose()
        self.move(row)

    # --- marks ---

    def toggle_mark(self) -> None:
        """Mark or release the row under the pointer, and go one down."""
        if self.pointed is None:
            return
        self.marked ^= {self._key(self.pointed)}
        self.refresh()
        self.move(self.cursor + 1)

    def mark_where(self, test: Callable[[Row], bool]) -> int:
        """Mark exactly the rows for which `test` holds; answers how many."""
        self.marked = {self._key(row) for row in self.rows if test(row)}
        self.refresh()
        return len(self.marked)

    # --- drawing ---

    def render_line(self, y: int) -> Strip:
        """Draw screen line `y`."""
        width = self.scrollable_content_region.width
        if not self.rows:
            return self._empty_line(y, width)
        if self._heading and y == 0:
            return self._line([Cell(column.title) for column in self.columns], "lines--head", "  ", width)
        at = y + self.scroll_offset.y - (1 if self._heading else 0)
        if not 0 <= at < len(self.rows):
            return Strip.blank(width, self.rich_style)
        row = self.rows[at]
        pointed = at == self.cursor and (self.has_focus or not self._beside)
        lead = f"{signs().pointer} " if pointed else "  "
        if self._markable:
            lead += "[x] " if self._key(row) in self.marked else "[ ] "
        return self._line(self._cells(row), "lines--cursor" if pointed else "", lead, width)

    def _empty_line(self, y: int, width: int) -> Strip:
        lines = self._empty.split("\n")
        at = y - 1
        if not 0 <= at < len(lines):
            return Strip.blank(width, self.rich_style)
        style = self.get_component_rich_style("lines--muted")
        return Strip([Segment(fit("  " + lines[at], width), style)], width)

    def _line(self, cells: Sequence[Cell], ground: str, lead: str, width: int) -> Strip:
        base = self.get_component_rich_style(ground) if ground else self.rich_style
        segments = [Segment(self._lead(lead, ground), base)]
        used = cell_len(segments[0].text)
        for column, size, cell in placed(self.columns, cells, width, LEAD_MARKED if self._markable else LEAD):
            toned = self._toned(base, cell.tone, ground)
            if cell.tag:
                segments += self._tagged(cell, size, toned, base)
            else:
                segments.append(Segment(fit(cell.text, size, column.right) + " " * GAP, toned))
            used += size + GAP
        segments.append(Segment(" " * max(0, width - used), base))
        return Strip(segments).crop(0, width)

    def _tagged(self, cell: Cell, size: int, toned: Style, base: Style) -> list[Segment]:
        """Draw a text and its tag; of both the text gives way."""
        tag = fit(cell.tag, min(cell_len(cell.tag), size))
        text = fit(cell.text, min(cell_len(display(cell.text)), max(0, size - cell_len(tag) - 1)))
        rest = " " * (size - cell_len(text) - cell_len(tag) - 1 + GAP)
        amber = base + self.get_component_rich_style("lines--amber", partial=True)
        return [Segment(f"{text} ", toned), Segment(tag, amber), Segment(rest, base)]

    def _lead(self, lead: str, ground: str) -> str:
        return "      " if ground == "lines--head" and self._markable else lead

    def _toned(self, base: Style, tone: str, ground: str) -> Style:
        if not tone or ground == "lines--head":
            return base
        toned = self.get_component_rich_style(f"lines--{tone}", partial=True)
        return base + toned
