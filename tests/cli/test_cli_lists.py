"""`import --rejects`: what is told, what is refused, and that the ledger is nobody's file of rejects."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Office, Run


def a_list(office: Office, path: Path, desil: str) -> Path:
    """One row of the office's list with another desil."""
    with office.listed.open(encoding="utf-8", newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["Desil Kesejahteraan"] in "1234")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerow(row | {"Desil Kesejahteraan": desil or row["Desil Kesejahteraan"]})
    return path


def test_it_is_told_what_became_of_the_file_of_rejects(run: Run, office: Office, tmp_path: Path) -> None:
    out = tmp_path / "tolak.csv"
    bad, good = a_list(office, tmp_path / "a.csv", "77"), a_list(office, tmp_path / "b.csv", "")
    first = run("import", bad, "--rejects", out, *office.siti())
    assert f"ditulis ke {out}" in first.err
    assert out.is_file()
    corrected = run("import", good, "--rejects", out, *office.siti())
    assert f"berkas tolakan lama {out} dihapus" in corrected.err
    assert not out.exists()
    again = run("import", good, "--rejects", out, *office.siti())
    assert f"{out} tidak ditulis" in again.err
    assert [ran.code for ran in (first, corrected, again)] == [0, 0, 0]


@pytest.mark.parametrize("name", ["kelambu.db", "keyslots.csv", ""])
def test_the_workspace_is_no_place_for_rejects(run: Run, office: Office, tmp_path: Path, name: str) -> None:
    bad = a_list(office, tmp_path / "a.csv", "77")
    before = (office.folder / "kelambu.db").read_bytes()[:4096]
    ran = run("import", bad, "--rejects", office.folder / name if name else "", *office.siti())
    assert ran.code in (1, 2)
    assert (ran.out, ran.err.count("\n")) == ("", 1)
    assert (office.folder / "kelambu.db").read_bytes()[:4096] == before
    assert run("doctor", *office.siti()).code == 0
