"""Whole lists: what is in them, that they come out the same, and that people in them can exist."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kelambu_tui.exchange.synthetic import GenerateReport, faults, generate, second_records
from kelambu_tui.exchange.synthetic.demo import FILES, write_demo
from kelambu_tui.exchange.synthetic.generation import PROGRAMME_TOTALS
from kelambu_tui.people.nik import NikState, nik_remarks, read_nik
from kelambu_tui.people.sex import Sex, read_sex
from kelambu_tui.people.villages import villages
from kelambu_tui.seed import seed_file

TODAY = date(2026, 11, 23)
Row = dict[str, str]


class Made(NamedTuple):
    report: GenerateReport
    people: dict[str, Row]
    families: dict[str, Row]
    truth: list[Row]

    def marked(self, *kinds: str) -> set[str]:
        """IDs of everyone whom the truth names under one of `kinds` (`jenis`)."""
        rows = [row for row in self.truth if row["jenis"] in kinds]
        return {row[side] for row in rows for side in ("id_a", "id_b")} - {""}

    def second_records(self) -> set[str]:
        return {row["id_b"] for row in self.truth if row["jenis"] == "ganda"}


def rows_of(path: Path, header_line: int = 1) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        for _line in range(header_line - 1):
            next(file)
        return list(csv.DictReader(file))


def make(folder: Path, **wanted: object) -> Made:
    report = generate(folder / "daftar.csv", **wanted)  # type: ignore[arg-type]
    people, families = rows_of(report.individuals), rows_of(report.families)
    made = Made(
        report,
        {row["ID Individu"]: row for row in people},
        {row["ID Keluarga P3KE"]: row for row in families},
        rows_of(report.truth),
    )
    assert len(made.people) == len(people), "an ID Individu twice"
    assert len(made.families) == len(families), "an ID Keluarga twice"
    return made


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.blake2b(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A list that is large enough to hold every kind of everything."""
    return make(tmp_path_factory.mktemp("daftar"), persons=12_000, seed=7)


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("program"), persons=45_000, programme_totals=True)


# --- the same list every time


@pytest.mark.parametrize(
    ("name", "layout"), [("a.csv", "A"), ("a.csv", "B"), ("a.xlsx", "A"), ("a.xlsx", "B")]
)
def test_the_same_seed_gives_the_same_bytes(tmp_path: Path, name: str, layout: str) -> None:
    for run in ("satu", "dua"):
        (tmp_path / run).mkdir()
        generate(tmp_path / run / name, 700, 42, layout=layout)  # type: ignore[arg-type]
    assert digests(tmp_path / "satu") == digests(tmp_path / "dua")


def test_bytes_are_those_of_the_day_they_were_recorded(tmp_path: Path) -> None:
    """Another Python or platform must give these too; change them only with the generator."""
    generate(tmp_path / "a.csv", 400, 3, villages=["16.06.02.2001", "16.06.01.1009"])
    recorded = {name: digest[:32] for name, digest in digests(tmp_path).items()}
    assert recorded == {
        "a-kebenaran.csv": "c09be412eb0cef0c6e876bd15e3eb4f8",
        "a-keluarga.csv": "e56a2fcf42edc5d395c01a473a1d5603",
        "a.csv": "77bd2e457d743c3289ddeb4aedbb5ff5",
    }


def test_another_seed_gives_other_people_and_other_ids(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "y").mkdir()
    one, two = make(tmp_path / "x", persons=500, seed=1), make(tmp_path / "y", persons=500, seed=2)
    assert not one.people.keys() & two.people.keys()
    assert not one.families.keys() & two.families.keys()


def test_the_shipped_practice_list_is_what_the_generator_writes(tmp_path: Path) -> None:
    report = write_demo(tmp_path)
    for name in FILES:
        assert (tmp_path / name).read_bytes() == seed_file(name).read_bytes(), name
    assert (report.villages, report.persons) == (3, 2000)
    assert 550 <= report.households <= 650
    assert set(report.kinds) == set(second_records.KINDS)
    assert set(report.faults) == set(faults.CODES)


# --- sizes and shares


@pytest.mark.parametrize("persons", [1, 2, 7, 59, 500, 3001])
def test_there_are_exactly_as_many_rows_as_asked_for(tmp_path: Path, persons: int) -> None:
    made = make(tmp_path, persons=persons, seed=5)
    assert (len(made.people), made.report.persons, sum(made.report.desils.values())) == (persons,) * 3
    assert len(made.families) == made.report.households
    assert made.families.keys() == {row["ID Keluarga P3KE"] for row in made.people.values()}


def test_about_eight_in_a_hundred_rows_are_second_records(large: Made) -> None:
    assert 0.07 < len(large.second_records()) / len(large.people) < 0.09
    assert large.report.duplicates == len(large.second_records())


def test_second_records_and_pairs_are_counted_apart(large: Made) -> None:
    pairs = [row for row in large.truth if row["jenis"] == "ganda"]
    assert large.report.duplicates == len({row["id_b"] for row in pairs})
    assert large.report.pairs == len(pairs) > large.report.duplicates


def test_no_duplicates_when_none_are_asked_for(tmp_path: Path) -> None:
    assert make(tmp_path, persons=800, duplicates=0).report.pairs == 0


def test_more_than_five_in_a_hundred_rows_are_wrong(large: Made) -> None:
    wrong = large.marked("kesalahan")
    assert 0.05 < len(wrong) / len(large.people) < 0.09


def test_every_kind_is_planted(large: Made) -> None:
    assert set(large.report.kinds) == set(second_records.KINDS)
    assert set(large.report.faults) == set(faults.CODES)
    assert {row["macam"] for row in large.truth if row["jenis"] == "bukan_ganda"} == {
        "kembar",
        "saudara_mirip",
        "suami_istri_mirip",
        "ayah_anak_senama",
        "senama_sekampung",
        "nik_sama_orang_lain",
    }


def test_programme_totals_are_those_of_the_programme(programme: Made) -> None:
    desils = Counter(int(row["Desil Kesejahteraan"]) for row in programme.people.values())
    assert desils == PROGRAMME_TOTALS == {1: 12_451, 2: 24_119, 3: 8_430}
    assert programme.report.desils == {**PROGRAMME_TOTALS, 4: 0}


def test_programme_totals_hold_for_what_an_import_takes_in(programme: Made) -> None:
    """No row may be wrong in a way that keeps it out: the counts must hold after the import too."""
    assert {row["macam"] for row in programme.truth if row["jenis"] == "kesalahan"} <= set(faults.IMPORTABLE)
    known = {village.code.replace(".", "") for village in villages().values()}
    for row in programme.people.values():
        assert row["Nama"]
        assert row["Kode Kemdagri"] in known
        if row["Tanggal Lahir"]:
            date.fromisoformat(row["Tanggal Lahir"])


def test_villages_are_all_of_them_or_the_chosen_ones(large: Made, tmp_path: Path) -> None:
    assert large.report.villages == min(12_000 // 60, 242)
    chosen = make(tmp_path, persons=300, villages=["1606022001", "16.06.12.2004"])
    unknown = {row["id_a"] for row in chosen.truth if row["macam"] == "desa_tidak_dikenal"}
    codes = {row["Kode Kemdagri"] for id_, row in chosen.people.items() if id_ not in unknown}
    assert codes == {"1606022001", "1606122004"}


# --- people who can exist


def family_of(made: Made) -> dict[str, list[Row]]:
    """Rows by family, without second records and without rows that are wrong."""
    left_out = made.second_records() | made.marked("kesalahan")
    found: dict[str, list[Row]] = defaultdict(list)
    for person, row in made.people.items():
        if person not in left_out:
            found[row["ID Keluarga P3KE"]].append(row)
    return found


def check_family(members: list[Row]) -> None:
    heads = [row for row in members if row["Hubungan dengan Kepala Keluarga"] == "KEPALA KELUARGA"]
    spouses = [row for row in members if row["Hubungan dengan Kepala Keluarga"] == "ISTRI/SUAMI"]
    children = [row for row in members if row["Hubungan dengan Kepala Keluarga"] == "ANAK"]
    assert len(heads) <= 1
    assert len(spouses) <= 1
    if heads and spouses:
        assert heads[0]["Jenis Kelamin"] != spouses[0]["Jenis Kelamin"]
        assert heads[0]["Status Kawin"] == spouses[0]["Status Kawin"] == "KAWIN"
        assert abs(int(heads[0]["Usia 2023"]) - int(spouses[0]["Usia 2023"])) <= 10
    mothers = [row for row in heads + spouses if row["Jenis Kelamin"] == "PEREMPUAN"]
    for child in children:
        assert child["Status Kawin"] in ("BELUM KAWIN", "CERAI HIDUP")
        for mother in mothers:
            assert 16 <= years_between(mother, child) <= 45


def check_heads(made: Made) -> None:
    """A head is grown up unless planted otherwise, and married to someone who is in the household."""
    planted = made.second_records() | made.marked("kesalahan")
    married = {
        row["ID Keluarga P3KE"]
        for row in made.people.values()
        if row["Hubungan dengan Kepala Keluarga"] == "ISTRI/SUAMI"
    }
    for person, row in made.people.items():
        if row["Hubungan dengan Kepala Keluarga"] != "KEPALA KELUARGA":
            continue
        assert person in planted or int(row["Usia 2023"]) >= 18
        assert row["Status Kawin"] != "KAWIN" or row["ID Keluarga P3KE"] in married


def years_between(elder: Row, younger: Row) -> int:
    first, second = (date.fromisoformat(row["Tanggal Lahir"]) for row in (elder, younger))
    return second.year - first.year - ((second.month, second.day) < (first.month, first.day))


def check_person(row: Row) -> None:
    age, sex = int(row["Usia 2023"]), read_sex(row["Jenis Kelamin"])
    birth = date.fromisoformat(row["Tanggal Lahir"])
    nik = read_nik(row["NIK"], TODAY)
    assert nik.state is NikState.OK
    assert set(nik_remarks(nik, birth, sex)) <= {"luar_muba"}
    assert (row["Padan Dukcapil"], 2023 - birth.year) == ("PADAN", age)
    assert 0 <= age <= 106
    if age < 15:
        assert row["Pekerjaan"] == "TIDAK/BELUM BEKERJA"
        assert row["Status Kawin"] == "BELUM KAWIN"
    if age < 7:
        assert row["Pendidikan"] == "TIDAK/BELUM SEKOLAH"
    if row["Pendidikan"].startswith("MASIH"):
        assert age < 23
    if row["Pekerjaan"] == "TIDAK/BELUM BEKERJA":
        assert row["Status Pekerjaan"] == "KOSONG"
    desil, percentile = int(row["Desil Kesejahteraan"]), int(row["Persentil"])
    assert (percentile - 1) // 10 + 1 == desil
    assert len(row["Nama"]) <= 60
    assert row["Nama"] == " ".join(row["Nama"].upper().split())
    if birth.year >= 2022:
        assert len(row["Nama"].split()) >= 2


def check_truth(made: Made) -> None:
    for row in made.truth:
        assert row["id_a"] in made.people
        if row["jenis"] == "kesalahan":
            assert row["id_b"] == ""
            assert row["macam"] in faults.CODES
            continue
        assert row["id_b"] in made.people
        assert row["id_a"] != row["id_b"]
        if row["jenis"] == "ganda":
            check_pair(made.people[row["id_a"]], made.people[row["id_b"]], set(row["macam"].split("+")))
    pairs = [frozenset((row["id_a"], row["id_b"])) for row in made.truth if row["jenis"] != "kesalahan"]
    assert len(pairs) == len(set(pairs)), "a pair twice"


def check_pair(first: Row, second: Row, kinds: set[str]) -> None:
    """The kinds of a pair say what differs, at least where there are only two records of the person."""
    assert kinds <= set(second_records.KINDS)
    same_house = first["ID Keluarga P3KE"] == second["ID Keluarga P3KE"]
    same_village = first["Kode Kemdagri"] == second["Kode Kemdagri"]
    if first["Nama"] != second["Nama"]:
        assert kinds & {*second_records.NAME_CHANGED, second_records.OTHER_NAME}
    if first["NIK"] != second["NIK"]:
        assert kinds & set(second_records.NIK_CHANGED)
    if first["Tanggal Lahir"] != second["Tanggal Lahir"]:
        assert kinds & set(second_records.BIRTH_CHANGED)
    if not same_village:
        assert "pindah_desa" in kinds
    if not same_house:
        assert kinds & {"pindah_rumah", "pindah_desa"}
    assert first["Jenis Kelamin"] == second["Jenis Kelamin"]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**40), persons=st.integers(1, 900))
@example(seed=31583, persons=508)  # a son of 2022 was named like his father, in one word
def test_people_families_and_truth_make_sense_for_any_seed(tmp_path: Path, seed: int, persons: int) -> None:
    made = make(tmp_path, persons=persons, seed=seed)
    check_truth(made)
    planted = made.second_records() | made.marked("kesalahan") | nik_borrowers(made)
    for person, row in made.people.items():
        if person not in planted:
            check_person(row)
    for members in family_of(made).values():
        check_family(members)
    check_heads(made)


def nik_borrowers(made: Made) -> set[str]:
    return {row["id_b"] for row in made.truth if row["macam"] == "nik_sama_orang_lain"}


def test_a_large_list_makes_sense_too(large: Made) -> None:
    check_truth(large)
    for members in family_of(large).values():
        check_family(members)
    check_heads(large)


def test_heads_of_a_whole_list_make_sense(programme: Made) -> None:
    check_heads(programme)


def test_a_child_heads_a_household_only_where_it_was_planted(large: Made) -> None:
    planted = [row["id_a"] for row in large.truth if row["macam"] == "kepala_anak"]
    assert planted
    for person in planted:
        family = large.people[person]["ID Keluarga P3KE"]
        members = [row for row in large.people.values() if row["ID Keluarga P3KE"] == family]
        own = [row for row in members if row["ID Individu"] not in large.second_records()]
        assert all(int(row["Usia 2023"]) < 18 for row in own if row["Tanggal Lahir"])


def test_a_mistyped_nik_is_nobody_elses(programme: Made) -> None:
    """Whoever shares a sound NIK is told by the truth to be one person, or to have been planted so."""
    one_of: dict[str, str] = {}

    def group(person: str) -> str:
        while person in one_of:
            person = one_of[person]
        return person

    for row in programme.truth:
        if row["id_b"] and (first := group(row["id_a"])) != (second := group(row["id_b"])):
            one_of[second] = first
    groups: dict[str, set[str]] = defaultdict(set)
    for person, row in programme.people.items():
        if read_nik(row["NIK"], TODAY).state is NikState.OK:
            groups[row["NIK"]].add(group(person))
    assert [nik for nik, sharing in groups.items() if len(sharing) > 1] == []


def test_nobody_shares_a_nik_but_where_it_was_planted(large: Made) -> None:
    planted = large.marked("ganda", "kesalahan") | nik_borrowers(large)
    niks = [row["NIK"] for person, row in large.people.items() if person not in planted]
    assert len(niks) == len(set(niks))


def test_a_fault_is_what_its_code_says(large: Made) -> None:
    for row in large.truth:
        if row["jenis"] != "kesalahan":
            continue
        person, code = large.people[row["id_a"]], row["macam"]
        nik = read_nik(person["NIK"], TODAY)
        if code.startswith("nik_"):
            assert nik.problem == code
        elif code in ("tanggal_lahir_beda", "jenis_kelamin_beda"):
            birth = date.fromisoformat(person["Tanggal Lahir"])
            assert code in nik_remarks(
                nik, birth, Sex.MALE if person["Jenis Kelamin"][0] == "L" else Sex.FEMALE
            )
        elif code == "diduga_meninggal":
            assert "ALM" in person["Nama"]
        elif code == "nama_kosong":
            assert person["Nama"] in ("", "-")
        elif code == "desil_di_luar":
            assert person["Desil Kesejahteraan"] not in map(str, range(1, 11))


def test_of_three_records_every_pair_is_named(large: Made) -> None:
    pairs = {frozenset((row["id_a"], row["id_b"])) for row in large.truth if row["jenis"] == "ganda"}
    others: dict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        first, second = pair
        others[first].add(second)
        others[second].add(first)
    assert max(map(len, others.values())) >= 2
    for person, same in others.items():
        for other in same:
            assert others[other] | {other} == same | {person}


def test_a_head_stands_first_and_in_the_family_list(large: Made) -> None:
    seen: set[str] = set()
    for row in large.people.values():
        family = large.families[row["ID Keluarga P3KE"]]
        if row["ID Keluarga P3KE"] not in seen:
            seen.add(row["ID Keluarga P3KE"])
            assert row["Hubungan dengan Kepala Keluarga"] == "KEPALA KELUARGA"
            assert (row["Nama"], row["NIK"]) == (family["Kepala Keluarga"], family["NIK"])
        assert row["Alamat"] == family["Alamat"]


def test_common_names_are_common(large: Made) -> None:
    """Zipf-like: a few names are borne by many, most by few, and the well-known ones lead."""
    first = Counter(row["Nama"].split()[0] for row in large.people.values() if row["Nama"])
    top = sum(count for _name, count in first.most_common(50))
    assert 0.3 < top / len(large.people) < 0.7
    for name in ("SITI", "MUHAMMAD", "M.", "ABDUL", "AHMAD", "NURHAYATI", "SUMIATI", "SUPARMAN"):
        assert first[name] >= 5, name
    for title in ("MGS.", "MSY.", "KMS.", "NYS.", "KGS.", "NYA.", "H.", "HJ."):
        assert first[title] >= 1, title
    assert any(" BIN " in row["Nama"] for row in large.people.values())
    one_word = sum(len(row["Nama"].split()) == 1 for row in large.people.values())
    assert 0.1 < one_word / len(large.people) < 0.5


def test_the_poorest_live_worst(large: Made) -> None:
    def share(desil: str, column: str, value: str) -> float:
        rows = [row for row in large.families.values() if row["Desil Kesejahteraan"] == desil]
        return sum(row[column] == value for row in rows) / len(rows)

    for column, value in (
        ("Jenis Lantai", "TANAH"),
        ("Sumber Penerangan", "BUKAN LISTRIK"),
        ("Penerima PKH", "Ya"),
        ("Bahan Bakar Memasak", "ARANG/KAYU"),
    ):
        assert share("1", column, value) > share("3", column, value), column
    powered = [row for row in large.families.values() if row["Sumber Penerangan"] != "LISTRIK PLN METERAN"]
    assert {row["Daya Listrik Terpasang"] for row in powered} == {"KOSONG"}


def test_settlers_and_fishers_live_where_they_would(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    (tmp_path / "d").mkdir()
    settled = make(tmp_path / "p", persons=1500, villages=["16.06.02.2008"])
    waterside = make(tmp_path / "d", persons=1500, villages=["16.06.02.2001"])

    def fishers(made: Made) -> int:
        return sum(row["Pekerjaan"] == "NELAYAN" for row in made.people.values())

    assert fishers(waterside) > 3 * fishers(settled)
    for name in ("SUPARMAN", "SUGIYONO", "SLAMET", "PONIYEM"):
        assert any(row["Nama"].startswith(name) for row in settled.people.values()), name
