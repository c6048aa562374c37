"""Seconds of a whole `kelambu import` of a second list: 45,000 rows compared, about 5 % of them changed.

Run with `python -m pytest -m benchmark -s tests/benchmarks/test_relist_rate.py`. The goal is 10 s on a quiet
machine of 2020; accepting every difference is told beside it.
"""

from __future__ import annotations

import csv
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.benchmark

PERSONS = int(os.environ.get("KELAMBU_BENCHMARK_PERSONS", "45000"))
MOST_SECONDS = 10.0 * PERSONS / 45_000


def changed(path: Path, out: Path) -> Path:
    """The list a year later: people gone and come, other jobs, families of another desil."""
    chance = random.Random(5)
    with path.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.DictReader(file)
        rows, header = list(reader), reader.fieldnames or []
    families = {row["ID Keluarga P3KE"]: chance.random() for row in rows}
    with out.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        for row in rows:
            if families[row["ID Keluarga P3KE"]] < 0.03:
                row["Desil Kesejahteraan"] = "4"
            fate = chance.random()
            if fate < 0.01:
                continue
            if fate < 0.03:
                row["Pekerjaan"] = "NELAYAN"
            if fate > 0.99:
                writer.writerow(row | {"ID Individu": f"9{row['ID Individu']}", "Nama": "WARGA BARU"})
            writer.writerow(row)
    return out


def timed(folder: Path, *words: str) -> tuple[float, dict[str, object]]:
    """Seconds and answer of a whole command, interpreter start included."""
    command = [sys.executable, "-m", "kelambu_tui", "--workspace", str(folder), "--user", "siti", "--json"]
    started = time.perf_counter()
    ran = subprocess.run([*command, *words], capture_output=True, check=True)
    return time.perf_counter() - started, json.loads(ran.stdout)


def test_a_second_list_is_compared(folder: Path, tmp_path: Path) -> None:
    first = tmp_path / "daftar.csv"
    command = [sys.executable, "-m", "kelambu_tui", "generate", str(first)]
    subprocess.run([*command, "--persons", str(PERSONS), "--seed", "7"], check=True, capture_output=True)
    straight, _answer = timed(folder, "import", str(first))
    seconds, answer = timed(folder, "import", str(changed(first, tmp_path / "baru.csv")))
    accepting, _review = timed(folder, "differences", "--accept", "all")
    print(f"\n{answer['read']} rows: first list {straight:.2f} s, compared {seconds:.2f} s,")
    print(f"accepted in {accepting:.2f} s; at most {MOST_SECONDS:.1f}: {answer['staged']}")
    assert seconds <= MOST_SECONDS
