"""Ganda: two records side by side that may be one person, judged one pair after the other."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import TYPE_CHECKING

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.actions import BY_ID, bindings_of, later
from kelambu_tui.tui.queues import SETTLED, key_of
from kelambu_tui.tui.rulings import leave
from kelambu_tui.tui.screens.pair_page import PairPage
from kelambu_tui.tui.widgets.said import verdict_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kelambu_tui.work.approval import Decision
    from kelambu_tui.work.suspicions import Suspect

SEEN = 0.25
"""Seconds for which a pair must have been in view before a key can judge it."""

_VERDICTS = ("same", "different", "unsure", "undo")


class Ganda(PairPage):
    """Judging the pairs; a verdict never merges or deletes anything."""

    CSS_PATH = "ganda.tcss"
    place = "ganda"
    help_text = later(
        "Dua catatan yang mungkin satu orang. Tanda di tengah: = sama, ~ mirip, x beda, ? kosong di satu"
        " sisi; huruf yang berbeda bergaris bawah. Putusan tidak pernah menggabung atau menghapus catatan:"
        " Sama berarti keduanya berbagi satu tempat, Beda berlaku selama data keduanya tetap, Ragu"
        " membiarkan pasangan terbuka; dengan c putusannya diberi catatan. Tanda * berarti yang tampil bukan"
        " tulisan daftar. Pasangan kuat yang terbuka menahan kedua orang dari antrean, sampai"
        " diputuskan atau penyelia memberi izin. Bobot menghitung berapa kali lipat (2 pangkat bobot) lebih"
        " mungkin keterangan itu pada satu orang daripada pada dua orang."
    )
    BINDINGS = bindings_of("ganda")
    AUTO_FOCUS = ""

    def __init__(self, person: str = "") -> None:
        super().__init__(person)
        self._writing = False

    # --- looking ---

    def action_step(self, by: int) -> None:
        """Look at the next or the previous pair without judging."""
        if self._queues.step(by):
            self.tell("")
            self.work("show", self._show)
        elif self._queues.current is not None:
            self.tell(_("Ini pasangan terakhir.") if by > 0 else _("Ini pasangan pertama."))

    def action_turn(self) -> None:
        """Go on to the next queue that holds anything."""
        if self._is_read:
            self._queues.turn()
            self.tell("")
            self.work("show", self._show)

    def action_household(self, side: int) -> None:
        """Open the household of the left or the right record; Escape comes back to the same pair."""
        if self._sides:
            from kelambu_tui.tui.screens.keluarga import Keluarga

            chosen = self._sides[side]
            self.open(Keluarga(chosen.household, chosen.person))

    def action_why(self) -> None:
        """Show the reasons and how they add up instead of the table, or the table again."""
        if self._queues.current is not None and not self.has_class("-wide"):
            self.toggle_class("-why")
            self._draw()

    def action_reveal(self) -> None:
        """Show both NIKs; the ledger keeps who saw them."""
        if self._sides:
            self.work("reveal", self._reveal, tuple(side.person for side in self._sides))

    async def _reveal(self, people: tuple[str, ...]) -> None:
        from kelambu_tui.work.households import reveal_nik

        for person in people:
            self._revealed[person] = await asyncio.to_thread(reveal_nik, self.desk.workspace, person)
        self._draw()
        self.tell(_("NIK ditampilkan; dicatat di buku besar."))
        self.kelambu.refresh_status()

    def action_back(self) -> None:
        """Back from the reasons to the table, or to where one came from."""
        if self._reasons_only:
            self.action_why()
        elif self._person:
            self.dismiss()
        else:
            self.kelambu.action_go("beranda")

    # --- judging ---

    @property
    def key_place(self) -> object:
        """A held key must not judge the next pair: each pair is a place of its own."""
        item = self._queues.current
        return (self, key_of(item) if item else None)

    @property
    def deciding_keys(self) -> frozenset[str]:
        """The keys that judge, also where they were moved."""
        keys = (self.kelambu.keys.get(f"ganda.{name}", BY_ID[f"ganda.{name}"].key) for name in _VERDICTS)
        return frozenset(key.strip() for several in keys for key in several.split(","))

    def action_judge(self, verdict: str) -> None:
        """Say "sama", "beda" or "ragu" of the pair in view, once it has been in view long enough."""
        item = self._queues.current
        if item is None or self._writing or not self._sides or monotonic() - self._since < SEEN:
            return
        self._writing = True
        self.work("judge", self._judge, item, verdict)

    def action_note(self) -> None:
        """Judge the pair in view with a note; the keys without one stay as short as they are."""
        item = self._queues.current
        if item is None or self._writing or not self._sides:
            return
        from kelambu_tui.tui.judging import with_note

        def answered(answer: tuple[str, str] | None) -> None:
            if answer is not None and not self._writing:
                self._writing = True
                self.work("judge", self._judge, item, *answer)

        self.tell("")
        self.open(with_note(item), answered)

    async def _judge(self, item: Suspect, verdict: str, note: str = "") -> None:
        from kelambu_tui.work.duplicates import judge_pair

        workspace = self.desk.workspace
        try:
            await asyncio.to_thread(judge_pair, workspace, *key_of(item), verdict, note)
            self._queues.judge(key_of(item), verdict, workspace.user.name, workspace.pen.moment(), note)
            await self._show()
            if note:
                # The page began to read itself as the dialog closed, perhaps before this was written.
                self.work("read", self._read)
        finally:
            self._writing = False
        said = _("{verdict}: {a} dan {b}. {key} membatalkan.")
        names = {"a": display(item.name_a, 30), "b": display(item.name_b, 30)}
        key = self.kelambu.key_of("ganda.undo")
        self.tell(said.format(verdict=verdict_word(verdict), key=key, **names), "done")

    def action_undo(self) -> None:
        """Take back the newest verdict given here; among decided pairs, that of the one in view."""
        item = self._queues.current
        judged = self._queues.judged
        if item is not None and (self._queues.name == SETTLED or (not judged and item.author)):
            key = key_of(item)
        elif judged:
            key = judged[-1]
        else:
            self.tell(_("Belum ada putusan yang bisa dibatalkan di sini."))
            return
        if not self._writing:
            self._writing = True
            self.work("judge", self._undo, key)

    async def _undo(self, key: tuple[str, str]) -> None:
        from kelambu_tui.work.duplicates import undo_verdict

        try:
            await asyncio.to_thread(undo_verdict, self.desk.workspace, *key)
            self._queues.forget(key)
            await self._read(key)
        finally:
            self._writing = False
        self.tell(_("Putusan dibatalkan; pasangannya tampil lagi."), "done")

    # --- leave ---

    def action_leave(self) -> None:
        """Ask a supervisor for leave to queue one of the two, or give it."""
        item = self._queues.current
        if item is None or not self._sides:
            return
        if not item.strong:
            self.tell(_("Pasangan ini tidak menahan antrean, jadi tidak perlu izin."))
            return
        waiting = [one.person for one in self._leaves if one.waits and one.person in key_of(item)]
        chosen = next(iter(waiting), self._person or self._sides[0].person)
        self.open(leave(self.desk.workspace, self._sides, chosen), self._left)

    def _left(self, decisions: Sequence[Decision] | None) -> None:
        if decisions:
            self.work("read", self._read)
            self.tell(decisions[0].sentence, "done")
