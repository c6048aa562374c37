"""The app's cover and keys: locking by key or by itself, and the dialogs about passphrases."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual.app import App
from textual.events import Event, Key, MouseDown, MouseScrollDown, MouseScrollUp, Paste

from kelambu_tui.locale import _
from kelambu_tui.tui.beside import run_beside
from kelambu_tui.tui.idle import Idle
from kelambu_tui.tui.screens.kunci import Kunci
from kelambu_tui.tui.screens.masuk import Masuk
from kelambu_tui.tui.screens.page import Page

if TYPE_CHECKING:
    from kelambu_tui.tui.desk import Desk
    from kelambu_tui.work.answering import Answer

IDLE_CHECK = 5.0
"""Seconds between looks at whether anybody is still there."""

TOUCHES = (Key, Paste, MouseDown, MouseScrollDown, MouseScrollUp)


class Covered(App[int], inherit_bindings=False):
    """An app whose screen can be covered while nobody is there."""

    desk: Desk | None

    def __init__(self) -> None:
        super().__init__()
        self.idle = Idle(0)

    def say(self, text: str, tone: str = "") -> None:
        """Say one sentence on the page that is on top."""
        raise NotImplementedError

    @property
    def page(self) -> Page | None:
        """The page on top, if a page (not a dialog) is on top."""
        return self.screen if isinstance(self.screen, Page) else None

    def notice(self, event: Event) -> None:
        """Somebody is there when a key, the mouse or a paste comes."""
        if isinstance(event, TOUCHES):
            self.idle.touch()

    def watch_idle(self) -> None:
        """Look every few seconds whether anybody is still there."""
        self.set_interval(IDLE_CHECK, self.lock_when_idle)

    @property
    def is_locked(self) -> bool:
        """Whether the cover is on."""
        return any(isinstance(screen, Kunci) for screen in self.screen_stack)

    def lock_when_idle(self) -> None:
        """Cover the screen when nobody was there for the minutes that were chosen."""
        if self.idle.is_due:
            self.action_lock()

    def action_lock(self) -> None:
        """Cover everything; then save what is typed and sign what was written."""
        if self.desk is not None and not self.is_locked and not isinstance(self.screen, Masuk):
            self.push_screen(Kunci(self.desk))
            run_beside(self, "lock", self._put_away)

    async def _put_away(self) -> None:
        from kelambu_tui.work.workspace import end_stint

        for screen in self.screen_stack:
            if isinstance(screen, Page):
                await screen.leave()
        if self.desk is not None:
            await asyncio.to_thread(end_stint, self.desk.workspace)

    def action_security(self) -> None:
        """Ask for another passphrase, a PIN, the minutes until the lock."""
        from kelambu_tui.tui.securing import security

        def done(sentences: list[str] | None) -> None:
            if sentences:
                self.say(" ".join(sentences), "done")

        if self.desk is not None and self.page is not None:
            self.page.open(security(self.desk, self.idle), done)

    def action_answer_call(self) -> None:
        """Help somebody who forgot their passphrase; supervisors only."""
        from kelambu_tui.tui import securing

        def done(answer: Answer | None) -> None:
            if answer is not None and self.page is not None:
                self.page.open(securing.answered(answer))

        if self.desk is None or self.page is None:
            return
        if self.desk.workspace.user.decides:
            self.page.open(securing.answering(self.desk), done)
        else:
            self.say(_("Hanya penyelia atau dinas yang menjawab permintaan lewat telepon."))

    def tell_tries(self) -> None:
        """Say how many wrong passphrases were typed since this person was here."""
        tried = self.desk.workspace.tried if self.desk is not None else None
        if tried is not None and (tried.failed or tried.touched):
            sentence = _("Sejak Anda terakhir di sini: {count} kali kata sandi salah diketik.")
            self.say(sentence.format(count=tried.failed), "amber")
