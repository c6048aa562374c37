"""The list that ships with the program for practice: three villages of kecamatan Lais.

`python -m kelambu_tui.exchange.synthetic.demo FOLDER` writes it anew; a test holds the shipped files
to what comes out.
"""

from __future__ import annotations

import sys
from pathlib import Path

from kelambu_tui.exchange.synthetic.generation import GenerateReport, generate

VILLAGES = ("16.06.02.2001", "16.06.02.2008", "16.06.02.2010")
"""Danau Cala (fishing), Purwosari (Javanese settlers) and Teluk Kijing II (Malay, on the Musi)."""

PERSONS = 2_000
SEED = 16
FILES = ("demo-individu.csv", "demo-keluarga.csv", "demo-kebenaran.csv")


def write_demo(folder: Path) -> GenerateReport:
    """Write `FILES` to `folder`."""
    return generate(folder / FILES[0], PERSONS, SEED, villages=VILLAGES)


if __name__ == "__main__":
    write_demo(Path(sys.argv[1]))
