"""The matcher for any table of people."""

from __future__ import annotations

import doctest
from typing import Any

import pytest

from kelambu_tui.errors import Unreadable
from kelambu_tui.matching import dedupe, library, link
from kelambu_tui.matching.starting import starting_weights

ROWS = [
    {"no": 1, "depan": "Siti", "belakang": "Aminah", "lahir": "1980-05-07", "kota": "Sekayu"},
    {"no": 2, "depan": "St.", "belakang": "Aminah", "lahir": "07/05/1980", "kota": "Sekayu"},
    {"no": 3, "depan": "Budi", "belakang": None, "lahir": float("nan"), "kota": "Lais"},
]
ROLES: dict[str, str | tuple[str, ...]] = {
    "id": "no", "name": ("depan", "belakang"), "birth_date": "lahir", "village": "kota",
}  # fmt: skip
COLUMNS = {name: [row[name] if row[name] == row[name] else None for row in ROWS] for name in ROWS[0]}


def tables() -> list[Any]:
    found: list[Any] = [ROWS, iter(ROWS), COLUMNS]
    for name, make in (("pandas", "DataFrame"), ("pyarrow", "table")):
        module = pytest.importorskip(name) if name == "pandas" else _module(name)
        if module is not None:
            found.append(getattr(module, make)(COLUMNS))
    return found


def _module(name: str) -> Any:
    try:
        return __import__(name)
    except ImportError:
        return None


def test_the_example_in_the_documentation_runs() -> None:
    failed, tried = doctest.testmod(library)
    assert tried > 3
    assert failed == 0


@pytest.mark.parametrize("table", [ROWS, COLUMNS], ids=["rows", "columns"])
def test_any_table_gives_the_same_pairs(table: Any) -> None:
    found = dedupe(table, ROLES, weights=starting_weights())
    assert [(pair.a, pair.b) for pair in found.pairs] == [("1", "2")]


def test_tables_of_other_libraries_are_read_without_importing_them() -> None:
    for table in tables():
        found = dedupe(table, ROLES, weights=starting_weights())
        assert found.clusters == (("1", "2"),)


def test_two_lists_are_linked_across_only() -> None:
    left, right = ROWS[:1], [{**ROWS[1]}, {**ROWS[1], "no": 4}]
    found = link(left, right, ROLES, weights=starting_weights())
    assert sorted((pair.a, pair.b) for pair in found.pairs) == [("1", "2"), ("1", "4")]


@pytest.mark.parametrize(
    "roles",
    [
        {"id": "no", "nama": "depan"},
        {"name": "depan"},
        {"id": "no", "name": "tidak ada"},
        {"id": "no", "name": ("depan", "tidak ada")},
    ],
)
@pytest.mark.parametrize("table", [ROWS, COLUMNS], ids=["rows", "columns"])
def test_a_mapping_that_does_not_fit_is_refused(table: Any, roles: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        dedupe(table, roles)


def test_weights_are_learnt_from_the_table_itself() -> None:
    people = [
        {"no": f"{number}{copy}", "nama": f"{name} {number % 97}", "lahir": f"19{40 + number % 60}-0{1 + number % 9}-1{number % 9}"}  # noqa: E501
        for number in range(400)
        for copy in ("a", "b")[: 1 + (number % 4 == 0)]
        for name in (("BUDI SANTOSO", "SRI LESTARI", "AGUS WIBOWO", "RINA WATI", "JOKO SUSILO")[number % 5],)
    ]  # fmt: skip
    found = dedupe(people, {"id": "no", "name": "nama", "birth_date": "lahir"})
    assert found.rounds
    assert found.rounds[-1].change < found.rounds[0].change
    assert found.weights != starting_weights()
    truth = {(f"{number}a", f"{number}b") for number in range(0, 400, 4)}
    assert truth <= {(pair.a, pair.b) for pair in found.pairs}
    again = dedupe(people, {"id": "no", "name": "nama", "birth_date": "lahir"})
    assert again.weights == found.weights
