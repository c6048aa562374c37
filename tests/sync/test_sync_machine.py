"""Several laptops, a hub and a faulty carrier as one machine: nothing lost, nothing twice, one state.

Laptops are real workspaces, the hub is the hub's own code without HTTP, the road between them loses,
repeats, damages and cuts. Whatever people did in whatever order, after the road has healed every
laptop says the same, every entry has a verdict, and no place was given beyond the ceiling.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from sqlalchemy import func, select

from kelambu_tui.errors import KelambuError
from kelambu_tui.hub import district
from kelambu_tui.ledger import projections, writing
from kelambu_tui.ledger.consequences.enrolments import HOLDING
from kelambu_tui.store import tables as t
from kelambu_tui.sync import receiving
from kelambu_tui.sync.ahead import Report
from kelambu_tui.sync.rejoining import Forked
from kelambu_tui.work import approval, audit, duplicates, enrolment, quota, reconciling, undoing, verification
from kelambu_tui.work import workspace as spaces
from kelambu_tui.work.verification import Sheet
from kelambu_tui.work.workspace import Workspace
from tests.sync.fleet import STAFF, Office, Road, join, state_of, sync

PEOPLE = [f"IND{number:08d}" for number in range(1, 5)]
OUTCOMES = ("layak", "layak", "bukan_pekerja", "mampu")
MAKERS, DECIDERS = ("siti", "rina", "budi"), ("budi", "ratna")
EVERYBODY = tuple(STAFF)


_HOLDERS = select(t.enrolment.c.desil).where(t.enrolment.c.state.in_(HOLDING))


class Killed(Exception):
    """The process ended in the middle of a transaction."""


@contextlib.contextmanager
def killed_in(module: object, name: str, after: int) -> Iterator[None]:
    """End the process when `name` has been called `after` times: nothing of that transaction may stand."""
    genuine = getattr(module, name)
    calls = 0

    def ending(*args: object) -> object:
        nonlocal calls
        calls += 1
        found = genuine(*args)
        if calls > after:
            raise Killed
        return found

    setattr(module, name, ending)
    try:
        yield
    except Killed:
        pass
    finally:
        setattr(module, name, genuine)


class Fleet(RuleBasedStateMachine):
    """Siti and Rina visit and queue, Budi and Ratna decide too; each on a laptop of their own."""

    template: Path
    values: dict[str, str]

    @initialize()
    def open_all(self) -> None:
        self.place = Path(shutil.copytree(self.template, Path(tempfile.mkdtemp()) / "armada"))
        self.office = Office.at(self.place / "hub")
        self.shift = timedelta()
        self.laptops = {name: self._enter(self.place / name, name) for name in STAFF}
        self.folders = {name: self.place / name for name in STAFF}
        self.kept: Path | None = None
        self.copies = 0

    def teardown(self) -> None:
        try:
            self._heal()
        finally:
            for workspace in self.laptops.values():
                spaces.sign_out(workspace)
            self.office.storage.close()
            shutil.rmtree(self.place.parent)

    # --- what people do ---

    @rule(who=st.sampled_from(MAKERS), person=st.sampled_from(PEOPLE), outcome=st.sampled_from(OUTCOMES))
    def visit(self, who: str, person: str, outcome: str) -> None:
        self._try(lambda: verification.record(self.laptops[who], person, Sheet(outcome, self.values)))

    @rule(who=st.sampled_from(MAKERS), person=st.sampled_from(PEOPLE))
    def visit_and_queue(self, who: str, person: str) -> None:
        self._try(lambda: verification.record(self.laptops[who], person, Sheet("layak", self.values)))
        self._try(lambda: enrolment.queue(self.laptops[who], person))

    @rule(
        who=st.sampled_from(DECIDERS),
        kind=st.sampled_from(["yes", "yes", "yes", "back", "no", "release"]),
        number=st.integers(0, 3),
    )
    def decide(self, who: str, kind: str, number: int) -> None:
        workspace = self.laptops[who]
        states = ("disetujui",) if kind == "release" else ("menunggu",)
        rows = enrolment.queue_rows(workspace, states)
        if not rows:
            return
        made = [rows[number % len(rows)].id]
        reason = workspace.programme.reasons.rejections[0].code
        actions: dict[str, Callable[[], object]] = {
            "yes": lambda: approval.approve(workspace, made, ""),
            "back": lambda: approval.send_back(workspace, made, "periksa NIK", ""),
            "no": lambda: approval.reject(workspace, made, reason, "", ""),
            "release": lambda: quota.release(workspace, made[0], "pindah", "", ""),
        }
        self._try(actions[kind])

    @rule(who=st.sampled_from(EVERYBODY))
    def take_back(self, who: str) -> None:
        self._try(lambda: undoing.undo(self.laptops[who]))

    @rule(who=st.sampled_from(MAKERS), number=st.integers(0, 3))
    def withdraw(self, who: str, number: int) -> None:
        rows = enrolment.queue_rows(self.laptops[who])
        if rows:
            self._try(lambda: enrolment.withdraw(self.laptops[who], rows[number % len(rows)].id))

    @rule(
        who=st.sampled_from(MAKERS),
        pair=st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)),
        verdict=st.sampled_from(["sama", "beda"]),
    )
    def judge(self, who: str, pair: tuple[str, str], verdict: str) -> None:
        self._try(lambda: duplicates.judge_pair(self.laptops[who], *pair, verdict))

    @rule(who=st.sampled_from(DECIDERS), chosen=st.integers(0, 1))
    def reconcile(self, who: str, chosen: int) -> None:
        workspace = self.laptops[who]
        found = [one for one in reconciling.conflicts(workspace) if one.visits]
        if found:
            visit = found[0].visits[chosen % len(found[0].visits)]
            self._try(lambda: reconciling.decide(workspace, found[0].entry, visit.entry, "dilihat lagi", ""))

    @rule(who=st.sampled_from(MAKERS), desil=st.integers(1, 3), count=st.integers(0, 1))
    def lend(self, who: str, desil: int, count: int) -> None:
        """The district lends a laptop places, or takes a loan back."""
        device = self.laptops[who].device

        def lending() -> None:
            with self.office.storage.write() as connection:
                district.lend(connection, self.office.folder, device, {desil: count})

        self._try(lending)

    # --- the road, and what befalls ---

    @rule(who=st.sampled_from(EVERYBODY), seed=st.integers(0, 999), faults=st.sampled_from([0.0, 0.4]))
    def send(self, who: str, seed: int, faults: float) -> None:
        self._sync(who, Road(lambda: self.office, Random(seed), faults))

    @rule(
        who=st.sampled_from(EVERYBODY),
        where=st.sampled_from([(receiving, "replay"), (receiving, "rebuild"), (projections, "project")]),
        after=st.integers(0, 2),
    )
    def send_and_die(self, who: str, where: tuple[object, str], after: int) -> None:
        with killed_in(*where, after):
            self._sync(who, Road(lambda: self.office))

    @rule(who=st.sampled_from(MAKERS), person=st.sampled_from(PEOPLE))
    def write_and_die(self, who: str, person: str) -> None:
        before = self._written(who)
        with killed_in(writing, "project", 0):
            self._try(lambda: verification.record(self.laptops[who], person, Sheet("mampu", self.values)))
        assert self._written(who) == before, "half of a transaction stands"

    @rule(days=st.sampled_from([-4000, -1, 0, 1, 4000]))
    def jump_clock(self, days: int) -> None:
        self.shift = timedelta(days=days)

    @rule()
    def keep_hub(self) -> None:
        self.kept = self.office.keep()

    @rule()
    def restore_hub(self) -> None:
        if self.kept is not None:
            self.office.put_back(self.kept)

    @rule(who=st.sampled_from(["siti", "budi"]))
    def copy_laptop(self, who: str) -> None:
        """Somebody copies the folder of a laptop, and both copies are used from then on."""
        if self.copies == 2:
            return
        self.copies += 1
        twin = f"{who}-{self.copies}"
        spaces.sign_out(self.laptops[who])
        shutil.copytree(self.folders[who], self.place / twin)
        self.folders[twin] = self.place / twin
        self.laptops[who] = self._enter(self.folders[who], who)
        self.laptops[twin] = self._enter(self.folders[twin], who)
        for one in (who, twin):
            self._try(
                lambda one=one: verification.record(  # type: ignore[misc]
                    self.laptops[one], PEOPLE[0], Sheet("layak", self.values)
                )
            )

    # --- what must hold ---

    def _heal(self) -> None:
        """With a whole road everybody sends until nothing moves, and then all of it must hold."""
        for _round in range(8):
            reports = [self._sync(name, Road(lambda: self.office)) for name in list(self.laptops)]
            if all(one is not None and not one.sent and not one.received for one in reports):
                break
        else:
            pytest.fail("it never comes to rest")
        for name, workspace in self.laptops.items():
            assert self._waiting(workspace) == [], f"{name}: an entry without a verdict"
        states = {name: state_of(workspace) for name, workspace in self.laptops.items()}
        first = states["siti"]
        for name, state in states.items():
            for table, rows in state.items():
                assert rows == first[table], (name, table)
        statuses = self.office.statuses()
        for name, workspace in self.laptops.items():
            self._check(name, workspace, statuses)
        ceilings = self.laptops["siti"].programme.quota
        given = self.office.approved()
        assert all(given[desil] <= ceilings[desil] for desil in given), given

    def _check(self, name: str, workspace: Workspace, statuses: dict[tuple[str, int], str]) -> None:
        report = audit.audit(workspace)
        assert report.ok, (name, report.faults)
        with workspace.database.read() as connection:
            chains = connection.execute(select(t.device)).all()
            own = next(row for row in chains if row.own)
            assert own.acked == own.seq
            for row in chains:
                assert all((row.device, seq) in statuses for seq in range(1, row.acked + 1)), "lost"
            given = select(t.enrolment.c.desil).where(t.enrolment.c.state == "disetujui")
            for desil, count in Counter(connection.execute(given).scalars()).items():
                assert count <= workspace.programme.quota[desil], f"{name}: a place too many"
            active = select(t.enrolment.c.person).where(t.enrolment.c.state.in_(("menunggu", "disetujui")))
            people = connection.execute(active).scalars().all()
            assert all(count == 1 for count in Counter(people).values()), "promised twice"

    def _waiting(self, workspace: Workspace) -> list[tuple[int, str, str]]:
        """Entries of the present chain that the hub has not judged, with what it waits for."""
        both = (t.standing.c.device == t.entry.c.device) & (t.standing.c.seq == t.entry.c.seq)
        open_ones = t.standing.c.status.is_(None) | (t.standing.c.status == "held")
        statement = (
            select(t.entry.c.seq, t.entry.c.kind, func.coalesce(t.standing.c.code, ""))
            .select_from(t.entry.outerjoin(t.standing, both))
            .where(t.entry.c.device == workspace.device, open_ones)
        )
        with workspace.database.read() as connection:
            return [tuple(row) for row in connection.execute(statement)]

    def _written(self, who: str) -> tuple[int, int]:
        with self.laptops[who].database.read() as connection:
            chain = connection.execute(select(t.device.c.seq).where(t.device.c.own)).scalar_one()
            return chain, connection.execute(select(func.count()).select_from(t.entry)).scalar_one()

    def _sync(self, name: str, road: Road) -> Report | None:
        workspace = self.laptops[name]
        try:
            return sync(workspace, road)
        except Forked as forked:
            self.laptops[name] = forked.workspace
            user = workspace.user
            with contextlib.suppress(KelambuError):
                join(forked.workspace, self.office, (user.name, user.role))
        except KelambuError:
            pass
        return None

    def _enter(self, folder: Path, name: str) -> Workspace:
        workspace = spaces.sign_in(folder, name, "")
        return replace(workspace, pen=replace(workspace.pen, now=lambda: datetime.now(UTC) + self.shift))

    def _try(self, action: Callable[[], object]) -> None:
        """Do what may be refused; nobody promises a place beyond their loan or the ceiling."""
        before = {name: self._held(workspace) for name, workspace in self.laptops.items()}
        with contextlib.suppress(KelambuError):
            action()
        for name, workspace in self.laptops.items():
            self._check_promises(name, workspace, before.get(name, Counter()))

    def _check_promises(self, name: str, workspace: Workspace, before: Counter[int]) -> None:
        now = self._held(workspace)
        with workspace.database.read() as connection:
            loan = quota.lent_places(connection)
            known = Counter(connection.execute(_HOLDERS).scalars())
        for desil, ceiling in workspace.programme.quota.items():
            if now[desil] > before[desil]:
                assert known[desil] <= ceiling, f"{name}: a promise beyond the ceiling"
                assert loan is None or now[desil] <= loan.get(desil, 0), f"{name}: beyond its loan"

    def _held(self, workspace: Workspace) -> Counter[int]:
        with workspace.database.read() as connection:
            own = t.enrolment.c.device.in_(sorted(quota.own_devices(connection)))
            return Counter(connection.execute(_HOLDERS.where(own)).scalars())


def _run(folder: Path, values: dict[str, str], examples: int, steps: int) -> None:
    Fleet.template, Fleet.values = folder, values
    machine = Fleet.TestCase
    machine.settings = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        # A run takes seconds: making a failure small would take an hour, and its steps are printed anyway.
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
    )
    machine().runTest()


def test_one_state_after_a_few_days(fleet_folder: Path, complete: dict[str, str]) -> None:
    _run(fleet_folder, complete, examples=1, steps=8)


@pytest.mark.slow
def test_one_state_after_any_days(fleet_folder: Path, complete: dict[str, str]) -> None:
    _run(fleet_folder, complete, examples=40, steps=30)
