from __future__ import annotations

from collections.abc import Sequence

import pytest

from kelambu_tui.matching.search import Households, PeopleIndex, Persons, build, search

PEOPLE = [
    # name, address, RT, RW, village with kecamatan, NIK, family
    ("SITI AMINAH", "DUSUN II", "003", "001", "DANAU CALA LAIS", "1606024105800001", "404000171"),
    ("SITI ROHAYA", "DUSUN II", "004", "001", "DANAU CALA LAIS", "1606024205810002", "404000172"),
    ("AHMAD SUHARTO", "DUSUN I", "001", "002", "PURWOSARI LAIS", "1606020305820003", "404000173"),
    ("SUHARTO", "JALAN PASAR", "", "", "SEKAYU SEKAYU", "1606010405830004", "404000174"),
    ("NUR HASANAH", "LRG. MELATI RT 010", "", "003", "LUMPATAN SEKAYU", "1606014505840005", "404000175"),
    ("M. DAFFA", "DUSUN III", "002", "001", "LUMPATAN SEKAYU", "1606010606100006", "404000175"),
    ("HALIMAH BINTI RUSLI", "DUSUN III", "002", "001", "EPIL LAIS", "1606014707850007", "404000176"),
    ("M. DAFFA", "DUSUN III", "002", "001", "EPIL LAIS", "1606010709110009", "404000176"),
    ("KMS. RACHMAN", "DUSUN III", "002", "001", "EPIL LAIS", "1606010808860008", "404000176"),
]


def index_of(people: Sequence[tuple[str, ...]]) -> PeopleIndex:
    persons, households = Persons(), Households()
    homes: dict[str, int] = {}
    for key, (name, address, rt, rw, village, nik, family) in enumerate(people):
        if family not in homes:
            homes[family] = len(homes)
            households.keys.append(homes[family])
            households.numbers.append(family)
            households.places.append((address, rt, rw, village))
        persons.keys.append(key)
        persons.households.append(homes[family])
        persons.names.append(name)
        persons.numbers.append(nik)
    return build(persons, households)


@pytest.fixture(scope="module")
def index() -> PeopleIndex:
    return index_of(PEOPLE)


def found(index: PeopleIndex, query: str, limit: int = 10) -> list[int]:
    return [hit.key for hit in search([index], query, limit)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("siti aminah", 0),
        ("aminah siti", 0),  # swapped
        ("siti amin", 0),  # still typing
        ("stii aminah", 0),  # letters swapped
        ("siti amiinah", 0),  # one too many
        ("sitti aminna", 0),  # two edits
        ("aminha siit", 0),  # swapped, and an edit in each
        ("sitiaminah", 0),  # glued
        ("nurhasanah", 4),
        ("nur hasa nah", 4),  # split
        ("noer hasanah", 4),  # old spelling
        ("soeharto", 3),
        ("suharto", 3),  # the shorter name of two that hold it
        ("ahmad suhartp", 2),
        ("achmad soeharto", 2),
        ("a. suharto", 2),  # an initial
        ("muhammad dafa", 5),  # the list has the initial
        ("moh daffa", 5),
        ("rahman", 8),  # loose fold: ch as h
        ("masagus rachman", 8),  # another title
        ("h. suharto", 3),
        ("r.a. siti aminah", 0),
        ("suharto purwosari", 2),  # the place tells them apart
        ("suharto sekayu", 3),
        ("suharto lais", 2),  # by kecamatan
        ("siti rt 4", 1),
        ("siti RT.003", 0),
        ("siti rt/rw 4/1", 1),
        ("nur rw 3", 4),
        ("dusun 1", 2),
        ("dsn. I", 2),
        ("hasanah lumpatan", 4),
        ("nur lumptan", 4),  # a village misspelt
        ("halimah rusli", 6),  # the father
        ("halimah binti rusli", 6),
        ("daffa hasanah sekayu", 4),
        ("m daffa lumpatan", 5),
        ("daffa halimah", 6),  # named alike or not, the house knows both
        ("daffa epil", 7),
        ("1606024205810002", 1),
        ("1606 0242 0581 0002", 1),
        ("05810002", 1),
        ("1606024205810003", 1),  # a wrong digit
        ("1606024025810002", 1),  # two swapped
        ("058102", 1),  # part, and a wrong digit
        ("404000174", 3),
        ("siti 0581", 1),
        ("suharto 404000173", 2),
    ],
)
def test_the_one_who_is_meant_comes_first(index: PeopleIndex, query: str, first: int) -> None:
    assert found(index, query)[0] == first


@pytest.mark.parametrize("query", ["", "   ", "zzzzqq", "99999999", "rt", "7", "\x00", "📱", "-" * 500])
def test_nobody_is_found_for_nothing(index: PeopleIndex, query: str) -> None:
    assert found(index, query) == []
