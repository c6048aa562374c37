"""Who a form is about and where the work on it stands, in one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.widgets.corrected import starred
from kelambu_tui.tui.widgets.evidence import percent
from kelambu_tui.tui.widgets.states import state_word
from kelambu_tui.tui.writing import day_and_clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kelambu_tui.work.facing import Lookalike
    from kelambu_tui.work.verification import Form


def standing(form: Form) -> str:
    """Return where the work on a form stands: a draft, or recorded by whom and what became of it."""
    if form.is_draft:
        return _("draf {when}").format(when=day_and_clock(form.saved_at))
    parts = []
    if form.recorded_by:
        parts.append(
            _("dicatat {by} {when}").format(by=display(form.recorded_by), when=day_and_clock(form.saved_at))
        )
    if form.enrolment_state:
        parts.append(state_word(form.enrolment_state))
    return ", ".join(parts)


def who_line(form: Form, revealed: str = "") -> str:
    """Return NIK (masked unless it was revealed), sex, age, village and decile as one line."""
    from kelambu_tui.people.nik import mask

    member = next((item for item in form.household.members if item.person == form.person), None)
    village = form.household.village
    replaced = member.replaced if member else {}
    age = _("{age} tahun").format(age=member.age) if member and member.age is not None else ""
    parts = [
        starred(revealed or mask(form.nik) or _("NIK kosong"), replaced, "nik"),
        starred(member.sex if member else "", replaced, "sex"),
        starred(age or _("umur belum tahu"), replaced, "birth_date"),
        village.label if village else form.household.village_code,
        _("RT {rt}").format(rt=form.household.rt) if form.household.rt else "",
        _("desil {desil}").format(desil=form.household.desil)
        if form.household.desil
        else _("desil belum tahu"),
    ]
    return "   ".join(display(part) for part in parts if part)


NAMED = 2
"""Lookalikes that the warning names; the rest is counted."""


def lookalike_line(found: Sequence[Lookalike], key: str) -> str:
    """Return the warning that a person may be on the list already, and `key` to compare; or nothing."""
    if not found:
        return ""
    named = [
        _("{name}, keluarga {household}, {village} ({chance})").format(
            name=display(one.name, 40),
            household=display(one.household, 24),
            village=display(one.village, 40),
            chance=percent(one.probability),
        )
        for one in found[:NAMED]
    ]
    if len(found) > NAMED:
        named.append(_("dan {count} lagi").format(count=len(found) - NAMED))
    sentence = _("Mungkin sudah tercatat: {names}. {key} membandingkan.")
    return sentence.format(names="; ".join(named), key=key)
