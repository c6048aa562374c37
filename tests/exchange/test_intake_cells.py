"""Single cells: IDs, desil, addresses; and NIKs that a spreadsheet has ruined."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kelambu_tui.exchange.intake import cells
from kelambu_tui.exchange.intake.reasons import Faulty
from kelambu_tui.exchange.intake.rejects import as_it_was, guarded
from kelambu_tui.exchange.intake.report import IntakeReport
from kelambu_tui.exchange.intake.workbook_child import _text
from kelambu_tui.people.addresses import rt_rw_of

Table = Callable[[str], list[dict[str, Any]]]
TakeIn = Callable[..., IntakeReport]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1606010000000001", "1606010000000001"),
        ("00012", "00012"),
        ("123456789012345.0", "123456789012345"),
        ("IND00000001", "IND00000001"),
        ("a-1_2/3", "a-1_2/3"),
        ("12E5x", "12E5x"),
    ],
)
def test_ids_that_can_be_used(written: str, read: str) -> None:
    assert cells.read_id("person_id", written) == read


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "no_id"),
        ("1606010000000001.0", "bad_id"),
        ("1,60601E+15", "bad_id"),
        ("1.6E15", "bad_id"),
        ("12 34", "bad_id"),
        ("KK-1", "bad_id"),
        ("٣٤٥", "bad_id"),
    ],
)
def test_ids_that_cannot(written: str, code: str) -> None:
    with pytest.raises(Faulty) as caught:
        cells.read_id("person_id", written)
    assert caught.value.code == code


@pytest.mark.parametrize(("written", "read"), [("1", 1), ("04", 4), ("2.0", 2), ("Desil 3", 3), ("10", 10)])
def test_desils(written: str, read: int) -> None:
    assert cells.read_desil(written) == read


@pytest.mark.parametrize("written", ["", "0", "11", "99", "satu", "1,5", "-1", "²"])
def test_no_desils(written: str) -> None:
    with pytest.raises(Faulty, match="bad_desil"):
        cells.read_desil(written)


@pytest.mark.parametrize(
    ("address", "rt", "rw"),
    [
        ("DUSUN II RT 003/RW 002", "003", "002"),
        ("Dusun 1 RT.3 RW.2 No. 7", "003", "002"),
        ("Jl. Merdeka RT/RW 003/002", "003", "002"),
        ("JL PASAR RT 005/002", "005", "002"),
        ("DUSUN III 004/001", "004", "001"),
        ("RT003RW002", "003", "002"),
        ("RT: 07", "007", ""),
        ("RW 4", "", "004"),
        ("JL. KARTINI NO 12", "", ""),
        ("PASAR SRT 12", "", ""),
        ("", "", ""),
    ],
)
def test_rt_and_rw_out_of_an_address(address: str, rt: str, rw: str) -> None:
    assert rt_rw_of(address) == (rt, rw)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("kepala  keluarga", "KEPALA KELUARGA"),
        ("Istri", "ISTRI/SUAMI"),
        ("ANAK", "ANAK"),
        ("Menantu", "MENANTU"),
    ],
)
def test_relations(written: str, read: str) -> None:
    assert cells.read_relation(written) == read


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (1606010101010010.0, "1606010101010010.0"),
        (160601010101001.0, "160601010101001"),
        (3.0, "3"),
        (2.5, "2.5"),
        (1e22, "1e+22"),
        (float("nan"), "nan"),
        (True, "Ya"),
        (False, "Tidak"),
        (date(1985, 8, 17), "1985-08-17"),
        (datetime(1985, 8, 17), "1985-08-17"),  # noqa: DTZ001
        (datetime(1985, 8, 17, 7, 30), "1985-08-17T07:30:00"),  # noqa: DTZ001
        ("  x ", "  x "),
    ],
)
def test_cells_of_a_workbook_become_text(cell: object, text: str) -> None:
    assert _text(cell) == text


@pytest.mark.parametrize(
    ("written", "state"),
    [
        ("1606024308720003", "ok"),
        ("1606 0243 0872 0003", "ok"),
        ("'1606024308720003", "ok"),
        ("1,60602E+15", "rusak"),
        ("1606024308720010.0", "rusak"),
        (1606024308720010.0, "rusak"),
        (1.6e15, "rusak"),
        ("160602430872000", "tidak_sah"),
        ("1606024308720000", "tidak_sah"),
        ("ABC", "tidak_sah"),
        ("", "kosong"),
        ("-", "kosong"),
    ],
)
def test_no_nik_keeps_a_person_out(
    written: str | float,
    state: str,
    xlsx_list: Callable[..., Path],
    headers: dict[str, list[str]],
    rows_in: Callable[..., list[dict[str, str]]],
    take_in: TakeIn,
    table: Table,
) -> None:
    header = headers["A-individu"]
    (row,) = rows_in("A-individu", 1)
    line: list[str | float] = [row.get(column, "") for column in header]
    line[header.index("NIK")] = written
    assert take_in(xlsx_list({"A": [header, line]})).added == 1
    (person,) = table("person")
    assert person["nik_state"] == state
    if state == "ok":
        assert person["nik"] == "1606024308720003"
    elif isinstance(written, str):
        assert person["nik"] == written


@pytest.mark.parametrize(
    ("written", "read", "code"),
    [
        ("17/08/1985", "1985-08-17", ""),
        ("17/08/1985 00:00:00", "1985-08-17", ""),
        ("1985-08-17", "1985-08-17", ""),
        (31276.0, "1985-08-17", ""),
        ("31276", "1985-08-17", ""),
        (date(1985, 8, 17), "1985-08-17", ""),
        ("", "", ""),
        ("-", "", ""),
        ("30/02/1985", "", "bad_date"),
        ("1985", "", "bad_date"),
        ("17/08/2085", "", "bad_date"),
        ("17/08/1085", "", "bad_date"),
        ("entah", "", "bad_date"),
    ],
)
def test_birth_dates(
    written: object,
    read: str,
    code: str,
    xlsx_list: Callable[..., Path],
    headers: dict[str, list[str]],
    rows_in: Callable[..., list[dict[str, str]]],
    take_in: TakeIn,
    table: Table,
) -> None:
    header = headers["A-individu"]
    (row,) = rows_in("A-individu", 1)
    line: list[Any] = [row.get(column, "") for column in header]
    line[header.index("Tanggal Lahir")] = written
    report = take_in(xlsx_list({"A": [header, line]}))
    assert report.reasons == ({code: 1} if code else {})
    if not code:
        assert table("person")[0]["birth_date"] == read


@given(st.text(max_size=12) | st.from_regex(r"'{0,3}[=+\-@\t\r\0].{0,3}", fullmatch=True))
def test_a_guarded_cell_is_harmless_and_comes_back(cell: str) -> None:
    assert not guarded(cell).startswith(("=", "+", "-", "@", "\t", "\r", "\0"))
    assert as_it_was(guarded(cell)) == cell
