"""What each outcome demands, for one person and for a whole family, and what it ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kelambu_tui.errors import KelambuError, Refused, Unreadable
from kelambu_tui.work.enrolment import queue, queue_rows
from kelambu_tui.work.households import read_household
from kelambu_tui.work.verification import Sheet, read_form, record, record_family
from kelambu_tui.work.workspace import Workspace

PERSON, FAMILY = "IND00000001", "1606000000000001"
MOVED = {"moved_to": "Jambi"}
DIED = {"died_on": "17-08-2025", "survivor": "Siti Aminah"}


@pytest.fixture
def siti(
    person_row: Callable[..., dict[str, str]],
    list_file: Callable[..., Path],
    sign_in: Callable[[str], Workspace],
) -> Workspace:
    """One family of three, and another person."""
    from kelambu_tui.exchange.intake import import_list

    head = person_row(1, family=1)
    same = {name: head[name] for name in ("Desil Kesejahteraan", "Alamat", "Kode Kemdagri")}
    child = same | {"Hubungan dengan Kepala Keluarga": "ANAK"}
    rows = [head, person_row(2, family=1, **child), person_row(3, family=1, **child), person_row(4)]
    workspace = sign_in("siti")
    import_list(workspace, list_file(rows))
    return workspace


@pytest.mark.parametrize(
    ("sheet", "error", "words"),
    [
        (Sheet("pindah"), Refused, "Pindah ke mana"),
        (Sheet("pindah", note="ke Jambi"), Refused, "Pindah ke mana"),
        (Sheet("meninggal", {"survivor": "Ani"}), Refused, "Tanggal meninggal"),
        (Sheet("meninggal", {"died_on": "17-08-2025"}), Refused, "Ahli waris"),
        (Sheet("meninggal", DIED | {"died_on": "31-02-2025"}), Unreadable, "Tanggal meninggal"),
        (Sheet("meninggal", DIED | {"died_on": "01-01-2999"}), Unreadable, "belum terjadi"),
        (Sheet("menolak"), Refused, "keterangan"),
        (Sheet("data_ganda"), Refused, "catatan yang lain"),
        (Sheet("data_ganda", other="IND404"), Refused, "IND404"),
        (Sheet("lainnya"), Refused, "keterangan"),
        (Sheet("entah"), Unreadable, "entah"),
    ],
)
def test_each_outcome_asks_for_what_it_needs(
    siti: Workspace, sheet: Sheet, error: type[KelambuError], words: str
) -> None:
    with pytest.raises(error, match=words):
        record(siti, PERSON, sheet)
    assert read_form(siti, PERSON).recorded_by == ""


@pytest.mark.parametrize(
    ("sheet", "kept"),
    [
        (Sheet("pindah", MOVED), {"moved_to": "Jambi"}),
        (Sheet("meninggal", DIED), {"died_on": "2025-08-17", "survivor": "SITI AMINAH"}),
        (Sheet("menolak", MOVED, note="tidak mau"), {}),
        (Sheet("mampu", DIED), {}),
    ],
)
def test_only_what_the_outcome_asks_for_is_kept(siti: Workspace, sheet: Sheet, kept: dict[str, str]) -> None:
    record(siti, PERSON, sheet)
    assert read_form(siti, PERSON).sheet.values == kept


def test_a_whole_family_moved_ends_its_queued_enrolments(siti: Workspace, complete: dict[str, str]) -> None:
    record(siti, PERSON, Sheet("layak", complete))
    queue(siti, PERSON)
    record(siti, "IND00000002", Sheet("meninggal", DIED))
    assert record_family(siti, FAMILY, Sheet("pindah", MOVED)) == [PERSON, "IND00000003"]
    outcomes = {member.person: member.outcome for member in read_household(siti, FAMILY).members}
    assert outcomes == {PERSON: "pindah", "IND00000002": "meninggal", "IND00000003": "pindah"}
    (row,) = queue_rows(siti)
    assert (row.state, row.reason) == ("gugur", "pindah")


@pytest.mark.parametrize(
    ("sheet", "error"),
    [
        (Sheet("layak"), Refused),
        (Sheet("data_ganda", other="IND00000004"), Refused),
        (Sheet("pindah"), Refused),
        (Sheet("entah"), Unreadable),
    ],
)
def test_a_family_is_recorded_whole_or_not_at_all(
    siti: Workspace, sheet: Sheet, error: type[KelambuError]
) -> None:
    with pytest.raises(error):
        record_family(siti, FAMILY, sheet)
    assert all(member.outcome == "" for member in read_household(siti, FAMILY).members)
