"""`programme check`, `simulate` and `show`: documents, pages, faults with their lines, both languages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kelambu_tui.programme.reading import load_programme
from kelambu_tui.seed import seed_file

if TYPE_CHECKING:
    from tests.cli.conftest import Office, Run

OTHER = Path(__file__).parents[1] / "programme" / "other_regency.toml"
SHIPPED = seed_file("programme.toml")
WHOLE_NIK = re.compile(r"(?<!\d)\d{16}(?!\d)")


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """The other programme with three faults, on lines 8, 48 and 98."""
    content = OTHER.read_text(encoding="utf-8")
    for old, new in (
        ("places = 300", "places = 0"),
        ('test = "in"', 'test = "di"'),
        ("enough = 1", "enough = 9"),
    ):
        assert old in content
        content = content.replace(old, new, 1)
    path = tmp_path / "salah.toml"
    path.write_text(content, encoding="utf-8")
    return path


def lines(path: Path, *words: str) -> list[int]:
    rows = path.read_text(encoding="utf-8").splitlines()
    return [next(number for number, row in enumerate(rows, start=1) if row == word) for word in words]


# --- check -----------------------------------------------------------------------------------------


def test_a_faulty_file_is_told_fault_by_fault(run: Run, faulty: Path) -> None:
    ran = run("programme", "check", faulty, "--json", "--workspace", faulty.parent / "none")
    assert ran.code == 2
    expected = lines(faulty, "places = 0", "[quota]", 'test = "di"', "enough = 9")
    assert [one["line"] for one in ran.document["faults"]] == expected
    assert ran.document == {
        "ok": False,
        "faults": [
            {"line": expected[0], "column": None, "place": "places", "problem": "paling kecil 1."},
            {
                "line": expected[1],
                "column": None,
                "place": "quota",
                "problem": "jumlah kuota 300 tidak sama dengan places 0.",
            },
            {
                "line": expected[2],
                "column": None,
                "place": "rules[1] (desil).test",
                "problem": "harus salah satu dari 'in', 'not_in', 'between', 'equals', 'at_least', "
                "'at_most', 'filled', 'empty'.",
            },
            {
                "line": expected[3],
                "column": None,
                "place": "hardship.enough",
                "problem": "lebih banyak daripada jumlah pertanyaan.",
            },
        ],
    }
    assert [line.split(":")[0] for line in ran.err.splitlines()] == [f"baris {line}" for line in expected]


def test_a_faulty_file_has_no_page(run: Run, faulty: Path) -> None:
    ran = run("programme", "check", faulty)
    assert (ran.code, ran.out) == (2, "")
    assert len(ran.err.splitlines()) == 4


def test_bad_writing_has_its_line_and_column(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text('name = "x"\n\ntitle = { id = "y" en = "z" }\n', encoding="utf-8")
    ran = run("programme", "check", path, "--json")
    (fault,) = ran.document["faults"]
    assert (ran.code, fault["line"], fault["column"], fault["place"]) == (2, 3, 20, "")
    assert ran.err.startswith("baris 3, kolom 20: penulisan TOML salah (")


def test_a_file_that_is_not_there(run: Run, tmp_path: Path) -> None:
    ran = run("programme", "check", tmp_path / "tiada.toml")
    assert (ran.code, ran.out) == (2, "")
    assert "tiada.toml tidak bisa dibuka" in ran.err


def test_a_good_file_tells_what_it_is(run: Run) -> None:
    ran = run("programme", "check", OTHER, "--json")
    document = ran.document
    (remark,) = document.pop("remarks")
    assert (remark["place"], remark["line"]) == (
        "rules[4] (belum_berlaku).effective_from",
        *lines(OTHER, "effective_from = 2028-07-02"),
    )
    assert document == {
        "ok": True,
        "faults": [],
        "name": "Payung Nelayan",
        "title": "Jaminan nelayan",
        "legal_basis": "Peraturan contoh",
        "regency": "Contoh",
        "start": "2028-07-01",
        "period": "07/2028-12/2028",
        "places": 300,
        "quota": {"4": 100, "5": 200},
        "counts": {"rules": 5, "outcomes": 1, "fields": 1},
        "digest": load_programme(OTHER).digest,
    }
    assert (ran.code, ran.err) == (0, "")


def test_the_page_of_a_good_file(run: Run) -> None:
    page = run("programme", "check", OTHER).out
    assert re.search(r"^Dasar hukum +Peraturan contoh$", page, re.MULTILINE)
    assert re.search(r"^Rencana pendaftaran +01-07-2028$", page, re.MULTILINE)
    assert re.search(r"^Kuota +300 \(desil 4: 100, desil 5: 200\)$", page, re.MULTILINE)
    assert re.search(r"^Isi berkas +5 aturan, 1 hasil kunjungan, 1 isian$", page, re.MULTILINE)
    assert load_programme(OTHER).digest in page
    assert re.search(r"^- baris \d+: rules\[4\] \(belum_berlaku\)", page, re.MULTILINE)
    assert "tidak ada yang perlu dilihat" in run("programme", "check", SHIPPED).out


def test_a_workspace_with_a_faulty_programme_says_where(run: Run, office: Office, faulty: Path) -> None:
    own = office.folder / "programme.toml"
    own.write_bytes(faulty.read_bytes())
    try:
        ran = run("check", office.someone, *office.siti())
    finally:
        own.unlink()
    assert (ran.code, ran.out) == (2, "")
    assert re.search(r"^- baris \d+: rules\[1\] \(desil\)\.test: ", ran.err, re.MULTILINE)
    assert len(ran.err.splitlines()) == 5


# --- simulate --------------------------------------------------------------------------------------


def test_a_simulation_adds_up(run: Run, office: Office) -> None:
    ran = run("programme", "simulate", OTHER, "--people", "--json", *office.siti())
    found = ran.document
    assert (ran.code, ran.err) == (0, "")
    assert found["in_force"]["name"] == "Pake Kelambu"
    assert found["file"] == {
        "name": "Payung Nelayan",
        "start": "2028-07-01",
        "digest": load_programme(OTHER).digest,
    }
    for groups in (found["villages"], found["desils"]):
        for key in ("people", "now", "then", "enter", "leave"):
            assert sum(group[key] for group in groups) == found[key]
    assert found["now"] - found["leave"] + found["enter"] == found["then"]
    assert found["leave"] > 0
    movers = [one["direction"] for one in found["persons"]]
    assert (movers.count("masuk"), movers.count("keluar")) == (found["enter"], found["leave"])
    rules = {one["rule"]: one for one in found["rules"]}
    assert {one["rule"] for one in found["persons"]} <= set(rules)
    assert rules["nelayan"]["now"] is None
    assert rules["bekerja"] | {"now": 0} == {
        "rule": "bekerja", "title_now": "Bekerja", "title_then": None, "now": 0, "then": None,
    }  # fmt: skip
    assert not WHOLE_NIK.search(ran.out)


def test_one_person_is_judged_as_check_judges_them(run: Run, office: Office) -> None:
    found = run("programme", "simulate", OTHER, "--people", "--json", *office.siti()).document
    leaver = next(one for one in found["persons"] if one["direction"] == "keluar")
    rules = run("check", leaver["person"], "--json", *office.siti()).document["rules"]
    warnings = {"bukan_pegawai", "bukan_buruh_tetap", "nik_cocok", "nama_tanpa_almarhum", "usia_dekat_batas"}
    assert [one["rule"] for one in rules if one["result"] == "gagal" and one["rule"] not in warnings] == []


def test_the_pages_of_a_simulation(run: Run, office: Office) -> None:
    village = run("programme", "simulate", OTHER, *office.siti()).out
    assert re.search(r"^Desa +Orang +Sekarang +Nanti +Masuk +Keluar$", village, re.MULTILINE)
    assert "Desil 1 sampai 3 / Desil 4 atau 5" in village
    desil = run("programme", "simulate", OTHER, "--by", "desil", *office.siti()).out
    assert re.search(r"^Desil +Orang", desil, re.MULTILINE)
    assert "Desa " not in desil
    rule = run("programme", "simulate", OTHER, "--by", "rule", *office.siti()).out
    assert "Orang" not in rule
    assert re.search(r"^nelayan +Nelayan +- +\d+$", rule, re.MULTILINE)
    people = run("programme", "simulate", OTHER, "--by", "rule", "--people", *office.siti()).out
    assert re.search(r"^\S+ +\d{4}\*{10}\d\d +.+ keluar +\w+$", people, re.MULTILINE)
    assert not WHOLE_NIK.search(village + desil + rule + people)


def test_the_programme_in_force_moves_nobody(run: Run, office: Office) -> None:
    ran = run("programme", "simulate", SHIPPED, "--people", *office.siti())
    assert ran.code == 0
    assert "Masuk 0, keluar 0." in ran.out
    assert re.search(r"Tanpa perubahan: \d+\.", ran.out)
    assert "sama dengan program yang berlaku" in ran.err


def test_a_faulty_file_is_refused_before_anyone_signs_in(run: Run, office: Office, faulty: Path) -> None:
    ran = run("programme", "simulate", faulty, "--workspace", office.folder / "none")
    assert (ran.code, ran.out) == (2, "")
    assert "perbaiki 4 hal ini" in ran.err


# --- show ------------------------------------------------------------------------------------------


def test_the_rules_are_shown_with_their_days_and_sources(run: Run, tmp_path: Path) -> None:
    ran = run("programme", "show", OTHER, "--json", "--workspace", tmp_path / "none")
    days = {
        one["rule"]: (one["effective_from"], one["effective_until"], one["in_force"])
        for one in ran.document["rules"]
    }
    assert days["belum_berlaku"] == ("2028-07-02", None, False)
    assert days["hari_terakhir"] == (None, "2028-07-01", True)
    page = run("programme", "show", "--workspace", tmp_path / "none").out
    assert re.search(r"^usia +Usia 18 sampai sebelum 65 tahun .+ wajib +Setelan program", page, re.MULTILINE)


def test_the_workspaces_own_programme_is_shown(run: Run, office: Office) -> None:
    own = office.folder / "programme.toml"
    own.write_bytes(OTHER.read_bytes())
    try:
        ran = run("programme", "show", "--json", "--workspace", office.folder)
    finally:
        own.unlink()
    assert ran.document["name"] == "Payung Nelayan"


def test_benefits_tell_law_and_article_apart(run: Run, tmp_path: Path) -> None:
    money = run("programme", "show", "--benefits", "--json", "--workspace", tmp_path / "none").document
    assert money["contribution"] | {"payer": "", "source": ""} == {
        "payer": "", "monthly": 16_800, "jkk": 10_000, "jkm": 6_800, "months": 12, "total": 201_600,
        "source": "",
    }  # fmt: skip
    benefits = {one["benefit"]: one for one in money["benefits"]}
    jkm = benefits["jkm"]
    assert (jkm["law"], jkm["article"], jkm["differs"]) == (42_000_000, 40_000_000, True)
    assert "PP 82/2019" in jkm["law_source"]
    assert "Artikel program 2025" in jkm["article_source"]
    assert jkm["waiting"] | {"note": "", "source": ""} == {
        "months": 3, "until": "2027-03-31", "amount": 10_000_000, "note": "", "source": "",
    }  # fmt: skip
    assert benefits["beasiswa"]["waiting"]["until"] == "2029-12-31"
    assert benefits["pemakaman"]["differs"] is False
    assert (benefits["perawatan"]["law"], benefits["perawatan"]["waiting"]) == (None, None)


@pytest.mark.parametrize(
    ("lang", "texts"),
    [
        ("id", ["Informasi, bukan penetapan",
                "Iuran: Rp16.800 sebulan (JKK Rp10.000 + JKM Rp6.800), Rp201.600",
                "Rp42.000.000     Rp40.000.000  berbeda", "tanpa angka",
                "sampai 31-03-2027, hanya Rp10.000.000", "peganglah angka menurut aturan",
                "sampai 31-12-2029, belum dibayarkan", "Artikel: Artikel program 2025"]),
        ("en", ["Information, not a decision", "Rp16,800", "Rp201,600", "Rp42,000,000", "Rp40,000,000",
                "31-03-2027", "Rp10,000,000", "31-12-2029"]),
    ],
)  # fmt: skip
def test_the_page_of_benefits(run: Run, tmp_path: Path, lang: str, texts: list[str]) -> None:
    page = run("programme", "show", "--benefits", "--lang", lang, "--workspace", tmp_path / "none").out
    for text in texts:
        assert text in page
    assert max(map(len, page.splitlines())) <= 100


def test_a_programme_without_benefits_still_says_what_it_costs(run: Run) -> None:
    ran = run("programme", "show", OTHER, "--benefits")
    assert "Iuran: Rp19.000 sebulan (JKK Rp12.000 + JKM Rp7.000), Rp114.000 untuk 6 bulan. Desa." in ran.out
    assert "Manfaat" not in ran.out


def test_answers_are_one_document(run: Run) -> None:
    for words in (("check", OTHER), ("show", OTHER), ("show", OTHER, "--benefits")):
        assert isinstance(json.loads(run("programme", *words, "--json").out), dict)
