"""What the cover costs and what it pays, as a programme file tells it. Amounts are whole rupiah."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field as Limit

from kelambu_tui.programme.shape import Bound, Code, Rupiah, Shape, Text


class Tariff(Shape):
    """The monthly contribution of one person from a day on."""

    effective_from: date
    jkk: Rupiah
    jkm: Rupiah
    source: Text

    @property
    def total(self) -> int:
        """Return the rupiah per month."""
        return self.jkk + self.jkm


class Contribution(Shape):
    """Dated tariffs, and who pays them."""

    payer: Text
    tariffs: Annotated[tuple[Tariff, ...], Limit(min_length=1)]

    def on(self, day: date) -> Tariff | None:
        """Return the tariff in force on `day`, `None` before the first."""
        in_force = [tariff for tariff in self.tariffs if tariff.effective_from <= day]
        return max(in_force, key=lambda tariff: tariff.effective_from, default=None)


class Benefit(Shape):
    """One benefit: what the law gives and what the project's article says, each with its source.

    An amount of `None` means that no amount is named (treatment without a ceiling, or not mentioned).
    """

    code: Code
    title: Text
    law: Bound = None
    law_source: Text
    article: Bound = None
    article_source: Text
    note: Text


class Benefits(Shape):
    """All benefits under one notice, for they inform and do not decide."""

    notice: Text
    items: tuple[Benefit, ...]
