"""What is asked of a supervisor besides enrolments: asked, answered, refused, taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kelambu_tui.errors import Locked, Refused
from kelambu_tui.exchange.intake import import_list
from kelambu_tui.work import accounts
from kelambu_tui.work.audit import audit, rebuild
from kelambu_tui.work.desil import decide_desil, propose_desil
from kelambu_tui.work.enrolment import queue
from kelambu_tui.work.leaves import ask_leave, give_leave, leaves, refuse_leave
from kelambu_tui.work.requests import grounds, requests, waiting_for
from kelambu_tui.work.undoing import undo, undoable
from kelambu_tui.work.verification import Sheet, judge, record
from kelambu_tui.work.workspace import Workspace

ONE, TWO, FAMILY = "IND00000001", "IND00000050", "1606000000000002"
Enter = Callable[[str], Workspace]


@pytest.fixture
def siti(
    person_row: Callable[..., dict[str, str]], list_file: Callable[..., Path], sign_in: Enter
) -> Workspace:
    """Twelve people; the first again in another household, two digits of the day in the NIK swapped."""
    people = [person_row(number) for number in range(1, 13)]
    people[0] |= {"Nama": "SUHARTINI"}
    nik = people[0]["NIK"]
    again = people[0] | {
        "ID Keluarga P3KE": "1606000000000050",
        "ID Individu": TWO,
        "NIK": nik[:6] + nik[7] + nik[6] + nik[8:],
    }
    workspace = sign_in("siti")
    import_list(workspace, list_file([*people, again]))
    return workspace


def sound(workspace: Workspace) -> None:
    assert audit(workspace).faults == ()
    rebuild(workspace)
    assert audit(workspace).faults == ()


def test_both_kinds_wait_in_one_list(siti: Workspace, sign_in: Enter) -> None:
    ask_leave(siti, ONE, "kembar, KTP sudah dilihat")
    propose_desil(siti, FAMILY, 1, "lantai tanah", "foto")
    budi = sign_in("budi")
    found = {one.kind: one for one in requests(budi, waiting_only=True)}
    first, second = found["izin"], found["desil"]
    assert (first.kind, first.subject, first.others, first.ask) == (
        "izin",
        ONE,
        (TWO,),
        "kembar, KTP sudah dilihat",
    )
    assert (second.kind, second.desil, second.listed, second.evidence) == ("desil", 1, 3, "foto")
    assert waiting_for(budi) == 2
    assert waiting_for(siti) == 0
    assert len(requests(siti)) == 2
    assert TWO in grounds(budi, first)[0]
    assert "%" in grounds(budi, first)[0]
    assert "Belum ada daftar periksa" in grounds(budi, second)[0]


def test_the_checklist_of_the_family_speaks(siti: Workspace, sign_in: Enter) -> None:
    person = "IND00000002"
    question = siti.programme.hardship.questions[0]
    record(siti, person, Sheet("layak", {}, {question.code: question.options[0].code}))
    propose_desil(siti, FAMILY, 1, "lantai tanah")
    (one,) = requests(sign_in("budi"))
    (line,) = grounds(siti, one)
    assert "belum cukup jawaban" in line
    assert "WARGA NOMOR 2" in line


def test_refusing_leave_needs_a_reason_a_supervisor_and_another_hand(
    siti: Workspace, sign_in: Enter, complete: dict[str, str]
) -> None:
    budi = sign_in("budi")
    with pytest.raises(Refused, match="yang menunggu"):
        refuse_leave(budi, ONE, "tidak jelas", "")
    ask_leave(siti, ONE, "kembar")
    with pytest.raises(Refused, match="penyelia"):
        refuse_leave(siti, ONE, "tidak jelas", "")
    with pytest.raises(Refused, match="mengapa"):
        refuse_leave(budi, ONE, " ", "")
    with pytest.raises(Locked):
        refuse_leave(budi, ONE, "tidak jelas", "salah")
    refuse_leave(budi, ONE, "bawa KTP asli", "")
    (one,) = requests(siti)
    assert (one.state, one.decided_by, one.note, one.waits) == ("ditolak", "budi", "bawa KTP asli", False)
    assert waiting_for(budi) == 0
    with pytest.raises(Refused, match="yang menunggu"):
        refuse_leave(budi, ONE, "lagi", "")
    record(siti, ONE, Sheet("layak", complete))
    with pytest.raises(Refused):
        queue(siti, ONE)
    ask_leave(siti, ONE, "KTP dibawa")
    assert requests(siti)[0].waits
    sound(siti)


def test_nobody_answers_their_own(siti: Workspace, sign_in: Enter, complete: dict[str, str]) -> None:
    budi, ratna = sign_in("budi"), sign_in("ratna")
    ask_leave(budi, ONE, "saya kenal")
    (one,) = requests(budi)
    assert one.mine
    assert waiting_for(budi) == 0
    assert waiting_for(ratna) == 1
    with pytest.raises(Refused, match="orang lain"):
        refuse_leave(budi, ONE, "x", "")
    record(ratna, ONE, Sheet("layak", complete))
    assert waiting_for(ratna) == 0
    with pytest.raises(Refused, match="verifikasi sendiri"):
        refuse_leave(ratna, ONE, "x", "")
    assert leaves(budi)[0].waits


def test_asking_giving_and_refusing_are_taken_back(
    siti: Workspace, sign_in: Enter, complete: dict[str, str]
) -> None:
    budi = sign_in("budi")
    ask_leave(siti, ONE, "kembar")
    give_leave(budi, ONE, "benar", "")
    assert [one.kind for one in undoable(siti)] == []
    assert undo(budi).kind == "override.given"
    assert requests(budi)[0].waits
    refuse_leave(budi, ONE, "tidak jelas", "")
    undo(budi)
    assert requests(budi)[0].waits
    assert undo(siti).kind == "override.requested"
    assert requests(budi) == []
    record(siti, ONE, Sheet("layak", complete))
    give_leave(budi, ONE, "tanpa diminta", "")
    assert judge(siti, ONE).can_queue
    undo(budi)
    assert leaves(budi) == []
    assert not judge(siti, ONE).can_queue
    sound(siti)


def test_only_the_own_villages(siti: Workspace, sign_in: Enter) -> None:
    propose_desil(siti, FAMILY, 1, "lantai tanah")
    accounts.add_user(sign_in("budi"), "tono", "penyelia", "", ("16.06.02.2002",))
    accounts.add_user(sign_in("budi"), "desi", "fasilitator", "")
    assert requests(sign_in("tono")) == []
    assert requests(sign_in("desi")) == []


def test_a_decided_request_stays_with_its_answer(siti: Workspace, sign_in: Enter) -> None:
    propose_desil(siti, FAMILY, 1, "lantai tanah")
    decide_desil(sign_in("budi"), FAMILY, given=False, note="sudah ditembok", passphrase="")
    (one,) = requests(siti)
    assert (one.state, one.decided_by, one.note) == ("ditolak", "budi", "sudah ditembok")
    assert requests(siti, waiting_only=True) == []
