"""What must hold of every list and every query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kelambu_tui.matching.search import Hit, Households, PeopleIndex, Persons, build, search
from kelambu_tui.matching.search.gluing import read_meanings
from kelambu_tui.matching.search.meanings import Ear
from kelambu_tui.matching.search.numbers import index_numbers, slips
from kelambu_tui.matching.search.scoring import Scoring, Weights
from kelambu_tui.matching.search.storing import from_bytes, to_bytes
from kelambu_tui.matching.search.words import read_query

settings.register_profile("search", max_examples=40, deadline=None)
some = settings(settings.get_profile("search"))

WORDS = [
    *("SITI", "AMINAH", "AMINA", "NUR", "HAYATI", "NURHAYATI", "NOERHAJATI", "M.", "MUHAMMAD", "AHMAD", "A."),
    *("SUHARTO", "SOEHARTO", "ROHANI", "ROHAYA", "SARI", "WATI", "RINA", "RINI", "BIN", "KMS.", "HJ."),
    *("ABDUL", "RAHMAN", "RACHMAN"),
]
PLACES = (
    ("DUSUN I RT 001 RW 001", "001", "001", "LUMPATAN SEKAYU"),
    ("DUSUN II", "002", "001", "LUMPATAN SEKAYU"),
    ("JL. MERDEKA LK. III", "3", "", "KAYU ARA SEKAYU"),
    ("", "", "", "EPIL LAIS"),
)


@dataclass(frozen=True)
class Human:
    name: str
    home: int
    nik: str
    mother: str = ""


humans = st.builds(
    Human,
    name=st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join),
    home=st.integers(0, 11),
    nik=st.integers(1_000, 9_999).map(lambda serial: f"160602410580{serial}"),
    mother=st.sampled_from(["", "", "", "SUMIATI", "SITI ROHANI"]),
)
lists = st.lists(humans, min_size=1, max_size=25)
queries = st.one_of(
    st.lists(st.sampled_from([word.lower() for word in WORDS]), min_size=1, max_size=3).map(" ".join),
    st.sampled_from(
        ["stii amina", "nurhayti", "suhato lumpatan", "rt 1", "siti rt 02 lumpatan", "1606024", "05801234"]
    ),
    st.text("aeiounrsthm ", min_size=1, max_size=14),
)


def index_of(people: Sequence[tuple[int, Human]]) -> PeopleIndex:
    """Households 0 to 11; three of them share each place."""
    persons, households = Persons(), Households()
    for home in sorted({human.home for _key, human in people}):
        households.keys.append(home)
        households.numbers.append(f"33300{home:04d}")
        households.places.append(PLACES[home % len(PLACES)])
    for key, human in people:
        persons.keys.append(key)
        persons.households.append(human.home)
        persons.names.append(human.name)
        persons.numbers.append(human.nik)
        if human.mother:
            persons.mothers.append((key, human.mother))
    return build(persons, households)


def shown(hits: list[Hit]) -> list[tuple[int, float]]:
    return [(hit.key, round(hit.score, 5)) for hit in hits]


@some
@given(lists, queries)
def test_the_same_question_has_the_same_answer(people: list[Human], query: str) -> None:
    rows = list(enumerate(people))
    once = search([index_of(rows)], query, 10)
    assert once == search([index_of(rows)], query, 10)
    assert len({hit.key for hit in once}) == len(once)
    assert all(0 <= hit.score <= 1 for hit in once)


@some
@given(lists, queries)
def test_the_order_in_which_people_were_listed_does_not_matter(people: list[Human], query: str) -> None:
    rows = list(enumerate(people))
    assert shown(search([index_of(rows)], query, 25)) == shown(search([index_of(rows[::-1])], query, 25))


@some
@given(lists, queries, st.integers(1, 10))
def test_a_shorter_list_is_the_beginning_of_a_longer_one(people: list[Human], query: str, limit: int) -> None:
    index = index_of(list(enumerate(people)))
    assert search([index], query, limit) == search([index], query, 25)[:limit]


@some
@given(lists, lists, queries, st.data())
def test_changes_beside_the_index_answer_as_an_index_made_anew(
    people: list[Human], newer: list[Human], query: str, data: st.DataObject
) -> None:
    """Some households are read again, with people who were changed, added or gone."""
    old = list(enumerate(people))
    homes = data.draw(st.sets(st.integers(0, 11), min_size=1, max_size=4))
    changed = [(100 + at, human) for at, human in enumerate(newer) if human.home in homes]
    kept = [(key, human) for key, human in old if human.home not in homes]
    assume(changed and kept)
    large, small = index_of(old), index_of(changed)
    large.mask_households(np.array(sorted(homes), np.int64))
    large.stand_beside(small)
    anew = index_of(kept + changed)
    assert shown(search([large, small], query, 25)) == shown(search([anew], query, 25))


@some
@given(lists, st.data())
def test_whoever_is_typed_whole_comes_first(people: list[Human], data: st.DataObject) -> None:
    wanted = data.draw(st.sampled_from(people)).name
    assume(not {"BIN", "M.", "A.", "KMS.", "HJ."} & set(wanted.split()))
    hits = search([index_of(list(enumerate(people)))], wanted, 25)
    assert wanted in {people[hit.key].name for hit in hits if hit.score == hits[0].score}
    assert hits[0].score == pytest.approx(1)


@some
@given(lists, st.integers(1, 8), st.data())
def test_a_longer_query_never_loses_whom_it_describes_better(
    people: list[Human], limit: int, data: st.DataObject
) -> None:
    """Someone in the list, one more word of whose own name is typed, stays in the list."""
    index = index_of(list(enumerate(people)))
    key = data.draw(st.integers(0, len(people) - 1))
    words = [word.lower() for word in people[key].name.split() if word.isalpha() and word != "BIN"]
    assume(len(set(words)) == len(words) > 1)
    cut = data.draw(st.integers(1, len(words) - 1))
    before = " ".join(words[:cut])
    assume(key in [hit.key for hit in search([index], before, limit)])
    longer = search([index], " ".join(words[: cut + 1]), limit)
    mine = next((hit for hit in longer if hit.key == key), None)
    # Whoever takes the place must be described by the longer query at least as well.
    assert mine is not None or longer[-1].score >= _score_of(index, " ".join(words[: cut + 1]), key)


def _score_of(index: PeopleIndex, query: str, key: int) -> float:
    return next((hit.score for hit in search([index], query, 1000) if hit.key == key), 0.0)


@some
@given(lists, queries)
def test_an_index_that_was_kept_answers_the_same(people: list[Human], query: str) -> None:
    index = index_of(list(enumerate(people)))
    again = from_bytes(b"".join(to_bytes(index)))
    assert search([again], query, 25) == search([index], query, 25)
    again.mask_households(np.array([people[0].home], np.int64))
    assert all(people[hit.key].home != people[0].home for hit in search([again], query, 25))


hostile = st.one_of(
    st.text(max_size=200),
    st.text("\x00\x1b[];'\"%_*\\0123456789 rtRTw/.-é\u202e\ud800", max_size=80),
    st.text("0123456789", min_size=4, max_size=60),
)


@some
@given(hostile)
def test_no_query_raises(query: str) -> None:
    index = index_of([(0, Human("SITI AMINAH", 0, "1606024105800001"))])
    assert len(search([index], query, 3)) <= 1


@some
@given(st.lists(st.tuples(hostile, hostile), min_size=1, max_size=8), hostile)
def test_no_list_raises(rows: list[tuple[str, str]], query: str) -> None:
    people = [(key, Human(name, key % 12, nik)) for key, (name, nik) in enumerate(rows)]
    index = index_of(people)
    search([index], query, 3)
    search([from_bytes(b"".join(to_bytes(index)))], query, 3)


numbers = st.lists(st.text("0123", min_size=0, max_size=18), min_size=1, max_size=20)


@some
@given(numbers, st.text("0123", min_size=4, max_size=10))
def test_parts_of_numbers_are_found_as_if_all_were_read(listed: list[str], part: str) -> None:
    index = index_numbers(listed, list(range(len(listed))))
    exact = {at for at, number in enumerate(listed) if part in number[:16]}
    found = index.holding(part) or [(np.zeros(0, np.int32), 1.0)] * 2
    assert set(found[0][0].tolist()) == exact
    if len(part) >= 6:
        near = {at for at, number in enumerate(listed) if any(slip in number[:16] for slip in slips(part))}
        assert set(found[1][0].tolist()) == near


@pytest.mark.parametrize(
    ("part", "near"),
    [("123456", "123546"), ("123456", "123956"), ("123456", "213456"), ("123456", "123450")],
)
def test_a_slip_is_one_wrong_digit_or_two_swapped(part: str, near: str) -> None:
    assert near in slips(part)
    assert part not in slips(part)
    assert "".join(reversed(part)) not in slips(part)


@some
@given(lists, queries)
def test_nobody_scores_more_than_was_thought_possible_before_their_household_was_asked(
    people: list[Human], query: str
) -> None:
    index = index_of(list(enumerate(people)))
    asked = read_query(query)
    meanings = read_meanings(Ear([index]), asked)[0]
    assume(meanings)
    weights = Weights([1.0 + at for at in range(len(meanings))], [], len(index), len(meanings))
    rows = np.arange(len(index))
    scoring = Scoring(index, meanings, [], weights)
    reach = scoring.begin(rows).reach
    scores = scoring(rows)
    assert (scores[scores > 1e-5] <= reach[scores > 1e-5]).all()
