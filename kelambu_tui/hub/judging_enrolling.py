"""Rules of ground checks, enrolments and the decisions about them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kelambu_tui.hub.docket import Docket, Enrolment, Item, No, Visit, Wait
from kelambu_tui.hub.reading import fits
from kelambu_tui.ledger.consequences.enrolments import ACTIVE

_WITHDRAWABLE = ("menunggu", "dikembalikan", "cadangan")


def _verification_recorded(docket: Docket, item: Item) -> None:
    """Two checks that did not see each other stand side by side; a later one replaces what it saw."""
    visit = visit_of(item)
    standing = docket.visits.get(item.subject, [])
    unseen = [one for one in standing if one.device != item.device and one.cursor > item.base]
    replaced = {one.id for one in standing} - {one.id for one in unseen}
    docket.visits[item.subject] = [*unseen, visit]
    docket.changed_visits.add(item.subject)
    docket.known[item.id] = visit
    if unseen:
        docket.lapse(item.subject, ACTIVE, replaced)
    else:
        ends = (*ACTIVE, "dikembalikan") if item.body.get("ends") else ACTIVE
        docket.lapse(item.subject, ends)


def _verification_undone(docket: Docket, item: Item) -> None:
    standing = docket.visits.get(item.subject, [])
    rest = [one for one in standing if one.id != item.ref]
    if len(rest) == len(standing):
        raise missing(docket, item.ref, "stale")
    restores = item.body["restores"]
    if restores:
        if restores not in docket.known:
            raise missing(docket, restores, "stale")
        rest.append(docket.known[restores])
    docket.visits[item.subject] = rest
    docket.changed_visits.add(item.subject)
    docket.lapse(item.subject, ACTIVE, {item.ref})


def _reconciliation_decided(docket: Docket, item: Item) -> None:
    """One of the ground checks that stand beside each other holds; whoever made one does not choose."""
    chosen = text(item.body, "chosen") if "chosen" in item.body else item.ref
    standing = docket.visits.get(item.subject, [])
    kept = [one for one in standing if one.id == chosen]
    if not kept:
        raise missing(docket, chosen, "stale")
    if any(one.author == item.author for one in standing):
        raise No("maker_is_checker")
    docket.visits[item.subject] = kept
    docket.changed_visits.add(item.subject)
    docket.lapse(item.subject, ACTIVE, {one.id for one in standing} - {chosen})


def _enrolment_queued(docket: Docket, item: Item) -> None:
    nik, village = text(item.body, "nik"), text(item.body, "village")
    desil = number(item.body, "desil")
    standing = docket.visits.get(item.subject, [])
    found = next((one for one in standing if one.id == item.ref), None)
    if found is None:
        raise missing(docket, item.ref, "stale")
    if found.digest != item.ref_hash:
        raise No("stale")
    if docket.active(docket.of_person.get(item.subject, set())):
        raise No("duplicate_person")
    if nik and docket.active(docket.of_nik.get(nik, set())):
        raise No("duplicate_nik")
    docket.lapse(item.subject, ("dikembalikan",))
    docket.open(
        Enrolment(
            id=item.id,
            person=item.subject,
            nik=nik,
            state="cadangan" if item.body.get("reserve") else "menunggu",
            desil=desil,
            village=village,
            maker=item.author,
            editor=found.author,
            device=item.device,
            seq=item.seq,
            digest=item.digest,
            visit=found.id,
        )
    )


def _enrolment_withdrawn(docket: Docket, item: Item) -> None:
    enrolment = _referred(docket, item)
    if enrolment.maker != item.author:
        raise No("role")
    if enrolment.state not in _WITHDRAWABLE:
        raise No("not_waiting")
    docket.move(enrolment, "ditarik")


def _enrolment_promoted(docket: Docket, item: Item) -> None:
    enrolment = _referred(docket, item)
    if enrolment.state != "cadangan":
        raise No("not_waiting")
    if docket.counts.get(enrolment.desil, [0, 0])[1] >= docket.ceilings.get(enrolment.desil, 0):
        raise No("quota")
    docket.move(enrolment, "menunggu")


def _place_released(docket: Docket, item: Item) -> None:
    enrolment = _referred(docket, item)
    if enrolment.state != "disetujui":
        raise No("not_waiting")
    docket.move(enrolment, "dilepas")


def _approval_undone(docket: Docket, item: Item) -> None:
    enrolment = _referred(docket, item)
    if enrolment.decided_by != item.author:
        raise No("role")
    if enrolment.state not in ("disetujui", "dikembalikan", "ditolak"):
        raise No("not_waiting")
    docket.move(enrolment, "menunggu", "")


def _decided(state: str) -> Callable[[Docket, Item], None]:
    def rule(docket: Docket, item: Item) -> None:
        enrolment = _referred(docket, item)
        if item.author in (enrolment.maker, enrolment.editor):
            raise No("maker_is_checker")
        if enrolment.state == "gugur" or enrolment.digest != item.ref_hash:
            raise No("stale")
        if enrolment.state != "menunggu":
            raise No("not_waiting")
        _check_work(docket, enrolment)
        if state == "disetujui":
            given = docket.counts.get(enrolment.desil, [0, 0])[0]
            if given >= docket.ceilings.get(enrolment.desil, 0):
                raise No("quota")
        docket.move(enrolment, state, item.author)

    return rule


def _check_work(docket: Docket, enrolment: Enrolment) -> None:
    """A decision counts only on work that its makers signed, and that nobody contests."""
    standing = docket.visits.get(enrolment.person, [])
    if len({one.outcome for one in standing}) > 1:
        raise No("contested")
    hands = {(enrolment.maker, enrolment.device): enrolment.seq}
    hands |= {(one.author, one.device): one.seq for one in standing if one.id == enrolment.visit}
    for (name, device), seq in hands.items():
        if docket.signed.get((name, device), 0) < seq:
            raise Wait("signature", f"signed:{name}@{device}")


def _correction_recorded(docket: Docket, item: Item) -> None:
    docket.lapse(item.subject, ("menunggu", "disetujui"))


def _person_proposed(docket: Docket, item: Item) -> None:
    if item.village:
        family = text(item.body, "family")
        docket.places[item.subject] = (item.village, family)
        docket.places.setdefault(family, (item.village, ""))
        docket.members.setdefault(family, []).append(item.subject)
        docket.changed_places |= {item.subject, family}


def _referred(docket: Docket, item: Item) -> Enrolment:
    enrolment = docket.enrolments.get(item.ref)
    if enrolment is None:
        raise missing(docket, item.ref, "not_waiting")
    return enrolment


def missing(docket: Docket, entry: str, code: str) -> No | Wait:
    """What to say of an entry that is referred to but does not stand: it may still come, or never will."""
    if entry in docket.here and entry not in docket.held:
        return No(code)
    return Wait("reference", f"id:{entry}")


def visit_of(item: Item) -> Visit:
    """A ground check as the docket keeps it."""
    outcome = item.body.get("outcome", "")
    return Visit(
        item.id,
        item.digest,
        item.author,
        outcome if isinstance(outcome, str) else "",
        item.device,
        item.seq,
        item.cursor,
    )


def text(body: Any, name: str) -> str:
    """A short text of a body that columns can hold; raises `ValueError` for anything else."""
    value = body[name]
    if not fits(value):
        raise ValueError(name)
    return str(value)


def number(body: Any, name: str) -> int:
    """A small whole number of a body; raises `ValueError` for anything else."""
    value = body[name]
    if type(value) is not int or not 0 <= value <= 99:
        raise ValueError(name)
    return value


RULES: dict[str, Callable[[Docket, Item], None]] = {
    "verification.recorded": _verification_recorded,
    "verification.undone": _verification_undone,
    "reconciliation.decided": _reconciliation_decided,
    "enrolment.queued": _enrolment_queued,
    "enrolment.withdrawn": _enrolment_withdrawn,
    "enrolment.promoted": _enrolment_promoted,
    "place.released": _place_released,
    "approval.given": _decided("disetujui"),
    "approval.returned": _decided("dikembalikan"),
    "approval.rejected": _decided("ditolak"),
    "approval.undone": _approval_undone,
    "correction.recorded": _correction_recorded,
    "person.proposed": _person_proposed,
}
