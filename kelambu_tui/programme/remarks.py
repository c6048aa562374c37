"""What is worth a look in a sound programme file: nothing here is wrong, but little of it is meant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from kelambu_tui.locale import _
from kelambu_tui.programme.faults import Fault, named
from kelambu_tui.programme.lines import Path, line_at
from kelambu_tui.programme.model import Outcome, Programme, Rule
from kelambu_tui.programme.reading import Reading
from kelambu_tui.programme.rules import Fact, Result, evaluate
from kelambu_tui.programme.vocabulary import RECORD_SOURCES

Found = tuple[Path, str]  # where, what


def remarks(reading: Reading, today: date) -> tuple[Fault, ...]:
    """Return what whoever wrote the file may want to look at, in the order of the file."""
    found = [one for check in _CHECKS for one in check(reading.programme)]
    found += _start(reading.programme, today)
    noticed = (Fault(line_at(reading.lines, at), named(reading.raw, at), said) for at, said in found)
    return tuple(sorted(noticed, key=lambda one: one.line))


def _start(programme: Programme, today: date) -> Iterator[Found]:
    if programme.start < today:
        yield ("start",), _("rencana pendaftaran {day} sudah lewat.").format(day=programme.start)


def _rule_days(programme: Programme) -> Iterator[Found]:
    start = programme.start
    for place, rule in enumerate(programme.rules):
        if rule.effective_until and rule.effective_until < start:
            said = _("aturan ini berakhir {day}, sebelum rencana pendaftaran {start}; tidak dipakai.")
            yield ("rules", place, "effective_until"), said.format(day=rule.effective_until, start=start)
        elif rule.effective_from and rule.effective_from > start:
            said = _("aturan ini mulai {day}, sesudah rencana pendaftaran {start}; belum dipakai.")
            yield ("rules", place, "effective_from"), said.format(day=rule.effective_from, start=start)


def _tariff(programme: Programme) -> Iterator[Found]:
    if programme.contribution.on(programme.start) is None:
        said = _("belum ada iuran yang berlaku pada rencana pendaftaran {start}.")
        yield ("contribution", "tariffs"), said.format(start=programme.start)


def _benefits(programme: Programme) -> Iterator[Found]:
    for place, benefit in enumerate(programme.benefits.items):
        if benefit.law is None and benefit.article is not None:
            yield (
                ("benefits", "items", place),
                _("besarnya hanya dari artikel; aturan hukumnya (law) belum diisi."),
            )


def _unmentioned(programme: Programme) -> Iterator[Found]:
    """An outcome that no rule knows and that says nothing about the person."""
    known = {
        str(word)
        for rule in programme.rules
        if rule.fact == "outcome"
        for word in (*rule.values, *rule.labels)
    }
    for place, outcome in enumerate(programme.outcomes):
        if not outcome.eligible and not outcome.facts and outcome.code not in known:
            yield (
                ("outcomes", place),
                _("hasil kunjungan ini tidak disebut aturan mana pun dan tidak menyatakan apa-apa."),
            )


def _self_defeating(programme: Programme) -> Iterator[Found]:
    """An outcome that makes people eligible, and a rule that turns away everyone who has it."""
    rules = {rule.code: rule for rule in programme.rules}
    for place, outcome in enumerate(programme.outcomes):
        for rule in _refusing(programme, rules, outcome) if outcome.eligible else ():
            yield (
                ("outcomes", place),
                _("hasil ini layak, tetapi aturan {rule} menolak setiap orang dengan hasil ini.").format(
                    rule=rule.code
                ),
            )


def _refusing(programme: Programme, rules: dict[str, Rule], outcome: Outcome) -> Iterator[Rule]:
    facts = {name: Fact(value, "") for name, value in outcome.facts.items()}
    for finding in evaluate(programme, facts | {"outcome": Fact(outcome.code, "")}):
        if finding.result is Result.FAIL and finding.weight == "wajib":
            yield rules[finding.rule]


def _unused_fields(programme: Programme) -> Iterator[Found]:
    """What is asked of every participant must go somewhere: to the insurer, or into a rule."""
    used = {column.source for column in programme.export} | {rule.fact for rule in programme.rules}
    for place, field in enumerate(programme.fields):
        if field.required and not field.outcomes and field.name not in (*used, *RECORD_SOURCES):
            yield (
                ("fields", place),
                _("isian ini wajib, tetapi tidak ada kolom berkas atau aturan yang memakainya."),
            )


_CHECKS: tuple[Callable[[Programme], Iterator[Found]], ...] = (
    _rule_days,
    _tariff,
    _benefits,
    _unmentioned,
    _self_defeating,
    _unused_fields,
)
