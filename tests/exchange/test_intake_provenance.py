"""Which source and period a list is of: by its headers, the lines above them, its rows, and by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kelambu_tui.errors import Unreadable
from kelambu_tui.exchange.intake.layout import find_layout
from kelambu_tui.exchange.intake.provenance import named_source, read_period, read_source, read_stated_period
from kelambu_tui.exchange.intake.report import IntakeReport
from kelambu_tui.work.workspace import Workspace

Row = dict[str, str]
Table = Callable[[str], list[dict[str, Any]]]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2023", "2023"),
        ("Data per 2025-06", "2025-06"),
        ("06/2025", "2025-06"),
        ("31/12/2024", "2024-12"),
        ("Triwulan II 2025", "2025-06"),
        ("TW 4 tahun 2025", "2025-12"),
        ("2025 Q1", "2025-03"),
        ("Maret 2025", "2025-03"),
        ("DATA DTSEN KAB. MUSI BANYUASIN TAHUN 2025", "2025"),
        ("", ""),
        ("tidak ada", ""),
        ("1606022001", ""),
        ("12025", ""),
        ("\x1b[2J[/]", ""),
    ],
)
def test_periods(text: str, period: str) -> None:
    assert read_period(text) == period


@pytest.mark.parametrize(
    ("texts", "source"),
    [
        (["DATA DTSEN 2025"], "DTSEN"),
        (["Data P3KE (kemudian DTSEN)"], ""),
        (["ID Keluarga P3KE", "ID Individu P3KE"], "P3KE"),
        (["XDTKSX"], ""),
        ([], ""),
    ],
)
def test_a_source_is_one_that_is_named_alone(texts: list[str], source: str) -> None:
    assert named_source(texts) == source


def test_what_is_typed_is_read_or_refused() -> None:
    assert (read_source(" dtsen "), read_source("")) == ("DTSEN", "")
    assert read_stated_period("2025-3") == "2025-03"
    with pytest.raises(Unreadable, match="P3KE, DTSEN, DTKS"):
        read_source("Regsosek")
    with pytest.raises(Unreadable, match="2025-06"):
        read_stated_period("kemarin")


@pytest.mark.parametrize(
    ("above", "renamed", "by_hand", "said"),
    [
        ("", {}, ("", ""), ("P3KE", "2023")),
        ("DATA DTSEN TRIWULAN I 2025", {}, ("", ""), ("DTSEN", "2025-03")),
        ("DATA DTSEN", {}, ("", ""), ("DTSEN", "")),
        ("", {"Desil Kesejahteraan": "Desil DTSEN"}, ("", ""), ("DTSEN", "")),
        ("DATA DTSEN 2025", {"Desil Kesejahteraan": "Desil P3KE"}, ("", ""), ("P3KE", "2025")),
        ("", {"ID Keluarga P3KE": "ID Keluarga DTKS"}, ("", ""), ("DTKS", "")),
        ("DATA P3KE 2022", {}, ("DTSEN", "2025-06"), ("DTSEN", "2025-06")),
    ],
)
def test_header_lines_above_and_hand(
    above: str,
    renamed: Row,
    by_hand: tuple[str, str],
    said: tuple[str, str],
    headers: dict[str, list[str]],
) -> None:
    header = [renamed.get(column, column) for column in headers["B-individu"]]
    layout, _rows = find_layout([(1, [above]), (2, header)], by_hand)
    assert (layout.source, layout.period) == said


def test_a_rows_own_word_goes_before_the_files_and_the_hand_before_both(
    headers: dict[str, list[str]],
    rows_in: Any,
    csv_list: Any,
    take_in: Callable[..., IntakeReport],
    table: Table,
    siti: Workspace,
) -> None:
    def said() -> list[tuple[str, str]]:
        with siti.database.read() as connection:
            found = connection.exec_driver_sql("SELECT source, period FROM desil_record ORDER BY family_id")
            return [(row.source, row.period) for row in found]

    rows = rows_in("B-individu", 3)
    rows[0] |= {"Sumber Data": "DTSEN", "Periode": "06/2025", "Dimuktakhirkan Tahun": "2024"}
    rows[1] |= {"Sumber Data": "Verval DTKS", "Dimuktakhirkan Tahun": "2021"}
    rows[2] |= {"Dimuktakhirkan Tahun": ""}
    path: Path = csv_list([*headers["B-individu"], "Sumber Data", "Periode"], rows)
    take_in(path)
    assert said() == [("DTSEN", "2025-06"), ("DTKS", "2021"), ("P3KE", "2023")]
    assert table("intake")[0]["source"] == "DTKS+DTSEN+P3KE"
    take_in(path, by_hand=("DTKS", "2020"))
    assert {(row["desil_source"], row["desil_period"]) for row in table("household")} == {("DTKS", "2020")}
    assert len(said()) == 6
