"""Mengapa? Every rule with its sign and word, the value used, its source, and what would change it."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap
from typing import TYPE_CHECKING

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.glyphs import signs, spoken_text

if TYPE_CHECKING:
    from kelambu_tui.programme.rules import Finding
    from kelambu_tui.work.eligibility import Judgement

WORD = 12
"""Cells for the sign and the word of a result."""


class Why(VerticalScroll):
    """The panel; give it a judgement and it draws itself at its width."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._judgement: Judgement | None = None
        self._typed: tuple[tuple[str, str], ...] = ()
        self._height = -1

    def compose(self) -> ComposeResult:
        """Lay out the parts, top to bottom."""
        yield Static("", id="rules", markup=False)

    def show(self, judgement: Judgement | None, typed: tuple[tuple[str, str], ...] = ()) -> None:
        """Show `judgement`, and below it what was filled in, as (label, value); None empties the panel."""
        self._judgement = judgement
        self._typed = typed
        self._draw()

    def on_resize(self) -> None:
        """Fit what is shown to the new size."""
        self._draw()

    def _draw(self) -> None:
        width = max(30, self.scrollable_content_region.width - 1)
        tones = tones_of(self.app.theme_variables)
        if not self.display:
            return  # drawn when it is shown, for then it is resized
        rules = self.query_one("#rules", Static)
        if self._judgement is None:
            rules.update("")
            self._height = -1
            return
        text = why_text(self._judgement, width, tones)
        _typed(text, self._typed, tones)
        spoken_text(text)
        height = text.plain.count("\n")
        rules.update(text, layout=height != self._height)
        self._height = height


def tones_of(colours: dict[str, str]) -> dict[str, str]:
    """Return the colours of the theme in use that explanations are written in."""
    return {name: colours[name] for name in ("accent", "amber", "red", "muted")}


def why_text(judgement: Judgement, width: int, tones: dict[str, str]) -> Text:
    """Return the whole explanation in lines of at most `width` cells; what is in the way comes first."""
    text = Text()
    _verdict(text, judgement, width, tones)
    groups = _grouped(judgement.findings)
    for title, findings in groups:
        text.append(f"\n{title}\n", f"bold {tones['accent']}")
        for finding in findings:
            _finding(text, finding, width, tones)
    _checklist(text, judgement, width, tones)
    return text


def _verdict(text: Text, judgement: Judgement, width: int, tones: dict[str, str]) -> None:
    if judgement.can_queue:
        text.append(_("Semua syarat wajib terpenuhi.") + "\n", f"bold {tones['accent']}")
        return
    if judgement.can_reserve:
        text.append(_("Kuota penuh: dapat masuk daftar cadangan") + "\n", f"bold {tones['amber']}")
        return
    text.append(_("Belum dapat diantrekan") + "\n", f"bold {tones['amber']}")
    for line in wrap(display(judgement.why_not, 400), width):
        text.append(line + "\n")


def _grouped(findings: Iterable[Finding]) -> list[tuple[str, list[Finding]]]:
    rules = list(findings)
    passed = [item for item in rules if item.result == "lolos"]
    blocking = [item for item in rules if item.result != "lolos" and item.weight == "wajib"]
    remarks = [item for item in rules if item.result != "lolos" and item.weight != "wajib"]
    # What fails stands above what is only not known yet.
    blocking.sort(key=lambda item: item.result != "gagal")
    remarks.sort(key=lambda item: item.result != "gagal")
    groups = [
        (_("Yang menahan"), blocking),
        (_("Perlu dilihat penyelia"), remarks),
        (_("Lolos ({count} dari {total})").format(count=len(passed), total=len(rules)), passed),
    ]
    return [(title, group) for title, group in groups if group]


def result_word(result: str) -> tuple[str, str]:
    """Return sign with word, and tone, of a rule's result."""
    mark = signs()
    known = {
        "lolos": (mark.passed, _("lolos"), "accent"),
        "gagal": (mark.failed, _("gagal"), "red"),
        "belum_tahu": (mark.unknown, _("belum tahu"), "amber"),
    }
    sign, word, tone = known[result]
    return f"{sign} {word}", tone


def _finding(text: Text, finding: Finding, width: int, tones: dict[str, str]) -> None:
    word, tone = result_word(finding.result)
    indent = " " * (WORD + 1)
    first = True
    for line in wrap(display(finding.title), width - WORD - 1):
        text.append(f"{word:<{WORD}} " if first else indent, tones[tone])
        text.append(line + "\n")
        first = False
    known = f" {signs().dot} ".join(
        part for part in (display(finding.value), display(finding.source)) if part
    )
    for line in wrap(known, width - WORD - 1):
        text.append(indent + line + "\n", tones["muted"])
    for at, line in enumerate(wrap(display(finding.remedy, 400), width - WORD - 3)):
        text.append(indent + (f"{signs().hint} " if at == 0 else "  ") + line + "\n")


def _typed(text: Text, typed: tuple[tuple[str, str], ...], tones: dict[str, str]) -> None:
    if typed:
        text.append("\n" + _("Yang diisi saat kunjungan") + "\n", f"bold {tones['accent']}")
    for label, value in typed:
        text.append(f"{display(label)}  ", tones["muted"])
        text.append(display(value) + "\n")


def tally(judgement: Judgement, tones: dict[str, str]) -> Text:
    """Return the results counted: `✓ 9 lolos   ✗ 1 gagal   ? 3 belum tahu`."""
    text = Text()
    for result in ("lolos", "gagal", "belum_tahu"):
        count = sum(finding.result == result for finding in judgement.findings)
        word, tone = result_word(result)
        sign, _blank, name = word.partition(" ")
        text.append(f"{sign} {count} {name}   ", tones[tone] if count else tones["muted"])
    return text


def _checklist(text: Text, judgement: Judgement, width: int, tones: dict[str, str]) -> None:
    reading = judgement.hardship
    text.append("\n" + _("Daftar periksa") + "\n", f"bold {tones['accent']}")
    words = {
        "sesuai": _("Sesuai dengan desil di daftar."),
        "tidak_sesuai": _("Tidak sesuai dengan desil di daftar."),
        "belum_cukup": _("Jawaban belum cukup untuk menilai."),
    }
    answered = _("{answered} dari {total} dijawab.").format(answered=reading.answered, total=reading.total)
    text.append(f"{words.get(reading.result, reading.result)} {answered}\n")
    for driver in reading.drivers:
        for at, line in enumerate(wrap(display(driver), width - 2)):
            text.append((f"{signs().dot} " if at == 0 else "  ") + line + "\n", tones["muted"])
