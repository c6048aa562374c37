"""Desil: what each source says of a family, what the checklist says of that, and proposing another one."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING

from rich.text import Text

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.actions import bindings_of, later
from kelambu_tui.tui.glyphs import signs
from kelambu_tui.tui.screens.detail_page import DetailPage
from kelambu_tui.tui.widgets.chrome import KeyLine
from kelambu_tui.tui.widgets.columns import Cell, Column
from kelambu_tui.tui.widgets.household import desil_line
from kelambu_tui.tui.widgets.lines import Lines
from kelambu_tui.tui.writing import day_and_clock, full_moment

if TYPE_CHECKING:
    from kelambu_tui.work.desil_sources import DesilOf
    from kelambu_tui.work.desil_view import DesilView
    from kelambu_tui.work.households import DesilChange


@dataclass(frozen=True, slots=True)
class Word:
    """One line: who says which desil, of which period, and how that stands beside the one in force."""

    who: str
    period: str
    desil: int
    standing: Cell
    lines: tuple[str, ...]


class Desil(DetailPage):
    """The desil of one family (family id)."""

    place = "desil"
    help_text = later(
        "Setiap sumber (P3KE, DTSEN, DTKS) menyebut desil keluarga ini pada masanya; aturan program memilih"
        " yang berlaku, dan yang lain tetap tampil. Daftar periksa membandingkan yang Anda lihat dengan desil"
        " yang berlaku. Kalau desilnya keliru, usulkan desil lain; penyelia yang memutuskan."
    )
    BINDINGS = bindings_of("desil")

    def __init__(self, household: str) -> None:
        super().__init__()
        self._household = household
        self._view: DesilView | None = None

    def columns(self) -> tuple[Column, ...]:
        """The columns of the list."""
        return (
            Column(_("Menurut"), share=1),
            Column(_("Masa"), 10),
            Column(_("Desil"), 6, right=True),
            Column(_("Keadaan"), 26),
        )

    def row_key(self, row: Word) -> object:
        """Whose word it is."""
        return (row.who, row.period)

    def cells(self, row: Word) -> tuple[Cell, ...]:
        """Return who, of when, which desil, and how it stands."""
        return Cell(row.who), Cell(row.period, "muted"), Cell(str(row.desil), "strong"), row.standing

    async def read(self) -> None:
        """Read how the desil stands."""
        from kelambu_tui.work.desil_view import desil_view

        self._view = view = await asyncio.to_thread(desil_view, self.desk.workspace, self._household)
        head = display(view.household.head_name, 60)
        self.title_line(_("Desil keluarga {name}").format(name=head), desil_line(view.household))
        self.head(self._reading(view))
        self.remark(_dispute(view))
        self.show_rows(words_of(view), _("Belum ada sumber yang menyebut desil keluarga ini."))
        self.query_one(KeyLine).dim("desil.checklist", not view.form_of)

    def on_resize(self) -> None:
        """Fit what is shown to the new size."""
        super().on_resize()
        if self._view is not None:
            self.head(self._reading(self._view))

    def _reading(self, view: DesilView) -> Text:
        """Return what the checklist says of the desil in force, what drove it, and whose answers they are."""
        mark, colours = signs(), self.app.theme_variables
        desil = view.household.desil
        known = {
            "sesuai": (mark.passed, _("Sesuai dengan desil {desil}."), colours["accent"]),
            "tidak_sesuai": (mark.failed, _("Tidak sesuai dengan desil {desil}."), colours["red"]),
            "belum_cukup": (mark.unknown, _("Belum cukup jawaban untuk menilai desil."), colours["amber"]),
        }
        sign, sentence, colour = known[view.reading.result]
        if not view.is_readable:
            sentence = _("Desil {desil} di luar program, jadi tidak dinilai.")
        text = Text.assemble((_("Daftar periksa") + "  ", f"bold {colours['accent']}"))
        said = sentence.format(desil=_("belum tahu") if desil is None else desil)
        text.append(f"{sign} {said} ", f"bold {colour}")
        counted = _("{answered} dari {total} dijawab.")
        text.append(counted.format(answered=view.reading.answered, total=view.reading.total))
        width = max(40, self.size.width - 3)
        for line in self._grounds(view):
            text.append("\n" + "\n".join(wrap(display(line, 400), width)))
        return text

    def _grounds(self, view: DesilView) -> list[str]:
        lines = []
        if view.reading.drivers and view.is_readable:
            lines.append(f" {signs().dot} ".join(view.reading.drivers))
        if view.answered is not None:
            one = view.answered
            by = _("Dijawab di formulir {name} oleh {author} {when}, masih draf.") if one.is_draft else ""
            by = by or _("Dijawab di formulir {name} oleh {author} {when}.")
            lines.append(by.format(name=one.name, author=one.author, when=day_and_clock(one.at)))
        if view.fits:
            fits = _("Jawabannya cocok untuk desil {desils}.")
            lines.append(fits.format(desils=", ".join(map(str, view.fits))))
        elif view.reading.answered >= self.desk.programme.hardship.enough:
            lines.append(_("Jawabannya tidak cocok untuk desil mana pun di program ini."))
        return lines

    def detail(self, row: Word, width: int) -> Text:
        """Return where a word comes from, or why somebody proposed it and what came of it."""
        text = Text(display(f"{row.who} {row.period}".strip(), 80), "bold")
        for line in row.lines:
            text.append("\n" + "\n".join(wrap(display(line, 400), max(30, width))), "not bold")
        return text

    # --- actions ---

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Enter or a second click on a row."""
        event.stop()
        self.action_checklist()

    def action_checklist(self) -> None:
        """Open the form whose checklist speaks for the family."""
        from kelambu_tui.tui.screens.verifikasi import Verifikasi

        if self._view is not None and self._view.form_of:
            self.open(Verifikasi(self._view.form_of, ("answers", "")))

    def action_propose(self) -> None:
        """Propose another desil, with a reason; a supervisor decides."""
        if self._view is None:
            return
        from kelambu_tui.tui.correcting import proposing

        def answered(entry: str | None) -> None:
            if entry:
                self.tell(_("Diusulkan. Penyelia yang memutuskan; sampai itu desilnya tetap."), "done")
                self.kelambu.refresh_status()

        self.tell("")
        self.open(proposing(self.desk.workspace, self._view), answered)


def words_of(view: DesilView) -> list[Word]:
    """Return every word on the desil of a family: a decision, the sources, a proposal that waits."""
    household, change = view.household, view.household.desil_change
    given = change is not None and change.state == "disetujui"
    said = [_source(one, household.desil, given=given) for one in household.desil_sources]
    if not said and household.listed_desil is not None and not given:
        # Lists of before remembered one desil only.
        standing = Cell(_("berlaku"), "accent")
        who = household.desil_source or _("daftar")
        said = [Word(who, household.desil_period, household.listed_desil, standing, ())]
    proposal = [] if change is None else [_proposal(change)]
    return [*proposal, *said] if given else [*said, *proposal]


def _source(one: DesilOf, desil: int | None, *, given: bool) -> Word:
    if one.in_force and not given:
        standing, why = Cell(_("berlaku"), "accent"), _("Dipakai menurut aturan program.")
    elif one.desil == desil:
        standing, why = Cell(_("sama dengan yang berlaku"), "muted"), ""
    else:
        standing = Cell(_("BEDA dari yang berlaku"), "amber")
        why = _("Yang berlaku desil {desil}.").format(desil=desil)
    read = _("Dari berkas {file}, dimuat {when}.") if one.file else ""
    lines = (read.format(file=one.file, when=full_moment(one.at)), why)
    return Word(one.source or _("daftar"), one.period, one.desil, standing, tuple(filter(None, lines)))


def _proposal(change: DesilChange) -> Word:
    standings = {
        "menunggu": Cell(_("diusulkan, menunggu"), "amber"),
        "disetujui": Cell(_("berlaku, ditetapkan"), "accent"),
        "ditolak": Cell(_("ditolak"), "red"),
    }
    lines = [_("Diusulkan {who}: {why}").format(who=change.asked_by, why=change.reason)]
    if change.evidence:
        lines.append(_("Bukti: {evidence}").format(evidence=change.evidence))
    if change.decided_by:
        decided = _("Disetujui {who}.") if change.state == "disetujui" else _("Ditolak {who}.")
        lines.append(" ".join((decided.format(who=change.decided_by), change.note)).strip())
    who = _("Penetapan penyelia") if change.state == "disetujui" else _("Usulan {who}")
    standing = standings.get(change.state, Cell(change.state))
    return Word(who.format(who=change.asked_by), "", change.desil, standing, tuple(lines))


def _dispute(view: DesilView) -> str:
    from kelambu_tui.work.desil_sources import words_of as source_words

    if not view.conflict:
        return ""
    named = "; ".join(source_words(one) for one in view.conflict)
    return _("Sumber tidak sepakat: {named}.").format(named=display(named, 200))
