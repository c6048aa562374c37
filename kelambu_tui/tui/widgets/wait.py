"""A sentence that counts its seconds down: how long it still takes until another try is heard."""

from __future__ import annotations

from textual.timer import Timer

from kelambu_tui.display import display
from kelambu_tui.errors import Locked
from kelambu_tui.locale import _
from kelambu_tui.tui.widgets.chrome import Words


class Wait(Words):
    """Says what was refused, and while that makes one wait, how long."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__("", id=id)
        self._left = 0
        self._sentence = ""
        self._timer: Timer | None = None

    def tell(self, text: str, tone: str = "") -> None:
        """Say a sentence; a count that runs ends."""
        self._stop()
        self.set_class(tone == "red", "-red")
        self.say(display(text, 300))

    def refuse(self, error: Locked) -> None:
        """Say why not; with seconds to wait, count them."""
        self.tell(str(error), "red")
        if error.seconds:
            self._left = error.seconds
            self._timer = self.set_interval(1.0, self._tick)
            self._draw()

    def _tick(self) -> None:
        self._left -= 1
        if self._left > 0:
            self._draw()
        else:
            self.tell(_("Sekarang boleh dicoba lagi."))

    def _draw(self) -> None:
        self.say(_("Terlalu banyak kata sandi salah. Tunggu {seconds} detik.").format(seconds=self._left))

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
