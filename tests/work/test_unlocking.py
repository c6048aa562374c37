"""A forgotten passphrase, opened by phone or by the district: what opens what, and what is told of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest
from sqlalchemy import insert, select

from kelambu_tui.errors import Locked, NotFound, Refused, Unreadable
from kelambu_tui.store import slots, unlocking
from kelambu_tui.store import tables as t
from kelambu_tui.store.spoken import spoken
from kelambu_tui.work import accounts, answering, audit, passphrases, recovery
from kelambu_tui.work import unlocking as unlocks
from kelambu_tui.work import workspace as spaces
from kelambu_tui.work.workspace import Workspace

SITI, BUDI, NEW = "rahasia siti", "rahasia budi", "rahasia baru"


@pytest.fixture(scope="module", autouse=True)
def quick() -> Iterator[None]:
    """Argon2id made quick: what is tested here does not rest on its slowness."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KELAMBU_KEYRING", "0")
        quick = {"memory_kib": 64, "passes": 1, "lanes": 1}
        patch.setattr(slots, "argon_for", lambda _practice: quick)
        yield


@pytest.fixture(scope="module")
def furnished(quick: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Siti's laptop, on which Budi the supervisor has an account, and Ratna's own; copy them."""
    place = tmp_path_factory.mktemp("laptops")
    siti = spaces.create(place / "siti", "siti", "fasilitator", SITI)
    accounts.add_user(siti, "budi", "penyelia", BUDI)
    spaces.sign_out(siti)
    spaces.sign_out(spaces.create(place / "ratna", "ratna", "penyelia", "rahasia ratna"))
    return place


@pytest.fixture
def laptop(furnished: Path, tmp_path: Path) -> Path:
    """A copy of Siti's laptop."""
    return shutil.copytree(furnished / "siti", tmp_path / "siti")


@pytest.fixture
def office(furnished: Path, tmp_path: Path) -> Workspace:
    """Ratna the supervisor's own laptop, which has never met Siti's."""
    folder = shutil.copytree(furnished / "ratna", tmp_path / "ratna")
    return spaces.sign_in(folder, "ratna", "rahasia ratna")


def kinds(workspace: Workspace) -> list[str]:
    with workspace.database.read() as connection:
        return list(connection.execute(select(t.entry.c.kind).order_by(t.entry.c.seq)).scalars())


def answer_of(folder: Path, helper: str, secret: str, request: str) -> answering.Answer:
    workspace = spaces.sign_in(folder, helper, secret)
    try:
        return answering.answer_request(workspace, request, secret)
    finally:
        spaces.sign_out(workspace)


def test_a_supervisor_of_the_same_laptop_answers_and_both_are_told(laptop: Path) -> None:
    request = unlocks.challenge(laptop, "siti")
    assert len(request.split()) == 3
    answer = answer_of(laptop, "budi", BUDI, request)
    assert (answer.account, answer.again) == ("siti", False)
    assert len(answer.groups.split()) == 6
    assert unlocks.finish(laptop, "siti", answer.groups, NEW) == "budi"
    with pytest.raises(Locked):
        spaces.sign_in(laptop, "siti", SITI)
    siti = spaces.sign_in(laptop, "siti", NEW)
    told = kinds(siti)
    assert told.count("unlock.answered") == told.count("account.unlocked") == 1
    assert audit.audit(siti).faults == ()
    spaces.sign_out(siti)


def test_an_answer_opens_once(laptop: Path) -> None:
    groups = answer_of(laptop, "budi", BUDI, unlocks.challenge(laptop, "siti")).groups
    unlocks.finish(laptop, "siti", groups, NEW)
    with pytest.raises((Refused, Locked)):
        unlocks.finish(laptop, "siti", groups, "rahasia lain")
    unlocks.challenge(laptop, "siti")
    with pytest.raises(Locked, match="bukan untuk permintaan ini"):
        unlocks.finish(laptop, "siti", groups, "rahasia lain")


def test_the_files_of_the_laptop_alone_hold_no_answer(laptop: Path) -> None:
    """All that a thief has: no file holds a master or a code, and no wrong number opens a box."""
    fields = json.loads((laptop / "accounts" / "siti.unlock").read_text())
    assert set(fields) == {"version", "device", "round", "used", "helpers", "practice"}
    assert {len(helper["codes"]) for helper in fields["helpers"]} == {unlocking.CODES}
    unlocks.challenge(laptop, "siti")
    for number in range(50):
        with pytest.raises(Locked):
            unlocks.finish(laptop, "siti", spoken(f"{number:024d}"), NEW)
    budi = spaces.sign_in(laptop, "budi", BUDI)
    with budi.database.read() as connection:
        sealed = [box for one in answering.rounds(connection) for _name, _key, box in one.sealed]
    assert sealed
    # 32 bytes of master, 16 of context, 48 of seal.
    assert {len(bytes.fromhex(box)) for box in sealed} == {96}
    spaces.sign_out(budi)


@pytest.mark.slow
def test_without_the_laptops_secret_an_answer_opens_nothing(laptop: Path) -> None:
    request = unlocks.challenge(laptop, "siti")
    groups = answer_of(laptop, "budi", BUDI, request).groups
    (laptop / "device.secret").write_text("00" * 32)
    with pytest.raises(Locked):
        unlocks.finish(laptop, "siti", groups, NEW)


def test_a_supervisor_far_away_is_trusted_by_card_and_answers_from_their_own_laptop(
    laptop: Path, office: Workspace, tmp_path: Path
) -> None:
    card = json.loads(json.dumps(answering.own_card(office)))
    siti = spaces.sign_in(laptop, "siti", SITI)
    assert unlocks.fingerprint(unlocks.trust(siti, card).key) == unlocks.fingerprint(office.pen.public_key)
    brought = json.loads(json.dumps(unlocks.latest_round(siti)))
    spaces.sign_out(siti)
    request = unlocks.challenge(laptop, "siti")
    with pytest.raises(NotFound, match="tidak dikenal"):
        answering.answer_request(office, request, "rahasia ratna")
    assert answering.take_round(office, brought) == "siti"
    answer = answering.answer_request(office, request, "rahasia ratna")
    assert answering.answer_request(office, request, "rahasia ratna").again
    assert unlocks.finish(laptop, "siti", answer.groups, NEW) == "ratna"
    assert kinds(office).count("unlock.answered") == 2
    assert audit.audit(office).faults == ()
    # The codes after it are new: Ratna can answer again only once the new preparation is with her.
    with pytest.raises(NotFound):
        answering.answer_request(office, unlocks.challenge(laptop, "siti"), "rahasia ratna")
    spaces.sign_out(office)


@pytest.mark.slow
def test_who_answered_is_known_by_the_code(laptop: Path) -> None:
    budi = spaces.sign_in(laptop, "budi", BUDI)
    accounts.add_user(budi, "dian", "dinas", "rahasia dian")
    spaces.sign_out(budi)
    siti = spaces.sign_in(laptop, "siti", SITI)
    assert unlocks.keep_prepared(siti)
    assert not unlocks.keep_prepared(siti)
    spaces.sign_out(siti)
    request = unlocks.challenge(laptop, "siti")
    assert (
        unlocks.finish(laptop, "siti", answer_of(laptop, "dian", "rahasia dian", request).groups, NEW)
        == "dian"
    )


@pytest.mark.slow
def test_supervisors_help_each_other_and_nobody_helps_themself(laptop: Path) -> None:
    with pytest.raises(Refused, match="belum ada penyelia"):
        unlocks.challenge(laptop, "budi")
    budi = spaces.sign_in(laptop, "budi", BUDI)
    accounts.add_user(budi, "dian", "dinas", "rahasia dian")
    spaces.sign_out(budi)
    request = unlocks.challenge(laptop, "budi")
    with pytest.raises(NotFound):
        answer_of(laptop, "budi", BUDI, request)
    unlocks.finish(laptop, "budi", answer_of(laptop, "dian", "rahasia dian", request).groups, NEW)
    spaces.sign_out(spaces.sign_in(laptop, "budi", NEW))


def test_a_facilitator_answers_nobody(laptop: Path) -> None:
    with pytest.raises(Refused, match="Hanya penyelia"):
        answer_of(laptop, "siti", SITI, unlocks.challenge(laptop, "siti"))


def test_the_helpers_own_passphrase_is_asked(laptop: Path) -> None:
    budi = spaces.sign_in(laptop, "budi", BUDI)
    with pytest.raises(Locked):
        answering.answer_request(budi, unlocks.challenge(laptop, "siti"), "bukan ini")
    assert "unlock.answered" not in kinds(budi)
    spaces.sign_out(budi)


def test_a_request_waits_an_hour_and_no_clock_makes_it_wait_longer(laptop: Path) -> None:
    request = unlocking.ask(laptop, "siti", uptime=100.0, now=1000.0)
    assert unlocking.ask(laptop, "siti", uptime=3600.0, now=1200.0) == request
    groups = answer_of(laptop, "budi", BUDI, request).groups
    secret = spaces.secret_of(laptop)
    for uptime, now in ((3800.0, 1000.0), (200.0, 5000.0), (200.0, -9e9)):
        with pytest.raises(Refused, match="lewat satu jam"):
            unlocking.open_answer(laptop, "siti", groups, secret, uptime=uptime, now=now)
    unlocking.open_answer(laptop, "siti", groups, secret, uptime=200.0, now=1100.0)
    assert unlocking.ask(laptop, "siti", uptime=4000.0, now=1200.0) != request


@pytest.mark.slow
def test_a_passphrase_that_is_too_short_spends_nothing(laptop: Path) -> None:
    groups = answer_of(laptop, "budi", BUDI, unlocks.challenge(laptop, "siti")).groups
    with pytest.raises(Refused, match="pendek"):
        unlocks.finish(laptop, "siti", groups, "123")
    unlocks.finish(laptop, "siti", groups, NEW)


@pytest.mark.slow
@pytest.mark.parametrize("cut", ["reslot", "spend", "_prepare"])
def test_whoever_is_interrupted_repeats_the_same_answer_or_is_done(
    laptop: Path, monkeypatch: pytest.MonkeyPatch, cut: str
) -> None:
    groups = answer_of(laptop, "budi", BUDI, unlocks.challenge(laptop, "siti")).groups

    def killed(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(unlocks, cut, killed)
        with pytest.raises(KeyboardInterrupt):
            unlocks.finish(laptop, "siti", groups, NEW)
    if cut != "_prepare":
        unlocks.finish(laptop, "siti", groups, NEW)
    siti = spaces.sign_in(laptop, "siti", NEW)
    assert "account.unlocked" in kinds(siti)
    spaces.sign_out(siti)


@pytest.mark.slow
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b'{"version": 1}',
        b"\xff",
        b"[" * 10_000,
        b'{"version":1,"device":"a","round":"b","used":9,"helpers":[]}',
    ],
    ids=range(6),
)
def test_a_damaged_preparation_is_none(laptop: Path, content: bytes) -> None:
    (laptop / "accounts" / "siti.unlock").write_bytes(content)
    with pytest.raises(Refused, match="belum ada penyelia"):
        unlocks.challenge(laptop, "siti")
    siti = spaces.sign_in(laptop, "siti", SITI)
    assert unlocks.keep_prepared(siti)
    spaces.sign_out(siti)
    unlocks.challenge(laptop, "siti")


@pytest.mark.slow
@pytest.mark.parametrize(
    "card",
    [
        {},
        {"kelambu": "helper/1", "name": "x", "role": "fasilitator", "public_key": "00" * 32},
        {"kelambu": "helper/1", "name": "x", "role": "penyelia", "public_key": "00"},
        {"kelambu": "helper/1", "name": "x", "role": "penyelia", "public_key": "zz" * 32},
        {"kelambu": "helper/1", "name": ["x"], "role": "penyelia", "public_key": "00" * 32},
    ],
)
def test_what_is_no_card_is_refused_and_changes_nothing(laptop: Path, card: dict[str, object]) -> None:
    siti = spaces.sign_in(laptop, "siti", SITI)
    before = kinds(siti)
    with pytest.raises(Unreadable):
        unlocks.trust(siti, card)
    assert kinds(siti) == before
    spaces.sign_out(siti)


def test_changing_the_passphrase(laptop: Path) -> None:
    siti = spaces.sign_in(laptop, "siti", SITI)
    with pytest.raises(Locked):
        passphrases.change_passphrase(siti, "bukan ini", NEW)
    for bad in ("123", SITI):
        with pytest.raises(Refused):
            passphrases.change_passphrase(siti, SITI, bad)
    passphrases.change_passphrase(siti, SITI, NEW)
    assert kinds(siti)[-1] == "passphrase.changed"
    spaces.sign_out(siti)
    with pytest.raises(Locked):
        spaces.sign_in(laptop, "siti", SITI)
    spaces.sign_out(spaces.sign_in(laptop, "siti", NEW))


@pytest.mark.slow
def test_a_change_that_cannot_be_written_leaves_the_old_one(
    laptop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    siti = spaces.sign_in(laptop, "siti", SITI)

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(passphrases, "append", full)
        with pytest.raises(OSError, match="space"):
            passphrases.change_passphrase(siti, SITI, NEW)
    spaces.sign_out(siti)
    spaces.sign_out(spaces.sign_in(laptop, "siti", SITI))


@pytest.mark.slow
def test_a_count_that_was_deleted_makes_the_next_one_wait(laptop: Path) -> None:
    (laptop / "accounts" / "siti.tries").unlink()
    with pytest.raises(Locked, match="Tunggu 30 detik"):
        spaces.sign_in(laptop, "siti", SITI)


# --- the district's recovery key ---


@pytest.fixture
def district(tmp_path: Path) -> tuple[str, Path]:
    identity = pyrage.x25519.Identity.generate()
    path = tmp_path / "identity.txt"
    path.write_text(f"# brankas dinas\n{identity}\n")
    return str(identity.to_public()), path


@pytest.fixture
def sealed(laptop: Path, district: tuple[str, Path]) -> Path:
    siti = spaces.sign_in(laptop, "siti", SITI)
    recovery.set_recovery(siti, district[0])
    assert kinds(siti)[-1] == "recovery.set"
    spaces.sign_out(siti)
    return laptop


def test_the_district_opens_what_nobody_can(sealed: Path, district: tuple[str, Path]) -> None:
    assert recovery.recovery(sealed).recipient == district[0]
    assert recovery.open_recovery(sealed, district[1], "dian", "rahasia dian").role == "dinas"
    dian = spaces.sign_in(sealed, "dian", "rahasia dian")
    assert kinds(dian)[-2:] == ["account.opened", "recovery.opened"]
    assert audit.audit(dian).faults == ()
    spaces.sign_out(dian)
    spaces.sign_out(spaces.sign_in(sealed, "siti", SITI))


@pytest.mark.slow
def test_the_district_opens_it_on_another_laptop_too(
    sealed: Path, district: tuple[str, Path], tmp_path: Path
) -> None:
    other = tmp_path / "lain"
    shutil.copytree(sealed, other)
    (other / "device.secret").unlink()
    recovery.open_recovery(other, district[1], "dian", "rahasia dian")
    spaces.sign_out(spaces.sign_in(other, "dian", "rahasia dian"))


def test_the_district_opens_a_laptop_that_the_hub_revoked(sealed: Path, district: tuple[str, Path]) -> None:
    path = sealed / "workspace.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"revoked": "Dicabut."}))
    for slot in (sealed / "accounts").glob("*.json"):
        slot.unlink()
    with pytest.raises(Locked, match=r"Dicabut\."):
        spaces.sign_in(sealed, "siti", SITI)
    recovery.open_recovery(sealed, district[1], "dian", "rahasia dian")
    dian = spaces.sign_in(sealed, "dian", "rahasia dian")
    assert "account.opened" in kinds(dian)
    spaces.sign_out(dian)


@pytest.mark.slow
def test_another_identity_opens_nothing(sealed: Path, tmp_path: Path) -> None:
    path = tmp_path / "other.txt"
    path.write_text(str(pyrage.x25519.Identity.generate()))
    with pytest.raises(Locked, match="tidak membuka"):
        recovery.open_recovery(sealed, path, "dian", "rahasia dian")
    assert {user.name for user in spaces.known_users(sealed)} == {"budi", "siti"}


@pytest.mark.slow
def test_a_taken_name_is_not_replaced(sealed: Path, district: tuple[str, Path]) -> None:
    with pytest.raises(Refused, match="sudah ada"):
        recovery.open_recovery(sealed, district[1], "siti", "rahasia dian")
    spaces.sign_out(spaces.sign_in(sealed, "siti", SITI))


@pytest.mark.slow
def test_a_slot_of_another_laptop_is_told(
    sealed: Path, laptop: Path, district: tuple[str, Path], office: Workspace
) -> None:
    recovery.set_recovery(office, district[0])
    shutil.copy(office.folder / recovery.FILE_NAME, sealed / recovery.FILE_NAME)
    with pytest.raises(Locked, match="laptop lain"):
        recovery.open_recovery(sealed, district[1], "dian", "rahasia dian")
    spaces.sign_out(office)


@pytest.mark.slow
def test_the_recipient_that_the_hub_named_is_used_once_and_never_replaces_the_districts_file(
    laptop: Path, district: tuple[str, Path]
) -> None:
    siti = spaces.sign_in(laptop, "siti", SITI)
    assert not recovery.keep_recovery(siti)
    row = {"id": 1, "recovery": district[0], "device_key": b"", "roles": "[]", "rate": 0.0, "delay": 0.0}
    with siti.database.write() as connection:
        connection.execute(insert(t.hub_link), row)
    unlocks.keep_safe(siti)
    assert recovery.recovery(laptop).recipient == district[0]
    assert not recovery.keep_recovery(siti)
    spaces.sign_out(siti)


@pytest.mark.slow
@pytest.mark.parametrize("content", ["", "age1", "age1" + "b" * 58, "siti", "AGE-SECRET-KEY-1ABC"])
def test_only_a_recipient_is_taken(laptop: Path, tmp_path: Path, content: str) -> None:
    path = tmp_path / "recovery.pub"
    path.write_text(content)
    siti = spaces.sign_in(laptop, "siti", SITI)
    with pytest.raises(Unreadable):
        recovery.set_recovery(siti, recovery.read_recipient(path))
    spaces.sign_out(siti)
    assert not (laptop / recovery.FILE_NAME).exists()


@pytest.mark.slow
def test_the_recovery_file_holds_the_key_only_sealed(sealed: Path) -> None:
    siti = spaces.sign_in(sealed, "siti", SITI)
    content = (sealed / recovery.FILE_NAME).read_bytes()
    assert siti.database_key not in content
    assert siti.database_key.hex().encode() not in content
    spaces.sign_out(siti)
