from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from kelambu_tui.errors import Locked, NotFound, Refused
from kelambu_tui.store import device_secret, slots
from kelambu_tui.work import accounts, audit
from kelambu_tui.work import workspace as spaces
from kelambu_tui.work.workspace import User, Workspace

SECRET = "rahasia lais 9"


def test_a_passphrase_opens_what_it_sealed(tmp_path: Path) -> None:
    place = tmp_path / "ruang"
    made = spaces.create(place, "siti", "fasilitator", SECRET, ("16.06.02.2001",))
    spaces.sign_out(made)
    again = spaces.sign_in(place, "siti", SECRET)
    assert again.user == User("siti", "fasilitator", ("16.06.02.2001",))
    assert again.database_key == made.database_key
    spaces.sign_out(again)


def test_a_wrong_passphrase_and_an_unknown_name_open_nothing(tmp_path: Path) -> None:
    place = tmp_path / "ruang"
    spaces.sign_out(spaces.create(place, "siti", "fasilitator", SECRET))
    with pytest.raises(Locked, match="tidak cocok"):
        spaces.sign_in(place, "siti", SECRET + "x")
    with pytest.raises(Locked, match="tidak ada"):
        spaces.sign_in(place, "../siti", SECRET)


@pytest.mark.parametrize("field", ["role", "villages", "salt", "nonce", "box", "practice"])
def test_a_changed_slot_file_no_longer_opens(tmp_path: Path, field: str) -> None:
    place = tmp_path / "ruang"
    spaces.sign_out(spaces.create(place, "siti", "fasilitator", SECRET))
    path = place / "accounts" / "siti.json"
    content = json.loads(path.read_text())
    changed = {"role": "penyelia", "villages": ["16.06.01.1009"], "practice": True}
    content[field] = changed.get(field, "00" * (len(str(content[field])) // 2))
    path.write_text(json.dumps(content))
    with pytest.raises(Locked):
        spaces.sign_in(place, "siti", SECRET)


def test_without_the_laptops_secret_the_right_passphrase_opens_nothing(tmp_path: Path) -> None:
    place = tmp_path / "ruang"
    spaces.sign_out(spaces.create(place, "siti", "fasilitator", SECRET))
    (place / "device.secret").unlink()
    with pytest.raises(Locked, match="laptop asalnya"):
        spaces.sign_in(place, "siti", SECRET)


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_private_files_are_private(tmp_path: Path) -> None:
    place = tmp_path / "ruang"
    spaces.sign_out(spaces.create(place, "siti", "fasilitator", SECRET))
    for name in ("device.secret", "accounts/siti.json", "workspace.json"):
        assert stat.S_IMODE((place / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(place.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("name", "role", "passphrase", "error"),
    [
        ("Siti Aminah", "fasilitator", SECRET, Refused),
        ("", "fasilitator", SECRET, Refused),
        ("a" * 33, "fasilitator", SECRET, Refused),
        ("siti", "bupati", SECRET, NotFound),
        ("siti", "fasilitator", "1234567", Refused),
        ("siti", "fasilitator", "", Refused),
    ],
)
def test_bad_input_leaves_no_trace(
    tmp_path: Path, name: str, role: str, passphrase: str, error: type[Exception]
) -> None:
    place = tmp_path / "ruang"
    with pytest.raises(error):
        spaces.create(place, name, role, passphrase)
    assert list(tmp_path.iterdir()) == []


def test_a_workspace_is_never_made_over_another(folder: Path) -> None:
    before = sorted((path, path.stat().st_size) for path in folder.rglob("*"))
    with pytest.raises(Refused, match="sudah berisi"):
        spaces.create(folder, "lain", "fasilitator", "", practice=True)
    assert sorted((path, path.stat().st_size) for path in folder.rglob("*")) == before


def test_people_are_known_before_anyone_signs_in(folder: Path) -> None:
    assert [(user.name, user.role) for user in spaces.known_users(folder)] == [
        ("budi", "penyelia"),
        ("ratna", "penyelia"),
        ("siti", "fasilitator"),
    ]


def test_no_workspace_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(Locked, match="kelambu init"):
        spaces.known_users(tmp_path)


def test_a_taken_name_is_refused_and_writes_nothing(sign_in: Callable[[str], Workspace]) -> None:
    siti = sign_in("siti")
    before = audit.audit(siti).entries
    with pytest.raises(Refused, match="sudah ada"):
        accounts.add_user(siti, "budi", "penyelia", "")
    assert audit.audit(siti).entries == before


def test_an_account_that_the_ledger_does_not_know_is_refused(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "lain"
    spaces.sign_out(spaces.create(other, "tamu", "penyelia", "", practice=True))
    secret = device_secret.read_device_secret(folder, "", "file")
    opened = slots.open_slot(folder, "siti", "", secret)
    slots.write_slot(folder, slots.Slot("tamu", "penyelia", (), True), "", opened, secret)
    with pytest.raises(Locked, match="buku besar"):
        spaces.sign_in(folder, "tamu", "")


def test_keys_are_not_printed(sign_in: Callable[[str], Workspace]) -> None:
    siti = sign_in("siti")
    assert siti.database_key.hex() not in repr(siti)
    assert repr(siti.database_key) not in repr(siti)


def test_one_window_at_a_time(folder: Path) -> None:
    first = spaces.claim(folder)
    with pytest.raises(Locked, match="jendela lain"):
        spaces.claim(folder)
    first.release()
    spaces.claim(folder).release()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("device", "00000000"),
        ("practice", False),
        ("version", 9),
        ("device", ["a"]),
        ("secret", 3),
        ("practice", "ya"),
    ],
)
def test_what_stands_in_clear_must_agree_with_the_ledger(folder: Path, field: str, value: object) -> None:
    path = folder / "workspace.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {field: value}))
    with pytest.raises(Locked):
        spaces.sign_in(folder, "siti", "")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"device": "a"}'])
@pytest.mark.parametrize("name", ["workspace.json", "accounts/siti.json", "device.secret"])
def test_damaged_files_end_in_a_sentence(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)
    with pytest.raises(Locked):
        spaces.sign_in(folder, "siti", "")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("argon2id", {"memory_kib": 1024, "passes": 1, "lanes": -4}),
        ("argon2id", {"memory_kib": 10**12, "passes": 1, "lanes": 1}),
        ("argon2id", {}),
        ("villages", 5),
        ("role", None),
        ("salt", "zz"),
        ("box", 7),
    ],
)
def test_one_damaged_account_hides_nobody_else_and_the_audit_names_it(
    folder: Path, field: str, value: object
) -> None:
    path = folder / "accounts" / "budi.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {field: value}))
    assert {"siti", "ratna"} <= {user.name for user in spaces.known_users(folder)}
    with pytest.raises(Locked):
        spaces.sign_in(folder, "budi", "")
    siti = spaces.sign_in(folder, "siti", "")
    if field in ("villages", "role"):
        assert any("budi" in fault for fault in audit.audit(siti).faults)
    spaces.sign_out(siti)


def test_an_empty_database_file_is_damage_and_stays_as_it_is(folder: Path) -> None:
    (folder / "kelambu.db").write_bytes(b"")
    with pytest.raises(Locked, match="rusak"):
        spaces.sign_in(folder, "siti", "")
    assert (folder / "kelambu.db").read_bytes() == b""


@pytest.mark.parametrize("name", ["con", "nul.x", "lpt1"])
def test_names_that_windows_cannot_store_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused):
        spaces.create(tmp_path / "ruang", name, "fasilitator", SECRET)


def test_an_interrupted_opening_of_an_account_can_be_repeated(
    folder: Path, sign_in: Callable[[str], Workspace]
) -> None:
    shutil.copy(folder / "accounts" / "siti.json", folder / "accounts" / "tono.json")
    accounts.add_user(sign_in("siti"), "tono", "fasilitator", "")
    assert sign_in("tono").user.name == "tono"
