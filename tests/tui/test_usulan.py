"""Usulan: somebody on no list is proposed, kept as typed, compared while typed, and led into their form."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import update
from textual.widgets import Input

from kelambu_tui.people.nik import compose_nik
from kelambu_tui.people.sex import Sex
from kelambu_tui.store import tables as t
from kelambu_tui.tui.widgets.choice import Choice
from kelambu_tui.tui.widgets.field import FieldRow
from kelambu_tui.tui.widgets.lines import Lines
from kelambu_tui.work.households import read_household
from kelambu_tui.work.plan import plan
from kelambu_tui.work.proposal_page import proposal_drafts, read_proposal, save_proposal
from kelambu_tui.work.proposing import proposal_reference, proposed_people
from kelambu_tui.work.sessions import open_session
from kelambu_tui.work.workspace import Workspace

pytestmark = pytest.mark.slow  # whole days of hands in the app: the full check runs them

Play = Callable[..., None]
SignIn = Callable[[str], Workspace]
VILLAGE = "16.06.02.2001"
NIK = compose_nik("160602", date(1980, 7, 1), Sex.FEMALE, 977)
TYPED = {
    "village": VILLAGE,
    "address": "DUSUN III RT 004 RW 001",
    "name": "Zulbaidah Kencana",
    "nik": NIK,
    "sex": "P",
    "birth_date": "01-07-1980",
    "reference": "BA 12/2026",
}


def flat(hands: Any) -> str:
    """The screen as one line of words."""
    return " ".join(hands.text.split())


def field(hands: Any, key: str) -> Input | Choice:
    """The editor of one field on the page."""
    row = next(row for row in hands.app.screen.query(FieldRow) if row.key == key)
    assert isinstance(row.editor, Input | Choice)
    return row.editor


async def fill(hands: Any, **values: str) -> None:
    """Put values into fields as if they were typed."""
    for key, value in values.items():
        field(hands, key).value = value
        await hands.settle()


async def looked(hands: Any) -> None:
    """Wait out the pause until the page is compared."""
    await hands.pilot.pause(0.4)
    await hands.settle()


def test_not_found_is_proposed_and_leads_into_the_form(play: Play, as_user: SignIn) -> None:
    siti = as_user("siti")

    async def script(hands: Any) -> None:
        await hands.press("f3")
        await hands.write("zulbaidah kencana")
        await hands.press("ctrl+n")
        assert hands.place() == "Usulan"
        assert field(hands, "name").value == "ZULBAIDAH KENCANA"
        await hands.press("ctrl+r")
        assert "Belum diisi: Desa, Alamat, NIK" in flat(hands)
        assert hands.app.focused is field(hands, "village")
        await hands.press("right", "down")
        await hands.write("Dusun III RT 004")
        await hands.press("down", "down", "down", "down")
        await hands.write(NIK)
        await hands.press("down")
        assert "Menurut NIK: P" in hands.text
        await hands.press("right", "right", "down")
        await hands.write("01-07-1980")
        await fill(hands, reference="BA 12/2026")
        assert "draf tersimpan" in hands.line(2)
        await hands.press("ctrl+r")
        assert hands.place() == "Verifikasi"
        assert "Usulan tercatat" in hands.text
        assert "ZULBAIDAH KENCANA" in hands.line(2)
        await hands.press("escape")
        assert hands.place() == "Cari"
        lines = hands.app.screen.query_one("#found", Lines)
        assert lines.rows[0].proposed
        assert re.search(r"ZULB[A-Z ]*~ +usulan ", hands.text)

    play(script)
    (person,) = proposed_people(siti)
    assert proposal_reference(siti, person) == "BA 12/2026"
    assert proposal_drafts(siti) == []


def test_what_was_typed_is_there_again_and_stands_on_beranda(play: Play, as_user: SignIn) -> None:
    siti = as_user("siti")

    async def begin(hands: Any) -> None:
        await hands.press("f3", "ctrl+n")
        await fill(hands, name="Zulbaidah", nik="1606")
        assert "NIK" in hands.text

    async def again(hands: Any) -> None:
        assert "draf usulan" in hands.text
        await hands.press("enter")
        assert hands.place() == "Usulan"
        assert "dibuka lagi" in flat(hands)
        assert (field(hands, "name").value, field(hands, "nik").value) == ("Zulbaidah", "1606")
        await hands.press("ctrl+b")
        await hands.confirm("y")
        assert field(hands, "name").value == ""
        assert "Draf dibuang" in flat(hands)

    play(begin)
    assert read_proposal(siti, "")[0] == {"name": "Zulbaidah", "nik": "1606"}
    play(again)
    assert proposal_drafts(siti) == []


def test_a_member_is_proposed_from_the_family(play: Play, as_user: SignIn) -> None:
    siti = as_user("siti")
    family = plan(siti, VILLAGE)[3]

    async def script(hands: Any) -> None:
        await hands.press("f3")
        await hands.write(family.code)
        await hands.press("enter", "a")
        assert hands.place() == "Usulan"
        assert family.household in hands.text
        keys = [row.key for row in hands.app.screen.query(FieldRow)]
        assert keys[:2] == ["name", "nik"]
        assert "relation" in keys
        assert "village" not in keys
        await fill(
            hands, **{k: v for k, v in TYPED.items() if k not in ("village", "address")}, relation="ANAK"
        )
        await hands.press("ctrl+r")
        assert hands.place() == "Verifikasi"
        await hands.press("escape")
        assert hands.place() == "Keluarga"
        assert "Zulbaidah" in hands.text

    play(script)
    names = [member.name for member in read_household(siti, family.household).members]
    assert "Zulbaidah Kencana" in names


def test_a_session_gives_village_rt_and_the_number_of_the_minutes(play: Play, as_user: SignIn) -> None:
    siti = as_user("siti")
    open_session(siti, VILLAGE)

    async def script(hands: Any) -> None:
        await hands.press("s", "n")
        assert field(hands, "village").value == VILLAGE
        await hands.press("escape", "enter", "n")
        assert (field(hands, "rt").value, field(hands, "village").value) == ("001", VILLAGE)
        await fill(hands, **TYPED)
        await hands.press("ctrl+r")
        assert hands.place() == "Verifikasi"
        await hands.press("escape")
        assert hands.place() == "Kunjungan"
        await hands.press("n")
        assert field(hands, "reference").value == "BA 12/2026"

    play(script)
    assert len(proposed_people(siti)) == 1


def test_who_is_alike_stands_below_while_typing_and_is_opened(play: Play, as_user: SignIn) -> None:
    siti = as_user("siti")
    family = next(one for one in plan(siti, VILLAGE) if one.members > 1)
    listed = read_household(siti, family.household).members[0]
    assert listed.birth_date is not None
    typed = TYPED | {"name": listed.name, "sex": listed.sex, "birth_date": f"{listed.birth_date:%d-%m-%Y}"}

    async def script(hands: Any) -> None:
        await hands.press("f3", "ctrl+n")
        assert "tampil di sini" in hands.text
        await fill(hands, name=listed.name)
        await looked(hands)
        lines = hands.app.screen.query_one("#alike", Lines)
        assert listed.person in [row.person for row in lines.rows]
        await fill(hands, **typed)
        await looked(hands)
        assert lines.rows[0].person == listed.person
        assert "Mungkin sudah ada di daftar" in hands.text
        await hands.press("ctrl+r")
        assert hands.place() == "Confirm"
        await hands.press("enter")
        assert proposed_people(siti) == []
        await hands.press("ctrl+g")
        assert lines.has_focus
        assert listed.person in hands.text
        await hands.press("enter")
        assert hands.place() == "Keluarga"
        await hands.press("escape")
        assert field(hands, "name").value == listed.name
        await hands.press("escape", "ctrl+r")
        await hands.confirm("y")
        assert hands.place() == "Verifikasi"

    play(script)
    assert len(proposed_people(siti)) == 1


def test_a_listed_nik_is_not_proposed(play: Play, as_user: SignIn) -> None:
    siti = as_user("siti")
    listed = read_household(siti, plan(siti, VILLAGE)[0].household).members[0]
    save_proposal(siti, "", TYPED | {"nik": listed.nik})

    async def script(hands: Any) -> None:
        await hands.press("enter", "ctrl+r")
        assert hands.place() == "Usulan"
        assert f"sudah ada di daftar ({listed.person})" in flat(hands)

    play(script)
    assert proposed_people(siti) == []


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_odd_input_is_said_at_its_field_and_hostile_text_stays_text(
    play: Play, as_user: SignIn, size: tuple[int, int]
) -> None:
    siti = as_user("siti")
    with siti.database.write() as connection:
        connection.execute(update(t.person).values(name="[@click=app.quit]Zulbaidah[/]\x1b[2J"))

    async def script(hands: Any) -> None:
        await hands.press("f3", "ctrl+n")
        await fill(hands, birth_date="31-02-1980", rt="satu", name="[@click=app.quit]Zulbaidah[/]")
        await looked(hands)
        faults = {row.key: row.fault for row in hands.app.screen.query(FieldRow)}
        assert "RT ditulis dengan angka" in faults["rt"]
        assert "tidak bisa dibaca" in faults["birth_date"]
        await hands.press("ctrl+r")
        assert hands.place() == "Usulan"
        await hands.paste("\x1b[31m\u202e")
        for line in hands.app.screen._compositor.render_strips():
            for segment in line:
                assert "\x1b" not in segment.text
                assert "\u202e" not in segment.text
                assert not (segment.style and "@click" in segment.style.meta)

    play(script, size=size)


def test_every_field_explains_rule_example_and_mistake(play: Play) -> None:
    async def script(hands: Any) -> None:
        await hands.press("f3", "ctrl+n")
        for row in hands.app.screen.query(FieldRow):
            lines = row.help_lines()
            assert len(lines) == 4, row.key
            assert lines[2].startswith("Contoh: ")
            assert lines[3].startswith("Sering keliru: ")
        await hands.press("f1")
        assert "Sering keliru" in hands.text

    play(script)
