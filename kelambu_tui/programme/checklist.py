"""The shape of the hardship checklist in a programme file; `hardship.read_hardship` reads answers."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field as Limit

from kelambu_tui.programme.shape import Code, Shape, Share, Text


class Option(Shape):
    """One answer; more points mean more hardship. `listed` are words that P3KE uses for it."""

    code: Code
    label: Text
    points: Annotated[int, Limit(ge=0)]
    listed: tuple[str, ...] = ()


class Question(Shape):
    """One question of the checklist; `listed` are columns of the family list on it, best first."""

    code: Code
    label: Text
    help: Text
    listed: tuple[str, ...] = ()
    options: Annotated[tuple[Option, ...], Limit(min_length=2)]

    @property
    def most(self) -> int:
        """Return the points of the answer that shows the most hardship."""
        return max(option.points for option in self.options)

    def option(self, code: str) -> Option | None:
        """Return the option called `code`."""
        return next((option for option in self.options if option.code == code), None)


class Band(Shape):
    """Which share of the possible points (0 to 1) fits a desil."""

    desil: Annotated[int, Limit(ge=1, le=10)]
    at_least: Share
    at_most: Share = 1.0


class Hardship(Shape):
    """The short checklist that confirms the listed desil; `enough` answers make a reading."""

    source: Text
    enough: Annotated[int, Limit(ge=1)]
    questions: Annotated[tuple[Question, ...], Limit(min_length=1)]
    bands: Annotated[tuple[Band, ...], Limit(min_length=1)]

    def band(self, desil: int) -> Band | None:
        """Return the band of `desil`."""
        return next((band for band in self.bands if band.desil == desil), None)
