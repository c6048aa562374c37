"""Sessions in a village: what belongs to them, counts that add up, the plan by RT."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kelambu_tui.errors import NotFound, Refused, Unreadable
from kelambu_tui.work import accounts
from kelambu_tui.work.audit import audit, rebuild
from kelambu_tui.work.corrections import correct
from kelambu_tui.work.enrolment import queue
from kelambu_tui.work.plan import family_of_code, is_short_code, plan, plan_by_rt, short_code
from kelambu_tui.work.sessions import (
    Present,
    close_session,
    count_session,
    current_session,
    miss_visit,
    open_session,
    read_session,
    sessions,
)
from kelambu_tui.work.undoing import undo
from kelambu_tui.work.verification import Sheet, record
from kelambu_tui.work.workspace import Workspace

VILLAGE = "16.06.02.2001"


@pytest.fixture
def siti(village_list: Path, sign_in: Callable[[str], Workspace]) -> Workspace:
    return sign_in("siti")


def test_a_session_holds_what_was_done_in_it_and_adds_up(siti: Workspace, complete: dict[str, str]) -> None:
    record(siti, "IND00000009", Sheet("menolak", note="tidak mau"))
    opened = open_session(
        siti, VILLAGE, place="Balai desa", meeting="musdes", present=[Present("Kades Amin", "Kades")]
    )
    record(siti, "IND00000001", Sheet("layak", complete))
    queue(siti, "IND00000001")
    record(siti, "IND00000002", Sheet("menolak", note="tidak mau"))
    record(siti, "IND00000005", Sheet("mampu"))
    undo(siti)
    miss_visit(siti, "1606000000000003", note="ke kebun")
    correct(siti, "IND00000002", "marital", "CERAI MATI", reason="menurut istrinya")
    counts = count_session(siti, opened)
    assert (counts.families, counts.done, counts.missed, counts.left) == (12, 2, 1, 9)
    assert counts.outcomes == {"layak": 1, "menolak": 1}
    assert (counts.corrected, counts.proposed, counts.queued) == (1, 0, 1)
    closed = close_session(siti, note="lancar")
    assert closed.counts == counts
    assert (closed.place, closed.note, closed.present) == (
        "Balai desa",
        "lancar",
        (Present("Kades Amin", "Kades"),),
    )
    assert len(closed.head) == 64
    record(siti, "IND00000004", Sheet("mampu"))
    assert read_session(siti, opened).counts == counts
    rebuild(siti)
    assert read_session(siti, opened) == closed
    assert audit(siti).faults == ()


def test_one_session_at_a_time_for_each_person(siti: Workspace, sign_in: Callable[[str], Workspace]) -> None:
    open_session(siti, "1606022001")
    with pytest.raises(Refused, match="Tutup dulu"):
        open_session(siti, VILLAGE)
    budi = sign_in("budi")
    assert current_session(budi) is None
    open_session(budi, VILLAGE)
    close_session(siti)
    with pytest.raises(NotFound, match="Tidak ada sesi"):
        close_session(siti)
    assert [one.author for one in sessions(siti)] == ["budi", "siti"]


@pytest.mark.parametrize(
    ("village", "words", "error"),
    [
        ("Desa Entah", {}, NotFound),
        (VILLAGE, {"day": "31-02-2026"}, Unreadable),
        (VILLAGE, {"day": "2999-01-01"}, Unreadable),
        (VILLAGE, {"meeting": "rapat"}, Unreadable),
    ],
)
def test_what_cannot_be_is_refused(
    siti: Workspace, village: str, words: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        open_session(siti, village, **words)
    assert sessions(siti) == []


def test_a_session_stays_in_the_users_area(siti: Workspace, sign_in: Callable[[str], Workspace]) -> None:
    accounts.add_user(siti, "tono", "fasilitator", "", ("16.06.02.2002",))
    tono = sign_in("tono")
    with pytest.raises(Refused, match="wilayah"):
        open_session(tono, VILLAGE)
    with pytest.raises(Refused, match="wilayah"):
        miss_visit(tono, "1606000000000003")
    with pytest.raises(NotFound):
        close_session(tono)


def test_the_plan_says_who_is_left_and_when_to_come_again(siti: Workspace) -> None:
    tomorrow = siti.today() + timedelta(days=1)
    record(siti, "IND00000001", Sheet("mampu"))
    miss_visit(siti, "1606000000000002", next_day=tomorrow.isoformat(), note="di kebun")
    families = {family.household[-2:]: family for family in plan(siti)}
    assert families["01"].state == "selesai"
    assert (families["02"].state, families["02"].next) == ("tidak_di_rumah", tomorrow.isoformat())
    assert families["03"].state == "belum"
    assert sum(row.families for row in plan_by_rt(siti)) == 12
    assert sum(row.left + row.done + row.missed + row.begun for row in plan_by_rt(siti)) == 12
    record(siti, "IND00000002", Sheet("mampu"))
    assert {family.household[-2:]: family.state for family in plan(siti)}["02"] == "selesai"


def test_a_day_that_has_passed_is_no_next_visit(siti: Workspace) -> None:
    with pytest.raises(Refused, match="sudah lewat"):
        miss_visit(siti, "1606000000000002", next_day="2001-01-01")
    with pytest.raises(Unreadable):
        miss_visit(siti, "1606000000000002", next_day="besok")
    with pytest.raises(NotFound):
        miss_visit(siti, "404")


def test_a_short_code_opens_its_family(siti: Workspace) -> None:
    for family in plan(siti):
        assert is_short_code(family.code)
        assert family.household in family_of_code(siti, family.code.lower())
    with pytest.raises(NotFound):
        family_of_code(siti, "ZZZZZ")


@given(st.text(max_size=30))
def test_short_codes_are_made_of_signs_that_cannot_be_misread(household: str) -> None:
    assert is_short_code(short_code(household))
    assert not set(short_code(household)) & set("AEIOU01BSZ")


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(st.integers(1, 12), st.sampled_from(["mampu", "menolak", "bukan_pekerja", "absen"])),
        max_size=20,
    )
)
def test_counts_add_up_whatever_was_done(siti: Workspace, steps: list[tuple[int, str]]) -> None:
    opened = open_session(siti, VILLAGE)
    for number, what in steps:
        if what == "absen":
            miss_visit(siti, f"16060000{number:08d}")
        else:
            record(siti, f"IND{number:08d}", Sheet(what, note="x"))
    counts = count_session(siti, opened)
    assert counts.add_up
    assert counts.checked == len({number for number, what in steps if what != "absen"})
    assert close_session(siti).counts == counts
