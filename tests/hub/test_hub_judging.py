from __future__ import annotations

import pytest

from kelambu_tui.hub.district import certify_person, lend, revoke
from tests.hub.laptops import VILLAGE, Laptop, Office


def newest(office: Office, laptop: Laptop) -> str:
    office.push(laptop, first=1)
    return office.statuses(laptop)[-1]


def test_who_made_or_visited_never_decides_on_any_laptop(office: Office) -> None:
    here = office.laptop(("budi", "penyelia"), ("siti", "fasilitator"))
    there = office.laptop(("budi", "penyelia"))
    queued = here.queue(here.visit(by="budi"), by="siti")
    here.sign("budi")
    here.sign("siti")
    office.push(here)
    there.decide(queued)
    assert newest(office, there) == "rejected:maker_is_checker"


@pytest.mark.parametrize(
    ("by", "kind", "status"),
    [
        ("siti", "approval.given", "rejected:role"),
        ("siti", "device.revoked", "rejected:role"),
        ("budi", "allotment.lent", "rejected:role"),
        ("rina", "visit.missed", "held:author_unknown"),
        ("siti", "something.newer", "accepted"),
    ],
)
def test_roles_and_kinds(office: Office, by: str, kind: str, status: str) -> None:
    laptop = office.laptop()
    laptop.write(kind, by=by, signed=True)
    assert newest(office, laptop) == status


def test_an_entry_outside_the_authors_villages_is_stored_and_rejected(office: Office) -> None:
    laptop = office.laptop()
    laptop.write("session.opened", "16.06.02.2002", {"day": "2026-11-23"})
    laptop.write("session.opened", VILLAGE, {"day": "2026-11-23"})
    assert newest(office, laptop) == "accepted"
    assert office.statuses(laptop) == ["rejected:area", "accepted"]


def test_one_active_enrolment_of_a_person_and_of_a_nik(office: Office) -> None:
    one, other = office.laptop(), office.laptop()
    one.queue(one.visit("P1"), "1606010101900001")
    office.push(one)
    other.base = 2
    other.queue(other.visit("P2"), "1606010101900001")
    assert newest(office, other) == "rejected:duplicate_nik"
    visit = one.visit("P3")
    one.queue(visit)
    one.queue(visit)
    assert newest(office, one) == "rejected:duplicate_person"


def test_an_approval_waits_for_the_makers_signature_and_for_what_it_names(office: Office) -> None:
    field = office.laptop(("siti", "fasilitator"))
    desk = office.laptop(("budi", "penyelia"))
    queued = field.queue(field.visit())
    desk.decide(queued)
    assert newest(office, desk) == "held:reference"
    office.push(field)
    assert office.statuses(desk) == ["held:signature"]
    field.visit("P2")
    field.sign("siti")
    office.push(field, first=3)
    assert office.statuses(desk) == ["accepted"]


def test_an_approval_of_an_older_record_is_stale(office: Office) -> None:
    field = office.laptop(("siti", "fasilitator"))
    desk = office.laptop(("budi", "penyelia"))
    queued = field.queue(field.visit())
    field.visit(note="newer")
    field.sign("siti")
    office.push(field)
    desk.decide(queued)
    assert newest(office, desk) == "rejected:stale"


@pytest.mark.parametrize(("outcome", "status"), [("layak", "accepted"), ("pindah", "rejected:contested")])
def test_two_visits_that_did_not_see_each_other(office: Office, outcome: str, status: str) -> None:
    field, other = office.laptop(("siti", "fasilitator")), office.laptop(("rina", "fasilitator"))
    desk = office.laptop(("budi", "penyelia"))
    queued = field.queue(field.visit())
    field.sign("siti")
    office.push(field)
    other.visit(outcome=outcome, by="rina")
    office.push(other)
    desk.decide(queued)
    assert newest(office, desk) == status


def test_a_reconciliation_lets_the_chosen_visit_hold(office: Office) -> None:
    field, other = office.laptop(("siti", "fasilitator")), office.laptop(("rina", "fasilitator"))
    desk = office.laptop(("budi", "penyelia"))
    visit = field.visit()
    queued = field.queue(visit)
    field.sign("siti")
    office.push(field)
    other.visit(outcome="pindah", by="rina")
    office.push(other)
    desk.write("reconciliation.decided", "P1", {"chosen": visit.id}, by="budi", signed=True)
    desk.decide(queued)
    office.push(desk)
    assert office.statuses(desk) == ["accepted", "accepted"]


def test_a_signature_that_does_not_hold_counts_for_nothing(office: Office) -> None:
    laptop = office.laptop(("siti", "fasilitator"), ("budi", "penyelia"))
    queued = laptop.queue(laptop.visit())
    laptop.sign("siti")
    laptop.people["budi"] = laptop.people["siti"]
    laptop.decide(queued)
    assert newest(office, laptop) == "held:signature"


def test_who_is_certified_later_is_judged_then(office: Office) -> None:
    laptop = office.laptop(("budi", "penyelia"))
    key = laptop.person("rina").public_key().public_bytes_raw().hex()
    body = {"role": "fasilitator", "villages": [VILLAGE], "public_key": key}
    laptop.write("account.opened", "rina", body, by="budi", signed=True)
    queued = laptop.queue(laptop.visit(by="rina"), by="rina")
    laptop.sign("rina")
    laptop.decide(queued)
    office.push(laptop)
    assert [one.partition(":")[0] for one in office.statuses(laptop)] == ["held"] * 4
    with office.storage.write() as connection:
        done = certify_person(connection, office.folder, "rina", "fasilitator", (VILLAGE,), laptop.device)
    assert done.settled == 4
    assert office.statuses(laptop) == ["accepted"] * 4


def test_a_revoked_laptops_later_entries_are_kept_apart(office: Office) -> None:
    laptop = office.laptop()
    laptop.visit("P1")
    office.push(laptop)
    with office.storage.write() as connection:
        assert revoke(connection, office.folder, laptop.device, "hilang") == 2
    laptop.visit("P2")
    receipt = office.push(laptop, first=2)
    assert receipt.acked == 2
    assert office.statuses(laptop) == ["accepted", "held:revoked"]


def test_what_cannot_be_read_is_stored_and_blocks_nothing(office: Office) -> None:
    laptop = office.laptop()
    laptop.write("visit.missed", "bad\x00subject")
    laptop.write("enrolment.queued", "P1", {"nik": 7})
    laptop.write("visit.missed", device="other")
    laptop.visit()
    laptop.write("visit.missed", id=laptop.entries[-1].id)
    receipt = office.push(laptop)
    assert receipt.acked == 5
    assert office.statuses(laptop) == [
        "rejected:unreadable",
        "rejected:unreadable",
        "rejected:unreadable",
        "accepted",
        "rejected:id_taken",
    ]


def test_the_last_place_goes_to_one(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(office.folder.programme.quota, 3, 1)
    laptop = office.laptop()
    queued = [laptop.queue(laptop.visit(f"P{at}"), desil=3) for at in range(3)]
    laptop.sign("siti")
    for one in queued:
        laptop.decide(one)
    office.push(laptop)
    assert office.statuses(laptop)[-3:] == ["accepted", "rejected:quota", "rejected:quota"]
    with office.storage.write() as connection:
        assert lend(connection, office.folder, laptop.device, {1: 40, 2: 7}) == {1: 40, 2: 7}
