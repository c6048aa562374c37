"""Choosing a file or a folder by keyboard: sticks first, then folders, or a path that is typed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.events import Key
from textual.widgets import Input

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.beside import run_beside
from kelambu_tui.tui.widgets.chrome import Words
from kelambu_tui.tui.widgets.columns import Cell, Column
from kelambu_tui.tui.widgets.dialog import Doing, buttons
from kelambu_tui.tui.widgets.line import Line
from kelambu_tui.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from kelambu_tui.store.mounts import Stick

MOST_ROWS = 2000
"""Names of one folder that are shown; who has more types the name."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the picker: where it leads, what it is called, what stands beside it."""

    path: Path
    label: str
    aside: str = ""
    chooses: bool = False
    """Whether it is an answer; the others are opened."""


Look = Callable[[], "list[Stick]"]


class PickFile(Doing[Path]):
    """Answers a file that ends in `ending`, or with an empty `ending` a folder to write into."""

    AUTO_FOCUS = "#rows"

    def __init__(self, title: str, start: Path, *, ending: str = "", look: Look | None = None) -> None:
        """`look` answers the sticks that are plugged in."""
        super().__init__(title)
        self._folder = start
        self._ending = ending
        self._look = look

    def compose_box(self) -> ComposeResult:
        """Lay out what stands under the title."""
        yield Line(str(self._folder), max_length=400, id="where")
        rows: Lines[Row] = Lines(
            (Column("", share=1), Column("", width=16, right=True)),
            lambda row: (Cell(row.label, "strong" if row.chooses else ""), Cell(row.aside, "muted")),
            key=lambda row: (row.path, row.chooses),
            heading=False,
            empty=_("Membaca…"),
            id="rows",
        )
        yield rows
        yield Words("", id="missing")
        yield buttons(_("Esc  Batal"), _("Enter  Buka atau pilih"))

    def on_mount(self) -> None:
        """Start what waits for nobody."""
        self._rows.styles.height = max(6, min(14, self.app.size.height - 12))
        self._open(self._folder)

    @property
    def _rows(self) -> Lines[Row]:
        return self.query_one("#rows", Lines)

    def _open(self, folder: Path) -> None:
        run_beside(self, "look", self._read, folder)

    async def _read(self, folder: Path) -> None:
        try:
            rows = await asyncio.to_thread(self._rows_of, folder)
        except OSError as error:
            self.say(
                _("{path} tidak bisa dibuka ({why}).").format(
                    path=folder, why=error.strerror or type(error).__name__
                )
            )
            return
        self._folder = folder
        self.say("")
        self.query_one("#where", Input).value = str(folder)
        self._rows.show(rows, keep=False, empty=_("Tidak ada berkas kiriman (.klb) di sini."))

    def _rows_of(self, folder: Path) -> list[Row]:
        """What the list shows of `folder`; slow where a stick is slow, so for a thread."""
        sticks = self._look() if self._look is not None else []
        rows = [
            Row(one.path, display(f"[{one.path.name or one.path}]"), _free(one.free))
            for one in sticks
            if one.path != folder
        ]
        names = sorted(folder.iterdir(), key=lambda path: path.name.casefold())[:MOST_ROWS]
        if not self._ending:
            rows.insert(0, Row(folder, _("Tulis di folder ini"), chooses=True))
        else:
            rows = [
                *(
                    Row(path, display(path.name), _("berkas"), chooses=True)
                    for path in names
                    if path.suffix == self._ending and path.is_file()
                ),
                *rows,
            ]
        if folder.parent != folder:
            rows.append(Row(folder.parent, "..", _("ke atas")))
        return rows + [
            Row(path, display(path.name) + "/") for path in names if path.is_dir() and path.name[:1] != "."
        ]

    # --- choosing ---

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Enter or a second click on a row."""
        event.stop()
        row: Row = event.row
        if not row.chooses:
            self._open(row.path)
        elif self.settled:
            self.dismiss(row.path)

    def action_yes(self) -> None:
        """The second button: open or take the row under the pointer."""
        if self.settled and self._rows.pointed is not None:
            self._rows.action_choose()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """A path was typed: a folder is opened, a file taken."""
        event.stop()
        path = Path(event.value.strip()).expanduser()
        run_beside(self, "look", self._go, path)

    async def _go(self, path: Path) -> None:
        is_folder, is_file = await asyncio.to_thread(lambda: (path.is_dir(), path.is_file()))
        if is_folder:
            await self._read(path)
            self.set_focus(self._rows)
        elif self._ending and is_file:
            self.dismiss(path)
        else:
            self.say(_("{path} tidak ada. Periksa tulisannya, atau pasang stiknya.").format(path=path))

    def on_key(self, event: Key) -> None:
        """Keys that work from every field of it."""
        if self.focused is self._rows:
            if event.key in ("left", "backspace"):
                event.stop()
                self._open(self._folder.parent)
            elif event.key == "right" and self._rows.pointed is not None:
                event.stop()
                if not self._rows.pointed.chooses:
                    self._open(self._rows.pointed.path)
            return
        super().on_key(event)


def _free(size: int) -> str:
    return _("sisa {size} MB").format(size=size // 1_000_000)
