"""A copied or rolled-back laptop goes on under a new number, and a laptop whose leave was taken locks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from kelambu_tui.errors import Locked
from kelambu_tui.hub import tables as h
from kelambu_tui.ledger.checking import check_ledger
from kelambu_tui.ledger.entries import read_entry
from kelambu_tui.store import tables as t
from kelambu_tui.sync.outgoing import read_chain
from kelambu_tui.sync.rejoining import Forked, begin_anew
from kelambu_tui.sync.session import Revoked
from kelambu_tui.work import workspace as spaces
from kelambu_tui.work.accounts import users
from tests.sync.district import District, Laptop, copy_of

Make = Callable[..., Laptop]


def ids(laptop: Laptop) -> list[str]:
    """The ids of the entries on the chain that is written now."""
    mine = t.entry.c.device == laptop.workspace.device
    with laptop.workspace.database.read() as connection:
        return list(connection.execute(select(t.entry.c.id).where(mine).order_by(t.entry.c.seq)).scalars())


def test_unsent_work_is_written_again_with_its_ids_and_the_old_chain_stays(laptop: Make) -> None:
    one = laptop("satu")
    one.write(5)
    before, device = ids(one), one.workspace.device
    forked = begin_anew(one.workspace)
    one.workspace = forked.workspace
    assert one.workspace.device != device
    assert ids(one) == before
    assert {user.name for user in users(one.workspace)} == {"siti", "budi"}
    with one.workspace.database.read() as connection:
        check = check_ledger(connection)
        assert check.entries == 2 * len(before)
    one.sign_in("siti")
    assert one.workspace.device == forked.workspace.device
    one.sign_in("budi")
    assert one.workspace.device == forked.workspace.device


def test_what_names_an_entry_by_its_hash_names_the_new_one(laptop: Make) -> None:
    from kelambu_tui.ledger.writing import append

    one = laptop("satu")
    with one.workspace.database.write() as connection:
        first = append(connection, one.workspace.pen, "paper.made", "a", {})
        append(connection, one.workspace.pen, "paper.made", "b", {}, ref=first.id, ref_hash=first.digest)
    one.workspace = begin_anew(one.workspace).workspace
    with one.workspace.database.read() as connection:
        mine = t.entry.c.device == one.workspace.device
        lines = connection.execute(select(t.entry.c.line).where(mine).order_by(t.entry.c.seq)).scalars()
        named, naming = [read_entry(line) for line in lines][-2:]
    assert naming.ref == named.id
    assert naming.ref_hash == named.digest != first.digest


@pytest.mark.slow
def test_the_second_of_two_copies_is_told_and_loses_nothing(
    district: District, laptop: Make, tmp_path: Path
) -> None:
    one = laptop("satu")
    one.join(district)
    one.sync()
    spaces.sign_out(one.workspace)
    copy = Laptop(copy_of(one.folder, tmp_path / "salinan"), one.workspace)
    for each in (one, copy):
        each.workspace = spaces.sign_in(each.folder, "siti", "")
    one.write(3)
    copy.write(4)
    one.sync()
    work = ids(copy)[-4:]
    with pytest.raises(Forked, match="salinan") as forked:
        copy.sync()
    copy.workspace = forked.value.workspace
    assert ids(copy)[-4:] == work
    copy.join(district)
    assert copy.sync().complete
    with district.storage.read() as connection:
        held = set(connection.execute(select(h.stream.c.id).where(h.stream.c.id.is_not(None))).scalars())
    assert held >= {*work, *ids(one)}
    spaces.sign_out(copy.workspace)


@pytest.mark.slow
def test_a_laptop_from_a_backup_is_told_before_it_writes_a_second_history(
    district: District, laptop: Make, tmp_path: Path
) -> None:
    one = laptop("satu")
    one.join(district)
    one.sync()
    spaces.sign_out(one.workspace)
    backup = copy_of(one.folder, tmp_path / "cadangan")
    one.workspace = spaces.sign_in(one.folder, "siti", "")
    one.write(3)
    one.sync()
    restored = Laptop(backup, spaces.sign_in(backup, "siti", ""))
    with pytest.raises(Forked):
        restored.sync()
    spaces.sign_out(restored.workspace)


@pytest.mark.slow
def test_a_revoked_laptop_seals_its_work_to_the_hub_and_locks(district: District, laptop: Make) -> None:
    from kelambu_tui.hub.district import revoke

    one = laptop("satu")
    one.join(district)
    one.write(3)
    one.sync()
    one.write(2)
    with district.storage.write() as connection:
        revoke(connection, district.folder, one.workspace.device, "hilang di terminal")
    with pytest.raises(Revoked, match="hilang di terminal"):
        one.sync()
    with one.workspace.database.read() as connection:
        assert read_chain(connection, one.workspace.device).unsent == 0  # set aside at the hub, not lost
    assert list((one.folder / "accounts").glob("*.json")) == []
    with pytest.raises(Locked, match="dicabut"):
        spaces.sign_in(one.folder, "siti", "")
