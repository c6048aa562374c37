"""The shape of a programme file: frozen models of everything that the regulation and its list say.

Read by `reading.load_programme`, which reports all faults of a file at once. Every text that a
person sees is in both languages; every rule names its source.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field as Limit
from pydantic import StringConstraints, model_validator

from kelambu_tui.programme.checklist import Band, Hardship, Option, Question
from kelambu_tui.programme.money import Benefit, Benefits, Contribution, Tariff
from kelambu_tui.programme.shape import Bound, Code, Shape, Text, Words

__all__ = [
    "Band",
    "Benefit",
    "Benefits",
    "Contribution",
    "DesilRule",
    "ExportColumn",
    "Field",
    "Hardship",
    "Option",
    "Outcome",
    "Programme",
    "Question",
    "Reason",
    "Reasons",
    "Regency",
    "Rule",
    "Tariff",
    "Text",
]


class Regency(Shape):
    """The kabupaten or kota that runs the programme; `code` as in 16.06."""

    code: Annotated[str, StringConstraints(pattern=r"^\d\d\.\d\d$")]
    name: Words
    province: Words


class Rule(Shape):
    """One test of one fact.

    `max_exclusive` takes `max` itself out of `between`. `unknown` lists values that say nothing (KOSONG).
    `otherwise` is the result of a test that does not hold; a missing fact is always belum_tahu.
    """

    code: Code
    title: Text
    fact: str
    test: Literal["in", "not_in", "between", "equals", "at_least", "at_most", "filled", "empty"]
    values: tuple[str | int, ...] = ()
    min: Bound = None
    max: Bound = None
    max_exclusive: bool = False
    unknown: tuple[str, ...] = ()
    otherwise: Literal["gagal", "belum_tahu"] = "gagal"
    weight: Literal["wajib", "peringatan"]
    source: Text
    effective_from: date | None = None
    effective_until: date | None = None
    pass_text: Text | None = None
    fail_text: Text | None = None
    remedy: Text
    labels: dict[str, Text] = Limit(default_factory=dict)
    unit: Text | None = None

    def applies_on(self, day: date) -> bool:
        """Say whether the rule is in force on `day`."""
        return (self.effective_from or day) <= day <= (self.effective_until or day)

    @model_validator(mode="after")
    def _has_what_it_compares_with(self) -> Self:
        bounds = {"at_least": (self.min,), "at_most": (self.max,), "between": (self.min, self.max)}
        if None in bounds.get(self.test, ()):
            raise ValueError("bounds")
        if self.test in ("in", "not_in", "equals") and not self.values:
            raise ValueError("values")
        if self.test == "equals" and len(self.values) > 1:
            raise ValueError("one_value")
        return self


class DesilRule(Shape):
    """Which source's desil holds where several give a family one, from `effective_from` on.

    `order`: the newest of the first of `sources` that knows the family; `newest`: the newest period of
    all, and of equal ones the first in `sources`. A source that is not named comes after those that are.
    """

    effective_from: date | None = None
    choose: Literal["order", "newest"]
    sources: Annotated[tuple[Words, ...], Limit(min_length=1)]
    source: Text


class Outcome(Shape):
    """What a visit found; `facts` is what this outcome asserts."""

    code: Code
    label: Text
    eligible: bool = False
    demands: Literal["", "other", "note"] = ""
    facts: dict[str, str] = Limit(default_factory=dict)


class Field(Shape):
    """Something that is asked in the field; `free` allows other words than `choices`.

    `outcomes`: asked only where the visit found one of these; () for whoever is eligible. `required` asks
    for it before queueing, or before recording one of its outcomes. `mistake` is what people often get
    wrong. `min` and `max` bound an amount in rupiah.
    """

    name: Code
    label: Text
    help: Text
    example: str = ""
    kind: Literal["text", "name", "digits16", "nik", "phone", "rupiah", "choice", "rt", "date"]
    mistake: Text | None = None
    required: bool = False
    outcomes: tuple[Code, ...] = ()
    choices: tuple[Words, ...] = ()
    free: bool = False
    min: Bound = None
    max: Bound = None

    def asked_for(self, outcome: str) -> bool:
        """Say whether this is asked where the visit found `outcome`; without `outcomes` always."""
        return not self.outcomes or outcome in self.outcomes


class Reason(Shape):
    """Why a supervisor sends something back or rejects it."""

    code: Code
    label: Text
    needs_note: bool = False


class Reasons(Shape):
    """The reason codes of supervisors."""

    returns: tuple[Reason, ...]
    rejections: tuple[Reason, ...]


class ExportColumn(Shape):
    """A column for the insurer: a source (field or record) or a constant. `text` keeps every digit."""

    header: Words
    source: str = ""
    constant: str = ""
    format: Literal["", "dd-mm-yyyy", "dd/mm/yyyy", "yyyy-mm-dd"] = ""
    text: bool = False


class Programme(Shape):
    """A whole programme file.

    `start` is the planned registration, at which ages count; `period_months` are paid for from then.
    `places` is the sum of `quota` (desil -> places); `digest` the BLAKE2b-256 of the file, in hex.
    """

    name: Words
    title: Text
    legal_basis: Text
    processing_basis: Text
    regency: Regency
    start: date
    period_months: Annotated[int, Limit(ge=1, le=60)]
    places: Annotated[int, Limit(ge=1)]
    quota: dict[int, Annotated[int, Limit(ge=0)]]
    desil: tuple[DesilRule, ...] = ()
    contribution: Contribution
    benefits: Benefits
    rules: Annotated[tuple[Rule, ...], Limit(min_length=1)]
    outcomes: Annotated[tuple[Outcome, ...], Limit(min_length=1)]
    fields: tuple[Field, ...]
    hardship: Hardship
    reasons: Reasons
    export: tuple[ExportColumn, ...]
    digest: str

    def outcome(self, code: str) -> Outcome:
        """Return the outcome `code`; raises `KeyError`."""
        return {outcome.code: outcome for outcome in self.outcomes}[code]

    def field(self, name: str) -> Field:
        """Return the field `name`; raises `KeyError`."""
        return {field.name: field for field in self.fields}[name]

    @property
    def desil_rule(self) -> DesilRule | None:
        """Return the rule of desils in force at the planned start; without one the newest period holds."""
        in_force = [rule for rule in self.desil if (rule.effective_from or self.start) <= self.start]
        return max(in_force, key=lambda rule: rule.effective_from or date.min, default=None)

    @property
    def period(self) -> str:
        """Return the months that are paid for, `01/2027-12/2027`."""
        last = self.start.year * 12 + self.start.month - 2 + self.period_months
        return f"{self.start:%m/%Y}-{last % 12 + 1:02}/{last // 12}"
