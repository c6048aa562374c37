"""Trying another programme on a whole regency takes seconds, visited or not."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kelambu_tui.exchange.intake import import_list
from kelambu_tui.exchange.synthetic import generate
from kelambu_tui.programme.reading import load_programme
from kelambu_tui.work.simulating import simulate
from kelambu_tui.work.workspace import Workspace

pytestmark = pytest.mark.benchmark

OTHER = Path(__file__).parents[1] / "programme" / "other_regency.toml"
PERSONS = 45_000
LIMIT = 10.0
"""Seconds for 45,000 people."""


@pytest.fixture
def regency(tmp_path: Path, sign_in: Callable[[str], Workspace]) -> Workspace:
    made = generate(tmp_path / "daftar.csv", persons=PERSONS, seed=7)
    workspace = sign_in("siti")
    import_list(workspace, made.individuals)
    return workspace


def test_a_regency_is_simulated_in_seconds(regency: Workspace) -> None:
    other = load_programme(OTHER)
    seconds = []
    for _run in range(3):
        began = time.perf_counter()
        found = simulate(regency, other)
        seconds.append(time.perf_counter() - began)
    print(f"simulate {found.people} people: min {min(seconds):.1f} s, median {sorted(seconds)[1]:.1f} s")
    assert found.people > 0.9 * PERSONS
    assert min(seconds) < LIMIT
