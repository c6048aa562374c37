"""The village pack: fetched over a line that breaks, read from a stick, refused when older or damaged."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from kelambu_tui.errors import Refused, Unreadable
from kelambu_tui.hub.packs import make_pack, sealed_pack
from kelambu_tui.hub.registry import import_list
from kelambu_tui.store import tables as t
from kelambu_tui.sync import fetching
from kelambu_tui.sync.carrying import Carrier, HttpCarrier, NoAnswer
from kelambu_tui.sync.fetching import fetch_pack
from kelambu_tui.sync.pack import needs_pack, read_pack, read_pack_file, take_pack
from tests.conftest import HEADER, VILLAGE, make_row
from tests.sync.district import District, Flawed, Laptop

Make = Callable[..., Laptop]
PART = 512


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts so small that a village of twenty needs several."""
    monkeypatch.setattr(fetching, "MOST_REQUEST", PART)


def listed(district: District, path: Path, people: int = 20) -> None:
    """Give the hub a list."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, HEADER)
        writer.writeheader()
        writer.writerows(make_row(number) for number in range(1, people + 1))
    import_list(district.storage, district.folder, path)


@pytest.fixture
def ready(district: District, laptop: Make, tmp_path: Path) -> Laptop:
    """A laptop that joined a hub with a list of twenty."""
    listed(district, tmp_path / "daftar.csv")
    one = laptop("satu")
    one.join(district)
    return one


def people_here(laptop: Laptop) -> int:
    with laptop.workspace.database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(t.person)).scalar_one())


def test_a_laptop_without_a_list_takes_its_pack(ready: Laptop) -> None:
    assert needs_pack(ready.workspace)
    sizes: list[int] = []
    taken = take_pack(ready.workspace, fetch_pack(ready.workspace, VILLAGE, tell=sizes.append))
    assert (taken.report.added, people_here(ready)) == (20, 20)
    assert len(sizes) > 2  # several parts
    assert not needs_pack(ready.workspace)
    assert list(ready.folder.glob("*.part")) == []
    again = take_pack(ready.workspace, fetch_pack(ready.workspace, VILLAGE))
    assert (again.report.added, again.report.changed) == (0, 0)


@pytest.mark.slow
def test_a_cut_download_goes_on_where_it_was_and_nothing_is_in_clear(ready: Laptop) -> None:
    counter = [0]

    def breaking(url: str, hub_key: str, ca: str) -> Carrier:
        return Flawed(HttpCarrier(url, hub_key, ca), dict.fromkeys(range(4, 99), "before"), counter)

    with pytest.raises(NoAnswer):
        fetch_pack(ready.workspace, VILLAGE, open_carrier=breaking, sleep=lambda _seconds: None)
    kept = sorted(ready.folder.glob("*.part"))
    assert len(kept) == 2
    assert all(path.read_bytes().startswith(b"age-encryption.org") for path in kept)
    sizes: list[int] = []
    pack = fetch_pack(ready.workspace, VILLAGE, tell=sizes.append)
    assert sizes[0] == 2 * PART
    assert take_pack(ready.workspace, pack).report.added == 20


@pytest.mark.slow
def test_another_pack_in_the_middle_begins_anew(ready: Laptop, district: District, tmp_path: Path) -> None:
    changed: list[int] = []

    def change(size: int) -> None:
        if size == PART and not changed:
            changed.append(size)
            listed(district, tmp_path / "baru.csv", people=25)

    pack = fetch_pack(ready.workspace, VILLAGE, tell=change)
    assert take_pack(ready.workspace, pack).report.added == 25


@pytest.mark.slow
def test_a_village_without_a_list_is_said(ready: Laptop) -> None:
    with pytest.raises(Refused, match="belum punya daftar"):
        fetch_pack(ready.workspace, "16.06.01.2009")
    with pytest.raises(Refused, match="kode"):
        fetch_pack(ready.workspace, "../../etc")


@pytest.mark.slow
def test_a_pack_on_a_stick_is_for_one_laptop(
    ready: Laptop, district: District, laptop: Make, tmp_path: Path
) -> None:
    with district.storage.read() as connection:
        sealed = sealed_pack(connection, district.folder, VILLAGE, ready.workspace.device)
    path = tmp_path / "paket.klb"
    path.write_bytes(sealed)
    assert b"WARGA NOMOR" not in sealed
    other = laptop("dua")
    other.join(district)
    with pytest.raises(Unreadable):
        read_pack_file(other.workspace, path)
    assert take_pack(ready.workspace, read_pack_file(ready.workspace, path)).report.added == 20
    path.write_bytes(sealed[:-9])
    with pytest.raises(Unreadable):
        read_pack_file(ready.workspace, path)


@pytest.mark.slow
def test_an_older_pack_than_the_one_in_use_is_refused(ready: Laptop, district: District) -> None:
    import dataclasses

    with district.storage.read() as connection:
        pack = read_pack(make_pack(connection, district.folder, VILLAGE))
    take_pack(ready.workspace, pack)
    with pytest.raises(Refused, match="lebih lama"):
        take_pack(ready.workspace, dataclasses.replace(pack, at="2001-01-01T00:00:00Z"))


@pytest.mark.slow
def test_a_faulty_programme_in_a_pack_changes_nothing(ready: Laptop, district: District) -> None:
    (district.place / "programme.toml").write_text("quota = [", encoding="utf-8")
    with district.storage.read() as connection:
        pack = read_pack(make_pack(connection, district.folder, VILLAGE))
    with pytest.raises(Unreadable):
        take_pack(ready.workspace, pack)
    assert people_here(ready) == 0
    assert not (ready.folder / "programme.toml").exists()
