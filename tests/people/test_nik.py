"""NIK and NKK: tables of what lists really hold, and properties over all sound numbers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kelambu_tui.people.nik import (
    PROVINCES,
    NikState,
    birth_from_nik,
    compose_nik,
    mask,
    nik_remarks,
    read_nik,
    read_nkk,
)
from kelambu_tui.people.problems import CODES, problem_sentence
from kelambu_tui.people.sex import Sex

TODAY = date(2026, 11, 23)

regions = st.builds(
    lambda province, rest: f"{province}{rest:04}", st.sampled_from(sorted(PROVINCES)), st.integers(0, 9999)
)
births = st.dates(TODAY - timedelta(days=99 * 365), TODAY)
niks = st.builds(compose_nik, regions, births, st.sampled_from(Sex), st.integers(1, 9999))


@given(regions, births, st.sampled_from(Sex), st.integers(1, 9999))
def test_a_composed_nik_reads_back(region: str, birth: date, sex: Sex, serial: int) -> None:
    text = compose_nik(region, birth, sex, serial)
    nik = read_nik(text, TODAY)
    if text == text[0] * 16:
        assert nik.problem == "nik_angka_sama"
        return
    assert (nik.state, nik.problem, nik.text, nik.digits) == (NikState.OK, "", text, text)
    assert (nik.region, nik.sex, nik.birth_date) == (region, sex, birth)


@given(births, st.sampled_from(Sex), st.integers(-300, 300))
def test_the_recorded_date_settles_the_century(birth: date, sex: Sex, off: int) -> None:
    digits = compose_nik("160601", birth, sex, 1)
    assert birth_from_nik(digits, TODAY, hint=birth + timedelta(days=off)) == birth


@pytest.mark.parametrize(
    ("ddmmyy", "hint", "birth"),
    [
        ("170885", None, date(1985, 8, 17)),
        ("170803", None, date(2003, 8, 17)),
        ("170803", date(1903, 8, 17), date(1903, 8, 17)),
        ("231126", None, date(2026, 11, 23)),
        ("241126", None, date(1926, 11, 24)),  # 2026 has not come so far yet
        ("290200", None, date(2000, 2, 29)),  # 1900 was no leap year
        ("290200", date(1900, 2, 28), date(2000, 2, 29)),
        ("310885", None, date(1985, 8, 31)),
        ("310485", None, None),
        ("710885", None, date(1985, 8, 31)),
        ("400885", None, None),
        ("720885", None, None),
        ("000885", None, None),
        ("170085", None, None),
        ("171385", None, None),
        ("290285", None, None),
    ],
)
def test_the_birth_date_inside(ddmmyy: str, hint: date | None, birth: date | None) -> None:
    digits = f"160601{ddmmyy}0001"
    assert birth_from_nik(digits, TODAY, hint) == birth
    nik = read_nik(digits, TODAY)
    assert (nik.state is NikState.OK) == (birth is not None)
    assert nik.problem == ("" if birth else "nik_tanggal")


@pytest.mark.parametrize("digits", ["", "1606", "160601170885000x", "١٦٠٦٠١١٧٠٨٨٥٠٠٠١"])
def test_no_birth_date_in_what_is_no_nik(digits: str) -> None:
    assert birth_from_nik(digits, TODAY) is None


@pytest.mark.parametrize(
    ("text", "state", "problem"),
    [
        ("1606011708850001", "ok", ""),
        ("'1606011708850001", "ok", ""),
        (" 1606 0117 0885 0001 ", "ok", ""),
        ("16.06.01.170885.0001", "ok", ""),
        ("160601-170885-0001", "ok", ""),
        ("1606\u00a0011708850001", "ok", ""),
        ("1606011708850010", "ok", ""),  # ends in 0, but nothing says that it was a number
        ("6571011708850001", "ok", ""),  # North Kalimantan
        ("9601011708850001", "ok", ""),  # Southwest Papua
        ("", "kosong", "nik_kosong"),
        ("  ", "kosong", "nik_kosong"),
        ("-", "kosong", "nik_kosong"),
        ("0", "kosong", "nik_kosong"),
        ("0.0", "kosong", "nik_kosong"),
        ("null", "kosong", "nik_kosong"),
        ("KOSONG", "kosong", "nik_kosong"),
        ("1,60601E+15", "rusak", "nik_notasi_ilmiah"),
        ("1.60601E+15", "rusak", "nik_notasi_ilmiah"),
        ("1.606e15", "rusak", "nik_notasi_ilmiah"),
        ("2E+15", "rusak", "nik_notasi_ilmiah"),
        ("1606010101010010.0", "rusak", "nik_terpotong"),
        ("1606010101010010,00", "rusak", "nik_terpotong"),
        ("1606010101010000.0", "rusak", "nik_terpotong"),
        ("1606010101010012.0", "ok", ""),  # the last digit is still there
        ("9601011708850012.0", "rusak", "nik_terpotong"),  # over 2^53 even that proves nothing
        ("160601170885000", "tidak_sah", "nik_bukan_16_angka"),
        ("16060117088500011", "tidak_sah", "nik_bukan_16_angka"),
        ("16060117088500O1", "tidak_sah", "nik_bukan_angka"),
        ("１606011708850001", "tidak_sah", "nik_bukan_angka"),
        ("²606011708850001", "tidak_sah", "nik_bukan_angka"),
        ("SITI AMINAH", "tidak_sah", "nik_bukan_angka"),
        ("1111111111111111", "tidak_sah", "nik_angka_sama"),
        ("0000000000000000", "tidak_sah", "nik_angka_sama"),
        ("1606011708850000", "tidak_sah", "nik_nomor_urut"),
        ("2006011708850001", "tidak_sah", "nik_provinsi"),
        ("9701011708850001", "tidak_sah", "nik_provinsi"),
        ("1606018108850001", "tidak_sah", "nik_tanggal"),  # day 81: other validators take it
    ],
)
def test_what_lists_hold(text: str, state: str, problem: str) -> None:
    nik = read_nik(text, TODAY)
    assert (nik.text, nik.state.value, nik.problem) == (text, state, problem)
    assert (len(nik.digits) == 16) == (state == "ok")
    assert (nik.sex is None) == (nik.birth_date is None) == (nik.region == "") == (state != "ok")


@given(st.text())
@example("\x00" * 16)
@example("1" * 5000)
def test_any_text_is_judged_and_kept(text: str) -> None:
    nik = read_nik(text, TODAY)
    assert nik.text == text
    assert (nik.state is NikState.OK) == (nik.problem == "")


@given(niks)
def test_a_spreadsheet_never_turns_a_nik_into_another_one(text: str) -> None:
    stored = f"{float(f'{float(text):.15g}'):.1f}"  # what a numeric cell keeps, as a reader gives it
    nik = read_nik(stored, TODAY)
    assert nik.state is not NikState.OK or nik.digits == text


@pytest.mark.parametrize(
    ("serial", "region"), [(0, "160601"), (10000, "160601"), (1, "16060"), (1, "16060x")]
)
def test_impossible_parts_are_refused(serial: int, region: str) -> None:
    with pytest.raises(ValueError, match="must be"):
        compose_nik(region, date(1985, 8, 17), Sex.MALE, serial)


def test_the_38_provinces() -> None:
    assert len(PROVINCES) == 38
    assert {"11", "16", "65", "91", "96"} <= PROVINCES
    assert not {"10", "20", "54", "97"} & PROVINCES


# --- masking ---------------------------------------------------------------------------------------


@given(niks)
def test_a_masked_nik_shows_neither_birth_date_nor_most_of_the_serial(text: str) -> None:
    assert mask(text) == text[:4] + "*" * 10 + text[-2:]


@given(st.text())
def test_a_mask_shows_at_most_six_digits_and_nothing_else(text: str) -> None:
    shown = mask(text).replace("*", "")
    assert len(shown) <= 6
    assert shown == "" or (shown.isascii() and shown.isdigit())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("12345", "*****"),
        ("160601170885000", "1606***********"),
        ("1606.0117.0885.0001", "1606**********01"),
        ("1,60601E+15", "***********"),
        ("SITI AMINAH BINTI ALI", "************"),
    ],
)
def test_masks_of_odd_text(text: str, shown: str) -> None:
    assert mask(text) == shown


# --- remarks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "birth", "sex", "remarks"),
    [
        ("1606011708850001", date(1985, 8, 17), Sex.MALE, ()),
        ("1606011708850001", date(1885, 8, 17), Sex.MALE, ()),  # a NIK holds no century
        ("1606011708850001", None, None, ()),
        ("1606011708850001", date(1985, 8, 18), Sex.MALE, ("tanggal_lahir_beda",)),
        ("1606015708850001", date(1985, 8, 17), Sex.MALE, ("jenis_kelamin_beda",)),
        ("1607011708850001", date(1985, 8, 17), Sex.MALE, ("luar_muba",)),
        (
            "3201015708850001",
            date(1986, 8, 17),
            Sex.MALE,
            ("tanggal_lahir_beda", "jenis_kelamin_beda", "luar_muba"),
        ),
        ("1,60601E+15", date(1985, 8, 17), Sex.MALE, ()),
        ("", date(1985, 8, 17), Sex.MALE, ()),
    ],
)
def test_remarks(text: str, birth: date | None, sex: Sex | None, remarks: tuple[str, ...]) -> None:
    assert nik_remarks(read_nik(text, TODAY), birth, sex) == remarks


def test_home_is_where_the_programme_is() -> None:
    nik = read_nik("1607011708850001", TODAY)
    assert nik_remarks(nik, None, None, home="1607") == ()


# --- NKK -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["1606011203150004", " 1606 0112 0315 0004", "'1606011203150004"])
def test_a_family_card_number(text: str) -> None:
    assert read_nkk(text) == "1606011203150004"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "nkk_kosong"),
        ("-", "nkk_kosong"),
        ("1,60601E+15", "nkk_rusak"),
        ("1606011203150010.0", "nkk_rusak"),
        ("160601120315000A", "nkk_bukan_angka"),
        ("16060112031500", "nkk_bukan_16_angka"),
        ("9999999999999999", "nkk_tidak_sah"),
        ("0006011203150004", "nkk_tidak_sah"),
        ("1606015708850001", "nkk_seperti_nik"),
        ("1606014108850001", "nkk_seperti_nik"),
        ("1606017108850001", "nkk_seperti_nik"),
    ],
)
def test_what_is_no_family_card_number(text: str, code: str) -> None:
    with pytest.raises(ValueError, match=f"^{code}$"):
        read_nkk(text)


@given(births)
def test_a_womans_nik_is_never_taken_for_a_family_card(birth: date) -> None:
    with pytest.raises(ValueError, match="nkk_seperti_nik"):
        read_nkk(compose_nik("160601", birth, Sex.FEMALE, 7))


# --- sentences -------------------------------------------------------------------------------------


def test_every_code_has_a_sentence_and_strangers_stay() -> None:
    for code in CODES:
        sentence = problem_sentence(code)
        assert sentence != code
        assert sentence.endswith(".")
    assert problem_sentence("kode_masa_depan") == "kode_masa_depan"
    assert problem_sentence("") == ""
