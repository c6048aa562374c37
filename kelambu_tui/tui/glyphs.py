"""The few signs that the app draws, with plain ASCII ones for old consoles.

`KELAMBU_SEDERHANA=1` or `use_simple(True)` chooses ASCII. Signs that stand inside tables have one width in
every locale; lines and bars are only drawn at the end of a row or as borders.
"""

from __future__ import annotations

import os
from dataclasses import dataclass


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

_simple = os.environ.get("KELAMBU_SEDERHANA", "") not in ("", "0")


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
