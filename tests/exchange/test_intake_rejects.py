"""Rejects: written out with the reason, corrected by hand, fed back."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kelambu_tui.errors import Unreadable
from kelambu_tui.exchange.intake.report import IntakeReport

Table = Callable[[str], list[dict[str, Any]]]
TakeIn = Callable[..., IntakeReport]


def read(path: Path, separator: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=separator))


def write(path: Path, rows: list[dict[str, str]], separator: str = ",") -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=separator)
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("dry_run", [False, True])
def test_corrected_rejects_import(
    separator: str,
    dry_run: bool,
    headers: dict[str, list[str]],
    rows_in: Any,
    csv_list: Any,
    take_in: TakeIn,
    table: Table,
    tmp_path: Path,
) -> None:
    rows = rows_in("A-individu", 4)
    good = rows[1]["Tanggal Lahir"]
    rows[1] |= {"Tanggal Lahir": "30/02/1990", "Nama": "=SITI", "Alamat": "'-RT 1"}
    rows[3] |= {"ID Individu": ""}
    out = tmp_path / "tolak.csv"
    source = csv_list(headers["A-individu"], rows, separator=separator, above=3)
    first = take_in(source, rejects=out, dry_run=dry_run)
    assert first.rejects == (out,)
    if dry_run:
        take_in(source)
    rejected = read(out, separator)
    assert [(row["kode"], row["baris"]) for row in rejected] == [("bad_date", "6"), ("no_id", "8")]
    assert rejected[0]["Nama"] == "'=SITI"  # no formula for a spreadsheet
    assert "30/02/1990" in rejected[0]["alasan"]
    rejected[0]["Tanggal Lahir"] = good
    rejected[1]["ID Individu"] = "IND00000004"
    report = take_in(write(out, rejected, separator))
    assert (report.read, report.added) == (2, 2)
    person = next(person for person in table("person") if person["list_id"] == "IND00000002")
    assert person["name"] == "=SITI"
    assert [row["key"] for row in table("quarantine")] == [""]  # a row without ID cannot be told apart
    places = {household["family_id"]: household["address"] for household in table("household")}
    assert places["1606000000000002"] == "'-RT 1"
    assert "kode" not in person["more"]
    again = take_in(csv_list(headers["A-individu"], [rows[0], rows[2]], separator=separator, name="sisa.csv"))
    assert again.unchanged == 2


def test_a_reject_that_is_rejected_again_keeps_its_cells(
    headers: dict[str, list[str]], rows_in: Any, csv_list: Any, take_in: TakeIn, tmp_path: Path
) -> None:
    rows = rows_in("B-individu", 1)
    rows[0] |= {"Desil Kesejahteraan": "-1", "Nama": "'=SITI"}
    one, two = tmp_path / "1.csv", tmp_path / "2.csv"
    take_in(csv_list(headers["B-individu"], rows), rejects=one)
    report = take_in(one, rejects=two)
    assert report.reasons == {"bad_desil": 1}
    assert read(two) == read(one)
    assert list(read(two)[0]) == [*headers["B-individu"], "kode", "alasan", "baris"]


def test_rejects_may_replace_the_file_they_came_from(
    headers: dict[str, list[str]], rows_in: Any, csv_list: Any, take_in: TakeIn, tmp_path: Path
) -> None:
    rows = rows_in("B-individu", 2)
    rows[0]["Desil Kesejahteraan"] = "9x"
    out = tmp_path / "tolak.csv"
    take_in(csv_list(headers["B-individu"], rows), rejects=out)
    take_in(out, rejects=out)
    assert [row["kode"] for row in read(out)] == ["bad_desil"]


def test_a_workbook_of_two_lists_gives_two_files(
    headers: dict[str, list[str]], rows_in: Any, xlsx_list: Any, take_in: TakeIn, tmp_path: Path
) -> None:
    sheets = {}
    for layout in ("A-keluarga", "A-individu"):
        rows = rows_in(layout, 2)
        rows[1]["Kode Kemdagri"] = "0"
        sheets[layout] = [headers[layout], *([row.get(c, "") for c in headers[layout]] for row in rows)]
    out = tmp_path / "tolak.csv"
    report = take_in(xlsx_list(sheets), rejects=out)
    assert [path.name for path in report.rejects] == ["tolak.csv", "tolak-individu.csv"]
    assert [row["Kepala Keluarga"] for row in read(out, ";")] == ["WARGA NOMOR 2"]
    assert [row["Nama"] for row in read(report.rejects[1], ";")] == ["WARGA NOMOR 2"]


def test_no_rejects_no_file(
    headers: dict[str, list[str]], rows_in: Any, csv_list: Any, take_in: TakeIn, tmp_path: Path
) -> None:
    out = tmp_path / "tolak.csv"
    report = take_in(csv_list(headers["B-individu"], rows_in("B-individu", 2)), rejects=out)
    assert report.rejects == ()
    assert not out.exists()


def test_nothing_is_left_when_the_import_fails(
    headers: dict[str, list[str]], rows_in: Any, csv_list: Any, take_in: TakeIn, table: Table, tmp_path: Path
) -> None:
    rows = rows_in("B-individu", 1500)
    rows[0]["Desil Kesejahteraan"] = "x"
    path = csv_list(headers["B-individu"], rows)
    with path.open("a") as file:
        file.write('"' + ",".join("x" * 30) + "\n" * 3)
    out = tmp_path / "tolak.csv"
    with pytest.raises(Unreadable, match="tanda kutip"):
        take_in(path, rejects=out)
    assert list(tmp_path.glob("tolak*")) == []
    assert table("person") == table("quarantine") == table("intake") == []


def test_a_place_that_cannot_be_written(
    headers: dict[str, list[str]], rows_in: Any, csv_list: Any, take_in: TakeIn, table: Table, tmp_path: Path
) -> None:
    rows = rows_in("B-individu", 1)
    rows[0]["Desil Kesejahteraan"] = "x"
    with pytest.raises(Unreadable, match="tidak dapat ditulis"):
        take_in(csv_list(headers["B-individu"], rows), rejects=tmp_path / "tidak" / "ada.csv")
    assert table("intake") == []
