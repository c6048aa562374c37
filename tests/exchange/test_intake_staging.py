"""A newer list waits beside the registry: each class told apart, nothing changed until it is accepted."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kelambu_tui.errors import NotFound, Refused, Unreadable
from kelambu_tui.exchange.intake import import_list
from kelambu_tui.exchange.intake.report import IntakeReport
from kelambu_tui.exchange.intake.reviewing import difference_rows
from kelambu_tui.store.registry import HOUSEHOLD_VALUES, PERSON_VALUES, registry_digest, tampered_rows
from kelambu_tui.work import workspace as spaces
from kelambu_tui.work.audit import audit
from kelambu_tui.work.corrections import correct
from kelambu_tui.work.eligibility import Sheet
from kelambu_tui.work.enrolment import queue, queue_rows
from kelambu_tui.work.households import read_household
from kelambu_tui.work.list_kinds import Kind
from kelambu_tui.work.list_review import accept, defer, read_review
from kelambu_tui.work.records import read_record
from kelambu_tui.work.verification import judge, read_form, record
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


def test_deferred_rows_wait_until_they_are_named(later: Any, rows: list[Row], siti: Workspace) -> None:
    later(rows)
    for row in rows[:3]:
        row["Pekerjaan"] = "NELAYAN"
    later(rows)
    before = contents(siti)
    first, *_others = difference_rows(siti, Kind.OTHER)
    assert defer(siti, rows=[first.number]) == {"lain": 1}
    assert defer(siti, rows=[first.number]) == {}  # it is already
    assert contents(siti) == before
    assert accept(siti, kinds=["lain"]) == {"lain": 2}
    after = contents(siti)
    assert after != before
    (left,) = difference_rows(siti, Kind.OTHER)
    assert (left.key, left.deferred) == (first.key, True)
    later(rows)  # the same list again: who deferred it need not do so again
    assert [row.deferred for row in difference_rows(siti, Kind.OTHER)] == [True]
    assert contents(siti) == after
    (left,) = difference_rows(siti, Kind.OTHER)
    assert accept(siti, rows=[left.number]) == {"lain": 1}
    assert staged(siti) == {}
    assert audit(siti).faults == ()
    for number in (left.number, 999):
        with pytest.raises(NotFound, match=str(number)):
            accept(siti, rows=[number])
    with pytest.raises(Unreadable, match="pindah"):
        accept(siti, kinds=["semua"])


def test_a_yet_newer_list_replaces_what_waited_for_its_people_only(
    later: Any, rows: list[Row], siti: Workspace
) -> None:
    for row in rows[3:]:
        row["Kode Kemdagri"] = SEKAYU
    later(rows)
    there = [row | {"Pekerjaan": "NELAYAN"} for row in rows]
    assert later(there).staged == {"lain": 6}
    report = later(rows[:3])  # of one village only, and it says what is known already
    assert (report.staged, report.replaced) == ({}, 3)
    assert staged(siti) == {"lain": 3}
    again = later([row | {"Pekerjaan": "BURUH"} for row in rows])
    assert (again.staged, again.replaced) == ({"lain": 6}, 3)
    assert audit(siti).faults == ()


def test_gone_people_are_marked_shown_and_taken_back(later: Any, rows: list[Row], siti: Workspace) -> None:
    later(rows)
    report = later(rows[:5])
    assert report.staged == {"hilang": 1}
    assert listed(siti) == ("lolos", "ada di daftar")
    accept(siti, kinds=["hilang"])
    with siti.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM person").scalar() == 6
    assert listed(siti) == ("gagal", "tidak ada lagi di daftar")
    (member,) = read_household(siti, "1606000000000006").members
    assert member.unlisted == "P3KE 2023"
    assert audit(siti).faults == ()
    assert later(rows[:5]).staged == {}  # said once is enough
    assert later(rows).staged == {"baru": 1}
    (back,) = difference_rows(siti, Kind.NEW)
    assert (back.back, back.key) == (True, "IND00000006")
    accept(siti, kinds=["all"])
    assert listed(siti) == ("lolos", "ada di daftar")
    assert audit(siti).faults == ()


def listed(workspace: Workspace) -> tuple[str, str]:
    (found,) = [one for one in judge(workspace, "IND00000006").findings if one.rule == "ada_di_daftar"]
    return found.result, found.value


def test_taking_a_list_straight_in_takes_the_mark_off(
    later: Any, rows: list[Row], siti: Workspace, headers: dict[str, list[str]], csv_list: Any
) -> None:
    later(rows)
    later(rows[:5], accept=["all"])
    assert listed(siti)[0] == "gagal"
    later([row | {"Pekerjaan": "NELAYAN"} for row in rows])
    assert staged(siti) == {"baru": 1, "lain": 6}
    import_list(siti, csv_list(headers["B-individu"], rows, name="semua.csv"))
    assert listed(siti)[0] == "lolos"
    assert staged(siti) == {}  # what older lists said of them is settled
    assert audit(siti).faults == ()


def test_a_part_of_a_village_says_nothing_of_the_rest(later: Any, rows: list[Row], siti: Workspace) -> None:
    later(rows)
    report = later(rows[:2])
    assert (report.staged, report.partial) == ({}, ("16.06.02.2001",))
    held = [row | ({"Desil Kesejahteraan": "?"} if row is rows[5] else {}) for row in rows]
    assert later(held).staged == {}  # a row that waits in quarantine is on the list all the same


def test_what_contradicts_nothing_flows_in(
    later: Any, rows: list[Row], person_row: Any, siti: Workspace
) -> None:
    bad = [row | ({"Desil Kesejahteraan": "?"} if row is rows[5] else {}) for row in rows]
    assert later(bad).quarantined == 1
    assert later(rows).staged == {}  # corrected, it is no news
    assert len(contents(siti)[1]) == 6
    elsewhere = [person_row(number, **{"Kode Kemdagri": SEKAYU}) for number in (20, 21)]
    report = later(elsewhere)
    assert (report.added, report.staged) == (2, {})  # another village's first list
    families = [row | {"Kepala Keluarga": row["Nama"], "Jenis Lantai": "TANAH"} for row in rows]
    report = later(families, "B-keluarga")
    assert (report.changed, report.staged) == (6, {})  # the first list of families
    families[0]["Jenis Lantai"] = "KERAMIK"
    assert later(families, "B-keluarga").staged == {"lain": 1}
    assert [change.after for change in difference_rows(siti, Kind.OTHER)[0].changes] == ["KERAMIK"]
    assert audit(siti).faults == ()


def test_rejects_that_were_corrected_flow_in(
    rows: list[Row], siti: Workspace, headers: dict[str, list[str]], csv_list: Any, tmp_path: Path
) -> None:
    good = rows[4]["Desil Kesejahteraan"]
    rows[4]["Desil Kesejahteraan"] = "x"
    rejects = tmp_path / "tolak.csv"
    import_list(siti, csv_list(headers["B-individu"], rows), review=True, rejects=rejects)
    rejects.write_text(rejects.read_text(encoding="utf-8-sig").replace(",x,", f",{good},"), encoding="utf-8")
    report = import_list(siti, rejects, review=True)
    assert (report.added, report.staged, report.partial) == (1, {}, ())
    assert len(contents(siti)[1]) == 6


def test_a_head_whom_somebody_visited_keeps_the_name_under_which_they_did(
    later: Any, rows: list[Row], siti: Workspace, person_row: Any
) -> None:
    """An individual list adopts heads that a family list knew; work done meanwhile is theirs for ever."""
    families = [row | {"Kepala Keluarga": row["Nama"]} for row in rows]
    later(families, "B-keluarga")
    later([person_row(50)])  # so that Lais has an individual list, and the next one waits
    assert later(rows).staged == {"lain": 6}
    record(siti, "KK-1606000000000001", Sheet("pindah", {"moved_to": "Palembang"}))
    (marked,) = [row for row in difference_rows(siti, Kind.OTHER) if row.worked]
    assert marked.key == "KK-1606000000000001"
    accept(siti, kinds=["all"])
    uids = {row[0] for row in contents(siti)[1]}
    assert {"KK-1606000000000001", "IND00000002"} <= uids
    assert "IND00000001" not in uids
    assert audit(siti).faults == ()


def test_verified_work_is_counted_and_never_overwritten(
    later: Any, rows: list[Row], siti: Workspace, complete: dict[str, str]
) -> None:
    rows = [row | {"Desil Kesejahteraan": "2"} for row in rows]
    later(rows)
    record(siti, "IND00000001", Sheet("layak", complete))
    queue(siti, "IND00000001")
    correct(siti, "IND00000002", "name", "Nama Menurut KTP", reason="KTP")
    newer = [row | {"Desil Kesejahteraan": "3", "Nama": f"BARU {row['Nama']}"} for row in rows]
    later(newer)
    counts = {one.kind.value: (one.waiting, one.worked) for one in read_review(siti).classes}
    assert counts == {"desil": (6, 2), "lain": (12, 4)}
    accept(siti, kinds=["all"])
    form = read_form(siti, "IND00000001")
    assert form.sheet.values["mother_name"] == complete["mother_name"].upper()
    (queued,) = queue_rows(siti)
    assert queued.state == "menunggu"
    assert set(queued.changed) == {"nama", "desil"}
    with siti.database.read() as connection:
        corrected = read_record(connection, "IND00000002", siti.today())
    assert (corrected.name, corrected.imported["name"]) == ("Nama Menurut KTP", "BARU WARGA NOMOR 2")
    assert audit(siti).faults == ()


@pytest.mark.parametrize(
    ("columns", "where"),
    [
        ({"Kode Kemdagri": "1607012001", "Kabupaten/Kota": "BANYUASIN"}, "BANYUASIN (16.07)"),
        ({"Kode Kemdagri": "3174012001", "Kabupaten/Kota": "[/]\x1b[2J"}, "(31.74)"),
        ({"Kode Kemdagri": "", "Desa/Kelurahan": "ENTAH", "Kabupaten/Kota": "KAB. BANYUASIN"}, "BANYUASIN"),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_a_list_of_another_regency_is_refused_whole(
    columns: Row, where: str, first: bool, later: Any, rows: list[Row], siti: Workspace
) -> None:
    if not first:
        later(rows)
    before = contents(siti), staged(siti)
    with pytest.raises(Refused) as refusal:
        later([row | columns for row in rows[:4]] + rows[4:])
    said = str(refusal.value)
    assert where in said
    assert "Musi Banyuasin (16.06)" in said
    assert said.count("\n") == 0
    assert "\x1b" not in said
    assert (contents(siti), staged(siti)) == before
    assert later([row | columns for row in rows[:2]] + rows[2:]).quarantined == 2


def test_a_rehearsal_stages_nothing(later: Any, rows: list[Row], siti: Workspace) -> None:
    later(rows)
    report = later([row | {"Pekerjaan": "NELAYAN"} for row in rows], dry_run=True)
    assert report.staged == {"lain": 6}
    assert staged(siti) == {}
    report = later([row | {"Pekerjaan": "NELAYAN"} for row in rows], accept=["desil", "lain"])
    assert (report.staged, report.accepted) == ({"lain": 6}, {"lain": 6})
    assert staged(siti) == {}


def test_niks_are_masked_and_hostile_text_stays_text(later: Any, rows: list[Row], siti: Workspace) -> None:
    later(rows)
    nik = rows[0]["NIK"]
    changed = nik[:8] + str((int(nik[8]) + 1) % 10) + nik[9:]
    rows[0] |= {"NIK": changed, "Nama": "[/][@click=app.quit]\x1b[2J", "Alamat": "=1+1\x1f\x1e"}
    later(rows)
    found = difference_rows(siti, Kind.OTHER)
    said = str(found)
    assert nik not in said
    assert changed not in said
    assert any("angka di tengahnya lain" in change.after for row in found for change in row.changes)
    accept(siti, kinds=["all"])
    assert audit(siti).faults == ()


# --- properties ---


def _pick(values: list[str]) -> st.SearchStrategy[str]:
    return st.sampled_from(values)


LISTS = st.lists(
    st.fixed_dictionaries(
        {
            "ID Keluarga P3KE": _pick(["1", "2", "3"]),
            "ID Individu": _pick(["a", "b", "c", "d", "e", "f"]),
            "Nama": _pick(["SITI AMINAH", "BUDI", "ZULKIFLI", ""]),
            "NIK": _pick(["1606024308720003", ""]),
            "Kode Kemdagri": _pick([LAIS, SEKAYU]),
            "Desil Kesejahteraan": _pick(["1", "2", "9"]),
            "Hubungan dengan Kepala Keluarga": _pick(["KEPALA KELUARGA", "ANAK"]),
            "Dimuktakhirkan Tahun": _pick(["2022", "2023"]),
            "Alamat": _pick(["RT 1 RW 4", "RT 2 RW 5"]),
            "Sumber Data": _pick(["P3KE", "DTSEN"]),
            "Persentil": _pick(["1", "2"]),
            "Jenis Lantai": _pick(["TANAH", ""]),
        }
    ),
    min_size=1,
    max_size=8,
)


@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=LISTS, second=LISTS, families=st.booleans(), order=st.permutations(list(Kind)), data=st.data())
def test_any_order_of_accepting_is_taking_it_in_and_what_is_deferred_changes_nothing(
    first: list[Row],
    second: list[Row],
    families: bool,
    order: list[Kind],
    data: st.DataObject,
    siti: Workspace,
    headers: dict[str, list[str]],
    csv_list: Any,
) -> None:
    header = [*headers["B-keluarga" if families else "B-individu"], "Sumber Data", "Jenis Lantai"]
    header = list(dict.fromkeys([*header, "Persentil"]))
    paths = [
        csv_list(header, [row | {"Kepala Keluarga": row["Nama"]} for row in rows], name=f"{name}.csv")
        for name, rows in (("satu", first), ("dua", second))
    ]
    results = []
    for review in (False, True):
        forget(siti)
        import_list(siti, paths[0])
        import_list(siti, paths[1], review=review)
        if review:
            before = contents(siti)
            held = [row.number for kind in Kind for row in difference_rows(siti, kind)]
            late = data.draw(st.lists(st.sampled_from(held), unique=True)) if held else []
            defer(siti, rows=late)
            assert contents(siti) == before
            for kind in order:
                accept(siti, kinds=[kind.value])
            assert sum(staged(siti).values()) == len(late)
            accept(siti, kinds=["all"], deferred=True)
            with siti.database.write() as connection:
                connection.exec_driver_sql("DELETE FROM unlisted")  # straight imports mark nobody
        assert staged(siti) == {}
        with siti.database.read() as connection:
            assert list(tampered_rows(connection)) == []
        results.append(contents(siti))
    assert results[0] == results[1]


def forget(workspace: Workspace) -> None:
    """Empty the registry: fresh databases for every example would take minutes."""
    with workspace.database.write() as connection:
        for name in ("difference", "staged_person", "staged_household", "unlisted", "quarantine"):
            connection.exec_driver_sql(f"DELETE FROM {name}")
        for name in ("desil_in_force", "desil_record", "person", "household"):
            connection.exec_driver_sql(f"DELETE FROM {name}")
