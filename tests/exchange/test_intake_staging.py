"""A newer list waits beside the registry: each class told apart, nothing changed until it is accepted."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kelambu_tui.exchange.intake import import_list
from kelambu_tui.exchange.intake.report import IntakeReport
from kelambu_tui.store.registry import HOUSEHOLD_VALUES, PERSON_VALUES, registry_digest, tampered_rows
from kelambu_tui.work import workspace as spaces
from kelambu_tui.work.audit import audit
from kelambu_tui.work.list_review import accept, read_review
from kelambu_tui.work.workspace import Workspace

Row = dict[str, str]
Table = Callable[[str], list[dict[str, Any]]]
LAIS, SEKAYU = "1606022001", "1606011009"


def contents(workspace: Workspace) -> tuple[list[Any], ...]:
    """What the registry says, whatever its row numbers are."""
    with workspace.database.read() as connection:
        return tuple(
            sorted(map(tuple, connection.exec_driver_sql(query)), key=str)
            for query in (
                f"SELECT {', '.join(HOUSEHOLD_VALUES)}, row_digest FROM household",
                f"SELECT p.uid, h.family_id, p.{', p.'.join(c for c in PERSON_VALUES if c != 'family_id')}, "
                "p.name_key, p.nik_state, p.row_digest FROM person p JOIN household h "
                "ON h.id = p.household_id",
                "SELECT family_id, source, period, desil FROM desil_record",
                "SELECT * FROM desil_in_force",
                "SELECT person, source, period FROM unlisted",
            )
        )


def staged(workspace: Workspace) -> dict[str, int]:
    return {one.kind.value: one.waiting + one.deferred for one in read_review(workspace).classes}


@pytest.fixture
def later(siti: Workspace, headers: dict[str, list[str]], csv_list: Any) -> Callable[..., IntakeReport]:
    """Import rows of a layout B individual list for review."""
    numbers = itertools.count(1)

    def run(rows: list[Row], layout: str = "B-individu", **options: Any) -> IntakeReport:
        path = csv_list(headers[layout], rows, name=f"daftar-{next(numbers)}.csv")
        return import_list(siti, path, review=True, **options)

    return run


@pytest.fixture
def rows(person_row: Callable[..., Row]) -> list[Row]:
    return [person_row(number) for number in range(1, 7)]


CHANGES: list[tuple[str, Row, dict[str, int]]] = [
    ("another desil", {"Desil Kesejahteraan": "9"}, {"desil": 1}),
    ("another village", {"Kode Kemdagri": SEKAYU}, {"pindah": 1}),
    (
        "village, desil and name",
        {"Kode Kemdagri": SEKAYU, "Desil Kesejahteraan": "9", "Nama": "LAIN"},
        {"desil": 1, "lain": 2, "pindah": 1},
    ),
    ("another job", {"Pekerjaan": "NELAYAN"}, {"lain": 1}),
    ("another name of a head", {"Nama": "SOMEBODY"}, {"lain": 2}),
    ("another address", {"Alamat": "DUSUN IX RT 009"}, {"lain": 1}),
    ("a newer year", {"Dimuktakhirkan Tahun": "2024"}, {"periode": 2}),
    ("a side fact", {"Persentil": "99"}, {"periode": 1}),
    ("another family", {"ID Keluarga P3KE": "1606000000000099"}, {"lain": 1}),
    ("another family elsewhere", {"ID Keluarga P3KE": "160699", "Kode Kemdagri": SEKAYU}, {"pindah": 1}),
    ("another person", {"ID Individu": "IND99"}, {"baru": 1, "hilang": 1}),
    ("nothing", {}, {}),
]


@pytest.mark.parametrize(
    ("columns", "found"), [case[1:] for case in CHANGES], ids=[case[0] for case in CHANGES]
)
def test_every_change_has_its_class_and_waits(
    columns: Row, found: dict[str, int], later: Any, rows: list[Row], siti: Workspace
) -> None:
    later(rows)
    assert staged(siti) == {}
    before = contents(siti)
    rows[1] |= columns
    report = later(rows)
    assert (report.staged, staged(siti)) == (found, found)
    assert contents(siti) == before
    assert report.read == report.added + report.changed + report.unchanged + report.quarantined == 6
    assert audit(siti).faults == ()


def test_accepting_all_is_taking_it_in(
    later: Any, rows: list[Row], siti: Workspace, folder: Path, tmp_path: Path, headers: Any, csv_list: Any
) -> None:
    later(rows)
    spaces.sign_out(siti)
    twin_folder = Path(shutil.copytree(folder, tmp_path / "kembar"))
    rows = [row | columns for row, (_name, columns, _found) in zip(rows, CHANGES, strict=False)]
    siti = spaces.sign_in(folder, "siti", "")
    twin = spaces.sign_in(twin_folder, "siti", "")
    path = csv_list(headers["B-individu"], rows, name="baru.csv")
    import_list(twin, path)
    report = import_list(siti, path, review=True)
    assert contents(siti) != contents(twin)
    assert accept(siti, kinds=["all"]) == report.staged
    assert contents(siti) == contents(twin)
    with siti.database.read() as one, twin.database.read() as two:
        assert registry_digest(one) == registry_digest(two)
        assert list(tampered_rows(one)) == []
        left = [
            one.exec_driver_sql(f"SELECT count(*) FROM staged_{name}").scalar()
            for name in ("person", "household")
        ]
    assert left == [0, 0]
    assert audit(siti).faults == ()
    again = import_list(siti, path, review=True)
    assert (again.unchanged, again.staged) == (6, {})
    for workspace in (siti, twin):
        spaces.sign_out(workspace)
