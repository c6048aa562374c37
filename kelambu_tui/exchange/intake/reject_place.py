"""Where a file of rejects may be written: nowhere that holds anything else.

`--rejects` names a file to be replaced, and a slip of the hand may name the list, the ledger or somebody's
letter. So only a name that is free, or that bears an earlier file of rejects, is taken.
"""

from __future__ import annotations

import csv
from pathlib import Path

from kelambu_tui.display import display
from kelambu_tui.errors import KelambuError, Refused, Unreadable
from kelambu_tui.exchange.intake.headers import REJECT_COLUMNS
from kelambu_tui.exchange.intake.table import SEPARATORS
from kelambu_tui.locale import _

ENDING = ".csv"

_HEADER_CHARACTERS = 65_536


def check_place(out: Path, source: Path, workspace: Path) -> None:
    """Raise `Unreadable` or `Refused` unless rejects of the list `source` may be written to `out`."""
    if out.is_dir():
        raise Unreadable(
            _("{path} adalah folder. Sebut nama berkas untuk tolakan, misalnya tolakan.csv.").format(
                path=display(out)
            )
        )
    if out.suffix.lower() != ENDING:
        raise Unreadable(
            _("Berkas tolakan harus berakhiran .csv, bukan {path}. Beri nama lain.").format(path=display(out))
        )
    if _same(out, source):
        raise _refusal(_("{path} adalah daftar yang sedang diimpor. Beri nama lain untuk tolakannya."), out)
    if any(_same(folder, workspace) for folder in out.resolve().parents):
        raise _refusal(_("{path} ada di dalam ruang kerja. Pilih folder lain untuk berkas tolakan."), out)
    if out.exists() and not is_reject_file(out):
        raise _refusal(
            _("{path} sudah ada dan bukan berkas tolakan. Beri nama lain agar isinya tidak tertimpa."), out
        )


def is_reject_file(path: Path) -> bool:
    """Say whether `path` is a file of rejects: its header ends in the columns that only those have."""
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
            head = stream.read(_HEADER_CHARACTERS)
        return any(_ends_in_reasons(head, separator) for separator in SEPARATORS)
    except (OSError, csv.Error):
        return False


def _ends_in_reasons(head: str, separator: str) -> bool:
    cells = next(csv.reader(head.splitlines(keepends=True), delimiter=separator), [])
    filled = [cell.strip().casefold() for cell in cells if cell.strip()]
    return tuple(filled[-len(REJECT_COLUMNS) :]) == REJECT_COLUMNS


def _same(one: Path, other: Path) -> bool:
    """Say whether two paths lead to one file or folder, through links of any kind."""
    try:
        return one.samefile(other)
    except OSError:
        return one.resolve() == other.resolve()


def _refusal(sentence: str, path: Path) -> KelambuError:
    return Refused(sentence.format(path=display(path)))
