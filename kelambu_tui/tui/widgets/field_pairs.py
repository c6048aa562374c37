"""The fields of two records as they stand side by side: what may be shown, and what is compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.widgets.household import relation_word
from kelambu_tui.tui.widgets.states import outcome_word, state_word

if TYPE_CHECKING:
    from kelambu_tui.programme.model import Programme
    from kelambu_tui.work.facing import Side

_LISTED_AS = {"address": ("address", "rt", "rw")}
"""Fields of the list that one line shows together."""


@dataclass(frozen=True, slots=True)
class FieldPair:
    """One line of the table; `compared` are the whole values, `left` and `right` what may be shown of them.

    With `spelled` the differing letters are marked, and shown and whole values are of one length: a
    masked NIK shows where it differs, not how.
    """

    field: str
    label: str
    left: str
    right: str
    compared: tuple[str, str]
    spelled: bool = False
    starred: tuple[bool, bool] = (False, False)
    """Which of the two is not what the list says: corrected, or asked again at a visit."""


def field_pairs(
    left: Side, right: Side, programme: Programme, revealed: Mapping[str, str]
) -> list[FieldPair]:
    """Return the lines that say anything; NIKs are masked but for the people in `revealed`."""
    lines = [
        _plain("name", _("Nama"), left.name, right.name, spelled=True),
        _nik(left, right, revealed),
        _plain("birth_date", _("Tanggal lahir"), _day(left.birth_date), _day(right.birth_date), spelled=True),
        _plain("sex", _("Jenis kelamin"), _sex(left.sex), _sex(right.sex)),
        _plain("mother_name", _("Nama ibu"), left.mother_name, right.mother_name, spelled=True),
        _plain("birthplace", _("Tempat lahir"), left.birthplace, right.birthplace, spelled=True),
        _plain("relation", _("Hubungan"), relation_word(left.relation), relation_word(right.relation)),
        _plain("family", _("Keluarga"), left.household, right.household),
        _plain("address", _("Alamat"), _address(left), _address(right)),
        _plain("village", _("Desa"), left.village, right.village),
        _plain("desil", _("Desil"), str(left.desil or ""), str(right.desil or "")),
    ]
    if any((left.outcome, left.state, right.outcome, right.state)):
        lines.append(_plain("outcome", _("Keadaan"), _standing(left, programme), _standing(right, programme)))
    return [_starred(line, left, right) for line in lines if any(line.compared)]


def _starred(line: FieldPair, left: Side, right: Side) -> FieldPair:
    fields = _LISTED_AS.get(line.field, (line.field,))
    stars = [any(field in side.replaced for field in fields) for side in (left, right)]
    return replace(line, starred=(stars[0], stars[1]))


def _plain(field: str, label: str, left: str, right: str, *, spelled: bool = False) -> FieldPair:
    shown = (display(left.strip(), 80), display(right.strip(), 80))
    return FieldPair(field, label, *shown, shown, spelled)


def _nik(left: Side, right: Side, revealed: Mapping[str, str]) -> FieldPair:
    from kelambu_tui.people.nik import mask

    sides = (left, right)
    whole = [display("".join(side.nik.split()), 40) for side in sides]
    shown = [
        display(revealed[side.person], 40) if side.person in revealed else mask(value)
        for side, value in zip(sides, whole, strict=True)
    ]
    # Odd ones are masked to another length, so no place in what is shown stands for one that is hidden.
    placed = [len(value) for value in whole] == [len(value) for value in shown]
    return FieldPair("nik", "NIK", shown[0], shown[1], (whole[0], whole[1]), placed)


def _day(iso: str) -> str:
    parts = iso.split("-")
    return "-".join(reversed(parts)) if len(parts) == 3 else iso


def _sex(code: str) -> str:
    return {"L": _("laki-laki"), "P": _("perempuan")}.get(code, code)


def _address(side: Side) -> str:
    address = side.address.strip()
    if side.rt and "RT" not in address.upper():
        address += f" RT {side.rt}" + (f" RW {side.rw}" if side.rw else "")
    return address.strip()


def _standing(side: Side, programme: Programme) -> str:
    outcome = outcome_word(programme, side.outcome).lower() if side.outcome else _("belum dikunjungi")
    return ", ".join(part for part in (outcome, state_word(side.state)) if part)
