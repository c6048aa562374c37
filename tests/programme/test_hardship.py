"""The hardship checklist: what fits which desil, and why."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kelambu_tui.programme.hardship import DRIVERS, read_hardship, suggested_answers
from kelambu_tui.programme.reading import load_programme

PROGRAMME = load_programme()
OTHER = load_programme(Path(__file__).parent / "other_regency.toml")
QUESTIONS = PROGRAMME.hardship.questions
HARDEST = {question.code: question.options[0].code for question in QUESTIONS}
EASIEST = {question.code: question.options[-1].code for question in QUESTIONS}

answers = st.fixed_dictionaries(
    {},
    optional={
        question.code: st.sampled_from([option.code for option in question.options]) for question in QUESTIONS
    },
)


def test_options_go_from_the_hardest_to_the_easiest() -> None:
    for question in QUESTIONS:
        points = [option.points for option in question.options]
        assert points == sorted(points, reverse=True), question.code
        assert points[-1] == 0, question.code


@pytest.mark.parametrize("desil", [1, 2, 3])
def test_extremes(desil: int) -> None:
    assert read_hardship(PROGRAMME, HARDEST, desil).result == "sesuai"
    assert read_hardship(PROGRAMME, EASIEST, desil).result == "tidak_sesuai"


def test_it_says_what_made_it_so() -> None:
    assert "Lantai: tanah" in read_hardship(PROGRAMME, HARDEST, 1).drivers
    assert "Dinding: tembok diplester" in read_hardship(PROGRAMME, EASIEST, 1).drivers


def test_too_few_answers() -> None:
    few = dict(list(HARDEST.items())[: PROGRAMME.hardship.enough - 1])
    reading = read_hardship(PROGRAMME, few, 1)
    assert (reading.result, reading.answered, reading.total) == ("belum_cukup", 7, 13)
    assert reading.drivers == (
        "Jawab 1 pertanyaan lagi, misalnya: "
        "Rumah, Kepadatan rumah, Barang berharga, Penghasilan keluarga per orang.",
    )
    enough = dict(list(HARDEST.items())[: PROGRAMME.hardship.enough])
    assert read_hardship(PROGRAMME, enough, 1).result == "sesuai"


@pytest.mark.parametrize("desil", [None, 0, 4, 10])
def test_no_desil_to_compare_with(desil: int | None) -> None:
    reading = read_hardship(PROGRAMME, HARDEST, desil)
    assert reading.result == "belum_cukup"
    assert "Desil" in reading.drivers[0]


def test_strange_answers_count_as_none() -> None:
    reading = read_hardship(PROGRAMME, {"floor": "emas", "kolam": "ada"}, 1)
    assert (reading.result, reading.answered) == ("belum_cukup", 0)


@pytest.mark.parametrize(
    ("answer", "desil", "result"),
    [
        ("bocor", 4, "tidak_sesuai"),  # this programme also has a ceiling
        ("tua", 4, "sesuai"),
        ("baru", 4, "tidak_sesuai"),
        ("bocor", 5, "sesuai"),
    ],
)
def test_bands_are_those_of_the_programme(answer: str, desil: int, result: str) -> None:
    assert read_hardship(OTHER, {"boat_state": answer}, desil).result == result


@given(answers, st.sampled_from([1, 2, 3, 4, None]))
def test_every_sheet_gets_a_reading_with_reasons(sheet: dict[str, str], desil: int | None) -> None:
    reading = read_hardship(PROGRAMME, sheet, desil)
    assert reading.result in ("sesuai", "tidak_sesuai", "belum_cukup")
    assert reading.answered == len(sheet)
    assert 1 <= len(reading.drivers) <= DRIVERS
    assert (reading.result == "belum_cukup") == (len(sheet) < PROGRAMME.hardship.enough or desil in (4, None))


@given(answers, st.sampled_from(sorted(HARDEST)), st.sampled_from([1, 2, 3]))
def test_a_harder_answer_never_turns_sesuai_around(sheet: dict[str, str], code: str, desil: int) -> None:
    if code not in sheet or read_hardship(PROGRAMME, sheet, desil).result != "sesuai":
        return
    assert read_hardship(PROGRAMME, sheet | {code: HARDEST[code]}, desil).result == "sesuai"


@given(answers)
def test_what_fits_a_poorer_desil_fits_a_better_one(sheet: dict[str, str]) -> None:
    results = [read_hardship(PROGRAMME, sheet, desil).result for desil in (1, 2, 3)]
    assert results == sorted(results, key=("belum_cukup", "tidak_sesuai", "sesuai").index)


def test_the_list_suggests_answers() -> None:
    housing = {
        "floor": "TANAH",
        "roof": "JERAMI/IJUK/RUMBIA/ DAUN-DAUNAN",
        "wall": "kayu/papan",
        "power_watt": "=< 900 WATT",
        "lighting": "LISTRIK PLN METERAN",
        "water": "LAINNYA",
        "toilet": "KOSONG",
    }
    assert suggested_answers(PROGRAMME, housing) == {
        "floor": "tanah",
        "roof": "rumbia",
        "walls": "kayu",
        "light": "subsidi",
    }
    assert suggested_answers(PROGRAMME, {"power_watt": "KOSONG", "lighting": "BUKAN LISTRIK"}) == {
        "light": "bukan_listrik"
    }
    assert suggested_answers(PROGRAMME, {}) == {}


def test_a_word_of_the_list_means_one_answer() -> None:
    for question in QUESTIONS:
        words = [word for option in question.options for word in option.listed]
        assert len(words) == len(set(words)), question.code
        assert bool(words) == bool(question.listed), question.code
