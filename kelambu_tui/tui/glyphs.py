"""The few signs that the app draws, with plain ASCII ones for old consoles.

`KELAMBU_SEDERHANA=1`, the Linux console or `use_simple(True)` chooses ASCII. Signs that stand inside
tables have one width in every locale; lines and bars are only drawn at the end of a row or as borders.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from rich.text import Text


@dataclass(frozen=True, slots=True)
class Signs:
    """One set of signs."""

    passed: str
    failed: str
    unknown: str
    pointer: str
    hint: str
    bar_full: str
    bar_rest: str
    rule: str
    dot: str
    left: str
    right: str
    secret: str


_DRAWN = Signs("✓", "✗", "?", "›", "›", "━", "─", "─", "·", "‹", "›", "•")
_SIMPLE = Signs("+", "x", "?", ">", ">", "#", "-", "-", "|", "<", ">", "*")

# One sign for one, so that the colours of a text stay where they are.
_TYPOGRAPHY = str.maketrans("…“”‘’–—·×‹›✓✗", "~\"\"''--|x<>+x")

# The Linux console has 256 glyphs at most, and ours are not among them.
_wish = os.environ.get("KELAMBU_SEDERHANA", "")
_simple = _wish != "0" if _wish else os.environ.get("TERM") == "linux"


def use_simple(simple: bool) -> None:
    """Draw with ASCII only from now on, or not."""
    global _simple
    _simple = simple


def is_simple() -> bool:
    """Tell whether only ASCII is drawn."""
    return _simple


def signs() -> Signs:
    """Return the signs in use."""
    return _SIMPLE if _simple else _DRAWN


def spoken(text: str) -> str:
    """Return our own prose as the console can draw it: without typographic signs when only ASCII is drawn."""
    return text.translate(_TYPOGRAPHY) if _simple else text


def spoken_text(text: Text) -> Text:
    """Do the same with a coloured text, in place."""
    if _simple:
        text.plain = text.plain.translate(_TYPOGRAPHY)
    return text
