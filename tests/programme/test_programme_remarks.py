"""What a sound file is asked about, and what it is not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kelambu_tui.programme.reading import read_programme
from kelambu_tui.programme.remarks import remarks
from kelambu_tui.seed import seed_file

TODAY = date(2026, 11, 23)
OTHER = (Path(__file__).parent / "other_regency.toml").read_text(encoding="utf-8")
LONELY = '[[outcomes]]\ncode = "{code}"\nlabel = {{ id = "x", en = "x" }}\n{more}\n[[fields]]\n'
BENEFIT = (
    '[[benefits.items]]\ncode = "b"\ntitle = { id = "b", en = "b" }\narticle = 5\n'
    'law_source = { id = "-", en = "-" }\n'
    'article_source = { id = "x", en = "x" }\nnote = { id = "x", en = "x" }\n'
)
ASKED = (
    '[[fields]]\nname = "mesin"\nlabel = { id = "x", en = "x" }\nhelp = { id = "x", en = "x" }\nkind = "text"'
    "\nrequired = true\n"
)
OUTCOME_RULE = (
    '[[rules]]\ncode = "hasil"\ntitle = {{ id = "x", en = "x" }}\nfact = "outcome"\ntest = "not_in"\n'
    'values = ["{code}"]\nweight = "wajib"\nsource = {{ id = "x", en = "x" }}\n'
    'remedy = {{ id = "x", en = "x" }}\n'
)


def test_the_shipped_programme_gives_no_reason() -> None:
    assert remarks(read_programme(seed_file("programme.toml")), TODAY) == ()


def test_a_start_that_has_passed() -> None:
    found = remarks(read_programme(seed_file("programme.toml")), date(2027, 1, 2))
    assert [(one.place, one.problem) for one in found] == [
        ("start", "rencana pendaftaran 2027-01-01 sudah lewat.")
    ]


def test_the_other_programme_has_a_rule_for_later() -> None:
    (found,) = remarks(read_programme(Path(__file__).parent / "other_regency.toml"), TODAY)
    assert found.line == OTHER[: OTHER.index("effective_from = 2028-07-02")].count("\n") + 1
    assert found.place == "rules[4] (belum_berlaku).effective_from"
    assert "belum dipakai" in found.problem


@pytest.mark.parametrize(
    ("old", "new", "row", "place", "problem"),
    [
        ("effective_until = 2028-07-01", "effective_until = 2028-06-30", "effective_until",
         "rules[5] (hari_terakhir).effective_until", "berakhir 2028-06-30, sebelum"),
        ("start = 2028-07-01", "start = 2026-12-01", "[[contribution.tariffs]]",
         "contribution.tariffs", "belum ada iuran"),
        ("items = []", BENEFIT, "[[benefits.items]]", "benefits.items[1] (b)", "hanya dari artikel"),
        ("[[fields]]\n", LONELY.format(code="sepi", more=""), '[[outcomes]]\ncode = "sepi"',
         "outcomes[2] (sepi)", "tidak disebut aturan mana pun"),
        ("[[fields]]\n", LONELY.format(code="rugi", more='eligible = true\nfacts = { desil = "4", '
         'occupation = "PETANI" }'), '[[outcomes]]\ncode = "rugi"', "outcomes[2] (rugi)",
         "aturan nelayan menolak setiap orang"),
        ("[[outcomes]]\n", OUTCOME_RULE.format(code="cocok") + "[[outcomes]]\n", "[[outcomes]]",
         "outcomes[1] (cocok)", "aturan hasil menolak setiap orang"),
        ("[[fields]]\n", ASKED + "[[fields]]\n", "[[fields]]", "fields[1] (mesin)", "tidak ada kolom berkas"),
    ],
)  # fmt: skip
def test_remarks(tmp_path: Path, old: str, new: str, row: str, place: str, problem: str) -> None:
    assert old in OTHER
    content = OTHER.replace(old, new, 1)
    path = tmp_path / "program.toml"
    path.write_text(content, encoding="utf-8")
    found = {one.place: one for one in remarks(read_programme(path), TODAY)}
    assert problem in found[place].problem
    assert found[place].line == content[: content.index(row)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('kind = "text"', 'kind = "text"\nrequired = true'),  # it has its column
        ("[[fields]]\n", ASKED.replace("\nrequired = true", "") + "[[fields]]\n"),  # nobody must answer
        ("[[fields]]\n", LONELY.format(code="lain", more='facts = { alive = "tidak" }')),
        ("[[fields]]\n", LONELY.format(code="rugi", more='eligible = true\nfacts = { alive = "ya" }')),
        ("items = []", BENEFIT.replace("article = 5", "article = 5\nlaw = 4")),
        ("items = []", BENEFIT.replace("article = 5\n", "")),
        ("start = 2028-07-01", "start = 2028-06-30"),
    ],
)
def test_what_is_meant_is_not_remarked_on(tmp_path: Path, old: str, new: str) -> None:
    path = tmp_path / "program.toml"
    path.write_text(OTHER.replace(old, new, 1), encoding="utf-8")
    assert [one.place for one in remarks(read_programme(path), TODAY)] == [
        "rules[4] (belum_berlaku).effective_from"
    ]


def test_an_outcome_that_a_rule_names_is_known(tmp_path: Path) -> None:
    path = tmp_path / "program.toml"
    content = OTHER.replace("[[fields]]\n", LONELY.format(code="lain", more=""), 1)
    path.write_text(
        content.replace("[[outcomes]]\n", OUTCOME_RULE.format(code="lain") + "[[outcomes]]\n", 1),
        encoding="utf-8",
    )
    assert "outcomes[2] (lain)" not in {one.place for one in remarks(read_programme(path), TODAY)}
