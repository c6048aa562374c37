"""Days with pairs of records that may be one person: seen, judged, undone, let through."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from kelambu_tui.exchange.intake import import_list
from kelambu_tui.programme.rules import blocking
from kelambu_tui.store import tables as t
from kelambu_tui.tui.screens import ganda as page
from kelambu_tui.tui.screens.ganda import Ganda
from kelambu_tui.tui.widgets.chrome import Words
from kelambu_tui.tui.widgets.evidence import verdict_line, weight_words
from kelambu_tui.work.duplicates import judge_pair, suspects, undo_verdict
from kelambu_tui.work.leaves import ask_leave, leaves
from kelambu_tui.work.suspicions import Suspect
from kelambu_tui.work.verification import Sheet, record
from kelambu_tui.work.verification import judge as judge_form
from kelambu_tui.work.workspace import Workspace

pytestmark = pytest.mark.slow  # whole pages, drawn and played: the full check runs them

Play = Callable[..., None]
Enter = Callable[[str], Workspace]
WIDE = (120, 40)


def in_view(hands: Any) -> Suspect:
    item = hands.app.screen._queues.current
    assert item is not None
    return item  # type: ignore[no-any-return]


def key(item: Suspect) -> tuple[str, str]:
    return item.pair.a, item.pair.b


async def wait_until_seen() -> None:
    await asyncio.sleep(page.SEEN + 0.05)


async def judge(hands: Any, verdict: str) -> Suspect:
    """Look at the pair in view, then press a verdict; answers the pair."""
    await asyncio.sleep(0.75)  # a new press, not a held key
    item = in_view(hands)
    await hands.press(verdict)
    return item


async def open_pairs(hands: Any) -> None:
    await hands.press("f12")
    assert hands.place() == "Ganda"
    await wait_until_seen()


def verdicts(workspace: Workspace) -> dict[tuple[str, str], str]:
    with workspace.database.read() as connection:
        rows = connection.execute(select(t.verdict.c.a, t.verdict.c.b, t.verdict.c.verdict)).all()
    return {(row.a, row.b): row.verdict for row in rows}


@pytest.fixture
def strong(as_user: Enter) -> Suspect:
    """A likely open pair of the practice list with two NIKs; not the first of its queue."""
    kind = "orang_sama_nik_lain"
    return [one for one in suspects(as_user("siti")) if one.strong and one.pair.kind == kind][2]


# --- looking ---


@pytest.mark.parametrize("size", [(80, 24), WIDE])
def test_a_pair_stands_side_by_side_with_its_reasons(play: Play, size: tuple[int, int]) -> None:
    async def script(hands: Any) -> None:
        await open_pairs(hands)
        item, text = in_view(hands), hands.text
        assert "1 dari" in hands.line(2)
        assert "menahan antrean" in hands.line(2)
        assert item.name_a in text
        assert item.name_b in text
        assert verdict_line(item.pair) in text
        first = item.pair.evidence[0]
        assert abs(first.weight) == max(abs(one.weight) for one in item.pair.evidence)
        assert weight_words(first.weight) in text
        marks = re.findall(r"  ([=~x?])  ", text)
        assert len(marks) > 5
        assert "=" in marks

    play(script, size=size)


def test_the_weights_add_up_beside_or_on_a_key(play: Play) -> None:
    async def narrow(hands: Any) -> None:
        await open_pairs(hands)
        assert "jumlah" not in hands.text
        await hands.press("f7", "end")
        assert "jumlah" in hands.text
        assert in_view(hands).name_a in hands.line(2), "whose reasons these are stays in view"
        await hands.press("escape")
        assert "Tanggal lahir" in hands.text
        assert hands.place() == "Ganda"
        await hands.press("escape")
        assert hands.place() == "Beranda"

    async def wide(hands: Any) -> None:
        await open_pairs(hands)
        assert "jumlah" in hands.text
        assert "Tanggal lahir" in hands.text

    play(narrow)
    play(wide, size=WIDE)


def test_queues_and_steps(play: Play) -> None:
    async def script(hands: Any) -> None:
        await open_pairs(hands)
        queues = hands.app.screen._queues
        first = in_view(hands)
        await hands.press("n", "right")
        assert queues.place == 3
        await hands.press("p", "left", "left")
        assert in_view(hands) is first
        assert "pasangan pertama" in hands.text
        before = queues.name
        await hands.press("s")
        assert queues.name != before
        assert queues.place == 1
        await hands.press("tab")
        assert queues.name == before, "a queue with nothing in it is passed over"

    play(script)


def test_both_households_are_one_key_away_and_back_to_the_same_pair(play: Play) -> None:
    async def script(hands: Any) -> None:
        await open_pairs(hands)
        await hands.press("n")
        item = in_view(hands)
        for pressed, person in (("h", item.pair.a), ("H", item.pair.b)):
            await hands.press(pressed)
            assert hands.place() == "Keluarga"
            assert f"ID yang ditunjuk {person}" in hands.text
            assert "ganda?" in hands.text
            await hands.press("escape")
            assert hands.place() == "Ganda"
            assert key(in_view(hands)) == key(item)

    play(script)


def test_both_niks_are_shown_and_that_is_written(play: Play, as_user: Enter) -> None:
    async def script(hands: Any) -> None:
        await open_pairs(hands)
        sides = [side for side in hands.app.screen._sides if side.nik]
        assert not any(side.nik in hands.text for side in sides)
        await hands.press("l")
        assert all(side.nik in hands.text for side in sides)

    play(script)
    with as_user("siti").database.read() as connection:
        kinds = connection.execute(select(t.entry.c.kind).where(t.entry.c.kind == "nik.revealed")).all()
    assert len(kinds) == 2


# --- judging ---


@pytest.mark.parametrize(("pressed", "verdict"), [("1", "sama"), ("2", "beda"), ("3", "ragu")])
def test_a_verdict_is_written_and_the_next_pair_is_there(
    play: Play, as_user: Enter, pressed: str, verdict: str
) -> None:
    judged: list[tuple[str, str]] = []

    async def script(hands: Any) -> None:
        await open_pairs(hands)
        queues = hands.app.screen._queues
        count, following = len(queues.pairs), queues.pairs[1]
        judged.append(key(await judge(hands, pressed)))
        assert key(in_view(hands)) == key(following)
        assert len(queues.pairs) == count - (verdict != "ragu")
        assert "u membatalkan" in hands.text
        if verdict == "ragu":
            assert key(queues.pairs[-1]) == judged[0], "set aside, looked at again at the end"

    play(script)
    assert verdicts(as_user("siti")) == {judged[0]: verdict}


def test_undo_brings_pairs_back_newest_first(play: Play, as_user: Enter) -> None:
    async def script(hands: Any) -> None:
        await open_pairs(hands)
        first = await judge(hands, "2")
        second = await judge(hands, "1")
        await hands.press("u")
        assert key(in_view(hands)) == key(second)
        assert "dibatalkan" in hands.text
        await asyncio.sleep(0.75)
        await hands.press("u")
        assert key(in_view(hands)) == key(first)
        await asyncio.sleep(0.75)
        await hands.press("u")
        assert "Belum ada putusan" in hands.text

    play(script)
    assert verdicts(as_user("siti")) == {}


def test_what_was_decided_can_be_seen_and_taken_back(play: Play, as_user: Enter, strong: Suspect) -> None:
    judge_pair(as_user("siti"), *key(strong), "beda", "kembar, lain KTP")

    async def script(hands: Any) -> None:
        await open_pairs(hands)
        assert "Sudah diputuskan 1" in hands.text
        for _turn in range(2):
            await hands.press("s")
            if hands.app.screen._queues.name == "putus":
                break
        assert "Dinyatakan dua orang oleh siti" in hands.text
        assert "kembar, lain KTP" in hands.text
        assert "menahan antrean" not in hands.line(2)
        await hands.press("u")
        assert key(in_view(hands)) == key(strong)
        assert "Sudah diputuskan 0" in hands.text

    play(script)
    assert verdicts(as_user("siti")) == {}


def test_only_author_or_supervisor_takes_back_and_that_is_said(
    play: Play, as_user: Enter, strong: Suspect
) -> None:
    judge_pair(as_user("budi"), *key(strong), "ragu")

    async def script(hands: Any) -> None:
        hands.app.push_screen(Ganda(strong.pair.a))
        await hands.settle()
        assert "Masih ragu menurut budi" in hands.text
        await hands.press("u")
        assert "hanya ia atau penyelia" in hands.text

    play(script)
    assert verdicts(as_user("siti")) == {key(strong): "ragu"}


async def hold_down(hands: Any, pressed: str) -> None:
    """Hold a key as a terminal sends it: once, after half a second again, then every 30 ms."""

    def repeat() -> None:
        # From a thread, as the keys of a terminal come: on time, however busy the app is.
        for pause in (0.5, *[0.03] * 15):
            time.sleep(pause)
            hands._send(pressed)

    hands._send(pressed)
    await asyncio.to_thread(repeat)
    await asyncio.sleep(0.3)
    await hands.settle()


@pytest.mark.parametrize("pressed", ["1", "2", "3"])
def test_a_held_key_judges_one_pair(play: Play, as_user: Enter, pressed: str) -> None:
    async def script(hands: Any) -> None:
        await open_pairs(hands)
        await hold_down(hands, pressed)

    play(script)
    assert len(verdicts(as_user("siti"))) == 1


def test_a_held_undo_takes_back_one_verdict_and_moved_keys_are_guarded_too(
    play: Play, practice: Path, as_user: Enter
) -> None:
    (practice / "keys.toml").write_text('"ganda.different" = "b"\n', encoding="utf-8")

    async def script(hands: Any) -> None:
        await open_pairs(hands)
        await hold_down(hands, "b")
        assert len(verdicts(hands.app.desk.workspace)) == 1
        await judge(hands, "b")
        await judge(hands, "b")
        await asyncio.sleep(0.75)
        await hold_down(hands, "u")

    play(script)
    assert len(verdicts(as_user("siti"))) == 2


def test_two_fingers_or_a_burst_judge_no_pair_unseen(play: Play, as_user: Enter) -> None:
    async def script(hands: Any) -> None:
        await open_pairs(hands)
        await hands.rush("2", "1", "3", "2", "1")

    play(script)
    assert list(verdicts(as_user("siti")).values()) == ["beda"]


def test_a_second_press_works_as_soon_as_the_pair_was_seen(play: Play, as_user: Enter) -> None:
    async def script(hands: Any) -> None:
        await open_pairs(hands)
        for _pair in range(3):
            hands._send("2")
            await hands.settle()
            await asyncio.sleep(0.45)  # quicker than most can read
        await asyncio.sleep(0.3)
        await hands.settle()

    play(script)
    assert list(verdicts(as_user("siti")).values()) == ["beda"] * 3


def test_a_pair_whose_data_changed_comes_back_and_says_so(
    play: Play, as_user: Enter, strong: Suspect, filled: dict[str, str]
) -> None:
    siti = as_user("siti")
    judge_pair(siti, *key(strong), "beda")
    record(siti, strong.pair.a, Sheet("layak", filled | {"birthplace": "Palembang"}))

    async def script(hands: Any) -> None:
        hands.app.push_screen(Ganda(strong.pair.a))
        await hands.settle()
        assert "Pernah dinyatakan beda oleh siti" in hands.text
        assert "datanya berubah" in hands.text
        assert "PALEMBANG" in hands.text
        assert "layak" in hands.text.lower()

    play(script)


# --- leave ---


def test_leave_is_asked_with_a_reason_and_given_with_one(
    play: Play, as_user: Enter, strong: Suspect, filled: dict[str, str]
) -> None:
    async def facilitator(hands: Any) -> None:
        hands.app.push_screen(Ganda(strong.pair.a))
        await hands.settle()
        await wait_until_seen()
        await hands.press("i")
        assert "Minta izin mengantrekan?" in hands.text
        await hands.confirm("enter")
        assert "Tulis dulu alasannya" in hands.text
        await hands.write("KTP 123 asli")
        assert verdicts(hands.app.desk.workspace) == {}, "digits are letters where something is typed"
        await hands.press("enter")
        assert hands.place() == "Ganda"
        assert "siti minta izin mengantrekan" in hands.text
        assert "KTP 123 asli" in hands.text

    async def supervisor(hands: Any) -> None:
        assert "1 minta izin (g)" in hands.line(2)
        await open_pairs(hands)
        if hands.app.screen._queues.name != "orang":
            await hands.press("s")
        assert key(in_view(hands)) == key(strong), "whoever waits for leave comes first"
        assert "siti minta izin mengantrekan" in hands.text
        await hands.press("i")
        assert "Beri izin mengantrekan?" in hands.text
        assert strong.pair.a in hands.text, "the one for whom it was asked"
        await hands.write("KTP asli dilihat")
        await hands.confirm("enter")
        assert "budi memberi izin mengantrekan" in hands.text
        assert "KTP asli dilihat" in hands.text

    play(facilitator)
    play(supervisor, "budi")
    (one,) = leaves(as_user("siti"))
    assert (one.person, one.given_by, one.valid) == (strong.pair.a, "budi", True)


def test_what_is_refused_is_said_in_the_box(
    play: Play, as_user: Enter, strong: Suspect, filled: dict[str, str]
) -> None:
    record(as_user("budi"), strong.pair.a, Sheet("layak", filled))

    async def script(hands: Any) -> None:
        hands.app.push_screen(Ganda(strong.pair.a))
        await hands.settle()
        await hands.press("i")
        await hands.write("yakin")
        await hands.confirm("enter")
        assert hands.place() == "Decide"
        assert "verifikasi sendiri" in hands.text
        await hands.press("escape")
        assert hands.place() == "Ganda"

    play(script, "budi")
    assert leaves(as_user("siti")) == []


def test_leave_is_only_for_what_is_held_back(play: Play, as_user: Enter, strong: Suspect) -> None:
    judge_pair(as_user("siti"), *key(strong), "sama")

    async def script(hands: Any) -> None:
        hands.app.push_screen(Ganda(strong.pair.a))
        await hands.settle()
        while hands.app.screen._queues.name != "putus":
            await hands.press("s")
        await hands.press("i")
        assert hands.place() == "Ganda"
        assert "tidak perlu izin" in hands.text

    play(script)


# --- ways in ---


def test_home_counts_them_and_leads_there(play: Play, as_user: Enter) -> None:
    held = sum(one.strong for one in suspects(as_user("siti")))

    async def script(hands: Any) -> None:
        assert f"Dugaan ganda: {held} pasangan menahan antrean (g)" in hands.line(2)
        await hands.press("g")
        assert hands.place() == "Ganda"
        await judge(hands, "1")
        await hands.press("f2")
        assert f"Dugaan ganda: {held - 1} pasangan" in hands.line(2)

    play(script)


def test_the_form_warns_leads_to_the_pair_and_is_quiet_once_it_is_settled(
    play: Play, as_user: Enter, filled: dict[str, str]
) -> None:
    siti = as_user("siti")
    person, other = next(
        (one.pair.a, one.name_b)
        for one in suspects(siti)
        if one.strong and in_the_way(siti, one.pair.a, filled) in (["bukan_data_ganda"], ["nik_tunggal"])
    )

    async def script(hands: Any) -> None:
        from kelambu_tui.tui.screens.verifikasi import Verifikasi

        hands.app.push_screen(Verifikasi(person))
        await hands.settle()
        assert "Mungkin sudah tercatat" in hands.text
        assert other in hands.text
        await hands.press("ctrl+n")
        assert "Belum dapat diantrekan" in hands.text
        assert hands.text.count("^G membandingkan") == 2, "under the name and in what is refused"
        await hands.press("ctrl+g")
        assert hands.place() == "Ganda"
        while hands.app.screen._queues.name != "putus":
            await judge(hands, "2")
            if hands.app.screen._queues.current is None:
                await hands.press("s")
        await hands.press("escape")
        assert hands.place() == "Verifikasi"
        assert "Mungkin sudah tercatat" not in hands.text

    record(siti, person, Sheet("layak", filled))
    play(script)


def in_the_way(workspace: Workspace, person: str, filled: dict[str, str]) -> list[str]:
    found = judge_form(workspace, person, Sheet("layak", filled)).findings
    return [item.rule for item in blocking(found)]


def test_a_nik_typed_from_the_card_is_compared_as_it_stands(
    play: Play,
    folder: Path,
    sign_in: Enter,
    person_row: Callable[..., dict[str, str]],
    list_file: Callable[..., Path],
) -> None:
    rows = [person_row(number) for number in range(1, 40)]
    rows[0] |= {"Nama": "SUHARTINI PERMATA"}
    rows[1] |= {"Nama": "SUHARTINY PERMATA", "NIK": "", "Jenis Kelamin": "P"}
    import_list(sign_in("siti"), list_file(rows))
    nik = rows[0]["NIK"]

    def said(hands: Any) -> str:
        return str(hands.app.screen.query_one("#lookalikes", Words).content)

    async def script(hands: Any) -> None:
        from kelambu_tui.tui.screens.verifikasi import Verifikasi
        from kelambu_tui.tui.widgets.sheet_form import SheetForm

        hands.app.push_screen(Verifikasi(rows[1]["ID Individu"]))
        await hands.settle()
        assert said(hands) == ""
        hands.app.screen.query_one(SheetForm).row("values", "nik").editor.focus()
        await hands.write(nik[:9])
        assert said(hands) == "", "half a NIK says nothing yet"
        await hands.write(nik[9:])
        assert "Mungkin sudah tercatat: SUHARTINI PERMATA" in said(hands)

    play(script, "siti", WIDE, folder)


def test_members_who_may_be_listed_twice_are_marked_in_words(play: Play, strong: Suspect) -> None:
    async def script(hands: Any) -> None:
        from kelambu_tui.tui.screens.keluarga import Keluarga

        hands.app.push_screen(Keluarga(strong.household_a, strong.pair.a))
        await hands.settle()
        assert "ganda?" in hands.text
        await hands.press("g")
        assert hands.place() == "Ganda"
        assert strong.pair.a in key(in_view(hands))
        await hands.press("escape")
        assert hands.place() == "Keluarga"

    play(script)


# --- nothing to see, and worse ---


def test_an_empty_page_teaches_and_its_keys_do_nothing(
    play: Play, eligible: Callable[[int], list[str]]
) -> None:
    (person,) = eligible(1)

    async def script(hands: Any) -> None:
        hands.app.push_screen(Ganda(person))
        await hands.settle()
        if hands.app.screen._queues.current is None:
            assert "Tidak ada pasangan yang perlu dilihat" in hands.text
            await hands.press("1", "2", "3", "u", "i", "f7", "n", "p", "h", "H", "l", "s")
            assert hands.place() == "Ganda"
        await hands.press("escape")
        assert hands.place() == "Beranda"

    play(script)


def test_a_workspace_without_a_list(play: Play, folder: Path) -> None:
    async def script(hands: Any) -> None:
        await hands.press("f12")
        assert "Tidak ada pasangan yang perlu dilihat" in hands.text

    play(script, "siti", folder=folder)


HOSTILE = ("[@click=app.quit]x[/]", "\x1b[2J\x1b[31mHAPUS", "SITI\u202eHANIMA", "宽" * 80, "A" * 5000, "[/]")


@pytest.mark.slow
@pytest.mark.parametrize("size", [(80, 24), WIDE])
def test_hostile_names_are_only_text(play: Play, as_user: Enter, size: tuple[int, int]) -> None:
    siti = as_user("siti")
    pairs = suspects(siti)[: len(HOSTILE)]
    for text, item in zip(HOSTILE, pairs, strict=True):
        judge_pair(siti, *key(item), "ragu", text)
        ask_leave(siti, item.pair.b, text)
        with siti.database.write() as connection:
            values = {"name": text, "relation": text, "sex": text, "nik": text[:30]}
            connection.execute(update(t.person).where(t.person.c.uid == item.pair.b).values(values))
            evidence = f'[["name", "mirip", 3.0, "[/]", "{chr(0x202E)}x"]]'
            connection.execute(
                update(t.suspicion).where(t.suspicion.c.b == item.pair.b).values(evidence=evidence)
            )

    async def script(hands: Any) -> None:
        for item in pairs:
            hands.app.push_screen(Ganda(item.pair.b))
            await hands.settle()
            for pressed in ("f7", "f7", "l", "i", "escape"):
                check(hands)
                await hands.press(pressed)
            assert hands.place() == "Ganda"
            await hands.press("escape")
        check(hands)

    play(script, size=size)


def check(hands: Any) -> None:
    import unicodedata

    assert hands.app.return_value is None
    for line in hands.app.screen._compositor.render_strips():
        for segment in line:
            assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in segment.text)
            assert not (segment.style and ("@click" in segment.style.meta or segment.style.link))


def test_undo_beside_the_app_is_not_repeated(play: Play, as_user: Enter) -> None:
    async def script(hands: Any) -> None:
        await open_pairs(hands)
        item = await judge(hands, "2")
        undo_verdict(hands.app.desk.workspace, *key(item))
        await hands.press("u")
        assert "tidak ada yang dibatalkan" in hands.text
        assert hands.place() == "Ganda"

    play(script)
