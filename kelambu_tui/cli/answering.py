"""What a command answers: one JSON document for a script, or plain text for a person."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from kelambu_tui.display import display

_GAP = "  "


def answer(as_json: bool, document: Any, text: Callable[[], str]) -> None:
    """Print `document` as JSON, or what `text` makes of the same for a person."""
    out = to_json(document) if as_json else text()
    if out:
        sys.stdout.write(out + "\n")
        sys.stdout.flush()


def to_json(document: Any) -> str:
    """Return JSON in plain ASCII: nothing in it can act on a terminal, whatever a list contained."""
    indent = 2 if sys.stdout.isatty() else None
    return json.dumps(document, ensure_ascii=True, indent=indent).replace("\x7f", "\\u007f")


def table(
    headings: Sequence[str], rows: Iterable[Sequence[object]], right: frozenset[int] = frozenset()
) -> str:
    """Return aligned columns, each cell harmless; columns named in `right` hold numbers."""
    lines = [tuple(headings), *(tuple(display(cell, 60) for cell in row) for row in rows)]
    widths = [max(_width(line[at]) for line in lines) for at in range(len(headings))]
    return "\n".join(_line(line, widths, right) for line in lines)


def _line(cells: Sequence[str], widths: Sequence[int], right: frozenset[int]) -> str:
    filled = []
    for at, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        blank = " " * (width - _width(cell))
        filled.append(blank + cell if at in right else cell + blank)
    return _GAP.join(filled).rstrip()


def _width(text: str) -> int:
    """Return how many terminal columns `text` takes."""
    if text.isascii():
        return len(text)
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
