"""Numbers and days in words, as a berita acara spells them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kelambu_tui.exchange.papers.attendance import signers
from kelambu_tui.exchange.papers.wording import (
    day_in_words,
    in_indonesian,
    number_in_words,
    official_day,
    regency_words,
    village_words,
)
from kelambu_tui.locale import language, use_language
from kelambu_tui.people.villages import find_village
from kelambu_tui.programme.model import Regency
from kelambu_tui.work.sessions import Present, Session


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (1, "satu"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (12, "dua belas"),
        (19, "sembilan belas"),
        (20, "dua puluh"),
        (31, "tiga puluh satu"),
        (100, "seratus"),
        (111, "seratus sebelas"),
        (1000, "seribu"),
        (1945, "seribu sembilan ratus empat puluh lima"),
        (2026, "dua ribu dua puluh enam"),
        (9999, "sembilan ribu sembilan ratus sembilan puluh sembilan"),
    ],
)
def test_numbers_are_spelt(number: int, words: str) -> None:
    assert number_in_words(number) == words


@given(st.integers(0, 9999), st.integers(0, 9999))
def test_two_numbers_are_never_spelt_alike(one: int, other: int) -> None:
    assert (number_in_words(one) == number_in_words(other)) == (one == other)


@pytest.mark.parametrize(
    ("day", "short", "long"),
    [
        (
            date(2026, 11, 23),
            "Senin, 23 November 2026",
            "Senin, tanggal dua puluh tiga bulan November tahun dua ribu dua puluh enam",
        ),
        (
            date(2027, 1, 1),
            "Jumat, 1 Januari 2027",
            "Jumat, tanggal satu bulan Januari tahun dua ribu dua puluh tujuh",
        ),
        (
            date(2024, 2, 29),
            "Kamis, 29 Februari 2024",
            "Kamis, tanggal dua puluh sembilan bulan Februari tahun dua ribu dua puluh empat",
        ),
    ],
)
def test_days_are_spelt(day: date, short: str, long: str) -> None:
    assert (day_in_words(day), official_day(day)) == (short, long)


@pytest.mark.parametrize(
    ("code", "name", "words"),
    [("16.06", "Musi Banyuasin", "Kabupaten Musi Banyuasin"), ("16.71", "Palembang", "Kota Palembang")],
)
def test_a_city_is_no_kabupaten(code: str, name: str, words: str) -> None:
    assert regency_words(Regency(code=code, name=name, province="Sumatera Selatan")) == words


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("16.06.01.1009", "Kelurahan Kayu Ara"),
        ("16.06.02.2001", "Desa Danau Cala"),
        ("99.99.99.9999", "Desa 99.99.99.9999"),
    ],
)
def test_a_ward_is_no_village(code: str, words: str) -> None:
    assert village_words(find_village(code), code) == words


def test_words_are_indonesian_for_a_moment_only() -> None:
    use_language("en")
    try:
        with in_indonesian():
            assert language() == "id"
        assert language() == "en"
    finally:
        use_language("id")


def _session(*present: tuple[str, str]) -> Session:
    people = tuple(Present(*one) for one in present)
    return Session(
        "id", "16.06.02.2001", date(2026, 11, 23), "", "musdes", people, "siti", "", "", None, "", ""
    )


@pytest.mark.parametrize(
    ("present", "names"),
    [
        ((), ["", "", ""]),
        ((("Amin", "Kades"), ("Rohaya", "Ketua BPD"), ("Siti", "PSM")), ["Amin", "Siti", "Rohaya"]),
        ((("Siti", "Fasilitator"), ("Amin", "Pj. Kepala Desa")), ["Amin", "Siti", ""]),
        ((("Yusuf", "tokoh masyarakat"),), ["", "", "Yusuf"]),
        ((("Budi", "Sekretaris Desa"),), ["", "", ""]),
        ((("Rt", "warga"),), ["", "", ""]),
    ],
)
def test_whoever_holds_an_office_signs_for_it(present: tuple[tuple[str, str], ...], names: list[str]) -> None:
    lines = signers(_session(*present), find_village("16.06.02.2001"))
    assert [line["name"] for line in lines] == names
    assert [line["office"] for line in lines] == ["Kepala Desa", "Fasilitator", "BPD / Tokoh Masyarakat"]


def test_a_ward_has_a_lurah() -> None:
    lines = signers(_session(("Dewi", "Lurah")), find_village("16.06.01.1009"))
    assert (lines[0]["office"], lines[0]["name"]) == ("Lurah", "Dewi")
