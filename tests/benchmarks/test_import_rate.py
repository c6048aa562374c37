"""Rows a second of a whole `kelambu import`, beside the floor: reading and storing the same rows unchecked.

Run with `python -m pytest -m benchmark -s tests/benchmarks`. The floor is the standard library's CSV
reader and one plain `executemany` into an equally encrypted, equally durable database. The larger size
needs `KELAMBU_BENCHMARK_PERSONS=1000000`.
"""

from __future__ import annotations

import csv
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlcipher3

pytestmark = pytest.mark.benchmark

PERSONS = int(os.environ.get("KELAMBU_BENCHMARK_PERSONS", "45000"))
MOST = {"csv": 12.0, "xlsx": 16.0}  # times the floor; a workbook holds the family list as well
MOST_MEMORY = 300  # MiB, of the importing process


def floor_seconds(path: Path, place: Path) -> float:
    """Seconds to read the CSV and store its cells as they are."""
    started = time.perf_counter()
    connection = sqlcipher3.connect(str(place))
    connection.execute(f"PRAGMA key = \"x'{'ab' * 32}'\"")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    with path.open(newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        header = next(rows)
        connection.execute(f"CREATE TABLE list ({', '.join(f'c{number}' for number in range(len(header)))})")
        connection.executemany(f"INSERT INTO list VALUES ({', '.join('?' * len(header))})", rows)
    connection.commit()
    connection.close()
    return time.perf_counter() - started


def import_seconds(path: Path, folder: Path) -> tuple[float, int, dict[str, int]]:
    """Seconds, MiB at most and answer of the whole command, interpreter start included."""
    command = [sys.executable, "-m", "kelambu_tui", "--workspace", str(folder), "--user", "siti", "--json"]
    started = time.perf_counter()
    child = subprocess.Popen(
        [*command, "import", str(path)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert child.stdout is not None
    answer = json.loads(child.stdout.read())
    _pid, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0
    return time.perf_counter() - started, _mebibytes(usage), answer


def _mebibytes(usage: resource.struct_rusage) -> int:
    """Peak memory; macOS counts bytes, Linux kibibytes."""
    return usage.ru_maxrss >> (20 if sys.platform == "darwin" else 10)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_import_beside_the_floor(folder: Path, tmp_path: Path, ending: str) -> None:
    if ending == "xlsx" and PERSONS > 100_000:
        pytest.skip("a workbook of that size is refused: save it as CSV")
    for made in {"csv", ending}:
        # By another process: a child's peak memory starts at that of the process that starts it.
        command = [sys.executable, "-m", "kelambu_tui", "generate", str(tmp_path / f"daftar.{made}")]
        subprocess.run([*command, "--persons", str(PERSONS), "--seed", "7"], check=True, capture_output=True)
    floor = min(floor_seconds(tmp_path / "daftar.csv", tmp_path / f"floor{number}.db") for number in range(3))
    seconds, memory, answer = import_seconds(tmp_path / f"daftar.{ending}", folder)
    rate = answer["read"] / seconds
    print(f"\nimport {ending}: {answer['read']} rows in {seconds:.2f} s ({rate:,.0f} rows/s), {memory} MiB;")
    print(f"floor {floor:.2f} s, ratio {seconds / floor:.1f} (at most {MOST[ending]})")
    assert sum(answer[part] for part in ("added", "changed", "unchanged", "quarantined")) == answer["read"]
    assert seconds / floor <= MOST[ending]
    assert memory <= MOST_MEMORY
