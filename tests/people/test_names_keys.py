"""Under which key two spellings of one name meet, and which names never do (domain.md 4.3)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kelambu_tui.people.degrees import DEGREES
from kelambu_tui.people.names import (
    alias_of,
    compounds,
    father_of,
    loose_fold,
    readings,
    search_words,
    sex_of_titles,
    sorted_readings,
    strict_fold,
    titles_of,
)
from kelambu_tui.people.short_names import ABBREVIATIONS, ALTERNATIVES
from kelambu_tui.people.titles import TITLES

Keys = Callable[[str], tuple[str, ...]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("H. M. Soeharto", "Muhammad Suharto"),
        ("Moch. Djoko", "Mohammad Joko"),
        ("Sjamsoeddin", "Syamsuddin"),
        ("Tjipto", "Cipto"),
        ("Qomariah", "Komariyah"),
        ("Supriadi", "Supriyadi"),
        ("Soeharto Muh.", "H. Moh. Suharto"),
        ("Rohani Siti", "St. Rohani"),
        ("Kms. A. Rachman", "Rakhman Agus"),
        ("A. Karim", "Abd. Karim"),
        ("S. Lestari", "Sri Lestari"),
        ("N. Huda", "Nrl. Huda"),
        ("Mat Ali", "Ali Muhammad"),
        ("Ny. Hj. Zoebaidah binti Ali (Almh)", "ZUBAIDAH"),
    ],
)
def test_sorted_readings_meet(one: str, other: str) -> None:
    assert set(sorted_readings(one)) & set(sorted_readings(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nurhasanah", "Nur Hasanah"),
        ("Noerhasanah", "Nur Hasanah"),
        ("Riska Nurhaliza", "Riska Nur Haliza"),
        ("Sitinurhasanah", "St. Nur Hasanah"),
        ("Abdulrahman", "Abd. Rahman"),
        ("Abdurrahman", "A. Rahman"),
        ("Abdurahman", "Abdul Rahman"),
        ("Abdur Rahman", "Abdulrahman"),
        ("Abdussalam", "Abdul Salam"),
        ("Abdullatif", "Abdul Latif"),
        ("Nurrohmah", "Nur Rohmah"),
        ("Muhammadali", "M. Ali"),
        ("Muhammad Dalil", "Muhammaddalil"),
        ("Ahmadyani", "Achmat Yani"),
        ("Riska Dewi", "Riskadewi"),
        ("Dewi Puspitasari", "Dewi Puspita Sari"),
        ("Rizky Syah Putra", "Rizky Syahputra"),
        ("Sri Yanto", "Sriyanto"),
        ("As Siddiq", "Assiddiq"),
    ],
)
def test_compounds_meet(one: str, other: str) -> None:
    assert set(compounds(one)) & set(compounds(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jusuf", "Yusuf"),
        ("Fauzi", "Pauji"),
        ("Rachman", "Rahman"),
        ("Khoirul", "Hoirul"),
        ("Saodah", "Saudah"),
        ("Hastuti", "Astuti"),
        ("Omar", "Umar"),
        ("Jono", "Yono"),
        ("Soejono", "Suyono"),
        ("Wahjoedi", "Wahyudi"),
        ("Rukaiyah", "Rukayah"),
        ("Arif", "Arip"),
        ("Sylvia", "Silvia"),
        ("Suwarno", "Suarno"),
        ("H. Moch. Jusuf Fauzi", "Muhammad Yusup Pauji"),
    ],
)
def test_loose_folds_meet(one: str, other: str) -> None:
    assert strict_fold(one) != strict_fold(other)
    assert loose_fold(one) == loose_fold(other)


NEVER = [
    ("Sumarni", "Sumarno"),
    ("Hasan", "Hasanah"),
    ("Suparmi", "Suparman"),
    ("Sugiarto", "Sugiarti"),
    ("Yulianto", "Yulianti"),
    ("Suharto", "Suharti"),
    ("Sumardi", "Sumarni"),
    ("Sunarto", "Sunarti"),
    ("Sudarno", "Sudarni"),
    ("Hermanto", "Hermawati"),
    ("Rahmat", "Rahma"),
    ("Salim", "Salimah"),
    ("Halim", "Halimah"),
    ("Hamid", "Hamidah"),
    ("Amin", "Aminah"),
    ("Muslim", "Muslimah"),
    ("Yanto", "Yanti"),
    ("Aldi", "Aldo"),
    ("Riki", "Riko"),
    ("Rina", "Rini"),
    ("Roni", "Rani"),
    ("Dian", "Diana"),
    ("Nurdin", "Nur"),
    ("Abdullah", "Abdul"),
    ("M. Ali", "A. Ali"),
    ("M. Ali", "Mali"),
    ("Ahmad Rahman", "Abdul Rahman"),
    ("Muhammad Ali", "Ahmad Ali"),
    ("Siti Aminah", "Aminah"),
    ("Sri Wahyuni", "Siti Wahyuni"),
    ("Nur Hasanah", "Nur Hasan"),
    ("Abdul Rahman", "Abdul Rahim"),
]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *NEVER,
        *[(f"H. {one}", f"Hj. {other}") for one, other in NEVER[:6]],
        *[(f"Kgs. {one}, S.Pd", f"Nyayu {other}, S.E.") for one, other in NEVER[1:8]],
        *[(f"{one} bin Ali", f"{other} binti Ali") for one, other in NEVER[:6]],
        *[(f"{one} (Alm)", f"Almh. {other}") for one, other in NEVER[:6]],
        *[(f"{one} II", f"{other} II") for one, other in NEVER[:4]],
    ],
)
def test_two_people_never_share_a_key(one: str, other: str) -> None:
    assert strict_fold(one) != strict_fold(other)
    assert loose_fold(one) != loose_fold(other)
    for keys in (readings, sorted_readings, compounds):
        assert not set(keys(one)) & set(keys(other))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Siti Aminah", ("siti", "amina", "sitiamina")),
        ("Nurhasanah", ("nurhasana", "nur", "hasana")),
        ("Riska Nur Haliza", ("riska", "nur", "halija", "nurhalija")),
        ("Abdurrahman", ("abdurahman", "abdul", "rahman", "abdulrahman")),
        ("M. Ali", ("m", "ali", "muhamat")),
        ("Sumi alias Sumiati binti H. Ali", ("sumi", "sumiati")),
        ("Nurdin", ("nurdin",)),
        ("Trisno", ("trisno",)),
        ("Alamsyah", ("alamsa",)),
        ("M", ("m",)),
        ("-", ()),
        ("", ()),
    ],
)
def test_words_under_which_a_search_finds_a_name(name: str, found: tuple[str, ...]) -> None:
    assert search_words(name) == found


@pytest.mark.parametrize("keys", [readings, sorted_readings, compounds, search_words])
def test_a_name_without_letters_has_no_keys(keys: Keys) -> None:
    assert keys("") == keys(" - ") == keys("123") == keys("..") == ()


@pytest.mark.parametrize(
    ("name", "father", "alias"),
    [
        ("Sumi alias Sumiati binti H. Moh. Djoko", "muhamat joko", "sumiati"),
        ("Sumi binti Ali als. Ati", "ali", "ati"),
        ("Ahmad bin Ali bin Umar", "ali", ""),
        ("Ahmad bin", "", ""),
        ("Alias Bin", "", ""),
        ("Ahmad bin Kgs. Umar, S.Pd", "umar", ""),
    ],
)
def test_father_and_alias_side_by_side(name: str, father: str, alias: str) -> None:
    assert (father_of(name), alias_of(name)) == (father, alias)


plain = st.sampled_from(
    ["surati", "Nurhasanah", "joko", "TJIPTO", "Wahjoedi", "abdurrahman", "Siti", "M", "a", "mat", "rohani"]
)
bits = st.one_of(
    plain,
    st.text("abcdehijklmnostuyzqvx", min_size=1, max_size=7),
    st.sampled_from(
        sorted(TITLES | DEGREES | set(ABBREVIATIONS) | set(ALTERNATIVES) | {"bin", "alias", "ii", "st"})
    ),
)
names = st.lists(bits, min_size=1, max_size=7).flatmap(
    lambda parts: st.sampled_from([" ", ". ", ".", ", "]).map(lambda between: between.join(parts))
)


@given(st.lists(plain, min_size=2, max_size=3), st.permutations(sorted(TITLES - {"r", "rd", "raden"})))
@settings(max_examples=150)
def test_the_order_of_titles_does_not_matter(words: list[str], shuffled: list[str]) -> None:
    name, some = "surati " + " ".join(words), shuffled[:4]
    assert strict_fold(" ".join([*some, name])) == strict_fold(name)
    assert titles_of(" ".join([*some, name])) == tuple(some)
    assert sex_of_titles(" ".join([*some, name])) == sex_of_titles(" ".join([*reversed(some), name]))


@given(names)
@settings(max_examples=300)
def test_case_does_not_matter(name: str) -> None:
    for keys in (readings, sorted_readings, compounds, search_words, titles_of):
        assert keys(name) == keys(name.upper()) == keys(name.title())


@given(names)
@settings(max_examples=300)
def test_keys_hold_together(name: str) -> None:
    key = strict_fold(name)
    assert readings(name)[0] == key
    assert readings(key) == readings(name)
    assert sorted_readings(name)[0] == " ".join(sorted(key.split()))
    assert search_words(name)[: len(set(key.split()))] == tuple(dict.fromkeys(key.split()))
    assert compounds(name)


@given(st.lists(st.text("abcdehijklmnorstuyz", min_size=2, max_size=8), min_size=2, max_size=3))
@settings(max_examples=300)
def test_blanks_do_not_matter_to_compounds(words: list[str]) -> None:
    usual = ["su" + word for word in words]  # no titles, degrees or first parts
    assert set(compounds(" ".join(usual))) & set(compounds("".join(usual)))


@given(st.text(max_size=120), st.integers(1, 8))
def test_any_text_has_few_plain_keys(name: str, limit: int) -> None:
    for keys in (readings, sorted_readings, compounds, search_words):
        found = keys(name, limit)
        assert len(found) == len(set(found)) <= limit
        assert all(key and key == " ".join(key.split()) and key.isascii() for key in found)
    assert alias_of(name) == " ".join(alias_of(name).split())
    assert len(strict_fold(name)) <= 40 * len(name)  # one sign may stand for a whole word


def test_words_that_join_can_hide_a_letter() -> None:
    """Why names of equally many words are compared by their strict folds, not by their compounds."""
    assert compounds("Rahmat Toni") == compounds("Rahma Toni")
    assert not set(sorted_readings("Rahmat Toni")) & set(sorted_readings("Rahma Toni"))
