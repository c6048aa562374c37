"""The table of a pair: each field of the left record, a mark, the same field of the right one.

What differs is told four ways apart by its mark ("=" same, "~" similar, "x" different, "?" missing on one
side) and, letter by letter, by lines under it (brackets where only ASCII is drawn), so never by colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from rich.text import Text

from kelambu_tui.locale import _
from kelambu_tui.tui.glyphs import is_simple
from kelambu_tui.tui.widgets.corrected import STAR
from kelambu_tui.tui.widgets.field_pairs import FieldPair
from kelambu_tui.tui.writing import fit

if TYPE_CHECKING:
    from kelambu_tui.matching.pairs import Pair

SAME, SIMILAR, DIFFERENT, MISSING = "=", "~", "x", "?"

LABEL = 14
"""Cells for the names of the fields, with the gap; each of the two values takes half of the rest."""

WIDEST = 42
"""Cells that a value takes at most: side by side is only near by."""

_MARK = 5
_APART = frozenset({"lain", "bertentangan", "pasangan_lain", "sekecamatan", "satu_kata"})
"""Levels of the comparison at which two values count as different, not as similar."""

_MINOR = ("desil", "sex", "village", "address", "birthplace", "relation", "family", "mother_name")
"""Fields that need no line of their own where they are the same and room is scarce, the least first."""

_ALIKE = 0.5
"""Below this share of common letters two values are simply different: marking each letter says nothing."""


def folded(lines: Sequence[FieldPair], pair: Pair, room: int) -> tuple[list[FieldPair], str]:
    """Return the lines that get one of their own in `room`, and in one text what is the same of the others.

    What differs is never folded away, nor name, NIK and birth date.
    """
    kept = list(lines)
    levels = levels_of(pair)
    same = [line for line in lines if line.field in _MINOR and mark_of(line, levels) == SAME]
    same.sort(key=lambda line: _MINOR.index(line.field))
    away: list[FieldPair] = []
    while same and len(kept) + bool(away) > room:
        away.append(same.pop(0))
        kept.remove(away[-1])
    return kept, "; ".join(f"{line.label.lower()} {line.left}" for line in away)


def levels_of(pair: Pair) -> dict[str, str]:
    """Return what the comparison found, by field."""
    return {item.field: item.level for item in pair.evidence}


def mark_of(line: FieldPair, levels: Mapping[str, str]) -> str:
    """Return the mark of a line; `levels` is what the comparison found, by field."""
    left, right = line.compared
    if not left or not right:
        return MISSING
    if left.casefold() == right.casefold():
        return SAME
    level = levels.get(line.field)
    if level is None:
        return DIFFERENT
    return DIFFERENT if level in _APART else SIMILAR


def facing_text(
    lines: Sequence[FieldPair],
    pair: Pair,
    heads: tuple[str, str],
    width: int,
    tones: Mapping[str, str],
    also: str = "",
) -> Text:
    """Return the whole table of a pair in lines of `width` cells: `heads` over the two records.

    `also` is what the two have in common besides; it stands below.
    """
    return lines_text(lines, levels_of(pair), heads, width, tones, also)


def lines_text(
    lines: Sequence[FieldPair],
    levels: Mapping[str, str],
    heads: tuple[str, str],
    width: int,
    tones: Mapping[str, str],
    also: str = "",
    label: int = LABEL,
) -> Text:
    """Return any two columns side by side; `levels` is what a comparison found, by field.

    `label` is the room for the names of the fields, in cells.
    """
    half = min(max(10, (width - label - _MARK) // 2), WIDEST)
    text = Text(" " * label)
    for head, gap in zip(heads, (_MARK, 0), strict=True):
        text.append(fit(head, half) + " " * gap, tones["muted"])
    for line in lines:
        mark = mark_of(line, levels)
        quiet = mark == SAME
        cells = [_folded(value, half) for value in _values(line, mark, tones)]
        for at in range(max(len(cell) for cell in cells)):
            text.append("\n" + fit(line.label if at == 0 else "", label), tones["muted"])
            text.append_text(_cell(cells[0], at, half, tones["muted"] if quiet else ""))
            sign = mark if at == 0 else " "
            text.append(f"  {sign}  ", tones["muted"] if quiet else f"bold {tones['accent']}")
            text.append_text(_cell(cells[1], at, half, tones["muted"] if quiet else ""))
    if also:
        text.append("\n" + fit(_("Sama juga"), label) + fit(also, width - label), tones["muted"])
    return text


def differing(left: str, right: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return which parts of two texts differ, as (start, end); nothing where they have little in common."""
    a, b = left.casefold(), right.casefold()
    # Folding may lengthen a text (ß); then the letters as they stand are compared.
    if len(a) != len(left) or len(b) != len(right):
        a, b = left, right
    if len(a) == len(b) and all(letter.isdigit() or letter == "-" for letter in a + b):
        places = [(at, at + 1) for at, (one, two) in enumerate(zip(a, b, strict=True)) if one != two]
        return places, places
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return [], []
    steps = [step for step in matcher.get_opcodes() if step[0] != "equal"]
    return (
        [(start, end) for _kind, start, end, _from, _to in steps if end > start],
        [(start, end) for _kind, _from, _to, start, end in steps if end > start],
    )


def _values(line: FieldPair, mark: str, tones: Mapping[str, str]) -> tuple[Text, Text]:
    spans: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])
    if line.spelled and mark in (SIMILAR, DIFFERENT):
        spans = differing(*line.compared)
    left, right = (
        _spelled(shown, parts, tones) for shown, parts in zip((line.left, line.right), spans, strict=True)
    )
    # Assembled, not begun with it: the style of a star is not that of the value behind it.
    stars = [Text.assemble((STAR if starred else "", f"bold {tones['amber']}")) for starred in line.starred]
    return stars[0] + left, stars[1] + right


def _spelled(value: str, parts: list[tuple[int, int]], tones: Mapping[str, str]) -> Text:
    """Draw a value with its differing parts underlined, or in brackets where only ASCII is drawn."""
    if not value:
        return Text(_("kosong"), tones["muted"])
    if is_simple():
        for start, end in reversed(parts):
            value = f"{value[:start]}[{value[start:end]}]{value[end:]}"
        return Text(value)
    text = Text(value)
    for start, end in parts:
        text.stylize(f"bold underline {tones['accent']}", start, end)
    return text


def _folded(value: Text, width: int) -> list[Text]:
    """Cut a value into lines of at most `width` cells: what differs may stand at its end."""
    lines: list[Text] = []
    rest = value
    while rest.cell_len > width:
        at = len(rest.plain)
        while rest[:at].cell_len > width:
            at -= 1
        blank = rest.plain.rfind(" ", 1, at)
        at = blank + 1 if blank > 0 else max(1, at)
        lines.append(rest[:at])
        rest = rest[at:]
    return [*lines, rest]


def _cell(lines: list[Text], at: int, width: int, tone: str) -> Text:
    line = lines[at].copy() if at < len(lines) else Text()
    if tone:
        line.stylize_before(tone)
    line.append(" " * max(0, width - line.cell_len))
    return line
