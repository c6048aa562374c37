"""Daftar: a newer list is looked at class by class, row by row, and nothing happens by itself."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from kelambu_tui.exchange.intake import import_list
from kelambu_tui.seed import seed_file
from kelambu_tui.store.registry import registry_digest
from kelambu_tui.tui.app import KelambuApp
from kelambu_tui.work import workspace as spaces
from kelambu_tui.work.audit import audit
from kelambu_tui.work.households import read_household
from kelambu_tui.work.list_review import accept, read_review
from kelambu_tui.work.workspace import Workspace

pytestmark = pytest.mark.slow

Play = Callable[..., None]
Row = dict[str, str]
Enter = Callable[[str], Workspace]


def newer(folder: Path, change: Callable[[list[Row]], list[Row]]) -> Path:
    """The practice list a year later, as `change` makes it."""
    with seed_file("demo-individu.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows, header = list(reader), reader.fieldnames or []
    path = folder / "baru.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerows(change(rows))
    return path


def a_few_of_each(rows: list[Row]) -> list[Row]:
    """Two families of another desil, three other jobs, one person gone, one new, one hostile name."""
    sound = [row for row in rows if row["Desil Kesejahteraan"] in "123" and row["ID Individu"].isdecimal()]
    families = sorted({row["ID Keluarga P3KE"] for row in sound})[:2]
    for row in rows:
        if row["ID Keluarga P3KE"] in families:
            row["Desil Kesejahteraan"] = "9"
    for row in sound[40:43]:
        row["Pekerjaan"] = "PENYADAP KARET"
    sound[50]["Nama"] = "[/][@click=app.quit]\x1b[2JSITI"
    gone = sound[60]["ID Individu"]
    extra = {**sound[70], "ID Individu": "990000001", "Nama": "WARGA BARU"}
    extra["Hubungan dengan Kepala Keluarga"] = "ANAK"
    return [row for row in rows if row["ID Individu"] != gone] + [extra]


@pytest.fixture
def staged(practice: Path, tmp_path: Path, as_user: Enter) -> dict[str, int]:
    """A newer list that waits; answers its differences by class."""
    siti = as_user("siti")
    report = import_list(siti, newer(tmp_path, a_few_of_each), review=True)
    spaces.sign_out(siti)
    return report.staged


def waiting(as_user: Enter) -> dict[str, tuple[int, int]]:
    workspace = as_user("siti")
    found = {one.kind.value: (one.waiting, one.deferred) for one in read_review(workspace).classes}
    spaces.sign_out(workspace)
    return found


def test_a_class_is_accepted_after_a_question_and_a_row_deferred(
    play: Play, staged: dict[str, int], as_user: Enter
) -> None:
    assert staged["desil"] == 2

    async def script(hands: Any) -> None:
        assert "perbedaan daftar" in hands.text  # at home it is the first thing to do
        await hands.press("enter")
        assert hands.place() == "Daftar"
        assert "baru.csv" in hands.line(2)
        await hands.press("down")  # from new people to desils
        assert "Desil berubah" in hands.text
        await hands.press("enter", "t")
        assert "Ditunda: 1" in hands.text
        await hands.press("a")
        assert hands.place() == "Ask"
        await hands.press("enter")  # Cancel has the focus
        assert hands.place() == "Daftar"
        await hands.press("escape", "a")
        assert "1 yang ditunda tetap menunggu" in hands.text.replace("\n", " ")
        await hands.confirm()
        assert "Diterima: 1" in hands.text
        await hands.press("escape")
        assert hands.place() == "Beranda"

    play(script)
    assert waiting(as_user) | {"desil": (0, 1)} == waiting(as_user)
    siti = as_user("siti")
    assert audit(siti).faults == ()
    spaces.sign_out(siti)


def test_a_key_that_is_held_down_accepts_nothing(play: Play, staged: dict[str, int], as_user: Enter) -> None:
    async def script(hands: Any) -> None:
        await hands.press("d")
        await hands.rush("a", "y", "y")
        assert hands.place() == "Ask"
        await hands.press("escape")

    play(script)
    assert {kind: count for kind, (count, _deferred) in waiting(as_user).items()} == staged


def test_a_row_leads_to_its_family_and_hostile_names_stay_text(
    play: Play, staged: dict[str, int], as_user: Enter
) -> None:
    async def script(hands: Any) -> None:
        await hands.press("d", "down", "down", "enter")
        for _row in range(staged["lain"]):
            assert "\x1b[2J" not in hands.text
            await hands.press("down")
        await hands.press("f7", "f7", "tab", "tab", "enter")
        assert hands.place() == "Keluarga"
        await hands.press("escape")
        assert hands.place() == "Daftar"

    play(script)


def test_a_list_comes_in_through_the_dialog(
    play: Play, practice: Path, tmp_path: Path, as_user: Enter
) -> None:
    siti = as_user("siti")
    with siti.database.read() as connection:
        before = registry_digest(connection)
    path = newer(tmp_path, a_few_of_each)

    async def script(hands: Any) -> None:
        await hands.press("d")
        assert "Tidak ada perbedaan" in hands.text
        await hands.press("a", "t", "enter")
        assert hands.place() == "Daftar"
        await hands.press("m", "enter")
        await hands.confirm("enter")
        assert "Tulis jalur berkasnya dulu" in hands.text
        await hands.write("tidak-ada.csv")
        await hands.press("enter")
        await hands.confirm("enter")
        assert "tidak ada" in hands.text
        await hands.press("up")
        for _letter in range(len("tidak-ada.csv")):
            await hands.press("backspace")
        await hands.paste(str(path))
        await hands.press("enter")
        await hands.paste("Regsosek")
        await hands.confirm("enter")
        assert "tidak dikenal" in hands.text
        for _letter in range(len("Regsosek")):
            await hands.press("backspace")
        await hands.paste("DTSEN 2025-06")
        await hands.confirm("enter")
        assert hands.place() == "Daftar"
        assert "perbedaan menunggu" in hands.text
        assert "DTSEN 2025-06" in hands.line(2)

    play(script)
    with siti.database.read() as connection:
        assert registry_digest(connection) == before
    accept(siti, kinds=["desil"])
    review = {one.kind.value: one for one in read_review(siti).classes}
    assert "desil" not in review
    assert review["periode"].waiting > 100  # DTSEN confirms what P3KE said
    sound = [row for row in a_few_of_each(_seed()) if row["Desil Kesejahteraan"] == "9"]
    changed = sound[0]["ID Keluarga P3KE"]
    view = read_household(siti, changed)
    assert (view.desil_sources[0].source, view.desil_sources[0].desil) == ("DTSEN", 9)
    assert len(view.desil_sources) == 2
    spaces.sign_out(siti)


def _seed() -> list[Row]:
    with seed_file("demo-individu.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


SCENES: dict[str, tuple[str, ...]] = {
    "daftar": ("d",),
    "daftar_baris": ("d", "down", "down", "enter", "down", "t"),
    "daftar_terima": ("d", "down", "a"),
    "daftar_muat": ("d", "m"),
}


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
@pytest.mark.parametrize("scene", SCENES)
def test_looks(
    snap_compare: Callable[..., bool],
    staged: dict[str, int],
    hands_of: type[Any],
    practice: Path,
    scene: str,
    size: tuple[int, int],
) -> None:
    async def walk(pilot: Pilot[int]) -> None:
        hands = hands_of(pilot.app, pilot)
        await hands.settle()
        await hands.press(*SCENES[scene])

    assert snap_compare(KelambuApp(practice, "siti"), terminal_size=size, run_before=walk)


def test_an_empty_page_teaches(
    snap_compare: Callable[..., bool], hands_of: type[Any], practice: Path
) -> None:
    async def walk(pilot: Pilot[int]) -> None:
        hands = hands_of(pilot.app, pilot)
        await hands.settle()
        await hands.press("d")

    assert snap_compare(KelambuApp(practice, "siti"), terminal_size=(80, 24), run_before=walk)
