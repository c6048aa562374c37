"""The parts of the generator: chance, spellings, files, refusals."""

from __future__ import annotations

import gc
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from kelambu_tui.errors import Refused, Unreadable
from kelambu_tui.exchange.intake.headers import HEADERS
from kelambu_tui.exchange.synthetic import generate, given_names, spelling, workbook, writing
from kelambu_tui.exchange.synthetic.chance import Chance, Weighted, by_rank
from kelambu_tui.exchange.synthetic.households import compose_household
from kelambu_tui.exchange.synthetic.layouts import FAMILY_HEADER, PERSON_HEADER
from kelambu_tui.exchange.synthetic.naming import Origin, name_person
from kelambu_tui.exchange.synthetic.second_records import damage_nik
from kelambu_tui.exchange.synthetic.territory import NikOffice, share_out
from kelambu_tui.people.birth import read_date
from kelambu_tui.people.nik import NikState, read_nik
from kelambu_tui.people.sex import Sex
from kelambu_tui.people.villages import villages
from kelambu_tui.work.workspace import Workspace

NAMES = (
    "MUHAMMAD YUSUF",
    "SITI AMINAH",
    "ABDUL RAHMAN",
    "NURHASANAH",
    "MGS. HASAN",
    "CIPTO",
    "SUMIATI",
    "H. UMAR",
)
TODAY = date(2026, 11, 23)


# --- chance


def test_chance_is_the_stream_that_the_language_promises() -> None:
    assert [Chance(1).random() for _ in range(3)] == [random.Random(1).random()] * 3
    assert Chance(8).random() == 0.2267058593810488  # stays so from Python 3.2 on


@given(st.integers(0, 10**6), st.integers(-50, 50), st.integers(0, 100))
def test_between_and_middling_keep_their_bounds(seed: int, low: int, width: int) -> None:
    chance = Chance(seed)
    for _ in range(20):
        assert low <= chance.between(low, low + width) <= low + width
        assert low <= chance.middling(low, low + width) <= low + width


@given(st.dictionaries(st.integers(), st.floats(0.01, 100), min_size=1), st.floats(0, 1))
def test_a_table_gives_only_what_it_holds(weights: dict[int, float], share: float) -> None:
    assert Weighted(weights.items()).at(share) in weights


def test_words_are_drawn_by_rank() -> None:
    chance, table = Chance(3), by_rank("SATU DUA TIGA EMPAT LIMA CIK_MAN")
    seen = Counter(chance.draw(table) for _ in range(4000))
    assert [name for name, _count in seen.most_common(2)] == ["SATU", "DUA"]
    assert seen["CIK MAN"] > 0


@given(st.integers(0, 5000), st.integers(0, 100))
def test_villages_share_all_people(persons: int, seed: int) -> None:
    chosen = list(villages().values())[:17]
    shares = share_out(Chance(seed), persons, chosen)
    assert sum(shares) == persons
    assert min(shares) >= 0


# --- names and their second spelling


def test_lists_hold_hundreds_of_names_that_differ_by_sex() -> None:
    men = {*given_names.MALAY_MEN.values, *given_names.JAVANESE_MEN.values, *given_names.YOUNG_MEN.values}
    women = {
        *given_names.MALAY_WOMEN.values,
        *given_names.JAVANESE_WOMEN.values,
        *given_names.YOUNG_WOMEN.values,
    }
    assert len(men) > 250
    assert len(women) > 250
    assert len(men & women) < 12


@given(st.integers(0, 10**6), st.sampled_from(Sex), st.integers(1920, 2024), st.sampled_from(Origin))
def test_a_name_is_one_that_a_list_can_hold(seed: int, sex: Sex, year: int, origin: Origin) -> None:
    name = name_person(Chance(seed), sex, year, origin, titles=("MGS.", "MSY."))
    assert name == " ".join(name.split()).upper()
    assert len(name) <= 60
    assert {"MGS.", "MSY."} & set(name.split()) == {"MGS." if sex is Sex.MALE else "MSY."}


@pytest.mark.parametrize(
    ("change", "name", "changed"),
    [
        (spelling.swapped_words, "MUHAMMAD YUSUF", {"YUSUF MUHAMMAD"}),
        (spelling.old_spelling, "CIPTO", {"TJIPTO"}),
        (spelling.old_spelling, "YUSUF", {"JOESOEF", "YOESOEF"}),
        (spelling.old_spelling, "JAJANG", {"DJADJANG"}),
        (lambda _chance, name: spelling.glued_or_split(name), "NURHASANAH", {"NUR HASANAH"}),
        (lambda _chance, name: spelling.glued_or_split(name), "ABDUL RAHMAN", {"ABDULRAHMAN"}),
        (spelling.abbreviated, "SITI AMINAH", {"ST. AMINAH", "S. AMINAH"}),
        (spelling.abbreviated, "ABD. AZIZ", {"ABDUL AZIZ"}),
        (spelling.nickname, "SAMSUDIN", {"UDIN"}),
        (spelling.nickname, "RINA SARI", {"RINA", "SARI"}),
        (lambda chance, name: spelling.other_title(chance, name, woman=False), "MGS. HASAN", {"HASAN"}),
        (spelling.other_spelling, "FAUZI", {"PAUZI", "FAUJI"}),
        (spelling.swapped_words, "SLAMET", {""}),
        (spelling.abbreviated, "SITI", {""}),
        (spelling.old_spelling, "RATNA", {""}),
        (lambda _chance, name: spelling.glued_or_split(name), "SLAMET", {""}),
    ],
)
def test_a_name_is_written_another_way(
    change: Callable[[Chance, str], str], name: str, changed: set[str]
) -> None:
    assert {change(Chance(seed), name) for seed in range(60)} == changed


@given(st.integers(0, 10**6), st.sampled_from(NAMES))
def test_a_typo_is_one_slip_and_two_are_two(seed: int, name: str) -> None:
    from rapidfuzz.distance import OSA

    once, twice = spelling.one_typo(Chance(seed), name), spelling.two_typos(Chance(seed), name)
    assert OSA.distance(name, once) == 1
    assert not twice or 1 <= OSA.distance(name, twice) <= 3


# --- numbers and households


@given(st.integers(0, 10**6), st.dates(date(1925, 1, 1), date(2023, 12, 31)), st.sampled_from(Sex))
def test_a_nik_is_issued_once_and_says_who_it_is(seed: int, birth: date, sex: Sex) -> None:
    office, village = NikOffice(), villages()["16.06.02.2001"]
    issued = [office.issue(Chance(seed), village, Origin.JAVANESE, sex, birth) for _ in range(30)]
    assert len(set(issued)) == 30
    for nik in issued:
        read = read_nik(nik, TODAY)
        assert (read.state, read.sex) == (NikState.OK, sex)
        assert f"{read.birth_date:%d%m%y}" == f"{birth:%d%m%y}"


@given(st.integers(0, 10**6))
def test_a_damaged_nik_is_recognised(seed: int) -> None:
    read = read_nik(damage_nik(Chance(seed), "1606024510900017"), TODAY)
    assert read.problem in ("nik_notasi_ilmiah", "nik_terpotong")


@given(st.integers(0, 10**6), st.integers(1, 9))
def test_a_household_fits_its_room(seed: int, room: int) -> None:
    members = compose_household(Chance(seed), 2023, room)
    assert 1 <= len(members) <= room
    assert members[0].relation == "KEPALA KELUARGA"


# --- files


@pytest.mark.parametrize("headers", [FAMILY_HEADER, PERSON_HEADER])
def test_headers_are_the_official_ones(headers: dict[str, tuple[str, ...]]) -> None:
    official = {spellings[0] for spellings in HEADERS.values()}
    assert set(headers["A"]) | set(headers["B"]) <= official
    assert (len(FAMILY_HEADER["A"]), len(PERSON_HEADER["A"])) == (31, 32)
    assert set(headers["A"]) - set(headers["B"]) == {
        name for name in headers["A"] if name.startswith("Usia ")
    }


def test_layout_a_is_a_workbook_with_headers_on_row_four(tmp_path: Path) -> None:
    report = generate(tmp_path / "a.xlsx", 300, layout="A")
    book = openpyxl.load_workbook(report.individuals)
    assert book.sheetnames == ["Keluarga", "Individu"]
    family, person = (list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets)
    assert (family[3], person[3]) == (FAMILY_HEADER["A"], PERSON_HEADER["A"])
    assert (len(family), len(person)) == (4 + report.households, 304)
    assert person[4][0] == "1"
    births = [str(row[PERSON_HEADER["A"].index("Tanggal Lahir")] or "") for row in person[4:]]
    assert all(
        birth == "" or (birth[2] == birth[5] == "/" and birth.endswith(" 00:00:00")) for birth in births
    )
    assert read_date(births[0]).year < 2010
    assert {row[PERSON_HEADER["A"].index("Padan Dukcapil")] for row in person[4:]} == {"Ya", "Tidak"}
    assert {str(row[6]).count(".") for row in person[4:]} == {3}


@pytest.mark.usefixtures("in_memory")
def test_layout_b_workbook_holds_what_the_csv_files_hold(tmp_path: Path) -> None:
    generate(tmp_path / "b.xlsx", 900, 4)
    generate(tmp_path / "b.csv", 900, 4)
    book = python_calamine.CalamineWorkbook.from_path(str(tmp_path / "b.xlsx"))
    for sheet, file in (("Individu", "b.csv"), ("Keluarga", "b-keluarga.csv")):
        import csv

        with (tmp_path / file).open(encoding="utf-8", newline="") as listed:
            expected = list(csv.reader(listed))
        found = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        assert [[as_listed(cell) for cell in row] for row in found] == expected


def as_listed(cell: object) -> str:
    return f"{cell:.1f}" if isinstance(cell, float) else str(cell)


def test_a_cut_nik_is_a_number_in_a_workbook(tmp_path: Path) -> None:
    generate(tmp_path / "b.xlsx", 3000, 4)
    sheet = openpyxl.load_workbook(tmp_path / "b.xlsx", read_only=True)["Individu"]
    column = PERSON_HEADER["B"].index("NIK") + 1
    cells = [row[0].value for row in sheet.iter_rows(min_row=2, min_col=column, max_col=column)]
    numbers = [cell for cell in cells if isinstance(cell, int | float)]
    assert numbers
    assert all(int(number) % 10 == 0 and len(str(int(number))) == 16 for number in numbers)


@pytest.mark.parametrize(
    ("name", "wanted", "sentence"),
    [
        ("a.pdf", {}, "berakhiran"),
        ("a", {}, "berakhiran"),
        ("tidak/ada.csv", {}, "Folder"),
        ("a.xlsx", {"persons": 1_048_573}, "Excel"),
        ("a.csv", {"persons": 0}, "1 atau lebih"),
        ("a.csv", {"persons": 44_999, "programme_totals": True}, "45000"),
        ("a.csv", {"persons": 9, "duplicates": 0.9}, "0,5"),
        ("a.csv", {"persons": 9, "period": 1990}, "Tahun"),
        ("a.csv", {"persons": 9, "villages": ["16.06.02.2001", "99.99.99.9999"]}, "99.99.99.9999"),
        ("a.csv", {"persons": 9, "villages": []}, "desa"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(
    tmp_path: Path, name: str, wanted: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Unreadable, match=sentence):
        generate(tmp_path / name, **wanted)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_a_list_that_is_not_synthetic_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "p3ke.csv").write_text("daftar sungguhan")
    with pytest.raises(Refused, match="sudah ada"):
        generate(tmp_path / "p3ke.csv", 10)
    assert (tmp_path / "p3ke.csv").read_text() == "daftar sungguhan"
    generate(tmp_path / "buatan.csv", 10)
    assert generate(tmp_path / "buatan.csv", 11).persons == 11


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_an_interrupted_list_is_not_there_at_all(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kelambu_tui.exchange.synthetic import generation

    def stops(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(generation, "person_rows", stops)
    with pytest.raises(KeyboardInterrupt):
        generate(tmp_path / name, 100)
    assert list(tmp_path.iterdir()) == []


def test_the_family_list_of_somebody_else_is_not_overwritten_either(tmp_path: Path) -> None:
    (tmp_path / "p3ke-keluarga.csv").write_text("daftar sungguhan")
    with pytest.raises(Refused, match=r"p3ke-keluarga\.csv sudah ada"):
        generate(tmp_path / "p3ke.csv", 10)
    assert [path.name for path in tmp_path.iterdir()] == ["p3ke-keluarga.csv"]


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go during this test."""
    folder = tmp_path / "sementara"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture(params=["small", "large"])
def in_memory(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways in which a workbook is put together."""
    if request.param == "large":
        monkeypatch.setattr(workbook, "MOST_IN_MEMORY", 0)


@pytest.mark.usefixtures("in_memory")
@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
@pytest.mark.parametrize("taken", [0, 30_000, 61_000])  # the disk is full sooner or later
def test_a_full_disk_is_one_sentence_and_leaves_nothing(
    full_disk: Path, scratch: Path, name: str, taken: int
) -> None:
    (full_disk / "lain").write_bytes(bytes(taken))
    with pytest.raises(Unreadable, match=rf"{name} tidak dapat ditulis: tempat penyimpanan penuh"):
        generate(full_disk / name, 600)
    gc.collect()  # an archive that is left half open would complain now, which fails the test
    assert [path.name for path in full_disk.iterdir()] == ["lain"]
    assert list(scratch.iterdir()) == []


@pytest.mark.usefixtures("in_memory")
def test_no_room_for_temporary_files_is_one_sentence(
    full_disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(full_disk))
    with pytest.raises(Unreadable, match="penuh"):
        generate(tmp_path / "a.xlsx", 2000)
    gc.collect()
    assert list(full_disk.iterdir()) == []
    assert list(tmp_path.iterdir()) == [full_disk]


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_folder_that_may_not_be_written_is_one_sentence(
    locked_disk: Path, scratch: Path, name: str
) -> None:
    with pytest.raises(Unreadable, match="tidak ada izin"):
        generate(locked_disk / name, 20)
    assert list(scratch.iterdir()) == []


@pytest.mark.usefixtures("in_memory")
@pytest.mark.skipif(sys.platform == "win32", reason="a limit on the size of files is a POSIX matter")
@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
@pytest.mark.parametrize("size", [0, 3_000, 60_000, 200_000])
def test_whatever_stops_the_writing_leaves_nothing(
    tmp_path: Path, scratch: Path, name: str, size: int
) -> None:
    import resource

    earlier = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, earlier[1]))
    try:
        with pytest.raises(Unreadable, match=rf"{name} tidak dapat ditulis: "):
            generate(tmp_path / name, 3000)
        gc.collect()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, earlier)
    assert list(tmp_path.iterdir()) == [scratch]
    assert list(scratch.iterdir()) == []


def test_files_are_named_after_the_list(tmp_path: Path) -> None:
    report = generate(tmp_path / "lais-individu.csv", 20)
    assert (report.families.name, report.truth.name) == ("lais-keluarga.csv", "lais-kebenaran.csv")
    assert writing.SHEET_ROWS == 1_048_576


# --- what becomes of it


@pytest.mark.parametrize(("name", "layout"), [("d.csv", "B"), ("d.xlsx", "A"), ("d.xlsx", "B")])
def test_an_import_keeps_out_exactly_the_rows_that_were_planted_so(
    tmp_path: Path, sign_in: Callable[[str], Workspace], name: str, layout: str
) -> None:
    from kelambu_tui.exchange.intake import import_list

    report = generate(tmp_path / name, 1500, 11, layout=layout)  # type: ignore[arg-type]
    kept_out = {
        "bad_date": report.faults["tanggal_mustahil"],
        "no_name": report.faults["nama_kosong"],
        "bad_desil": report.faults["desil_di_luar"],
        "unknown_village": report.faults["desa_tidak_dikenal"],
    }
    siti = sign_in("siti")
    taken = import_list(siti, report.individuals)
    if report.families == report.individuals:  # a workbook counts the heads in both sheets
        assert taken.read == report.persons + report.households
        assert all(taken.reasons[reason] >= count for reason, count in kept_out.items())
    else:
        assert taken.reasons == kept_out
        assert taken.added == report.persons - sum(kept_out.values())
        assert import_list(siti, report.families).read == report.households


def test_a_programmes_worth_of_people_in_seconds(tmp_path: Path) -> None:
    began = time.perf_counter()
    generate(tmp_path / "a.csv")
    assert time.perf_counter() - began < 15
