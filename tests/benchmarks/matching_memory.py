"""Most memory, in MB, of a process that reads a list and finds its duplicates: nothing else is loaded in it.

`python matching_memory.py LIST.csv` prints the memory with the list alone, and the most with the matcher.
"""

from __future__ import annotations

import csv
import resource
import sys
from pathlib import Path

COLUMNS = {
    "id": "ID Individu",
    "name": "Nama",
    "birth_date": "Tanggal Lahir",
    "sex": "Jenis Kelamin",
    "nik": "NIK",
    "village": "Kode Kemdagri",
    "address": "Alamat",
    "household": "ID Keluarga P3KE",
    "relation": "Hubungan dengan Kepala Keluarga",
}
"""Role -> column of a layout B list."""


def read_columns(path: Path) -> dict[str, list[str]]:
    """The compared columns of a list, by role."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        places = [header.index(column) for column in COLUMNS.values()]
        columns: list[list[str]] = [[] for _place in places]
        for row in reader:
            for column, place in zip(columns, places, strict=True):
                column.append(row[place])
    return dict(zip(COLUMNS, columns, strict=True))


def most() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(path: Path) -> None:
    from kelambu_tui.matching.columns import Columns
    from kelambu_tui.matching.deduping import match_columns
    from kelambu_tui.matching.weights import shipped_weights

    table = read_columns(path)
    listed = most()
    columns = Columns()
    columns.extend(table)
    columns.count()
    match_columns(columns, shipped_weights(), 0.5)
    sys.stdout.write(f"{listed:.0f} {most():.0f}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
