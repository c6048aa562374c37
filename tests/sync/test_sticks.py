"""Sticks both ways, without any network: joining, sending, verdicts, late and lost and foreign ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from kelambu_tui.errors import Refused, Unreadable
from kelambu_tui.hub import tables as h
from kelambu_tui.hub.beginning import opened
from kelambu_tui.hub.folder import make_folder
from kelambu_tui.hub.sticks import read_stick
from kelambu_tui.store import tables as t
from kelambu_tui.sync import joining
from kelambu_tui.sync.bundles import Written, sticks, write_bundle
from kelambu_tui.sync.homes import read_home
from kelambu_tui.sync.link import read_link
from kelambu_tui.sync.outgoing import read_chain
from kelambu_tui.work.overview import unsent
from tests.sync.district import District, Laptop

Make = Callable[..., Laptop]


@pytest.fixture
def away(tmp_path: Path) -> Iterator[District]:
    """A hub that no network reaches."""
    place = tmp_path / "hub-jauh"
    folder = make_folder(
        place, region="16.06", district="Musi Banyuasin", url="https://hub.invalid", database=""
    )
    storage = opened(folder)
    yield District(folder, storage, place)
    storage.close()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    place = tmp_path / "stick"
    place.mkdir()
    return place


def invite(laptop: Laptop, district: District) -> None:
    import dataclasses

    # A practice workspace joins no district; these tests want its quick keys and nothing else of it.
    laptop.workspace = dataclasses.replace(laptop.workspace, practice=False)
    joining.invite(laptop.workspace, district.invitation(laptop.folder.name))


def carry(district: District, written: Written, stick: Path) -> Path:
    """Take a file to the hub; answers the file home."""
    read = read_stick(district.storage, district.folder, written.path, stick)
    assert read.home is not None
    return read.home


def there(district: District, laptop: Laptop) -> int:
    mine = (h.stream.c.device == laptop.workspace.device) & (h.stream.c.change == 0)
    with district.storage.read() as connection:
        return int(connection.execute(select(func.count()).select_from(h.stream).where(mine)).scalar_one())


def test_the_first_stick_joins_and_sends_and_its_answer_is_the_receipt(
    away: District, laptop: Make, stick: Path
) -> None:
    one = laptop("satu")
    invite(one, away)
    one.write(4)
    before = unsent(one.workspace)
    written = write_bundle(one.workspace, stick)
    assert (written.joining, written.entries) == (True, before)
    assert written.path.name == f"kelambu-{one.workspace.device}-1-{before}.klb"
    assert unsent(one.workspace) == before  # written is not sent
    home = read_home(one.workspace, carry(away, written, stick))
    assert (home.joined, home.unsent, home.acked) == (True, 0, before)
    assert there(away, one) == before
    with one.workspace.database.read() as connection:
        assert read_link(connection).last_full
        assert connection.execute(select(func.count()).select_from(t.receipt)).scalar() == 1
    again = read_home(one.workspace, home.path)
    assert (again.known, again.unsent) == (True, 0)


@pytest.mark.slow
def test_a_lost_stick_costs_nothing_and_is_noticed(away: District, laptop: Make, stick: Path) -> None:
    one = laptop("satu")
    invite(one, away)
    one.write(2)
    lost = write_bundle(one.workspace, stick)
    lost.path.unlink()
    assert not any(one.lost for one in sticks(one.workspace))
    one.write(2)
    second = write_bundle(one.workspace, stick)
    assert second.first == lost.first
    read_home(one.workspace, carry(away, second, stick))
    newest, oldest = sticks(one.workspace)
    assert (newest.home, newest.covered, newest.lost) == (True, True, False)
    assert (oldest.home, oldest.covered, oldest.lost) == (False, True, True)
    assert there(away, one) == second.last


@pytest.mark.slow
@pytest.mark.parametrize("out_of_order", ["there", "home", "both"])
def test_two_sticks_may_come_in_any_order(
    away: District, laptop: Make, stick: Path, tmp_path: Path, out_of_order: str
) -> None:
    one = laptop("satu")
    invite(one, away)
    one.write(3)
    first = write_bundle(one.workspace, stick)
    one.write(3)
    second = write_bundle(one.workspace, stick)
    ways = [first, second]
    if out_of_order in ("there", "both"):
        ways.reverse()
    homes = []
    for number, written in enumerate(ways):
        place = tmp_path / f"pulang{number}"
        place.mkdir()
        homes.append(carry(away, written, place))
    if out_of_order in ("home", "both"):
        homes.reverse()
    for home in homes:
        read_home(one.workspace, home)
    assert unsent(one.workspace) == 0
    assert there(away, one) == second.last
    assert not any(one.lost for one in sticks(one.workspace))
    with one.workspace.database.read() as connection:
        assert read_chain(connection, one.workspace.device).acked == second.last


@pytest.mark.slow
def test_what_one_laptop_sends_reaches_another_by_stick_alone(
    away: District, laptop: Make, stick: Path
) -> None:
    one, two = laptop("satu"), laptop("dua", "budi")
    for each in (one, two):
        invite(each, away)
        read_home(each.workspace, carry(away, write_bundle(each.workspace, stick), stick))
    one.write(2)
    read_home(one.workspace, carry(away, write_bundle(one.workspace, stick), stick))
    empty = write_bundle(two.workspace, stick)
    assert empty.entries == 0
    home = read_home(two.workspace, carry(away, empty, stick))
    assert home.received >= 2


def test_a_file_for_another_laptop_or_of_another_hub_is_refused(
    away: District, laptop: Make, stick: Path, tmp_path: Path
) -> None:
    one, two = laptop("satu"), laptop("dua")
    for each in (one, two):
        invite(each, away)
    home = carry(away, write_bundle(one.workspace, stick), stick)
    before = unsent(two.workspace)
    with pytest.raises(Unreadable, match="bukan untuk laptop ini"):
        read_home(two.workspace, home)
    with pytest.raises(Unreadable):
        read_home(one.workspace, write_bundle(one.workspace, stick).path)
    content = home.read_bytes()
    home.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(Unreadable, match="rusak"):
        read_home(one.workspace, home)
    assert unsent(two.workspace) == before


@pytest.mark.slow
def test_500_damaged_files_home_change_nothing(away: District, laptop: Make, stick: Path) -> None:
    import random

    chance = random.Random(3)
    one = laptop("satu")
    invite(one, away)
    one.write(30)
    home = carry(away, write_bundle(one.workspace, stick), stick)
    content, before = home.read_bytes(), unsent(one.workspace)
    accepted = 0
    for _turn in range(500):
        at = chance.randrange(len(content))
        flipped = content[:at] + bytes([content[at] ^ 1 << chance.randrange(8)]) + content[at + 1 :]
        home.write_bytes(content[:at] if chance.random() < 0.3 else flipped)
        try:
            read_home(one.workspace, home)
            accepted += 1
        except Unreadable:
            pass
    assert (accepted, unsent(one.workspace)) == (0, before)
    home.write_bytes(content)
    assert read_home(one.workspace, home).unsent == 0


@pytest.mark.slow
def test_a_file_that_is_in_the_way_is_not_replaced_unasked(away: District, laptop: Make, stick: Path) -> None:
    one = laptop("satu")
    invite(one, away)
    path = stick / "punya-orang.klb"
    path.write_bytes(b"penting")
    with pytest.raises(Refused, match="sudah ada"):
        write_bundle(one.workspace, path)
    assert path.read_bytes() == b"penting"
    write_bundle(one.workspace, path, force=True)
    assert write_bundle(one.workspace, stick).path == write_bundle(one.workspace, stick).path
