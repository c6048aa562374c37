"""Sex as lists write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kelambu_tui.people.sex import Sex, read_sex


@pytest.mark.parametrize(
    ("text", "sex"),
    [
        ("L", Sex.MALE),
        ("l", Sex.MALE),
        ("LAKI-LAKI", Sex.MALE),
        ("Laki - Laki", Sex.MALE),
        ("laki laki ", Sex.MALE),
        ("LK.", Sex.MALE),
        ("1", Sex.MALE),
        ("P", Sex.FEMALE),
        (" Perempuan", Sex.FEMALE),
        ("WANITA", Sex.FEMALE),
        ("Pr", Sex.FEMALE),
        ("2", Sex.FEMALE),
        ("", None),
        ("-", None),
        ("0", None),
        ("LP", None),
        ("KOSONG", None),
    ],
)
def test_read_sex(text: str, sex: Sex | None) -> None:
    assert read_sex(text) is sex


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert read_sex(text) in (Sex.MALE, Sex.FEMALE, None)
    assert read_sex(text.upper()) == read_sex(text.upper().lower())
