"""A bad programme file gives one message with every fault and its place; a good one a programme."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kelambu_tui.errors import Unreadable
from kelambu_tui.programme.reading import LARGEST, load_programme
from kelambu_tui.seed import seed_file

SHIPPED = seed_file("programme.toml").read_text(encoding="utf-8")


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "programme.toml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def faults(folder: Path, content: str | bytes) -> list[str]:
    with pytest.raises(Unreadable) as caught:
        load_programme(write(folder, content))
    assert caught.value.exit_code == 2
    heading, *lines = str(caught.value).split("\n")
    assert "programme.toml" in heading
    assert all(re.match(r"- baris \d+(, kolom \d+)?: ", line) for line in lines)
    return [line.split(": ", 1)[1] for line in lines]


def changed(old: str, new: str) -> str:
    assert old in SHIPPED
    return SHIPPED.replace(old, new, 1)


def test_the_shipped_file_is_read_once() -> None:
    assert load_programme() is load_programme()
    assert load_programme(seed_file("programme.toml")) == load_programme()


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("places = 45000", "places = 44999", "quota: jumlah kuota 45000 tidak sama"),
        ("places = 45000", 'places = "banyak"', "places: harus bilangan bulat"),
        ("places = 45000\n", "", "places: belum diisi"),
        ("period_months = 12", "period_months = 0", "period_months: paling kecil 1"),
        ("start = 2027-01-01", 'start = "besok"', "start: harus tanggal"),
        ("eligible = true", 'eligible = "x"', "outcomes[1] (layak).eligible: harus true atau false"),
        ("places = 45000", "places = 45000.5", "places: harus bilangan bulat"),
        ("1 = 12451", "7 = 12451", "quota.7: desil 7 punya kuota, tetapi ditolak oleh rules[4] (desil)"),
        ("1 = 12451", "7 = 12451", "hardship.bands: desil 7 punya kuota, tetapi tidak punya rentang"),
        ('fact = "alive"', 'fact = "hidup"', "rules[2] (hidup).fact: fakta 'hidup' tidak dikenal"),
        ('test = "empty"', 'test = "kosong"', "rules[5] (desil_sepakat).test: harus salah satu dari"),
        ('test = "empty"', 'test = "at_most"', "rules[5] (desil_sepakat).test: uji 'at_most' tidak cocok"),
        ("min = 1\nmax = 3\n", "min = 1\n", "rules[4] (desil): batas (min, max)"),
        ("min = 1\nmax = 3\n", "min = 4\nmax = 3\n", "rules[4] (desil).min: batas bawah lebih besar"),
        ('values = ["ya"]\n', "", "rules[2] (hidup): uji ini butuh values"),
        ('values = ["ya"]\n', 'values = ["ya", "ok"]\n', "rules[2] (hidup): uji equals hanya menerima satu"),
        (
            'values = ["layak"]',
            'values = ["bagus"]',
            "rules[1] (hasil_layak).values: hasil kunjungan 'bagus'",
        ),
        ('weight = "wajib"', 'weight = "penting"', "rules[1] (hasil_layak).weight: harus salah satu dari"),
        (
            'weight = "wajib"',
            'weight = "wajib"\nwarna = 3',
            "rules[1] (hasil_layak).warna: nama ini tidak dikenal",
        ),
        (
            'code = "hidup"',
            'code = "hasil_layak"',
            "rules[2] (hasil_layak): 'hasil_layak' sudah dipakai oleh rules[1]",
        ),
        ('code = "hidup"', 'code = "Hidup!"', "rules[2] (Hidup!).code: tidak sesuai pola"),
        (', en = "Has died" }', " }", "rules[2] (hidup).fail_text.en: belum diisi"),
        (', en = "Has died" }', ', en = " " }', "rules[2] (hidup).fail_text.en: tidak boleh kosong"),
        (
            'facts = { alive = "tidak" }',
            'facts = { roh = "tidak" }',
            "outcomes[2] (meninggal).facts: fakta 'roh'",
        ),
        ("eligible = true", "eligible = false", "outcomes: tidak ada hasil kunjungan yang layak"),
        (
            'source = "birthplace"',
            'source = "kota"',
            "export[4] (tempat_lahir).source: sumber 'kota' tidak dikenal",
        ),
        ('constant = "JKK+JKM"', 'constant = ""', "export[18] (program): isi salah satu"),
        ('header = "nik"', 'header = "no"', "export[2] (no): 'no' sudah dipakai oleh export[1] (no)"),
        ("enough = 8", "enough = 80", "hardship.enough: lebih banyak daripada jumlah pertanyaan"),
        ("at_least = 0.45", "at_least = 1.45", "hardship.bands[1] (1).at_least: paling besar 1"),
        ("min = 50000\n", "min = 50000000\n", "fields[8] (income).min: batas bawah lebih besar"),
        (
            'code = "kayu", label = { id = "kayu kasar',
            'code = "tanah", label = { id = "kayu kasar',
            "'tanah' sudah",
        ),
        ("rejections]]", "penolakan]]", "reasons.penolakan: nama ini tidak dikenal"),
    ],
)
def test_each_fault_is_named_with_its_place(tmp_path: Path, old: str, new: str, fault: str) -> None:
    found = faults(tmp_path, changed(old, new))
    assert any(fault in line for line in found), found


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    content = SHIPPED
    for old, new in (
        ("places = 45000", "places = -1"),
        ('fact = "alive"', 'fact = "hidup"'),
        ('source = "birthplace"', 'source = "kota"'),
        ('code = "mampu"', 'code = "layak"'),
        ("enough = 8", "enough = 0"),
    ):
        assert old in content
        content = content.replace(old, new, 1)
    found = faults(tmp_path, content)
    for place in (
        "places:",
        "rules[2] (hidup).fact:",
        "export[4]",
        "outcomes[6] (layak):",
        "hardship.enough:",
    ):
        assert any(line.startswith(place) for line in found), (place, found)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ('name = "x"\ntitle = {', "baris 2, kolom 10: penulisan TOML salah"),
        ("a = 1\na = 2\n\nb = 1", "baris 2, kolom 6: penulisan TOML salah (nama ini sudah diisi di atas)"),
        (b"a = 1\nb = '\xff'", "baris 2, kolom 6: bukan teks UTF-8"),
        (b"\x00\x01", "baris 1, kolom 1: penulisan TOML salah (baris ini bukan nama = nilai)"),
        ('a = "b\nc = "d"', "baris 1, kolom 7: penulisan TOML salah (tanda petik penutup"),
        ("a = 1\nb = dua", "baris 2, kolom 5: penulisan TOML salah (nilai ini tidak terbaca"),
        ("a = 1\n\nb 2", "baris 3, kolom 3: penulisan TOML salah (sesudah nama harus ada tanda =)"),
        ("[a]\n[a]", "baris 2, kolom 3: penulisan TOML salah (tabel ini sudah ada di atas)"),
        ("a = [1,\n2", "baris 2, kolom 2: penulisan TOML salah (daftar belum ditutup"),
        ("a = " + "[" * 5000, "bersarang terlalu dalam"),
    ],
)
def test_writing_faults_name_the_line(tmp_path: Path, content: str | bytes, fault: str) -> None:
    with pytest.raises(Unreadable) as caught:
        load_programme(write(tmp_path, content))
    _heading, *lines = str(caught.value).split("\n")
    assert len(lines) == 1
    assert fault in lines[0]


def test_an_empty_file_lacks_everything(tmp_path: Path) -> None:
    found = faults(tmp_path, "")
    assert {"name: belum diisi.", "rules: belum diisi.", "hardship: belum diisi."} <= set(found)


def test_a_missing_and_a_huge_file(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="tidak bisa dibuka"):
        load_programme(tmp_path / "nowhere.toml")
    with pytest.raises(Unreadable, match="terlalu besar"):
        load_programme(write(tmp_path, b"#" * (LARGEST + 1)))


@given(
    st.integers(0, SHIPPED.count("\n")), st.sampled_from(['"x"', "-1", "[]", "{}", "2.5", "true", "[[1]]"])
)
@settings(deadline=None)
def test_whatever_stands_there_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, line: int, junk: str
) -> None:
    lines = SHIPPED.split("\n")
    if " = " in lines[line]:
        lines[line] = lines[line].split(" = ")[0] + " = " + junk
    path = write(tmp_path_factory.mktemp("junk"), "\n".join(lines))
    assert "\n- " in refusal(path) or refusal(path) == ""


def refusal(path: Path) -> str:
    try:
        load_programme(path)
    except Unreadable as error:
        return str(error)
    return ""
