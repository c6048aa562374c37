"""Masuk: who works today, and their passphrase. Imported before the first frame, so nothing heavy here."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.widgets import Input

from kelambu_tui.display import display
from kelambu_tui.errors import KelambuError, Locked
from kelambu_tui.locale import _
from kelambu_tui.tui.actions import bindings_of, later
from kelambu_tui.tui.beside import run_beside
from kelambu_tui.tui.screens.page import Page
from kelambu_tui.tui.widgets.chrome import Tabs, Words
from kelambu_tui.tui.widgets.columns import Cell, Column
from kelambu_tui.tui.widgets.line import Secret
from kelambu_tui.tui.widgets.lines import Lines
from kelambu_tui.tui.widgets.wait import Wait

if TYPE_CHECKING:
    from kelambu_tui.work.workspace import User


class Masuk(Page):
    """The door: a list of names, a passphrase, Enter."""

    place = "masuk"
    help_text = later(
        "Pilih nama Anda dengan panah, ketik kata sandi, lalu Enter. Lupa kata sandi? Ctrl+L menampilkan"
        " angka untuk dibacakan kepada penyelia di telepon; dengan jawabannya Anda memilih kata sandi baru."
        " Sesudah lima kali salah, setiap kali salah lagi harus menunggu. Latihan tidak memakai kata sandi."
    )
    BINDINGS = bindings_of("masuk")
    AUTO_FOCUS = "#passphrase"

    def __init__(self, as_user: str | None) -> None:
        super().__init__()
        self._as_user = as_user
        self._busy = False

    def compose_body(self) -> ComposeResult:
        """Lay out what stands between title and message line."""
        with Vertical(id="door"):
            yield Words("Kelambu", id="sign")
            yield Words(_("Verifikasi pekerja rentan, Kabupaten Musi Banyuasin"), id="subtitle")
            yield Words(_("Membuka ruang kerja…"), id="ask")
            names: Lines[User] = Lines(
                (Column("", share=1), Column("", 12), Column("", 26)),
                _name_cells,
                key=lambda user: user.name,
                heading=False,
                id="names",
            )
            yield names
            yield Words(_("Kata sandi"), id="passphrase-label")
            yield Secret("passphrase", _("ketik lalu Enter"))
            yield Wait(id="answer")

    def on_mount(self) -> None:
        """Start what waits for nobody."""
        self.query_one("#status", Words).say(" " + display(str(self.kelambu.folder), 76))
        self._asks_passphrase(not self.kelambu.practice)
        # After the first frame: reading the accounts imports the database layer.
        self.call_after_refresh(self._read_names)

    def _asks_passphrase(self, asks: bool) -> None:
        passphrase = self.query_one("#passphrase")
        passphrase.display = asks
        self.query_one("#passphrase-label").display = asks
        # The hands stay on the passphrase: what is typed blindly must not fall beside it.
        self.query_one("#names", Lines).can_focus = not asks
        if asks:
            passphrase.focus()

    @work(group="names", exclusive=True)
    async def _read_names(self) -> None:
        try:
            users, practice = await asyncio.to_thread(read_door, self.kelambu.folder)
        except Locked as error:
            self._no_workspace(str(error))
            return
        await self._practice(practice or self.kelambu.practice)
        self._show_names(users)

    async def _practice(self, practice: bool) -> None:
        app = self.kelambu
        if practice != app.practice:
            app.practice = practice
            self.set_class(practice, "-practice")
            await self.query_one(Tabs).remove()
            await self.mount(Tabs(self.place, False, practice, app.keys), before=0)
        self._asks_passphrase(not practice)

    def _show_names(self, users: tuple[User, ...]) -> None:
        self.query_one("#ask", Words).say(_("Siapa yang bekerja hari ini?"))
        names = self.query_one("#names", Lines)
        names.styles.height = min(max(len(users), 1), 8)
        names.show(users, empty=_("Belum ada akun."))
        wanted = [at for at, user in enumerate(users) if user.name == self._as_user]
        if wanted:
            names.move(wanted[0])
        if self.kelambu.practice:
            names.focus()
            if wanted:
                self.action_submit()
        else:
            self._tell_wait()

    def _tell_wait(self) -> None:
        """Say how long whoever is pointed at must wait after wrong passphrases."""
        user = self.query_one("#names", Lines).pointed
        if user is not None:
            self.work("wait", self._read_wait, user.name)

    async def _read_wait(self, name: str) -> None:
        seconds = await asyncio.to_thread(read_wait, self.kelambu.folder, name)
        if seconds:
            error = Locked("")
            error.seconds = seconds
            self.query_one(Wait).refuse(error)
        else:
            self._answer("", "")

    def _no_workspace(self, sentence: str) -> None:
        self.query_one("#ask", Words).say(sentence)
        self.query_one("#names").display = False
        self._asks_passphrase(False)
        self.query_one(Wait).say(
            _(
                "Mulai bekerja:   kelambu init --user NAMA --role fasilitator --passphrase-file BERKAS\n"
                "Coba dulu:       {key}, atau kelambu demo      (data latihan, tanpa kata sandi)"
            ).format(key=self.kelambu.key_of("masuk.practice"))
        )

    def action_practice(self) -> None:
        """To the practice workspace, or back from it."""
        self.kelambu.turn_practice()

    # --- going in ---

    def action_submit(self) -> None:
        """In with the passphrase, or straight in when it is practice."""
        passphrase = self.query_one("#passphrase", Input)
        if passphrase.display and not passphrase.value:
            self._answer(_("Ketik kata sandi Anda dulu."), "")
        else:
            self._go_in(passphrase.value)

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Enter or a second click on a row."""
        event.stop()
        self.action_submit()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in a field."""
        event.stop()
        self.action_submit()

    def on_key(self, event: Key) -> None:
        """Keys that work from every field of it."""
        moves = {"up": "action_up", "down": "action_down"}
        names = self.query_one("#names", Lines)
        if event.key in moves and self.focused is not names:
            event.stop()
            getattr(names, moves[event.key])()
            self._tell_wait()

    def _go_in(self, passphrase: str) -> None:
        user = self.query_one("#names", Lines).pointed
        if user is not None and not self._busy:
            self._busy = True
            self._answer(_("Memeriksa…"), "")
            run_beside(self, "sign-in", self._sign_in, user.name, passphrase)

    async def _sign_in(self, name: str, passphrase: str) -> None:
        from kelambu_tui.tui.desk import open_desk

        try:
            desk = await asyncio.to_thread(open_desk, self.kelambu.folder, name, passphrase)
        except KelambuError as error:
            self._refused(error)
            return
        finally:
            self._busy = False
        self.kelambu.enter(desk)

    def _refused(self, error: KelambuError) -> None:
        if isinstance(error, Locked):
            self.query_one(Wait).refuse(error)
        else:
            self._answer(str(error), "red")
        passphrase = self.query_one("#passphrase", Input)
        passphrase.value = ""
        if passphrase.display:
            passphrase.focus()

    def _answer(self, text: str, tone: str) -> None:
        self.query_one(Wait).tell(text, tone)

    # --- a forgotten passphrase ---

    def action_forgot(self) -> None:
        """Show the digits to read to a supervisor, and take their answer."""
        user = self.query_one("#names", Lines).pointed
        if self.kelambu.practice:
            self._answer(_("Ruang latihan tidak memakai kata sandi."), "")
        elif user is not None:
            self.work("forgot", self._forgot, user.name)

    async def _forgot(self, name: str) -> None:
        from kelambu_tui.tui.securing import forgotten

        folder = self.kelambu.folder
        try:
            request = await asyncio.to_thread(read_request, folder, name)
        except KelambuError as error:
            self._answer(str(error), "red")
            return

        def done(helper: str | None) -> None:
            if helper:
                sentence = _("Kata sandi diganti dengan bantuan {helper}. Masuklah dengan yang baru.")
                self._answer(sentence.format(helper=helper), "")

        self.open(forgotten(folder, name, request), done)


def _name_cells(user: User) -> tuple[Cell, ...]:
    from kelambu_tui.tui.desk import area_of, role_word

    return (Cell(user.name, "strong"), Cell(role_word(user.role), "muted"), Cell(area_of(user), "muted"))


def read_door(folder: Path) -> tuple[tuple[User, ...], bool]:
    """Return who can sign in and whether it is a practice workspace; slow the first time, for a thread."""
    from kelambu_tui.people.villages import villages
    from kelambu_tui.work.workspace import is_practice, known_users

    villages()  # the village names are drawn beside the people; read the list here, not in the event loop
    return known_users(folder), is_practice(folder)


def read_request(folder: Path, name: str) -> str:
    """Return the digits that `name` reads to a supervisor; slow the first time, for a thread."""
    from kelambu_tui.work.unlocking import challenge

    return challenge(folder, name)


def read_wait(folder: Path, name: str) -> int:
    """Return the seconds until `name` may try a passphrase again; for a thread."""
    from kelambu_tui.work.passphrases import seconds_to_wait

    return seconds_to_wait(folder, name)
