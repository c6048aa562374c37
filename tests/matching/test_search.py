from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kelambu_tui.matching.search import SearchIndex, neighbourhoods

PEOPLE = [
    # folded name, folded place, RT, RW, NIK, family
    ("siti aminah", "dusun dua danau cala lais", "003", "001", "1606024105800001", "404000171"),
    ("siti rohaya", "dusun dua danau cala lais", "004", "001", "1606024205810002", "404000172"),
    ("ahmad suharto", "dusun satu purwosari lais", "001", "002", "1606020305820003", "404000173"),
    ("suharto", "jalan pasar sekayu", "", "", "1606010405830004", "404000174"),
    ("nur hasanah", "lumpatan sekayu", "010", "003", "1606014505840005", "404000175"),
]


@pytest.fixture
def index() -> SearchIndex:
    made = SearchIndex()
    for name, place, rt, rw, nik, family in PEOPLE:
        made.add(name, place, rt, rw, (nik, family))
    return made


def rows(index: SearchIndex, query: str, limit: int = 10) -> list[int]:
    return [hit.row for hit in index.search(query.casefold(), query, limit)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("siti aminah", 0),
        ("aminah siti", 0),  # swapped
        ("siti amin", 0),  # still typing
        ("stii aminah", 0),  # letters swapped
        ("siti amiinah", 0),  # one too many
        ("suharto", 3),  # the shorter name of two that hold it
        ("ahmad suhartp", 2),
        ("suharto purwosari", 2),  # the place tells them apart
        ("suharto sekayu", 3),
        ("siti rt 4", 1),
        ("siti RT.003", 0),
        ("rw 3", 4),
        ("1606024205810002", 1),
        ("1606 0242 0581 0002", 1),
        ("05810002", 1),
        ("404000174", 3),
    ],
)
def test_the_one_who_is_meant_comes_first(index: SearchIndex, query: str, first: int) -> None:
    assert rows(index, query)[0] == first


@pytest.mark.parametrize("query", ["", "   ", "zzzzqq", "99999999", "rt", "7"])
def test_nobody_is_found_for_nothing(index: SearchIndex, query: str) -> None:
    assert rows(index, query) == []


def test_a_rare_token_tells_more_than_a_common_one(index: SearchIndex) -> None:
    for number in range(50):
        index.add(f"siti nomor{number}", "", "", "", ())
    assert rows(index, "siti suharto")[:2] == [3, 2]


def test_people_who_come_later_are_found(index: SearchIndex) -> None:
    assert rows(index, "kosasih") == []
    added = index.add("kosasih", "lais", "", "", ("1606020101900009",))
    assert rows(index, "kosasih") == [added]
    assert rows(index, "1606020101900009") == [added]


def test_scores_fall_and_stay_within_bounds(index: SearchIndex) -> None:
    scores = [hit.score for hit in index.search("siti suharto lais", "siti suharto lais", 10)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


def test_the_limit_is_kept(index: SearchIndex) -> None:
    assert len(rows(index, "siti suharto", 2)) == 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("RT 003 RW 01", ["rt3", "rw1"]),
        ("rt.3", ["rt3"]),
        ("dusun rt12", ["rt12"]),
        ("start 3", []),
        ("", []),
    ],
)
def test_neighbourhoods_in_a_text(text: str, found: list[str]) -> None:
    assert neighbourhoods(text) == found


names = st.lists(st.text("abcdefghiklmnoprstuwy", min_size=3, max_size=9), min_size=1, max_size=3).map(
    " ".join
)


@given(st.lists(names, min_size=1, max_size=30), st.data())
def test_whoever_is_typed_whole_is_found_with_the_best_score(listed: list[str], data: st.DataObject) -> None:
    index = SearchIndex()
    for name in listed:
        index.add(name, "", "", "", ())
    wanted = data.draw(st.sampled_from(listed))
    hits = index.search(wanted, wanted, len(listed))
    best = {hit.row for hit in hits if hit.score == hits[0].score}
    assert listed.index(wanted) in best


@given(st.text(max_size=60))
def test_no_query_breaks_the_search(query: str) -> None:
    index = SearchIndex()
    for name, place, rt, rw, nik, family in PEOPLE:
        index.add(name, place, rt, rw, (nik, family))
    assert len(index.search(query.casefold(), query, 3)) <= 3
