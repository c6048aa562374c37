from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Office, Run

WRONG = [
    ("foo", "Perintah foo tidak ada. Lihat `kelambu --help`."),
    ("serach x", "Mungkin maksudnya: search"),
    ("--json", "Sebutkan perintahnya. Lihat `kelambu --help`."),
    ("--nonsense", "Pilihan --nonsense tidak ada."),
    ("search", "KATA belum diberikan. Lihat `kelambu search --help`."),
    ("search x --limit none", "Nilai --limit harus bilangan bulat"),
    ("search x --limit 0", "Nilai --limit harus bilangan bulat"),
    ("search x --limt 3", "Mungkin maksudnya: --limit"),
    ("queue --user", "Pilihan --user perlu satu nilai sesudahnya. Lihat `kelambu queue --help`."),
    ("queue --json=yes", "Pilihan --json ditulis begitu saja, tanpa nilai."),
    ("check", "ORANG belum diberikan."),
    ("check a b", "Kata yang tidak dikenal: b."),
    ("verify", "Sebutkan orangnya"),
    ("return x", "--reason belum diberikan."),
    ("reject x", "--reason belum diberikan."),
    ("approve", "ID... belum diberikan."),
    ("export bpjs", "OUT.xlsx belum diberikan."),
    ("export html x", "Perintah html tidak ada. Lihat `kelambu export --help`."),
    ("user add", "NAMA belum diberikan."),
    ("user add eko", "--role belum diberikan."),
    ("user add eko --role bupati", "Pilih salah satu: fasilitator, penyelia, dinas"),
    ("init --role fasilitator", "Sebutkan pengguna pertama dengan --user NAMA."),
    ("init --role fasilitator --user siti", "Kata sandi belum diberikan. Pakai --passphrase-file FILE."),
    ("init --role fasilitator --user siti --village 1", "Kode desa '1' tidak ada di Musi Banyuasin."),
    ("generate x.csv --persons 0", "Nilai --persons harus bilangan bulat"),
    ("generate x.csv --layout C", "Pilih salah satu: A, B"),
    ("demo --as bupati", "Pilih salah satu: fasilitator, penyelia"),
    ("check x --lang fr", "Pilih salah satu: id, en"),
]


@pytest.mark.parametrize(("line", "sentence"), WRONG, ids=[line for line, _sentence in WRONG])
def test_wrong_use_is_one_sentence_and_exit_2(run: Run, line: str, sentence: str) -> None:
    ran = run(*line.split())
    assert ran.code == 2
    assert sentence in ran.err
    assert ran.err.count("\n") == 1
    assert ran.out == ""
    assert "Traceback" not in ran.err


MISSING = [
    "queue",
    "approvals",
    "search x",
    "check x",
    "audit verify",
    "user list",
    "approve x",
    "import README.md",
]


@pytest.mark.parametrize("line", MISSING)
def test_no_workspace_is_exit_3_and_says_how_to_make_one(run: Run, tmp_path: Path, line: str) -> None:
    ran = run(*line.split(), "--workspace", tmp_path / "nothing")
    assert ran.code == 3
    assert "kelambu init" in ran.err
    assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["--user", "siti"], 2, "Kata sandi belum diberikan"),
        ([], 2, "Sebutkan siapa Anda dengan --user. Yang ada: budi, siti."),
        (["--user", "eko", "--passphrase-file", "{siti}"], 3, "eko tidak ada"),
        (["--user", "siti", "--passphrase-file", "{budi}"], 3, "Kata sandi untuk siti tidak cocok"),
        (["--user", "siti", "--passphrase-file", "{none}"], 2, "tidak terbaca atau kosong"),
    ],
)
def test_who_cannot_enter_is_told_why(
    run: Run, real_office: Office, words: list[str], code: int, sentence: str
) -> None:
    paths = {name: str(real_office.secrets / name) for name in ("siti", "budi", "none")}
    ran = run("queue", "--workspace", real_office.folder, *(word.format(**paths) for word in words))
    assert (ran.code, ran.out) == (code, "")
    assert sentence in ran.err
    assert "rahasia" not in ran.err


def test_the_right_passphrase_opens_and_practice_needs_none(
    run: Run, real_office: Office, tmp_path: Path
) -> None:
    assert run("queue", "--json", *real_office.siti()).document == []
    folder = tmp_path / "practice"
    secret = str(real_office.secrets / "siti")
    assert run("demo", "--no-app", "--workspace", folder).code == 0
    assert run("queue", "--workspace", folder, "--user", "budi").code == 0
    assert run("queue", "--workspace", folder, "--user", "budi", "--passphrase-file", secret).code == 3


def test_common_options_stand_before_or_after(run: Run, real_office: Office) -> None:
    before = run(*real_office.siti(), "--json", "queue")
    after = run("queue", "--json", *real_office.siti())
    between = run("--workspace", real_office.folder, "user", "--json", "list")
    assert before == after
    assert before.code == 0
    assert between.code == 0
    assert [one["name"] for one in between.document] == ["budi", "siti"]


def test_the_later_option_wins_and_both_win_over_the_variable(
    run: Run, real_office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KELAMBU_WORKSPACE", str(tmp_path / "elsewhere"))
    assert run("--workspace", tmp_path / "other", "user", "list", "--workspace", real_office.folder).code == 0
    monkeypatch.setenv("KELAMBU_WORKSPACE", str(real_office.folder))
    monkeypatch.setenv("KELAMBU_USER", "siti")
    monkeypatch.setenv("KELAMBU_PASSPHRASE_FILE", str(real_office.secrets / "siti"))
    assert run("queue").code == 0
    assert run("--workspace", tmp_path / "other", "user", "list").code == 3


def test_version(run: Run) -> None:
    from kelambu_tui import __version__

    assert run("--version").out == f"kelambu {__version__}\n"
