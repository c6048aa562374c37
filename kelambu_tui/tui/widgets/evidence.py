"""How likely a pair is one person, in words, with what speaks for it and against it, each with its weight."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from kelambu_tui.display import display
from kelambu_tui.locale import _, language
from kelambu_tui.tui.glyphs import signs, spoken
from kelambu_tui.tui.writing import fit

if TYPE_CHECKING:
    from kelambu_tui.matching.pairs import Pair

WEIGHT = 6
"""Cells for a weight: sign, three digits at most, comma, one digit."""

_EVEN = 0.5
_SURE = 0.99
_NOTHING = 0.05
"""Weights below this are written as zero."""


def verdict_line(pair: Pair) -> str:
    """Return the probability in words and per cent: `Hampir pasti orang yang sama, 98 %`."""
    words = f"{_likely(pair.probability)}, {percent(pair.probability)}"
    if pair.kind == "nik_sama_nama_lain" and pair.probability < _EVEN:
        words += ". " + _("Salah satu NIK tentu keliru.")
    return words


def percent(probability: float) -> str:
    """Return a probability for people; never 0 or 100 per cent, for nothing here is certain."""
    if probability > _SURE:
        return _("lebih dari 99 %")
    if probability < 1 - _SURE:
        return _("kurang dari 1 %")
    return f"{round(100 * probability)} %"


def _likely(probability: float) -> str:
    steps = (
        (0.98, _("Hampir pasti orang yang sama")),
        (0.9, _("Kemungkinan besar orang yang sama")),
        (0.7, _("Mungkin orang yang sama")),
        (0.5, _("Bisa jadi orang yang sama")),
        (0.1, _("Tampaknya dua orang")),
        (0.0, _("Hampir pasti dua orang")),
    )
    return next(words for least, words in steps if probability >= least)


def weight_words(weight: float) -> str:
    """Return a weight in bits with its sign, `+6,2`, as the language in use writes it."""
    written = f"{weight:+.1f}".replace("-0.0", "+0.0")
    return written if language() == "en" else written.replace(".", ",")


def reasons_text(pair: Pair, width: int, tones: Mapping[str, str]) -> Text:
    """Return the evidence in lines of at most `width` cells, strongest first, each with its weight."""
    from kelambu_tui.matching.explaining import sentence

    text = Text()
    for item in pair.evidence:
        lines = wrap(spoken(display(sentence(item), 300)), max(20, width - WEIGHT - 2)) or [""]
        text.append(f"{weight_words(item.weight):>{WEIGHT}}  ", f"bold {_tone(item.weight, tones)}")
        text.append(f"\n{'':{WEIGHT + 2}}".join(lines) + "\n")
    text.right_crop()
    return text


def waterfall_text(pair: Pair, width: int, tones: Mapping[str, str]) -> Text:
    """Return how the weights add up from the prior to the sum, as bars in lines of `width` cells.

    Thick bars speak for one person, thin ones against it; `|` is zero.
    """
    from kelambu_tui.matching.explaining import waterfall

    text = Text()
    drawn = str.maketrans("#-", signs().bar_full + signs().bar_rest)
    names = max(cell_len(label) for label, _bar, _weight in waterfall(pair, 0))
    for label, bar, weight in waterfall(pair, width - names - WEIGHT - 2):
        tone = _tone(float(weight), tones)
        text.append(fit(label, names) + " ", tones["muted"])
        text.append(f"{weight_words(float(weight)):>{WEIGHT}} ")
        text.append(bar.rstrip().translate(drawn) + "\n", tone)
    text.right_crop()
    return text


def _tone(weight: float, tones: Mapping[str, str]) -> str:
    """Return the colour of a weight; its sign and the side of its bar say the same."""
    if abs(weight) < _NOTHING:
        return tones["muted"]
    return tones["accent"] if weight > 0 else tones["amber"]
