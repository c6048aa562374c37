from __future__ import annotations

import dataclasses
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kelambu_tui.errors import NotFound, Refused, Unreadable
from kelambu_tui.programme.rules import Result
from kelambu_tui.work import accounts, verification
from kelambu_tui.work.records import resolve_person
from kelambu_tui.work.verification import Sheet
from kelambu_tui.work.workspace import Workspace

pytestmark = pytest.mark.usefixtures("village_list")
PERSON = "IND00000003"
SignIn = Callable[[str], Workspace]


def test_an_untouched_form_shows_what_the_list_says(sign_in: SignIn) -> None:
    form = verification.read_form(sign_in("siti"), PERSON)
    assert form.sheet == Sheet()
    assert form.listed["occupation"] == "PETANI"
    assert not form.is_draft
    assert form.saved_at == ""


def test_a_draft_opens_where_it_was_left_and_is_its_authors(sign_in: SignIn) -> None:
    siti, budi = sign_in("siti"), sign_in("budi")
    sheet = Sheet("layak", {"phone": "0812"}, {"lantai": "tanah"}, "catatan", "")
    saved_at = verification.save_draft(siti, PERSON, sheet)
    form = verification.read_form(siti, PERSON)
    assert (form.sheet, form.is_draft, form.saved_at) == (sheet, True, saved_at)
    assert verification.read_form(budi, PERSON).sheet == Sheet()


def test_recording_puts_the_draft_away_and_keeps_only_what_differs(
    sign_in: SignIn, complete: dict[str, str]
) -> None:
    siti = sign_in("siti")
    verification.save_draft(siti, PERSON, Sheet("layak", complete))
    verification.record(siti, PERSON, Sheet("layak", complete))
    form = verification.read_form(siti, PERSON)
    assert not form.is_draft
    assert form.sheet.values["phone"] == "081234567890"
    assert "occupation" not in form.sheet.values  # PETANI on the list, PETANI on the ground


def test_a_discarded_draft_shows_the_record_again(sign_in: SignIn, complete: dict[str, str]) -> None:
    siti = sign_in("siti")
    verification.record(siti, PERSON, Sheet("layak", complete))
    verification.save_draft(siti, PERSON, Sheet("mampu"))
    verification.discard_draft(siti, PERSON)
    assert verification.read_form(siti, PERSON).sheet.outcome == "layak"


@pytest.mark.parametrize(
    ("sheet", "error", "words"),
    [
        (Sheet(""), Unreadable, "tidak dikenal"),
        (Sheet("kaya"), Unreadable, "tidak dikenal"),
        (Sheet("lainnya"), Refused, "keterangan"),
        (Sheet("data_ganda"), Refused, "ID catatan"),
        (Sheet("data_ganda", other=PERSON), Refused, "ID catatan"),
        (Sheet("data_ganda", other="IND99999999"), Refused, "tidak ada"),
        (Sheet("layak", {"phone": "12"}), Unreadable, "HP"),
        (Sheet("layak", {"shoe_size": "42"}), Unreadable, "tidak dikenal"),
        (Sheet("layak", {}, {"lantai": "emas"}), Unreadable, "daftar periksa"),
    ],
)
def test_what_cannot_be_recorded_changes_nothing(
    sign_in: SignIn, sheet: Sheet, error: type[Exception], words: str
) -> None:
    siti = sign_in("siti")
    with pytest.raises(error, match=words):
        verification.record(siti, PERSON, sheet)
    assert verification.read_form(siti, PERSON).sheet == Sheet()


def test_missing_data_is_never_a_no(sign_in: SignIn) -> None:
    judgement = verification.judge(sign_in("siti"), PERSON, Sheet())
    results = {item.rule: item.result for item in judgement.findings}
    assert Result.FAIL not in results.values()
    assert results["data_lengkap"] is Result.UNKNOWN
    assert not judgement.can_queue


def test_each_field_typed_wrong_is_named(sign_in: SignIn) -> None:
    judgement = verification.judge(
        sign_in("siti"), PERSON, Sheet("layak", {"phone": "12", "income": "banyak"})
    )
    assert set(judgement.faults) == {"phone", "income"}
    assert not judgement.can_queue


def test_work_outside_ones_villages_is_refused(folder: Path, sign_in: SignIn) -> None:
    accounts.add_user(sign_in("siti"), "tono", "fasilitator", "", ("16.06.01.1009",))
    tono = sign_in("tono")
    with pytest.raises(Refused, match="wilayah tugas"):
        verification.record(tono, PERSON, Sheet("mampu"))
    with pytest.raises(Refused, match="wilayah tugas"):
        verification.read_form(tono, PERSON)


def test_people_are_found_by_nik_id_and_reentered_nik(sign_in: SignIn, complete: dict[str, str]) -> None:
    siti = sign_in("siti")
    nik = verification.read_form(siti, PERSON).nik
    assert resolve_person(siti, nik) == resolve_person(siti, PERSON) == PERSON
    card = nik[:-1] + str((int(nik[-1]) + 1) % 10)
    verification.record(siti, PERSON, Sheet("layak", complete | {"nik": card}))
    assert resolve_person(siti, card) == PERSON
    with pytest.raises(NotFound, match=r"1606\*"):
        resolve_person(siti, "1606020101800099")


TYPING = """
import sys
from kelambu_tui.work import verification, workspace
from kelambu_tui.work.verification import Sheet
siti = workspace.sign_in(__import__("pathlib").Path(sys.argv[1]), "siti", "")
text = ""
for letter in "abcdefghijklmnopqrstuvwxyz" * 20:
    text += letter
    verification.save_draft(siti, sys.argv[2], Sheet("layak", {"work_location": text}))
    print(len(text), flush=True)
"""


def test_what_was_said_to_be_saved_survives_kill_nine(folder: Path, sign_in: SignIn) -> None:
    typist = subprocess.Popen(
        [sys.executable, "-c", TYPING, str(folder), PERSON], stdout=subprocess.PIPE, text=True
    )
    assert typist.stdout is not None
    acknowledged = 0
    for line in typist.stdout:
        acknowledged = int(line)
        if acknowledged == 60:
            typist.send_signal(signal.SIGKILL)
    typist.wait()
    kept = verification.read_form(sign_in("siti"), PERSON).sheet.values["work_location"]
    # The write after the last acknowledgement may or may not have been finished.
    assert acknowledged <= len(kept) <= acknowledged + 1
    assert kept == ("abcdefghijklmnopqrstuvwxyz" * 20)[: len(kept)]


def test_an_old_draft_never_overrides_what_somebody_recorded_since(
    sign_in: SignIn, complete: dict[str, str]
) -> None:
    siti, budi = sign_in("siti"), sign_in("budi")
    begun = verification.read_form(siti, PERSON).sheet
    page = dataclasses.replace(begun, outcome="layak", values=complete)
    verification.save_draft(siti, PERSON, page)
    verification.record(budi, PERSON, Sheet("mampu"))
    form = verification.read_form(siti, PERSON)
    assert "budi" in form.overtaken
    with pytest.raises(Refused, match="budi"):
        verification.record(siti, PERSON, form.sheet)
    assert verification.read_form(siti, PERSON).sheet == page, "the draft is still there"
    verification.discard_draft(siti, PERSON)
    again = verification.read_form(siti, PERSON)
    assert (again.overtaken, again.sheet.outcome) == ("", "mampu")
    verification.record(siti, PERSON, dataclasses.replace(again.sheet, outcome="layak", values=complete))


def test_a_nik_is_no_family_card_number(sign_in: SignIn, complete: dict[str, str]) -> None:
    siti = sign_in("siti")
    nik = verification.read_form(siti, "IND00000002").nik  # a man's: its day says nothing
    judgement = verification.judge(siti, "IND00000002", Sheet("layak", complete | {"nkk": nik}))
    assert "nkk" in judgement.faults
    with pytest.raises(Unreadable, match="Nomor KK"):
        verification.record(siti, "IND00000002", Sheet("layak", complete | {"nkk": nik}))
