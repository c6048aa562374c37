"""A file with every kind of fault names them all at once, each on the line where it is to be mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from kelambu_tui.programme.faults import Fault, Faulty, named
from kelambu_tui.programme.reading import load_programme, read_programme

OTHER = (Path(__file__).parent / "other_regency.toml").read_text(encoding="utf-8")

# What is replaced, by what, and the fault that follows: the text of its line, its place, its problem.
TABLE = [
    ("places = 300", "places = 301", "[quota]", "quota", "jumlah kuota 300 tidak sama dengan places 301"),
    ('name = "Payung Nelayan"\n', "", "# A made-up scheme", "name", "belum diisi"),
    ('code = "99.01"', 'code = "9901"', 'code = "9901"', "regency.code", "tidak sesuai pola"),
    ("period_months = 6", "period_months = 0", "period_months = 0", "period_months", "paling kecil 1"),
    ("\n4 = 100", "\n6 = 100", "6 = 100", "quota.6", "ditolak oleh rules[1] (desil)"),
    ("jkk = 12000", 'jkk = "dua belas"', 'jkk = "dua', "contribution.tariffs[2].jkk", "bilangan bulat"),
    ("items = []", "item = []", "item = []", "benefits.item", "nama ini tidak dikenal"),
    ("items = []", "item = []", "[benefits]", "benefits.items", "belum diisi"),
    ("min = 21", "min = 56", "min = 56", "rules[2] (usia).min", "batas bawah lebih besar"),
    ('values = ["NELAYAN"]', "values = [2.5]", "values = [2.5]", "rules[3] (nelayan).values[1]", "teks atau"),
    ('fact = "covered"', 'fact = "tertutup"', 'fact = "ter',
     "rules[4] (belum_berlaku).fact", "tidak dikenal"),
    ("effective_from = 2028-07-02", "effective_from = 20", "effective_from = 20\n",
     "rules[4] (belum_berlaku).effective_from", "tanggal"),
    ('weight = "peringatan"', 'weight = "kabar"', 'weight = "kabar"',
     "rules[5] (hari_terakhir).weight", "salah satu"),
    ("effective_until = 2028-07-01", "effective_until = 2028-07-01\neffective_from = 2028-07-02",
     "effective_until", "rules[5] (hari_terakhir).effective_until", "lebih awal"),
    ("eligible = true", "eligible = false", "[[outcomes]]", "outcomes",
     "tidak ada hasil kunjungan yang layak"),
    ('kind = "text"', 'kind = "choice"', "[[fields]]", "fields[1] (boat).choices", "daftar pilihan"),
    ("enough = 1", "enough = 7", "enough = 7", "hardship.enough", "lebih banyak"),
    ("at_least = 0.2", "at_least = 0.9", "[[hardship.bands]]", "hardship.bands[1] (4)", "batas bawah lebih"),
    ('code = "tua"', 'code = "bocor"', 'label = { id = "tua"',
     "hardship.questions[1] (boat_state).options[2] (bocor)", "sudah dipakai"),
    ("points = 0 }", "points = -1 }", "points = -1 }",
     "hardship.questions[1] (boat_state).options[3] (baru).points", "paling kecil 0"),
    ("returns = []", "returns = 5", "returns = 5", "reasons.returns", "harus berupa daftar"),
    ('source = "boat"', 'source = "kapal"', 'source = "kapal"', "export[1] (perahu).source", "tidak dikenal"),
]  # fmt: skip


def line_of(content: str, begins: str) -> int:
    """The line of the first place where the table's text stands."""
    return content[: content.index(begins)].count("\n") + 1


def faults_of(folder: Path, content: str) -> list[Fault]:
    path = folder / "program.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(Faulty) as caught:
        load_programme(path)
    assert str(caught.value).count("\n- baris ") == len(caught.value.faults)
    return list(caught.value.faults)


@pytest.mark.parametrize(("old", "new", "row", "place", "problem"), TABLE)
def test_each_fault_stands_on_its_line(
    tmp_path: Path, old: str, new: str, row: str, place: str, problem: str
) -> None:
    assert OTHER.count(old) >= 1
    content = OTHER.replace(old, new, 1)
    fault = next(fault for fault in faults_of(tmp_path, content) if fault.place == place)
    assert problem in fault.problem
    assert (fault.line, fault.column) == (line_of(content, row), 0)
    assert fault.sentence == f"baris {fault.line}: {place}: {fault.problem}"


def test_a_file_with_every_fault_names_them_all_at_once(tmp_path: Path) -> None:
    content = OTHER
    for old, new, *_rest in TABLE:
        content = content.replace(old, new, 1)
    found = faults_of(tmp_path, content)
    assert [fault.line for fault in found] == sorted(fault.line for fault in found)
    assert len(set(found)) == len(found)
    for _old, _new, row, place, problem in TABLE:
        fault = next(fault for fault in found if fault.place == place)
        assert problem in fault.problem
        assert fault.line == line_of(content, row)


def test_the_writing_is_looked_at_first(tmp_path: Path) -> None:
    content = OTHER.replace("places = 300", 'places = "tiga')
    assert faults_of(tmp_path, content) == [
        Fault(
            line_of(content, "places ="),
            "",
            "penulisan TOML salah (tanda petik penutup tidak ada di baris ini).",
            len('places = "tiga') + 1,
        )
    ]


def test_a_sentence_is_harmless_on_a_terminal(tmp_path: Path) -> None:
    content = OTHER.replace('code = "nelayan"', 'code = "x\\u001b[31m\\u202e"')
    assert content != OTHER
    found = faults_of(tmp_path, content)
    assert "\x1b" in found[0].place
    assert all(fault.sentence.isprintable() for fault in found)


def test_a_rule_that_does_not_bind_at_the_start_leaves_the_quota_alone(tmp_path: Path) -> None:
    path = tmp_path / "program.toml"
    old = "values = [4, 5]\nweight"
    for ended in ('effective_until = 2028-06-30\nweight = "wajib"', 'weight = "peringatan"'):
        path.write_text(OTHER.replace(f'{old} = "wajib"', f"values = [4]\n{ended}"), encoding="utf-8")
        assert load_programme(path).rules[0].values == (4,)
    bound = OTHER.replace(old, "effective_until = 2028-07-01\nvalues = [4]\nweight")
    assert [fault.place for fault in faults_of(tmp_path, bound)] == ["quota.5"]


def test_a_rule_may_hold_for_one_day(tmp_path: Path) -> None:
    path = tmp_path / "program.toml"
    day = "effective_until = 2028-07-01"
    path.write_text(OTHER.replace(day, f"{day}\neffective_from = 2028-07-01"), encoding="utf-8")
    (rule,) = [rule for rule in load_programme(path).rules if rule.code == "hari_terakhir"]
    assert rule.effective_from == rule.effective_until


def test_a_reading_keeps_the_lines_of_the_parts() -> None:
    reading = read_programme(Path(__file__).parent / "other_regency.toml")
    assert reading.lines["rules", 2] == line_of(OTHER, '[[rules]]\ncode = "nelayan"')


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (("a", "b"), "a.b"),
        (("l", 0, "x"), "l[1] (eins).x"),
        (("l", 1, "x"), "l[2].x"),
        (("l", 7), "l[8]"),
        (("l", "x"), "l"),
        (("n", "int"), "n"),
        ((), ""),
    ],
)
def test_places_in_words_of_the_file(path: tuple[str | int, ...], name: str) -> None:
    assert named({"l": [{"code": "eins"}, {}], "n": 5, "a": {}}, path) == name


def test_a_file_as_windows_writes_it_has_the_same_lines(tmp_path: Path) -> None:
    content = OTHER.replace("enough = 1", "enough = 7").replace("\n", "\r\n")
    path = tmp_path / "program.toml"
    path.write_bytes(b"\xef\xbb\xbf" + content.encode())
    with pytest.raises(Faulty) as caught:
        load_programme(path)
    assert [(one.line, one.place) for one in caught.value.faults] == [
        (line_of(OTHER, "enough = 1"), "hardship.enough")
    ]
