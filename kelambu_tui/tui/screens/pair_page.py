"""The page of one pair of records: read, drawn side by side, redrawn; what is done with it is Ganda's."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import TYPE_CHECKING

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll

from kelambu_tui.display import display
from kelambu_tui.errors import KelambuError
from kelambu_tui.locale import _
from kelambu_tui.tui.glyphs import signs
from kelambu_tui.tui.queues import ORDER, SAME_NIK, SAME_PERSON, SETTLED, Queues, key_of
from kelambu_tui.tui.screens.page import Page
from kelambu_tui.tui.widgets.chrome import KeyLine, Words
from kelambu_tui.tui.widgets.evidence import reasons_text, verdict_line, waterfall_text
from kelambu_tui.tui.widgets.facing import facing_text, folded
from kelambu_tui.tui.widgets.field_pairs import field_pairs
from kelambu_tui.tui.widgets.said import leave_lines, listed_lines, standing_line
from kelambu_tui.tui.widgets.why import tones_of

if TYPE_CHECKING:
    from kelambu_tui.work.facing import Side
    from kelambu_tui.work.leaves import Leave
    from kelambu_tui.work.suspicions import Suspect
    from kelambu_tui.work.workspace import Workspace


FRAME = 11
"""Lines of the page that are not the table's own: the frame, the queues, the heads, the likelihood."""

REASONS = 3
"""Lines that the strongest reasons get in any case."""


class PairPage(Page):
    """The pairs of the user's villages, or only those of `person` (uid), one at a time."""

    def __init__(self, person: str = "") -> None:
        super().__init__()
        self._person = person
        self._queues = Queues()
        self._leaves: list[Leave] = []
        self._sides: tuple[Side, ...] = ()
        self._revealed: dict[str, str] = {}
        self._is_read = False
        self._since = 0.0

    def heading(self) -> str:
        """The title of the page."""
        return _("Dugaan ganda")

    def compose_body(self) -> ComposeResult:
        """Lay out what stands between title and message line."""
        yield Words("", id="queues", classes="muted")
        yield Words("", id="table")
        yield Words(_("Membandingkan…"), id="empty")
        yield Words("", id="said")
        yield Words("", id="likely")
        with Horizontal(id="grounds"):
            with VerticalScroll(id="reasons"):
                yield Words("", id="evidence")
                yield Words("", id="sum-narrow")
            yield Words("", id="sum")

    def on_mount(self) -> None:
        """Start what waits for nobody."""
        self.add_class("-empty")

    def on_screen_resume(self) -> None:
        """Read again: something may have changed on another page."""
        self.work("read", self._read)

    # --- reading and drawing ---

    async def _read(self, prefer: tuple[str, str] | None = None) -> None:
        try:
            pairs, self._leaves = await asyncio.to_thread(_gather, self.desk.workspace, self._person)
        except KelambuError as error:
            if not self._is_read:
                self.query_one("#empty", Words).say(_("Belum dapat dibandingkan. {why}").format(why=error))
            raise
        self._is_read = True
        decides = self.desk.workspace.user.decides
        asked = [(one.person, one.other) for one in self._leaves if decides and one.waits]
        self._queues.read(pairs, prefer=prefer, asked=[(min(pair), max(pair)) for pair in asked])
        await self._show()

    async def _show(self) -> None:
        """Draw the pair in view; the two records are read first, so that all of it changes at once."""
        item = self._queues.current
        if item is None:
            self._sides = ()
        else:
            from kelambu_tui.work.facing import face

            self._sides = await asyncio.to_thread(face, self.desk.workspace, *key_of(item))
            if item is not self._queues.current:
                return  # another one came into view meanwhile, and is being read
            self.query_one("#reasons", VerticalScroll).scroll_home(animate=False)
        self._since = monotonic()
        self._draw()
        self.kelambu.refresh_status()

    def _draw(self) -> None:
        item = self._queues.current
        if not self._is_read:
            return
        self.set_class(item is None, "-empty")
        self._draw_frame(item)
        if item is None or not self._sides:
            self.query_one("#empty", Words).say(self._teaching())
            return
        tones = tones_of(self.app.theme_variables)
        width = self.size.width - 2
        self._draw_table(item, width, tones)
        self.query_one("#likely", Words).say(verdict_line(item.pair))
        self._draw_grounds(item, width, tones)
        if self.focused is None:
            self.set_focus(self.query_one("#reasons"))

    def _draw_table(self, item: Suspect, width: int, tones: dict[str, str]) -> None:
        """Draw the two records in as many lines as leave room for the strongest reasons."""
        said = str(self.query_one("#said", Words).content)
        room = self.size.height - FRAME - REASONS - (said.count("\n") + 1 if said else 0)
        left, right = self._sides
        lines = field_pairs(left, right, self.desk.programme, self._revealed)
        lines, also = folded(lines, item.pair, room)
        self.set_class(len(lines) + bool(also) > room, "-tight")
        table = facing_text(lines, item.pair, self._heads(), width, tones, also)
        self.query_one("#table", Words).say(table)

    def _draw_grounds(self, item: Suspect, width: int, tones: dict[str, str]) -> None:
        beside = self.query_one("#sum", Words)
        wide = self.has_class("-wide")
        room = width - 55 if wide else width - 2
        self.query_one("#evidence", Words).say(reasons_text(item.pair, room, tones))
        beside.say(waterfall_text(item.pair, 48, tones) if wide else "")
        self.query_one("#sum-narrow", Words).say(Text() if wide else waterfall_text(item.pair, room, tones))

    def _draw_frame(self, item: Suspect | None) -> None:
        place = _("{place} dari {count}").format(place=self._queues.place, count=len(self._queues.pairs))
        parts = [place] if item else []
        if item and item.strong:
            parts.append(_("menahan antrean"))
        self.title_line(self._title(item), f" {signs().dot} ".join(parts))
        self.query_one("#queues", Words).say(self._queue_line())
        said = self.query_one("#said", Words)
        said_of = [standing_line(item), *leave_lines(item, self._leaves)] if item else []
        remarks = [*said_of, *(listed_lines(self._sides) if item else [])]
        said.say("\n".join(line for line in remarks if line))
        said.display = any(remarks) and not self._reasons_only
        keys = self.query_one(KeyLine)
        for name in ("same", "different", "unsure", "leave"):
            keys.dim(f"ganda.{name}", item is None)
        keys.dim("ganda.why", item is None or self.has_class("-wide"))

    def _title(self, item: Suspect | None) -> str:
        if item is None:
            return self.heading()
        names = {item.pair.a: display(item.name_a, 24), item.pair.b: display(item.name_b, 24)}
        if self._reasons_only:
            return _("{a} dan {b}").format(a=names[item.pair.a], b=names[item.pair.b])
        if self._person:
            return _("Dugaan ganda: {name}").format(name=names[self._person])
        return self.heading()

    @property
    def _reasons_only(self) -> bool:
        """Whether the reasons stand in the place of the table."""
        return self.has_class("-why") and not self.has_class("-wide")

    def _queue_line(self) -> Text:
        words = {
            SAME_NIK: _("NIK yang sama"),
            SAME_PERSON: _("Orang sama, NIK lain"),
            SETTLED: _("Sudah diputuskan"),
        }
        accent = tones_of(self.app.theme_variables)["accent"]
        text = Text()
        for name in ORDER:
            here = name == self._queues.name
            label = f"{words[name]} {self._queues.count(name)}"
            text.append(f"{signs().pointer} {label}   " if here else f"  {label}   ", accent if here else "")
        return text

    def _heads(self) -> tuple[str, str]:
        keys = (self.kelambu.key_of("ganda.left_household"), self.kelambu.key_of("ganda.right_household"))
        left, right = (
            _("ID {person}   {key} keluarga").format(person=display(side.person, 24), key=key)
            for side, key in zip(self._sides, keys, strict=True)
        )
        return left, right

    def _teaching(self) -> str:
        key = self.kelambu.key_of("ganda.turn")
        others = [name for name in ORDER[:2] if self._queues.count(name)]
        if others:
            return _("Antrean ini sudah habis. Tekan {key} untuk antrean lain.").format(key=key)
        words = _(
            "Tidak ada pasangan yang perlu dilihat.\n\n"
            "Catatan dibandingkan setiap kali daftar dimuat atau kunjungan dicatat; yang mungkin satu orang"
            " muncul di sini."
        )
        if self._queues.count(SETTLED):
            words += "\n" + _("Yang sudah diputuskan: tekan {key}.").format(key=key)
        return words

    def on_resize(self) -> None:
        """Fit what is shown to the new size."""
        self.call_after_refresh(self._draw)


def _gather(workspace: Workspace, person: str) -> tuple[list[Suspect], list[Leave]]:
    """Every pair, the settled ones too, and who asked for leave; slow, for a thread."""
    from kelambu_tui.work.duplicates import suspects
    from kelambu_tui.work.leaves import leaves

    return suspects(workspace, person=person, settled=True), leaves(workspace)
