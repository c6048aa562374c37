"""The dialog that judges a pair with a note: which verdict, and what others should know of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.widgets.ask import Ask
from kelambu_tui.tui.widgets.field import choice_field, text_field
from kelambu_tui.tui.widgets.said import verdict_word

if TYPE_CHECKING:
    from kelambu_tui.work.suspicions import Suspect


def with_note(item: Suspect) -> Ask:
    """Ask for a verdict on a pair and a note; answers both, and writes nothing itself."""
    from kelambu_tui.work.duplicates import VERDICTS

    def do(values: Mapping[str, str], _names: Sequence[str]) -> tuple[str, str]:
        return values["verdict"], values["note"]

    names = _("{a} dan {b}").format(a=display(item.name_a, 30), b=display(item.name_b, 30))
    rows = [
        choice_field(
            "verdict",
            "verdict",
            _("Putusan") + " *",
            item.standing if item.standing in VERDICTS else "",
            (_("Satu orang, dua orang, atau belum pasti."),),
            [(code, verdict_word(code)) for code in VERDICTS],
        ),
        text_field(
            "verdict",
            "note",
            _("Catatan") + " *",
            item.note,
            (_("Apa yang membuat Anda yakin, atau ragu: tampil bersama putusannya."),),
            _("misalnya saudara kembar, KK dilihat"),
        ),
    ]
    missing = {"verdict": _("Pilih dulu putusannya."), "note": _("Tulis dulu catatannya.")}
    return Ask(
        _("Putuskan dengan catatan: {names}").format(names=names), _("Putuskan"), do, rows, required=missing
    )
