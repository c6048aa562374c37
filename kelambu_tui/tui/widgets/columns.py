"""The columns of a drawn list: what a cell is, and how much room each gets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """Text in a tone: '' (plain), muted, accent, amber, red, strong.

    `tag` stands behind the text and is shown whole where the text must be cut.
    """

    text: str
    tone: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `share` > 0 takes that part of what fixed widths leave; hidden below `from_width`."""

    title: str
    width: int = 0
    share: int = 0
    right: bool = False
    from_width: int = 0


TONES = ("muted", "accent", "amber", "red", "strong")
GAP = 2

LEAD = 2
LEAD_MARKED = 6
"""Cells before the first column: the pointer, and the mark box where rows can be marked."""


def placed(
    columns: Sequence[Column], cells: Sequence[Cell], width: int, lead: int
) -> list[tuple[Column, int, Cell]]:
    """Return the columns that `width` has room for, with the cells that each takes and what stands in it."""
    shown = [pair for pair in zip(columns, cells, strict=True) if width >= pair[0].from_width]
    fixed = sum(column.width for column, _cell in shown) + GAP * len(shown) + lead
    shares = sum(column.share for column, _cell in shown) or 1
    left = max(0, width - fixed + GAP)
    return [(column, column.width or left * column.share // shares, cell) for column, cell in shown]
