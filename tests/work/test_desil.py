"""A desil is changed by two people with a reason; the list's desil stays beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kelambu_tui.errors import KelambuError, Locked, NotFound, Refused, Unreadable
from kelambu_tui.work.audit import audit, rebuild
from kelambu_tui.work.desil import decide_desil, desil_changes, propose_desil
from kelambu_tui.work.enrolment import queue, queue_rows
from kelambu_tui.work.households import read_household
from kelambu_tui.work.verification import Sheet, judge, record
from kelambu_tui.work.workspace import Workspace

FAMILY, PERSON = "1606000000000001", "IND00000001"  # desil 2 on the list
Enter = Callable[[str], Workspace]


@pytest.fixture
def siti(village_list: Path, sign_in: Enter) -> Workspace:
    assert village_list.exists()
    return sign_in("siti")


def desil_finding(workspace: Workspace) -> tuple[str, str]:
    (found,) = [item for item in judge(workspace, PERSON).findings if item.rule.startswith("desil")][:1]
    return found.value, found.source


def test_a_proposal_changes_nothing_until_a_supervisor_agrees(siti: Workspace, sign_in: Enter) -> None:
    listed = desil_finding(siti)
    propose_desil(siti, FAMILY, 4, "rumah tembok, punya mobil", "foto rumah")
    assert desil_finding(siti) == listed
    (waiting,) = desil_changes(siti, "menunggu")
    assert (waiting.desil, waiting.listed, waiting.asked_by) == (4, 2, "siti")
    budi = sign_in("budi")
    decide_desil(budi, FAMILY, given=True, note="", passphrase="")
    value, source = desil_finding(siti)
    assert "4" in value
    assert "penyelia" in source
    household = read_household(siti, FAMILY)
    assert (household.desil, household.listed_desil) == (4, 2)
    rebuild(siti)
    assert read_household(siti, FAMILY).desil == 4
    assert audit(siti).faults == ()
    propose_desil(siti, FAMILY, 2, "salah lihat rumah")
    assert read_household(siti, FAMILY).desil == 2


def test_a_refused_proposal_leaves_the_list(siti: Workspace, sign_in: Enter) -> None:
    propose_desil(siti, FAMILY, 4, "punya mobil")
    budi = sign_in("budi")
    with pytest.raises(Refused, match="mengapa"):
        decide_desil(budi, FAMILY, given=False, note=" ", passphrase="")
    decide_desil(budi, FAMILY, given=False, note="mobil milik tetangga", passphrase="")
    assert read_household(siti, FAMILY).desil == 2
    with pytest.raises(Refused, match="sudah diputuskan"):
        decide_desil(budi, FAMILY, given=True, note="", passphrase="")


def test_nobody_agrees_to_their_own_proposal(siti: Workspace, sign_in: Enter) -> None:
    budi = sign_in("budi")
    propose_desil(budi, FAMILY, 3, "x")
    with pytest.raises(Refused, match="sendiri"):
        decide_desil(budi, FAMILY, given=True, note="", passphrase="")
    with pytest.raises(Refused, match="penyelia"):
        decide_desil(siti, FAMILY, given=True, note="", passphrase="")
    with pytest.raises(Locked):
        decide_desil(sign_in("ratna"), FAMILY, given=True, note="", passphrase="salah")
    decide_desil(sign_in("ratna"), FAMILY, given=True, note="", passphrase="")


def test_a_promise_of_the_old_desil_is_asked_again(
    siti: Workspace, sign_in: Enter, complete: dict[str, str]
) -> None:
    record(siti, PERSON, Sheet("layak", complete))
    queue(siti, PERSON)
    propose_desil(siti, FAMILY, 3, "lantai tanah")
    assert [row.state for row in queue_rows(siti)] == ["gugur"]
    decide_desil(sign_in("budi"), FAMILY, given=True, note="", passphrase="")
    queue(siti, PERSON)
    assert queue_rows(siti)[-1].desil == 3


@pytest.mark.parametrize(
    ("family", "desil", "reason", "error"),
    [
        (FAMILY, 0, "x", Unreadable),
        (FAMILY, 11, "x", Unreadable),
        (FAMILY, 2, "x", Refused),
        (FAMILY, 3, " ", Refused),
        ("404", 3, "x", NotFound),
    ],
)
def test_what_cannot_be_is_refused(
    siti: Workspace, family: str, desil: int, reason: str, error: type[KelambuError]
) -> None:
    with pytest.raises(error):
        propose_desil(siti, family, desil, reason)
    assert desil_changes(siti) == []
