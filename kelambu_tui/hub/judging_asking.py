"""Rules of what one person asks and another answers: another desil, leave in spite of a likely duplicate."""

from __future__ import annotations

from collections.abc import Callable

from kelambu_tui.hub.docket import Docket, Item, No, Question
from kelambu_tui.hub.judging_enrolling import missing
from kelambu_tui.ledger.consequences.enrolments import ACTIVE


def _asked(about: str) -> Callable[[Docket, Item], None]:
    def rule(docket: Docket, item: Item) -> None:
        _put(docket, Question(about, item.subject, item.id, item.digest, item.author, "menunggu"))
        if about == "desil":
            _lapse_family(docket, item.subject)

    return rule


def _desil_decided(docket: Docket, item: Item) -> None:
    question = docket.questions.get(("desil", item.subject))
    if question is None or question.entry != item.ref:
        raise missing(docket, item.ref, "stale")
    if question.asked_by == item.author:
        raise No("maker_is_checker")
    if question.digest != item.ref_hash:
        raise No("stale")
    if question.state != "menunggu":
        raise No("not_waiting")
    question.state = "disetujui" if item.body["given"] else "ditolak"
    docket.changed_questions.add(("desil", item.subject))
    _lapse_family(docket, item.subject)


def _override_decided(docket: Docket, item: Item) -> None:
    """Leave may be given unasked; never by who asked for it or checked the person on the ground."""
    question = docket.questions.get(("ganda", item.subject))
    asked_by = "" if question is None else question.asked_by
    checked = {one.author for one in docket.visits.get(item.subject, [])}
    if item.author == asked_by or item.author in checked:
        raise No("maker_is_checker")
    state = "disetujui" if item.kind == "override.given" else "ditolak"
    _put(docket, Question("ganda", item.subject, item.id, item.digest, asked_by, state))


def _withdrawn(about: str) -> Callable[[Docket, Item], None]:
    def rule(docket: Docket, item: Item) -> None:
        question = docket.questions.get((about, item.subject))
        if question is not None and question.asked_by != item.author:
            raise No("role")
        if question is None or question.state != "menunggu":
            raise No("not_waiting")
        question.state = "ditarik"
        docket.changed_questions.add((about, item.subject))
        if about == "desil":
            _lapse_family(docket, item.subject)

    return rule


def _undone(about: str) -> Callable[[Docket, Item], None]:
    def rule(docket: Docket, item: Item) -> None:
        question = docket.questions.get((about, item.subject))
        if question is None or question.state not in ("disetujui", "ditolak"):
            raise No("not_waiting")
        question.state = "menunggu"
        docket.changed_questions.add((about, item.subject))
        if about == "desil":
            _lapse_family(docket, item.subject)

    return rule


def _put(docket: Docket, question: Question) -> None:
    key = (question.about, question.subject)
    docket.questions[key] = question
    docket.changed_questions.add(key)


def _lapse_family(docket: Docket, family: str) -> None:
    """Everyone of the family who was promised a place was promised one of another desil."""
    for person in docket.members.get(family, ()):
        docket.lapse(person, ACTIVE)


RULES: dict[str, Callable[[Docket, Item], None]] = {
    "desil.proposed": _asked("desil"),
    "desil.decided": _desil_decided,
    "desil.withdrawn": _withdrawn("desil"),
    "desil.undone": _undone("desil"),
    "override.requested": _asked("ganda"),
    "override.given": _override_decided,
    "override.refused": _override_decided,
    "override.withdrawn": _withdrawn("ganda"),
    "override.undone": _undone("ganda"),
}
