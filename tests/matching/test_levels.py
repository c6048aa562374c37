"""The levels of every field, one table each; the values are made up."""

from __future__ import annotations

import numpy as np
import pytest

from kelambu_tui.matching.births import Births, chance_of_slips, compare_births
from kelambu_tui.matching.columns import Columns
from kelambu_tui.matching.levels import ADDRESS, BIRTH, FIELDS, NAME, NIK, PLACE, SEX, VILLAGE
from kelambu_tui.matching.likeness import compare_names
from kelambu_tui.matching.namesakes import Names, fathers
from kelambu_tui.matching.niks import Numbers, compare_numbers
from kelambu_tui.matching.places import (
    Texts,
    compare_addresses,
    compare_texts,
    compare_villages,
    plain_place,
    plain_village,
)
from kelambu_tui.matching.scoring import Scale, compare, pair_up
from kelambu_tui.matching.starting import starting_weights

ONE, OTHER = np.array([0], dtype=np.int32), np.array([1], dtype=np.int32)


def name_level(a: str, b: str) -> str:
    names = Names()
    codes = names.code([a, b])
    return NAME[compare_names(names, codes[:1], codes[1:])[0]]


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("SITI AMINAH", "Siti Aminah", "sama"),
        ("Tjipto", "Cipto", "sama"),
        ("H. M. Soeharto", "Muh. Suharto", "singkatan"),
        ("MUHAMMAD IRFAN", "M. Irfan", "singkatan"),
        ("St. Aminah", "Siti Aminah", "sama"),
        ("Ismail Ardiansyah", "Ardiansyah Ismail", "urutan_lain"),
        ("Nur Hasanah", "Nurhasanah", "sambung_pisah"),
        ("Abdulrahman", "Abdul Rahman", "sambung_pisah"),
        ("Jusuf", "Yusuf", "bunyi_sama"),
        ("Fauzi", "Pauji", "bunyi_sama"),
        ("Sinta Oktavia", "Sinta Oktvia", "mirip_sekali"),
        ("Sumarni", "Sumarno", "mirip_sekali"),
        ("Suparmi", "Suparman", "mirip"),
        ("Suparman", "Parman", "sebagian"),
        ("Jamaludin", "Jamal", "sebagian"),
        ("Putri Azzahra Kartika", "Kartika", "sebagian"),
        ("Siti Rohani", "Siti Wulandari", "satu_kata"),
        ("Wagiman", "Rohana", "lain"),
        ("", "Rohana", "kosong"),
        ("-", "Rohana", "kosong"),
    ],
)
def test_names(a: str, b: str, level: str) -> None:
    assert name_level(a, b) == level
    assert name_level(b, a) == level


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("1606014705800002", "1606014705800002", "sama"),
        ("1606014705800002", "1606 0147 0580 0002", "sama"),
        ("1606014705800002", "1606014750800002", "tertukar"),
        ("1606014705800002", "1606014705900002", "satu_angka"),
        ("1606014705800002", "160601470580002", "satu_angka"),
        ("1606014705800002", "1606014705802002", "satu_angka"),
        ("1606014705800002", "1606024705800002", "wilayah"),
        ("1606014705800002", "1606104705800002", "wilayah"),
        ("1606014705800002", "1606014705800007", "nomor_urut"),
        ("1606014705800002", "1606014705800031", "nomor_urut"),
        ("1606014705800002", "1606014705800000.0", "rusak"),
        ("1606014705800002", "1606014705810000.0", "rusak_lain"),
        ("1606014705800002", "1,60601E+15", "rusak_awal"),
        ("1606015705800002", "1.60602E+15", "rusak_awal"),
        ("1606014705800002", "1,60614E+15", "rusak_lain"),
        ("1,60601E+15", "1,60601E+15", "rusak_awal"),
        ("1606014705800002", "3312121907700001", "lain"),
        ("1606014705800002", "", "kosong"),
        ("1606014705800002", "KOSONG", "kosong"),
        ("1111111111111111", "1111111111111111", "kosong"),
        ("5304218", "5304218", "sama"),
        ("5304218", "5304281", "tertukar"),
        ("5304218", "530428", "satu_angka"),
        ("5304218", "9304217", "lain"),
    ],
)
def test_niks(a: str, b: str, level: str) -> None:
    numbers = Numbers()
    numbers.append([a, b])
    assert NIK[compare_numbers(numbers, ONE, OTHER)[0]] == level
    assert NIK[compare_numbers(numbers, OTHER, ONE)[0]] == level


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("1980-05-07", "1980-05-07", "sama"),
        ("1980-05-07", "07/05/1980", "sama"),
        ("1980-05-07", "19800507", "sama"),
        ("1980-05-07", "1980-07-05", "hari_bulan_tertukar"),
        ("1980-05-07", "1981-05-07", "tahun_meleset"),
        ("1980-05-07", "1990-05-07", "tahun_meleset"),
        ("1981-05-07", "1918-05-07", "tahun_meleset"),
        ("1980-05-07", "1980-05-17", "satu_bagian_beda"),
        ("1980-05-07", "1980-06-07", "satu_bagian_beda"),
        ("1980-02-30", "1980-02-03", "satu_bagian_beda"),
        ("1980-05-07", "1983-05-07", "satu_bagian_beda"),
        ("1980-05-07", "1961-12-31", "lain"),
        ("1980-05-07", "", "kosong"),
        ("1980-05-07", "kemarin", "kosong"),
    ],
)
def test_births(a: str, b: str, level: str) -> None:
    births = Births()
    codes = births.code([a, b])
    assert BIRTH[compare_births(births, codes[:1], codes[1:])[0]] == level
    assert BIRTH[compare_births(births, codes[1:], codes[:1])[0]] == level


def test_chance_of_slips_is_that_of_all_pairs() -> None:
    births = Births()
    dates = ["1980-05-07", "1980-07-05", "1980-07-05", "1981-05-07", "1990-05-07", "1918-03-03", "1981-03-03"]
    codes = births.code(dates)
    count = len(codes)
    first, second = (side.ravel().astype(np.int32) for side in np.meshgrid(range(count), range(count)))
    levels = compare_births(births, codes[first], codes[second])
    swapped, off = chance_of_slips(births, codes)
    assert swapped == pytest.approx(float((levels == BIRTH.index("hari_bulan_tertukar")).mean()))
    assert off == pytest.approx(float((levels == BIRTH.index("tahun_meleset")).mean()))


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("16.06.01.2001", "1606012001", "sama"),
        ("16.06.01.2001", "16.06.01.2002", "sekecamatan"),
        ("16.06.01.2001", "16.06.02.2001", "lain"),
        ("Desa Kayu Ara", "KAYU ARA, DESA", "mirip"),
        ("bilpin 2529 vic", "bilpiw 2529 vic", "mirip"),
        ("lilydale 3377", "berwick 3377", "sekata"),
        ("Kayu Ara", "Sungai Batang", "lain"),
        ("", "Kayu Ara", "kosong"),
    ],
)
def test_villages(a: str, b: str, level: str) -> None:
    texts = Texts(plain_village)
    codes = texts.code([a, b])
    texts.count(codes)
    assert VILLAGE[compare_villages(texts, codes[:1], codes[1:])[0]] == level


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("DUSUN I RT 001 RW 002", "DSN I RT 1 RW 2", "sama"),
        ("DUSUN I RT 001 RW 002", "DUSUN I RT.001/RW.002", "sama"),
        ("DUSUN I RT 001 RW 002", "DUSUN I RT 003 RW 002", "lain"),
        ("JL. MERDEKA RT 001 RW 002", "DUSUN LAMA RT 001 RW 002", "sebagian"),
        ("8 lethbridge street", "8 lethbridbe street", "mirip"),
        ("", "DUSUN I", "kosong"),
    ],
)
def test_addresses(a: str, b: str, level: str) -> None:
    texts = Texts(plain_place)
    codes = texts.code([a, b])
    texts.count(np.repeat(codes, 200))  # so that none of the words is rare
    assert ADDRESS[compare_addresses(texts, codes[:1], codes[1:])[0]] == level


def test_places() -> None:
    texts = Texts(plain_place)
    codes = texts.code(["SEKAYU", "Sekayu", "SEKAYUU", "PALEMBANG"])
    levels = [PLACE[compare_texts(texts, codes[:1], codes[at : at + 1])[0]] for at in range(4)]
    assert levels == ["sama", "sama", "mirip", "lain"]


def test_father_of_a_name_is_a_field_of_its_own() -> None:
    assert fathers(["Ahmad bin Soeparman", "Budi"]) == ["suparman", ""]


def levels_of(*people: dict[str, str]) -> dict[str, str]:
    columns = Columns()
    keys = sorted({key for person in people for key in person})
    columns.extend({"id": ["a", "b"], **{key: [person.get(key, "") for person in people] for key in keys}})
    columns.count()
    pairs = pair_up(columns, ONE, OTHER)
    compare(Scale(starting_weights(), columns), pairs)
    return {name: FIELDS[name][level[0]] for name, level in pairs.levels.items()}


def test_a_nik_that_follows_another_birth_date_is_another_nik() -> None:
    first = {"nik": "1606014705800001", "birth_date": "1980-05-07", "sex": "P"}
    second = {"nik": "1606014705810001", "birth_date": "1981-05-07", "sex": "P"}
    assert levels_of(first, second)["nik"] == "lain"
    assert levels_of(first, second | {"birth_date": "1980-05-07"})["nik"] == "satu_angka"


def test_relations_count_within_a_household_only() -> None:
    head, wife = {"relation": "KEPALA KELUARGA"}, {"relation": "ISTRI/SUAMI"}
    assert levels_of(head, wife)["relation"] == "kosong"
    home = {"household": "33"}
    assert levels_of(head | home, wife | home)["relation"] == "bertentangan"
    assert levels_of(head | home, {"relation": "LAINNYA"} | home)["relation"] == "lain"


def test_everything_missing_is_level_missing() -> None:
    assert set(levels_of({"sex": "L"}, {}).values()) == {"kosong"}
    assert SEX[0] == "kosong"
