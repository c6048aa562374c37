"""Who must be found twice and who must never be: twins, fathers and sons, whole families, common names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kelambu_tui.matching.deduping import Matches, compare_all
from kelambu_tui.matching.pairs import Kind
from kelambu_tui.matching.records import Record, record_digest
from kelambu_tui.matching.resident import Residents

STREET = "DUSUN I RT 001 RW 001"
HOME = {"village": "1606012001", "address": STREET}


def crowd(count: int = 300) -> list[Record]:
    """People who are nobody twice, so that a list has common names, dates and villages."""
    first = ("SITI", "MUHAMMAD", "SRI", "ABDUL", "NUR", "DEWI", "AGUS", "RINA", "EKO", "YANTI")
    last = ("AMINAH", "ROHANI", "WAHYUDI", "FATIMAH", "HIDAYAT", "LESTARI", "SAPUTRA", "SUSANTI", "MULYONO")
    people = []
    for number in range(count):
        year, month, day = 1940 + number * 7 % 75, 1 + number * 5 % 12, 1 + number * 11 % 28
        sex = "LP"[number % 2]
        people.append(
            Record(
                f"x{number:04}",
                f"{first[number % 10]} {last[number * 3 % 9]} {'ABCDEFGHIKLMNOPRSTUWY'[number % 21]}ARTO{number % 17}",  # noqa: E501
                f"{year}-{month:02}-{day:02}",
                sex,
                f"160601{day + (40 if sex == 'P' else 0):02}{month:02}{year % 100:02}{1 + number % 9:04}",
                village=f"160601{2001 + number % 14}",
                address=STREET,
                household=f"h{number // 4}",
                relation=("KEPALA KELUARGA", "ISTRI/SUAMI", "ANAK", "ANAK")[number % 4],
            )
        )
    return people


def matched(*people: Record) -> set[tuple[str, str]]:
    return {(pair.a, pair.b) for pair in compare_all([*crowd(), *people]).pairs}


def person(id: str, **changes: str) -> Record:  # noqa: A002
    basis = Record(
        id, "SUHARTO WIBOWO", "1971-03-02", "L", "1606010203710001", **HOME,
        household="k1", relation="KEPALA KELUARGA",
    )  # fmt: skip
    return replace(basis, **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"name": "H. SOEHARTO WIBOWO"},
        {"name": "WIBOWO SUHARTO"},
        {"name": "SUHARTOWIBOWO"},
        {"name": "SUHARTO WIBOOW"},
        {"nik": "1606010203170001"},
        {"nik": ""},
        {"nik": "1,60601E+15"},
        {"nik": "1606010203710000.0"},
        {"birth_date": "1971-02-03"},
        {"birth_date": "1972-03-02"},
        {"name": "SOEHARTO WIBOWO", "nik": "1606010203710091"},
        {"name": "ANDI BASRI"},
    ],
)
def test_the_same_person_in_another_household_is_found(changes: dict[str, str]) -> None:
    second = person("b", household="k2", relation="LAINNYA", **changes)
    assert ("a", "b") in matched(person("a"), second)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # domain.md 4.3: a name alone never decides
        ({"name": "SUMARNI", "sex": "P"}, {"name": "SUMARNO", "birth_date": "1969-11-20", "nik": "1606012011690002"}),  # noqa: E501
        ({"name": "HASAN"}, {"name": "HASANAH", "sex": "P", "birth_date": "1975-06-01", "nik": ""}),
        ({"name": "SUPARMI", "sex": "P", "nik": ""}, {"name": "SUPARMAN", "nik": "", "birth_date": "1971-08-30"}),  # noqa: E501
        ({"name": "ICHA"}, {"name": "IKA", "birth_date": "1999-01-30", "nik": ""}),
        ({"name": "ADE"}, {"name": "HADI", "birth_date": "1988-10-10", "nik": ""}),
        # namesakes of one village
        ({"name": "SITI AMINAH"}, {"name": "SITI AMINAH", "birth_date": "1971-04-19", "nik": "1606011904710003"}),  # noqa: E501
    ],
)  # fmt: skip
def test_two_people_who_look_alike_stay_two(one: dict[str, str], other: dict[str, str]) -> None:
    found = matched(person("a", **one), person("b", household="k2", **other))
    assert ("a", "b") not in found


def test_a_neighbours_nik_by_mistake_is_reported_and_not_believed() -> None:
    """One of two equal NIKs is wrong, however different the people: somebody must look."""
    someone = {"name": "SITI ROHANI", "sex": "P", "birth_date": "1995-03-09"}
    one, other = person("a"), person("b", household="k2", **someone)
    matches = compare_all([one, other])
    (pair,) = matches.pairs
    assert (pair.a, pair.b, pair.kind) == ("a", "b", Kind.SAME_NIK)
    assert pair.probability < 0.5
    assert matches.clusters == ()
    assert Residents.build([one]).suspects(other)[0].kind is Kind.SAME_NIK


def test_twins_stay_two() -> None:
    twins = [
        person("a", name="DEWI AGUSTINA", birth_date="2012-10-28", sex="P", nik="1606016810120002", relation="ANAK"),  # noqa: E501
        person("b", name="DEVI AGUSTINA", birth_date="2012-10-28", sex="P", nik="1606016810120005", relation="ANAK"),  # noqa: E501
    ]  # fmt: skip
    assert matched(*twins) == set()


def test_father_and_son_of_one_name_stay_two() -> None:
    son = person("b", birth_date="1996-07-14", nik="1606011407960001", relation="ANAK")
    assert matched(person("a"), son) == set()


def test_the_same_person_twice_in_one_household_is_found() -> None:
    assert matched(person("a"), person("b", name="SOEHARTO WIBOWO", relation="LAINNYA")) == {("a", "b")}


FAMILY = [
    person("a1"),
    person("a2", name="SITI KHOLIFAH", birth_date="1975-01-20", sex="P", nik="", relation="ISTRI/SUAMI"),
    person("a3", name="RIKO WIBOWO", birth_date="2006-01-08", nik="1606010801060004", relation="ANAK"),
    person("a4", name="RIKI WIBOWO", birth_date="2006-01-08", nik="1606010801060005", relation="ANAK"),
]


def test_a_whole_family_twice_pairs_up_one_to_one() -> None:
    again = [
        replace(member, id=member.id.replace("a", "b"), household="k9", address="DUSUN III RT 002 RW 001")
        for member in FAMILY
    ]
    again[1] = replace(again[1], birth_date="1976-01-20")
    matches = compare_all([*crowd(), *FAMILY, *again])
    assert {(pair.a, pair.b) for pair in matches.pairs} == {(f"a{n}", f"b{n}") for n in range(1, 5)}
    assert matches.clusters == tuple((f"a{n}", f"b{n}") for n in range(1, 5))
    wife = next(pair for pair in matches.pairs if pair.a == "a2")
    assert [one.level for one in wife.evidence if one.field == "household"] == ["dua_atau_lebih"]


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"name": "SOEHARTO WIBOWO"}, Kind.SAME_BOTH),
        ({"name": "ANDI BASRI"}, Kind.SAME_NIK),
        ({"nik": "1606010203170001"}, Kind.SAME_PERSON),
        ({"nik": ""}, Kind.SAME_PERSON),
    ],
)
def test_the_queue_of_a_pair(changes: dict[str, str], kind: Kind) -> None:
    matches = compare_all([*crowd(), person("a"), person("b", household="k2", **changes)])
    assert [pair.kind for pair in matches.pairs] == [kind]


def everything(matches: Matches) -> list[object]:
    return [matches.pairs, matches.clusters]


def test_the_order_of_the_list_changes_nothing() -> None:
    people = [*crowd(120), *FAMILY, person("b", household="k2")]
    assert everything(compare_all(people)) == everything(compare_all(people[::-1]))


def test_evidence_sums_to_the_weight_and_stands_strongest_first() -> None:
    (pair,) = compare_all([*crowd(), person("a"), person("b", household="k2", nik="")]).pairs
    weights = [abs(one.weight) for one in pair.evidence]
    assert weights == sorted(weights, reverse=True)
    assert pair.prior < -5
    assert "nik" not in [one.field for one in pair.evidence]  # missing says nothing
    assert 0.5 <= pair.probability <= 1


def test_no_people_no_pairs() -> None:
    for people in ([], [person("a")]):
        matches = compare_all(people)
        assert (matches.pairs, matches.clusters) == ([], ())


def test_an_id_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="distinct"):
        compare_all([person("a"), person("a")])


def test_a_digest_holds_all_that_is_compared_and_not_the_id() -> None:
    assert record_digest(person("a")) == record_digest(person("b"))
    for role in ("name", "birth_date", "sex", "nik", "mother_name", "birthplace", "village", "address",
                 "household", "relation"):  # fmt: skip
        assert record_digest(person("a", **{role: "lain"})) != record_digest(person("a"))
    assert record_digest(Record("a", name="AB", birth_date="C")) != record_digest(
        Record("a", name="A", birth_date="BC")
    )
