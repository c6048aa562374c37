"""Another programme over the same people: the same facts and rules as for one person, counted for all."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from kelambu_tui.exchange.intake import import_list
from kelambu_tui.people.nik import compose_nik
from kelambu_tui.people.sex import Sex
from kelambu_tui.programme.model import Programme
from kelambu_tui.programme.reading import load_programme
from kelambu_tui.programme.rules import Result
from kelambu_tui.programme.vocabulary import FACTS
from kelambu_tui.seed import seed_file
from kelambu_tui.store import tables as t
from kelambu_tui.work import accounts
from kelambu_tui.work.approval import approve
from kelambu_tui.work.duplicates import judge_pair, suspects
from kelambu_tui.work.eligibility import count_one, read_values, recorded_sheet
from kelambu_tui.work.enrolment import queue
from kelambu_tui.work.facts import case_of, gather
from kelambu_tui.work.leaves import ask_leave, give_leave
from kelambu_tui.work.records import PERSON_COLUMNS, PERSON_SOURCE, PersonRecord, record_of
from kelambu_tui.work.simulating import ENTERS, LEAVES, Group, Mover, Simulation, simulate
from kelambu_tui.work.suspicions import held_back
from kelambu_tui.work.tallying import Tally
from kelambu_tui.work.verification import Sheet, judge, record
from kelambu_tui.work.workspace import Workspace, sign_out
from kelambu_tui.work.workspace import sign_in as enter_folder

OTHER = Path(__file__).parents[1] / "programme" / "other_regency.toml"
SHIPPED = seed_file("programme.toml").read_text(encoding="utf-8")
Row = Callable[..., dict[str, str]]
Lists = Callable[..., Path]
SignIn = Callable[[str], Workspace]


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., Programme]:
    """The shipped programme with some of its words replaced."""

    def make(*replaced: tuple[str, str]) -> Programme:
        content = SHIPPED
        for old, new in replaced:
            assert old in content
            content = content.replace(old, new, 1)
        path = tmp_path / "lain.toml"
        path.write_text(content, encoding="utf-8")
        return load_programme(path)

    return make


@pytest.fixture
def siti(person_row: Row, list_file: Lists, sign_in: SignIn) -> Workspace:
    """Six people of one village: 41, 17, 64, 66 years old at the start, one no worker, one in desil 4."""
    births = ("1986-01-01", "2009-06-01", "1962-02-02", "1960-12-31", "1980-01-01", "1980-01-01")
    rows = [
        person_row(
            number, **{"Tanggal Lahir": birth, "NIK": nik_of(number, birth), "Desil Kesejahteraan": "2"}
        )
        for number, birth in enumerate(births, start=1)
    ]
    rows[4]["Pekerjaan"] = "TIDAK/BELUM BEKERJA"
    rows[5] |= {"Desil Kesejahteraan": "4", "Pekerjaan": "NELAYAN"}
    workspace = sign_in("siti")
    import_list(workspace, list_file(rows))
    return workspace


def nik_of(number: int, birth: str) -> str:
    return compose_nik("160602", date.fromisoformat(birth), Sex.FEMALE if number % 2 else Sex.MALE, number)


def moves(found: Simulation) -> list[tuple[str, str, str]]:
    return [(one.person[-1], one.direction, one.rule.code) for one in found.movers]


def test_the_same_programme_moves_nobody(siti: Workspace) -> None:
    found = simulate(siti, siti.programme)
    assert (found.people, found.now, found.then, found.movers) == (6, 2, 2, ())
    assert all(rule.now == rule.then for rule in found.rules)


@pytest.mark.parametrize(
    ("replaced", "expected"),
    [
        ([("min = 18\nmax = 65", "min = 17\nmax = 65")], [("2", ENTERS, "usia")]),
        ([("min = 18\nmax = 65", "min = 18\nmax = 67")], [("4", ENTERS, "usia")]),
        ([("min = 18\nmax = 65", "min = 18\nmax = 60")], [("3", LEAVES, "usia")]),
        ([("start = 2027-01-01", "start = 2027-06-01")], [("2", ENTERS, "usia"), ("3", LEAVES, "usia")]),
        ([("min = 1\nmax = 3", "min = 1\nmax = 4")], [("6", ENTERS, "desil")]),
        ([('values = ["TIDAK/BELUM BEKERJA", ', "values = [")], [("5", ENTERS, "bekerja")]),
        ([('values = ["TIDAK/BELUM BEKERJA", ', 'values = ["PETANI", ')],
         [("1", LEAVES, "bekerja"), ("3", LEAVES, "bekerja"), ("5", ENTERS, "bekerja")]),
        ([('fact = "occupation"', 'fact = "occupation"\neffective_until = 2026-12-31')],
         [("5", ENTERS, "bekerja")]),
        ([('fact = "occupation"', 'fact = "occupation"\neffective_until = 2027-01-01')], []),
        ([("2 = 24119", "2 = 0"), ("places = 45000", "places = 20881")],
         [("1", LEAVES, "kuota"), ("3", LEAVES, "kuota")]),
    ],
)  # fmt: skip
def test_who_moves_and_which_rule_decides(
    siti: Workspace,
    changed: Callable[..., Programme],
    replaced: list[tuple[str, str]],
    expected: list[tuple[str, str, str]],
) -> None:
    found = simulate(siti, changed(*replaced))
    assert moves(found) == expected
    enters = sum(direction == ENTERS for _person, direction, _rule in expected)
    assert (found.enters, found.leaves) == (enters, len(expected) - enters)
    assert (found.now, found.then) == (2, 2 + 2 * enters - len(expected))


def test_another_regency_and_its_rules(siti: Workspace) -> None:
    found = simulate(siti, load_programme(OTHER))
    assert moves(found) == [("1", LEAVES, "desil"), ("3", LEAVES, "desil"), ("6", ENTERS, "desil")]
    counts = {one.code: (one.now, one.then) for one in found.rules}
    assert counts["desil"] == (1, 5)
    assert counts["usia"] == (2, 3)  # at its own start, two years later: 18, 66 and 68
    assert counts["bekerja"] == (1, None)
    assert counts["nelayan"] == (None, 5)
    assert "belum_berlaku" not in counts
    assert found.villages == (Group("16.06.02.2001", "Danau Cala, Lais", 6, 2, 1, 1, 2),)
    assert found.desils == (Group("2", "2", 5, 2, 0, 0, 2), Group("4", "4", 1, 0, 1, 1, 0))
    assert found.movers[2] == Mover(
        "IND00000006", nik_of(6, "1980-01-01"), "WARGA NOMOR 6", "16.06.02.2001", 4, ENTERS,
        siti.programme.rules[3],
    )  # fmt: skip


def test_what_is_not_known_neither_admits_nor_excludes(
    person_row: Row, list_file: Lists, sign_in: SignIn, changed: Callable[..., Programme]
) -> None:
    unknown = {"Pekerjaan": "KOSONG", "NIK": "1,60601E+15", "Tanggal Lahir": ""}
    workspace = sign_in("siti")
    import_list(workspace, list_file([person_row(1, **unknown), person_row(2)]))
    strict = changed(
        ('values = ["TIDAK/BELUM BEKERJA", ', 'values = ["PETANI", '),
        ("min = 18\nmax = 65", "min = 64\nmax = 65"),
    )
    found = simulate(workspace, strict)
    assert (found.people, found.now) == (2, 2)
    assert moves(found) == [("2", LEAVES, "usia")]


def test_what_a_visit_found_counts(
    siti: Workspace, complete: dict[str, str], changed: Callable[..., Programme]
) -> None:
    record(siti, "IND00000001", Sheet("sudah_peserta"))
    record(siti, "IND00000005", Sheet("layak", complete | {"occupation": "PETANI"}))
    found = simulate(siti, changed(('values = ["layak"]', 'values = ["sudah_peserta"]')))
    counts = {one.code: (one.now, one.then) for one in found.rules}
    assert counts["hasil_layak"] == counts["belum_peserta"] == (1, 1)
    assert moves(found) == [("5", LEAVES, "hasil_layak")]  # who worked all along, the visit says


def test_the_first_of_several_rules_decides(siti: Workspace, changed: Callable[..., Programme]) -> None:
    record(siti, "IND00000001", Sheet("sudah_peserta"))
    odd = changed(
        ('values = ["layak"]', 'values = ["sudah_peserta"]'), ('values = ["tidak"]', 'values = ["ya"]')
    )
    assert moves(simulate(siti, odd)) == [("1", ENTERS, "hasil_layak")]


def test_only_the_people_of_the_users_area(siti: Workspace, folder: Path, sign_in: SignIn) -> None:
    accounts.add_user(sign_in("budi"), "tono", "fasilitator", "", villages=("16.06.02.2002",))
    found = simulate(sign_in("tono"), load_programme(OTHER))
    assert (found.people, found.movers, found.villages) == (0, (), ())


def test_nothing_is_written(siti: Workspace) -> None:
    def state() -> list[object]:
        with siti.database.read() as connection:
            return [connection.execute(select(table)).fetchall() for table in t.TABLES]

    before = state()
    simulate(siti, load_programme(OTHER))
    assert state() == before


# --- one engine: everybody at once as one by one ---------------------------------------------------


@pytest.fixture
def tangled(
    person_row: Row, list_file: Lists, sign_in: SignIn, complete: dict[str, str]
) -> tuple[Workspace, Workspace]:
    """People with shared and damaged NIKs, likely duplicates, verdicts, leave, places held and given."""
    siti, budi = sign_in("siti"), sign_in("budi")
    rows = [person_row(number, Nama=name) for number, name in enumerate(_NAMES, start=1)]
    again = [
        row | {"ID Keluarga P3KE": f"16060000000000{number}", "ID Individu": f"IND000000{number}"}
        for number, row in enumerate(rows[:4], start=51)
    ]
    again[2]["NIK"] = rows[2]["NIK"][:15] + "7"
    again[3] |= {"NIK": "", "Nama": f"ALM. {_NAMES[3]}"}
    rows += again
    rows[8]["NIK"] = "1,60601E+15"
    rows[9]["NIK"] = rows[9]["NIK"][:8] + " " + rows[9]["NIK"][8:]
    rows[10]["NIK"] = rows[9]["NIK"].replace(" ", "")
    import_list(siti, list_file(rows))
    _work(siti, budi, complete)
    return siti, budi


_NAMES = (
    "SUHARTINI", "SOEHARTO", "ROHANI", "ZULKARNAIN", "SRI REJEKI", "BUDI UTOMO",
    "NYIMAS HALIMAH", "JUNAIDI", "MARLENA", "AHMAD DAHLAN", "KARTINI", "M. YUSUF",
)  # fmt: skip


def _work(siti: Workspace, budi: Workspace, complete: dict[str, str]) -> None:
    for number in (5, 6, 7):
        record(siti, f"IND0000000{number}", Sheet("layak", complete))
    approve(budi, [queue(siti, "IND00000005"), queue(siti, "IND00000006")][:1], "")
    record(siti, "IND00000001", Sheet("data_ganda", other="IND00000005"))
    record(siti, "IND00000008", Sheet("mampu"))
    record(siti, "IND00000009", Sheet("layak", complete | {"nik": nik_of(9, "1979-10-10")}))
    record(siti, "IND00000012", Sheet("layak", complete | {"nik": nik_of(9, "1979-10-10")}))
    assert len([one for one in suspects(siti) if one.strong]) == 4
    judge_pair(siti, "IND00000006", "IND00000007", "sama")
    ask_leave(siti, "IND00000002", "orang berbeda")
    give_leave(budi, "IND00000002", "sudah dilihat", "")


def records(workspace: Workspace) -> list[PersonRecord]:
    with workspace.database.read() as connection:
        rows = connection.execute(select(*PERSON_COLUMNS).select_from(PERSON_SOURCE)).all()
    return [record_of(row, workspace.today()) for row in rows]


@pytest.mark.parametrize("path", [None, OTHER], ids=["shipped", "other"])
def test_counts_for_all_are_the_counts_for_each(
    tangled: tuple[Workspace, Workspace], path: Path | None
) -> None:
    siti, _budi = tangled
    programme = load_programme(path)
    seen = set()
    with siti.database.read() as connection:
        tally = Tally(connection)
        for one in records(siti):
            sheet = recorded_sheet(one)
            values, _faults = read_values(programme, siti.today(), sheet.values, one)
            case = case_of(programme, siti.today(), one, sheet, values)
            counts = tally.counts(case)
            assert counts == count_one(connection, case), one.person
            seen |= {name for name in ("same_nik", "open_duplicates", "linked_active", "places_taken")
                     if getattr(counts, name)}  # fmt: skip
    assert seen == {"same_nik", "open_duplicates", "linked_active", "places_taken"}


def test_leave_is_for_one_of_the_two_records(tangled: tuple[Workspace, Workspace]) -> None:
    siti, _budi = tangled
    with siti.database.read() as connection:
        held = held_back(connection)
    assert {person[-2:]: count for person, count in held.items()} == {
        "03": 1, "53": 1, "04": 1, "54": 1, "51": 1, "52": 1, "01": 1,
    }  # fmt: skip


def test_everybody_is_judged_as_they_are_one_by_one(
    tangled: tuple[Workspace, Workspace], folder: Path
) -> None:
    siti, _budi = tangled
    found = simulate(siti, load_programme(OTHER))
    now = {one.person for one in records(siti) if not refusals(siti, one.person)}
    shutil.copy(OTHER, folder / "programme.toml")
    there = enter_folder(folder, "siti", "")
    try:
        then = {one.person for one in records(there) if not refusals(there, one.person)}
    finally:
        sign_out(there)
    assert (found.now, found.then) == (len(now), len(then))
    assert {one.person for one in found.movers if one.direction == ENTERS} == then - now
    assert {one.person for one in found.movers if one.direction == LEAVES} == now - then
    assert now


def refusals(workspace: Workspace, person: str) -> list[str]:
    return [
        one.rule
        for one in judge(workspace, person).findings
        if one.weight == "wajib" and one.result is Result.FAIL
    ]


def test_every_fact_of_the_vocabulary_is_gathered(tangled: tuple[Workspace, Workspace]) -> None:
    siti, _budi = tangled
    programme = siti.programme
    with siti.database.read() as connection:
        one = next(one for one in records(siti) if one.verified and one.verified.outcome == "layak")
        case = case_of(programme, siti.today(), one, recorded_sheet(one), recorded_sheet(one).values)
        counts = count_one(connection, case)
    assert set(gather(case, counts)) == set(FACTS)
    wanted = ("desil", "quota_left")
    assert {name: gather(case, counts)[name] for name in wanted}.items() <= gather(
        case, counts, wanted
    ).items()
    assert not {"nik_state", "age_at_start"} & set(gather(case, counts, wanted))
