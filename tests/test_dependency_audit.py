"""The audit of what we depend on: a known fault fails the full check, an unreachable source is said."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[1] / ".ci" / "audit.py"
pytestmark = pytest.mark.skipif(not SCRIPT.exists(), reason="a source archive holds no checks")

FAULT = {"id": "PYSEC-1", "fix_versions": ["1.3"], "aliases": [], "description": ""}


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("kelambu_audit", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def package(**more: Any) -> dict[str, Any]:
    return {"name": "a", "version": "1.2"} | more


@pytest.mark.parametrize(
    ("packages", "code", "said"),
    [
        ([package(vulns=[])], 0, "1 of 1 packages looked up, 0 known faults"),
        ([package(vulns=[FAULT])], 1, "a 1.2: PYSEC-1 (fixed in 1.3)"),
        ([package(vulns=[]), package(skip_reason="none")], 0, "1 could not be looked up"),
        ([package(skip_reason="none")], 0, "advisories unreachable"),
        ([package(skip_reason="none"), package(vulns=[FAULT])], 1, "PYSEC-1"),
    ],
)
def test_verdicts(audit: ModuleType, packages: list[dict[str, Any]], code: int, said: str) -> None:
    found, words = audit.verdict(audit.judge({"dependencies": packages}))
    assert found == code
    assert said in words


def test_no_answer_is_said_and_lets_the_check_go_on(audit: ModuleType) -> None:
    assert audit.verdict(None)[0] == 0
    assert "unreachable" in audit.verdict(None)[1]


@pytest.mark.slow
def test_it_runs_over_the_real_lock_and_every_package_is_in_it(audit: ModuleType) -> None:
    lock = SCRIPT.parents[1] / "requirements.lock"
    ran = subprocess.run(
        [sys.executable, str(SCRIPT), str(lock)], capture_output=True, text=True, check=False
    )
    assert ran.returncode in (0, 1)
    assert ("packages looked up" in ran.stdout) or ("advisories unreachable" in ran.stdout)
    assert ran.stderr == ""
    assert (SCRIPT.parent / "run").read_text(encoding="utf-8").count(".ci/audit.py requirements.lock") == 1
