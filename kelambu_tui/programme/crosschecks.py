"""Faults of a programme file that no single part shows: what one part says about another.

Works on the raw TOML data, so that these faults are found beside those of shape, in one go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from kelambu_tui.locale import _
from kelambu_tui.programme.faults import named
from kelambu_tui.programme.lines import Path
from kelambu_tui.programme.vocabulary import FACTS, RECORD_SOURCES

Raw = Mapping[str, Any]
Found = tuple[Path, str]  # where, what

_LISTS = (
    ("rules", "code"),
    ("outcomes", "code"),
    ("fields", "name"),
    ("benefits.items", "code"),
    ("hardship.questions", "code"),
    ("hardship.bands", "desil"),
    ("reasons.returns", "code"),
    ("reasons.rejections", "code"),
    ("export", "header"),
)
_TESTS_OF = {
    "number": ("in", "not_in", "between", "equals", "at_least", "at_most", "filled"),
    "word": ("in", "not_in", "equals", "filled"),
    "list": ("in", "not_in", "equals", "filled", "empty"),
}

_TESTS = frozenset(test for tests in _TESTS_OF.values() for test in tests)


def cross_faults(raw: Raw) -> list[Found]:
    """Return all faults between the parts of a programme file, in a fixed order."""
    return [fault for check in _CHECKS for fault in check(raw)]


def _items(raw: Raw, name: str, within: Path = ()) -> Iterator[tuple[Path, Raw]]:
    part: object = raw
    steps = name.split(".")
    for step in steps:
        part = part.get(step) if isinstance(part, Mapping) else None
    for place, item in enumerate(part if isinstance(part, list) else ()):
        if isinstance(item, Mapping):
            yield (*within, *steps, place), item


def _table(raw: Raw, name: str) -> Raw:
    part = raw.get(name)
    return part if isinstance(part, Mapping) else {}


def _doubles(raw: Raw) -> Iterator[Found]:
    for name, key in _LISTS:
        yield from _doubles_in(raw, _items(raw, name), key)
    for at, question in _items(raw, "hardship.questions"):
        yield from _doubles_in(raw, _items(question, "options", at), "code")


def _doubles_in(raw: Raw, items: Iterator[tuple[Path, Raw]], key: str) -> Iterator[Found]:
    seen: dict[object, Path] = {}
    for at, item in items:
        value = item.get(key)
        if not isinstance(value, str | int):
            continue  # absent or misshapen: reported as a fault of shape
        if value in seen:
            other = named(raw, seen[value])
            yield at, _("'{value}' sudah dipakai oleh {other}.").format(value=value, other=other)
        seen.setdefault(value, at)


def _rule_facts(raw: Raw) -> Iterator[Found]:
    for at, rule in _items(raw, "rules"):
        fact, test = rule.get("fact"), rule.get("test")
        if not isinstance(fact, str):
            continue
        kind = FACTS.get(fact)
        if kind is None:
            yield (
                (*at, "fact"),
                _("fakta '{fact}' tidak dikenal; yang ada: {known}.").format(
                    fact=fact, known=", ".join(FACTS)
                ),
            )
        elif isinstance(test, str) and test in _TESTS - set(_TESTS_OF[kind]):
            yield (
                (*at, "test"),
                _("uji '{test}' tidak cocok untuk fakta '{fact}'.").format(test=test, fact=fact),
            )


def _outcome_facts(raw: Raw) -> Iterator[Found]:
    for at, outcome in _items(raw, "outcomes"):
        for fact in _table(outcome, "facts"):
            if fact not in FACTS:
                yield (
                    (*at, "facts"),
                    _("fakta '{fact}' tidak dikenal; yang ada: {known}.").format(
                        fact=fact, known=", ".join(FACTS)
                    ),
                )
    if not any(outcome.get("eligible") is True for _at, outcome in _items(raw, "outcomes")):
        yield ("outcomes",), _("tidak ada hasil kunjungan yang layak (eligible = true).")


def _rule_outcomes(raw: Raw) -> Iterator[Found]:
    for at, rule in _items(raw, "rules"):
        if rule.get("fact") == "outcome":
            yield from _unknown_outcomes(raw, at, rule.get("values"), "values")


def _unknown_outcomes(raw: Raw, at: Path, values: object, key: str) -> Iterator[Found]:
    outcomes = [outcome.get("code") for _at, outcome in _items(raw, "outcomes")]
    for value in values if isinstance(values, list) else ():
        if value not in outcomes:
            yield (*at, key), _("hasil kunjungan '{value}' tidak ada.").format(value=value)


def _export_sources(raw: Raw) -> Iterator[Found]:
    fields = [str(field["name"]) for _at, field in _items(raw, "fields") if field.get("name")]
    for at, column in _items(raw, "export"):
        source, constant = column.get("source", ""), column.get("constant", "")
        if bool(source) == bool(constant):
            yield at, _("isi salah satu: source atau constant.")
        elif source and source not in fields and source not in RECORD_SOURCES:
            yield (
                (*at, "source"),
                _("sumber '{source}' tidak dikenal; yang ada: {known}.").format(
                    source=source, known=", ".join(dict.fromkeys((*RECORD_SOURCES, *fields)))
                ),
            )


def _fields(raw: Raw) -> Iterator[Found]:
    for at, field in _items(raw, "fields"):
        if field.get("kind") == "choice" and not field.get("choices"):
            yield (*at, "choices"), _("isian pilihan harus punya daftar pilihan.")
        least, most = field.get("min"), field.get("max")
        if isinstance(least, int) and isinstance(most, int) and least > most:
            yield (*at, "min"), _("batas bawah lebih besar daripada batas atas.")
        yield from _unknown_outcomes(raw, at, field.get("outcomes"), "outcomes")


def _rule_bounds(raw: Raw) -> Iterator[Found]:
    for at, rule in _items(raw, "rules"):
        least, most = rule.get("min"), rule.get("max")
        if isinstance(least, int) and isinstance(most, int) and least > most:
            yield (*at, "min"), _("batas bawah lebih besar daripada batas atas.")


def _quota(raw: Raw) -> Iterator[Found]:
    quota = {desil: places for desil, places in _table(raw, "quota").items() if isinstance(places, int)}
    places = raw.get("places")
    if isinstance(places, int) and quota and sum(quota.values()) != places:
        yield (
            ("quota",),
            _("jumlah kuota {sum} tidak sama dengan places {places}.").format(
                sum=sum(quota.values()), places=places
            ),
        )
    sentence = _("desil {desil} punya kuota, tetapi ditolak oleh {rule}.")
    for at, rule in _items(raw, "rules"):
        if rule.get("fact") != "desil" or not _binds(rule, raw.get("start")):
            continue
        for desil in quota:
            if not _allows(rule, desil):
                yield ("quota", desil), sentence.format(desil=desil, rule=named(raw, at))


def _binds(rule: Raw, start: object) -> bool:
    """Whether a rule turns people away at the planned start."""
    first, last = _day(rule.get("effective_from")), _day(rule.get("effective_until"))
    day = _day(start)
    in_force = day is None or (first or day) <= day <= (last or day)
    return in_force and rule.get("weight") == "wajib"


def _day(value: object) -> date | None:
    """A day of the file; a moment is misshapen here and reported as such."""
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


def _rule_days(raw: Raw) -> Iterator[Found]:
    for at, rule in _items(raw, "rules"):
        first, last = _day(rule.get("effective_from")), _day(rule.get("effective_until"))
        if first and last and first > last:
            yield (*at, "effective_until"), _("hari terakhir lebih awal daripada hari pertama.")


def _allows(rule: Raw, desil: str) -> bool:
    test, values = rule.get("test"), rule.get("values", ())
    if not desil.isdecimal() or not isinstance(values, list | tuple):
        return True  # reported as a fault of shape
    among = int(desil) in values
    if test in ("in", "equals"):
        return among
    if test == "not_in":
        return not among
    least, most = rule.get("min"), rule.get("max")
    above = not isinstance(least, int) or int(desil) >= least
    below = not isinstance(most, int) or int(desil) < most + (rule.get("max_exclusive") is not True)
    return above and below


def _bands(raw: Raw) -> Iterator[Found]:
    bands = list(_items(raw, "hardship.bands"))
    held = {str(band.get("desil")) for _at, band in bands}
    for desil in _table(raw, "quota"):
        if bands and desil not in held:
            yield (
                ("hardship", "bands"),
                _("desil {desil} punya kuota, tetapi tidak punya rentang.").format(desil=desil),
            )
    for at, band in bands:
        least, most = band.get("at_least"), band.get("at_most", 1.0)
        if isinstance(least, int | float) and isinstance(most, int | float) and least > most:
            yield at, _("batas bawah lebih besar daripada batas atas.")
    questions = list(_items(raw, "hardship.questions"))
    enough = _table(raw, "hardship").get("enough")
    if isinstance(enough, int) and questions and enough > len(questions):
        yield ("hardship", "enough"), _("lebih banyak daripada jumlah pertanyaan.")
    for at, question in questions:
        points = [option.get("points") for _at, option in _items(question, "options")]
        if points and not any(point for point in points):
            yield at, _("semua jawaban bernilai 0, jadi pertanyaan ini tidak berguna.")


_CHECKS: tuple[Callable[[Raw], Iterator[Found]], ...] = (
    _doubles,
    _rule_facts,
    _rule_bounds,
    _rule_days,
    _rule_outcomes,
    _outcome_facts,
    _fields,
    _export_sources,
    _quota,
    _bands,
)
