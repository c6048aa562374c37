"""Every row of the tables about names, by its own example and by each of its spellings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pytest

from kelambu_tui.people import degrees, links, short_names, titles
from kelambu_tui.people.compounds import ARTICLE_RULES, FIRST_PARTS, FirstPart, pieces
from kelambu_tui.people.degrees import DEGREE_FAMILIES, DegreeFamily
from kelambu_tui.people.links import ALIAS_LINKS, FATHER_LINKS, NUMERAL_ROWS, Link, Numeral
from kelambu_tui.people.names import (
    alias_of,
    compounds,
    father_of,
    presumed_dead,
    readings,
    search_words,
    sex_of_titles,
    strict_fold,
    titles_of,
)
from kelambu_tui.people.sex import Sex
from kelambu_tui.people.short_names import (
    ABBREVIATION_ROWS,
    FIRST_WORD_ROWS,
    INITIALS,
    Abbreviation,
    Initial,
)
from kelambu_tui.people.spelling import SpellingRule, fold_token
from kelambu_tui.people.titles import MARKS_OF_DEATH, PALEMBANG, TITLE_ROWS, Title, TitlePair


def spelt(rows: Iterable[object], field: str = "spellings") -> list[tuple[str, object]]:
    return [(word, row) for row in rows for word in getattr(row, field).split()]


@pytest.mark.parametrize("row", TITLE_ROWS, ids=lambda row: row.spellings)
def test_the_example_of_a_title(row: Title) -> None:
    name, key = row.example
    assert strict_fold(name) == key
    assert set(titles_of(name)) & set(row.spellings.split())
    assert sex_of_titles(name) == row.sex


@pytest.mark.parametrize(("word", "row"), spelt(TITLE_ROWS))
def test_each_spelling_of_a_title_stands_before_the_name(word: str, row: Title) -> None:
    for name in (f"{word} Surati", f"{word.upper()}. SURATI", f"{word.title()}.Surati", f"Surati, {word}."):
        assert strict_fold(name) == "surati"
        assert titles_of(name) == (word,)
        assert sex_of_titles(name) == row.sex


@pytest.mark.parametrize(("word", "row"), spelt(TITLE_ROWS))
def test_only_trailing_titles_leave_the_end(word: str, row: Title) -> None:
    assert (strict_fold(f"Surati {word}") == "surati") == (word in row.trailing.split())


@pytest.mark.parametrize("pair", PALEMBANG, ids=lambda pair: pair.men)
def test_a_palembang_pair_tells_the_sex(pair: TitlePair) -> None:
    for (name, key), sex in ((pair.example_of_men, Sex.MALE), (pair.example_of_women, Sex.FEMALE)):
        assert strict_fold(name) == key
        assert sex_of_titles(name) == sex


@pytest.mark.parametrize(
    "written", ["R.A.", "R. A.", "RA", "Ra.", "Raden Ayu", "Rd. Ayu", "R. Ayu", "Raden A.", "Hj. R.A."]
)
def test_raden_ayu_is_one_title(written: str) -> None:
    assert strict_fold(f"{written} Kartini") == "kartini"
    assert "ra" in titles_of(f"{written} Kartini")
    assert sex_of_titles(f"{written} Kartini") == Sex.FEMALE


@pytest.mark.parametrize(("name", "key"), [("Raden Ayu", "ayu"), ("R. Ayu, S.Pd", "ayu"), ("R. A.", "a")])
def test_a_name_is_left_behind_raden(name: str, key: str) -> None:
    assert strict_fold(name) == key


@pytest.mark.parametrize(("word", "row"), spelt(MARKS_OF_DEATH))
def test_each_mark_of_a_late_person_raises_it(word: str, row: Title) -> None:
    for name in (row.example[0], f"{word}. Surati", f"SURATI ({word.upper()})", f"Surati {word}"):
        assert presumed_dead(name)
    assert not presumed_dead(f"Surati binti {word}. Ali")


@pytest.mark.parametrize("word", sorted(titles.TITLES - titles.DEAD))
def test_no_other_title_speaks_of_death(word: str) -> None:
    assert not presumed_dead(f"{word}. Surati")


@pytest.mark.parametrize("family", DEGREE_FAMILIES, ids=lambda family: family.degrees)
def test_the_example_of_a_degree(family: DegreeFamily) -> None:
    name, key = family.example
    assert strict_fold(name) == key
    assert titles_of(name)[0] in family.degrees.split()


@pytest.mark.parametrize(("degree", "family"), spelt(DEGREE_FAMILIES, "degrees"))
def test_each_degree_is_taken_off(degree: str, family: DegreeFamily) -> None:
    dotted = f"{degree[0]}.{degree[1:]}."
    for name in (f"Surati {degree}", f"SURATI, {degree.upper()}", f"Surati {dotted}", f"Surati, {dotted}"):
        assert strict_fold(name) == "surati"
        assert titles_of(name) == (degree,)


@pytest.mark.parametrize(("degree", "family"), spelt(DEGREE_FAMILIES, "ambiguous"))
def test_each_ambiguous_degree_wants_dots_or_a_comma(degree: str, family: DegreeFamily) -> None:
    assert strict_fold(f"Surati, {degree}") == "surati"
    assert strict_fold(f"Surati {degree[0]}.{degree[1:]}") == "surati"
    assert strict_fold(f"Surati {degree}") == f"surati {fold_token(degree)}"


@pytest.mark.parametrize("link", FATHER_LINKS, ids=lambda link: link.word)
def test_each_link_to_the_father(link: Link) -> None:
    name, person, father = link.example
    assert link.word in name.lower().replace(".", "").split()
    assert (strict_fold(name), father_of(name), alias_of(name)) == (person, father, "")


@pytest.mark.parametrize("link", ALIAS_LINKS, ids=lambda link: link.word)
def test_each_link_to_another_name(link: Link) -> None:
    name, person, other = link.example
    assert link.word in name.lower().replace(".", "").split()
    assert (strict_fold(name), alias_of(name), father_of(name)) == (person, other, "")
    assert set(other.split()) <= set(search_words(name))


@pytest.mark.parametrize("row", NUMERAL_ROWS, ids=lambda row: row.word)
def test_each_numeral_is_noise(row: Numeral) -> None:
    name, key = row.example
    assert name.lower().split()[-1] == row.word
    assert strict_fold(name) == strict_fold(f"{name}.") == strict_fold(f"{name} (Alm)") == key


@pytest.mark.parametrize("row", ABBREVIATION_ROWS, ids=lambda row: row.spellings)
def test_the_example_of_an_abbreviation(row: Abbreviation) -> None:
    name, key = row.example
    assert strict_fold(name) == key
    assert name.split()[0].strip(".").lower() in row.spellings.split()


@pytest.mark.parametrize(("word", "row"), spelt(ABBREVIATION_ROWS))
def test_each_abbreviation_is_spelt_out_wherever_it_stands(word: str, row: Abbreviation) -> None:
    full = strict_fold(row.full)
    assert strict_fold(f"{word}. Surati") == f"{full} surati"
    assert strict_fold(f"SURATI {word.upper()}") == f"surati {full}"


@pytest.mark.parametrize(("word", "row"), spelt(FIRST_WORD_ROWS))
def test_a_first_word_is_spelt_out_only_there(word: str, row: Abbreviation) -> None:
    assert strict_fold(row.example[0]) == row.example[1]
    assert strict_fold(f"{word}. Surati") == f"{row.full} surati"
    assert strict_fold(f"Hj. {word}. Surati") == f"{row.full} surati"
    assert strict_fold(f"Surati {word} Ali") == f"surati {fold_token(word)} ali"


@pytest.mark.parametrize("row", INITIALS, ids=lambda row: row.short)
def test_each_initial_is_read_as_alternatives(row: Initial) -> None:
    name, answers = row.example
    assert readings(name) == answers
    assert len(answers) == 1 + len(row.names)
    for full in row.names:
        assert set(readings(f"{row.short} Surati")) & set(readings(f"{full} Surati"))
        assert fold_token(full) in search_words(f"{row.short} Surati")
    assert readings(row.short.upper()) == (fold_token(row.short),)  # alone it is a name


@pytest.mark.parametrize("row", FIRST_PARTS, ids=lambda row: row.part)
def test_each_first_part_glued_and_split(row: FirstPart) -> None:
    split, glued = row.example
    assert len(split.split()) == 2
    assert len(glued.split()) == 1
    assert strict_fold(split) != strict_fold(glued)
    assert set(compounds(split)) & set(compounds(glued))
    assert set(search_words(split)) & set(search_words(glued))
    if row.splits:
        assert fold_token(pieces(glued.lower())[1]) in search_words(split)


@pytest.mark.parametrize(("word", "row"), spelt(FIRST_PARTS))
def test_each_spelling_of_a_first_part(word: str, row: FirstPart) -> None:
    assert set(compounds(f"{word} surati")) & set(compounds(f"{row.part} surati"))
    if row.splits:
        assert set(compounds(f"{word}surati")) & set(compounds(f"{row.part} surati"))


@pytest.mark.parametrize("rule", ARTICLE_RULES, ids=lambda rule: rule.pattern)
def test_each_rule_of_the_article(rule: SpellingRule) -> None:
    one, other = rule.example
    assert strict_fold(one) != strict_fold(other)
    assert set(compounds(one)) & set(compounds(other))


@pytest.mark.parametrize(
    "words",
    [
        [word for word, _row in spelt(TITLE_ROWS)],
        [word for word, _row in spelt(DEGREE_FAMILIES, "degrees") + spelt(DEGREE_FAMILIES, "ambiguous")],
        [word for word, _row in spelt(ABBREVIATION_ROWS) + spelt(FIRST_WORD_ROWS)],
        [row.word for row in (*FATHER_LINKS, *ALIAS_LINKS, *NUMERAL_ROWS)],
        [row.short for row in INITIALS],
        [word for word, _row in spelt(FIRST_PARTS) + spelt(FIRST_PARTS, "part")],
    ],
    ids=["titles", "degrees", "abbreviations", "links", "initials", "first parts"],
)
def test_no_word_stands_in_two_rows(words: list[str]) -> None:
    assert [word for word, times in Counter(words).items() if times > 1] == []


def test_the_words_that_the_fold_looks_up_are_those_of_the_rows() -> None:
    assert titles.TITLES >= titles.TRAILING >= titles.DEAD
    assert set(titles.SEX_OF_TITLE) <= titles.TITLES
    assert degrees.DEGREES > degrees.AMBIGUOUS_DEGREES
    assert not titles.TITLES & degrees.DEGREES
    assert not titles.TITLES & (links.FATHER | links.ALIAS | links.NUMERALS)
    assert not set(short_names.ABBREVIATIONS) & (titles.TITLES | degrees.DEGREES)
