"""A backup opens with a passphrase on any laptop, gives a thief nothing, and counts only when it is whole."""

from __future__ import annotations

import os
import random
import shutil
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyrage
import pytest

from kelambu_tui.errors import KelambuError, Locked, Refused, Unreadable
from kelambu_tui.people.nik import mask
from kelambu_tui.store.backup_file import Head, head_of, open_held, open_with_identity
from kelambu_tui.work import audit
from kelambu_tui.work import workspace as spaces
from kelambu_tui.work.backup import Made
from kelambu_tui.work.backup_contents import check_unpacked, unpack
from kelambu_tui.work.backup_daily import (
    back_up,
    backups_in,
    change_daily,
    file_name,
    is_due,
    let_open,
    prune,
    run,
)
from kelambu_tui.work.backup_settings import holders_of, read_settings, read_state
from kelambu_tui.work.corrections import correct
from kelambu_tui.work.restoring import restore
from kelambu_tui.work.workspace import Workspace

SECRET = "rahasia lais 9"


def key_by(passphrase: str, name: str = "siti") -> Callable[[Head], bytes]:
    def open_key(head: Head) -> bytes:
        return open_held(next(one for one in head.holders if one["name"] == name), passphrase)

    return open_key


@pytest.fixture
def siti(village_list: Path, sign_in: Callable[[str], Workspace]) -> Workspace:
    workspace = sign_in("siti")
    let_open(workspace, "")
    return workspace


@pytest.fixture
def made(siti: Workspace, tmp_path: Path) -> Made:
    return back_up(siti, tmp_path / "stik.kelambu")


def test_restored_elsewhere_everyone_enters_as_before(siti: Workspace, made: Made, tmp_path: Path) -> None:
    shutil.rmtree(siti.folder / "accounts")  # the first laptop is of no help
    done = restore(made.path, tmp_path / "lain", key_by(""))
    assert (done.contents, done.aside, done.faults) == (made.contents, None, ())
    for name in ("siti", "budi", "ratna"):
        again = spaces.sign_in(done.folder, name, "")
        assert audit.audit(again).faults == ()
        spaces.sign_out(again)


@pytest.mark.slow
def test_a_real_workspace_opens_on_another_laptop_by_its_makers_passphrase(tmp_path: Path) -> None:
    first = spaces.create(tmp_path / "satu", "siti", "fasilitator", SECRET)
    let_open(first, SECRET)
    made = back_up(first, tmp_path / "stik.kelambu")
    spaces.sign_out(first)
    shutil.rmtree(tmp_path / "satu")
    with pytest.raises(Locked, match="tidak membuka"):
        restore(made.path, tmp_path / "dua", key_by(SECRET + "x"))
    assert not (tmp_path / "dua").exists()
    done = restore(made.path, tmp_path / "dua", key_by(SECRET))
    spaces.sign_out(spaces.sign_in(done.folder, "siti", SECRET))
    if os.name != "nt":
        assert stat.S_IMODE((done.folder / "device.secret").stat().st_mode) == 0o600


@pytest.mark.slow
def test_the_districts_key_opens_it_too(siti: Workspace, tmp_path: Path) -> None:
    identity = pyrage.x25519.Identity.generate()
    change_daily(siti, None, recovery=[str(identity.to_public())])
    made = back_up(siti, tmp_path / "stik.kelambu")
    assert made.recovery == 1
    other = str(pyrage.x25519.Identity.generate())
    with pytest.raises(Locked, match="Kunci pemulihan"):
        restore(made.path, tmp_path / "lain", lambda head: open_with_identity(head, other))
    done = restore(made.path, tmp_path / "lain", lambda head: open_with_identity(head, str(identity)))
    assert done.contents == made.contents


def test_a_thief_of_the_stick_reads_nothing(siti: Workspace, made: Made) -> None:
    content = made.path.read_bytes()
    with siti.database.read() as connection:
        nik, name = connection.exec_driver_sql("SELECT nik, name FROM person").first() or ("", "")
    secret = bytes.fromhex((siti.folder / "device.secret").read_text())
    clear = (nik, name, mask(nik), "160602", "workspace.json", secret.hex(), siti.database_key.hex())
    for hidden in (*(word.encode() for word in clear), secret, siti.database_key):
        assert hidden not in content
    if os.name != "nt":
        assert stat.S_IMODE(made.path.stat().st_mode) == 0o600


@pytest.mark.slow
def test_no_changed_or_shortened_backup_is_accepted(made: Made, tmp_path: Path) -> None:
    whole = made.path.read_bytes()
    chance = random.Random(7)
    places = [0, 20, len(whole) - 1, *(chance.randrange(len(whole)) for _ in range(12))]
    for number, place in enumerate(places):
        damaged = bytearray(whole)
        damaged[place] ^= 1 + chance.randrange(255)
        _refused(bytes(damaged) if number % 2 else whole[:place], tmp_path, number)
    _refused(whole + b"x", tmp_path, 99)


def _refused(content: bytes, tmp_path: Path, number: int) -> None:
    path = tmp_path / f"rusak{number}.kelambu"
    path.write_bytes(content)
    with pytest.raises(KelambuError):
        restore(path, tmp_path / "lain", key_by(""))
    assert not (tmp_path / "lain").exists()
    assert not list(tmp_path.glob(".lain*"))


def test_restore_replaces_nothing_that_is_sound(siti: Workspace, made: Made, tmp_path: Path) -> None:
    folder = siti.folder
    spaces.sign_out(siti)
    before = (folder / "kelambu.db").read_bytes()
    with pytest.raises(Refused, match="utuh"):
        restore(made.path, folder, key_by(""))
    assert (folder / "kelambu.db").read_bytes() == before
    (tmp_path / "surat").mkdir()
    (tmp_path / "surat" / "surat.txt").write_text("penting")
    with pytest.raises(Refused, match="berkas lain"):
        restore(made.path, tmp_path / "surat", key_by(""))
    other = tmp_path / "laptop-lain"
    spaces.sign_out(spaces.create(other, "siti", "fasilitator", "", practice=True))
    with pytest.raises(Refused, match="laptop lain"):
        restore(made.path, other, key_by(""))


def test_a_damaged_workspace_steps_aside_and_its_newer_entries_come_along(
    siti: Workspace, made: Made, folder: Path
) -> None:
    correct(siti, "IND00000003", "name", "WARGA TIGA", reason="ejaan pada KTP")
    spaces.sign_out(siti)
    with (folder / "kelambu.db").open("r+b") as file:
        file.write(os.urandom(3 * 4096))
    damaged = (folder / "kelambu.db").read_bytes()
    done = restore(made.path, folder, key_by(""))
    assert done.assembled is not None
    assert (done.assembled.from_first, done.assembled.known - done.assembled.seq) == (1, 0)
    assert done.aside is not None
    assert (done.aside / "kelambu.db").read_bytes() == damaged
    again = spaces.sign_in(folder, "siti", "")
    assert audit.audit(again).faults == ()
    with again.database.read() as connection:
        assert "WARGA TIGA" in connection.exec_driver_sql("SELECT values_json FROM correction").scalar_one()
    spaces.sign_out(again)


@pytest.mark.slow
def test_an_interrupted_or_failed_backup_leaves_the_older_one(
    siti: Workspace, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = made.path.read_bytes()

    def lost(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", lost)
    with pytest.raises(Refused, match="Disk penuh"):
        back_up(siti, made.path, force=True)
    monkeypatch.undo()
    assert made.path.read_bytes() == whole
    assert [path.name for path in made.path.parent.glob("*.part")] == []
    assert list(siti.folder.glob(".cadangan-*")) == []


@pytest.mark.slow
def test_a_stick_that_forgets_is_noticed_before_the_backup_has_a_name(
    siti: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kelambu_tui.work import backup

    def flip(path: Path) -> None:
        content = bytearray(path.read_bytes())
        content[-40] ^= 4
        path.write_bytes(content)

    monkeypatch.setattr(backup, "from_the_medium", flip)
    with pytest.raises(Unreadable, match="rusak"):
        back_up(siti, tmp_path / "stik.kelambu")
    assert not (tmp_path / "stik.kelambu").exists()


@pytest.mark.parametrize("place", ["ruang/cadangan.kelambu", "tidak-ada/c.kelambu", "ruang"])
def test_places_that_will_not_do(siti: Workspace, tmp_path: Path, place: str) -> None:
    with pytest.raises(KelambuError):
        back_up(siti, tmp_path / place)


def test_a_backup_never_replaces_a_file_unasked(siti: Workspace, made: Made) -> None:
    with pytest.raises(Refused, match="sudah ada"):
        back_up(siti, made.path)


def test_a_new_passphrase_opens_the_backups_made_from_then_on(siti: Workspace) -> None:
    let_open(siti, "")
    kept = read_settings(siti.folder).holders
    let_open(siti, "")
    assert read_settings(siti.folder).holders == kept  # nothing to do, and no Argon2id
    slot = siti.folder / "accounts" / "siti.json"
    slot.write_text(slot.read_text().replace('"salt": "', '"salt": "00'))
    let_open(siti, "baru sekali")
    assert [one["name"] for one in holders_of(siti.folder, siti.database_key)] == ["siti"]
    assert "siti" not in (siti.folder / "cadangan.json").read_text()


def test_the_daily_backup_goes_where_it_was_set_and_waits_for_a_missing_stick(
    siti: Workspace, tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    assert not is_due(siti, now, leaving=False)
    stick = tmp_path / "stik"
    with pytest.raises(Unreadable, match="tidak ada"):
        change_daily(siti, stick)
    stick.mkdir()
    change_daily(siti, stick)
    assert is_due(siti, now, leaving=False)
    assert run(siti.folder, siti.database_key).trouble == ""
    assert len(backups_in(stick, siti.device)) == 1
    assert not is_due(siti, now, leaving=False)
    assert not is_due(siti, now, leaving=True)
    correct(siti, "IND00000003", "name", "WARGA TIGA", reason="ejaan pada KTP")
    assert is_due(siti, now, leaving=True)
    assert is_due(siti, now + timedelta(days=1), leaving=False)
    shutil.rmtree(stick)
    state = run(siti.folder, siti.database_key)
    assert (state.trouble, state.at) == ("missing", read_state(siti.folder).at)
    assert not stick.exists()
    stick.write_text("bukan folder")
    assert run(siti.folder, siti.database_key).trouble == "missing"


def test_old_daily_backups_go_but_days_and_weeks_stay(tmp_path: Path) -> None:
    now = datetime(2026, 11, 23, 18, tzinfo=UTC)
    for back in range(120):
        for hour in (7, 16):
            moment = (now - timedelta(days=back)).replace(hour=hour)
            (tmp_path / file_name("aaaa", moment)).touch()
    (tmp_path / file_name("bbbb", now - timedelta(days=400))).touch()
    (tmp_path / "surat.kelambu").touch()
    prune(tmp_path, "aaaa", 7)
    kept = [moment for moment, _path in backups_in(tmp_path, "aaaa")]
    assert kept[0] == now.replace(hour=16)
    assert [moment.date() for moment in kept[:7]] == [(now - timedelta(days=n)).date() for n in range(7)]
    assert all(moment.hour == 16 for moment in kept)
    weeks = {moment.isocalendar()[:2] for moment in kept[7:]}
    assert len(kept) - 7 == len(weeks) >= 15
    assert len(backups_in(tmp_path, "bbbb")) == 1
    assert (tmp_path / "surat.kelambu").exists()


def test_a_backup_says_of_itself_what_it_holds(siti: Workspace, made: Made, tmp_path: Path) -> None:
    head = head_of(made.path)
    assert (head.device, head.names) == (siti.device, ("siti",))
    found = unpack(made.path, open_held(head.holders[0], ""), tmp_path / "isi")
    assert check_unpacked(found) == ()
    assert not (found.folder / "device.secret").exists()
    assert not list(found.folder.rglob("*.cache"))
    assert (made.contents.people, made.contents.seq) == (12, found.contents.seq)
