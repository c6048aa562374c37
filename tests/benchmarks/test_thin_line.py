"""Figure 6: how long a day's work takes over 2G, and how many bytes an entry takes, all included."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from kelambu_tui.exchange.intake import import_list
from kelambu_tui.exchange.synthetic import generate
from kelambu_tui.hub import tables as h
from kelambu_tui.store import tables as t
from kelambu_tui.sync.ahead import Report
from kelambu_tui.sync.carrying import Carrier, HttpCarrier
from kelambu_tui.sync.passing import run_pass
from kelambu_tui.work import workspace as spaces
from kelambu_tui.work.verification import Sheet, record
from kelambu_tui.work.workspace import Workspace
from tests.benchmarks.thin_line import Line
from tests.sync.district import District, Laptop, open_district

pytestmark = pytest.mark.benchmark

VALUES = {
    "birthplace": "Sekayu",
    "mother_name": "Aminah",
    "phone": "0812-3456-7890",
    "occupation": "PETANI",
    "work_location": "Kebun karet",
    "income": "Rp 750.000",
}
FIRST_NAMES = (
    "Aminah",
    "Siti Zubaidah",
    "Rohana",
    "Maimunah",
    "Cik Onah",
    "Nurhayati",
    "Yusnaini",
    "Halimah",
)
PLACES = ("Sekayu", "Lais", "Babat Toman", "Keluang", "Sanga Desa", "Palembang", "Lumpatan", "Ulak Paceh")


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a generated list of 1,500 people in one village."""
    return generate(
        tmp_path_factory.mktemp("daftar") / "list.csv", persons=1500, seed=5, villages=["16.06.01.2001"]
    ).individuals


@pytest.fixture
def laptop(tmp_path: Path, listed: Path) -> Iterator[Laptop]:
    workspace = spaces.create(tmp_path / "satu", "siti", "fasilitator", "", practice=True)
    import_list(workspace, listed)
    yield Laptop(tmp_path / "satu", workspace)
    spaces.sign_out(workspace)


def decide(workspace: Workspace, count: int) -> None:
    """Record visits of `count` people, each with answers of their own."""
    with workspace.database.read() as connection:
        done = select(t.verification.c.person)
        people = connection.execute(
            select(t.person.c.uid).where(t.person.c.uid.not_in(done)).order_by(t.person.c.uid).limit(count)
        ).scalars()
        found = list(people)
    assert len(found) == count
    for number, person in enumerate(found):
        own = {
            "birthplace": PLACES[number % 8],
            "mother_name": f"{FIRST_NAMES[number % 8]} {FIRST_NAMES[number // 8 % 8]}",
            "phone": f"08{11 + number % 40}{(number * 7919 + 1234567) % 10**8:08d}",
            "income": str(300_000 + number * 12_500 % 1_500_000),
        }
        record(workspace, person, Sheet("layak" if number % 4 else "mampu", VALUES | own))


def over(laptop: Laptop, line: Line) -> Report:
    """One pass over the thin line."""

    def through(url: str, hub_key: str, ca: str) -> Carrier:
        return HttpCarrier(f"{url.partition(':')[0]}://127.0.0.1:{line.address}", hub_key, ca)

    return run_pass(laptop.workspace, open_carrier=through)


def is_whole(laptop: Laptop, district: District) -> bool:
    """Whether the hub has every entry of the laptop once."""
    device = laptop.workspace.device
    with district.storage.read() as connection:
        held = connection.execute(
            select(func.count()).where(h.stream.c.device == device, h.stream.c.change == 0)
        ).scalar_one()
    with laptop.workspace.database.read() as connection:
        return bool(held == connection.execute(select(t.device.c.seq)).scalar_one())


@pytest.mark.parametrize(
    ("decisions", "most", "cut", "tls"),
    [
        (50, 6.0, 0.0, False),
        (50, 7.0, 0.0, True),  # one journey more, for the handshake
        (1000, 45.0, 0.0, True),
        (50, 20.0, 0.1, False),
        (1000, 90.0, 0.1, False),
    ],
    ids=["50", "50-tls", "1000-tls", "50-cut", "1000-cut"],
)
def test_a_day_over_2g(
    laptop: Laptop, tmp_path: Path, decisions: int, most: float, cut: float, tls: bool
) -> None:
    with open_district(tmp_path / "hub", tls=tls) as district:
        laptop.join(district)
        laptop.sync()  # the accounts of this laptop: once in its life
        decide(laptop.workspace, decisions)
        with Line(int(district.url.rpartition(":")[2]), cut=cut, seed=57).open() as line:
            begun = time.monotonic()
            report = over(laptop, line)
            seconds = time.monotonic() - begun
        assert is_whole(laptop, district)
    both = (line.up + line.down) / report.sent
    print(
        f"\n{decisions} decisions{', TLS' if tls else ''}, {cut:.0%} cut: {seconds:.1f} s, {line.up} B up,"
        f" {line.down} B down, {line.up / report.sent:.0f} B an entry up, {both:.0f} both ways;"
        f" {line.connections} connections, {line.cuts} cuts"
    )
    assert report.complete
    assert seconds <= most
    if decisions == 50 and not cut and not tls:
        assert both <= 150
    if cut:
        assert line.cuts > 0  # a line that never breaks proves nothing
