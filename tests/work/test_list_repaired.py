"""What was accepted of newer lists survives damage: desils of each source, who is gone, what waits."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kelambu_tui.exchange.intake import import_list
from kelambu_tui.store.carving import PAGE
from kelambu_tui.work import workspace as spaces
from kelambu_tui.work.audit import audit
from kelambu_tui.work.backup_daily import back_up, change_daily, let_open
from kelambu_tui.work.households import HouseholdView, read_household
from kelambu_tui.work.list_review import ClassCount, Review, accept, read_review
from kelambu_tui.work.repairing import repair

FAMILY = "1606000000000001"


@pytest.mark.slow
def test_a_repair_keeps_what_was_accepted(
    folder: Path,
    person_row: Callable[..., dict[str, str]],
    list_file: Callable[..., Path],
    tmp_path: Path,
) -> None:
    siti = spaces.sign_in(folder, "siti", "")
    rows = [person_row(number) for number in range(1, 13)]
    import_list(siti, list_file(rows))
    rows = [row | {"Desil Kesejahteraan": "4", "Pekerjaan": "NELAYAN"} for row in rows[:11]]
    import_list(siti, list_file(rows, "dtsen.csv"), review=True, by_hand=("DTSEN", "2025-06"))
    accept(siti, kinds=["desil", "hilang"])
    before = _seen(siti)
    assert before[1][0].waiting == 11
    let_open(siti, "")
    (tmp_path / "stik").mkdir()
    change_daily(siti, tmp_path / "stik")
    back_up(siti)
    spaces.sign_out(siti)
    with (folder / "kelambu.db").open("r+b") as file:
        file.write(os.urandom(PAGE))
    done = repair(folder, "siti", "")
    assert (done.assembled.registry_whole, done.assembled.people, done.faults) == (True, 12, ())
    siti = spaces.sign_in(folder, "siti", "")
    assert _seen(siti) == before
    assert audit(siti).faults == ()
    accept(siti, kinds=["all"])
    assert audit(siti).faults == ()
    spaces.sign_out(siti)


def _seen(workspace: spaces.Workspace) -> tuple[HouseholdView, tuple[ClassCount, ...], str]:
    review: Review = read_review(workspace)
    gone = read_household(workspace, "1606000000000012").members[0].unlisted
    return read_household(workspace, FAMILY), review.classes, gone
