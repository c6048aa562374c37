"""Every layout, in every way that offices write it, gives the same registry."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kelambu_tui.errors import Unreadable
from kelambu_tui.exchange.intake.headers import HEADERS
from kelambu_tui.exchange.intake.layout import Kind, NoLayout, find_layout
from kelambu_tui.exchange.intake.report import IntakeReport

Table = Callable[[str], list[dict[str, Any]]]
TakeIn = Callable[..., IntakeReport]

LAYOUTS = ("A-individu", "A-keluarga", "B-individu", "B-keluarga")
VARIANTS: dict[str, dict[str, Any]] = {
    "comma": {},
    "semicolon": {"separator": ";"},
    "tab": {"separator": "\t"},
    "bar": {"separator": "|"},
    "bom": {"encoding": "utf-8-sig"},
    "windows": {"encoding": "cp1252"},
    "utf16": {"encoding": "utf-16", "separator": "\t"},
    "line feeds": {"newline": "\n"},
    "header on row 2": {"above": 1},
    "header on row 4": {"above": 3},
    "header on row 10": {"above": 9},
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("variant", VARIANTS)
def test_every_layout_in_every_writing(
    layout: str,
    variant: str,
    headers: dict[str, list[str]],
    rows_in: Callable[..., list[dict[str, str]]],
    csv_list: Callable[..., Path],
    take_in: TakeIn,
    table: Table,
) -> None:
    rows = rows_in(layout)
    rows[1]["Alamat"] = "Dusun Kafé, RT 002/RW 003"
    report = take_in(csv_list(headers[layout], rows, **VARIANTS[variant]))
    assert (report.read, report.added, report.layout) == (3, 3, layout)
    persons, households = table("person"), table("household")
    assert [household["village"] for household in households] == ["16.06.02.2001"] * 3
    assert [household["desil"] for household in households] == [2, 3, 1]
    assert households[1]["address"] == "Dusun Kafé, RT 002/RW 003"
    assert (households[1]["rt"], households[1]["rw"]) == ("002", "003")
    assert {household["desil_period"] for household in households} == {"2022" if layout[0] == "A" else "2023"}
    assert persons[0]["name"] == households[0]["head_name"] == "WARGA NOMOR 1"
    assert (persons[0]["birth_date"], persons[0]["sex"], persons[0]["nik_state"]) == ("1971-02-02", "P", "ok")
    assert persons[0]["relation"] == "KEPALA KELUARGA"
    assert persons[0]["dukcapil"] == "PADAN"
    if layout.endswith("individu"):
        assert (persons[0]["uid"], persons[0]["list_id"]) == ("IND00000001", "IND00000001")
        assert json.loads(persons[0]["more"])["pkh"] == "Ya"
    else:
        assert (persons[0]["uid"], persons[0]["list_id"]) == ("KK-1606000000000001", None)
        assert json.loads(households[0]["housing"])["floor"] == "TANAH"


def test_a_header_on_row_11_is_not_looked_for(
    headers: dict[str, list[str]],
    rows_in: Callable[..., list[dict[str, str]]],
    csv_list: Callable[..., Path],
    take_in: TakeIn,
) -> None:
    with pytest.raises(Unreadable, match="judul kolom tidak ditemukan di 10 baris pertama"):
        take_in(csv_list(headers["A-individu"], rows_in("A-individu"), above=10))


@pytest.mark.parametrize(
    ("written", "column"),
    [
        ("Penerima BNPT", "bpnt"),
        ("ID Keluarga", "family_id"),
        ("id_keluarga_p3ke", "family_id"),
        ("Kabupaten", "regency"),
        ("KODE KEMENDAGRI", "village_code"),
        ("Kode\nKemdagri", "village_code"),
        ("Desil Kesejahtraan", "desil"),
        ("Tgl. Lahir", "birth_date"),
        ("Tangal Lahir", "birth_date"),
        ("Hubungan dengan Kepla Keluarga", "relation"),
        ("Dimutakhirkan Tahun", "updated_year"),
        ("Kepala Keluaraga", "head_name"),
        ("JENIS LANTAI ", "floor"),
        ("Risiko Stunting", "stunting"),
        ("Usia 7-12", "age_7_12"),
        ("Usia 16-18", "age_16_18"),
    ],
)
def test_headers_are_known_by_other_names_and_slips(written: str, column: str) -> None:
    cells = ["ID Individu", "Nama", "NIK", written]
    if column not in ("family_id",):
        cells.append("ID Keluarga P3KE")
    if column != "desil":
        cells.append("Desil")
    cells += ["Desa", "Kecamatan"]
    if column != "village_code":
        cells.append("Kode Desa")
    layout, _rows = find_layout(iter([(1, cells)]))
    assert layout.columns[column] == 3


@pytest.mark.parametrize("written", ["Usia 61-70", "Catatan", "Jenis", "Kode", "Status", "", "123456"])
def test_strange_headers_are_not_guessed_at(written: str) -> None:
    cells = ["ID Keluarga", "ID Individu", "Nama", "NIK", "Kode Kemdagri", "Desil", written]
    layout, _rows = find_layout(iter([(1, cells)]))
    assert 6 not in layout.columns.values()
    assert layout.extra == ({written: 6} if written and written != "Kode" else {})


@pytest.mark.parametrize("column", HEADERS)
def test_the_official_header_is_itself(column: str) -> None:
    for written in HEADERS[column]:
        base = ["ID Keluarga", "ID Individu", "Nama", "NIK", "Kode Kemdagri", "Desil"]
        needed = ("family_id", "person_id", "name", "nik", "village_code", "desil")
        if column in needed:
            base[needed.index(column)] = written
        else:
            base.append(written)
        layout, _rows = find_layout(iter([(1, base)]))
        assert column in layout.columns


@pytest.mark.parametrize(
    ("dropped", "named"),
    [
        (["NIK"], "NIK"),
        (["ID Individu", "Nama"], "ID Individu, Nama"),
        (["Desil Kesejahteraan"], "Desil Kesejahteraan"),
        (["Kode Kemdagri", "Kecamatan"], "Kode Kemdagri"),
        (["ID Keluarga P3KE"], "ID Keluarga P3KE"),
    ],
)
def test_missing_columns_are_named(
    dropped: list[str],
    named: str,
    headers: dict[str, list[str]],
    rows_in: Callable[..., list[dict[str, str]]],
    csv_list: Callable[..., Path],
    take_in: TakeIn,
) -> None:
    header = [column for column in headers["B-individu"] if column not in dropped]
    with pytest.raises(Unreadable, match=f"daftar.csv tidak memuat kolom {named}\\."):
        take_in(csv_list(header, rows_in("B-individu")))


def test_a_village_can_be_found_without_its_code(
    headers: dict[str, list[str]],
    rows_in: Callable[..., list[dict[str, str]]],
    csv_list: Callable[..., Path],
    take_in: TakeIn,
    table: Table,
) -> None:
    rows = rows_in("B-individu")
    for row in rows:
        row |= {"Kecamatan": "Sekayu", "Desa/Kelurahan": "KAYU ARA"}
    header = [column for column in headers["B-individu"] if column != "Kode Kemdagri"]
    assert take_in(csv_list(header, rows)).added == 3
    assert {household["village"] for household in table("household")} == {"16.06.01.1009"}


def test_columns_in_another_order_are_the_same_list(
    headers: dict[str, list[str]],
    rows_in: Callable[..., list[dict[str, str]]],
    csv_list: Callable[..., Path],
    take_in: TakeIn,
) -> None:
    header, rows = headers["B-individu"], rows_in("B-individu")
    take_in(csv_list(header, rows))
    report = take_in(csv_list(header[::-1], rows, separator=";"))
    assert report.unchanged == 3


def test_blank_lines_are_skipped_and_lines_are_counted_as_a_person_counts(
    headers: dict[str, list[str]],
    rows_in: Callable[..., list[dict[str, str]]],
    csv_list: Callable[..., Path],
    take_in: TakeIn,
    table: Table,
) -> None:
    header = headers["A-individu"]
    one, two, three = rows_in("A-individu")
    two["Alamat"] = "Dusun I\nRT 001"
    three["Desil Kesejahteraan"] = "?"
    blank: list[str] = [" "] * len(header)
    report = take_in(csv_list(header, [one, blank, [], two, three], above=3))
    assert (report.read, report.added, report.quarantined) == (3, 2, 1)
    (held,) = table("quarantine")
    # three above, header, one, two blanks, two on two lines: the next is 10
    assert (held["line"], held["code"], held["key"]) == (10, "bad_desil", "IND00000003")
    assert json.loads(held["row"])["Desil Kesejahteraan"] == "?"


@pytest.mark.parametrize("cells", [[], [""], ["a", "b"], ["1", "2", "3", "4"]])
def test_no_header_is_no_layout(cells: list[str]) -> None:
    with pytest.raises(NoLayout):
        find_layout(iter([(1, cells)]))


def test_a_family_list_that_calls_its_heads_nama(headers: dict[str, list[str]]) -> None:
    cells = ["Nama" if column == "Kepala Keluarga" else column for column in headers["A-keluarga"]]
    layout, _rows = find_layout(iter([(1, cells)]))
    assert layout.kind is Kind.FAMILY
    assert cells[layout.columns["head_name"]] == "Nama"
