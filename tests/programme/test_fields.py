"""What facilitators type, and what becomes of it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kelambu_tui.programme.fields import read_field
from kelambu_tui.programme.model import Field
from kelambu_tui.programme.reading import load_programme

TODAY = date(2026, 11, 23)
PROGRAMME = load_programme()
any_field = st.sampled_from(PROGRAMME.fields)


def read(name: str, text: str) -> str:
    return read_field(PROGRAMME.field(name), text, TODAY)


@pytest.mark.parametrize(
    ("name", "text", "canonical"),
    [
        ("phone", "0812-3456-7890", "081234567890"),
        ("phone", "+62 812 3456 7890", "081234567890"),
        ("phone", "6281234567890", "081234567890"),
        ("phone", "(0812) 3214.5678", "081232145678"),
        ("income", "Rp 750.000", "750000"),
        ("income", "Rp750.000,-", "750000"),
        ("income", "rp. 750.000,00", "750000"),
        ("income", "750000", "750000"),
        ("income", "750,000", "750000"),
        ("income", "750 ribu", "750000"),
        ("income", "750rb", "750000"),
        ("income", "750 rb / bulan", "750000"),
        ("income", "1.250 ribu", "1250000"),
        ("income", "1,5 juta", "1500000"),
        ("income", "1.5jt", "1500000"),
        ("income", "1.250.000", "1250000"),
        ("income", "2 juta rupiah", "2000000"),
        ("nkk", "1606 0112 0315 0004", "1606011203150004"),
        ("nik", "'1606014508900001", "1606014508900001"),
        ("mother_name", "  siti   nur'aini ", "SITI NUR'AINI"),
        ("mother_name", "Hj. Rohayati", "HJ. ROHAYATI"),
        ("heir", "José", "JOSÉ"),
        ("birthplace", "sekayu", "SEKAYU"),
        ("occupation", "petani", "PETANI"),
        ("occupation", "penyadap karet", "PENYADAP KARET"),
        ("occupation", "tidak/belum bekerja", "TIDAK/BELUM BEKERJA"),
        ("work_location", "Kebun karet, Lumpatan", "Kebun karet, Lumpatan"),
        ("rt", "3", "003"),
        ("rt", "RT 003", "003"),
        ("rw", "rw.12", "012"),
    ],
)
def test_canonical(name: str, text: str, canonical: str) -> None:
    assert read(name, text) == canonical
    assert read(name, canonical) == canonical


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("phone", "12345", "Nomor HP tidak terbaca"),
        ("phone", "08123", "Nomor HP tidak terbaca"),
        ("phone", "0711-312345", "Nomor HP tidak terbaca"),  # a landline takes no message
        ("mother_name", "x", "hanya berisi huruf"),
        ("phone", "0062812345678", "Nomor HP tidak terbaca"),
        ("phone", "0812345678x0", "Nomor HP tidak terbaca"),
        ("phone", "08123456789012345", "Nomor HP tidak terbaca"),
        ("income", "sedikit", "tidak terbaca"),
        ("income", "75.00.00", "tidak terbaca"),
        ("income", "1,2,3 juta", "tidak terbaca"),
        ("income", "-750000", "tidak terbaca"),
        ("income", "750", "Rp 750 terlalu kecil"),
        ("income", "0", "terlalu kecil"),
        ("income", "750 juta", "Rp 750.000.000 terlalu besar"),
        ("nkk", "1606014508900001", "Sepertinya ini NIK"),
        ("nkk", "16060112031500", "bukan 16"),
        ("nkk", "1,60601E+15", "rusak"),
        ("nik", "1,60601E+15", "rusak"),
        ("nik", "1606014508900000", "0000"),
        ("mother_name", "Siti 2", "tidak boleh berisi angka"),
        ("mother_name", "=CMD()", "hanya berisi huruf"),
        ("mother_name", "[/]", "hanya berisi huruf"),
        ("mother_name", "-", "hanya berisi huruf"),
        ("mother_name", "a" * 61, "paling banyak 60"),
        ("work_location", "...", "belum berisi kata"),
        ("work_location", "x" * 121, "paling banyak 120"),
        ("work_location", "kebun\u202ekaret", "tidak terlihat"),
        ("rt", "tiga", "hanya angka"),
        ("rt", "1234", "hanya angka"),
    ],
)
def test_refused_with_a_sentence(name: str, text: str, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)) as caught:
        read(name, text)
    assert str(caught.value).endswith((".", "?"))


def test_a_closed_choice_takes_only_its_words() -> None:
    closed = PROGRAMME.field("occupation").model_copy(update={"free": False})
    assert read_field(closed, "nelayan", TODAY) == "NELAYAN"
    with pytest.raises(ValueError, match="tidak ada di daftar"):
        read_field(closed, "penyadap karet", TODAY)


@given(any_field, st.sampled_from(["", " ", "\t\n"]))
def test_empty_stays_empty(field: Field, text: str) -> None:
    assert read_field(field, text, TODAY) == ""


def canonical_or_sentence(field: Field, text: str) -> tuple[str, str]:
    try:
        return read_field(field, text, TODAY), ""
    except ValueError as error:
        return "", str(error)


@given(any_field, st.one_of(st.text(), st.from_regex(r"\A[Rp0-9., +-]{1,20}( ?(ribu|juta|rb))?\Z")))
def test_any_text_gives_a_settled_value_or_a_sentence(field: Field, text: str) -> None:
    value, sentence = canonical_or_sentence(field, text)
    if sentence:
        assert sentence.endswith((".", "?"))
        return
    assert read_field(field, value, TODAY) == value
    assert all(unicodedata.category(char) not in ("Cc", "Cf") for char in value)


@given(st.integers(50_000, 20_000_000))
def test_amounts_read_back_however_they_are_written(amount: int) -> None:
    dotted = f"{amount:,}".replace(",", ".")
    for text in (
        str(amount),
        dotted,
        f"{amount:,}",
        f"Rp {dotted},00",
        f"Rp{dotted}",
        f"{amount / 1_000_000} juta",
    ):
        assert read("income", text) == str(amount)


@given(st.from_regex(r"\A8[1-9][0-9]{7,9}\Z"))
def test_phones_read_back_however_they_are_written(number: str) -> None:
    for text in (
        f"0{number}",
        f"+62{number}",
        f"62 {number[:3]}-{number[3:]}",
        f"(0{number[:3]}) {number[3:]}",
    ):
        assert read("phone", text) == f"0{number}"
