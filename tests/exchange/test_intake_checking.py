"""Checking in batches and in another process says of every row what checking it alone and here says."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kelambu_tui.errors import Unreadable
from kelambu_tui.exchange.intake.checked import Batch, Checked, CheckedSheet, check
from kelambu_tui.exchange.intake.checking import CheckedElsewhere
from kelambu_tui.exchange.intake.columns import Column, Faults, NikColumn
from kelambu_tui.exchange.intake.layout import NoLayout
from kelambu_tui.exchange.intake.packing import pack, unpack
from kelambu_tui.exchange.intake.reasons import Faulty
from kelambu_tui.exchange.intake.records import Human, Place, Record, join_cells, split_cells
from kelambu_tui.exchange.intake.report import IntakeReport
from kelambu_tui.exchange.intake.sources import open_source
from kelambu_tui.locale import use_language
from kelambu_tui.people.nik import read_nik

TODAY = date(2026, 11, 23)
CASES = ["B-individu", "A-individu", "B-keluarga", "A-keluarga"]

texts = st.text(st.characters(codec="utf-8") | st.sampled_from("\x1e\x1f\n"), max_size=6)
places = st.builds(Place, texts, texts, texts, texts, texts, st.integers(1, 10), texts)
humans = st.builds(
    Human,
    st.tuples(*[texts] * 14),
    texts,
    st.sampled_from(["ok", "rusak"]),
    st.binary(min_size=16, max_size=16),
)
records = st.builds(Record, st.integers(1, 10**6), texts, places, humans, texts, texts)


@given(st.lists(records, max_size=5))
def test_records_come_out_as_they_were_packed(batch: list[Record]) -> None:
    assert unpack(pack(batch)) == batch


@given(st.lists(texts, min_size=1))
def test_cells_are_split_as_they_were_joined(cells: list[str]) -> None:
    assert split_cells(join_cells(cells)) == cells


days = st.builds("{:02}{:02}{:02}".format, st.integers(0, 75), st.integers(0, 13), st.integers(0, 99))
niks = st.builds(
    "{}0601{}{}".format, st.sampled_from(["16", "11", "00"]), days, st.sampled_from(["0001", "0000"])
)
same = st.sampled_from([digit * 16 for digit in "0123456789"] + ["1606012902000001", "1606016902010001"])


@given(st.lists(niks | same | texts))
def test_a_column_of_niks_is_judged_as_each_alone(cells: list[str]) -> None:
    alone = [read_nik(cell, TODAY) for cell in cells]
    expected = [nik.digits or nik.text for nik in alone], [nik.state.value for nik in alone]
    column = NikColumn(TODAY)
    assert column.read(cells) == expected
    assert column.read(cells) == expected  # now that it has learnt


def test_a_fault_of_a_row_is_the_first_even_when_the_memory_is_full() -> None:
    def read(text: str) -> str:
        if text.startswith("x"):
            raise Faulty("bad", text)
        return text.upper()

    column = Column(read, keep=2)
    for _again in range(3):
        faults: Faults = {2: ("worse", "")}
        assert column.read(["a", "x1", "x2", "x1", "b"], faults) == ["A", "", "", "", "B"]
        assert faults == {1: ("bad", "x1"), 2: ("worse", ""), 3: ("bad", "x1")}


def read_all(checked: Checked) -> tuple[str, list[Any]]:
    found: list[Any] = []
    for sheet in checked.sheets:
        if isinstance(sheet, NoLayout):
            found.append((sheet.sentence, sheet.closeness))
        else:
            found.append((sheet.name, sheet.separator, sheet.last_line, sheet.layout, list(sheet.batches)))
    return checked.digest, found


def both(path: Path) -> tuple[Any, Any]:
    with open_source(path) as source:
        here = read_all(check(source, TODAY))
    with CheckedElsewhere(path, lambda: TODAY) as checked:
        return here, read_all(checked)


def odd(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Some rows with every kind of trouble, among sound ones."""
    changes: dict[int, dict[str, str]] = {
        1: {"Desil Kesejahteraan": "11", "Tanggal Lahir": "31/02/1980"},
        2: {"Tanggal Lahir": "31/02/1980", "Nama": "", "Kepala Keluarga": ""},
        3: {"Alamat": "x" * 2_001},
        4: {"Alamat": "dusun\x1f\x1e dua "},
        5: {"Kode Kemdagri": "99.99.99.9999", "Desa/Kelurahan": "", "Kecamatan": ""},
        6: {"NIK": "1.60601E+15", "Pekerjaan": " petani  karet"},
        7: {"Nama": "7", "Kepala Keluarga": "7"},
        9: {"Jenis Kelamin": "?", "Tanggal Lahir": "31/02/1980"},
        8: {"ID Keluarga P3KE": "", "ID Individu": ""},
    }
    return [row | changes.get(number, {}) for number, row in enumerate(rows)]


@pytest.mark.parametrize("layout", CASES)
def test_another_process_checks_a_text_alike(
    layout: str, headers: Any, rows_in: Callable[..., Any], csv_list: Callable[..., Path]
) -> None:
    here, elsewhere = both(csv_list(headers[layout], odd(rows_in(layout, 1_500))))
    assert elsewhere == here
    batches: list[Batch] = here[1][0][4]
    assert [len(taken) + len(faults) for taken, faults in batches] == [1_000, 500]
    codes = ["bad_desil", "bad_date", "too_long", "unknown_village", "no_name", "no_id", "bad_sex"]
    assert [fault.code for fault in batches[0][1]] == codes


def test_another_process_checks_a_workbook_alike(
    headers: Any, rows_in: Callable[..., Any], xlsx_list: Callable[..., Path]
) -> None:
    sheets: dict[str, Any] = {"catatan": [["bukan daftar"]], "kosong": []}
    for layout in ("A-individu", "A-keluarga"):
        rows = odd(rows_in(layout, 20))
        header = headers[layout]
        sheets[layout] = [header, *([row.get(name, "") for name in header] for row in rows)]
    here, elsewhere = both(xlsx_list(sheets))
    assert elsewhere == here
    assert [len(sheet) for sheet in here[1]].count(5) == 2


def test_another_process_speaks_the_same_language(
    headers: Any, rows_in: Callable[..., Any], csv_list: Callable[..., Path]
) -> None:
    path = csv_list(headers["B-individu"], odd(rows_in("B-individu", 9)))
    use_language("en")
    try:
        here, elsewhere = both(path)
    finally:
        use_language("id")
    assert elsewhere == here
    assert here != both(path)[0]


def test_what_is_found_late_is_told_in_the_same_words(
    headers: Any, rows_in: Callable[..., Any], csv_list: Callable[..., Path]
) -> None:
    path = csv_list(headers["B-individu"], rows_in("B-individu", 2_500))
    path.write_bytes(path.read_bytes() + b'"never,closed,a,b,c,d,e\r\n' * 3)
    with pytest.raises(Unreadable) as here, open_source(path) as source:
        read_all(check(source, TODAY))
    with pytest.raises(Unreadable) as elsewhere, CheckedElsewhere(path) as checked:
        read_all(checked)
    assert str(elsewhere.value) == str(here.value)
    assert "baris 2502" in str(here.value)


def test_a_wrong_file_is_told_before_anything_runs(tmp_path: Path) -> None:
    path = tmp_path / "daftar.xlsx"
    path.write_bytes(b"%PDF-1.7\n")
    with pytest.raises(Unreadable, match="PDF"), CheckedElsewhere(path):
        pytest.fail("it was let in")


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("wait", [0.0, 0.5])
def test_nothing_keeps_running(
    wait: float, headers: Any, rows_in: Callable[..., Any], xlsx_list: Callable[..., Path]
) -> None:
    header = headers["B-individu"]
    rows = [[row.get(name, "") for name in header] for row in rows_in("B-individu", 4_000)]
    path = xlsx_list({"Individu": [header, *rows]})
    with CheckedElsewhere(path):
        time.sleep(wait)
        assert list(processes_with(path))
    deadline = time.monotonic() + 5
    while list(processes_with(path)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not list(processes_with(path))


def processes_with(path: Path) -> Iterator[int]:
    for found in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if os.fsencode(path) in found.read_bytes():
                yield int(found.parent.name)
        except OSError:
            continue


def test_a_blank_before_the_first_cell_is_no_part_of_it(
    headers: Any,
    rows_in: Callable[..., Any],
    csv_list: Callable[..., Path],
    take_in: Callable[..., IntakeReport],
) -> None:
    header = [name for name in headers["B-individu"] if name != "No"]
    rows = rows_in("B-individu", 3)
    rows[1]["ID Keluarga P3KE"] = " " + rows[1]["ID Keluarga P3KE"]
    assert take_in(csv_list(header, rows)).added == 3


def test_sheets_are_found_even_when_nobody_reads_their_rows(
    headers: Any, rows_in: Callable[..., Any], csv_list: Callable[..., Path]
) -> None:
    path = csv_list(headers["B-individu"], rows_in("B-individu", 1_200))
    with CheckedElsewhere(path) as checked:
        (sheet,) = checked.sheets
    assert isinstance(sheet, CheckedSheet)
    assert sheet.layout.name == "B-individu"
