from __future__ import annotations

import subprocess
import sys

HEAVY = (
    "sqlalchemy",
    "sqlmodel",
    "pydantic",
    "rapidfuzz",
    "numpy",
    "cryptography",
    "xlsxwriter",
    "python_calamine",
    "typer",
)


def test_the_app_imports_nothing_heavy() -> None:
    code = f"import sys, kelambu_tui.tui.app; print([name for name in {HEAVY!r} if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
