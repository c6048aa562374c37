"""What the hub says is taken in once, wholly, in its order; whatever it brings, a rebuild gives the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from kelambu_tui.errors import Refused, Unreadable
from kelambu_tui.ledger.entries import Entry
from kelambu_tui.ledger.order import FORMER, PENDING
from kelambu_tui.ledger.projections import rebuild
from kelambu_tui.store import tables as t
from kelambu_tui.sync import receiving
from kelambu_tui.sync.receiving import Answered, Pull
from kelambu_tui.work import audit
from kelambu_tui.work.workspace import Workspace
from tests.sync.elsewhere import NOW, Elsewhere, belongs, take
from tests.sync.fleet import state_of

SignIn = Callable[[str], Workspace]


@pytest.fixture
def siti(sign_in: SignIn) -> Workspace:
    """Siti on a laptop that belongs to a hub."""
    workspace = sign_in("siti")
    belongs(workspace)
    return workspace


@pytest.fixture
def lain() -> Elsewhere:
    return Elsewhere()


def cursor(workspace: Workspace) -> int:
    with workspace.database.read() as connection:
        return int(connection.execute(select(t.hub_link.c.cursor)).scalar_one())


def outcomes(workspace: Workspace) -> dict[str, str]:
    with workspace.database.read() as connection:
        return dict(connection.execute(select(t.verification.c.person, t.verification.c.outcome)).all())


def own_visit(workspace: Workspace, person: str, outcome: str = "layak") -> Entry:
    from kelambu_tui.ledger.writing import append

    body = {"outcome": outcome, "values": {}, "answers": {}, "note": "", "other": "", "row": "00"}
    with workspace.database.write() as connection:
        return append(connection, workspace.pen, "verification.recorded", person, body)


def verdict(workspace: Workspace, at: int, seq: int, status: str = "accepted") -> list[Any]:
    return [at, workspace.device, seq, status, None, []]


def receive_all(workspace: Workspace) -> None:
    """A receipt for everything, as far as taking in cares."""
    with workspace.database.write() as connection:
        connection.execute(update(t.device).values(acked=t.device.c.seq))


def test_a_page_counts_once_and_moves_the_cursor(siti: Workspace, lain: Elsewhere) -> None:
    rows = [lain.row(lain.visit("A")), lain.row(lain.visit("B", "mampu"))]
    assert take(siti, *rows).new == 2
    assert take(siti, *rows).new == 0, "the same page again is no news"
    assert outcomes(siti) == {"A": "layak", "B": "mampu"}
    assert cursor(siti) == 2
    assert take(siti).new == 0


@pytest.mark.parametrize(
    "row",
    [
        [],
        ["1", "lain", 1, "accepted", None, []],
        [1, "lain", 0, "accepted", None, []],
        [1, "", 1, "accepted", None, []],
        [1, "lain", 1, "perhaps", None, []],
        [FORMER, "lain", 1, "accepted", None, []],
        [1, "lain", 1, "accepted", "x" * 20_000, []],
        [1, "lain", 1, "accepted", None, [["rina"]]],
        {"cursor": 1},
    ],
)
def test_a_row_that_is_none_changes_nothing(siti: Workspace, row: Any) -> None:
    with pytest.raises(Unreadable):
        receiving.apply_pull(siti.database, Pull([row], 9, "e"), NOW)
    assert cursor(siti) == 0


def test_rows_out_of_order_or_of_another_chain_are_none(siti: Workspace, lain: Elsewhere) -> None:
    first, second = lain.row(lain.visit("A")), lain.row(lain.visit("B"))
    with pytest.raises(Unreadable):
        take(siti, second, first)
    second[1] = "someone"
    with pytest.raises(Unreadable):
        take(siti, first, second)
    with pytest.raises(Unreadable):
        take(siti, first, epoch="another")
    assert outcomes(siti) == {}


def test_a_decision_counts_only_with_its_authors_signature(siti: Workspace, lain: Elsewhere) -> None:
    visit = lain.visit("A", author="siti")
    body = {"nik": "1", "desil": 1, "village": "V", "editor": "siti", "listed": {}, "rules": "", "risk": []}
    made, _none = lain.write(
        "enrolment.queued", "A", body, author="siti", ref=visit.id, ref_hash=visit.digest
    )
    decided = {"reason": "", "note": "", "rules": ""}
    given, signature = lain.write("approval.given", "A", decided, ref=made.id, ref_hash=made.digest)
    forged = [signature[0], "00" * 64, signature[2]]
    account = lain.account()
    take(siti, account, lain.row(visit), lain.row(made), lain.row(given, forged))
    assert [row[3] for row in state_of(siti)["enrolment"]] == ["menunggu"]
    with siti.database.read() as connection:
        codes = connection.execute(select(t.conflict.c.code)).scalars().all()
    assert codes == ["signature_unknown"]
    take(siti, lain.row(given, signature))
    assert [row[3] for row in state_of(siti)["enrolment"]] == ["disetujui"]
    assert audit.audit(siti).faults == ()


def test_a_verdict_is_believed_only_for_what_a_receipt_covers(siti: Workspace) -> None:
    entry = own_visit(siti, "A")
    with pytest.raises(Refused):
        take(siti, verdict(siti, 1, entry.seq))
    receive_all(siti)
    take(siti, verdict(siti, 1, entry.seq))
    with siti.database.read() as connection:
        place = select(t.known_entry.c.place).where(t.known_entry.c.id == entry.id)
        assert connection.execute(place).scalar() == 1


def test_what_the_hub_rejects_has_no_consequence_and_says_so(siti: Workspace) -> None:
    first, second = own_visit(siti, "A", "mampu"), own_visit(siti, "A", "layak")
    receive_all(siti)
    received = take(siti, verdict(siti, 1, first.seq), verdict(siti, 2, second.seq, "rejected:area"))
    assert received.rebuilt
    assert outcomes(siti) == {"A": "mampu"}
    with siti.database.read() as connection:
        row = connection.execute(select(t.conflict)).one()
    assert (row.entry, row.code, row.state) == (second.id, "area", "menunggu")


def test_what_is_held_waits_with_its_consequences(siti: Workspace) -> None:
    entry = own_visit(siti, "A")
    receive_all(siti)
    take(siti, verdict(siti, 1, entry.seq, "held:signature"))
    assert outcomes(siti) == {"A": "layak"}
    with siti.database.read() as connection:
        place = select(t.known_entry.c.place).where(t.known_entry.c.id == entry.id)
        assert connection.execute(place).scalar() == PENDING + entry.seq
    take(siti, verdict(siti, 2, entry.seq))
    assert outcomes(siti) == {"A": "layak"}


@pytest.mark.parametrize(
    ("theirs", "stands", "code"), [("layak", "layak", "witnesses"), ("mampu", "mampu", "visits")]
)
def test_two_visits_that_did_not_see_each_other_stand_side_by_side(
    siti: Workspace, lain: Elsewhere, theirs: str, stands: str, code: str
) -> None:
    mine = own_visit(siti, "A", "layak")
    take(siti, lain.row(lain.visit("A", theirs)))
    assert outcomes(siti) == {"A": stands}, "the hub's order counts, not who wrote first"
    with siti.database.read() as connection:
        row = connection.execute(select(t.conflict)).one()
    assert (row.entry, row.other, row.code) == (mine.id, "lain-0001", code)


def test_a_visit_that_has_seen_both_settles_them(siti: Workspace, lain: Elsewhere) -> None:
    own_visit(siti, "A", "layak")
    take(siti, lain.row(lain.visit("A", "mampu")))
    own_visit(siti, "A", "bukan_pekerja")
    assert outcomes(siti) == {"A": "bukan_pekerja"}
    with siti.database.read() as connection:
        assert connection.execute(select(t.conflict.c.state)).scalars().all() == ["selesai"]
    assert audit.audit(siti).faults == ()


def test_another_life_of_the_hub_keeps_what_was_heard_until_it_comes_again(
    siti: Workspace, lain: Elsewhere
) -> None:
    first, second = lain.row(lain.visit("A")), lain.row(lain.visit("B"))
    take(siti, first, second)
    receiving.forget_hub(siti.database, "f")
    assert cursor(siti) == 0
    assert outcomes(siti) == {"A": "layak", "B": "layak"}
    assert not take(siti, first, epoch="f").rebuilt
    with siti.database.read() as connection:
        places = connection.execute(select(t.pulled.c.cursor).order_by(t.pulled.c.cursor)).scalars().all()
    assert places == [1, FORMER + 2]
    take(siti, second, epoch="f")
    assert audit.audit(siti).faults == ()


def test_a_receipt_is_kept_once_and_only_for_this_chain(siti: Workspace) -> None:
    entry = own_visit(siti, "A")
    with siti.database.read() as connection:
        head = connection.execute(select(t.entry.c.head).where(t.entry.c.id == entry.id)).scalar_one()
    answer = Answered(siti.device, entry.seq, head, "00", 200, b"{}", bytes(64))
    for _twice in range(2):
        receiving.apply_answer(siti.database, answer, NOW)
    with siti.database.read() as connection:
        assert len(connection.execute(select(t.receipt)).all()) == 1
        assert connection.execute(select(t.device.c.acked).where(t.device.c.own)).scalar() == entry.seq
    foreign = Answered(siti.device, entry.seq, bytes(32), "00", 200, b"{}", bytes(64))
    with pytest.raises(Unreadable):
        receiving.apply_answer(siti.database, foreign, NOW)
    assert any("tidak sah" in fault for fault in audit.audit(siti).faults), "nobody signed that receipt"


STEP = st.tuples(
    st.sampled_from(["mine", "theirs", "pull", "verdicts", "refusals"]),
    st.sampled_from(["A", "B", "C"]),
    st.sampled_from(["layak", "mampu"]),
)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=14))
def test_a_rebuild_gives_what_stands_after_any_arrival(
    small: Callable[[], Workspace], steps: list[tuple[str, str, str]]
) -> None:
    """Applied row by row or replayed from nothing: the same rows, byte for byte."""
    workspace = small()
    judged = _length(workspace)
    there = Elsewhere(cursor=judged)
    rows: list[list[Any]] = []
    for kind, person, outcome in steps:
        if kind == "mine":
            own_visit(workspace, person, outcome)
        elif kind == "theirs":
            rows.append(there.row(there.visit(person, outcome, base=cursor(workspace))))
        else:
            receive_all(workspace)
            if kind != "pull":
                waiting_from, end = judged + 1, _length(workspace)
                status = "accepted" if kind == "verdicts" else "rejected:area"
                for seq in range(waiting_from, end + 1):
                    there.cursor += 1
                    rows.append(verdict(workspace, there.cursor, seq, status))
                judged = end
            take(workspace, *rows)
            rows = []
    before = _projected(workspace)
    with workspace.database.write() as connection:
        rebuild(connection)
    assert _projected(workspace) == before


@pytest.fixture
def small(siti: Workspace) -> Callable[[], Workspace]:
    """The same laptop for every example, emptied of what the hub said; its own entries stay rejected."""
    from sqlalchemy import delete

    def fresh() -> Workspace:
        with siti.database.write() as connection:
            connection.execute(delete(t.pulled))
            connection.execute(delete(t.standing))
            old = connection.execute(select(t.entry.c.device, t.entry.c.seq)).all()
            connection.execute(update(t.hub_link).values(cursor=len(old)))
            refused = {"status": "rejected", "code": "area"}
            said = [{"device": row.device, "seq": row.seq, "cursor": row.seq} | refused for row in old]
            connection.execute(t.standing.insert(), said)
            rebuild(connection)
        return siti

    return fresh


def _length(workspace: Workspace) -> int:
    with workspace.database.read() as connection:
        return int(connection.execute(select(t.device.c.seq).where(t.device.c.own)).scalar_one())


def _projected(workspace: Workspace) -> dict[str, list[str]]:
    with workspace.database.read() as connection:
        return {
            table.name: sorted(json.dumps(list(row)) for row in connection.execute(select(table)))
            for table in t.PROJECTIONS
        }
