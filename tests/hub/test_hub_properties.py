"""Whatever laptops send, in whatever order and cut however: the rules hold in what the hub accepted."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from kelambu_tui.hub import tables as h
from kelambu_tui.hub.beginning import opened
from kelambu_tui.hub.folder import make_folder
from kelambu_tui.ledger.consequences.enrolments import ACTIVE, HOLDING
from kelambu_tui.ledger.entries import Entry
from tests.hub.laptops import Laptop, Office

PEOPLE = ("siti", "rina", "budi")
ROLES = {"siti": "fasilitator", "rina": "fasilitator", "budi": "penyelia"}
STEP = st.tuples(
    st.integers(0, 1),  # laptop
    st.sampled_from(PEOPLE),
    st.sampled_from(
        ["visit", "visit", "queue", "queue", "give", "return", "withdraw", "release", "undo", "sign"]
    ),
    st.integers(0, 2),  # person
    st.booleans(),  # push after it
)
KINDS = {
    "give": "approval.given",
    "return": "approval.returned",
    "withdraw": "enrolment.withdrawn",
    "release": "place.released",
    "undo": "approval.undone",
}


def do(laptop: Laptop, who: str, what: str, person: str, written: dict[str, list[Entry]]) -> None:
    """Write what somebody might write, whether it is right or not."""
    visits, queued = written.setdefault(f"v{person}", []), written.setdefault(f"q{person}", [])
    if what == "visit":
        visits.append(laptop.visit(person, by=who))
    elif what == "queue" and visits:
        queued.append(laptop.queue(visits[-1], f"160601010190000{person[1:]}", desil=3, by=who))
    elif what == "sign":
        laptop.sign(who)
    elif what in KINDS and queued:
        laptop.decide(queued[-1], KINDS[what], by=who)


def check(office: Office) -> None:
    """The state that follows from what was accepted, by the rules of the programme."""
    with office.storage.read() as connection:
        rows = connection.execute(select(h.enrolment)).all()
        counts = {row.desil: (row.given, row.held) for row in connection.execute(select(h.places))}
        stream = connection.execute(select(h.stream).order_by(h.stream.c.cursor)).all()
    active = [row for row in rows if row.state in ACTIVE]
    assert max(Counter(row.person for row in active).values(), default=0) <= 1
    assert max(Counter(row.nik for row in active).values(), default=0) <= 1
    assert all(row.decided_by not in (row.maker, row.editor) for row in rows if row.decided_by)
    given = sum(row.state == "disetujui" for row in rows)
    assert counts.get(3, (0, 0)) == (given, sum(row.state in HOLDING for row in rows))
    assert given <= office.folder.programme.quota[3]
    assert [row.cursor for row in stream] == list(range(1, len(stream) + 1))
    decisions = [row for row in stream if row.kind.startswith("approval.") and row.status == "accepted"]
    assert all(ROLES[row.author] == "penyelia" for row in decisions)


def play(office: Office, steps: list[Any]) -> None:
    laptops = [office.laptop(*ROLES.items()) for _ in range(2)]
    written: dict[str, list[Entry]] = {}
    for at, who, what, person, push in steps:
        do(laptops[at], who, what, f"P{person}", written)
        if push and laptops[at].entries:
            office.push(laptops[at])
            check(office)
    for laptop in laptops:
        if laptop.entries:
            office.push(laptop)
    check(office)


@pytest.mark.slow
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(st.lists(STEP, min_size=4, max_size=40))
def test_the_rules_hold_whatever_is_sent(steps: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = make_folder(
            Path(place) / "hub", region="16.06", district="Muba", url="http://127.0.0.1:1", database=""
        )
        storage = opened(folder)
        play(Office(folder, storage), steps)
        storage.close()
