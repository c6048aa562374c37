from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kelambu_tui.seed import seed_file
from kelambu_tui.tui.widgets import dialog
from kelambu_tui.tui.widgets.choice import Choice
from kelambu_tui.tui.widgets.sheet_form import SheetForm
from kelambu_tui.work.enrolment import queue
from kelambu_tui.work.verification import Sheet, read_form, record
from kelambu_tui.work.workspace import Workspace

pytestmark = pytest.mark.slow

Play = Callable[..., None]


async def open_form(hands: Any, person: str) -> None:
    from kelambu_tui.tui.screens.verifikasi import Verifikasi

    hands.app.push_screen(Verifikasi(person))
    await hands.settle()


def row(hands: Any, kind: str, key: str) -> Any:
    return hands.app.screen.query_one(SheetForm).row(kind, key)


async def fill(hands: Any, values: dict[str, str]) -> None:
    """Type every field as a person would, and choose from lists by their first letters."""
    for key, value in values.items():
        editor = row(hands, "values", key).editor
        editor.focus()
        await hands.settle()
        if isinstance(editor, Choice):
            await hands.write(value)
            await hands.confirm("enter")
        else:
            await hands.paste(value)


@pytest.fixture
def person(eligible: Callable[[int], list[str]]) -> str:
    return eligible(1)[0]


def test_saved_as_typed_and_said_only_then(
    play: Play, person: str, as_user: Callable[[str], Workspace]
) -> None:
    async def script(hands: Any) -> None:
        await open_form(hands, person)
        assert "tersimpan" not in hands.text
        await hands.press("right", "down")
        await hands.write("tepi sungai")
        form = read_form(hands.app.desk.workspace, person)
        assert form.is_draft
        assert form.sheet.outcome == "layak"
        assert form.sheet.note == "tepi sungai"
        assert "tersimpan " in hands.text

    play(script)


def test_leaving_and_quitting_wait_for_the_last_save(
    play: Play, person: str, as_user: Callable[[str], Workspace]
) -> None:
    async def leave(hands: Any) -> None:
        await open_form(hands, person)
        await hands.press("down")
        await hands.rush(*"satu", "escape")
        assert hands.place() == "Beranda"

    async def leave_by_tab(hands: Any) -> None:
        await open_form(hands, person)
        await hands.press("down", "end")
        await hands.rush(*"dua", "f3")
        assert hands.place() == "Cari"

    async def quit_at_once(hands: Any) -> None:
        await open_form(hands, person)
        await hands.press("down", "end")
        await hands.rush(*"tiga", "f10")

    for script, note in ((leave, "satu"), (leave_by_tab, "satudua"), (quit_at_once, "satuduatiga")):
        play(script)
        assert read_form(as_user("siti"), person).sheet.note == note


def test_every_rule_has_sign_word_value_source_and_remedy(play: Play, person: str) -> None:
    async def wide(hands: Any) -> None:
        await open_form(hands, person)
        text = hands.text
        assert "Belum dapat diantrekan" in text
        assert "? belum tahu" in text
        assert "belum ada data" in text
        assert "› " in text

    async def narrow(hands: Any) -> None:
        await open_form(hands, person)
        assert "Yang menahan" not in hands.text
        assert "lolos" in hands.text.split("\n")[4]
        await hands.press("f7")
        assert "Yang menahan" in hands.text
        assert "Hasil kunjungan   " not in hands.text
        await hands.press("escape")
        assert hands.place() == "Verifikasi"
        assert "Hasil kunjungan   " in hands.text

    play(wide, size=(120, 40))
    play(narrow)


def test_a_fault_is_said_under_its_field_and_goes_when_mended(play: Play, person: str) -> None:
    async def script(hands: Any) -> None:
        await open_form(hands, person)
        phone = row(hands, "values", "phone")
        phone.editor.focus()
        await hands.write("08a")
        assert phone.fault
        assert phone.fault[:20] in hands.text
        assert phone.size.height > 1
        await hands.press("backspace")
        await hands.paste("1234567890")
        assert not phone.fault
        assert phone.size.height == 1

    play(script)


def test_what_an_outcome_does_not_ask_for_is_hidden(play: Play, person: str) -> None:
    async def script(hands: Any) -> None:
        await open_form(hands, person)
        assert "Data untuk peserta" in hands.text
        await hands.press("enter")
        await hands.write("meninggal")
        await hands.confirm("enter")
        assert "Data untuk peserta" not in hands.text
        assert not row(hands, "other", "other").display
        await hands.press("enter")
        await hands.write("data ganda")
        await hands.confirm("enter")
        assert row(hands, "other", "other").display

    play(script)


def test_the_other_record_is_named_and_kept_by_its_id(
    play: Play, eligible: Callable[[int], list[str]], as_user: Callable[[str], Workspace]
) -> None:
    person, other = eligible(2)
    known = read_form(as_user("siti"), other)

    async def script(hands: Any) -> None:
        await open_form(hands, person)
        await hands.press("enter")
        await hands.write("data ganda")
        await hands.confirm("enter")
        row(hands, "other", "other").editor.focus()
        await hands.paste(known.nik)
        assert known.name in hands.text
        await hands.press("ctrl+r")
        assert "Tercatat" in hands.text

    play(script)
    form = read_form(as_user("siti"), person)
    assert (form.sheet.outcome, form.sheet.other) == ("data_ganda", other)


def test_a_key_that_cannot_work_says_why(play: Play, person: str) -> None:
    async def script(hands: Any) -> None:
        await open_form(hands, person)
        await hands.press("ctrl+r")
        assert "Pilih dulu hasil kunjungan" in hands.text
        await hands.press("right", "ctrl+n")
        assert "Belum dapat diantrekan." in hands.text
        await hands.press("ctrl+b")
        assert hands.place() == "Confirm"

    play(script)


VALUES = {
    "nkk": "1606020101100001",
    "birthplace": "Sekayu",
    "mother_name": "aminah",
    "phone": "081234567890",
    "occupation": "petani",
    "work_location": "kebun karet",
    "income": "750000",
}


def test_record_and_queue_in_one_key(play: Play, person: str, as_user: Callable[[str], Workspace]) -> None:
    async def script(hands: Any) -> None:
        await open_form(hands, person)
        await hands.press("right")
        await fill(hands, VALUES)
        await hands.press("ctrl+n")
        assert "Masuk antrean" in hands.text
        assert "menunggu" in hands.text
        await hands.press("ctrl+n")
        assert "sudah menunggu" in hands.text

    play(script)
    form = read_form(as_user("siti"), person)
    assert form.enrolment_state == "menunggu"
    assert not form.is_draft


def test_what_is_typed_while_it_is_recorded_is_kept(
    play: Play, person: str, as_user: Callable[[str], Workspace]
) -> None:
    async def script(hands: Any) -> None:
        await open_form(hands, person)
        await hands.press("right", "down")
        await hands.rush(*"satu", "ctrl+r", *"dua")
        assert row(hands, "note", "note").value == "satudua"
        assert read_form(hands.app.desk.workspace, person).sheet.note == "satudua"
        await hands.press("enter")
        assert row(hands, "values", "nik").editor.has_focus

    play(script)
    assert read_form(as_user("siti"), person).recorded_by == "siti"


def test_recording_again_while_it_waits_asks_first_and_cancel_is_under_the_hand(
    play: Play,
    queued: Callable[..., list[str]],
    as_user: Callable[[str], Workspace],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    person = queued(1)[0]

    async def script(hands: Any) -> None:
        await open_form(hands, person)
        await hands.press("down")
        await hands.write("tambahan")
        await hands.press("ctrl+r")
        assert "menggugurkannya" in hands.text
        assert hands.app.focused.id == "cancel"
        await hands.press("enter")
        assert read_form(hands.app.desk.workspace, person).enrolment_state == "menunggu"
        monkeypatch.setattr(dialog, "SETTLE", 60.0)  # however slow the machine is
        await hands.press("ctrl+r", "y")
        assert hands.place() == "Confirm", "a key that is still held down must not confirm"
        monkeypatch.setattr(dialog, "SETTLE", 0.25)
        await hands.confirm("y")
        assert read_form(hands.app.desk.workspace, person).enrolment_state == "gugur"

    play(script)


def test_discard_goes_back_to_what_was_recorded(
    play: Play, queued: Callable[..., list[str]], as_user: Callable[[str], Workspace]
) -> None:
    person = queued(1)[0]

    async def script(hands: Any) -> None:
        await open_form(hands, person)
        await hands.press("ctrl+b")
        assert "Tidak ada draf" in hands.text
        await hands.press("down")
        await hands.write("keliru")
        await hands.press("ctrl+b")
        await hands.confirm("y")
        assert "keliru" not in hands.text

    play(script)
    form = read_form(as_user("siti"), person)
    assert not form.is_draft
    assert form.sheet.note == ""


def test_numbers_of_people_are_covered_unless_the_hands_are_on_them(
    play: Play, queued: Callable[..., list[str]], filled: dict[str, str]
) -> None:
    person = queued(1)[0]

    async def script(hands: Any) -> None:
        await open_form(hands, person)
        assert filled["nkk"] not in hands.text
        row(hands, "values", "nkk").editor.focus()
        await hands.settle()
        assert filled["nkk"] in hands.text
        await hands.press("down")
        assert filled["nkk"] not in hands.text

    play(script)


def test_returned_records_show_the_note(
    play: Play, queued: Callable[..., list[str]], as_user: Callable[[str], Workspace]
) -> None:
    from kelambu_tui.work.approval import send_back, waiting

    person = queued(1)[0]
    budi = as_user("budi")
    send_back(budi, [row.id for row in waiting(budi)], "nama ibu belum sesuai KTP", "")

    async def script(hands: Any) -> None:
        lines = hands.text.split("\n")
        first = next(number for number, line in enumerate(lines) if "Kerjakan dulu" in line)
        assert "dikembalikan" in lines[first + 1]
        assert "nama ibu belum sesuai KTP" in lines[first + 1]
        await hands.press("enter")
        assert hands.place() == "Verifikasi"
        assert hands.app.screen._person == person
        assert "Dikembalikan budi: nama ibu belum sesuai KTP" in hands.text

    play(script)


def test_outside_the_villages_is_refused_in_words(play: Play, practice: Path, person: str) -> None:
    from kelambu_tui.work import accounts
    from kelambu_tui.work import workspace as spaces

    other = spaces.sign_in(practice, "siti", "")
    accounts.add_user(other, "wati", "fasilitator", "", ("16.06.15.2001",))
    spaces.sign_out(other)

    async def script(hands: Any) -> None:
        await open_form(hands, person)
        assert "wilayah tugas Anda" in hands.text
        await hands.press("ctrl+r", "ctrl+n", "f7", "escape", "escape")
        assert hands.place() == "Beranda"

    play(script, "wati")


def test_the_first_turn_takes_what_the_list_says(play: Play, person: str) -> None:
    from kelambu_tui.programme.hardship import suggested_answers

    async def script(hands: Any) -> None:
        await open_form(hands, person)
        form = read_form(hands.app.desk.workspace, person)
        suggested = suggested_answers(hands.app.desk.programme, form.household.housing)
        assert suggested
        code, answer = next(iter(suggested.items()))
        editor = row(hands, "answers", code).editor
        editor.focus()
        await hands.settle()
        assert "menurut daftar" in editor.render().plain
        await hands.press("right")
        assert editor.value == answer
        assert read_form(hands.app.desk.workspace, person).sheet.answers == {code: answer}

    play(script)


def test_keys_that_come_faster_than_the_app_answers_go_where_they_were_meant(
    play: Play, person: str, as_user: Callable[[str], Workspace]
) -> None:
    async def script(hands: Any) -> None:
        await open_form(hands, person)
        await hands.rush(
            "right", "down", *"catatan", "down", "down", *"1606", "enter", *"Sekayu", "tab", *"Ami"
        )
        assert row(hands, "note", "note").value == "catatan"
        assert not row(hands, "values", "nik").value
        assert row(hands, "values", "nkk").value == "1606"
        assert row(hands, "values", "birthplace").value == "Sekayu"
        assert row(hands, "values", "mother_name").value == "Ami"
        await hands.rush("shift+tab", *" Kota", "up", *"99", "ctrl+r")
        assert "Belum tercatat" in hands.text
        await hands.rush("backspace", "backspace", "escape")

    play(script)
    sheet = read_form(as_user("siti"), person).sheet
    assert (sheet.outcome, sheet.note) == ("layak", "catatan")
    assert sheet.values == {"nkk": "1606", "birthplace": "Sekayu Kota", "mother_name": "Ami"}


def test_the_last_letters_are_recorded_however_soon_the_key_follows(
    play: Play, person: str, as_user: Callable[[str], Workspace]
) -> None:
    async def script(hands: Any) -> None:
        await open_form(hands, person)
        await hands.rush("right", "down", *"tepi sungai".replace(" ", "-"), "up", "ctrl+r")
        assert "Tercatat di buku besar." in hands.text

    play(script)
    form = read_form(as_user("siti"), person)
    assert (form.sheet.note, form.is_draft) == ("tepi-sungai", False)


def test_fields_and_choices_end_at_both_ends(play: Play, person: str) -> None:
    async def script(hands: Any) -> None:
        await open_form(hands, person)
        outcome = row(hands, "outcome", "outcome").editor
        await hands.press("up", "left")
        assert outcome.has_focus
        assert outcome.render().plain == "  belum dipilih ›"
        assert outcome.value == ""
        await hands.press("right", "left")
        assert outcome.value == outcome.options[0][0]
        outcome.value = outcome.options[-1][0]
        await hands.press("right")
        assert outcome.value == outcome.options[-1][0]
        assert outcome.render().plain.startswith("‹ ")
        assert "›" not in outcome.render().plain
        outcome.value = outcome.options[0][0]
        work = row(hands, "values", "occupation").editor
        work.value = "PENYADAP KARET"
        work.focus()
        await hands.press("right", "left")
        assert work.value == "PENYADAP KARET"
        last = hands.app.screen.query_one(SheetForm).rows[-1].editor
        last.focus()
        await hands.press("down", "right", "tab", "right")
        assert last.has_focus
        assert outcome.value == outcome.options[0][0]

    play(script)


def test_a_draft_that_a_record_overtook_says_so_and_is_not_recorded(
    play: Play, queued: Callable[..., list[str]], as_user: Callable[[str], Workspace]
) -> None:
    from kelambu_tui.work.verification import record, save_draft

    person = queued(1)[0]
    siti, budi = as_user("siti"), as_user("budi")
    save_draft(siti, person, replace(read_form(siti, person).sheet, note="draf lama"))
    record(budi, person, Sheet("mampu"))

    async def script(hands: Any) -> None:
        await open_form(hands, person)
        assert "budi mencatat: Sudah mampu" in " ".join(hands.text.split())
        await hands.press("down")
        await hands.write("tambahan")
        await hands.press("ctrl+r")
        assert "Belum tercatat" in hands.text
        assert read_form(hands.app.desk.workspace, person).overtaken
        await hands.press("ctrl+b")
        await hands.confirm("y")
        assert "budi mencatat" not in hands.text
        assert row(hands, "outcome", "outcome").value == "mampu"
        await hands.press("down")
        await hands.write("benar")
        await hands.press("ctrl+r")
        assert "Tercatat di buku besar." in hands.text
        await hands.write("2")
        await hands.press("ctrl+r")
        assert "Tercatat di buku besar." in hands.text

    play(script)
    form = read_form(as_user("siti"), person)
    assert (form.sheet.outcome, form.sheet.note, form.recorded_by) == ("mampu", "benar2", "siti")


def test_queueing_a_change_while_it_waits_asks_first(
    play: Play, queued: Callable[..., list[str]], as_user: Callable[[str], Workspace]
) -> None:
    person = queued(1)[0]
    first = read_form(as_user("siti"), person).enrolment

    async def script(hands: Any) -> None:
        await open_form(hands, person)
        await hands.press("down")
        await hands.write("tambahan")
        await hands.press("ctrl+n")
        assert "menggugurkannya" in " ".join(hands.text.split())
        await hands.press("enter")
        form = read_form(hands.app.desk.workspace, person)
        assert (form.enrolment, form.enrolment_state) == (first, "menunggu")
        await hands.press("ctrl+n")
        await hands.confirm("y")
        assert "Masuk antrean" in hands.text

    play(script)
    form = read_form(as_user("siti"), person)
    assert form.enrolment != first
    assert (form.enrolment_state, form.sheet.note) == ("menunggu", "tambahan")


def test_where_the_quota_is_full_the_form_offers_the_waiting_list(
    play: Play,
    eligible: Callable[[int], list[str]],
    filled: dict[str, str],
    as_user: Callable[[str], Workspace],
) -> None:
    text = seed_file("programme.toml").read_text(encoding="utf-8")
    for shipped, small in (("12451", "1"), ("24119", "1"), ("8430", "1"), ("places = 45000", "places = 3")):
        text = text.replace(shipped, small)
    (as_user("siti").folder / "programme.toml").write_text(text, encoding="utf-8")
    siti = as_user("siti")
    people: dict[int, list[str]] = {}
    for someone in eligible(7):
        people.setdefault(read_form(siti, someone).household.desil or 0, []).append(someone)
    first, second = next(found for found in people.values() if len(found) > 1)[:2]
    for number, someone in enumerate((first, second)):
        card = f"160602010110000{number + 1}"
        record(siti, someone, Sheet("layak", filled | {"nkk": card}))
    queue(siti, first)

    async def script(hands: Any) -> None:
        await open_form(hands, second)
        await hands.press("ctrl+n")
        assert "masuk daftar cadangan, urutan 1" in " ".join(hands.text.split())
        await hands.press("ctrl+n")
        assert "sudah cadangan" in hands.text

    play(script)
    assert read_form(as_user("siti"), second).enrolment_state == "cadangan"


def test_a_held_key_records_once(play: Play, person: str, as_user: Callable[[str], Workspace]) -> None:
    from sqlalchemy import func, select

    from kelambu_tui.store import tables as t

    async def script(hands: Any) -> None:
        await open_form(hands, person)
        await hands.press("right")
        await hands.rush(*["ctrl+r"] * 8)
        assert "Sudah tercatat" in hands.text or "Tercatat di buku besar." in hands.text
        await hands.press("ctrl+r")
        assert "Sudah tercatat" in hands.text

    play(script)
    count = select(func.count()).where(t.entry.c.subject == person, t.entry.c.kind == "verification.recorded")
    with as_user("siti").database.read() as connection:
        assert connection.execute(count).scalar() == 1


def test_what_stops_a_record_is_said_until_it_is_mended(play: Play, person: str) -> None:
    async def script(hands: Any) -> None:
        await open_form(hands, person)
        await hands.press("right")
        row(hands, "values", "rw").editor.focus()
        await hands.write("x")
        await hands.press("ctrl+r")
        assert "Belum tercatat: " in hands.text
        await hands.press("backspace")
        assert "Belum tercatat" not in hands.text

    play(script)


def test_the_id_that_another_record_is_named_by_is_shown(
    play: Play, eligible: Callable[[int], list[str]], as_user: Callable[[str], Workspace]
) -> None:
    person, other = eligible(2)
    known = read_form(as_user("siti"), other)

    async def script(hands: Any) -> None:
        from kelambu_tui.tui.screens.keluarga import Keluarga

        hands.app.push_screen(Keluarga(known.household.household, other))
        await hands.settle()
        assert f"ID yang ditunjuk {other}" in hands.text
        await hands.press("end")
        assert f"ID yang ditunjuk {known.household.members[-1].person}" in hands.text
        await open_form(hands, person)
        await hands.press("enter")
        await hands.write("data ganda")
        await hands.confirm("enter")
        await hands.press("down")
        await hands.paste(person)
        assert "Itu orang yang sedang dibuka" in hands.text
        await hands.press(*["backspace"] * len(person))
        await hands.paste(other)
        assert known.name in hands.text

    play(script)


def test_of_people_who_share_a_nik_the_open_one_is_told_apart(
    play: Play, eligible: Callable[[int], list[str]], as_user: Callable[[str], Workspace]
) -> None:
    from kelambu_tui.work.verification import record

    person, other = eligible(2)
    siti = as_user("siti")
    nik = read_form(siti, person).nik
    record(siti, other, Sheet("layak", {"nik": nik}))

    async def script(hands: Any) -> None:
        await open_form(hands, person)
        await hands.press("enter")
        await hands.write("data ganda")
        await hands.confirm("enter")
        await hands.press("down")
        await hands.paste(nik)
        said = " ".join(row(hands, "other", "other").fault.split())
        assert other in said
        assert said.endswith(f"Yang sedang dibuka: {person}.")

    play(script)


def test_a_fault_below_the_edge_is_scrolled_into_view(play: Play, person: str) -> None:
    async def script(hands: Any) -> None:
        await open_form(hands, person)
        form = hands.app.screen.query_one(SheetForm)
        for key in ("phone", "income", "rt", "rw"):
            target = row(hands, "values", key)
            form.scroll_to(0, 0, animate=False)
            await hands.settle()
            # On the last line that shows: a fault would lie below it.
            form.scroll_to(0, target.virtual_region.y - form.size.height + 1, animate=False)
            await hands.settle()
            hands.app.screen.set_focus(target.editor, scroll_visible=False)
            await hands.write("x")
            assert target.fault
            assert form.content_region.contains_region(target.region)

    play(script)


def test_no_label_is_cut(play: Play, person: str) -> None:
    async def script(hands: Any) -> None:
        await open_form(hands, person)
        for item in hands.app.screen.query_one(SheetForm).rows:
            label = " ".join(line[:27].strip() for line in item.render().plain.split("\n"))
            assert label.strip() == item.label
            assert item.styles.height.value == len(item.render().plain.split("\n"))

    play(script)
    play(script, size=(120, 40))
