from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pyrage import x25519
from sqlalchemy import select

from kelambu_tui.errors import Refused, Unreadable
from kelambu_tui.hub import certifying
from kelambu_tui.hub import tables as h
from kelambu_tui.hub.backing import back_up, restore
from kelambu_tui.hub.beginning import opened
from kelambu_tui.hub.sticks import read_stick, read_sticks
from kelambu_tui.sync.packing import inflate, pack
from kelambu_tui.sync.stick import seal, unseal
from kelambu_tui.sync.wire import answered
from tests.hub.laptops import VILLAGE, Laptop, Office


def invited(office: Office) -> str:
    with office.storage.write() as connection:
        return certifying.invite(connection, "16.06", "laptop", (VILLAGE,), [("siti", "fasilitator")])


def write_stick(
    office: Office, laptop: Laptop, path: Path, enrol: dict[str, Any] | None, first: int = 1
) -> Path:
    last = len(laptop.entries)
    _first, batch, _signature = laptop.batch(first)
    header = {
        "kind": "push",
        "device": laptop.device,
        "nonce": "ab" * 16,
        "cursor": 0,
        "epoch": "",
        "from": first,
        "to": last,
        "head": laptop.heads[last].hex(),
        "batches": [{"from": first, "to": last, "head": laptop.heads[last].hex()}],
        "enrol": enrol,
    }
    parts = [pack(batch.lines, batch.signatures)]
    path.write_bytes(seal(laptop.key, [office.folder.recipient, office.folder.recovery], header, parts))
    return path


def test_a_stick_before_any_network_joins_and_brings_the_receipt_home(office: Office, tmp_path: Path) -> None:
    laptop, identity = Laptop(), x25519.Identity.generate()
    laptop.person("siti")
    laptop.visit()
    asked = laptop.enrol_request(invited(office), str(identity.to_public()))
    stick = write_stick(office, laptop, tmp_path / "a.klb", asked)

    done = read_stick(office.storage, office.folder, stick, tmp_path)
    assert (done.added, done.status) == (1, 200)
    assert read_stick(office.storage, office.folder, stick, tmp_path).added == 0
    assert done.home is not None
    home = unseal(done.home.read_bytes(), str(identity))
    assert home.is_from(office.folder.public_key)
    told = json.loads(inflate(home.parts[0], 1 << 20))
    assert told["welcome"]["hub_key"] == office.folder.public_key
    assert json.loads(told["receipt"]["body"])["acked"] == 1
    assert answered(told["receipt"]["nonce"], 200, told["receipt"]["body"].encode())
    assert told["pulls"][0]["rows"] == [[1, laptop.device, 1, "accepted", None, []]]


def test_what_is_no_sound_stick_holds_nobody_up(office: Office, tmp_path: Path) -> None:
    laptop = office.laptop()
    laptop.visit()
    good = write_stick(office, laptop, tmp_path / "good.klb", None)
    cut = tmp_path / "cut.klb"
    cut.write_bytes(good.read_bytes()[:-9])
    stranger = Laptop()
    stranger.visit()
    strange = write_stick(office, stranger, tmp_path / "strange.klb", None)
    done, failed = read_sticks(office.storage, office.folder, [cut, strange, good], tmp_path)
    assert [one.added for one in done] == [1]
    assert [path.name for path, _sentence in failed] == ["cut.klb", "strange.klb"]


def test_a_backup_opens_with_the_recovery_key_only_and_begins_another_epoch(
    office: Office, tmp_path: Path
) -> None:
    laptop = office.laptop()
    laptop.visit()
    laptop.visit("P2")
    office.push(laptop, last=1)
    file = tmp_path / "hub.bak"
    back_up(office.folder, file)
    with pytest.raises(Refused):
        back_up(office.folder, file)
    office.push(laptop)

    wrong = tmp_path / "wrong.key"
    wrong.write_text(str(x25519.Identity.generate()))
    with pytest.raises(Unreadable):
        restore(file, tmp_path / "again", wrong)
    assert not (tmp_path / "again").exists()
    folder = restore(file, tmp_path / "again", office.folder.folder / "recovery.key")
    storage = opened(folder)
    restored = Office(folder, storage)
    epochs = []
    for one in (office, restored):
        with one.storage.read() as connection:
            epochs.append(connection.execute(select(h.hub.c.epoch)).scalar_one())
    assert epochs[0] != epochs[1]
    assert restored.statuses(laptop) == ["accepted"]
    assert restored.push(laptop, first=2).acked == 2
    storage.close()
