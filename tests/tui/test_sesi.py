"""A day in a village on the Sesi page: open, walk, nobody at home, close, berita acara."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from textual.widgets import Input

from kelambu_tui.store import tables as t
from kelambu_tui.tui.session_forms import read_present
from kelambu_tui.tui.widgets.lines import Lines
from kelambu_tui.work.households import read_household
from kelambu_tui.work.plan import plan, plan_by_rt
from kelambu_tui.work.sessions import (
    Present,
    close_session,
    count_session,
    current_session,
    miss_visit,
    open_session,
    sessions,
)
from kelambu_tui.work.undoing import undoable
from kelambu_tui.work.verification import Sheet, record
from kelambu_tui.work.workspace import Workspace

pytestmark = pytest.mark.slow  # whole pages, drawn and played: the full check runs them

Play = Callable[..., None]
SignIn = Callable[[str], Workspace]


@pytest.fixture
def village(as_user: SignIn) -> str:
    """A village with families, the same each time."""
    return min(family.village for family in plan(as_user("siti")))


@pytest.fixture
def opened(as_user: SignIn, village: str) -> str:
    """An open session of siti's in `village`; its id."""
    return open_session(as_user("siti"), village, place="Balai Desa", present=[Present("Amin", "Kades")])


async def choose_village(hands: Any, name: str) -> None:
    """Answer the first field of the form."""
    await hands.write(name)
    await hands.confirm("enter")


def test_without_a_session_the_page_teaches_and_refuses_kindly(play: Play) -> None:
    async def script(hands: Any) -> None:
        await hands.press("s")
        assert hands.place() == "Sesi"
        assert "Belum ada sesi. Tekan b" in hands.text
        for key, words in (("k", "Tidak ada sesi yang terbuka"), ("p", "belum ada berita acara")):
            await hands.press(key)
            assert words in hands.line(-3)
        await hands.press("d")
        assert "Buka dulu sesi" in hands.line(-3)
        await hands.press("f1")
        assert "satu hari kerja di satu desa" in " ".join(hands.text.split())
        await hands.press("escape", "escape")
        assert hands.place() == "Beranda"

    play(script)


def test_a_session_is_opened_with_who_is_present(play: Play, as_user: SignIn) -> None:
    async def script(hands: Any) -> None:
        await hands.press("s", "b")
        assert hands.place() == "Ask"
        await choose_village(hands, "cala")
        await hands.press("down", "down", "down")
        await hands.write("Balai Desa")
        await hands.press("enter")
        for name in ("H. Amin, S.Pd., Kepala Desa", "Siapa"):
            await hands.write(name)
            await hands.press("enter")
        assert "H. Amin, S.Pd., Kepala Desa" in hands.text
        await hands.press("backspace")
        assert hands.app.screen.query(Input).last().value == "Siapa"
        await hands.write(" Saja")
        await hands.press("enter", "enter")
        assert hands.place() == "Sesi"
        assert "Sesi di Danau Cala" in hands.text
        assert "2 orang hadir" in hands.text
        assert "sesi: Danau Cala" in hands.line(-2)
        await hands.press("b")
        assert "sudah terbuka" in hands.line(-3)

    play(script)
    session = current_session(as_user("siti"))
    assert session is not None
    assert (session.place, session.meeting) == ("Balai Desa", "kunjungan")
    assert session.present == (Present("H. Amin, S.Pd.", "Kepala Desa"), Present("Siapa Saja", ""))


def test_an_impossible_day_is_said_and_what_was_typed_stays(play: Play, as_user: SignIn) -> None:
    async def script(hands: Any) -> None:
        await hands.press("s", "b", "down")
        hands.app.screen.query(Input).first().value = "31-02-2026"
        await hands.confirm("down")
        await hands.press("down", "down", "enter")
        assert hands.place() == "Ask"
        assert "Sebutkan desanya" in hands.text
        hands.app.screen.query("Choice").first().value = "16.06.02.2006"
        await hands.press("enter")
        assert "31-02-2026" in hands.text
        await hands.press("escape")
        assert hands.place() == "Sesi"

    play(script)
    assert sessions(as_user("siti")) == []


def test_the_plan_by_rt_and_back_to_the_same_row(
    play: Play, opened: str, as_user: SignIn, village: str
) -> None:
    async def script(hands: Any) -> None:
        await hands.press("s")
        walks = hands.app.screen.query_one("#walks", Lines)
        expected = {(row.rt, row.families, row.left) for row in plan_by_rt(as_user("siti"), village)}
        assert {(row.rt, row.families, row.left) for row in walks.rows} == expected
        await hands.press("down", "enter")
        assert hands.place() == "Kunjungan"
        families = hands.app.screen.query_one("#families", Lines)
        code = families.rows[2].code
        assert code in hands.text
        await hands.press("down", "down", "enter")
        assert hands.place() == "Keluarga"
        await hands.press("escape")
        assert hands.place() == "Kunjungan"
        assert families.pointed.code == code
        await hands.press("escape")
        assert hands.place() == "Sesi"
        assert walks.cursor == 1

    play(script)


def test_nobody_at_home_and_when_to_come_again(
    play: Play, opened: str, as_user: SignIn, village: str
) -> None:
    again = (as_user("siti").today() + timedelta(days=7)).strftime("%d-%m-%Y")

    async def script(hands: Any) -> None:
        await hands.press("s", "enter", "t")
        assert hands.place() == "Ask"
        await hands.write("01-01-2020")
        await hands.press("enter")
        await hands.confirm("enter")
        assert "sudah lewat" in hands.text
        await hands.press("up")
        hands.app.screen.query(Input).first().value = again
        await hands.press("down")
        await hands.write("di kebun")
        await hands.press("enter")
        assert hands.place() == "Kunjungan"
        assert "tidak di rumah" in hands.line(-3)
        assert again in hands.line(4)
        assert "di kebun" in hands.text
        await hands.press("escape")
        assert again in hands.text
        assert "1 tidak di rumah" in hands.text

    play(script)
    assert count_session(as_user("siti"), opened).missed == 1


def test_counts_are_live_and_closing_asks(play: Play, opened: str, as_user: SignIn, village: str) -> None:
    siti = as_user("siti")
    one = next(family for family in plan(siti, village) if family.members == 1)
    person = read_household(siti, one.household).members[0].person

    async def script(hands: Any) -> None:
        await hands.press("s")
        assert "Orang: 0 diperiksa" in hands.text
        record(siti, person, Sheet("mampu"))
        await hands.press("f2", "s")
        assert "keluarga: 1 selesai" in hands.text
        assert "Orang: 1 diperiksa: 1 " in hands.text
        await hands.press("k")
        assert "keluarga: 1 selesai" in hands.text
        assert hands.app.screen.focused.id == "cancel"
        await hands.press("k")
        await hands.confirm("enter")
        assert hands.place() == "Sesi"
        assert current_session(siti) is not None, "Enter lay on Cancel"
        await hands.press("k", "up", "up")
        await hands.write("yyy lancar")
        await hands.press("enter")
        await hands.write("Budi, Ketua RT")
        await hands.press("enter", "enter")
        assert current_session(siti) is not None, "letters of the note decide nothing"
        await hands.confirm("y")
        assert current_session(siti) is None
        assert "Sesi ditutup" in hands.line(-3)
        assert "yyy lancar" in hands.text
        assert "sesi:" not in hands.line(-2)

    play(script)
    closed = sessions(siti)[0]
    assert closed.counts is not None
    assert (closed.counts.done, closed.counts.checked, closed.note) == (1, 1, "yyy lancar")
    assert closed.present == (Present("Amin", "Kades"), Present("Budi", "Ketua RT"))


def test_minutes_and_prelist_are_written_and_nothing_is_replaced_unasked(
    play: Play, opened: str, as_user: SignIn, practice: Path
) -> None:
    async def script(hands: Any) -> None:
        await hands.press("s", "p")
        draft = next(practice.glob("latihan-berita-acara-draf-*.pdf"))
        assert draft.name in " ".join(hands.text.split())
        close_session(as_user("siti"))
        await hands.press("f2", "s", "p")
        made = next(practice.glob("latihan-berita-acara-danau-cala-*.pdf"))
        before = made.read_bytes()
        assert before.startswith(b"%PDF")
        assert draft.name != made.name
        await hands.pilot.press("p")
        for _turn in range(100):
            await hands.pilot.pause(0.02)
            if hands.place() == "Confirm" and "Ganti" in hands.text:
                break
        assert "ada. Ganti isinya?" in hands.text
        await hands.press("escape")
        assert made.read_bytes() == before
        await hands.press("d")
        assert len(list(practice.glob("latihan-prelist-danau-cala-*.pdf"))) == 1

    play(script)


def test_the_second_session_of_a_day_has_its_own_file(
    play: Play, opened: str, as_user: SignIn, village: str, practice: Path
) -> None:
    siti = as_user("siti")
    close_session(siti)
    open_session(siti, village)
    close_session(siti)

    async def script(hands: Any) -> None:
        await hands.press("s", "p", "down", "p")

    play(script)
    names = sorted(path.name for path in practice.glob("latihan-berita-acara-*.pdf"))
    assert len(names) == 2
    assert names[0].removesuffix(".pdf") + ".pdf" in names
    assert any(name.endswith("-2.pdf") for name in names)


def test_hostile_names_are_only_ever_text(play: Play, opened: str, as_user: SignIn) -> None:
    siti = as_user("siti")
    with siti.database.write() as connection:
        connection.execute(
            update(t.household).values(
                head_name="[@click=app.quit]x[/]\x1b[2J", address="\x1b]0;j\x07[/] RT 1"
            )
        )
        connection.execute(
            update(t.session).values(place="[bold]\x1b[31m\u202e", present='[["[/]", "\\u001b"]]')
        )

    async def script(hands: Any) -> None:
        for keys in (("s",), ("enter",), ("t",), ("escape", "escape", "k"), ("escape", "b")):
            await hands.press(*keys)
            assert hands.app.return_value is None
            for line in hands.app.screen._compositor.render_strips():
                for segment in line:
                    assert "\x1b" not in segment.text
                    assert "\u202e" not in segment.text
                    assert not (segment.style and "@click" in segment.style.meta)
        assert "[@click" not in hands.line(0)

    play(script)
    play(script, size=(120, 40))


@pytest.mark.parametrize(
    ("text", "present"),
    [
        ("Amin, Kepala Desa", Present("Amin", "Kepala Desa")),
        ("H. Amin, S.Pd., Kades", Present("H. Amin, S.Pd.", "Kades")),
        ("Amin", Present("Amin", "")),
        (", Kades", Present("Kades", "")),
        ("Amin,", Present("Amin", "")),
    ],
)
def test_present(text: str, present: Present) -> None:
    assert read_present(text) == present


def test_the_nearest_next_visit_stands_for_the_rt(as_user: SignIn, village: str) -> None:
    siti = as_user("siti")
    rt = next(row for row in plan_by_rt(siti, village) if row.rt and row.families > 1)
    days = [(siti.today() + timedelta(days=ahead)).isoformat() for ahead in (16, 9)]
    for family, day in zip(plan(siti, village, rt.rt, rt.rw), days, strict=False):
        miss_visit(siti, family.household, next_day=day)
    after = plan_by_rt(siti, village)
    assert sum(row.families for row in after) == len(plan(siti, village))
    assert [(row.missed, row.next) for row in after if row.missed] == [(2, days[1])]


def test_the_code_on_paper_finds_the_family(play: Play, as_user: SignIn) -> None:
    family = plan(as_user("siti"))[40]

    async def script(hands: Any) -> None:
        await hands.press("f3")
        assert "kode lima huruf" in hands.text
        await hands.write(family.code.lower())
        lines = hands.app.screen.query_one("#found", Lines)
        assert lines.pointed.household == family.household
        assert f"kode {family.code} di atas" in hands.line(2)
        await hands.press("enter")
        assert hands.place() == "Keluarga"
        assert family.household in hands.text
        await hands.press("escape", "escape")
        await hands.write("22222")
        assert "di atas" not in hands.line(2)
        assert "orang" in hands.line(2)

    play(script)


def test_undo_in_the_queue_takes_back_the_pointed_decision(
    play: Play, queued: Callable[..., list[str]], as_user: SignIn
) -> None:
    queued(3)

    async def script(hands: Any) -> None:
        await hands.press("f4", "down")
        row = hands.app.screen.query_one("#queue", Lines).pointed
        await hands.press("u")
        assert hands.place() == "Decide"
        assert row.name[:20] in hands.text
        assert "Masuk antrean" in hands.text
        await hands.press("enter")
        assert hands.place() == "Antrean"
        assert row.state == "menunggu"
        await hands.press("u")
        await hands.confirm("y")
        assert "Dibatalkan: masuk antrean" in hands.line(-3)
        states = {one.id: one.state for one in hands.app.screen.query_one("#queue", Lines).rows}
        assert states.pop(row.id) == "ditarik"
        assert set(states.values()) == {"menunggu"}

    play(script)


def test_undo_of_an_approval_brings_it_back(
    play: Play, queued: Callable[..., list[str]], as_user: SignIn
) -> None:
    queued(1)

    async def script(hands: Any) -> None:
        await hands.press("f5", "u")
        assert "Tidak ada keputusan Anda" in hands.text
        await hands.press("a")
        await hands.confirm("y")
        assert "Batalkan dengan u" in " ".join(hands.text.split())
        assert hands.app.screen.query_one("#waiting", Lines).rows == []
        await hands.press("u")
        assert "Persetujuan," in hands.text
        await hands.confirm("y")
        assert len(hands.app.screen.query_one("#waiting", Lines).rows) == 1

    play(script, "budi")
    assert undoable(as_user("budi")) == []


def test_a_forgotten_session_is_said(play: Play, as_user: SignIn, village: str) -> None:
    siti = as_user("siti")
    yesterday = siti.today() - timedelta(days=1)
    open_session(siti, village, day=yesterday.isoformat())

    async def script(hands: Any) -> None:
        await hands.press("s")
        assert "Dari hari lain, belum ditutup" in hands.line(3)

    play(script)


def test_however_many_came_the_buttons_stay_on_screen(play: Play, as_user: SignIn, village: str) -> None:
    present = [Present(f"Warga {number}", "Saksi") for number in range(30)]
    open_session(as_user("siti"), village, present=present)

    async def script(hands: Any) -> None:
        await hands.press("s", "k")
        assert "26 orang lain, lalu" in hands.text
        assert "Warga 29, Saksi" in hands.text
        assert "y  Tutup sesi" in hands.text
        await hands.confirm("y")
        assert "Sesi ditutup" in hands.line(-3)
        assert "30 orang hadir" in hands.text

    play(script)
    assert sessions(as_user("siti"))[0].present == tuple(present)


def test_titles_with_commas_survive_closing(play: Play, as_user: SignIn, village: str) -> None:
    siti = as_user("siti")
    open_session(siti, village, present=[Present("H. Amin, S.Pd.", "")])

    async def script(hands: Any) -> None:
        await hands.press("s", "k")
        await hands.confirm("y")

    play(script)
    assert sessions(siti)[0].present == (Present("H. Amin, S.Pd.", ""),)


def test_the_village_of_a_session_stands_beside_the_place_where_there_is_room(
    play: Play, opened: str
) -> None:
    async def narrow(hands: Any) -> None:
        assert "sesi: Danau Cala" in hands.line(-2)
        assert "Musi Banyuasin" not in hands.line(-2)
        assert "siti (fasilitator)" in hands.line(-2)

    async def wide(hands: Any) -> None:
        assert "sesi: Danau Cala · Musi Banyuasin · siti" in hands.line(-2)

    play(narrow)
    play(wide, size=(120, 40))
