"""Fixtures of several laptops around one hub."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kelambu_tui.exchange.intake import import_list
from kelambu_tui.hub.folder import make_folder
from kelambu_tui.work import workspace as spaces
from tests.conftest import HEADER, make_row, small_programme
from tests.sync.district import District, Laptop, make_laptop, open_district
from tests.sync.fleet import STAFF, Office, join, new_laptop


@pytest.fixture(scope="session")
def fleet_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub and four laptops that have joined it and hold the same list; made once, copied for each run."""
    place = tmp_path_factory.mktemp("armada") / "armada"
    place.mkdir()
    listed = place.with_name("daftar.csv")
    with listed.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, HEADER)
        writer.writeheader()
        writer.writerows(make_row(number) for number in range(1, 7))
    hub = place / "hub"
    make_folder(hub, region="16.06", district="Musi Banyuasin", url="http://127.0.0.1:1", database="")
    office = Office.at(hub)
    for folder in (hub, *(place / name for name in STAFF)):
        if folder != hub:
            workspace = new_laptop(folder, (folder.name, STAFF[folder.name]))
            import_list(workspace, listed)
            join(workspace, office, (folder.name, STAFF[folder.name]))
            spaces.sign_out(workspace)
        (folder / "programme.toml").write_text(small_programme(), encoding="utf-8")
    office.storage.close()
    return place


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
