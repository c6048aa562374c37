"""A hub put back, a copied laptop, a laptop put back: all entries return, copies are noticed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from kelambu_tui.ledger.receipts import received_up_to
from kelambu_tui.store import tables as t
from kelambu_tui.sync.rejoining import Forked
from kelambu_tui.work import approval, audit, enrolment, verification
from kelambu_tui.work import workspace as spaces
from kelambu_tui.work.verification import Sheet
from kelambu_tui.work.workspace import Workspace
from tests.sync.fleet import Office, Road, join, state_of, sync

pytestmark = pytest.mark.slow  # whole days on several laptops: the full check runs them

Fleet = dict[str, Workspace]


@pytest.fixture
def place(fleet_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(fleet_folder, tmp_path / "armada"))


@pytest.fixture
def office(place: Path) -> Iterator[Office]:
    found = Office.at(place / "hub")
    yield found
    found.storage.close()


@pytest.fixture
def fleet(place: Path) -> Iterator[Fleet]:
    laptops = {name: spaces.sign_in(place / name, name, "") for name in ("siti", "rina", "budi", "ratna")}
    yield laptops
    for workspace in laptops.values():
        spaces.sign_out(workspace)


def road(office: Office) -> Road:
    return Road(lambda: office)


def settle(fleet: Fleet, office: Office) -> None:
    """Everybody sends until nothing moves."""
    for _round in range(4):
        for workspace in fleet.values():
            sync(workspace, road(office))


def check(fleet: Fleet, office: Office) -> None:
    """One state everywhere, proven by each ledger; every entry is at the hub with a verdict."""
    first = state_of(fleet["siti"])
    statuses = office.statuses()
    for name, workspace in fleet.items():
        assert state_of(workspace) == first, name
        assert audit.audit(workspace).faults == ()
        with workspace.database.read() as connection:
            own = connection.execute(select(t.device).where(t.device.c.own)).one()
        assert own.acked == own.seq
        assert all((own.device, seq) in statuses for seq in range(1, own.seq + 1))


def queue(workspace: Workspace, person: str, values: dict[str, str]) -> str:
    verification.record(workspace, person, Sheet("layak", values))
    return enrolment.queue(workspace, person)


def test_a_hub_put_back_gets_everything_again(fleet: Fleet, office: Office, complete: dict[str, str]) -> None:
    queue(fleet["siti"], "IND00000001", complete)
    settle(fleet, office)
    kept = office.keep()
    lost = queue(fleet["rina"], "IND00000002", complete)
    sync(fleet["rina"], road(office))
    sync(fleet["budi"], road(office))
    assert all(one.done for one in approval.approve(fleet["budi"], [lost], ""))
    settle(fleet, office)
    before = state_of(fleet["siti"])
    count = len(office.statuses())

    office.put_back(kept)
    assert len(office.statuses()) < count, "the copy is older"
    settle(fleet, office)

    assert len(office.statuses()) == count, "all entries are back"
    assert state_of(fleet["siti"]) == before
    check(fleet, office)


def test_nothing_that_a_receipt_covered_is_taken_back_after_a_restore(
    fleet: Fleet, office: Office, complete: dict[str, str]
) -> None:
    from kelambu_tui.work.undoing import undoable

    kept = office.keep()
    queue(fleet["siti"], "IND00000001", complete)
    sync(fleet["siti"], road(office))
    assert undoable(fleet["siti"]) == []
    office.put_back(kept)
    with fleet["siti"].database.read() as connection:
        assert received_up_to(connection, fleet["siti"].device) > 2
    assert undoable(fleet["siti"]) == [], "others may have seen it"


def test_a_copy_is_noticed_and_goes_on_under_its_own_number(
    fleet: Fleet, office: Office, place: Path, complete: dict[str, str]
) -> None:
    queue(fleet["siti"], "IND00000001", complete)
    settle(fleet, office)
    spaces.sign_out(fleet["siti"])
    shutil.copytree(place / "siti", place / "salinan")
    fleet["siti"] = spaces.sign_in(place / "siti", "siti", "")
    copy = spaces.sign_in(place / "salinan", "siti", "")
    queue(fleet["siti"], "IND00000002", complete)
    queue(copy, "IND00000003", complete)
    sync(fleet["siti"], road(office))
    with pytest.raises(Forked) as noticed:
        sync(copy, road(office))
    fleet["copy"] = noticed.value.workspace
    assert fleet["copy"].device != fleet["siti"].device
    join(fleet["copy"], office, ("siti", "fasilitator"))
    settle(fleet, office)
    check(fleet, office)
    people = {row[1] for row in state_of(fleet["budi"])["enrolment"] if row[3] == "menunggu"}
    assert people == {"IND00000001", "IND00000002", "IND00000003"}


def test_a_laptop_put_back_is_noticed_and_gets_its_own_work_again(
    fleet: Fleet, office: Office, place: Path, complete: dict[str, str]
) -> None:
    queue(fleet["siti"], "IND00000001", complete)
    settle(fleet, office)
    spaces.sign_out(fleet["siti"])
    shutil.copytree(place / "siti", place / "cadangan")
    fleet["siti"] = spaces.sign_in(place / "siti", "siti", "")
    queue(fleet["siti"], "IND00000002", complete)
    settle(fleet, office)
    spaces.sign_out(fleet["siti"])
    fleet["siti"] = spaces.sign_in(place / "cadangan", "siti", "")
    queue(fleet["siti"], "IND00000003", complete)
    with pytest.raises(Forked) as noticed:
        sync(fleet["siti"], road(office))
    fleet["siti"] = noticed.value.workspace
    join(fleet["siti"], office, ("siti", "fasilitator"))
    settle(fleet, office)
    check(fleet, office)
    people = {row[1] for row in state_of(fleet["siti"])["enrolment"] if row[3] == "menunggu"}
    assert people == {"IND00000001", "IND00000002", "IND00000003"}, "what the backup lacked came back too"
