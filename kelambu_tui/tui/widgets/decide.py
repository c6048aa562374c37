"""The dialog before a batch of decisions: what is decided, why, and the supervisor's passphrase once more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Button, Input

from kelambu_tui.display import display
from kelambu_tui.errors import KelambuError, Locked
from kelambu_tui.locale import _
from kelambu_tui.tui.actions import BY_ID
from kelambu_tui.tui.beside import run_beside
from kelambu_tui.tui.keys import key_name
from kelambu_tui.tui.widgets.choice import Choice, Option
from kelambu_tui.tui.widgets.chrome import Words
from kelambu_tui.tui.widgets.dialog import Dialog, Doing, buttons
from kelambu_tui.tui.widgets.field import explained
from kelambu_tui.tui.widgets.line import Line, Secret

if TYPE_CHECKING:
    from kelambu_tui.work.approval import Decision

NAMES = 6
"""Names that the dialog lists; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was entered: a reason code, a note, the passphrase."""

    code: str
    note: str
    passphrase: str


class Decide(Doing["list[Decision]"]):
    """Asks for what this kind of decision needs, and stays open with all that was typed until it is taken.

    `decide` writes and signs, so it runs in a thread; what it refuses is said in the box.
    """

    AUTO_FOCUS = ".first"

    def __init__(
        self,
        title: str,
        confirm: str,
        names: Sequence[str],
        decide: Callable[[Answer], list[Decision]],
        *,
        reasons: Sequence[Option] = (),
        reasons_label: str = "",
        reason: str = "",
        note: str = "",
        note_required: bool = False,
        note_missing: str = "",
        note_for: Collection[str] = (),
        passphrase: bool = True,
    ) -> None:
        """`note_for` names the reasons that need a note; `note_required` asks for one in any case.

        `reason` is the code that is chosen from the start; `reasons_label` and `note_missing` say what
        the codes are and what is asked for where these are not the grounds of a refusal.
        """
        super().__init__(title)
        self._confirm = confirm
        self._names = names
        self._decide = decide
        self._reasons = reasons
        self._reasons_label = reasons_label or _("Alasan")
        self._reason = reason
        self._note_missing = note_missing or _("Tulis dulu apa yang perlu diperbaiki.")
        self._note = note
        self._note_required = note_required
        self._note_for = note_for
        self._asks_passphrase = passphrase

    def compose_box(self) -> ComposeResult:
        """Lay out what stands under the title."""
        yield Words(self._people(), classes="detail")
        if self._reasons:
            yield Words(self._reasons_label, classes="muted")
            yield Choice(self._reasons_label, self._reasons, self._reason, id="reason")
        if self._note:
            yield Words(self._note, id="note-label", classes="muted")
            yield Line(id="note")
        if self._asks_passphrase:
            yield Words(_("Kata sandi Anda, sekali untuk semua"), classes="muted")
            yield Secret("passphrase")
        yield Words("", id="missing")
        # Where something is typed, `y` is a letter like any other.
        key = key_name("enter" if self._note or self._asks_passphrase else BY_ID["dialog.yes"].key)
        yield buttons(_("Esc  Batal"), f"{key}  {self._confirm}")

    def _people(self) -> str:
        shown = [display(name, 60) for name in self._names[:NAMES]]
        rest = len(self._names) - len(shown)
        return "\n".join([*shown, *([_("dan {count} lagi").format(count=rest)] if rest else [])])

    def help_of(self, name: str) -> tuple[str, ...]:
        """What F1 says of the field `name`: reason, note or passphrase."""
        return (self._labels()[name], *_about(name, self._reasons))

    def _labels(self) -> dict[str, str]:
        return {"reason": self._reasons_label, "note": self._note, "passphrase": _("Kata sandi")}

    def on_mount(self) -> None:
        """Start what waits for nobody."""
        asked = [*(() if self._reason else self.query(Choice)), *self.query(Input)]
        self.set_focus(asked[0] if asked else self.query_one("#cancel"))

    def _value(self, id: str) -> str:  # noqa: A002 - Textual's own name for it
        return "".join(field.value for field in self.query(f"#{id}").results(Input))

    @property
    def answer(self) -> Answer:
        """What has been entered so far."""
        code = "".join(choice.value for choice in self.query(Choice))
        return Answer(code, self._value("note").strip(), self._value("passphrase"))

    def _missing(self) -> tuple[str, str]:
        """Return what is still to be entered, and the id of the field for it; empty when all is there."""
        answer = self.answer
        if self._reasons and not answer.code:
            return _("Pilih alasannya dulu."), "reason"
        if self._note_required and not answer.note:
            return self._note_missing, "note"
        if answer.code in self._note_for and not answer.note:
            return _("Alasan ini perlu keterangan. Tulis keterangannya dulu."), "note"
        if self._asks_passphrase and not answer.passphrase:
            return _("Ketik kata sandi Anda dulu."), "passphrase"
        return "", ""

    def on_choice_changed(self, event: Choice.Changed) -> None:
        """Another reason: say whether it needs a note."""
        event.stop()
        needed = event.value in self._note_for
        words = _("Keterangan (wajib untuk alasan ini)") if needed else self._note
        self.query_one("#note-label", Words).say(words)

    # --- deciding ---

    def action_yes(self) -> None:
        """Decide, once the key that opened the dialog has been let go and nothing is missing."""
        if not self.settled or self.busy:
            return
        missing, where = self._missing()
        self.say(missing)
        if missing:
            self.set_focus(self.query_one(f"#{where}"))
        else:
            self.busy = True
            run_beside(self, "decide", self._run, self.answer)

    async def _run(self, answer: Answer) -> None:
        self.say(_("Mencatat…"), "muted")
        try:
            decisions = await asyncio.to_thread(self._decide, answer)
        except KelambuError as error:
            self._refused(error)
        else:
            self.dismiss(decisions)
        finally:
            self.busy = False

    def _refused(self, error: KelambuError) -> None:
        self.say(str(error))
        if isinstance(error, Locked) and self._asks_passphrase:
            passphrase = self.query_one("#passphrase", Input)
            passphrase.value = ""
            self.set_focus(passphrase)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in a field."""
        event.stop()
        # Typing is a decision already, so Enter in the last field confirms; before that it goes on.
        if event.input is self.query(Input).last():
            self.action_yes()
        else:
            self.focus_next()


def _about(name: str, reasons: Sequence[Option]) -> tuple[str, ...]:
    """The rule of a field, an example, a common mistake."""
    if name == "passphrase":
        return explained(
            _(
                "Kata sandi Anda sendiri, sekali untuk semua yang diputuskan sekarang. Dengan itu putusannya"
                " ditandatangani."
            ),
            mistake=_("Memutuskan di akun orang lain yang masih terbuka. Tekan Esc, lalu ganti pemakai."),
        )
    if name == "reason":
        return explained(
            _("Pilih satu. Kanan dan Kiri memutar pilihan, Enter membuka daftarnya."),
            reasons[0][1] if reasons else "",
            _("Mengambil yang paling atas supaya cepat. Pilihan ini tampil di catatan orangnya."),
        )
    return explained(
        _("Satu kalimat yang dapat dipahami orang lain tanpa bertanya lagi."),
        _("Foto KK tidak terbaca; potret lagi di tempat terang."),
        _("Hanya menulis bahwa ada yang salah, tanpa menyebut apa."),
    )


class Report(Dialog[None]):
    """What was not done, one sentence each."""

    def __init__(self, title: str, sentences: Sequence[str]) -> None:
        super().__init__(title)
        self._sentences = sentences

    def compose_box(self) -> ComposeResult:
        """Lay out what stands under the title."""
        yield Words("\n".join(display(sentence, 300) for sentence in self._sentences[:10]), classes="report")
        yield Button(_("Esc  Tutup"), id="cancel", compact=True)

    def on_button_pressed(self) -> None:
        """A button."""
        self.dismiss(None)
