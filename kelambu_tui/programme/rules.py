"""The three-valued engine of "Mengapa?": every rule of the programme over the facts of one person.

The engine knows no rule: what is tested, with which bounds and with what weight, stands in
programme.toml. A fact that is missing or says nothing is never a no.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from kelambu_tui.locale import _, pick
from kelambu_tui.programme.amounts import grouped

if TYPE_CHECKING:
    from kelambu_tui.programme.model import Programme, Rule

FactValue = str | int | tuple[str, ...] | None


class Result(StrEnum):
    """What a rule says about a person."""

    PASS = "lolos"  # noqa: S105 - a word, not a secret
    FAIL = "gagal"
    UNKNOWN = "belum_tahu"


@dataclass(frozen=True, slots=True)
class Fact:
    """A value and where it comes from, in words of the language in use (P3KE 2023, NIK, kunjungan)."""

    value: FactValue
    source: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found: the value as shown, its source, what would change it, and the law behind."""

    rule: str
    title: str
    result: Result
    value: str
    source: str
    remedy: str
    weight: str
    legal: str


def evaluate(programme: Programme, facts: Mapping[str, Fact]) -> tuple[Finding, ...]:
    """Return the finding of every rule in force at the planned start, in the file's order.

    Facts that no rule names are ignored. A missing fact, `None`, '' and values that the rule lists
    as unknown give belum_tahu.
    """
    return tuple(
        _finding(rule, facts.get(rule.fact)) for rule in programme.rules if rule.applies_on(programme.start)
    )


def refusing(rules: Iterable[Rule], facts: Mapping[str, Fact]) -> tuple[Rule, ...]:
    """Return those of `rules` that say no: what `evaluate` finds, without its words.

    What is not known refuses nobody.
    """
    return tuple(
        rule
        for rule in rules
        if _result(rule, fact.value if (fact := facts.get(rule.fact)) else None) is Result.FAIL
    )


def able_to_refuse(programme: Programme) -> tuple[Rule, ...]:
    """Return the rules in force at the planned start that can turn somebody away, in the file's order."""
    return tuple(
        rule
        for rule in programme.rules
        if rule.weight == "wajib" and rule.otherwise == "gagal" and rule.applies_on(programme.start)
    )


def blocking(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that keep an enrolment out of the queue: wajib and not lolos."""
    return tuple(
        finding for finding in findings if finding.weight == "wajib" and finding.result is not Result.PASS
    )


def _finding(rule: Rule, fact: Fact | None) -> Finding:
    value = fact.value if fact else None
    result = _result(rule, value)
    title = {Result.PASS: rule.pass_text, Result.FAIL: rule.fail_text}.get(result) or rule.title
    return Finding(
        rule=rule.code,
        title=pick(title),
        result=result,
        value=_shown(rule, value),
        source=fact.source if fact and value is not None else "",
        remedy="" if result is Result.PASS else pick(rule.remedy),
        weight=rule.weight,
        legal=pick(rule.source),
    )


def _result(rule: Rule, value: FactValue) -> Result:
    if _says_nothing(rule, value):
        return Result.UNKNOWN
    if _TESTS[rule.test](rule, value):
        return Result.PASS
    return Result(rule.otherwise)


def _says_nothing(rule: Rule, value: FactValue) -> bool:
    if value is None or value == "":
        return True
    if rule.test in _NUMERIC:
        return not isinstance(value, int)
    return isinstance(value, str) and bool(rule.unknown) and _plain(value) in _plain_words(rule.unknown)


def _is_among(rule: Rule, value: FactValue) -> bool:
    listed = _plain_words(rule.values)
    words = value if isinstance(value, tuple) else (value,)
    return any(_plain(word) in listed for word in words)


def _is_between(rule: Rule, value: FactValue) -> bool:
    number = _number(value)
    most = rule.max if rule.max is not None else number
    within = number < most if rule.max_exclusive and rule.max is not None else number <= most
    return (rule.min if rule.min is not None else number) <= number and within


_NUMERIC = frozenset({"between", "at_least", "at_most"})
_TESTS: dict[str, Callable[[Rule, FactValue], bool]] = {
    "in": _is_among,
    "equals": _is_among,
    "not_in": lambda rule, value: not _is_among(rule, value),
    "between": _is_between,
    "at_least": _is_between,
    "at_most": _is_between,
    "filled": lambda _rule, value: value != (),
    "empty": lambda _rule, value: value == (),
}


def _number(value: FactValue) -> int:
    assert isinstance(value, int)
    return value


@lru_cache(maxsize=1024)
def _plain_words(words: tuple[str | int, ...]) -> frozenset[str]:
    return frozenset(_plain(word) for word in words)


def _plain(word: object) -> str:
    """Return a word for comparison: lists write PETANI, Petani and `petani `."""
    return " ".join(str(word).split()).casefold()


def _shown(rule: Rule, value: FactValue) -> str:
    if value is None or value == "":
        return _("belum ada data")
    if value == ():
        return pick(rule.labels[""]) if "" in rule.labels else _("tidak ada")
    if isinstance(value, tuple):
        return ", ".join(value) or _("tidak ada")
    label = rule.labels.get(str(value))
    if label is not None:
        return pick(label)
    shown = grouped(value) if isinstance(value, int) else value
    return f"{shown} {pick(rule.unit)}" if rule.unit else shown
