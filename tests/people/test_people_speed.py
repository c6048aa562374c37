"""How fast a million rows are judged; wants a quiet machine (pytest -m benchmark)."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from datetime import date

import pytest

from kelambu_tui.people.birth import read_date
from kelambu_tui.people.names import loose_fold, strict_fold
from kelambu_tui.people.nik import compose_nik, read_nik
from kelambu_tui.people.sex import Sex

TODAY = date(2026, 11, 23)
ROWS = 200_000


def microseconds(work: Callable[[str], object], texts: Sequence[str]) -> float:
    """Return the best of three mean times for one text."""
    best = float("inf")
    for _round in range(3):
        start = time.perf_counter()
        for text in texts:
            work(text)
        best = min(best, (time.perf_counter() - start) / len(texts) * 1e6)
    return best


@pytest.fixture(scope="module")
def births() -> list[date]:
    chance = random.Random(1)
    first = date(1945, 1, 1).toordinal()
    return [date.fromordinal(first + chance.randrange(28_000)) for _row in range(ROWS)]


@pytest.mark.benchmark
def test_a_nik_takes_three_microseconds(births: list[date]) -> None:
    chance = random.Random(2)
    niks = [
        compose_nik(
            f"1606{chance.randint(1, 15):02}", birth, chance.choice(list(Sex)), chance.randint(1, 9999)
        )
        for birth in births
    ]
    assert microseconds(lambda text: read_nik(text, TODAY), niks) <= 3


@pytest.mark.benchmark
def test_a_date_takes_two_microseconds(births: list[date]) -> None:
    assert microseconds(read_date, [f"{birth:%d/%m/%Y} 00:00:00" for birth in births]) <= 2


@pytest.mark.benchmark
@pytest.mark.parametrize("fold", [strict_fold, loose_fold])
def test_a_name_takes_three_microseconds(fold: Callable[[str], str]) -> None:
    chance = random.Random(3)
    first = ["SITI", "MUHAMMAD", "NUR", "AHMAD", "DEWI", "SRI", "ABDUL", "EKA"]
    second = [
        f"{start}{middle}{end}"
        for start in ("su", "har", "mar")
        for middle in "aiou"
        for end in ("ni", "yanto")
    ]
    names = [
        f"{chance.choice(first)} {chance.choice(second)} {chance.choice(second)}" for _row in range(ROWS)
    ]
    assert microseconds(fold, names) <= 3
