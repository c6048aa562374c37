from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from textual.widgets import Input

from kelambu_tui.tui.widgets.lines import Lines
from kelambu_tui.work.workspace import Workspace

Play = Callable[..., None]


def found(hands: Any) -> Lines[Any]:
    lines: Lines[Any] = hands.app.screen.query_one("#found", Lines)
    return lines


def test_an_empty_search_teaches_and_a_vain_one_helps(play: Play) -> None:
    async def script(hands: Any) -> None:
        await hands.press("f3")
        assert "Mulai mengetik" in hands.text
        await hands.write("zzqxw")
        assert "Tidak ditemukan" in hands.text

    play(script)


def test_as_one_types_with_the_hands_on_the_line(play: Play) -> None:
    async def script(hands: Any) -> None:
        await hands.press("f3")
        await hands.write("siti")
        rows = found(hands).rows
        assert rows
        assert all("SITI" in row.name.upper() for row in rows[:5])
        await hands.press("down", "down")
        assert found(hands).cursor == 2
        await hands.write(" aisyah")
        assert found(hands).cursor == 0
        assert "AISYAH" in found(hands).rows[0].name.upper()

    play(script)


def test_the_answer_is_always_that_of_the_last_letter(play: Play) -> None:
    async def script(hands: Any) -> None:
        await hands.press("f3")
        finder = await hands.app.desk.finder()
        await hands.write("siti rohmah")
        again = finder.search("siti rohmah", 200)
        assert again != finder.search("siti", 200)
        assert [row.person for row in found(hands).rows] == [row.person for row in again]

    play(script)


@pytest.mark.parametrize("what", ["nik", "household", "address"])
def test_by_nik_family_and_address(play: Play, as_user: Callable[[str], Workspace], what: str) -> None:
    from kelambu_tui.work.finding import open_finder

    person = open_finder(as_user("siti")).search("siti", 1)[0]

    async def script(hands: Any) -> None:
        await hands.press("f3")
        await hands.write(getattr(person, what))
        assert person.household in {row.household for row in found(hands).rows[:200]}

    play(script)


def test_the_preview_is_beside_at_120_and_below_on_a_key_at_80(play: Play) -> None:
    async def wide(hands: Any) -> None:
        await hands.press("f3")
        await hands.write("suparman")
        assert "Keluarga " in hands.text
        assert "menurut P3KE" in hands.text
        await hands.press("f7")
        assert "di samping" in hands.text

    async def narrow(hands: Any) -> None:
        await hands.press("f3")
        await hands.write("suparman")
        assert "menurut P3KE" not in hands.text
        await hands.press("f7")
        assert "menurut P3KE" in hands.text
        await hands.press("f7")
        assert "menurut P3KE" not in hands.text

    play(wide, size=(120, 40))
    play(narrow)


def test_enter_opens_the_household_and_escape_comes_back_to_the_same_row(play: Play) -> None:
    async def script(hands: Any) -> None:
        await hands.press("f3")
        await hands.write("siti")
        await hands.press("down", "down")
        pointed: Any = found(hands).pointed
        await hands.press("enter")
        assert hands.place() == "Keluarga"
        assert hands.app.screen.query_one("#members", Lines).pointed.person == pointed.person
        await hands.press("enter")
        assert hands.place() == "Verifikasi"
        await hands.press("escape", "escape")
        assert hands.place() == "Cari"
        again: Any = found(hands).pointed
        assert again.person == pointed.person
        await hands.press("escape")
        assert hands.app.screen.query_one("#query", Input).value == ""
        await hands.press("escape")
        assert hands.place() == "Beranda"

    play(script)


def test_niks_are_masked_until_revealed_and_that_is_entered(
    play: Play, as_user: Callable[[str], Workspace]
) -> None:
    from kelambu_tui.work.overview import unsent

    before = unsent(as_user("siti"))

    async def script(hands: Any) -> None:
        await hands.press("f3")
        await hands.write("siti")
        row: Any = found(hands).pointed
        nik = row.nik
        assert nik not in hands.text
        await hands.press("ctrl+l")
        assert nik in hands.text
        assert f"belum terkirim {before + 1}" in hands.line(-2)

    play(script)


def test_no_sign_of_unsure_width_in_the_table(play: Play) -> None:
    async def script(hands: Any) -> None:
        await hands.press("f3")
        await hands.write("siti")
        lines = found(hands)
        text = "".join(lines.render_line(y).text for y in range(lines.size.height))
        assert {unicodedata.east_asian_width(char) for char in text} <= {"N", "Na"}

    play(script)


def test_a_held_key_goes_no_further_than_one_page(play: Play) -> None:
    async def script(hands: Any) -> None:
        await hands.press("f3")
        await hands.write("siti")
        await hands.rush(*["enter"] * 8)
        assert hands.place() == "Keluarga"
        await asyncio.sleep(0.3)
        await hands.rush("enter")
        await asyncio.sleep(0.3)
        await hands.settle()
        assert hands.place() == "Verifikasi", "let go and pressed again"

    async def record(hands: Any) -> None:
        await hands.press("f3")
        await hands.write("siti")
        await hands.rush(*["ctrl+r"] * 8)
        assert hands.place() == "Verifikasi"
        assert len(hands.app.screen_stack) == 3
        assert "Pilih dulu" not in hands.text

    play(script)
    play(record)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("16", "paling sedikit 4 angka"),
        ("9999999999999999", "KK dikenal sesudah kunjungan"),
        ("zzqxw", "atau angka NIK dari KTP."),
    ],
)
def test_a_vain_search_says_what_could_be_found(play: Play, query: str, words: str) -> None:
    async def script(hands: Any) -> None:
        await hands.press("f3", "ctrl+l")
        assert "Ketik dulu" in hands.text
        await hands.write(query)
        assert not found(hands).rows
        assert words in hands.text

    play(script)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_the_village_stands_in_the_list_at_every_size(play: Play, size: tuple[int, int]) -> None:
    async def script(hands: Any) -> None:
        await hands.press("f3")
        await hands.write("siti")
        assert "Desa" in found(hands).render_line(0).text

    play(script, size=size)


def test_the_key_of_this_page_reads_it_again(play: Play, as_user: Callable[[str], Workspace]) -> None:
    async def script(hands: Any) -> None:
        from kelambu_tui.work.verification import Sheet, record

        await hands.press("f3")
        await hands.write("siti")
        row: Any = found(hands).pointed
        record(as_user("siti"), row.person, Sheet("mampu"))
        await hands.press("f3")
        again: Any = found(hands).pointed
        assert again.state == "mampu"

    play(script)


def test_letters_are_rubbed_out_in_the_order_in_which_they_were_typed(play: Play) -> None:
    async def script(hands: Any) -> None:
        await hands.press("f3")
        await hands.rush(*"jrdpr", *["backspace"] * 5, *"siti", "backspace", "a")
        assert hands.app.screen.query_one("#query").value == "sita"

    play(script)
