"""Names: every spelling rule by its own example, pairs that meet, pairs that must not."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kelambu_tui.people.degrees import DEGREES
from kelambu_tui.people.names import (
    father_of,
    loose_fold,
    presumed_dead,
    readings,
    sex_of_titles,
    strict_fold,
    titles_of,
)
from kelambu_tui.people.sex import Sex
from kelambu_tui.people.short_names import ABBREVIATIONS
from kelambu_tui.people.spelling import LOOSE_FIRST, LOOSE_RULES, STRICT_RULES, SpellingRule
from kelambu_tui.people.titles import TITLES

words = st.text("abcdehijkmnostuyzqvx", min_size=1, max_size=7)
bits = st.one_of(words, st.sampled_from(sorted(TITLES | DEGREES | set(ABBREVIATIONS) | {"bin", "ii", "st"})))
names = st.lists(bits, min_size=1, max_size=6).flatmap(
    lambda parts: st.sampled_from([" ", ". ", ".", ", "]).map(lambda between: between.join(parts))
)


@pytest.mark.parametrize("rule", STRICT_RULES, ids=lambda rule: rule.pattern)
def test_each_strict_rule_joins_its_example(rule: SpellingRule) -> None:
    one, other = rule.example
    assert one != other
    assert strict_fold(one) == strict_fold(other)


@pytest.mark.parametrize("rule", [*LOOSE_RULES, *LOOSE_FIRST], ids=lambda rule: rule.pattern)
def test_each_loose_rule_joins_what_the_strict_ones_keep_apart(rule: SpellingRule) -> None:
    one, other = rule.example
    assert strict_fold(one) != strict_fold(other)
    assert loose_fold(one) == loose_fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Moch. Djoko", "Mohammad Joko"),
        ("Sjamsoeddin", "Syamsuddin"),
        ("Tjipto", "Cipto"),
        ("Qomariah", "Komariyah"),
        ("Supriadi", "Supriyadi"),
        ("SITI AMINAH", "siti aminah"),
        ("St. Aminah", "Siti Aminah"),
        ("Abd. Rahman", "Abdul Rahman"),
        ("Achmad Yani", "Akhmad Yani"),
        ("Nrl Huda", "Nurul Huda"),
        ("Kgs. H. Achmad", "AHMAD"),
        ("Kiagus Ahmad", "Kgs Ahmad"),
        ("Nyimas Fatimah", "Nys. Fathimah"),
        ("Masayu Halimah", "Msy.Halimah"),
        ("R.A. Kartini", "Raden Kartini"),
        ("R. A. Kartini", "Kartini"),
        ("Drs. H. Moh. Ali, M.M.", "Muhammad Ali"),
        ("Siti Aminah S.Pd.I", "Siti Aminah"),
        ("Siti Aminah, SE", "Siti Aminah"),
        ("Siti Aminah ST", "Siti Aminah"),
        ("Ahmad bin Ali", "Ahmad"),
        ("Siti Binti Ahmad (Alm)", "Siti"),
        ("Alm. Suparman", "Suparman"),
        ("SUPARMAN (ALM)", "Suparman"),
        ("Suparman II", "Suparman"),
        ("Suparman 2", "Suparman"),
        ("Nur'aini", "Nuraini"),
        ("José", "Jose"),
        ("Sumi alias Sumiati", "Sumi"),
    ],
)
def test_spellings_of_one_name_meet(one: str, other: str) -> None:
    assert strict_fold(one) == strict_fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sumarni", "Sumarno"),
        ("Hasan", "Hasanah"),
        ("Suparmi", "Suparman"),
        ("Siti Aminah", "Aminah"),
        ("Ahmad Ali", "Ali Ahmad"),
        ("M. Ali", "A. Ali"),
        ("Yanto", "Yanti"),
        ("Rahmat", "Rahma"),
    ],
)
def test_names_of_two_people_stay_apart(one: str, other: str) -> None:
    assert strict_fold(one) != strict_fold(other)
    assert loose_fold(one) != loose_fold(other)


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
    ],
)
def test_candidates_under_the_loose_fold(one: str, other: str) -> None:
    assert loose_fold(one) == loose_fold(other)


@given(names)
@settings(max_examples=300)
@example("hh")
@example("Dhr Zt. Mohh")
@example("H. Kh. R. A. Haji")
@example("ba, dr")
def test_folding_twice_changes_nothing(name: str) -> None:
    folded = strict_fold(name)
    assert strict_fold(folded) == folded
    assert loose_fold(name) == loose_fold(name.upper())


@given(st.text(max_size=80))
def test_any_text_folds_to_plain_words(name: str) -> None:
    for folded in (strict_fold(name), loose_fold(name), father_of(name)):
        assert folded == " ".join(folded.split())
        assert folded.replace(" ", "a").isascii()
        assert folded == "" or folded.replace(" ", "").isalpha()
    presumed_dead(name)
    sex_of_titles(name)


@pytest.mark.parametrize("name", ["Haji", "Raden", "Ibu", "Alm.", "M", "ST", "Kemas", "S.Pd"])
def test_one_word_is_always_a_name(name: str) -> None:
    assert strict_fold(name) != ""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("H. M. Soeharto", {"m suharto", "muhamat suharto"}),
        ("A. Rahman", {"a rahman", "ahmat rahman", "abdul rahman", "agus rahman"}),
        ("Siti Aminah", {"siti amina"}),
        ("M", {"m"}),
    ],
)
def test_initials_are_read_as_alternatives(name: str, expected: set[str]) -> None:
    assert set(readings(name)) == expected
    assert readings(name)[0] == strict_fold(name)


def test_soeharto_meets_suharto_through_a_reading() -> None:
    assert set(readings("H. M. Soeharto")) & set(readings("Muhammad Suharto"))


def test_readings_stay_few() -> None:
    assert len(readings("A. A. A. A. A. A. A. A. Rahman")) == 8


@pytest.mark.parametrize(
    ("name", "titles", "sex"),
    [
        ("Kgs. H. Ahmad, S.Pd.", ("kgs", "h", "spd"), Sex.MALE),
        ("Nyimas Hj. Fatimah", ("nyimas", "hj"), Sex.FEMALE),
        ("R.A. Kartini", ("ra",), Sex.FEMALE),
        ("Dr. Ahmad", ("dr",), None),
        ("Ahmad", (), None),
        ("H. Nyimas Fatimah", ("h", "nyimas"), None),
        ("Siti Aminah Hj", ("hj",), Sex.FEMALE),
    ],
)
def test_titles_and_what_they_tell(name: str, titles: tuple[str, ...], sex: Sex | None) -> None:
    assert titles_of(name) == titles
    assert sex_of_titles(name) == sex


@pytest.mark.parametrize(
    ("name", "father"),
    [
        ("Ahmad bin Ali", "ali"),
        ("Siti binti H. Moh. Djoko", "muhamat joko"),
        ("Siti bt. (Alm) Ahmad", "ahmat"),
        ("Ahmad", ""),
        ("Sumi alias Sumiati", ""),
        ("Bin Ali", ""),
    ],
)
def test_the_father_is_kept_apart(name: str, father: str) -> None:
    assert father_of(name) == father


@pytest.mark.parametrize(
    ("name", "dead"),
    [
        ("Alm. Suparman", True),
        ("SUPARMAN (ALM)", True),
        ("Suparman, Almh", True),
        ("ALM.SUPARMAN", True),
        ("Almarhum Ali", True),
        ("Siti binti Alm. Ahmad", False),
        ("Siti binti (Alm) Ahmad", False),
        ("Almira", False),
        ("Salma", False),
        ("", False),
    ],
)
def test_marks_of_the_late(name: str, dead: bool) -> None:
    assert presumed_dead(name) is dead
