"""Villages by code and by name, well spelt or not."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kelambu_tui.people.villages import Village, find_village, villages

ALL = tuple(villages().values())
any_village = st.sampled_from(ALL)
REPEATED = {name for name, count in Counter(village.name for village in ALL).items() if count > 1}


def test_the_regency_has_242_villages_in_15_kecamatan() -> None:
    assert len(ALL) == 242
    assert Counter(village.kind for village in ALL) == {"desa": 229, "kelurahan": 13}
    assert len({village.kecamatan_code for village in ALL}) == 15
    assert all(village.code.startswith(village.kecamatan_code + ".") for village in ALL)
    assert len({village.label for village in ALL}) == 242


@given(any_village)
def test_every_code_is_found_however_it_is_written(village: Village) -> None:
    plain = village.code.replace(".", "")
    for code in (village.code, plain, f"{plain}.0", f" {plain} "):
        assert find_village(code) == village


@given(any_village, st.sampled_from([str, str.upper, str.lower]))
def test_every_name_is_found_within_its_kecamatan(village: Village, written: type[str]) -> None:
    assert find_village("", written(village.name), written(village.kecamatan)) == village
    assert find_village("9999999999", f"Desa {village.name}", f"Kec. {village.kecamatan}") == village


@given(any_village)
def test_a_name_alone_counts_only_when_it_is_unique(village: Village) -> None:
    assert find_village("", village.name) == (None if village.name in REPEATED else village)


@given(any_village, st.data())
@settings(deadline=None)  # the first one imports the comparer
def test_a_slip_of_the_pen_never_leads_to_another_village(village: Village, data: st.DataObject) -> None:
    letters = list(village.name)
    place = data.draw(st.integers(0, len(letters) - 2))
    letters[place], letters[place + 1] = letters[place + 1], letters[place]
    slipped = "".join(letters)
    found = find_village("", slipped, village.kecamatan)
    assert found is None or found == village


@pytest.mark.parametrize(
    ("name", "kecamatan", "label"),
    [
        ("Kayu Ara", "Sekayu", "Kayu Ara, Sekayu"),
        ("KAYUARA", "SEKAYU", "Kayu Ara, Sekayu"),
        ("Bailangu Timur", "Sekayu", "Baliangu Timur, Sekayu"),
        ("Lubuk Buah", "Batanghari Leko", "Lubuk Buah, Batang Hari Leko"),
        ("Teluk Kijing 2", "Lais", "Teluk Kijing II, Lais"),
        ("Ulak Paceh", "Lawang Wetan", None),
        ("Mekarjaya", "Keluang", "Mekar Jaya, Keluang"),
        ("Suka Jaya", "Plakat Tinggi", "Suka Jaya, Plakat Tinggi"),
        ("Sukajaya", "Bayung Lencir", "Sukajaya, Bayung Lencir"),
    ],
)
def test_noise_in_names(name: str, kecamatan: str, label: str | None) -> None:
    found = find_village("", name, kecamatan)
    assert found is not None
    assert label is None or found.label == label


@pytest.mark.parametrize(
    ("code", "name", "kecamatan"),
    [
        ("", "", ""),
        ("abc", "", "Sekayu"),
        ("", "Mekar Jaya", ""),
        ("", "Teluk Kijing IV", "Lais"),
        ("", "JudI I", "Sanga Desa"),  # Jud I or Jud II
        ("", "Kayu Ara", "Lais"),
        ("", "Kayu Ara", "Bandung"),
        ("3201012001", "Cibinong", ""),
        ("", "Tanjung Agung", "Lais"),
    ],
)
def test_no_guessing(code: str, name: str, kecamatan: str) -> None:
    assert find_village(code, name, kecamatan) is None


@given(st.text(), st.text(), st.text())
@settings(deadline=None)
def test_any_text_is_answered(code: str, name: str, kecamatan: str) -> None:
    found = find_village(code, name, kecamatan)
    assert found is None or villages()[found.code] is found
