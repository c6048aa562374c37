"""How a family's desil stands: each source's word, the proposal, and what the checklist says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import insert

from kelambu_tui.errors import NotFound, Refused
from kelambu_tui.store import tables as t
from kelambu_tui.work import accounts
from kelambu_tui.work.desil import propose_desil
from kelambu_tui.work.desil_sources import settle_desils
from kelambu_tui.work.desil_view import desil_view
from kelambu_tui.work.enrolment import queue
from kelambu_tui.work.verification import Sheet, record, save_draft
from kelambu_tui.work.workspace import Workspace

FAMILY, PERSON = "1606000000000001", "IND00000001"  # desil 2 on the list
Enter = Callable[[str], Workspace]


@pytest.fixture
def siti(village_list: Path, sign_in: Enter) -> Workspace:
    assert village_list.exists()
    return sign_in("siti")


def answers(workspace: Workspace, *, poorest: bool) -> dict[str, str]:
    choose = max if poorest else min
    return {
        question.code: choose(question.options, key=lambda option: option.points).code
        for question in workspace.programme.hardship.questions
    }


@pytest.mark.parametrize(
    ("poorest", "result", "fits"), [(True, "sesuai", (1, 2, 3)), (False, "tidak_sesuai", ())]
)
def test_the_newest_checklist_of_the_family_is_read(
    siti: Workspace, poorest: bool, result: str, fits: tuple[int, ...]
) -> None:
    nothing = desil_view(siti, FAMILY)
    assert (nothing.reading.result, nothing.answered, nothing.fits) == ("belum_cukup", None, ())
    assert nothing.form_of == PERSON, "whom to ask first: the head"
    record(siti, PERSON, Sheet("layak", {}, answers(siti, poorest=not poorest)))
    save_draft(siti, PERSON, Sheet("layak", {}, answers(siti, poorest=poorest)))
    seen = desil_view(siti, FAMILY)
    assert (seen.reading.result, seen.fits) == (result, fits)
    assert len(seen.reading.drivers) == 4
    assert seen.answered is not None
    assert (seen.answered.name, seen.answered.author, seen.answered.is_draft) == (
        "WARGA NOMOR 1",
        "siti",
        True,
    )


def test_anothers_draft_is_not_read(siti: Workspace, sign_in: Enter) -> None:
    save_draft(sign_in("budi"), PERSON, Sheet("layak", {}, answers(siti, poorest=True)))
    assert desil_view(siti, FAMILY).answered is None


def test_sources_that_do_not_agree_are_named(siti: Workspace) -> None:
    assert desil_view(siti, FAMILY).conflict == ()
    with siti.database.write() as connection:
        row = {"family_id": FAMILY, "source": "DTSEN", "period": "2025-06", "desil": 5, "intake_id": 1}
        connection.execute(insert(t.desil_record).values(row))
        settle_desils(connection, siti.programme)
    seen = desil_view(siti, FAMILY)
    assert {(one.source, one.desil) for one in seen.conflict} == {("DTSEN", 5), ("P3KE", 2)}
    assert [one.in_force for one in seen.household.desil_sources] == [True, False]


def test_who_would_have_to_be_queued_again_is_counted(siti: Workspace, complete: dict[str, str]) -> None:
    record(siti, PERSON, Sheet("layak", complete))
    queue(siti, PERSON)
    assert desil_view(siti, FAMILY).promised == 1
    propose_desil(siti, FAMILY, 3, "lantai tanah")
    assert desil_view(siti, FAMILY).promised == 0


def test_a_family_elsewhere_or_nowhere_is_refused(siti: Workspace, sign_in: Enter) -> None:
    with pytest.raises(NotFound):
        desil_view(siti, "404")
    accounts.add_user(siti, "tono", "fasilitator", "", ("16.06.02.2002",))
    with pytest.raises(Refused, match="wilayah"):
        desil_view(sign_in("tono"), FAMILY)
