"""The words and tones of what became of a person: outcomes and enrolment states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kelambu_tui.locale import _, pick
from kelambu_tui.tui.widgets.columns import Cell

if TYPE_CHECKING:
    from kelambu_tui.programme.model import Programme
    from kelambu_tui.work.enrolment import QueueRow

_TONES = {
    "menunggu": "accent",
    "disetujui": "accent",
    "dikembalikan": "amber",
    "ditolak": "red",
    "gugur": "amber",
    "cadangan": "amber",
}

STATES = (
    "menunggu",
    "cadangan",
    "dikembalikan",
    "disetujui",
    "ditolak",
    "ditarik",
    "gugur",
    "dilepas",
)
"""Enrolment states in the order in which a facilitator thinks of them."""


def state_word(state: str) -> str:
    """Return the enrolment state for people; another word is given back."""
    words = {
        "menunggu": _("menunggu"),
        "dikembalikan": _("dikembalikan"),
        "disetujui": _("disetujui"),
        "ditolak": _("ditolak"),
        "ditarik": _("ditarik"),
        "gugur": _("gugur"),
        "cadangan": _("cadangan"),
        "dilepas": _("dilepas"),
    }
    return words.get(state, state)


def outcome_word(programme: Programme, code: str) -> str:
    """Return the label of an outcome, or its code when the programme does not know it (any more)."""
    return next((pick(outcome.label) for outcome in programme.outcomes if outcome.code == code), code)


def state_cell(programme: Programme, state: str) -> Cell:
    """Return how a list shows `state`, an enrolment state or an outcome or nothing."""
    if not state:
        return Cell("", "muted")
    if state in STATES:
        return Cell(state_word(state), _TONES.get(state, "muted"))
    return Cell(outcome_word(programme, state).lower(), "muted")


def name_cell(name: str, proposed: bool, tone: str = "") -> Cell:
    """Return how a list shows a name; who is on no list is told apart in words."""
    return Cell(name, tone, _("usulan") if proposed else "")


def place_cell(programme: Programme, row: QueueRow) -> Cell:
    """Return how the queue shows a row's state: a reserve with where it stands in the order of its desil."""
    cell = state_cell(programme, row.state)
    return Cell(f"{cell.text} {row.place}", cell.tone) if row.place else cell


def risk_cell(level: str) -> Cell:
    """Return how a list shows a risk level."""
    words = {"tinggi": _("tinggi"), "sedang": _("sedang"), "rendah": _("rendah")}
    return Cell(words.get(level, level), {"tinggi": "red", "sedang": "amber"}.get(level, "muted"))
