"""Taking a list in: one file, one transaction, every row accounted for."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kelambu_tui.exchange.intake.checked import Checked, check
from kelambu_tui.exchange.intake.rejects import RejectsFile
from kelambu_tui.exchange.intake.report import IntakeReport, Progress
from kelambu_tui.exchange.intake.running import Import
from kelambu_tui.exchange.intake.sources import open_source
from kelambu_tui.memory import no_cycle_search

if TYPE_CHECKING:
    from kelambu_tui.work.workspace import Workspace


class _DryRun(Exception):
    """Rolls a rehearsal back."""


def import_list(
    workspace: Workspace,
    path: Path,
    *,
    source: Checked | None = None,
    by_hand: tuple[str, str] = ("", ""),
    review: bool = False,
    accept: Collection[str] = (),
    dry_run: bool = False,
    rejects: Path | None = None,
    progress: Progress | None = None,
) -> IntakeReport:
    """Take the list file `path` into the registry, all of it or nothing.

    Every row that is not blank ends as added, changed, unchanged or quarantined. With `review`, what a
    newer list says differently waits beside the registry until somebody accepts it, at once for the
    classes in `accept`; a first list, and what contradicts nothing, goes straight in. With `dry_run` all
    is done and rolled back; quarantined rows are written to `rejects` (CSV) when asked for, then too. That
    replaces nothing but an earlier file of rejects, which is removed when no row is quarantined.
    `source` is the same file where the caller has it checked already, by another process; else `by_hand`
    are the source of the data and the period, where whoever imports the list says them.
    Raises `Unreadable`, with one sentence, for a file that cannot be taken in, and `Refused` for a list of
    another regency or where `rejects` would overwrite something else.
    """
    started = time.perf_counter()
    path = Path(path)
    opening = _checked_here(path, workspace.today(), by_hand) if source is None else nullcontext(source)
    writing = RejectsFile(rejects, path, workspace.folder)
    with no_cycle_search(), opening as opened, writing as rejects_file:
        run: Import | None = None
        try:
            with workspace.database.write() as connection:
                run = Import(connection, workspace, path, opened, rejects_file, progress)
                run.take_in(review)
                run.accept(accept)
                rejects_file.finish()
                if dry_run:
                    raise _DryRun
        except _DryRun:
            pass
    assert run is not None
    return run.report(time.perf_counter() - started, dry_run)


@contextmanager
def _checked_here(path: Path, today: date, by_hand: tuple[str, str]) -> Iterator[Checked]:
    with open_source(path) as source:
        yield check(source, today, by_hand)
