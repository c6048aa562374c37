"""Does what the facilitator sees at the house fit the desil on the list?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kelambu_tui.locale import _, pick

if TYPE_CHECKING:
    from kelambu_tui.programme.model import Option, Programme, Question

DRIVERS = 4
"""How many answers a reading names as its reasons."""

_Answered = list[tuple["Question", "Option"]]


@dataclass(frozen=True, slots=True)
class HardshipReading:
    """`result` is sesuai, tidak_sesuai or belum_cukup; `drivers` say in words what made it so."""

    result: str
    drivers: tuple[str, ...]
    answered: int
    total: int


def read_hardship(programme: Programme, answers: Mapping[str, str], desil: int | None) -> HardshipReading:
    """Compare the answers (question code -> option code) with the band of the listed desil.

    The share is points given over points possible in the answered questions, so an unanswered one
    says nothing either way. Below `enough` answers, or without a band for the desil: belum_cukup.
    Unknown questions and options count as unanswered.
    """
    questions = programme.hardship.questions
    answered = [
        (question, option)
        for question in questions
        if (option := question.option(answers.get(question.code, ""))) is not None
    ]
    result, drivers = _read(programme, answered, desil)
    return HardshipReading(result, drivers, len(answered), len(questions))


def suggested_answers(programme: Programme, housing: Mapping[str, str]) -> dict[str, str]:
    """Return the answers (question -> option) that the family list already suggests.

    They are what the list says, to be seen with one's own eyes before they are taken over.
    """
    suggestions = {}
    for question in programme.hardship.questions:
        words = (_squeezed(housing.get(column, "")) for column in question.listed)
        option = next((found for word in words if (found := _option_listed_as(question, word))), None)
        if option is not None:
            suggestions[question.code] = option.code
    return suggestions


def _option_listed_as(question: Question, word: str) -> Option | None:
    for option in question.options:
        if word and word in {_squeezed(listed) for listed in option.listed}:
            return option
    return None


def _squeezed(word: str) -> str:
    """Return a list's word for comparison; lists put blanks around slashes at will."""
    return "".join(word.split()).casefold()


def _read(programme: Programme, answered: _Answered, desil: int | None) -> tuple[str, tuple[str, ...]]:
    hardship = programme.hardship
    band = hardship.band(desil) if desil is not None else None
    if band is None:
        return "belum_cukup", (_("Desil di daftar belum ada atau di luar program."),)
    if len(answered) < hardship.enough:
        return "belum_cukup", _still_to_ask(programme, answered)
    possible = sum(question.most for question, _option in answered)
    share = sum(option.points for _question, option in answered) / possible if possible else 0.0
    if share < band.at_least:
        return "tidak_sesuai", _drivers(answered, hardest_first=False)
    if share > band.at_most:
        return "tidak_sesuai", _drivers(answered, hardest_first=True)
    return "sesuai", _drivers(answered, hardest_first=True)


def _still_to_ask(programme: Programme, answered: _Answered) -> tuple[str, ...]:
    done = {question.code for question, _option in answered}
    missing = [pick(question.label) for question in programme.hardship.questions if question.code not in done]
    count = programme.hardship.enough - len(answered)
    named = _("Jawab {count} pertanyaan lagi, misalnya: {questions}.")
    return (named.format(count=count, questions=", ".join(missing[:DRIVERS])),)


def _drivers(answered: _Answered, *, hardest_first: bool) -> tuple[str, ...]:
    """Return the answers that weighed most: points given, or points lost against the hardest answer."""

    def weight(pair: tuple[Question, Option]) -> int:
        question, option = pair
        return option.points if hardest_first else question.most - option.points

    telling = [pair for pair in sorted(answered, key=weight, reverse=True) if weight(pair) > 0]
    return tuple(f"{pick(question.label)}: {pick(option.label)}" for question, option in telling[:DRIVERS])
