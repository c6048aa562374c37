"""What every screen looks like at both sizes; a change of looks is seen in review, not by users."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert
from textual.pilot import Pilot

from kelambu_tui.matching.records import Record, record_digest
from kelambu_tui.store import tables as t
from kelambu_tui.tui import desk as desks
from kelambu_tui.tui.app import KelambuApp
from kelambu_tui.tui.desk import Desk
from kelambu_tui.work.approval import approve, reject, send_back, waiting
from kelambu_tui.work.compared import compared_records
from kelambu_tui.work.desil import propose_desil
from kelambu_tui.work.duplicates import judge_pair
from kelambu_tui.work.enrolment import queue
from kelambu_tui.work.households import read_household
from kelambu_tui.work.leaves import ask_leave
from kelambu_tui.work.plan import plan
from kelambu_tui.work.sessions import Present, miss_visit, open_session
from kelambu_tui.work.verification import Sheet, record, save_draft
from kelambu_tui.work.workspace import Workspace

pytestmark = pytest.mark.slow  # whole pages, drawn and played: the full check runs them

Snap = Callable[..., bool]
MOMENT = datetime(2026, 11, 23, 14, 3, 22, tzinfo=UTC)
SESSION_VILLAGE = "16.06.02.2001"
SIZES = [(80, 24), (120, 40)]


def still(workspace: Workspace) -> Workspace:
    """The same workspace on a day that does not pass."""
    pen = dataclasses.replace(workspace.pen, now=lambda: MOMENT)
    return dataclasses.replace(workspace, pen=pen, today=lambda: date(2026, 11, 23))


@pytest.fixture
def day(
    practice: Path,
    as_user: Callable[[str], Workspace],
    eligible: Callable[[int], list[str]],
    filled: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A day of work, at a clock that stands still, here and in the app."""
    people = eligible(9)
    siti, budi = still(as_user("siti")), still(as_user("budi"))
    for person in people[:7]:
        record(siti, person, Sheet("layak", filled, note="rumah panggung"))
        queue(siti, person)
    ids = {row.person: row.id for row in waiting(budi)}
    send_back(budi, [ids[people[0]]], "nama ibu belum sesuai KTP", "")
    approve(budi, [ids[people[1]], ids[people[2]]], "")
    reject(budi, [ids[people[3]]], budi.programme.reasons.rejections[0].code, "", "")
    save_draft(siti, people[7], Sheet("layak", {"birthplace": "Sekayu"}))
    save_draft(siti, people[8], Sheet())
    set_pairs(siti)
    poorer = next(one for one in plan(siti, SESSION_VILLAGE) if one.desil == 3)
    propose_desil(siti, poorer.household, 1, "lantai tanah, tidak ada jamban", "foto")
    opened = desks.open_desk

    def open_still(folder: Path, name: str, passphrase: str) -> Desk:
        desk = opened(folder, name, passphrase)
        desk.workspace = still(desk.workspace)
        return desk

    monkeypatch.setattr(desks, "open_desk", open_still)


PAIRS = (
    (("4040000023", "4040000056"), "nik_sama_nama_lain", 0.935, 3.85, (
        ("nik", "sama", 19.5), ("name", "lain", -12.25), ("birth_date", "sama", 10.5), ("sex", "sama", 0.1),
    )),
    (("4040000208", "4040000256"), "orang_sama_nik_lain", 0.998, 8.96, (
        ("nik", "satu_angka", 9.6), ("name", "mirip_sekali", 9.2), ("birth_date", "tahun_meleset", 6.1),
        ("address", "lain", -1.5), ("sex", "sama", 0.1),
    )),
    (("4040000087", "4040000092"), "orang_sama_nik_lain", 0.72, 1.36, (
        ("birth_date", "sama", 10.5), ("name", "sama", 4.5), ("address", "sama", 0.7),
    )),
)  # fmt: skip
"""What a comparison might find: the looks do not change each time the weights are learnt anew."""


def set_pairs(workspace: Workspace) -> None:
    """Put these pairs in the place of those that the weights of today find."""
    workspace.watch.keep_up()
    with workspace.database.write() as connection:
        people = {name for names, *_rest in PAIRS for name in names}
        records = {record.id: record for record in compared_records(connection, people)}
        connection.execute(delete(t.suspicion))
        for (a, b), kind, probability, weight, found in PAIRS:
            values = [(vars_of(records[a], field), vars_of(records[b], field)) for field, *_rest in found]
            evidence = [[*item, *pair] for item, pair in zip(found, values, strict=True)]
            row = {"a": a, "b": b, "kind": kind, "probability": probability, "weight": weight}
            digests = {"digest_a": record_digest(records[a]), "digest_b": record_digest(records[b])}
            connection.execute(insert(t.suspicion).values(row | digests | {"evidence": json.dumps(evidence)}))
    judge_pair(workspace, *PAIRS[2][0], "ragu", "kembar?")
    ask_leave(workspace, PAIRS[1][0][0], "KTP asli sudah dilihat")


def vars_of(found: Record, field: str) -> str:
    return str(getattr(found, field))


SCENES: dict[str, tuple[str | None, tuple[str, ...]]] = {
    "masuk": (None, ()),
    "beranda": ("siti", ()),
    "beranda_terang": ("siti", ("f8",)),
    "cari": ("siti", ("f3", *"siti", "down", "down")),
    "cari_kosong": ("siti", ("f3",)),
    "keluarga": ("siti", ("f3", *"siti", "enter")),
    "verifikasi": ("siti", ("enter",)),
    "mengapa": ("siti", ("down", "enter", "f7")),
    "pilihan": ("siti", ("down", "enter", "enter")),
    "antrean": ("siti", ("f4",)),
    "persetujuan": ("budi", ("f5", "space")),
    "persetujuan_rinci": ("budi", ("f5", "f7")),
    "kembalikan": ("budi", ("f5", "k")),
    "usulan": ("siti", ("f3", *"zulbaidah", "ctrl+n")),
    "usulan_mirip": ("siti", ("f3", *"siti aminah", "ctrl+n", "ctrl+g")),
    "permintaan": ("budi", ("m",)),
    "permintaan_tolak": ("budi", ("m", "t")),
    "lepas": ("budi", ("f4", *["down"] * 4, "l")),
    "sesi_kosong": ("siti", ("s",)),
    "sesi_buka": ("siti", ("s", "b")),
    "ganda": ("siti", ("f12",)),
    "ganda_nik": ("siti", ("f12", "s")),
    "ganda_rinci": ("siti", ("f12", "f7")),
    "ganda_ragu": ("siti", ("f12", "s", "n", "l")),
    "ganda_izin": ("budi", ("f12", "i")),
    "ganda_kosong": ("siti", ("down", "enter", "ctrl+g")),
    "bantuan": ("siti", ("down", "enter", "down", "down", "f1")),
}


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
@pytest.mark.parametrize("scene", SCENES)
def test_looks(
    snap_compare: Snap, day: None, hands_of: type[Any], practice: Path, scene: str, size: tuple[int, int]
) -> None:
    user, keys = SCENES[scene]

    async def walk(pilot: Pilot[int]) -> None:
        hands = hands_of(pilot.app, pilot)
        await hands.settle()
        await hands.press(*keys)

    assert snap_compare(KelambuApp(practice, user), terminal_size=size, run_before=walk)


SESSION_SCENES: dict[str, tuple[str, ...]] = {
    "sesi": ("s",),
    "sesi_rt": ("s", "down", "enter", "down"),
    "sesi_tidak_di_rumah": ("s", "down", "enter", "t"),
    "sesi_tutup": ("s", "k"),
    "sesi_lama": ("s", "k", "y"),
}


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
@pytest.mark.parametrize("scene", SESSION_SCENES)
def test_session_looks(
    snap_compare: Snap,
    practice: Path,
    as_user: Callable[[str], Workspace],
    filled: dict[str, str],
    day: None,
    hands_of: type[Any],
    scene: str,
    size: tuple[int, int],
) -> None:
    siti = still(as_user("siti"))
    present = [Present("H. Amin, S.Pd.", "Kepala Desa"), Present("Suparman", "Ketua RT 002")]
    open_session(siti, SESSION_VILLAGE, place="Balai Desa", meeting="musdes", present=present)
    families = plan(siti, SESSION_VILLAGE, "002")
    for member in read_household(siti, families[0].household).members:
        record(siti, member.person, Sheet("mampu"))
    record(siti, read_household(siti, families[1].household).members[0].person, Sheet("layak", filled))
    miss_visit(siti, families[2].household, next_day="2026-11-30", note="di kebun sampai Jumat")

    async def walk(pilot: Pilot[int]) -> None:
        hands = hands_of(pilot.app, pilot)
        await hands.settle()
        for key in SESSION_SCENES[scene]:
            await (hands.confirm(key) if key == "y" else hands.press(key))

    assert snap_compare(KelambuApp(practice, "siti"), terminal_size=size, run_before=walk)


def test_too_small_looks(snap_compare: Snap, day: None, hands_of: type[Any], practice: Path) -> None:
    async def walk(pilot: Pilot[int]) -> None:
        await hands_of(pilot.app, pilot).settle()

    assert snap_compare(KelambuApp(practice, "siti"), terminal_size=(79, 20), run_before=walk)
