"""How soon is there something to look at: the app's chrome beside a bare Textual app's, in a real terminal.

Run with `python -m pytest -m benchmark -s tests/benchmarks`. Both are started in turn, so that a noisy
machine is noisy for both; what is compared is the median of their times to the first painted text.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from pathlib import Path

import pytest

pexpect = pytest.importorskip("pexpect")
pytestmark = pytest.mark.benchmark

RUNS = 9
MOST = 1.5
BARE = """
from textual.app import App, ComposeResult
from textual.widgets import Static

class Bare(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("SIAP")

Bare().run()
"""


def seconds_to(text: str, command: list[str], home: Path) -> float:
    """Start `command` in a terminal of 80x24 and answer the seconds until `text` is painted."""
    environment = os.environ | {"TERM": "xterm-256color", "HOME": str(home), "KELAMBU_KEYRING": "0"}
    started = time.perf_counter()
    child = pexpect.spawn(command[0], command[1:], dimensions=(24, 80), env=environment, encoding="utf-8")
    try:
        child.expect_exact(text, timeout=30)
        return time.perf_counter() - started
    finally:
        child.close(force=True)


def test_chrome_beside_a_bare_textual_app(folder: Path, tmp_path: Path) -> None:
    bare = [sys.executable, "-c", BARE]
    ours = [sys.executable, "-m", "kelambu_tui", "--workspace", str(folder)]
    pairs = [
        (seconds_to("Kelambu", ours, tmp_path), seconds_to("SIAP", bare, tmp_path)) for _ in range(RUNS + 1)
    ]
    kelambu, textual = (
        statistics.median(times) for times in zip(*pairs[1:], strict=True)
    )  # first one warms up
    print(f"\nfirst paint: kelambu {kelambu * 1000:.0f} ms, bare Textual {textual * 1000:.0f} ms,", end=" ")
    print(f"ratio {kelambu / textual:.2f} (at most {MOST})")
    assert kelambu / textual <= MOST
