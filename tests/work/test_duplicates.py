"""Two records, one person: what is suspected, what people say of it, what follows for the queue."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from kelambu_tui.errors import Locked, NotFound, Refused, Unreadable
from kelambu_tui.exchange.intake import import_list
from kelambu_tui.matching.pairs import Kind
from kelambu_tui.store import tables as t
from kelambu_tui.work.approval import approve
from kelambu_tui.work.audit import audit, rebuild
from kelambu_tui.work.duplicates import (
    judge_pair,
    suspects,
    undo_verdict,
)
from kelambu_tui.work.enrolment import queue, queue_rows, withdraw
from kelambu_tui.work.leaves import ask_leave, give_leave, leaves
from kelambu_tui.work.verification import Sheet, judge, record
from kelambu_tui.work.workspace import Workspace

ONE, TWO, OTHER = "IND00000001", "IND00000050", "IND00000002"

Row = Callable[..., dict[str, str]]
Enter = Callable[[str], Workspace]


@pytest.fixture
def rows(person_row: Row) -> list[dict[str, str]]:
    """Twelve people; the first again in another household, two digits of the day in the NIK swapped."""
    people = [person_row(number) for number in range(1, 13)]
    names = ["SUHARTINI", "H. M. Soeharto", "ROHANI BINTI ALI", "Kgs. Zulkarnain", "SRI REJEKI", "BUDI UTOMO"]
    names += ["NYIMAS HALIMAH", "JUNAIDI", "MARLENA", "AHMAD DAHLAN", "KARTINI", "M. YUSUF"]
    people = [row | {"Nama": name} for row, name in zip(people, names, strict=True)]
    nik = people[0]["NIK"]
    swapped = nik[:6] + nik[7] + nik[6] + nik[8:]
    again = people[0] | {
        "ID Keluarga P3KE": "1606000000000050",
        "ID Individu": TWO,
        "Nama": "SUHARTINY",
        "NIK": swapped,
        "Alamat": "DUSUN II RT 002 RW 001",
    }
    return [*people, again]


@pytest.fixture
def siti(rows: list[dict[str, str]], list_file: Callable[..., Path], sign_in: Enter) -> Workspace:
    workspace = sign_in("siti")
    import_list(workspace, list_file(rows))
    return workspace


def eligible(workspace: Workspace, person: str, complete: dict[str, str]) -> None:
    record(workspace, person, Sheet("layak", complete))


def test_the_second_record_is_suspected_with_its_reasons(siti: Workspace) -> None:
    (found,) = suspects(siti)
    assert (found.pair.a, found.pair.b) == (ONE, TWO)
    assert found.pair.kind is Kind.SAME_PERSON
    assert found.strong
    assert {item.field for item in found.pair.evidence} >= {"name", "birth_date", "nik"}
    assert (found.name_a, found.name_b) == ("SUHARTINI", "SUHARTINY")


def test_an_open_strong_pair_keeps_both_out_of_the_queue(siti: Workspace, complete: dict[str, str]) -> None:
    for person in (ONE, TWO):
        eligible(siti, person, complete)
        with pytest.raises(Refused, match="Ganda"):
            queue(siti, person)
    eligible(siti, OTHER, complete | {"nkk": "1606020101100002"})
    assert queue(siti, OTHER)


def test_different_frees_both_until_the_data_change(siti: Workspace, complete: dict[str, str]) -> None:
    eligible(siti, ONE, complete)
    eligible(siti, TWO, complete | {"nkk": "1606020101100002"})
    judge_pair(siti, TWO, ONE, "beda", "sudah dilihat KTP-nya")
    assert suspects(siti) == []
    (settled,) = suspects(siti, settled=True)
    assert (settled.standing, settled.author, settled.note) == ("beda", "siti", "sudah dilihat KTP-nya")
    assert queue(siti, ONE)
    eligible(siti, TWO, complete | {"mother_name": "Aminah binti Ali"})
    (again,) = suspects(siti)
    assert again.lapsed
    with pytest.raises(Refused, match="Ganda"):
        queue(siti, TWO)


def test_same_links_and_gives_one_place(siti: Workspace, complete: dict[str, str]) -> None:
    eligible(siti, ONE, complete)
    eligible(siti, TWO, complete)
    judge_pair(siti, ONE, TWO, "sama")
    first = queue(siti, ONE)
    with pytest.raises(Refused, match="catatan lain"):
        queue(siti, TWO)
    withdraw(siti, first)
    assert queue(siti, TWO)
    with siti.database.read() as connection:
        assert len(connection.execute(select(t.person.c.uid)).all()) == 13


def test_a_link_after_both_were_queued_stops_the_second_approval(
    siti: Workspace, sign_in: Enter, complete: dict[str, str]
) -> None:
    eligible(siti, ONE, complete)
    eligible(siti, TWO, complete)
    judge_pair(siti, ONE, TWO, "beda")
    ids = [queue(siti, ONE), queue(siti, TWO)]
    judge_pair(siti, ONE, TWO, "sama")
    decisions = approve(sign_in("budi"), ids, "")
    assert [decision.done for decision in decisions] == [False, False]
    withdraw(siti, ids[0])
    assert [decision.done for decision in approve(sign_in("ratna"), ids[1:], "")] == [True]


def test_unsure_stays_in_the_way(siti: Workspace, complete: dict[str, str]) -> None:
    judge_pair(siti, ONE, TWO, "ragu")
    (found,) = suspects(siti)
    assert (found.standing, found.strong) == ("ragu", True)
    eligible(siti, ONE, complete)
    with pytest.raises(Refused, match="Ganda"):
        queue(siti, ONE)


def test_a_visit_that_found_a_duplicate_settles_the_pair(siti: Workspace, complete: dict[str, str]) -> None:
    eligible(siti, ONE, complete)
    record(siti, TWO, Sheet("data_ganda", other=ONE))
    assert suspects(siti) == []
    assert queue(siti, ONE)


def test_undo_brings_back_what_stood_before(siti: Workspace) -> None:
    judge_pair(siti, ONE, TWO, "beda")
    judge_pair(siti, ONE, TWO, "sama")
    assert undo_verdict(siti, ONE, TWO) == "beda"
    assert undo_verdict(siti, TWO, ONE) == ""
    assert suspects(siti)[0].standing == "terbuka"
    with pytest.raises(NotFound):
        undo_verdict(siti, ONE, TWO)


def test_only_the_author_or_a_supervisor_takes_a_verdict_back(siti: Workspace, sign_in: Enter) -> None:
    budi = sign_in("budi")
    judge_pair(budi, ONE, TWO, "sama")
    with pytest.raises(Refused, match="budi"):
        undo_verdict(siti, ONE, TWO)
    judge_pair(siti, ONE, TWO, "beda")
    assert undo_verdict(budi, ONE, TWO) == "sama"


def test_a_supervisor_can_let_somebody_through(
    siti: Workspace, sign_in: Enter, complete: dict[str, str]
) -> None:
    eligible(siti, ONE, complete)
    with pytest.raises(Refused, match="alasan"):
        ask_leave(siti, ONE, " ")
    assert ask_leave(siti, ONE, "kembar, KTP sudah dilihat") == 1
    with pytest.raises(Refused, match="penyelia"):
        give_leave(siti, ONE, "saya yakin", "")
    budi = sign_in("budi")
    assert [one.ask for one in leaves(budi, waiting_only=True)] == ["kembar, KTP sudah dilihat"]
    assert give_leave(budi, ONE, "KTP asli dilihat", "") == 1
    assert queue(siti, ONE)
    assert leaves(budi)[0].valid
    # Leave holds for the data that were seen: other data, other question.
    withdraw(siti, queue_rows(siti)[0].id)
    eligible(siti, TWO, complete | {"mother_name": "Saodah"})
    if any(item.strong for item in suspects(siti)):
        with pytest.raises(Refused, match="Ganda"):
            queue(siti, ONE)


def test_nobody_waives_their_own_ground_check(
    sign_in: Enter, siti: Workspace, complete: dict[str, str]
) -> None:
    budi = sign_in("budi")
    eligible(budi, ONE, complete)
    with pytest.raises(Refused, match="verifikasi sendiri"):
        give_leave(budi, ONE, "saya sendiri", "")


@pytest.mark.parametrize(
    ("a", "b", "verdict", "error"),
    [
        (ONE, ONE, "sama", Refused),
        (ONE, "IND99999999", "sama", NotFound),
        (ONE, TWO, "mungkin", Unreadable),
    ],
)
def test_a_verdict_that_makes_no_sense_changes_nothing(
    siti: Workspace, a: str, b: str, verdict: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        judge_pair(siti, a, b, verdict)
    with siti.database.read() as connection:
        assert connection.execute(select(t.verdict)).all() == []


def test_a_wrong_passphrase_gives_no_leave(sign_in: Enter, siti: Workspace, complete: dict[str, str]) -> None:
    eligible(siti, ONE, complete)
    with pytest.raises(Locked):
        give_leave(sign_in("budi"), ONE, "yakin", "salah")


def test_the_rules_tell_of_the_pair(siti: Workspace, complete: dict[str, str]) -> None:
    eligible(siti, ONE, complete)
    siti.watch.keep_up()
    (finding,) = [item for item in judge(siti, ONE).findings if item.rule == "bukan_data_ganda"]
    assert finding.result == "gagal"
    assert finding.remedy


def test_another_list_is_compared_before_the_queue(
    siti: Workspace,
    rows: list[dict[str, str]],
    list_file: Callable[..., Path],
    complete: dict[str, str],
) -> None:
    assert siti.watch.keep_up()
    assert not siti.watch.keep_up()
    copy = rows[1] | {"ID Individu": "IND00000077", "ID Keluarga P3KE": "1606000000000077"}
    import_list(siti, list_file([*rows, copy | {"Nama": "HAJI MUHAMMAD SUHARTO"}], "baru.csv"))
    eligible(siti, OTHER, complete)
    with pytest.raises(Refused):
        queue(siti, OTHER)
    assert OTHER in {item.pair.a for item in suspects(siti, kinds=(Kind.SAME_BOTH, Kind.SAME_NIK))}


def test_the_page_under_the_pen_is_compared_as_it_stands(siti: Workspace, rows: list[dict[str, str]]) -> None:
    assert siti.watch.suspects("IND00000005", {}) == []
    (found,) = siti.watch.suspects("IND00000005", {"nik": rows[3]["NIK"]})
    assert found.kind is Kind.SAME_NIK


def test_verdicts_survive_a_rebuild_and_the_audit_knows_them(siti: Workspace, sign_in: Enter) -> None:
    suspects(siti)
    judge_pair(siti, ONE, TWO, "beda")
    judge_pair(siti, ONE, OTHER, "ragu")
    before = suspects(siti, settled=True)
    rebuild(siti)
    assert suspects(siti, settled=True) == before
    assert audit(siti).faults == ()
    with siti.database.write() as connection:
        connection.execute(delete(t.verdict).where(t.verdict.c.b == TWO))
    assert any("verdict" in fault for fault in audit(siti).faults)


def test_a_suspicion_that_was_removed_is_found(siti: Workspace) -> None:
    suspects(siti)
    with siti.database.write() as connection:
        connection.execute(delete(t.suspicion))
    assert any("ganda" in fault for fault in audit(siti).faults)


def test_another_village_sees_its_own_pairs_only(siti: Workspace, sign_in: Enter, folder: Path) -> None:
    from kelambu_tui.work import accounts

    accounts.add_user(siti, "tono", "fasilitator", "", ("16.06.02.2002",))
    tono = sign_in("tono")
    assert suspects(tono) == []
    with pytest.raises(Refused, match="wilayah"):
        judge_pair(tono, ONE, TWO, "beda")
