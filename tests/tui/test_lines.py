from __future__ import annotations

import asyncio
import time

from textual.app import App, ComposeResult

from kelambu_tui.tui.theme import DEFAULTS, THEMES
from kelambu_tui.tui.widgets.columns import Cell, Column
from kelambu_tui.tui.widgets.lines import Lines

COLUMNS = (Column("Nama", share=1), Column("No", 6, right=True), Column("Lebar", 10, from_width=100))


class Sheet(App[None]):
    CSS_PATH = "../../kelambu_tui/tui/styles/kelambu.tcss"

    def __init__(self, rows: list[int], markable: bool = False) -> None:
        super().__init__()
        self.rows = rows
        self.drawn = 0
        self.chosen: list[int] = []
        self._markable = markable
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return DEFAULTS

    def compose(self) -> ComposeResult:
        yield Lines(COLUMNS, self.cells, key=lambda row: row, empty="Kosong.", markable=self._markable)

    def cells(self, row: int) -> tuple[Cell, ...]:
        self.drawn += 1
        return (Cell(f"[/] orang {row}"), Cell(str(row), "muted"), Cell("lebar"))

    def on_mount(self) -> None:
        self.query_one(Lines).show(self.rows)

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        self.chosen.append(event.row)

    def texts(self) -> list[str]:
        lines = self.query_one(Lines)
        return [lines.render_line(y).text for y in range(lines.size.height)]


def test_a_long_list_draws_only_what_is_seen_and_moves_at_once() -> None:
    async def script() -> None:
        app = Sheet(list(range(45_000)))
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            app.drawn = 0
            started = time.perf_counter()
            await pilot.press("end")
            await pilot.pause()
            assert time.perf_counter() - started < 1.0
            assert app.drawn < 200
            texts = app.texts()
            assert "orang 44999" in texts[-1]
            assert texts[-1].startswith("› ")
            assert "Nama" in texts[0]
            assert all(len(text) <= 80 for text in texts)

    asyncio.run(script())


def test_the_pointer_is_always_in_view_and_never_under_the_heading() -> None:
    async def script() -> None:
        app = Sheet(list(range(100)))
        async with app.run_test(size=(80, 12)) as pilot:
            for key in ("pagedown", "pagedown", "up", "up", "up", "pageup", "end", "up", "home", "down"):
                await pilot.press(key)
                await pilot.pause()
                pointed = [text for text in app.texts()[1:] if text.startswith("› ")]
                assert len(pointed) == 1, key
                assert f"orang {app.query_one(Lines).cursor} " in pointed[0]

    asyncio.run(script())


def test_replacing_rows_keeps_the_pointer_on_the_same_row() -> None:
    async def script() -> None:
        app = Sheet(list(range(50)))
        async with app.run_test(size=(80, 24)) as pilot:
            lines = app.query_one(Lines)
            lines.move(20)
            lines.show([5, 20, 21])
            await pilot.pause()
            assert lines.pointed == 20
            lines.show([1, 2], keep=False)
            assert lines.pointed == 1
            lines.show([])
            assert lines.pointed is None
            assert "Kosong." in app.texts()[1]

    asyncio.run(script())


def test_marks_follow_rows_and_leave_with_them() -> None:
    async def script() -> None:
        app = Sheet([1, 2, 3], markable=True)
        async with app.run_test(size=(80, 24)) as pilot:
            lines = app.query_one(Lines)
            lines.toggle_mark()
            assert lines.marked_rows == [1]
            assert lines.pointed == 2
            assert lines.mark_where(lambda row: row != 2) == 2
            lines.show([3, 2])
            assert lines.marked_rows == [3]
            await pilot.pause()
            assert "[x]" in app.texts()[1]

    asyncio.run(script())


def test_enter_and_a_second_click_choose() -> None:
    async def script() -> None:
        app = Sheet([1, 2, 3])
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("down", "enter")
            await pilot.click(Lines, offset=(4, 3), times=2)
            await pilot.pause()
            assert app.chosen == [2, 3]

    asyncio.run(script())


def test_columns_leave_when_there_is_no_room() -> None:
    async def script(width: int) -> str:
        app = Sheet([1])
        async with app.run_test(size=(width, 24)) as pilot:
            await pilot.pause()
            return app.texts()[0]

    assert "Lebar" not in asyncio.run(script(80))
    assert "Lebar" in asyncio.run(script(120))
