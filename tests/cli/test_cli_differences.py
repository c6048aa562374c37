"""`import` of a later list and `differences`: what scripts and people are told, and what they can name."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Office, Run

Row = dict[str, str]


@pytest.fixture
def office(office: Office, tmp_path: Path) -> Office:
    """A copy of the office as it was made: what waits here is nobody else's."""
    return replace(office, folder=Path(shutil.copytree(office.folder.with_name("kept"), tmp_path / "ruang")))


@pytest.fixture
def newer(office: Office, tmp_path: Path) -> Callable[..., Path]:
    """The office's individual list with other columns in its first sound rows, one dict each."""

    def write(*changes: Row) -> Path:
        with office.listed.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        sound = [row for row in rows if row["Desil Kesejahteraan"] in "123"]
        for row, columns in zip(sound, changes, strict=False):
            # A family has one desil, whoever of it is named.
            family = [one for one in rows if one["ID Keluarga P3KE"] == row["ID Keluarga P3KE"]]
            for one in family if "Desil Kesejahteraan" in columns else [row]:
                one.update(columns)
        path = tmp_path / "baru.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


def test_a_later_list_waits_and_is_accepted(run: Run, office: Office, newer: Callable[..., Path]) -> None:
    path = newer({"Pekerjaan": "NELAYAN"}, {"Pekerjaan": "NELAYAN"})
    imported = run("import", path, "--json", *office.siti())
    assert imported.code == 0
    assert imported.document["staged"] == {"lain": 2}
    assert imported.document["changed"] == 2
    assert imported.document["read"] == sum(
        imported.document[name] for name in ("added", "changed", "unchanged", "quarantined")
    )
    assert "kelambu differences" in imported.err
    shown = run("differences", "--json", *office.siti())
    assert shown.document["classes"] == {"lain": {"waiting": 2, "deferred": 0, "verified": 0}}
    assert [one["file"] for one in shown.document["lists"]] == ["baru.csv"]
    rows = run("differences", "lain", "--json", *office.siti()).document
    assert {row["class"] for row in rows} == {"lain"}
    assert [(change["field"], change["after"]) for change in rows[0]["changes"]] == [("Pekerjaan", "NELAYAN")]
    first = str(rows[0]["row"])
    done = run("differences", "--accept", "lain", "--defer", first, "--json", *office.siti())
    assert (done.document["accepted"], done.document["deferred"]) == ({"lain": 1}, {"lain": 1})
    again = run("import", path, "--json", *office.siti())
    assert (again.document["unchanged"] > 0, again.document["staged"]) == (True, {"lain": 1})
    last = run("differences", "--accept", "all", "--deferred", "--json", *office.siti())
    assert (last.document["accepted"], last.document["classes"]) == ({"lain": 1}, {})
    final = run("import", path, "--json", *office.siti()).document
    assert set(final) == {"read", "added", "changed", "unchanged", "quarantined", "reasons"}
    assert (final["added"], final["changed"]) == (0, 0)
    assert run("audit", "verify", *office.siti()).code == 0


def test_a_script_accepts_classes_as_it_imports(run: Run, office: Office, newer: Callable[..., Path]) -> None:
    path = newer({"Pekerjaan": "NELAYAN"}, {"Desil Kesejahteraan": "9"})
    rehearsed = run("import", path, "--dry-run", "--accept", "lain", *office.siti())
    assert "Yang akan menunggu: 1 desil berubah." in rehearsed.err
    imported = run("import", path, "--accept", "lain", "--json", *office.siti())
    assert imported.document["accepted"] == {"lain": 1}
    assert "1 desil berubah" in imported.err
    assert list(run("differences", "--json", *office.siti()).document["classes"]) == ["desil"]


def test_source_and_period_are_said_by_hand(run: Run, office: Office, newer: Callable[..., Path]) -> None:
    imported = run("import", newer(), "--source", "dtsen", "--period", "2025-6", "--json", *office.siti())
    assert set(imported.document["staged"]) == {"periode"}
    text = run("differences", "periode", "--limit", "1", *office.siti())
    assert "2025-06" in text.out
    assert run("differences", *office.siti()).out.startswith("Dari baru.csv (DTSEN 2025-06):")


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("differences", "semua"), 2, "Golongan “semua” tidak ada"),
        (("differences", "12"), 2, "Sebutkan satu GOLONGAN"),
        (("differences", "lain", "--accept", "lain"), 2, "Sebutkan satu GOLONGAN"),
        (("differences", "--accept", "99999"), 1, "Baris 99999 tidak ada"),
        (("differences", "--defer", "[/]\x1b[2J"), 2, "tidak ada. Pilih baru"),
        (("import", "{list}", "--accept", "7"), 2, "bukan nomor baris"),
        (("import", "{list}", "--source", "BPS"), 2, "P3KE, DTSEN, DTKS"),
        (("import", "{list}", "--period", "kapan"), 2, "2025-06"),
    ],
)
def test_what_cannot_be_named_is_said_in_one_sentence(
    run: Run, office: Office, words: tuple[str, ...], code: int, sentence: str
) -> None:
    ran = run(*(word.replace("{list}", str(office.listed)) for word in words), *office.siti())
    assert ran.code == code
    assert sentence in ran.err
    assert ran.out == ""
    assert "\x1b" not in ran.err


def test_nothing_waits(run: Run, office: Office) -> None:
    assert "Tidak ada perbedaan" in run("differences", *office.siti()).out
    assert run("differences", "desil", "--json", *office.siti()).document == []
