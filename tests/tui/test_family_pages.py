"""Days with what a list says wrongly: corrected, told apart, told of later; the desil; the benefits."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from kelambu_tui.store import tables as t
from kelambu_tui.tui.screens.keluarga import Keluarga
from kelambu_tui.tui.screens.verifikasi import Verifikasi
from kelambu_tui.tui.widgets.lines import Lines
from kelambu_tui.work.corrections import correct, history, listed_person
from kelambu_tui.work.desil import desil_changes
from kelambu_tui.work.desil_sources import settle_desils
from kelambu_tui.work.duplicates import suspects
from kelambu_tui.work.enrolment import queue
from kelambu_tui.work.households import read_household
from kelambu_tui.work.verification import Sheet, read_form, record
from kelambu_tui.work.workspace import Workspace

pytestmark = pytest.mark.slow  # whole pages, drawn and played: the full check runs them

Play = Callable[..., None]
Enter = Callable[[str], Workspace]
HOUSEHOLD, HEAD, WIFE = "404000151", "4040000460", "4040000461"
SIZES = [(80, 24), (120, 40)]
HOSTILE = (
    "[@click=app.quit]x[/]",
    "\x1b[2J\x1b[31mHAPUS",
    "SITI\u202eHANIMA",
    "宽" * 40,
    "=cmd|' /C calc'!A0",
)


async def open_family(hands: Any, person: str = WIFE) -> None:
    hands.app.push_screen(Keluarga(HOUSEHOLD, person))
    await hands.settle()
    assert hands.place() == "Keluarga"


async def let_go(hands: Any) -> None:
    """Wait as long as a dialog wants to have been open."""
    await asyncio.sleep(0.3)
    await hands.settle()


async def fill(hands: Any, value: str, reason: str = "menurut KTP", evidence: str = "KTP dilihat") -> None:
    """Type over the value in the dialog, then reason and evidence, and confirm."""
    await let_go(hands)
    await hands.press("ctrl+u")
    await hands.write(value)
    await hands.press("down")
    await hands.write(reason)
    await hands.press("down")
    await hands.write(evidence)
    await hands.press("enter")


def rows(hands: Any) -> Lines[Any]:
    found: Lines[Any] = hands.app.screen.query_one("#rows", Lines)
    return found


@pytest.mark.parametrize("size", SIZES)
def test_a_name_is_corrected_and_every_page_says_so(
    play: Play, as_user: Enter, size: tuple[int, int]
) -> None:
    async def script(hands: Any) -> None:
        await open_family(hands)
        await hands.press("k")
        assert hands.place() == "Koreksi"
        assert "daftar" in hands.text
        await hands.press("enter")
        assert "Daftar P3KE 2021 menulis: SITI" in hands.text
        await fill(hands, "Siti Munaroh")
        assert hands.place() == "Koreksi"
        line = next(line for line in hands.text.split("\n") if line.startswith(" › Nama"))
        assert [word for word in ("SITI", "Siti Munaroh", "koreksi") if word in line] != []
        assert "koreksi" in line
        assert "menurut KTP (KTP dilihat)" in hands.text
        assert "dinilai lagi" in hands.text
        await hands.press("h")
        assert hands.place() == "Riwayat"
        for words in ("SITI menjadi Siti Munaroh", "Daftar menulis: SITI", "Alasan: menurut KTP", "siti, "):
            assert words in hands.text, words
        await hands.press("escape", "escape")
        assert hands.place() == "Keluarga"
        assert "*Siti Munaroh" in hands.text
        assert "* Daftar menulis: nama SITI" in hands.text
        await hands.press("enter")
        assert hands.place() == "Verifikasi"
        assert "*Siti Munaroh" in hands.line(2)
        assert "* Daftar menulis: nama SITI" in hands.text
        await hands.press("f3")
        await hands.write("siti munaroh")
        if size == (80, 24):
            await hands.press("f7")
        assert "* Daftar menulis: nama SITI" in hands.text
        await hands.press("ctrl+g", "f12")

    play(script, size=size)
    (change,) = history(as_user("siti"), WIFE, "name")
    assert (change.value, change.listed, change.author) == ("Siti Munaroh", "SITI", "siti")


def test_what_cannot_be_is_said_in_the_box_and_nothing_typed_is_lost(play: Play, as_user: Enter) -> None:
    async def script(hands: Any) -> None:
        await open_family(hands)
        await hands.press("k", "down", "down", "enter")
        await fill(hands, "31-02-1980")
        assert "tidak bisa dibaca" in hands.text
        assert "KTP dilihat" in hands.text, "the box is as it was typed"
        await hands.press("up", "up", "ctrl+u")
        await hands.write("01-01-2999")
        await hands.press("enter", "enter", "enter")
        assert "tidak mungkin" in hands.text
        await hands.press("up", "ctrl+u", "up", "ctrl+u")
        await hands.write("01-01-1979")
        await hands.press("enter", "enter", "enter")
        assert "Tulis dulu alasannya" in hands.text
        assert hands.app.focused is hands.app.screen._rows[1].editor, "the hands are where it is missing"
        await hands.press("escape")
        assert hands.place() == "Koreksi"
        await hands.press("home", "enter")
        await fill(hands, "123")
        assert "tidak berisi huruf" in hands.text

    play(script)
    assert history(as_user("siti"), WIFE) == ()


def test_f1_in_the_box_says_rule_example_and_common_mistake(play: Play) -> None:
    async def script(hands: Any) -> None:
        await open_family(hands)
        await hands.press("k", "down", "down", "enter", "f1")
        for words in ("Hari-bulan-tahun", "Contoh: 23-11-1980", "hari dan bulan tertukar"):
            assert words in hands.text, words
        await hands.press("escape")
        assert "Yang benar" in hands.text

    play(script)


def test_an_empty_value_goes_back_to_the_list(play: Play, as_user: Enter) -> None:
    siti = as_user("siti")
    correct(siti, WIFE, "name", "Siti Munaroh", reason="KTP")
    correct(siti, WIFE, "marital", "CERAI MATI", reason="akta")

    async def script(hands: Any) -> None:
        await open_family(hands)
        await hands.press("k", "enter")
        await fill(hands, "", "salah lihat")
        assert "*Siti" not in hands.text
        await hands.press("down", "down", "down", "down", "down", "enter")
        await let_go(hands)
        assert "cerai mati" in hands.text
        await hands.press("backspace", "down")
        await hands.write("salah akta")
        await hands.press("enter", "enter")
        await hands.press("escape")
        assert "*" not in hands.text.split("Rumah menurut")[0].replace("**********", "")

    play(script)
    assert not any(one.corrected for one in listed_person(siti, WIFE).fields)
    assert len(history(siti, WIFE)) == 4


def test_whoever_was_promised_a_place_is_asked_before(
    play: Play, as_user: Enter, queued: Callable[..., list[str]]
) -> None:
    (person,) = queued(1)

    async def script(hands: Any) -> None:
        hands.app.push_screen(Verifikasi(person))
        await hands.settle()
        await hands.press("ctrl+o", "enter")
        assert "koreksi menggugurkannya" in " ".join(hands.text.split())
        await fill(hands, "NAMA MENURUT KTP")
        assert "usulan gugur" in hands.text
        await hands.press("escape")
        assert hands.place() == "Verifikasi"
        assert "*NAMA MENURUT KTP" in hands.line(2)
        assert "gugur" in hands.line(2)

    play(script)
    assert read_form(as_user("siti"), person).enrolment_state == "gugur"


def test_a_nik_is_put_right_in_the_form_and_judged_and_compared_as_it_is_typed(
    play: Play, as_user: Enter
) -> None:
    siti = as_user("siti")
    with siti.database.read() as connection:
        other = connection.execute(select(t.person.c.nik).where(t.person.c.uid == HEAD)).scalar_one()
        listed = connection.execute(select(t.person.c.nik).where(t.person.c.uid == WIFE)).scalar_one()

    async def script(hands: Any) -> None:
        await open_family(hands)
        await hands.press("k", "down", "enter")
        assert hands.place() == "Verifikasi", "the NIK is asked in the form"
        row = hands.app.focused.parent
        assert (row.kind, row.key) == ("values", "nik")
        before = hands.text
        await hands.write(other)
        await asyncio.sleep(0.4)
        await hands.settle()
        assert "SUHARTO PRATAMA" in hands.text, "who has it already is named"
        assert "SUHARTO PRATAMA" not in before
        await hands.press("f7")
        assert "NIK yang sama ada di data lain" in hands.text
        await hands.press("escape", "ctrl+u")
        fault = "1606029902750001"
        await hands.write(fault)
        assert row.fault
        await hands.press("ctrl+u")
        await hands.write("1606024101590002")
        outcome = hands.app.screen.query("SheetForm").first().row("outcome", "outcome")
        outcome.editor.focus()
        await hands.press("right", "ctrl+r")
        assert "Tercatat" in hands.text
        await hands.press("escape")
        assert hands.place() == "Koreksi"
        line = next(line for line in hands.text.split("\n") if line.startswith(" › NIK"))
        assert "KTP" in line
        assert "1606**********02" in line
        await hands.press("h")
        assert "1606**********02" in hands.text
        assert "160602410159" not in hands.text
        assert listed not in hands.text

    play(script)
    assert listed_person(as_user("siti"), WIFE).nik == "1606024101590002"


def test_the_history_of_the_field_under_the_hands(play: Play, as_user: Enter, filled: dict[str, str]) -> None:
    siti = as_user("siti")
    record(siti, WIFE, Sheet("layak", filled))
    record(siti, WIFE, Sheet("layak", filled | {"phone": "081399999999"}))
    correct(siti, WIFE, "name", "Siti Munaroh", reason="KTP")

    async def script(hands: Any) -> None:
        hands.app.push_screen(Verifikasi(WIFE, ("values", "phone")))
        await hands.settle()
        await hands.press("ctrl+y")
        assert len(rows(hands).rows) == 2
        assert "081234567890 menjadi 081399999999" in hands.text
        await hands.press("s")
        assert len(rows(hands).rows) > 5
        assert "semua isian" in hands.text
        await hands.press("home")
        seen = set()
        for _row in range(len(rows(hands).rows)):
            assert "Alasan" in hands.text
            pointed = rows(hands).pointed
            assert pointed is not None
            seen.add(pointed.field)
            await hands.press("down")
        assert seen >= {"name", "phone", "nkk", "income"}
        await hands.press("s", "escape")
        assert hands.place() == "Verifikasi"
        hands.app.screen.query("SheetForm").first().row("values", "heir").editor.focus()
        await hands.press("ctrl+y")
        assert "belum pernah diubah" in hands.text

    play(script)


@pytest.mark.parametrize("size", SIZES)
def test_another_desil_is_proposed_with_the_checklist_beside_it(
    play: Play, as_user: Enter, size: tuple[int, int]
) -> None:
    siti = as_user("siti")
    best = {
        question.code: min(question.options, key=lambda option: option.points).code
        for question in siti.programme.hardship.questions
    }
    record(siti, WIFE, Sheet("layak", {}, best))

    async def script(hands: Any) -> None:
        await open_family(hands)
        await hands.press("d")
        assert hands.place() == "Desil"
        assert "✗ Tidak sesuai dengan desil 3." in hands.text
        assert "13 dari 13 dijawab" in hands.text
        assert "keramik" in hands.text, "what drove it"
        await hands.press("u")
        await let_go(hands)
        assert "daftar periksa: " in hands.text, "the evidence is there already"
        await hands.press("enter", "5")
        await let_go(hands)
        await hands.press("enter", "down", "down", "enter")
        assert "Tulis dulu alasannya" in hands.text
        await hands.write("rumah tembok, punya mobil")
        await hands.press("enter", "enter")
        assert hands.place() == "Desil"
        assert "diusulkan, menunggu" in hands.text
        assert "diusulkan 5" in hands.line(2)
        await hands.press("end")
        assert "rumah tembok, punya mobil" in hands.text
        await hands.press("home", "enter")
        assert hands.place() == "Verifikasi"
        row = hands.app.focused.parent
        assert row.kind == "answers"
        await hands.press("escape", "escape")
        assert hands.place() == "Keluarga"
        assert "Desil 3 menurut P3KE 2021 (diusulkan 5)" in hands.text

    play(script, size=size)
    (change,) = desil_changes(siti, "menunggu")
    assert (change.desil, change.listed, change.asked_by) == (5, 3, "siti")
    assert change.evidence.startswith("daftar periksa")


def test_sources_that_do_not_agree_are_told_apart_in_words(play: Play, as_user: Enter) -> None:
    siti = as_user("siti")
    with siti.database.write() as connection:
        for source, period, desil in (("DTSEN", "2025-06", 5), ("DTKS", "2020", 3)):
            row = {"family_id": HOUSEHOLD, "source": source, "period": period, "desil": desil, "intake_id": 1}
            connection.execute(insert(t.desil_record).values(row))
        settle_desils(connection, siti.programme)

    async def script(hands: Any) -> None:
        await open_family(hands)
        assert "Desil 5 menurut DTSEN 2025-06" in hands.line(2)
        assert "P3KE 3" in hands.line(2)
        await hands.press("d")
        text = hands.text
        assert "Sumber tidak sepakat" in text
        assert text.count("BEDA dari yang berlaku") == 2
        assert "Desil 5 di luar program, jadi tidak dinilai." in text
        assert [row.period for row in rows(hands).rows] == ["2025-06", "2021", "2020"]
        assert "berlaku" in rows(hands).rows[0].standing.text

    play(script)
    assert read_household(siti, HOUSEHOLD).desil == 5


def test_too_few_answers_say_what_to_ask_and_nobody_is_no_form(play: Play) -> None:
    async def script(hands: Any) -> None:
        await open_family(hands)
        await hands.press("d")
        assert "? Belum cukup jawaban" in hands.text
        assert "Jawab 8 pertanyaan lagi" in hands.text
        await hands.press("enter")
        assert hands.place() == "Verifikasi"

    play(script)


@pytest.mark.parametrize("size", SIZES)
def test_benefits_are_information_with_both_figures_and_the_waiting_time(
    play: Play, size: tuple[int, int]
) -> None:
    async def script(hands: Any) -> None:
        await open_family(hands)
        await hands.press("m")
        assert hands.place() == "Manfaat"
        for words in ("informasi, bukan penetapan", "Rp16.800", "Rp70.000.000", "Rp244.000.000", "beda"):
            assert words in hands.text, words
        assert "Anak di keluarga ini: 2" in hands.text
        await hands.press("down", "down")
        for words in ("Masa tunggu", "31-03-2027", "hanya Rp10.000.000", "Aturan: PP 82/2019", "Artikel: "):
            assert words in hands.text, words
        await hands.press("escape", "enter", "ctrl+t")
        assert hands.place() == "Manfaat"
        await hands.press("escape")
        assert hands.place() == "Verifikasi"

    play(script, size=size)


def test_a_verdict_with_a_note_and_one_without_cost_no_more_keys_than_before(
    play: Play, as_user: Enter
) -> None:
    async def script(hands: Any) -> None:
        await hands.press("f12")
        await asyncio.sleep(0.4)
        first = hands.app.screen._queues.current
        before = hands.app.screen._queues.count("putus")
        await hands.press("c")
        await let_go(hands)
        await hands.press("down", "enter")
        assert "Pilih dulu putusannya" in hands.text
        await hands.press("right", "right", "down")
        await hands.write("saudara [kembar], KK dilihat")
        await hands.press("enter")
        assert hands.place() == "Ganda"
        assert hands.app.screen._queues.count("putus") == before + 1
        assert "Beda: " in hands.text
        await asyncio.sleep(0.75)
        await hands.press("1")
        assert hands.app.screen._queues.count("putus") == before + 2
        while hands.app.screen._queues.name != "putus":
            await hands.press("s")
        noted = [one for one in hands.app.screen._queues.pairs if one.note]
        assert [(one.pair.a, one.pair.b) for one in noted] == [(first.pair.a, first.pair.b)]
        while hands.app.screen._queues.current is not noted[0]:
            await hands.press("p" if hands.app.screen._queues.place > 1 else "n")
        assert "“saudara [kembar], KK dilihat”" in " ".join(hands.text.split())

    play(script)
    notes = [one.note for one in suspects(as_user("siti"), settled=True) if one.note]
    assert notes == ["saudara [kembar], KK dilihat"]


def test_the_pair_page_tells_what_is_not_the_lists(play: Play, as_user: Enter) -> None:
    siti = as_user("siti")
    pair = next(one for one in suspects(siti) if one.strong)
    correct(siti, pair.pair.a, "address", "LORONG KENANGA NO 7", reason="pindah")
    name = listed_person(siti, pair.pair.a).name

    async def script(hands: Any) -> None:
        from kelambu_tui.tui.screens.ganda import Ganda

        hands.app.push_screen(Ganda(pair.pair.a))
        await hands.settle()
        assert name in hands.text
        side = 0 if hands.app.screen._sides[0].person == pair.pair.a else 1
        assert ("* kiri, daftar menulis: alamat", "* kanan, daftar menulis: alamat")[side] in hands.text
        assert "*LORONG KENANGA" in hands.text

    play(script, size=(120, 40))


@pytest.mark.parametrize("size", SIZES)
def test_hostile_text_is_only_ever_text(play: Play, as_user: Enter, size: tuple[int, int]) -> None:
    siti = as_user("siti")
    for text in HOSTILE:
        correct(siti, WIFE, "address", text, reason=text, evidence=text)
    with siti.database.write() as connection:
        connection.execute(
            update(t.person).where(t.person.c.uid == WIFE).values(name=HOSTILE[1], education="[/]")
        )
        connection.execute(
            update(t.household)
            .where(t.household.c.family_id == HOUSEHOLD)
            .values(head_name=HOSTILE[0], desil_source=HOSTILE[2])
        )
        connection.execute(
            update(t.desil_record)
            .where(t.desil_record.c.family_id == HOUSEHOLD)
            .values(source=HOSTILE[0], period=HOSTILE[2])
        )

    def check(hands: Any) -> None:
        assert hands.app.return_value is None
        for line in hands.app.screen._compositor.render_strips():
            for segment in line:
                assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in segment.text)
                assert not (segment.style and "@click" in segment.style.meta)

    async def script(hands: Any) -> None:
        await open_family(hands)
        for key in ("k", "end", "enter", "escape", "h", "s", "end", "escape", "escape", "d", "u", "escape"):
            await hands.press(key)
            check(hands)
        for key in ("escape", "m", "end", "escape", "h", "f1", "escape", "escape", "enter", "ctrl+y"):
            await hands.press(key)
            check(hands)

    play(script, size=size)


def test_a_paused_queue_is_not_lost_by_looking(
    play: Play, as_user: Enter, eligible: Callable[[int], list[str]], filled: dict[str, str]
) -> None:
    """Looking at corrections, history and benefits writes nothing and ends no promise."""
    (person,) = eligible(1)
    siti = as_user("siti")
    record(siti, person, Sheet("layak", filled))
    queue(siti, person)

    async def script(hands: Any) -> None:
        hands.app.push_screen(Verifikasi(person))
        await hands.settle()
        await hands.press("ctrl+o", "h", "escape", "escape", "ctrl+t", "escape", "ctrl+y", "escape")
        assert hands.place() == "Verifikasi"
        assert "menunggu" in hands.line(2)

    play(script)
    assert read_form(siti, person).enrolment_state == "menunggu"
