"""What becomes of each row: counts that add up, heads that are one person, conflicts that wait."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kelambu_tui.exchange.intake import import_list
from kelambu_tui.exchange.intake.report import IntakeReport
from kelambu_tui.store.registry import registry_digest, tampered_rows
from kelambu_tui.work import workspace as spaces
from kelambu_tui.work.eligibility import Sheet
from kelambu_tui.work.households import reveal_nik
from kelambu_tui.work.verification import record, save_draft
from kelambu_tui.work.workspace import Workspace

Row = dict[str, str]
Table = Callable[[str], list[dict[str, Any]]]
TakeIn = Callable[..., IntakeReport]


def four(report: IntakeReport) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.unchanged, report.quarantined


@pytest.mark.parametrize("layout", ["A-individu", "A-keluarga", "B-individu", "B-keluarga"])
def test_the_same_list_twice_changes_nothing(
    layout: str, headers: dict[str, list[str]], rows_in: Any, csv_list: Any, take_in: TakeIn, table: Table
) -> None:
    path = csv_list(headers[layout], rows_in(layout, 5))
    assert four(take_in(path)) == (5, 0, 0, 0)
    before = table("person"), table("household")
    assert four(take_in(path)) == (0, 0, 5, 0)
    assert (table("person"), table("household")) == before


def test_a_newer_list_changes_what_differs_and_keeps_the_uid(
    headers: dict[str, list[str]], rows_in: Any, csv_list: Any, take_in: TakeIn, table: Table
) -> None:
    header, rows = headers["B-individu"], rows_in("B-individu", 4)
    take_in(csv_list(header, rows))
    rows[1]["Nama"] = "WARGA BARU"
    rows[2]["Desil Kesejahteraan"] = "4"
    report = take_in(csv_list(header, rows, name="baru.csv"))
    assert four(report) == (0, 2, 2, 0)
    person = table("person")[1]
    assert (person["uid"], person["name"], person["intake_id"]) == ("IND00000002", "WARGA BARU", 2)
    household = table("household")[2]
    assert (household["desil"], household["intake_id"]) == (4, 2)


def test_all_members_count_as_changed_when_their_household_moves(
    headers: dict[str, list[str]], person_row: Any, csv_list: Any, take_in: TakeIn
) -> None:
    header = headers["B-individu"]
    rows = [
        person_row(number, family=1, **{"Desil Kesejahteraan": "1", "Alamat": "A"}) for number in (1, 2, 3)
    ]
    take_in(csv_list(header, rows))
    for row in rows:
        row["Desil Kesejahteraan"] = "2"
    assert four(take_in(csv_list(header, rows))) == (0, 3, 0, 0)


def family_and_head(person_row: Any) -> tuple[Row, Row, Row]:
    """A family row, its head as an individual row, and a child."""
    head = person_row(1, family=1, **{"Desil Kesejahteraan": "1"})
    child = person_row(2, family=1, **{"Desil Kesejahteraan": "1", "Hubungan dengan Kepala Keluarga": "ANAK"})
    family = head | {"Kepala Keluarga": head["Nama"], "Jenis Lantai": "TANAH", "Alamat": "DUSUN I RT 009"}
    return family, head, child


def test_family_list_first_then_individuals_adopts_the_head(
    headers: dict[str, list[str]], person_row: Any, csv_list: Any, take_in: TakeIn, table: Table
) -> None:
    family, head, child = family_and_head(person_row)
    families = csv_list(headers["B-keluarga"], [family], name="k.csv")
    individuals = csv_list(headers["B-individu"], [child, head], name="i.csv")
    assert four(take_in(families)) == (1, 0, 0, 0)
    assert four(take_in(individuals)) == (2, 0, 0, 0)
    first, second = table("person")
    assert (first["uid"], first["list_id"], first["marital"]) == ("IND00000001", "IND00000001", "KAWIN")
    assert (second["uid"], second["relation"]) == ("IND00000002", "ANAK")
    (household,) = table("household")
    assert household["address"] == "DUSUN I RT 009"  # the family list's own
    assert json.loads(household["housing"])["floor"] == "TANAH"
    assert four(take_in(families)) == (0, 0, 1, 0)
    assert four(take_in(individuals)) == (0, 0, 2, 0)


def test_individuals_first_then_family_list_finds_the_head(
    headers: dict[str, list[str]], person_row: Any, csv_list: Any, take_in: TakeIn, table: Table
) -> None:
    family, head, child = family_and_head(person_row)
    families = csv_list(headers["B-keluarga"], [family], name="k.csv")
    individuals = csv_list(headers["B-individu"], [child, head], name="i.csv")
    assert four(take_in(individuals)) == (2, 0, 0, 0)
    assert [household["head_name"] for household in table("household")] == [head["Nama"]]
    assert four(take_in(families)) == (0, 1, 0, 0)
    assert [person["uid"] for person in table("person")] == ["IND00000002", "IND00000001"]
    assert four(take_in(families)) == (0, 0, 1, 0)
    assert four(take_in(individuals)) == (0, 0, 2, 0)


@pytest.mark.parametrize("families_first", [True, False])
def test_a_head_with_nothing_in_common_is_somebody_else(
    families_first: bool,
    headers: dict[str, list[str]],
    person_row: Any,
    csv_list: Any,
    take_in: TakeIn,
    table: Table,
) -> None:
    family, head, _child = family_and_head(person_row)
    other = head | {"ID Individu": "X9", "Nama": "ZULKIFLI", "NIK": "", "Tanggal Lahir": "1950-01-01"}
    files = [
        csv_list(headers["B-keluarga"], [family], name="k.csv"),
        csv_list(headers["B-individu"], [other], name="i.csv"),
    ]
    for path in files if families_first else files[::-1]:
        take_in(path)
    assert {(person["uid"], person["name"]) for person in table("person")} == {
        ("KK-1606000000000001", "WARGA NOMOR 1"),
        ("X9", "ZULKIFLI"),
    }
    assert [four(take_in(path)) for path in files] == [(0, 0, 1, 0), (0, 0, 1, 0)]


def a_draft(siti: Workspace, person: str, _other: str) -> None:
    save_draft(siti, person, Sheet(note="besok ke rumahnya"))


def another_ones_draft(siti: Workspace, person: str, other: str) -> None:
    save_draft(siti, other, Sheet("data_ganda", other=person))


def a_visit(siti: Workspace, person: str, _other: str) -> None:
    record(siti, person, Sheet("pindah", {"moved_to": "Palembang"}))


def another_ones_visit(siti: Workspace, person: str, other: str) -> None:
    record(siti, other, Sheet("data_ganda", other=person))


def a_nik_that_was_shown(siti: Workspace, person: str, _other: str) -> None:
    reveal_nik(siti, person)


@pytest.mark.parametrize(
    "work", [a_draft, another_ones_draft, a_visit, another_ones_visit, a_nik_that_was_shown]
)
def test_a_uid_under_which_somebody_worked_stays_for_ever(
    work: Callable[[Workspace, str, str], None],
    headers: dict[str, list[str]],
    rows_in: Any,
    csv_list: Any,
    siti: Workspace,
    take_in: TakeIn,
    table: Table,
) -> None:
    take_in(csv_list(headers["B-keluarga"], rows_in("B-keluarga", 3), name="k.csv"))
    work(siti, "KK-1606000000000001", "KK-1606000000000002")
    worked_on = {"KK-1606000000000001"} | {
        row["person"] for name in ("draft", "verification") for row in table(name)
    }
    individuals = csv_list(headers["B-individu"], rows_in("B-individu", 3), name="i.csv")
    for _time in range(2):
        take_in(individuals)
        uids = {person["list_id"]: person["uid"] for person in table("person")}
        assert uids == {
            f"IND0000000{number}": kept if (kept := f"KK-160600000000000{number}") in worked_on else own
            for number, own in ((number, f"IND0000000{number}") for number in (1, 2, 3))
        }


@pytest.mark.parametrize(
    "order", [("Keluarga", "Individu"), ("Individu", "Keluarga"), ("1", "2"), ("2", "1")]
)
def test_a_workbook_gives_the_ids_of_its_persons_whatever_the_order_of_its_sheets(
    order: tuple[str, str],
    headers: dict[str, list[str]],
    person_row: Any,
    xlsx_list: Any,
    take_in: TakeIn,
    table: Table,
) -> None:
    family, head, child = family_and_head(person_row)
    wanted = {
        order[0]: (headers["B-keluarga"], [family]),
        order[1]: (headers["B-individu"], [head, child]),
        "Catatan": (["Disalin dari server", "jangan diubah"], []),
    }
    names = sorted(wanted) if order[0] > order[1] else list(wanted)
    sheets = {
        name: [wanted[name][0], *([row.get(c, "") for c in wanted[name][0]] for row in wanted[name][1])]
        for name in names
    }
    report = take_in(xlsx_list(sheets))
    assert report.layout == "B-keluarga+B-individu"
    assert four(report) == (3, 0, 0, 0)
    assert [(person["uid"], person["list_id"]) for person in table("person")] == [
        ("IND00000001", "IND00000001"),
        ("IND00000002", "IND00000002"),
    ]
    assert four(take_in(xlsx_list(sheets))) == (0, 0, 3, 0)


FAULTS = [
    ({"ID Individu": ""}, "no_id", ""),
    ({"ID Keluarga P3KE": ""}, "no_id", "IND00000002"),
    ({"Nama": " "}, "no_name", "IND00000002"),
    ({"Nama": "- 12"}, "no_name", "IND00000002"),
    ({"Tanggal Lahir": "31/02/1990"}, "bad_date", "IND00000002"),
    ({"Desil Kesejahteraan": "11"}, "bad_desil", "IND00000002"),
    ({"Desil Kesejahteraan": ""}, "bad_desil", "IND00000002"),
    ({"Kode Kemdagri": "9999999999"}, "unknown_village", "IND00000002"),
    ({"Jenis Kelamin": "X"}, "bad_sex", "IND00000002"),
    ({"ID Individu": "IND00000001"}, "duplicate_in_file", "IND00000001"),
    ({"ID Keluarga P3KE": "1606000000000001"}, "household_conflict", "IND00000002"),
]


@pytest.mark.parametrize(("columns", "code", "key"), FAULTS)
def test_rows_that_wait(
    columns: Row,
    code: str,
    key: str,
    headers: dict[str, list[str]],
    rows_in: Any,
    csv_list: Any,
    take_in: TakeIn,
    table: Table,
) -> None:
    rows = rows_in("B-individu", 3)
    rows[1] |= columns
    report = take_in(csv_list(headers["B-individu"], rows))
    assert four(report) == (2, 0, 0, 1)
    assert report.reasons == {code: 1}
    (held,) = table("quarantine")
    assert (held["code"], held["key"], held["line"]) == (code, key, 3)
    assert held["sentence"].endswith(".")
    assert "lagi" in held["sentence"]
    for column, value in columns.items():
        assert json.loads(held["row"]).get(column, "") == value


@pytest.mark.parametrize("apart", [1, 2500])
def test_duplicates_are_found_across_batches(
    apart: int, headers: dict[str, list[str]], person_row: Any, csv_list: Any, take_in: TakeIn, table: Table
) -> None:
    rows = [person_row(number) for number in range(1, apart + 2)]
    rows.append(rows[0])
    report = take_in(csv_list(headers["B-individu"], rows))
    assert four(report) == (apart + 1, 0, 0, 1)
    assert "baris 2" in table("quarantine")[0]["sentence"]
    families = [row | {"Kepala Keluarga": row["Nama"]} for row in rows]
    report = take_in(csv_list(headers["B-keluarga"], families))
    assert (report.quarantined, report.reasons) == (1, {"duplicate_in_file": 1})


def test_a_row_with_more_cells_than_the_header_waits(
    headers: dict[str, list[str]], rows_in: Any, csv_list: Any, take_in: TakeIn
) -> None:
    header = headers["B-individu"]
    cells = [[row.get(column, "") for column in header] for row in rows_in("B-individu", 3)]
    cells[1].insert(8, "RT 1")
    cells[2].append("")
    assert take_in(csv_list(header, cells)).reasons == {"extra_cells": 1}


def test_a_correction_empties_the_quarantine(
    headers: dict[str, list[str]], rows_in: Any, csv_list: Any, take_in: TakeIn, table: Table
) -> None:
    header, rows = headers["B-individu"], rows_in("B-individu", 3)
    good = rows[1]["Desil Kesejahteraan"]
    rows[1]["Desil Kesejahteraan"] = "?"
    path = csv_list(header, rows)
    take_in(path)
    take_in(path)
    assert len(table("quarantine")) == 1  # the same file twice does not wait twice
    rows[1]["Desil Kesejahteraan"] = good
    assert four(take_in(csv_list(header, rows))) == (1, 0, 2, 0)
    assert table("quarantine") == []


def test_a_rehearsal_writes_nothing(
    headers: dict[str, list[str]], rows_in: Any, csv_list: Any, take_in: TakeIn, table: Table, siti: Workspace
) -> None:
    header, rows = headers["B-individu"], rows_in("B-individu", 3)
    rows[1]["Desil Kesejahteraan"] = "?"
    everything = ("person", "household", "intake", "quarantine", "entry", "device", "signature")
    before = [table(name) for name in everything]
    path = csv_list(header, rows)
    report = take_in(path, dry_run=True)
    assert report.dry_run
    assert four(report) == (2, 0, 0, 1)
    assert [table(name) for name in everything] == before
    assert sorted(path.parent.glob("*.csv*")) == [path]
    assert four(take_in(path)) == (2, 0, 0, 1)


def test_the_ledger_and_the_intake_say_what_was_done(
    headers: dict[str, list[str]], rows_in: Any, csv_list: Any, take_in: TakeIn, table: Table, siti: Workspace
) -> None:
    rows = rows_in("B-individu", 3)
    rows[1]["Desil Kesejahteraan"] = "?"
    take_in(csv_list(headers["B-individu"], rows))
    (intake,) = table("intake")
    assert [intake[name] for name in ("read", "added", "changed", "unchanged", "quarantined")] == [
        3,
        2,
        0,
        0,
        1,
    ]
    assert (intake["layout"], intake["period"], intake["file_name"]) == ("B-individu", "2023", "daftar.csv")
    entry = json.loads(table("entry")[-1]["line"])
    assert (entry["kind"], entry["subject"]) == ("import.made", intake["file_digest"])
    body = entry["body"]
    assert (body["file"], body["read"], body["reasons"]) == ("daftar.csv", 3, {"bad_desil": 1})
    with siti.database.read() as connection:
        assert body["registry"] == registry_digest(connection)
        assert len(body["registry"]) == 64


def test_the_registry_digest_knows_the_rows_and_not_their_order(
    headers: dict[str, list[str]], rows_in: Any, csv_list: Any, folder: Path, tmp_path: Path, sign_in: Any
) -> None:
    header, rows = headers["B-individu"], rows_in("B-individu", 5)
    twin = Path(shutil.copytree(folder, tmp_path / "lain"))
    one, two = sign_in("siti"), spaces.sign_in(twin, "siti", "")
    import_list(one, csv_list(header, rows))
    import_list(two, csv_list(header, rows[::-1], name="terbalik.csv"))
    with one.database.read() as first, two.database.read() as second:
        assert registry_digest(first) == registry_digest(second)
        assert list(tampered_rows(first)) == []
    with two.database.write() as second:
        second.exec_driver_sql("UPDATE person SET nik = '1606029999999999' WHERE list_id = 'IND00000003'")
        second.exec_driver_sql("UPDATE household SET desil = 1 WHERE desil <> 1 AND id = 1")
    with two.database.read() as second:
        assert [key for _table, key in tampered_rows(second)] == ["1606000000000005", "IND00000003"]
    spaces.sign_out(two)


def test_progress_is_told_and_ends_at_the_end(
    headers: dict[str, list[str]], person_row: Any, csv_list: Any, take_in: TakeIn
) -> None:
    calls: list[tuple[int, int | None]] = []
    rows = [person_row(number) for number in range(1, 3001)]
    take_in(csv_list(headers["B-individu"], rows), progress=lambda done, total: calls.append((done, total)))
    assert calls[-1] == (3000, 3000)
    assert [done for done, _total in calls] == sorted(done for done, _total in calls)
    assert all(total is not None and done <= total for done, total in calls)


def _pick(values: list[str]) -> st.SearchStrategy[str]:
    return st.sampled_from(values)


ROW = st.fixed_dictionaries(
    {
        "ID Keluarga P3KE": _pick(["1", "2", "3", "", "4.0"]),
        "ID Individu": _pick(["a", "b", "c", "d", "e", "", "1E+9"]),
        "Nama": _pick(["SITI AMINAH", "H. BUDI", "", "[/]", "\x1b[2J", "MSY. NURHAYATI"]),
        "NIK": _pick(["1606024308720003", "1,6E+15", "", "9"]),
        "Kode Kemdagri": _pick(["1606022001", "16.06.01.1009", "99"]),
        "Desil Kesejahteraan": _pick(["1", "2", "x"]),
        "Alamat": _pick(["", "RT 1", "DUSUN I RT 2/RW 3"]),
        "Jenis Kelamin": _pick(["L", "P", "", "?"]),
        "Hubungan dengan Kepala Keluarga": _pick(["KEPALA KELUARGA", "ANAK", ""]),
        "Tanggal Lahir": _pick(["1985-08-17", "30/02/1990", ""]),
        "Dimuktakhirkan Tahun": _pick(["2022", "2023", ""]),
        "Jenis Lantai": _pick(["TANAH", "", "\x1f"]),
    }
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(ROW, min_size=1, max_size=14),
    family=st.booleans(),
    earlier=st.lists(ROW, min_size=1, max_size=6),
)
def test_the_four_counts_add_up_and_twice_is_once(
    rows: list[Row],
    family: bool,
    earlier: list[Row],
    headers: dict[str, list[str]],
    siti: Workspace,
    tmp_path: Path,
) -> None:
    header = headers["B-keluarga" if family else "B-individu"]
    other = headers["B-individu" if family else "B-keluarga"]
    path = tmp_path / "x.csv"
    for columns, content in ((other, earlier), (header, rows)):
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(row | {"Kepala Keluarga": row["Nama"]} for row in content)
        first = import_list(siti, path)
        assert first.read == len(content) == sum(four(first))
    again = import_list(siti, path)
    assert (again.added, again.changed) == (0, 0)
    assert (again.unchanged, again.quarantined) == (
        first.added + first.changed + first.unchanged,
        first.quarantined,
    )
    assert again.reasons == first.reasons
    with siti.database.read() as connection:
        assert list(tampered_rows(connection)) == []
        lost = connection.exec_driver_sql(
            "SELECT count(*) FROM person WHERE household_id NOT IN (SELECT id FROM household)"
        )
        assert lost.scalar_one() == 0


PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "ID Keluarga P3KE": _pick(["1", "2", "3"]),
            "ID Individu": _pick(["a", "b", "c", "d", "e", "f"]),
            "Nama": _pick(["SITI AMINAH", "ST. AMINAH", "BUDI", "ZULKIFLI", ""]),
            "NIK": _pick(["1606024308720003", "1606021708850001", ""]),
            "Kode Kemdagri": _pick(["1606022001", "1606011009"]),
            "Desil Kesejahteraan": _pick(["1", "2"]),
            "Hubungan dengan Kepala Keluarga": _pick(["KEPALA KELUARGA", "ANAK"]),
            "Tanggal Lahir": _pick(["1985-08-17", "1972-08-03", ""]),
            "Dimuktakhirkan Tahun": _pick(["2022", "2023"]),
            "Jenis Lantai": _pick(["TANAH", ""]),
        }
    ),
    min_size=1,
    max_size=9,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(families=PEOPLE, individuals=PEOPLE)
def test_the_order_of_two_files_decides_nobodys_uid(
    families: list[Row],
    individuals: list[Row],
    headers: dict[str, list[str]],
    siti: Workspace,
    csv_list: Any,
) -> None:
    of_family = [row | {"Kepala Keluarga": row["Nama"]} for row in families]
    files = [
        csv_list(headers["B-keluarga"], of_family, name="k.csv"),
        csv_list(headers["B-individu"], individuals, name="i.csv"),
    ]
    known = []
    for order in (files, files[::-1]):
        with siti.database.write() as connection:
            for name in ("person", "household"):
                connection.exec_driver_sql(f"DELETE FROM {name}")
        for path in order:
            import_list(siti, path)
        with siti.database.read() as connection:
            found = connection.exec_driver_sql(
                "SELECT p.uid, p.list_id, p.name, h.family_id "
                "FROM person p JOIN household h ON h.id = p.household_id"
            )
            known.append(sorted(map(str, found)))
    assert known[0] == known[1]


def test_today_decides_what_is_in_the_future(
    headers: dict[str, list[str]], rows_in: Any, csv_list: Any, siti: Workspace, take_in: TakeIn
) -> None:
    rows = rows_in("B-individu", 1)
    rows[0]["Tanggal Lahir"] = siti.today().isoformat()
    assert take_in(csv_list(headers["B-individu"], rows)).added == 1
    rows[0]["Tanggal Lahir"] = date.fromordinal(siti.today().toordinal() + 1).isoformat()
    assert take_in(csv_list(headers["B-individu"], rows)).reasons == {"bad_date": 1}
