"""`correct` and `history`: what the list says beside what holds, and who made the difference."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Office, Ran, Run


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


def test_a_correction_is_told_with_what_the_list_says(call: Run, village: Office) -> None:
    person = village.someone
    why = ("--reason", "menurut KTP", "--evidence", "KTP dilihat")
    assert call("correct", person, "--set", "birth_date=17-08-1975", *why).code == 0
    told = {one["field"]: one for one in call("correct", person, "--json").document}["birth_date"]
    assert (told["value"], told["corrected"]) == ("1975-08-17", True)
    page = call("correct", person).out
    assert "17-08-1975 (koreksi)" in page
    listed = "-".join(reversed(told["listed"].split("-")))
    assert listed in page, "days as people write them"
    (change,) = call("history", person, "--json").document
    assert set(change) == {"field", "before", "value", "listed", "reason", "evidence", "author", "at"}
    assert (change["listed"], change["author"]) == (told["listed"], "siti")
    page = call("history", person).out
    for words in ("17-08-1975", listed, "menurut KTP (KTP dilihat)", "siti"):
        assert words in page, words


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--set", "birth_date=31-02-1980", "--reason", "KTP"), 2, "tidak bisa dibaca"),
        (("--set", "name=Siti"), 1, "alasan"),
        (("--set", "desil=1", "--reason", "x"), 2, "tidak bisa dikoreksi"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    call: Run, village: Office, words: tuple[str, ...], code: int, said: str
) -> None:
    ran = call("correct", village.someone, *words)
    assert (ran.code, said in ran.err) == (code, True)
    assert call("history", village.someone, "--json").document == []
