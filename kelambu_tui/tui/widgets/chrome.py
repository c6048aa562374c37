"""What frames every screen: tabs, title, message line, status line, key line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Click
from textual.scrollbar import ScrollBarRender
from textual.widgets import Static

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.actions import BY_ID, Action
from kelambu_tui.tui.glyphs import signs, spoken_text
from kelambu_tui.tui.keys import key_name

TABS = ("app.today", "app.search", "app.queue", "app.approvals", "app.send", "app.duplicates")


class PlainBar(ScrollBarRender):
    """A scroll bar of whole cells, for consoles that draw ASCII only."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "] * 8
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "] * 8


class Words(Static):
    """A Static that shows plain text only: no markup, whatever comes."""

    def __init__(self, text: str | Text = "", *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(self._plain(text), id=id, classes=classes, markup=False)

    def say(self, text: str | Text) -> None:
        """Show `text` instead; the page is laid out anew only where the size follows the text."""
        plain = self._plain(text)
        if plain != self.content or isinstance(text, Text):
            self.update(plain, layout=self.styles.auto_dimensions)

    @staticmethod
    def _plain(text: str | Text) -> Text:
        return spoken_text(text if isinstance(text, Text) else Text(text))


class Hint(Static):
    """A key and what it does; a click does it too."""

    def __init__(self, action: Action, key: str, classes: str = "") -> None:
        label = Text.assemble((f" {key_name(key)} ", "bold"), (_(action.label) + " ", ""))
        super().__init__(label, classes=classes, markup=False)
        self.action_id = action.id
        self._call = action.call

    async def on_click(self, event: Click) -> None:
        """The mouse works too."""
        event.stop()
        place = self.action_id.partition(".")[0]
        await self.app.run_action(self._call, self.app if place == "app" else self.screen)


class Tabs(Horizontal):
    """The places of the app with their keys, and the practice sign."""

    def __init__(self, here: str, approvals: bool, practice: bool, keymap: dict[str, str]) -> None:
        super().__init__(id="tabs", classes="-crowded" if approvals else "")
        self._here = here
        self._approvals = approvals
        self._practice = practice
        self._keymap = keymap

    def compose(self) -> ComposeResult:
        """Lay out the parts, top to bottom."""
        for name in TABS:
            action = BY_ID[name]
            if name == "app.approvals" and not self._approvals:
                continue
            here = f"'{self._here}'" in action.call
            yield Hint(action, self._keymap.get(name, action.key), "tab -here" if here else "tab")
        if self._practice:
            yield Words(" " + _("LATIHAN data rekaan") + " ", id="practice")
            yield Words(" " + _("LATIHAN") + " ", id="practice-short")


class Banner(Static):
    """Says on a line of its own that this is practice, in words and signs, so also without colour."""

    def __init__(self) -> None:
        super().__init__(id="banner", markup=False)

    def render(self) -> Text:
        """Fill the line: the word at both ends, what it means between."""
        word, meaning = _("LATIHAN"), _("data rekaan, tidak dikirim ke mana pun")
        width = max(0, self.size.width)
        middle = f" {meaning} "
        ends = f" {word} "
        left = max(0, width - cell_len(middle) - 2 * cell_len(ends))
        side = "=" * (left // 4)
        line = f"{side}{ends}{side}{middle}{side}{ends}"
        return spoken_text(Text(line + "=" * max(0, width - cell_len(line)), no_wrap=True))


class KeyLine(Horizontal):
    """The keys of this screen."""

    def __init__(self, actions: Iterable[Action], keymap: dict[str, str]) -> None:
        super().__init__(id="keys")
        self._actions = tuple(actions)
        self._keymap = keymap

    def compose(self) -> ComposeResult:
        """Lay out the parts, top to bottom."""
        for action in self._actions:
            yield Hint(action, self._keymap.get(action.id, action.key), "key")

    def dim(self, action_id: str, dimmed: bool) -> None:
        """Draw one key as not available now (pressing it says why)."""
        for hint in self.query(Hint):
            if hint.action_id == action_id:
                hint.set_class(dimmed, "-dimmed")


class StatusLine(Words):
    """`belum terkirim N · terakhir kirim ... · village · user`, always on screen; and the open session."""

    def tell(self, unsent: int, last_sent: str, place: str, user: str, session: str = "") -> None:
        """Show these; empty ones are left out.

        The `session` stands before the place where both fit; else its village, which is nearer, stands
        for the place; where not even that fits, it is left out.
        """
        sent = _("terakhir kirim {when}").format(when=last_sent) if last_sent else _("belum pernah kirim")
        first = _("belum terkirim {count}").format(count=unsent)
        where, who = display(place, 40), display(user, 30)
        tries: list[tuple[str, ...]] = [(sent, where, who)]
        if session:
            here = _("sesi: {village}").format(village=display(session, 40))
            tries = [(sent, here, where, who), (sent, here, who), *tries]
        tries.append((sent, where, who.partition(" (")[0]))
        lines = [_joined(first, bool(unsent), parts) for parts in tries]
        room = self.app.size.width
        self.say(next((line for line in lines if line.cell_len <= room), lines[-1]))


def _joined(first: str, bold: bool, parts: Iterable[str]) -> Text:
    line = Text(" " + first, style="bold" if bold else "")
    for part in parts:
        if part:
            line.append(f" {signs().dot} {part}", style="not bold")
    return line


class MessageLine(Words):
    """One quiet line for what just happened; empty otherwise."""

    TONES = ("", "done", "amber", "red")

    def tell(self, text: str, tone: str = "") -> None:
        """Show one sentence in a tone: '', done, amber or red."""
        for known in self.TONES[1:]:
            self.set_class(known == tone, f"-{known}")
        self.say(display(text, 300))
