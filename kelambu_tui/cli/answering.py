"""What a command answers: one JSON document for a script, or plain text for a person."""

from __future__ import annotations

import json
import os
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from kelambu_tui.display import display

_GAP = "  "
LEAST_WIDTH = 10


def answer(as_json: bool, document: Any, text: Callable[[], str]) -> None:
    """Print `document` as JSON, or what `text` makes of the same for a person."""
    out = to_json(document) if as_json else text()
    if not out:
        return
    try:
        sys.stdout.write(out + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our answer has seen enough; the work is done, and nothing may be written at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def to_json(document: Any) -> str:
    """Return JSON in plain ASCII: nothing in it can act on a terminal, whatever a list contained."""
    indent = 2 if sys.stdout.isatty() else None
    return json.dumps(document, ensure_ascii=True, indent=indent).replace("\x7f", "\\u007f")


def table(
    headings: Sequence[str], rows: Iterable[Sequence[object]], right: frozenset[int] = frozenset()
) -> str:
    """Return aligned columns, each cell harmless; columns named in `right` hold numbers.

    On a terminal the widest columns give way until a line fits; in a file or a pipe nothing is cut.
    """
    lines = [tuple(headings), *(tuple(display(cell) for cell in row) for row in rows)]
    widths = [max(_width(line[at]) for line in lines) for at in range(len(headings))]
    if sys.stdout.isatty():
        widths = fit(widths, shutil.get_terminal_size().columns)
    return "\n".join(_line(line, widths, right) for line in lines)


def fit(widths: Sequence[int], room: int) -> list[int]:
    """Return `widths`, the widest of them reduced until all columns and gaps take at most `room`.

    No column goes under `LEAST_WIDTH`; a terminal too narrow even for that wraps its lines.
    """
    fitted = list(widths)
    while sum(fitted) + len(_GAP) * (len(fitted) - 1) > room and max(fitted) > LEAST_WIDTH:
        fitted[fitted.index(max(fitted))] -= 1
    return fitted


def _line(cells: Sequence[str], widths: Sequence[int], right: frozenset[int]) -> str:
    filled = []
    for at, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        shown = _cut(cell, width)
        blank = " " * (width - _width(shown))
        filled.append(blank + shown if at in right else shown + blank)
    return _GAP.join(filled).rstrip()


def _cut(text: str, width: int) -> str:
    if _width(text) <= width:
        return text
    while _width(text) > width - 1:
        text = text[:-1]
    return text + "…"


def _width(text: str) -> int:
    """Return how many terminal columns `text` takes."""
    if text.isascii():
        return len(text)
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
