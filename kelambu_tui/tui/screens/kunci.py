"""Kunci: covers everything while nobody is there; a passphrase or the session's PIN uncovers it.

Imported with the app, so nothing heavy here.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Input

from kelambu_tui.display import display
from kelambu_tui.errors import KelambuError, Locked
from kelambu_tui.locale import _
from kelambu_tui.tui.actions import BY_ID, actions_of, bindings_of
from kelambu_tui.tui.beside import run_beside
from kelambu_tui.tui.idle import is_pin
from kelambu_tui.tui.widgets.chrome import KeyLine, Words
from kelambu_tui.tui.widgets.line import Secret
from kelambu_tui.tui.widgets.wait import Wait

if TYPE_CHECKING:
    from kelambu_tui.tui.app import KelambuApp
    from kelambu_tui.tui.desk import Desk


class Kunci(ModalScreen[None]):
    """The cover: whose session it is, and one line for passphrase or PIN."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_of("kunci"),
        # A modal screen hides the keys of the app; these two work under the cover as well.
        Binding(BY_ID["app.switch_user"].key, "app.switch_user", show=False, id="app.switch_user"),
        Binding(BY_ID["app.quit"].key, "app.quit", show=False, id="app.quit"),
    ]
    AUTO_FOCUS = "#passphrase"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._busy = False

    @property
    def kelambu(self) -> KelambuApp:
        """The app, with its own type."""
        from kelambu_tui.tui.app import KelambuApp

        assert isinstance(self.app, KelambuApp)
        return self.app

    def compose(self) -> ComposeResult:
        """Lay out the parts, top to bottom."""
        practice = self._desk.workspace.practice
        pin = self._desk.pin is not None
        ask = _("PIN atau kata sandi") if pin else _("Kata sandi")
        with Container(id="cover"), Vertical(id="door"):
            yield Words(_("Terkunci"), id="sign")
            yield Words(_("Tidak ada yang hilang. Pekerjaan Anda menunggu di tempatnya."), id="subtitle")
            yield Words(display(self._desk.who, 60), id="ask")
            yield Words(
                _("Enter membuka; latihan tidak memakai kata sandi.") if practice else ask, id="label"
            )
            yield Secret("passphrase", _("ketik lalu Enter"))
            yield Wait(id="answer")
        shown = (*actions_of("kunci"), BY_ID["app.switch_user"], BY_ID["app.quit"])
        yield KeyLine(shown, self.kelambu.keys)

    def tell(self, text: str, tone: str = "") -> None:
        """Say one sentence under the line."""
        self.query_one(Wait).tell(text, tone)

    def action_open(self) -> None:
        """Uncover with what was typed."""
        line = self.query_one("#passphrase", Input)
        typed, line.value = line.value, ""
        pin = self._desk.pin
        if self._busy:
            return
        if not typed and not self._desk.workspace.practice:
            self.tell(_("Ketik kata sandi Anda dulu."))
        elif pin is not None and is_pin(typed):
            self._try_pin(typed)
        else:
            self._busy = True
            self.tell(_("Memeriksa…"))
            run_beside(self, "unlock", self._try_passphrase, typed)

    def _try_pin(self, typed: str) -> None:
        pin = self._desk.pin
        if pin is not None and pin.matches(typed):
            self._uncover()
        elif pin is not None and pin.tries:
            self.tell(_("PIN tidak cocok. Sisa percobaan: {count}.").format(count=pin.tries), "red")
        else:
            self._desk.pin = None
            self.query_one("#label", Words).say(_("Kata sandi"))
            self.tell(_("PIN hangus. Ketik kata sandi Anda."), "red")

    async def _try_passphrase(self, typed: str) -> None:
        from kelambu_tui.work.workspace import confirm_identity

        try:
            await asyncio.to_thread(confirm_identity, self._desk.workspace, typed)
        except Locked as error:
            self.query_one(Wait).refuse(error)
        except (KelambuError, OSError) as error:
            self.tell(str(error), "red")
        else:
            self._uncover()
        finally:
            self._busy = False

    def _uncover(self) -> None:
        self.kelambu.idle.touch()
        if self.is_current:
            self.dismiss(None)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in the line."""
        event.stop()
        self.action_open()

    def on_key(self, event: Key) -> None:
        """Nothing of the cover moves the hands away from its line."""
        if event.key in ("tab", "shift+tab"):
            event.stop()
            event.prevent_default()
