"""A village day on the command line: session, plan, missed visits, papers."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

if TYPE_CHECKING:
    from tests.cli.conftest import Office, Ran, Run

VILLAGE = "16.06.01.2001"


@pytest.fixture
def village(office: Office, tmp_path: Path) -> Office:
    """An office of this test's own."""
    return dataclasses.replace(office, folder=Path(shutil.copytree(office.folder, tmp_path / "ruang")))


@pytest.fixture
def call(run: Run, village: Office) -> Run:
    """Call a command as siti."""

    def as_siti(*words: str | Path) -> Ran:
        return run(*words, *village.siti())

    return as_siti


def test_a_session_from_opening_to_its_minutes(call: Run, village: Office, tmp_path: Path) -> None:
    opened = call(
        "session", "open", VILLAGE, "--place", "Balai Desa", "--meeting", "musdes",
        "--present", "Amin, S.E., Kepala Desa", "--present", "Rohaya", "--json",
    )  # fmt: skip
    assert opened.code == 0
    assert opened.document["village"] == VILLAGE
    assert opened.document["present"] == [["Amin, S.E.", "Kepala Desa"], ["Rohaya", ""]]
    assert opened.document["counts"] is None
    assert call("verify", village.someone, "--outcome", "mampu").code == 0
    shown = call("session", "show", "--json")
    assert shown.document["counts"]["outcomes"] == {"mampu": 1}
    assert "Sudah mampu: 1" in call("session", "show").out
    early = call("minutes", tmp_path / "ba.pdf")
    assert (early.code, "session close" in early.err) == (1, True)
    closed = call("session", "close", "--note", "lancar", "--json")
    assert closed.document["counts"]["checked"] == 1
    assert len(closed.document["head"]) == 64
    made = call("minutes", tmp_path / "ba.pdf", "--json")
    assert (made.document["paper"], made.document["count"]) == ("minutes", 1)
    text = " ".join(PdfReader(tmp_path / "ba.pdf").pages[0].extract_text().split())
    assert "Jumlah 1 orang" in text
    assert "Kepala Desa, Amin, S.E." in text
    listed = call("session", "list", "--json").document
    assert [one["session"] for one in listed] == [opened.document["session"]]
    assert listed[0]["session"][:8] in call("session", "list").out


def test_a_draft_before_closing(call: Run, tmp_path: Path) -> None:
    call("session", "open", VILLAGE)
    out = tmp_path / "draf.pdf"
    assert call("minutes", out, "--draft").code == 0
    assert "DRAF" in PdfReader(out).pages[0].extract_text()


def test_the_plan_by_rt_and_by_family(call: Run, village: Office) -> None:
    by_rt = call("plan", "--json").document
    families = call("plan", "--families", "--json").document
    assert sum(row["families"] for row in by_rt) == len(families) > 50
    first = next(row for row in by_rt if row["rt"] and row["village"] == VILLAGE)
    rt = first["rt"]
    one_rt = call("plan", "--rt", rt.lstrip("0"), "--village", VILLAGE, "--json").document
    assert {one["rt"] for one in one_rt} == {rt}
    assert len(one_rt) == first["families"]
    shown = call("plan", "--rt", rt).out
    assert all(one["code"] in shown for one in one_rt)
    assert "Keluarga" in call("plan").out


def test_a_missed_visit_is_named_by_the_code_on_paper(call: Run) -> None:
    family = call("plan", "--families", "--json").document[0]
    told = call(
        "session", "missed", family["code"].lower(), "--next", "2999-01-31", "--note", "di kebun", "--json"
    )
    assert told.document["household"] == family["household"]
    now = {one["code"]: one for one in call("plan", "--families", "--json").document}[family["code"]]
    assert (now["state"], now["next"], now["note"]) == ("tidak_di_rumah", "2999-01-31", "di kebun")
    assert call("session", "missed", family["household"]).code == 0


def test_the_prelist_as_pdf_and_text(call: Run, tmp_path: Path) -> None:
    families = call("plan", "--families", "--village", VILLAGE, "--json").document
    for name in ("a.pdf", "a.txt"):
        made = call("prelist", tmp_path / name, "--village", VILLAGE, "--json")
        assert made.document["count"] == sum(row["members"] for row in families)
    again = call("prelist", tmp_path / "a.txt")
    assert (again.code, "--force" in again.err) == (1, True)
    assert call("prelist", tmp_path / "a.txt", "--rt", "1", "--force").code == 0
    assert "RT 001" in (tmp_path / "a.txt").read_text(encoding="utf-8")
    assert "RT 002" not in (tmp_path / "a.txt").read_text(encoding="utf-8")


def test_a_letter_after_a_check(call: Run, village: Office, tmp_path: Path) -> None:
    out = tmp_path / "surat.pdf"
    early = call("letter", village.someone, out)
    assert (early.code, "belum diperiksa" in early.err) == (1, True)
    call("verify", village.someone, "--outcome", "layak")
    made = call("letter", village.someone, out)
    assert made.code == 0
    assert "tercatat" in made.out
    assert "bukan keputusan" in " ".join(PdfReader(out).pages[-1].extract_text().split())


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("session", "open", "Desa Entah"), 1, "tidak dikenal"),
        (("session", "open", VILLAGE, "--date", "31-02-2026"), 2, "tidak bisa dibaca"),
        (("session", "open", VILLAGE, "--meeting", "rapat"), 2, "tidak dikenal"),
        (("session", "close"), 1, "Tidak ada sesi"),
        (("session", "show"), 1, "session list"),
        (("session", "show", "zzz"), 1, "tidak ada"),
        (("session", "missed", "404"), 1, "tidak ada di daftar"),
        (("session", "missed", "ZZZZZ"), 1, "tidak ada"),
        (("session", "missed", "CCCCC"), 1, "kertasnya"),
        (("plan", "--village", "Desa Entah"), 1, "tidak dikenal"),
        (("plan", "--rt", "dua"), 2, "tidak bisa dibaca"),
        (("prelist", "a.docx"), 2, ".txt"),
        (("prelist", "tiada/a.pdf"), 2, "belum ada"),
        (("minutes", "a.pdf"), 1, "session open"),
        (("letter", "404", "a.pdf"), 1, "tidak ada di daftar"),
    ],
)
def test_what_cannot_be_is_one_sentence(call: Run, words: tuple[str, ...], code: int, told: str) -> None:
    ran = call(*words)
    assert (ran.code, ran.out) == (code, "")
    assert told in ran.err
    assert len(ran.err.strip().splitlines()) == 1


def test_an_empty_plan_and_list_say_so(call: Run) -> None:
    ran = call("session", "list")
    assert (ran.code, ran.out) == (0, "")
    assert "session open" in ran.err
    ran = call("plan", "--rt", "099", "--json")
    assert (ran.code, ran.document) == (0, [])
    assert "Tidak ada keluarga" in ran.err
