"""What runs before the first frame stays light: only the reader of a programme needs pydantic."""

from __future__ import annotations

import subprocess
import sys

import pytest

LIGHT = (
    "people.nik",
    "people.names",
    "people.birth",
    "people.villages",
    "programme.rules",
    "programme.fields",
    "programme.hardship",
    "programme.columns",
    "programme.amounts",
    "programme.lines",
    "programme.faults",
)


@pytest.mark.parametrize("module", LIGHT)
def test_light_modules_import_nothing_heavy(module: str) -> None:
    program = (
        f"import sys, kelambu_tui.{module}\n"
        "print(sorted({'pydantic', 'rapidfuzz', 'sqlalchemy', 'textual'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
