"""Rejects: written out with the reason, corrected by hand, fed back."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kelambu_tui.errors import Refused, Unreadable
from kelambu_tui.exchange.intake.report import IntakeReport
from kelambu_tui.work.workspace import Workspace

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


def test_rejects_replace_earlier_rejects_and_never_the_list_itself(
    headers: dict[str, list[str]], rows_in: Any, csv_list: Any, take_in: TakeIn, tmp_path: Path
) -> None:
    rows = rows_in("B-individu", 2)
    rows[0]["Desil Kesejahteraan"] = "9x"
    out = tmp_path / "tolak.csv"
    source = csv_list(headers["B-individu"], rows)
    for _time in range(2):
        take_in(source, rejects=out)
        assert [row["kode"] for row in read(out)] == ["bad_desil"]
    with pytest.raises(Refused, match="sedang diimpor"):
        take_in(out, rejects=out)
    assert [row["kode"] for row in read(out)] == ["bad_desil"]


def the_list(place: Path, source: Path, _workspace: Path) -> Path:
    return source


def a_link_to_the_list(place: Path, source: Path, _workspace: Path) -> Path:
    (place / "tautan.csv").symlink_to(source)
    return place / "tautan.csv"


def a_hard_link_to_the_list(place: Path, source: Path, _workspace: Path) -> Path:
    (place / "tautan.csv").hardlink_to(source)
    return place / "tautan.csv"


def the_ledger(_place: Path, _source: Path, workspace: Path) -> Path:
    return workspace / "kelambu.db"


def beside_the_ledger(_place: Path, _source: Path, workspace: Path) -> Path:
    (workspace / "sub").mkdir()
    return workspace / "sub" / "tolak.csv"


def through_a_linked_folder(place: Path, _source: Path, workspace: Path) -> Path:
    (place / "sini").symlink_to(workspace)
    return place / "sini" / "tolak.csv"


def a_link_to_the_ledger(place: Path, _source: Path, workspace: Path) -> Path:
    (place / "tolak.csv").symlink_to(workspace / "kelambu.db")
    return place / "tolak.csv"


def another_list(place: Path, source: Path, _workspace: Path) -> Path:
    return Path(shutil.copy(source, place / "lain.csv"))


def an_empty_file(place: Path, _source: Path, _workspace: Path) -> Path:
    (place / "kosong.csv").touch()
    return place / "kosong.csv"


def a_workbook(place: Path, _source: Path, _workspace: Path) -> Path:
    (place / "buku.xlsx").write_bytes(b"PK")
    return place / "buku.xlsx"


def a_new_workbook(place: Path, _source: Path, _workspace: Path) -> Path:
    return place / "baru.xlsx"


def a_folder(place: Path, _source: Path, _workspace: Path) -> Path:
    (place / "folder.csv").mkdir()
    return place / "folder.csv"


def nothing(_place: Path, _source: Path, _workspace: Path) -> Path:
    return Path()


@pytest.mark.parametrize(
    ("out_of", "words"),
    [
        (the_list, "sedang diimpor"),
        (a_link_to_the_list, "sedang diimpor"),
        (a_hard_link_to_the_list, "sedang diimpor"),
        (the_ledger, "berakhiran .csv"),
        (beside_the_ledger, "ruang kerja"),
        (through_a_linked_folder, "ruang kerja"),
        (a_link_to_the_ledger, "ruang kerja"),
        (another_list, "bukan berkas tolakan"),
        (an_empty_file, "bukan berkas tolakan"),
        (a_workbook, "berakhiran .csv"),
        (a_new_workbook, "berakhiran .csv"),
        (a_folder, "folder"),
        (nothing, "folder"),
    ],
)
@pytest.mark.parametrize("faulty", [True, False])
def test_rejects_never_cost_another_file(
    out_of: Callable[[Path, Path, Path], Path],
    words: str,
    faulty: bool,
    headers: dict[str, list[str]],
    rows_in: Any,
    csv_list: Any,
    siti: Workspace,
    take_in: TakeIn,
    table: Table,
    tmp_path: Path,
) -> None:
    rows = rows_in("B-individu", 2)
    if faulty:
        rows[0]["Desil Kesejahteraan"] = "9x"
    source = csv_list(headers["B-individu"], rows)
    place = tmp_path / "tempat"
    place.mkdir()
    out = out_of(place, source, siti.folder)
    before = contents(tmp_path, siti.folder)
    for dry_run in (True, False):
        with pytest.raises((Refused, Unreadable), match=words):
            take_in(source, rejects=out, dry_run=dry_run)
    assert contents(tmp_path, siti.folder) == before
    assert table("intake") == table("person") == []


def contents(*folders: Path) -> dict[Path, bytes]:
    found = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return {path: path.read_bytes() for path in found if not path.name.endswith(("-wal", "-shm"))}


@pytest.mark.parametrize("taken", ["tolak-individu.csv", "tolak.csv.part"])
def test_the_other_files_that_are_written_cost_nothing_either(
    taken: str,
    headers: dict[str, list[str]],
    rows_in: Any,
    xlsx_list: Any,
    take_in: TakeIn,
    table: Table,
    tmp_path: Path,
) -> None:
    (tmp_path / taken).write_text("surat penting")
    with pytest.raises((Refused, Unreadable), match="tolak"):
        take_in(two_faulty_sheets(headers, rows_in, xlsx_list), rejects=tmp_path / "tolak.csv")
    assert [(path.name, path.read_text()) for path in tmp_path.glob("tolak*")] == [(taken, "surat penting")]
    assert table("intake") == []


@pytest.mark.parametrize("dry_run", [False, True])
@pytest.mark.parametrize("separator", [",", ";"])
def test_old_rejects_do_not_outlive_their_reason(
    dry_run: bool,
    separator: str,
    headers: dict[str, list[str]],
    rows_in: Any,
    csv_list: Any,
    take_in: TakeIn,
    tmp_path: Path,
) -> None:
    rows = rows_in("B-individu", 2)
    good = rows[0]["Desil Kesejahteraan"]
    rows[0]["Desil Kesejahteraan"] = "9x"
    out = tmp_path / "tolak.csv"
    report = take_in(csv_list(headers["B-individu"], rows, separator=separator), rejects=out)
    assert (report.rejects, report.rejects_removed) == ((out,), None)
    rows[0]["Desil Kesejahteraan"] = good
    report = take_in(csv_list(headers["B-individu"], rows), rejects=out, dry_run=dry_run)
    assert (report.rejects, report.rejects_removed) == ((), out)
    assert not out.exists()


def test_what_a_killed_import_left_is_written_anew(
    headers: dict[str, list[str]], rows_in: Any, csv_list: Any, take_in: TakeIn, tmp_path: Path
) -> None:
    rows = rows_in("B-individu", 1)
    rows[0]["Desil Kesejahteraan"] = "9x"
    source = csv_list(headers["B-individu"], rows)
    out = tmp_path / "tolak.csv"
    take_in(source, rejects=out)
    for left in (b"", out.read_bytes()[:-20]):
        out.with_name("tolak.csv.part").write_bytes(left)
        take_in(source, rejects=out)
        assert [path.name for path in tmp_path.glob("tolak*")] == ["tolak.csv"]


def test_a_full_disk_is_one_sentence(
    headers: dict[str, list[str]],
    rows_in: Any,
    csv_list: Any,
    take_in: TakeIn,
    table: Table,
    tmp_path: Path,
    full_disk: Path,
) -> None:
    rows = rows_in("B-individu", 1000)
    for row in rows:
        row["Desil Kesejahteraan"] = "9x"
    with pytest.raises(Unreadable, match="tidak dapat ditulis"):
        take_in(csv_list(headers["B-individu"], rows), rejects=full_disk / "tolak.csv")
    assert list(full_disk.iterdir()) == []
    assert table("intake") == []


def two_faulty_sheets(headers: dict[str, list[str]], rows_in: Any, xlsx_list: Any) -> Path:
    sheets = {}
    for layout in ("A-keluarga", "A-individu"):
        rows = rows_in(layout, 2)
        rows[1]["Kode Kemdagri"] = "0"
        sheets[layout] = [headers[layout], *([row.get(c, "") for c in headers[layout]] for row in rows)]
    path: Path = xlsx_list(sheets)
    return path


def test_a_workbook_of_two_lists_gives_two_files(
    headers: dict[str, list[str]], rows_in: Any, xlsx_list: Any, take_in: TakeIn, tmp_path: Path
) -> None:
    out = tmp_path / "tolak.csv"
    report = take_in(two_faulty_sheets(headers, rows_in, xlsx_list), rejects=out)
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
