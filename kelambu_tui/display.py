"""The one gate that text from files and people passes before it reaches a terminal.

Textual and Rich treat strings as markup and terminals treat control characters as commands; a name
on a list is neither. `display` makes any string harmless; callers still pass its answer as a plain
`Text` or with `markup=False`.
"""

from __future__ import annotations

import re
import unicodedata

CAP = 200
"""Characters that are shown at most; a longer text ends in an ellipsis."""

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

# Cc and Cs never mean anything on a screen; Cf holds the bidirectional and zero-width controls.
_DROPPED = frozenset({"Cc", "Cs"})
_SHOWN_AS_SIGN = frozenset({"Cf", "Co", "Cn", "Zl", "Zp"})


def display(text: object, cap: int = CAP) -> str:
    """Return `text` as one harmless line: NFC, no control characters, at most `cap` characters.

    Line breaks and tabs become blanks; other C0, C1 and DEL characters vanish; bidirectional,
    zero-width, private and unassigned characters become U+FFFD so that a reader sees that
    something was there. `None` is shown as the empty string.
    """
    if text is None:
        return ""
    # Cut before normalising as well: a hostile megabyte must not cost a frame.
    raw = str(text)[: cap * 4 + 4]
    if raw.isascii() and raw.isprintable():
        line = raw
    else:
        line = "".join(_harmless(char) for char in unicodedata.normalize("NFC", raw))
    return line if len(line) <= cap else line[: max(cap - 1, 0)] + "…"


def _harmless(char: str) -> str:
    if char in "\t\n\r":
        return " "
    category = unicodedata.category(char)
    if category in _DROPPED:
        return ""
    if category in _SHOWN_AS_SIGN:
        return REPLACEMENT
    return char


_SIXTEEN = re.compile(r"(?<!\d)(\d{4})\d{10}(\d{2})(?!\d)")


def cover_numbers(text: str) -> str:
    """Return `text` with every number of 16 digits (NIK, family card) masked: for crash reports."""
    return _SIXTEEN.sub(r"\1**********\2", text)
