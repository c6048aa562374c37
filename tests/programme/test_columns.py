"""Cells of the insurer's file."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kelambu_tui.programme.columns import CellValue, cell
from kelambu_tui.programme.model import ExportColumn
from kelambu_tui.programme.reading import load_programme


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ({"source": "nik", "text": True}, "1606014508900001", "1606014508900001"),
        ({"source": "nik"}, "1606014508900001", "1606014508900001"),  # forgotten text = true loses nothing
        ({"source": "phone"}, "081234567890", "081234567890"),
        ({"source": "income"}, "750000", 750_000),
        ({"source": "income", "text": True}, 750_000, "750000"),
        ({"source": "desil"}, 2, 2),
        ({"source": "desil"}, None, ""),
        ({"source": "number"}, 0, 0),
        ({"source": "birth_date", "format": "dd-mm-yyyy"}, date(1985, 8, 7), "07-08-1985"),
        ({"source": "birth_date", "format": "dd/mm/yyyy"}, date(1985, 8, 7), "07/08/1985"),
        ({"source": "birth_date"}, date(1985, 8, 7), "1985-08-07"),
        ({"constant": "JKK+JKM", "text": True}, None, "JKK+JKM"),
        ({"source": "name"}, "²", "²"),
    ],
)
def test_cells(column: dict[str, object], value: CellValue, expected: str | int) -> None:
    made = ExportColumn.model_validate({"header": "h"} | column)
    found = cell(made, {made.source: value})
    assert (found, type(found)) == (expected, type(expected))


def test_what_a_record_lacks_is_empty() -> None:
    programme = load_programme()
    row = [cell(column, {}) for column in programme.export]
    assert [value for value in row if value] == ["JKK+JKM"]


@given(st.text(), st.booleans())
def test_no_character_is_lost(value: str, text: bool) -> None:
    column = ExportColumn(header="h", source="name", text=text)
    assert str(cell(column, {"name": value})) == value
