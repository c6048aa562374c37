"""A clock that is ten years off, or jumps between any two decisions, changes no decision and no order."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from kelambu_tui.errors import KelambuError
from kelambu_tui.store import tables as t
from kelambu_tui.work import approval, audit, duplicates, enrolment, undoing, verification
from kelambu_tui.work.workspace import Workspace
from tests.faults.laptops import complete, make_laptop, person, signed_in

NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)
SOME = st.integers(1, 4)
JUMPS = st.sampled_from(
    [timedelta(0), timedelta(hours=-1), timedelta(days=3652), timedelta(days=-3652), timedelta(days=1)]
)
STEPS = st.one_of(
    st.tuples(st.just("verify"), SOME, st.sampled_from(["layak", "mampu"])),
    st.tuples(st.just("queue"), SOME),
    st.tuples(st.just("approve"), SOME),
    st.tuples(st.just("return"), SOME),
    st.tuples(st.just("judge"), SOME, st.sampled_from(["sama", "beda"])),
    st.tuples(st.just("undo"), SOME),
)
DECIDED: dict[Any, tuple[str, ...]] = {
    t.verification: ("person", "outcome", "nik", "nkk", "values_json", "author"),
    t.enrolment: (
        "person",
        "state",
        "desil",
        "maker",
        "editor",
        "queued_seq",
        "decided_by",
        "reason",
        "risk",
    ),
    t.verdict: ("a", "b", "verdict", "author"),
}


@pytest.fixture(scope="module")
def laptop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("jam") / "ruang"
    make_laptop(folder)
    return folder


@pytest.mark.slow
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(STEPS, JUMPS), min_size=4, max_size=14))
def test_the_same_day_under_any_clock_ends_the_same(
    laptop: Path, day: list[tuple[tuple[Any, ...], timedelta]]
) -> None:
    steps = [step for step, _jump in day]
    plain = _lived(laptop, steps, [timedelta(0)] * len(day))
    for jumps in (
        [jump for _step, jump in day],
        [timedelta(days=3652)] * len(day),
        [-timedelta(days=3652)] * len(day),
    ):
        assert _lived(laptop, steps, jumps) == plain


def _lived(laptop: Path, steps: Sequence[tuple[Any, ...]], jumps: Sequence[timedelta]) -> dict[str, Any]:
    """What a day leaves behind: which steps were refused, what is decided, and in what order."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(shutil.copytree(laptop, Path(place) / "ruang"))
        with signed_in(folder, "siti") as siti, signed_in(folder, "budi") as budi:
            done = []
            for step, jump in zip(steps, jumps, strict=True):
                now = NOON + jump
                done.append(_do(_at(siti, now), _at(budi, now), step))
            assert audit.audit(siti).faults == ()
            with siti.database.read() as connection:
                found = {
                    table.name: sorted(
                        tuple(row) for row in connection.execute(select(*(table.c[name] for name in names)))
                    )
                    for table, names in DECIDED.items()
                }
                order = select(t.entry.c.kind, t.entry.c.subject, t.entry.c.author)
                entries = [tuple(row) for row in connection.execute(order.order_by(t.entry.c.seq))]
    return {**found, "done": done, "order": entries}


def _at(workspace: Workspace, now: datetime) -> Workspace:
    """The same person at the same laptop, with this clock."""
    return replace(workspace, pen=replace(workspace.pen, now=lambda: now), today=now.date)


def _do(siti: Workspace, budi: Workspace, step: tuple[Any, ...]) -> str:
    kind, who = step[0], person(step[1])
    try:
        if kind == "verify":
            verification.record(siti, who, complete(step[2]))
        elif kind == "queue":
            enrolment.queue(siti, who)
        elif kind == "judge":
            duplicates.judge_pair(siti, who, person(5), step[2])
        elif kind == "undo":
            undoing.undo(siti)
        else:
            return _decide(budi, kind, who)
    except KelambuError:
        return "refused"
    return "done"


def _decide(budi: Workspace, kind: str, who: str) -> str:
    waiting = [row.id for row in enrolment.queue_rows(budi, ("menunggu",)) if row.person == who]
    done: list[approval.Decision] = []
    with contextlib.suppress(KelambuError):
        if kind == "approve":
            done = approval.approve(budi, waiting, "")
        else:
            done = approval.send_back(budi, waiting, "periksa NIK", "")
    return ",".join("done" if one.done else "refused" for one in done)
