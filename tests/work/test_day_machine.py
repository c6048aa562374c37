"""Any sequence of what people can do leaves a ledger that proves itself and promises nothing twice."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from kelambu_tui.errors import KelambuError
from kelambu_tui.people.nik import compose_nik
from kelambu_tui.people.sex import Sex
from kelambu_tui.work import (
    approval,
    audit,
    desil,
    duplicates,
    enrolment,
    quota,
    sessions,
    undoing,
    verification,
)
from kelambu_tui.work import workspace as spaces
from kelambu_tui.work.proposing import propose_member
from kelambu_tui.work.verification import Sheet
from kelambu_tui.work.workspace import Workspace

pytestmark = pytest.mark.slow  # many days in a row: the full check runs them

PEOPLE = [f"IND{number:08d}" for number in range(1, 7)]
FAMILIES = [f"16060000{number:08d}" for number in range(1, 4)]
OUTCOMES = ("layak", "bukan_pekerja", "mampu")


class Day(RuleBasedStateMachine):
    """Siti verifies and queues, Budi and Ratna verify, queue and decide; anyone may be refused."""

    template: Path
    values: dict[str, str]
    ids: Bundle[str] = Bundle("ids")

    @initialize()
    def open_laptop(self) -> None:
        self.place = Path(tempfile.mkdtemp())
        folder = Path(shutil.copytree(self.template, self.place / "ruang"))
        self.people = {name: spaces.sign_in(folder, name, "") for name in ("siti", "budi", "ratna")}
        self.made: dict[str, str] = {}
        self.decided: dict[str, str] = {}

    def teardown(self) -> None:
        for workspace in self.people.values():
            spaces.sign_out(workspace)
        shutil.rmtree(self.place)

    @rule(
        who=st.sampled_from(["siti", "budi"]),
        person=st.sampled_from(PEOPLE),
        outcome=st.sampled_from(OUTCOMES),
    )
    def verify(self, who: str, person: str, outcome: str) -> None:
        verification.record(self.people[who], person, Sheet(outcome, self.values))

    @rule(target=ids, who=st.sampled_from(["siti", "budi"]), person=st.sampled_from(PEOPLE))
    def queue(self, who: str, person: str) -> str:
        try:
            made = enrolment.queue(self.people[who], person)
        except KelambuError:
            return "none"
        self.made.setdefault(made, who)
        return made

    @rule(who=st.sampled_from(["siti", "budi", "ratna"]), made=ids)
    def withdraw(self, who: str, made: str) -> None:
        self._try(lambda: enrolment.withdraw(self.people[who], made))

    @rule(
        who=st.sampled_from(["siti", "budi", "ratna"]), made=ids, kind=st.sampled_from(["yes", "back", "no"])
    )
    def decide(self, who: str, made: str, kind: str) -> None:
        decisions: list[approval.Decision] = []
        workspace = self.people[who]
        if kind == "yes":
            self._try(lambda: decisions.extend(approval.approve(workspace, [made], "")))
        elif kind == "back":
            self._try(lambda: decisions.extend(approval.send_back(workspace, [made], "periksa NIK", "")))
        else:
            code = workspace.programme.reasons.rejections[0].code
            self._try(lambda: decisions.extend(approval.reject(workspace, [made], code, "", "")))
        for decision in decisions:
            if decision.done:
                assert who != self.made[made], "nobody decides their own"
                assert who != "siti", "a facilitator never decides"

    @rule(who=st.sampled_from(["siti", "budi", "ratna"]), made=ids)
    def release(self, who: str, made: str) -> None:
        self._try(lambda: quota.release(self.people[who], made, "pindah", "", ""))

    @rule(
        who=st.sampled_from(["siti", "budi"]),
        pair=st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)),
        verdict=st.sampled_from(["sama", "beda", "ragu", "undo"]),
    )
    def judge(self, who: str, pair: tuple[str, str], verdict: str) -> None:
        workspace = self.people[who]
        if verdict == "undo":
            self._try(lambda: duplicates.undo_verdict(workspace, *pair))
        else:
            self._try(lambda: duplicates.judge_pair(workspace, *pair, verdict))

    @rule(who=st.sampled_from(["siti", "budi"]), family=st.sampled_from(FAMILIES))
    def miss(self, who: str, family: str) -> None:
        sessions.miss_visit(self.people[who], family)

    @rule(who=st.sampled_from(["siti", "budi"]), family=st.sampled_from(FAMILIES), day=st.integers(1, 28))
    def propose(self, who: str, family: str, day: int) -> None:
        nik = compose_nik("160602", date(1990, 5, day), Sex.MALE, 900 + day)
        member = {"name": f"Umar {day}", "nik": nik, "sex": "L", "birth_date": f"{day:02}-05-1990"}
        self._try(lambda: propose_member(self.people[who], family, member | {"relation": "ANAK"}, "BA 1"))

    @rule(who=st.sampled_from(["siti", "budi"]), family=st.sampled_from(FAMILIES), wanted=st.integers(1, 4))
    def ask_desil(self, who: str, family: str, wanted: int) -> None:
        self._try(lambda: desil.propose_desil(self.people[who], family, wanted, "lantai tanah"))

    @rule(who=st.sampled_from(["budi", "ratna"]), family=st.sampled_from(FAMILIES), given=st.booleans())
    def answer_desil(self, who: str, family: str, given: bool) -> None:
        self._try(
            lambda: desil.decide_desil(self.people[who], family, given=given, note="dilihat", passphrase="")
        )

    @rule(who=st.sampled_from(["siti", "budi", "ratna"]), at=st.integers(0, 5))
    def take_back(self, who: str, at: int) -> None:
        found = undoing.undoable(self.people[who], 6)
        if found:
            self._try(lambda: undoing.undo(self.people[who], found[at % len(found)].entry))

    @invariant()
    def nobody_answers_their_own(self) -> None:
        assert all(one.decided_by != one.asked_by for one in desil.desil_changes(self._anyone()))

    @invariant()
    def no_place_too_many(self) -> None:
        with self._anyone().database.read() as connection:
            for row in quota.places(connection, self._anyone()):
                assert row.approved + row.promised <= row.ceiling

    @invariant()
    def one_place_a_person(self) -> None:
        rows = enrolment.queue_rows(self._anyone(), ("menunggu", "disetujui"))
        assert all(count == 1 for count in Counter(row.person for row in rows).values())
        assert all(count == 1 for count in Counter(row.nik for row in rows).values())
        given = Counter(row.desil for row in rows if row.state == "disetujui")
        quota = self._anyone().programme.quota
        assert all(given[desil] <= quota[desil] for desil in given)

    @invariant()
    def an_approved_person_is_still_eligible(self) -> None:
        for row in enrolment.queue_rows(self._anyone(), ("menunggu", "disetujui")):
            assert verification.read_form(self._anyone(), row.person).sheet.outcome == "layak"

    @invariant()
    def the_ledger_proves_itself(self) -> None:
        report = audit.audit(self._anyone())
        assert report.ok, report.faults

    def _anyone(self) -> Workspace:
        return self.people["ratna"]

    def _try(self, action: Callable[[], object]) -> None:
        with contextlib.suppress(KelambuError):
            action()


@pytest.mark.usefixtures("village_list")
def test_any_day(small_quota: Path, complete: dict[str, str]) -> None:
    """One place in each desil, so that the ceiling is met as well."""
    Day.template, Day.values = small_quota, complete
    machine = Day.TestCase
    machine.settings = settings(
        max_examples=15,
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    machine().runTest()
