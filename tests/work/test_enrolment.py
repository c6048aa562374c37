from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import text

from kelambu_tui.errors import Locked, NotFound, Refused, Unreadable
from kelambu_tui.exchange.insurer import export_bpjs
from kelambu_tui.exchange.intake import import_list
from kelambu_tui.work import accounts, approval, audit, enrolment, overview, verification
from kelambu_tui.work.finding import open_finder
from kelambu_tui.work.verification import Sheet
from kelambu_tui.work.workspace import Workspace

pytestmark = pytest.mark.usefixtures("village_list")
PERSON, OTHER = "IND00000003", "IND00000006"  # both desil 1
SignIn = Callable[[str], Workspace]


@pytest.fixture
def queued(sign_in: SignIn, complete: dict[str, str]) -> str:
    siti = sign_in("siti")
    verification.record(siti, PERSON, Sheet("layak", complete))
    return enrolment.queue(siti, PERSON)


def state_of(workspace: Workspace, enrolled: str) -> str:
    return next(row.state for row in enrolment.queue_rows(workspace) if row.id == enrolled)


def test_only_a_verified_eligible_person_can_be_queued(sign_in: SignIn, complete: dict[str, str]) -> None:
    siti = sign_in("siti")
    with pytest.raises(Refused, match="belum diverifikasi"):
        enrolment.queue(siti, PERSON)
    verification.record(siti, PERSON, Sheet("mampu"))
    with pytest.raises(Refused, match="tidak diusulkan"):
        enrolment.queue(siti, PERSON)
    del complete["mother_name"]
    verification.record(siti, PERSON, Sheet("layak", complete))
    with pytest.raises(Refused, match="belum bisa diantrekan"):
        enrolment.queue(siti, PERSON)
    assert enrolment.queue_rows(siti) == []


def test_queueing_twice_is_queueing_once(sign_in: SignIn, queued: str) -> None:
    assert enrolment.queue(sign_in("siti"), PERSON) == queued
    assert len(enrolment.queue_rows(sign_in("siti"))) == 1


def test_an_approval_lapses_when_the_record_changes(
    sign_in: SignIn, queued: str, complete: dict[str, str]
) -> None:
    approval.approve(sign_in("budi"), [queued], "")
    assert state_of(sign_in("siti"), queued) == "disetujui"
    verification.record(sign_in("siti"), PERSON, Sheet("layak", complete | {"income": "900000"}))
    assert state_of(sign_in("siti"), queued) == "gugur"
    again = enrolment.queue(sign_in("siti"), PERSON)
    assert again != queued
    assert state_of(sign_in("siti"), again) == "menunggu"


def test_a_returned_record_comes_first_home_and_can_go_again(sign_in: SignIn, queued: str) -> None:
    decisions = approval.send_back(sign_in("budi"), [queued], "NIK kabur, foto ulang", "")
    assert [decision.done for decision in decisions] == [True]
    today = overview.overview(sign_in("siti"))
    assert [(row.id, row.note, row.decided_by) for row in today.returned] == [
        (queued, "NIK kabur, foto ulang", "budi")
    ]
    again = enrolment.queue(sign_in("siti"), PERSON)
    assert overview.overview(sign_in("siti")).returned == ()
    assert approval.approve(sign_in("ratna"), [again], "")[0].done


def test_nobody_decides_their_own(sign_in: SignIn, complete: dict[str, str]) -> None:
    budi = sign_in("budi")
    verification.record(budi, PERSON, Sheet("layak", complete))
    own = enrolment.queue(budi, PERSON)
    assert approval.waiting(budi)[0].mine
    assert not approval.approve(budi, [own], "")[0].done
    # Verified by Budi, queued by Siti: still Budi's work.
    enrolment.withdraw(budi, own)
    as_siti = enrolment.queue(sign_in("siti"), PERSON)
    decision = approval.approve(budi, [as_siti], "")[0]
    assert not decision.done
    assert "orang lain" in decision.sentence
    assert approval.approve(sign_in("ratna"), [as_siti], "")[0].done


def test_a_facilitator_decides_nothing(sign_in: SignIn, queued: str) -> None:
    with pytest.raises(Refused, match="penyelia"):
        approval.approve(sign_in("siti"), [queued], "")


def test_a_batch_asks_for_the_passphrase_again(sign_in: SignIn, queued: str) -> None:
    with pytest.raises(Locked):
        approval.approve(sign_in("budi"), [queued], "bukan kata sandinya")
    assert state_of(sign_in("siti"), queued) == "menunggu"


def test_a_bad_one_in_a_batch_holds_nobody_up(sign_in: SignIn, queued: str, complete: dict[str, str]) -> None:
    siti = sign_in("siti")
    verification.record(siti, OTHER, Sheet("layak", complete | {"nkk": "1606020101100002"}))
    other = enrolment.queue(siti, OTHER)
    decisions = approval.approve(sign_in("budi"), [queued, "tidak-ada", other], "")
    assert [decision.done for decision in decisions] == [True, False, True]


def test_rejecting_wants_a_known_reason(sign_in: SignIn, queued: str) -> None:
    budi = sign_in("budi")
    with pytest.raises(Unreadable, match="Pilih salah satu"):
        approval.reject(budi, [queued], "malas", "", "")
    code = budi.programme.reasons.rejections[0].code
    assert approval.reject(budi, [queued], code, "sudah dicek", "")[0].done
    assert state_of(sign_in("siti"), queued) == "ditolak"


def test_returning_wants_a_note(sign_in: SignIn, queued: str) -> None:
    with pytest.raises(Refused, match="perlu diperbaiki"):
        approval.send_back(sign_in("budi"), [queued], "  ", "")


def test_only_the_maker_takes_back_and_only_while_it_waits(sign_in: SignIn, queued: str) -> None:
    with pytest.raises(Refused, match="siti"):
        enrolment.withdraw(sign_in("budi"), queued)
    enrolment.withdraw(sign_in("siti"), queued)
    with pytest.raises(Refused, match="tidak menunggu"):
        enrolment.withdraw(sign_in("siti"), queued)
    with pytest.raises(NotFound):
        enrolment.withdraw(sign_in("siti"), "")


def test_one_nik_is_enrolled_once(sign_in: SignIn, queued: str, complete: dict[str, str]) -> None:
    siti = sign_in("siti")
    nik = next(row.nik for row in enrolment.queue_rows(siti))
    verification.record(siti, OTHER, Sheet("layak", complete | {"nik": nik}))
    with pytest.raises(Refused, match="belum bisa diantrekan"):
        enrolment.queue(siti, OTHER)
    # The one who carried the NIK is settled as a duplicate of the other: now there is one claim to it.
    verification.record(siti, PERSON, Sheet("data_ganda", other=OTHER))
    assert enrolment.queue(siti, OTHER)


@pytest.mark.usefixtures("small_quota")
def test_the_ceiling_holds(sign_in: SignIn, complete: dict[str, str]) -> None:
    siti = sign_in("siti")
    assert siti.programme.quota[1] == 1
    verification.record(siti, PERSON, Sheet("layak", complete))
    verification.record(siti, OTHER, Sheet("layak", complete | {"nkk": "1606020101100002"}))
    first = enrolment.queue(siti, PERSON)
    reserve = enrolment.queue(siti, OTHER)
    assert [item.done for item in approval.approve(sign_in("budi"), [reserve, first], "")] == [False, True]
    assert overview.overview(siti).places[0].left == 0


def test_a_supervisor_sees_and_decides_their_own_villages_only(sign_in: SignIn, queued: str) -> None:
    accounts.add_user(sign_in("budi"), "dewi", "penyelia", "", ("16.06.01.1009",))
    dewi = sign_in("dewi")
    assert approval.waiting(dewi) == []
    decision = approval.approve(dewi, [queued], "")[0]
    assert not decision.done
    assert "wilayah" in decision.sentence


TAMPERINGS = [
    (
        "UPDATE entry SET line = replace(line, '750000', '950000') WHERE kind = 'verification.recorded'",
        "rantai",
    ),
    ("UPDATE entry SET author = 'budi' WHERE seq = 5", "kolom author"),
    ("DELETE FROM entry WHERE seq = 4", "hilang"),
    ("DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry)", "berakhir"),
    ("UPDATE signature SET signature = randomblob(64) WHERE author = 'budi'", "tidak sah"),
    ("DELETE FROM signature WHERE author = 'budi'", "tanpa tanda tangan"),
    ("UPDATE enrolment SET decided_by = 'ratna'", "enrolment"),
    ("UPDATE verification SET outcome = 'mampu'", "verification"),
    ("UPDATE account SET role = 'penyelia'", "account"),
    ("UPDATE household SET desil = 1", "household"),
    ("UPDATE person SET name = 'ORANG LAIN' WHERE id = 2", "person"),
    ("DELETE FROM person WHERE id = 9", "Daftar"),
    ("UPDATE person SET name_key = 'orang lain' WHERE id = 2", "person"),
    ("UPDATE person SET nik_state = 'rusak' WHERE id = 2", "person"),
    ("UPDATE intake SET added = added + 1", "Daftar impor"),
    ("DELETE FROM intake", "Daftar impor"),
    ("UPDATE device SET acked = 3", "terkirim"),
    ("DROP INDEX one_active_nik", "one_active_nik hilang"),
    ("DROP TABLE draft", "draft hilang"),
    ("DROP TABLE enrolment", "enrolment hilang"),
]


@pytest.mark.parametrize(("statement", "word"), TAMPERINGS)
def test_any_tampering_is_found_and_named(sign_in: SignIn, queued: str, statement: str, word: str) -> None:
    budi = sign_in("budi")
    approval.approve(budi, [queued], "")
    assert audit.audit(budi).ok
    with budi.database.write() as connection:
        for table in ("entry", "signature"):
            for verb in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER {table}_no_{verb}"))
        connection.execute(text(statement))
    faults = audit.audit(budi).faults
    assert any(word in fault for fault in faults), faults


def test_a_rebuild_mends_what_was_tampered_with(sign_in: SignIn, queued: str) -> None:
    budi = sign_in("budi")
    with budi.database.write() as connection:
        connection.execute(text("UPDATE enrolment SET state = 'disetujui'"))
    assert not audit.audit(budi).ok
    audit.rebuild(budi)
    assert audit.audit(budi).ok
    assert state_of(budi, queued) == "menunggu"


@pytest.mark.parametrize(
    "query", ["warga nomor 3", "nomor", "wrga nomor 3", "rt 4 danau cala", "160602", "1606020101100001"]
)
def test_people_are_found(sign_in: SignIn, queued: str, query: str) -> None:
    found = open_finder(sign_in("siti")).search(query)
    assert PERSON in [hit.person for hit in found]
    assert found == sorted(found, key=lambda hit: -hit.score)


def test_the_finder_keeps_to_ones_villages_and_finds_nobody_for_nothing(sign_in: SignIn) -> None:
    accounts.add_user(sign_in("siti"), "tono", "fasilitator", "", ("16.06.01.1009",))
    assert open_finder(sign_in("tono")).search("warga") == []
    assert open_finder(sign_in("siti")).search("   ") == []


def test_a_newer_list_does_not_change_what_was_promised(
    sign_in: SignIn,
    queued: str,
    complete: dict[str, str],
    person_row: Callable[..., dict[str, str]],
    list_file: Callable[..., Path],
) -> None:
    siti, budi = sign_in("siti"), sign_in("budi")
    verification.record(siti, OTHER, Sheet("layak", complete | {"nkk": "1606020101100002"}))
    waiting = enrolment.queue(siti, OTHER)
    approval.approve(budi, [queued], "")
    rows = [person_row(number) for number in range(1, 13)]
    rows[2] |= {"Nama": "NAMA BARU", "Tanggal Lahir": "1950-01-01"}
    rows[5] |= {"Nama": "ALM. WARGA NOMOR"}
    import_list(siti, list_file(rows, "baru.csv"))

    by_id = {row.id: row for row in enrolment.queue_rows(siti)}
    assert by_id[queued].changed == ("nama", "tanggal lahir")
    assert by_id[waiting].risk_level == "tinggi"
    refused = approval.approve(budi, [waiting], "")[0]
    assert not refused.done
    assert "nama" in refused.sentence

    report = export_bpjs(budi, list_file([]).with_name("peserta.xlsx"))
    assert (report.count, report.changed) == (1, 1)
    header, person = openpyxl.load_workbook(report.path).worksheets[0].iter_rows(values_only=True)
    written = dict(zip(header, person, strict=True))
    assert written["nama"] == "WARGA NOMOR 3"
    assert "1950" not in str(written["tgl_lahir"])

    # Looked at again, queued again: now the new list is what is promised.
    verification.record(siti, OTHER, Sheet("layak", complete | {"nkk": "1606020101100002"}))
    assert approval.approve(budi, [enrolment.queue(siti, OTHER)], "")[0].done


def test_whoever_decides_says_who_else_may(sign_in: SignIn) -> None:
    with pytest.raises(Refused, match="penyelia"):
        accounts.add_user(sign_in("siti"), "siti2", "penyelia", "")
    accounts.add_user(sign_in("siti"), "tono", "fasilitator", "")
    accounts.add_user(sign_in("budi"), "dewi", "dinas", "")
