"""Reserves in their order, a place given up, and own decisions taken back where they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kelambu_tui.seed import seed_file
from kelambu_tui.tui.widgets.lines import Lines
from kelambu_tui.work.approval import approve, waiting
from kelambu_tui.work.enrolment import queue, queue_rows
from kelambu_tui.work.plan import plan
from kelambu_tui.work.proposing import NewFamily, propose_family, proposed_people
from kelambu_tui.work.sessions import miss_visit, open_session
from kelambu_tui.work.undoing import undoable
from kelambu_tui.work.verification import Sheet, judge, record
from kelambu_tui.work.workspace import Workspace

pytestmark = pytest.mark.slow  # whole days of hands in the app: the full check runs them

Play = Callable[..., None]
SignIn = Callable[[str], Workspace]
VILLAGE = "16.06.02.2001"
HEAD = {"name": "Zulbaidah", "nik": "1606024107800977", "sex": "P", "birth_date": "01-07-1980"}


def flat(hands: Any) -> str:
    """The screen as one line of words."""
    return " ".join(hands.text.split())


@pytest.fixture
def full(
    practice: Path, as_user: SignIn, filled: dict[str, str], eligible: Callable[[int], list[str]]
) -> str:
    """One place in each desil: the first of a desil is approved, others wait; answers that desil's words."""
    people = eligible(12)
    text = seed_file("programme.toml").read_text(encoding="utf-8")
    for shipped, small in (("12451", "1"), ("24119", "1"), ("8430", "1"), ("places = 45000", "places = 3")):
        text = text.replace(shipped, small)
    (practice / "programme.toml").write_text(text, encoding="utf-8")
    siti, budi = as_user("siti"), as_user("budi")
    for person in people:
        record(siti, person, Sheet("layak", filled))
        judged = judge(siti, person)
        if judged.can_queue or judged.can_reserve:
            queue(siti, person)
    approve(budi, [row.id for row in waiting(budi)], "")
    return "disetujui"


def test_a_place_given_up_goes_to_the_first_reserve(play: Play, full: str, as_user: SignIn) -> None:
    budi = as_user("budi")

    async def script(hands: Any) -> None:
        await hands.press("f4")
        lines = hands.app.screen.query_one("#queue", Lines)
        reserves = [row for row in lines.rows if row.state == "cadangan"]
        assert [(row.desil, row.place) for row in reserves] == sorted(
            (row.desil, row.place) for row in reserves
        )
        first = reserves[0]
        assert first.place == 1
        assert "cadangan 1" in hands.text
        await hands.press("l")
        assert "hanya tempat yang disetujui" in flat(hands)
        given = next(at for at, row in enumerate(lines.rows) if (row.state, row.desil) == (full, first.desil))
        lines.move(given)
        await hands.press("l")
        assert "Tidak dapat dibatalkan" in flat(hands)
        await hands.press("escape")
        assert queue_rows(budi, ("dilepas",)) == []
        await hands.press("l", "right", "down")
        await hands.confirm("enter")
        assert f"Yang mendapatnya: {first.name}" in flat(hands)
        assert {row.id: row.state for row in lines.rows}[first.id] == "menunggu"
        await hands.press("u")
        assert "tidak bisa diambil kembali" in flat(hands)

    play(script, "budi")
    assert len(queue_rows(budi, ("dilepas",))) == 1


def test_a_facilitator_releases_nothing(play: Play, queued: Callable[..., list[str]]) -> None:
    queued(1)

    async def script(hands: Any) -> None:
        await hands.press("f4", "l")
        assert "Hanya penyelia" in flat(hands)

    play(script)


def test_a_missed_visit_is_taken_back_at_the_family_only(play: Play, as_user: SignIn) -> None:
    siti = as_user("siti")
    open_session(siti, VILLAGE)

    async def script(hands: Any) -> None:
        await hands.press("s", "enter")
        lines = hands.app.screen.query_one("#families", Lines)
        await hands.press("u")
        assert "Tidak ada keputusan Anda" in flat(hands)
        miss_visit(siti, lines.rows[1].household)
        await hands.press("u")
        assert "Tidak ada keputusan Anda" in flat(hands), "it is about another family"
        await hands.press("down", "u")
        assert "Tidak ada orang di rumah" in hands.text
        await hands.confirm("y")
        assert "Dibatalkan: tidak ada orang di rumah" in flat(hands)
        assert lines.rows[1].state == "belum"

    play(script)


def test_a_proposal_is_taken_back_and_is_a_draft_again(play: Play, as_user: SignIn) -> None:
    siti = as_user("siti")
    propose_family(siti, NewFamily(VILLAGE, "LORONG X RT 001 RW 001", "001", "001"), HEAD, "BA 1")
    place = next(at for at, one in enumerate(plan(siti, VILLAGE, "001")) if one.head == "Zulbaidah")
    open_session(siti, VILLAGE)

    async def script(hands: Any) -> None:
        await hands.press("s", "enter")
        hands.app.screen.query_one("#families", Lines).move(place)
        await hands.press("u")
        assert "Isiannya kembali menjadi draf" in hands.text
        await hands.confirm("y")
        assert "Dibatalkan: usulan baru, Zulbaidah" in flat(hands)
        await hands.press("f2")
        assert "draf usulan" in hands.text

    play(script)
    assert proposed_people(siti) == []
    assert [one.kind for one in undoable(siti)] == []


def test_whoever_is_on_no_list_is_told_apart(play: Play, as_user: SignIn, filled: dict[str, str]) -> None:
    from kelambu_tui.work.desil import decide_desil, propose_desil

    siti, budi = as_user("siti"), as_user("budi")
    home = NewFamily(VILLAGE, "LORONG X RT 001 RW 001", "001", "001")
    person, family = propose_family(siti, home, HEAD, "BA 12/2026")
    propose_desil(siti, family, 1, "lantai tanah")
    decide_desil(budi, family, given=True, note="", passphrase="")
    record(siti, person, Sheet("layak", filled))
    queue(siti, person)

    async def queue_page(hands: Any) -> None:
        await hands.press("f4")
        assert "Zulbaidah usulan" in hands.text
        assert "tidak ada di daftar" in hands.text

    async def approvals(hands: Any) -> None:
        await hands.press("f5")
        assert "Zulbaidah usulan" in hands.text
        await hands.press("f7")
        assert "USULAN BARU" in hands.text
        assert "BA 12/2026" in hands.text

    play(queue_page)
    play(approvals, "budi")
