"""What the cover costs and what it pays, as a programme file tells it. Amounts are whole rupiah."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
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


class Waiting(Shape):
    """In the first `months` of membership a benefit pays only `amount`; `note` says in which case."""

    months: Annotated[int, Limit(ge=1, le=600)]
    amount: Rupiah = 0
    note: Text
    source: Text

    def until(self, start: date) -> date:
        """Return the last day of waiting of somebody who is a member from `start` on."""
        months = start.year * 12 + start.month - 1 + self.months
        year, month = divmod(months, 12)
        last = monthrange(year, month + 1)[1]
        return date(year, month + 1, min(start.day, last)) - timedelta(days=1)


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
    waiting: Waiting | None = None

    @property
    def differs(self) -> bool:
        """Whether law and article name different amounts."""
        return self.law is not None and self.article is not None and self.law != self.article


class Benefits(Shape):
    """All benefits under one notice, for they inform and do not decide."""

    notice: Text
    items: tuple[Benefit, ...]
