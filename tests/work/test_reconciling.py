"""Two visits that differ are decided by somebody who made neither; what did not count says why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from kelambu_tui.errors import Locked, NotFound, Refused, Unreadable
from kelambu_tui.store import tables as t
from kelambu_tui.work import approval, audit, enrolment, reconciling, verification
from kelambu_tui.work.misfit_words import words_of
from kelambu_tui.work.reconciling import Disagreement
from kelambu_tui.work.verification import Sheet
from kelambu_tui.work.workspace import Workspace
from tests.sync.elsewhere import Elsewhere, belongs, take

pytestmark = pytest.mark.slow  # each begins with a list of its own: the full check runs them

SignIn = Callable[[str], Workspace]
PERSON = "IND00000001"


@pytest.fixture
def enrolled(village_list: object, sign_in: SignIn, complete: dict[str, str]) -> str:
    """Siti found PERSON eligible and queued them; answers the enrolment."""
    siti = sign_in("siti")
    belongs(siti)
    verification.record(siti, PERSON, Sheet("layak", complete, note="rumah panggung"))
    return enrolment.queue(siti, PERSON)


@pytest.fixture
def budi(enrolled: str, sign_in: SignIn) -> Workspace:
    """A supervisor, after Rina's visit of the same person arrived from another laptop."""
    workspace = sign_in("budi")
    lain = Elsewhere()
    take(workspace, lain.row(lain.visit(PERSON, "mampu")))
    return workspace


def only(workspace: Workspace) -> Disagreement:
    found = [one for one in reconciling.conflicts(workspace) if one.code == "visits"]
    assert len(found) == 1
    return found[0]


def outcome(workspace: Workspace) -> str:
    with workspace.database.read() as connection:
        held = select(t.verification.c.outcome).where(t.verification.c.person == PERSON)
        return str(connection.execute(held).scalar_one())


def test_the_two_stand_side_by_side_with_what_differs(budi: Workspace) -> None:
    found = only(budi)
    assert [visit.author for visit in found.visits] == ["rina", "siti"], "in the hub's order"
    differing = {one.label: one.values for one in reconciling.differences(found) if one.differs}
    assert differing["Hasil kunjungan"] == ("Sudah mampu", "Layak")
    assert found.may_decide
    assert not found.mine


def test_niks_are_masked_but_compared_whole(budi: Workspace, sign_in: SignIn) -> None:
    masked = [visit.fields["Nomor KK"] for visit in only(budi).visits if "Nomor KK" in visit.fields]
    assert masked == ["1606**********01"]
    assert "1606020101100001" not in repr(only(budi))


def test_until_it_is_decided_nobody_is_approved(budi: Workspace) -> None:
    waiting = [row.id for row in enrolment.queue_rows(budi, ("menunggu",))]
    decisions = approval.approve(budi, waiting, "")
    assert [one.done for one in decisions] == [False]
    assert "Selisih" in decisions[0].sentence


@pytest.mark.parametrize(("number", "stands", "state"), [(0, "mampu", "gugur"), (1, "layak", "menunggu")])
def test_what_was_queued_on_the_other_visit_lapses(
    budi: Workspace, enrolled: str, number: int, stands: str, state: str
) -> None:
    found = only(budi)
    reconciling.decide(budi, found.entry, found.visits[number].entry, "KTP dilihat", "")
    assert outcome(budi) == stands
    with budi.database.read() as connection:
        row = connection.execute(select(t.enrolment).where(t.enrolment.c.id == enrolled)).one()
    assert row.state == state
    assert reconciling.conflicts(budi) == []
    settled = reconciling.conflicts(budi, ("selesai",))[0]
    assert (settled.decided_by, settled.chosen, settled.reason) == (
        "budi",
        found.visits[number].entry,
        "KTP dilihat",
    )
    assert audit.audit(budi).faults == ()


def test_only_a_supervisor_who_made_neither_decides(budi: Workspace, sign_in: SignIn) -> None:
    found = only(budi)
    first = found.visits[0].entry
    with pytest.raises(Refused, match="penyelia"):
        reconciling.decide(sign_in("siti"), found.entry, first, "x", "")
    with pytest.raises(Unreadable):
        reconciling.decide(budi, found.entry, first, " ", "")
    with pytest.raises(Unreadable):
        reconciling.decide(budi, found.entry, "another", "x", "")
    with pytest.raises(NotFound):
        reconciling.decide(budi, "nothing", first, "x", "")
    reconciling.decide(budi, found.entry, first, "x", "")
    with pytest.raises(Refused):
        reconciling.decide(sign_in("ratna"), found.entry, first, "x", "")


def test_a_supervisor_whose_own_visit_it_is_leaves_it_to_another(
    village_list: object, sign_in: SignIn, complete: dict[str, str]
) -> None:
    budi = sign_in("budi")
    belongs(budi)
    verification.record(budi, PERSON, Sheet("layak", complete))
    lain = Elsewhere()
    take(budi, lain.row(lain.visit(PERSON, "mampu")))
    found = only(budi)
    assert not found.may_decide
    with pytest.raises(Refused, match="penyelia lain"):
        reconciling.decide(budi, found.entry, found.visits[0].entry, "x", "")
    assert only(sign_in("ratna")).may_decide


def test_two_that_say_the_same_are_witnesses_and_wait_for_nobody(enrolled: str, sign_in: SignIn) -> None:
    budi = sign_in("budi")
    lain = Elsewhere()
    take(budi, lain.row(lain.visit(PERSON, "layak")))
    assert reconciling.conflicts(budi) == []
    assert [one.code for one in reconciling.conflicts(budi, ("selesai",))] == ["witnesses"]


def test_what_the_hub_refused_is_read_and_put_away(enrolled: str, sign_in: SignIn) -> None:
    siti = sign_in("siti")
    with siti.database.write() as connection:
        connection.execute(t.device.update().values(acked=t.device.c.seq))
        seq = connection.execute(select(t.entry.c.seq).where(t.entry.c.id == enrolled)).scalar_one()
    rows: list[list[Any]] = [[at, siti.device, at, "accepted", None, []] for at in range(1, seq)]
    take(siti, *rows, [seq, siti.device, seq, "rejected:duplicate_person", None, []])
    found = reconciling.conflicts(siti)
    assert [(one.code, one.mine, one.kind) for one in found] == [
        ("duplicate_person", True, "enrolment.queued")
    ]
    assert enrolment.queue_rows(siti) == []
    assert reconciling.conflicts_for(siti) == 1
    reconciling.put_away(siti, found[0].entry)
    assert reconciling.conflicts(siti) == []


def test_two_visits_are_never_only_read(budi: Workspace) -> None:
    with pytest.raises(Refused):
        reconciling.put_away(budi, only(budi).entry)


def test_every_code_of_the_hub_has_words() -> None:
    from kelambu_tui.hub.refusing import CODES

    entries = CODES[CODES.index("author_unknown") :]
    ours = ("visits", "witnesses", "linked", "second_enrolment", "session_open", "signature_unknown", "unfit")
    for code in (*entries, *ours):
        words = words_of(code)
        assert words.why
        assert words.step
        assert code not in words.why
    assert "besok" in words_of("besok").why


def test_the_passphrase_is_asked(budi: Workspace) -> None:
    found = only(budi)
    with pytest.raises(Locked):
        reconciling.decide(budi, found.entry, found.visits[0].entry, "x", "salah")
