from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kelambu_tui.work import workspace as spaces
from tests.sync.district import District, Laptop, make_laptop, open_district


@pytest.fixture
def district(tmp_path: Path) -> Iterator[District]:
    """A hub that listens on loopback."""
    with open_district(tmp_path / "hub") as found:
        yield found


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Callable[..., Laptop]]:
    """Make laptops; they are signed out at the end."""
    made: list[Laptop] = []

    def make(name: str, user: str = "siti") -> Laptop:
        made.append(make_laptop(tmp_path / name, user))
        return made[-1]

    yield make
    for one in made:
        spaces.sign_out(one.workspace)
