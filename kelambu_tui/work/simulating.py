"""What another programme file would change: whom the rules would let in, whom they would turn away.

Both programmes are evaluated over the same recorded data, and only what these hold counts: a rule
whose fact is not known neither admits nor excludes. Reads, never writes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, select

from kelambu_tui.people.villages import find_village
from kelambu_tui.programme.model import Programme, Rule
from kelambu_tui.programme.rules import FactValue, able_to_refuse, refusing
from kelambu_tui.store import tables as t
from kelambu_tui.work.eligibility import read_values, recorded_sheet
from kelambu_tui.work.facts import case_of, fields_behind, gather
from kelambu_tui.work.records import PERSON_COLUMNS, PERSON_SOURCE, PersonRecord, record_of
from kelambu_tui.work.tallying import Tally
from kelambu_tui.work.workspace import Workspace

ENTERS, LEAVES = "masuk", "keluar"


@dataclass(frozen=True, slots=True)
class Group:
    """The people of a village or of a desil: how many, inside now, inside then, entering, leaving.

    `key` is the village's code, or the desil ('' where the list has none); `label` names it.
    """

    key: str
    label: str
    people: int
    now: int
    then: int
    enters: int
    leaves: int


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How many people a rule turns away: as the programme in force has it, and as the other one does.

    None where a programme has no such rule in force that could refuse.
    """

    code: str
    rule_now: Rule | None
    rule_then: Rule | None
    now: int | None
    then: int | None


@dataclass(frozen=True, slots=True)
class Mover:
    """A person who enters or leaves, and the rule that decides.

    For one who leaves the first of the other programme's rules that says no, for one who enters the
    first of the rules in force that no longer does.
    """

    person: str
    nik: str
    name: str
    village: str
    desil: int | None
    direction: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class Simulation:
    """What the other programme would change for the people of the user's area."""

    people: int
    now: int
    then: int
    villages: tuple[Group, ...]
    desils: tuple[Group, ...]
    rules: tuple[RuleCount, ...]
    movers: tuple[Mover, ...]

    @property
    def enters(self) -> int:
        """How many would enter."""
        return sum(one.direction == ENTERS for one in self.movers)

    @property
    def leaves(self) -> int:
        """How many would leave."""
        return len(self.movers) - self.enters


def simulate(workspace: Workspace, other: Programme) -> Simulation:
    """Evaluate the programme in force and `other` for everybody of the user's area.

    Some seconds for 45,000 people, so call it in a worker.
    """
    now, then = _Judge(workspace.programme), _Judge(other)
    kinds: Counter[_Kind] = Counter()
    movers = []
    with workspace.database.read() as connection:
        tally = Tally(connection)
        for record in _people(connection, workspace):
            refused = tuple(judge.refusals(record, workspace.today(), tally) for judge in (now, then))
            kind = _Kind(record.village, record.desil, *refused)
            kinds[kind] += 1
            if kind.direction:
                movers.append(_mover(record, kind, now, then))
    return Simulation(
        people=kinds.total(),
        now=sum(count for kind, count in kinds.items() if not kind.refused_now),
        then=sum(count for kind, count in kinds.items() if not kind.refused_then),
        villages=_groups(kinds, lambda kind: kind.village, _village),
        desils=_groups(kinds, lambda kind: str(kind.desil or ""), str),
        rules=_rule_counts(kinds, now, then),
        movers=tuple(movers),
    )


class _Kind(NamedTuple):
    """Where somebody lives and which rules turn them away, by code, now and then."""

    village: str
    desil: int | None
    refused_now: tuple[str, ...]
    refused_then: tuple[str, ...]

    @property
    def direction(self) -> str:
        """ENTERS, LEAVES or '' for one who stays where they are."""
        if bool(self.refused_now) is bool(self.refused_then):
            return ""
        return ENTERS if self.refused_now else LEAVES


class _Judge:
    """One programme: its rules that can refuse, and the facts that these ask for."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.rules = {rule.code: rule for rule in able_to_refuse(programme)}
        self.wanted = tuple(dict.fromkeys(rule.fact for rule in self.rules.values()))
        self._fields = fields_behind(self.wanted)
        self._known: dict[tuple[FactValue, ...], tuple[str, ...]] = {}

    def refusals(self, record: PersonRecord, today: date, tally: Tally) -> tuple[str, ...]:
        """Return the codes of the rules that turn a person away."""
        sheet = recorded_sheet(record)
        values, _faults = read_values(self.programme, today, self._needed(sheet.values), record)
        record = tally.ranked(record, self.programme)
        case = case_of(self.programme, today, record, sheet, values)
        facts = gather(case, tally.counts(case), self.wanted)
        # Many people share all that the rules ask for: a farmer of 41 in desil 2 with a sound NIK.
        key = tuple(fact.value if (fact := facts.get(name)) else None for name in self.wanted)
        if key not in self._known:
            self._known[key] = tuple(rule.code for rule in refusing(self.rules.values(), facts))
        return self._known[key]

    def _needed(self, typed: Mapping[str, str]) -> Mapping[str, str]:
        """Leave out what no rule asks for: reading eight fields of everybody takes longer than the rest."""
        fields = self._fields
        return typed if fields is None else {name: text for name, text in typed.items() if name in fields}


def _people(connection: Connection, workspace: Workspace) -> Iterator[PersonRecord]:
    statement = select(*PERSON_COLUMNS).select_from(PERSON_SOURCE)
    if workspace.user.villages:
        statement = statement.where(t.household.c.village.in_(workspace.user.villages))
    in_order = statement.order_by(t.household.c.village, t.household.c.id, t.person.c.id)
    today = workspace.today()
    for row in connection.execute(in_order):
        yield record_of(row, today)


def _mover(record: PersonRecord, kind: _Kind, now: _Judge, then: _Judge) -> Mover:
    enters = kind.direction == ENTERS
    return Mover(
        person=record.person,
        nik=record.nik.text,
        name=record.name,
        village=record.village,
        desil=record.desil,
        direction=kind.direction,
        rule=now.rules[kind.refused_now[0]] if enters else then.rules[kind.refused_then[0]],
    )


def _groups(
    kinds: Mapping[_Kind, int], key_of: Callable[[_Kind], str], label_of: Callable[[str], str]
) -> tuple[Group, ...]:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for kind, count in kinds.items():
        group = counts[key_of(kind)]
        group["people"] += count
        group["now"] += 0 if kind.refused_now else count
        group["then"] += 0 if kind.refused_then else count
        group[kind.direction] += count
    return tuple(
        Group(
            key=key,
            label=label_of(key),
            people=group["people"],
            now=group["now"],
            then=group["then"],
            enters=group[ENTERS],
            leaves=group[LEAVES],
        )
        for key, group in sorted(counts.items())
    )


def _village(code: str) -> str:
    village = find_village(code)
    return village.label if village else code


def _rule_counts(kinds: Mapping[_Kind, int], now: _Judge, then: _Judge) -> tuple[RuleCount, ...]:
    """Rules of the programme in force in its order, then those that only the other one has."""
    refused_now: Counter[str] = Counter()
    refused_then: Counter[str] = Counter()
    for kind, count in kinds.items():
        for code in kind.refused_now:
            refused_now[code] += count
        for code in kind.refused_then:
            refused_then[code] += count
    return tuple(
        RuleCount(
            code,
            now.rules.get(code),
            then.rules.get(code),
            refused_now[code] if code in now.rules else None,
            refused_then[code] if code in then.rules else None,
        )
        for code in dict.fromkeys((*now.rules, *then.rules))
    )
