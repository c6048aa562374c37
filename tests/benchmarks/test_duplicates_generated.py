"""Generated Indonesian lists with planted duplicates: quality, speed and memory, beside Splink on DuckDB.

Run with `KELAMBU_BENCHMARK_PERSONS=1000000 python -m pytest -m benchmark -s
tests/benchmarks/test_duplicates_generated.py`; 45,000 people by default. `KELAMBU_BENCHMARK_LISTS` may
name a folder with lists that `kelambu generate` wrote, `n<persons>.csv`. The truth is the rows `ganda` of
its file; the shipped weights were learnt from another list, without the truth. Splink gets the same
columns, block rules that suit them, Levenshtein instead of its slow Damerau, term frequencies, levels of
its own for pairs within a household and for what of a NIK does not repeat the birth date, and, unlike
ours, the threshold that the truth says is best for it.
"""

from __future__ import annotations

import csv
import importlib.util
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rapidfuzz import process

from kelambu_tui.exchange.synthetic.generation import generate
from kelambu_tui.matching.columns import Columns
from kelambu_tui.matching.deduping import Matches, match_columns
from kelambu_tui.matching.records import Record
from kelambu_tui.matching.resident import Residents
from kelambu_tui.matching.weights import shipped_weights

pandas: Any = pytest.importorskip("pandas")
pytest.importorskip("splink")
pytestmark = pytest.mark.benchmark


def beside(name: str) -> Any:
    """A module of this folder; tests are no package."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


peers = beside("duplicate_peers")
memory = beside("matching_memory")

PERSONS = int(os.environ.get("KELAMBU_BENCHMARK_PERSONS", "45000"))
LISTS = os.environ.get("KELAMBU_BENCHMARK_LISTS", "")
LEAST_F1 = 0.95
TIMES_FASTER = 3.0
MEMORY = 1_500.0
"""Most MB at a million people, the list itself included."""


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, set[tuple[str, str]]]:
    ready = Path(LISTS) / f"n{PERSONS}.csv"
    path = ready if LISTS and ready.exists() else tmp_path_factory.mktemp("list") / f"n{PERSONS}.csv"
    if not path.exists():
        generate(path, PERSONS, 7)
    with path.with_name(f"{path.stem}-kebenaran.csv").open(encoding="utf-8", newline="") as file:
        pairs = [(row["id_a"], row["id_b"]) for row in csv.DictReader(file) if row["jenis"] == "ganda"]
    return path, peers.ordered(pairs)


def ours(table: dict[str, list[str]], *, learn: bool) -> Matches:
    columns = Columns()
    columns.extend(table)
    columns.count()
    return match_columns(columns, shipped_weights(), 0.5, learn=learn)


def splink(table: dict[str, list[str]]) -> Any:
    import splink.comparison_level_library as cll
    import splink.comparison_library as cl
    from splink import block_on

    frame = pandas.DataFrame(table).replace("", None)
    frame["day"], frame["month"], frame["year"] = (
        frame["birth_date"].str[a:b] for a, b in ((8, 10), (5, 7), (0, 4))
    )
    frame["days"] = [
        min(d, m) + max(d, m) if d and m else None for d, m in zip(frame["day"], frame["month"], strict=True)
    ]
    frame["words"] = [" ".join(sorted(name.split())) if name else None for name in frame["name"]]
    frame["start"] = frame["name"].str[:2]
    # Sixteen digits only: and what of them repeats the birth date is no evidence of its own.
    frame["nik"] = frame["nik"].where(frame["nik"].str.fullmatch(r"\d{16}", na=False))
    frame["stem"], frame["serial"], frame["region"] = (
        frame["nik"].str[a:b] for a, b in ((0, 12), (12, 16), (0, 6))
    )
    home = "household_l = household_r"
    slip = "levenshtein(nik_l, nik_r) <= 2 and stem_l <> stem_r and serial_l = serial_r"
    name = cl.CustomComparison(
        output_column_name="name",
        comparison_levels=[
            cll.NullLevel("name"),
            cll.CustomLevel(f"words_l = words_r and {home}"),
            cll.CustomLevel(f"levenshtein(words_l, words_r) <= 2 and {home}"),
            cll.CustomLevel(home),
            cll.ExactMatchLevel("words", term_frequency_adjustments=True),
            cll.LevenshteinLevel("words", 1),
            cll.LevenshteinLevel("words", 2),
            cll.JaroWinklerLevel("name", 0.9),
            cll.ElseLevel(),
        ],
    )
    off = "day_l = day_r and month_l = month_r and abs(try_cast(year_l as int) - try_cast(year_r as int)) = 1"
    birth = cl.CustomComparison(
        output_column_name="birth_date",
        comparison_levels=[
            cll.NullLevel("birth_date"),
            cll.CustomLevel(f"birth_date_l = birth_date_r and {home}"),
            cll.ExactMatchLevel("birth_date"),
            cll.CustomLevel("year_l = year_r and day_l = month_r and month_l = day_r"),
            cll.CustomLevel(off),
            cll.ElseLevel(),
        ],
    )
    nik = cl.CustomComparison(
        output_column_name="nik",
        comparison_levels=[
            cll.NullLevel("nik"),
            cll.ExactMatchLevel("nik"),
            cll.CustomLevel(f"{slip} and birth_date_l = birth_date_r"),
            cll.CustomLevel("stem_l = stem_r"),
            cll.CustomLevel("region_l = region_r"),
            cll.ElseLevel(),
        ],
    )
    return peers.splink_scores(
        frame, [name, birth, nik, cl.ExactMatch("sex"), cl.ExactMatch("village")],
        [block_on("nik"), block_on("birth_date", "start"), block_on("birth_date", "village"),
         block_on("words", "days"), block_on("words", "village", "year"),
         block_on("days", "start", "village"), block_on("serial", "region", "start", "sex")],
        recall_blocks=[block_on("nik")],
        sessions=[block_on("birth_date", "start"), block_on("nik"), block_on("words", "year")],
        link=False, key="id", least=0.5, recall=0.5,
    )  # fmt: skip


def test_generated_list(listed: tuple[Path, set[tuple[str, str]]]) -> None:
    path, truth = listed
    alone = [sys.executable, str(Path(__file__).with_name("matching_memory.py")), str(path)]
    base, most = map(float, subprocess.run(alone, check=True, capture_output=True, text=True).stdout.split())
    table = memory.read_columns(path)
    matches, wall, processor = peers.timed(lambda: ours(table, learn=False))
    for _again in range(2):
        _matches, again, processor_again = peers.timed(lambda: ours(table, learn=False))
        wall, processor = min(wall, again), min(processor, processor_again)
        del _matches
    learnt, learnt_wall, learnt_processor = peers.timed(lambda: ours(table, learn=True))
    found, splink_wall, splink_processor = peers.timed(lambda: splink(table))
    rows = [
        ("kelambu, shipped weights", *peers.quality(set(matches.ids()), truth), wall, processor),
        ("kelambu, learning anew", *peers.quality(set(learnt.ids()), truth), learnt_wall, learnt_processor),
        ("Splink 5, DuckDB, tuned", *peers.best_quality(found, truth), splink_wall, splink_processor),
    ]
    print(f"\n{PERSONS:,} people, {len(truth):,} true pairs; load {peers.load()}\n")
    print("| | precision | recall | F1 | s | s of processors |\n|---|--:|--:|--:|--:|--:|")
    for row in rows:
        print("| {} | {:.4f} | {:.4f} | **{:.4f}** | {:.1f} | {:.1f} |".format(*row))
    print(
        f"\nmemory: the list {base:,.0f} MB, with the matcher {most:,.0f} MB at most; "
        f"this process with Splink {peers.most_memory():,.0f} MB"
    )
    print("seconds by part:", {part: round(value, 2) for part, value in matches.seconds.items()})
    print(f"per person: {wall / PERSONS * 1e6:.1f} us\n")
    print("| said | pairs | true |\n|---|--:|--:|")
    right = [pair in truth for pair in matches.ids()]
    for low, high in ((0.5, 0.7), (0.7, 0.9), (0.9, 1.01)):
        inside = [one for one, said in zip(right, matches.probability, strict=True) if low <= said < high]
        print(f"| {low} to {min(high, 1.0)} | {len(inside):,} | {sum(inside) / max(len(inside), 1):.3f} |")
    sure = [one for one, said in zip(right, matches.probability, strict=True) if said >= 0.9]
    assert sum(sure) / len(sure) >= 0.9
    assert rows[0][3] >= LEAST_F1
    assert rows[0][3] >= rows[2][3]
    assert splink_wall / wall >= TIMES_FASTER
    if PERSONS <= 1_000_000:
        assert most <= MEMORY


def test_one_person_against_the_list(listed: tuple[Path, set[tuple[str, str]]]) -> None:
    """A warning while somebody types, beside the floor: one look at every name of the list."""
    path, truth = listed
    table = memory.read_columns(path)
    records = [Record(**dict(zip(table, row, strict=True))) for row in zip(*table.values(), strict=True)]
    known = {record.id: record for record in records}
    began = time.perf_counter()
    residents = Residents.build(records)
    built = time.perf_counter() - began
    anybody = random.Random(3).sample(records, 500)
    doubles = [known[first] for first, _second in sorted(truth) if first in known][:500]
    floor = spent(lambda one: process.extract(one.name, table["name"], limit=5), anybody[:50])
    print(f"\n{PERSONS:,} people brought to mind in {built:.2f} s; load {peers.load()}\n")
    print("| one person compared | p50 ms | p95 ms |\n|---|--:|--:|")
    for name, people in (("anybody", anybody), ("somebody listed twice", doubles)):
        times = spent(residents.suspects, people)
        print(f"| {name} | {times[len(times) // 2]:.1f} | {times[len(times) * 95 // 100]:.1f} |")
        assert times[len(times) * 95 // 100] < floor[len(floor) // 2] / 4
    print(f"| every name of the list (rapidfuzz) | {floor[len(floor) // 2]:.1f} | {floor[-3]:.1f} |")


def spent(work: Callable[[Record], object], people: list[Record]) -> list[float]:
    """Milliseconds for each of these people, sorted; each the better of two tries."""
    times = []
    for one in people:
        tries = []
        for _try in range(2):
            began = time.perf_counter()
            work(one)
            tries.append((time.perf_counter() - began) * 1000)
        times.append(min(tries))
    return sorted(times)
