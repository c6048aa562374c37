"""Mengapa? Every rule with its sign and word, the value used, where it came from, and what would change it."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap
from typing import TYPE_CHECKING

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.events import Resize
from textual.widgets import Static

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.glyphs import signs

if TYPE_CHECKING:
    from kelambu_tui.programme.rules import Finding
    from kelambu_tui.work.eligibility import Judgement

WORD = 12
"""Cells for the sign and the word of a result."""


class Why(VerticalScroll):
    """The panel; give it a judgement and it draws itself at its width."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._judgement: Judgement | None = None

    def compose(self) -> ComposeResult:
        yield Static("", id="rules", markup=False)

    def show(self, judgement: Judgement | None) -> None:
        """Show `judgement`; None empties the panel."""
        self._judgement = judgement
        self._draw()

    def on_resize(self, event: Resize) -> None:
        self._draw()

    def _draw(self) -> None:
        width = max(30, self.scrollable_content_region.width - 1)
        colours = self.app.theme_variables
        tones = {name: colours[name] for name in ("accent", "amber", "red", "muted")}
        rules = self.query_one("#rules", Static)
        rules.update(why_text(self._judgement, width, tones) if self._judgement else "")


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
    words = {
        "lolos": (f"{mark.passed} {_('lolos')}", "accent"),
        "gagal": (f"{mark.failed} {_('gagal')}", "red"),
        "belum_tahu": (f"{mark.unknown} {_('belum tahu')}", "amber"),
    }
    return words[result]


def _finding(text: Text, finding: Finding, width: int, tones: dict[str, str]) -> None:
    word, tone = result_word(finding.result)
    indent = " " * (WORD + 1)
    first = True
    for line in wrap(display(finding.title), width - WORD - 1):
        text.append(f"{word:<{WORD}} " if first else indent, tones[tone])
        text.append(line + "\n")
        first = False
    known = f" {signs().dot} ".join(part for part in (display(finding.value), display(finding.source)) if part)
    for line in wrap(known, width - WORD - 1):
        text.append(indent + line + "\n", tones["muted"])
    for at, line in enumerate(wrap(display(finding.remedy, 400), width - WORD - 3)):
        text.append(indent + (f"{signs().hint} " if at == 0 else "  ") + line + "\n")


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
