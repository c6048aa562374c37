"""Pairs in words and as a picture."""

from __future__ import annotations

import pytest

from kelambu_tui.matching.explaining import explain, field_label, sentence, waterfall
from kelambu_tui.matching.levels import FIELDS
from kelambu_tui.matching.pairs import Evidence, Kind, Pair

PAIR = Pair(
    "1", "2", 0.98, 5.6, Kind.SAME_PERSON,
    (
        Evidence("name", "singkatan", 12.4, "Muh. Suharto", "H. M. Soeharto"),
        Evidence("birth_date", "sama", 11.2, "1971-03-02", "1971-03-02"),
        Evidence("nik", "tertukar", 2.0, "1606010203710001", "1606010203170001"),
        Evidence("village", "lain", -1.5, "1606012001", "1606022001"),
    ),
)  # fmt: skip


def test_the_strongest_comes_first_and_niks_are_masked() -> None:
    text = explain(PAIR)
    assert text.startswith(
        "nama sama bila singkatannya dibaca penuh: Muh. Suharto = H. M. Soeharto, nama ini jarang di daftar; "
        "tanggal lahir sama; NIK beda dua angka yang tertukar"
    )
    assert "1606010203710001" not in text


@pytest.mark.parametrize(
    ("field", "level"), [(field, level) for field, levels in FIELDS.items() for level in levels[1:]]
)
def test_every_level_of_every_field_has_a_clause_of_its_own(field: str, level: str) -> None:
    text = sentence(Evidence(field, level, 10.0, "1606010203710001", "1606010203170001"))
    others = [
        sentence(Evidence(field, other, 10.0, "1606010203710001", "1606010203170001"))
        for other in FIELDS[field][1:]
        if other != level
    ]
    assert text
    assert text not in others
    assert field != "nik" or "0203710001" not in text
    assert field_label(field)


def test_names_from_a_file_are_shown_and_never_obeyed() -> None:
    text = sentence(Evidence("name", "sama", 9.0, "\x1b[31mBUDI", "BUDI\n"))
    assert "\x1b" not in text
    assert "\n" not in text


@pytest.mark.parametrize(
    ("a", "said"),
    [
        ("1971-03-02", "02-03-1971"),
        ("1971", "1971"),
        ("", ""),
        ("\x1b[2J-a-b", "[2J-a-b"),
    ],
)
def test_days_are_said_as_screens_write_them(a: str, said: str) -> None:
    text = sentence(Evidence("birth_date", "lain", -4.0, a, "1980-12-31"))
    assert text == f"tanggal lahir lain: {said}, 31-12-1980"


def test_common_and_rare_names_are_told_apart() -> None:
    assert sentence(Evidence("name", "sama", 6.0, "A", "A")).endswith("nama ini umum di daftar")
    assert sentence(Evidence("name", "sama", 13.0, "A", "A")).endswith("nama ini jarang di daftar")


@pytest.mark.parametrize("width", [0, 10, 40, 80])
def test_a_waterfall_goes_from_the_prior_to_the_sum(width: int) -> None:
    rows = waterfall(PAIR, width)
    assert [label for label, _bar, _weight in rows] == [
        "awal", "nama", "tanggal lahir", "NIK", "desa", "jumlah",
    ]  # fmt: skip
    assert {len(bar) for _label, bar, _weight in rows} == {max(width, 10)}
    assert {*"".join(bar for _label, bar, _weight in rows)} <= {" ", "#", "-", "|"}
    assert rows[-1][2] == "+5.6"
    assert sum(float(weight) for _label, _bar, weight in rows[:-1]) == pytest.approx(5.6, abs=0.3)
    assert "-" in rows[0][1]
    assert "#" not in rows[4][1]


def test_a_pair_without_evidence_has_its_prior_only() -> None:
    rows = waterfall(Pair("1", "2", 0.01, -6.0, Kind.SAME_PERSON, ()), 20)
    assert [weight for _label, _bar, weight in rows] == ["-6.0", "-6.0"]
