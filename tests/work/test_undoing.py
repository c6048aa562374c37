"""Taking decisions back: a new entry, the state before, nothing typed lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kelambu_tui.errors import Locked, NotFound, Refused
from kelambu_tui.exchange.insurer import export_bpjs
from kelambu_tui.work.approval import approve, reject, send_back
from kelambu_tui.work.audit import audit, rebuild
from kelambu_tui.work.corrections import correct, list_fields
from kelambu_tui.work.duplicates import judge_pair, suspects
from kelambu_tui.work.enrolment import queue, queue_rows
from kelambu_tui.work.undoing import undo, undoable
from kelambu_tui.work.verification import Sheet, read_form, record
from kelambu_tui.work.workspace import Workspace

PERSON, OTHER = "IND00000001", "IND00000002"
Enter = Callable[[str], Workspace]


@pytest.fixture
def siti(village_list: Path, sign_in: Enter) -> Workspace:
    assert village_list.exists()
    return sign_in("siti")


def state(workspace: Workspace) -> str:
    return queue_rows(workspace)[-1].state


def test_nothing_done_is_nothing_to_take_back(siti: Workspace) -> None:
    assert undoable(siti) == []
    with pytest.raises(NotFound):
        undo(siti)


def test_a_ground_check_becomes_a_draft_again(siti: Workspace, complete: dict[str, str]) -> None:
    record(siti, PERSON, Sheet("mampu"))
    second = record(siti, PERSON, Sheet("layak", complete, note="lengkap"))
    assert [one.entry for one in undoable(siti)] == [second]
    assert undo(siti).entry == second
    form = read_form(siti, PERSON)
    assert form.is_draft
    assert (form.sheet.outcome, form.sheet.note) == ("layak", "lengkap")
    assert form.overtaken == ""
    record(siti, PERSON, form.sheet)
    undo(siti)
    undo(siti)
    assert undoable(siti) == []
    rebuild(siti)
    assert audit(siti).faults == ()
    assert read_form(siti, PERSON).recorded_by == ""


def test_undo_goes_back_step_by_step(siti: Workspace, complete: dict[str, str]) -> None:
    record(siti, PERSON, Sheet("layak", complete))
    queue(siti, PERSON)
    assert undo(siti).kind == "enrolment.queued"
    assert state(siti) == "ditarik"
    assert undo(siti).kind == "verification.recorded"
    assert read_form(siti, PERSON).recorded_by == ""


def test_taking_a_ground_check_back_ends_what_stood_on_it(siti: Workspace, complete: dict[str, str]) -> None:
    entry = record(siti, PERSON, Sheet("layak", complete))
    queue(siti, PERSON)
    undo(siti, entry)
    assert state(siti) == "gugur"


def test_a_correction_and_a_verdict_go_back(siti: Workspace) -> None:
    correct(siti, PERSON, "name", "Nyayu Halimah", reason="KTP")
    correct(siti, PERSON, "name", "Nyayu Halimatus", reason="KTP")
    undo(siti)
    assert list_fields(siti, PERSON)[0].value == "Nyayu Halimah"
    undo(siti)
    assert not list_fields(siti, PERSON)[0].corrected
    judge_pair(siti, PERSON, OTHER, "sama")
    assert undo(siti).kind == "duplicate.judged"
    assert suspects(siti, settled=True) == []
    assert audit(siti).faults == ()


@pytest.mark.parametrize("kind", ["given", "returned", "rejected"])
def test_a_supervisor_takes_a_decision_back(
    siti: Workspace, sign_in: Enter, complete: dict[str, str], kind: str
) -> None:
    record(siti, PERSON, Sheet("layak", complete))
    made = queue(siti, PERSON)
    budi = sign_in("budi")
    decide = {
        "given": lambda: approve(budi, [made], ""),
        "returned": lambda: send_back(budi, [made], "foto KK", ""),
        "rejected": lambda: reject(budi, [made], "mampu", "", ""),
    }
    assert decide[kind]()[0].done
    with pytest.raises(NotFound):
        undo(sign_in("ratna"))
    with pytest.raises(Locked):
        undo(budi, passphrase="salah")
    assert undo(budi).kind == f"approval.{kind}"
    assert state(siti) == "menunggu"
    report = audit(budi)
    assert report.faults == ()
    assert approve(sign_in("ratna"), [made], "")[0].done


def test_what_was_handed_to_the_insurer_stays(
    siti: Workspace, sign_in: Enter, complete: dict[str, str], tmp_path: Path
) -> None:
    record(siti, PERSON, Sheet("layak", complete))
    made = queue(siti, PERSON)
    budi = sign_in("budi")
    approve(budi, [made], "")
    export_bpjs(budi, tmp_path / "peserta.xlsx")
    with pytest.raises(Refused, match="BPJS"):
        undo(budi)
    assert state(siti) == "disetujui"


def test_a_place_that_somebody_else_has_is_not_taken_back(
    small_quota: Path, siti: Workspace, sign_in: Enter, complete: dict[str, str]
) -> None:
    assert small_quota.exists()
    people = ("IND00000003", "IND00000006")
    for number, person in enumerate(people):
        record(siti, person, Sheet("layak", complete | {"nkk": f"160602010110000{number + 1}"}))
    first, _second = (queue(siti, person) for person in people)
    budi = sign_in("budi")
    reject(budi, [first], "mampu", "", "")
    with pytest.raises(Refused, match="orang lain"):
        undo(budi)
    assert [row.state for row in queue_rows(siti)] == ["ditolak", "menunggu"]
