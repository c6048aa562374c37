"""Permintaan: a supervisor answers what is asked besides enrolments; whoever asked sees the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kelambu_tui.tui.widgets.lines import Lines
from kelambu_tui.work.desil import desil_changes, propose_desil
from kelambu_tui.work.duplicates import suspects
from kelambu_tui.work.leaves import ask_leave, leaves
from kelambu_tui.work.plan import plan
from kelambu_tui.work.undoing import undoable
from kelambu_tui.work.workspace import Workspace

pytestmark = pytest.mark.slow  # whole days of hands in the app: the full check runs them

Play = Callable[..., None]
SignIn = Callable[[str], Workspace]
VILLAGE = "16.06.02.2001"


def flat(hands: Any) -> str:
    """The screen as one line of words."""
    return " ".join(hands.text.split())


@pytest.fixture
def asked(as_user: SignIn) -> tuple[str, str]:
    """A proposed desil and a request for leave of siti's; answers family and person."""
    siti = as_user("siti")
    family = next(one for one in plan(siti, VILLAGE) if one.desil == 2)
    propose_desil(siti, family.household, 1, "lantai tanah", "foto rumah")
    person = next(item.pair.a for item in suspects(siti) if item.strong)
    ask_leave(siti, person, "kembar, KTP dilihat")
    return family.household, person


def rows(hands: Any) -> list[Any]:
    return list(hands.app.screen.query_one("#requests", Lines).rows)


def point(hands: Any, kind: str) -> None:
    """Put the pointer on the request of a kind."""
    lines = hands.app.screen.query_one("#requests", Lines)
    lines.move(next(at for at, row in enumerate(lines.rows) if row.kind == kind))


def test_a_supervisor_finds_both_on_beranda_and_answers(
    play: Play, as_user: SignIn, asked: tuple[str, str]
) -> None:
    siti = as_user("siti")

    async def script(hands: Any) -> None:
        assert "2 permintaan" in hands.text
        await hands.press("f5")
        assert "2 permintaan lain (m)" in hands.line(2)
        await hands.press("m")
        assert hands.place() == "Permintaan"
        assert len(rows(hands)) == 2
        point(hands, "desil")
        await hands.settle()
        assert "desil 2 -> 1" in hands.text
        assert "lantai tanah" in hands.text
        assert "foto rumah" in hands.text
        await hands.press("a", "escape")
        assert rows(hands)[0].waits
        point(hands, "desil")
        await hands.press("a")
        await hands.confirm("enter")
        assert hands.place() == "Permintaan"
        assert "sekarang 1" in flat(hands)
        assert "1 menunggu, 1 sudah dijawab" in hands.line(2)
        point(hands, "izin")
        await hands.settle()
        assert "%" in hands.text
        await hands.press("t")
        await hands.confirm("enter")
        assert "Tulis dulu mengapa ditolak" in hands.text
        await hands.write("bawa KTP asli")
        await hands.press("enter")
        assert "ditolak" in hands.text
        assert "Ditolak budi: bawa KTP asli" in hands.text
        await hands.press("a")
        assert "sudah dijawab" in flat(hands)

    play(script, "budi")
    assert [one.state for one in desil_changes(siti)] == ["disetujui"]
    assert leaves(siti)[0].refused_by == "budi"


def test_an_answer_is_taken_back(play: Play, as_user: SignIn, asked: tuple[str, str]) -> None:
    async def script(hands: Any) -> None:
        await hands.press("m")
        point(hands, "izin")
        await hands.press("a")
        await hands.write("dua orang, KTP dilihat")
        await hands.confirm("enter")
        point(hands, "izin")
        assert not hands.app.screen.query_one("#requests", Lines).pointed.waits
        await hands.press("u")
        assert "Izin mengantrekan" in hands.text
        await hands.confirm("y")
        assert "Dibatalkan: izin mengantrekan" in flat(hands)
        assert all(row.waits for row in rows(hands))

    play(script, "budi")
    assert undoable(as_user("budi")) == []


def test_a_facilitator_sees_the_answer_and_decides_nothing(
    play: Play, as_user: SignIn, asked: tuple[str, str]
) -> None:
    async def script(hands: Any) -> None:
        assert "permintaan" not in hands.text.split("Belum dikunjungi")[0]
        await hands.press("m")
        assert len(rows(hands)) == 2
        await hands.press("a")
        assert "Hanya penyelia" in flat(hands)
        point(hands, "desil")
        await hands.press("enter")
        assert hands.place() == "Keluarga"
        await hands.press("escape")
        point(hands, "izin")
        await hands.press("enter")
        assert hands.place() == "Ganda"
        await hands.press("escape")
        point(hands, "desil")
        await hands.press("u")
        await hands.confirm("y")
        assert "Dibatalkan: usulan desil" in flat(hands)
        assert [row.kind for row in rows(hands)] == ["izin"]

    play(script)


def test_nobody_answers_their_own_and_an_empty_page_teaches(play: Play, as_user: SignIn) -> None:
    budi = as_user("budi")
    family = plan(budi, VILLAGE)[0]

    async def empty(hands: Any) -> None:
        await hands.press("m")
        assert "Tidak ada permintaan" in hands.text
        await hands.press("a")
        assert "daftar ini kosong" in flat(hands)
        await hands.press("escape")
        assert hands.place() == "Beranda"

    async def own(hands: Any) -> None:
        await hands.press("m", "a")
        assert "penyelia lain" in flat(hands)
        assert hands.place() == "Permintaan"

    play(empty, "budi")
    propose_desil(budi, family.household, 9, "rumah [/]tembok\x1b[31m")
    play(own, "budi")
    assert desil_changes(budi)[0].state == "menunggu"
