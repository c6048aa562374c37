"""`correct` and `history`: what a list says wrongly, and what people changed of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kelambu_tui.cli.answering import answer, table
from kelambu_tui.cli.ending import DONE, tell
from kelambu_tui.cli.entering import entered
from kelambu_tui.cli.frame import Asked, command, pairs
from kelambu_tui.locale import _

if TYPE_CHECKING:
    from kelambu_tui.work.corrections import Change, ListField


@command(
    "correct",
    _(
        "Koreksi yang tertulis di daftar tentang ORANG, dengan alasan; nilai asli dari daftar tetap disimpan "
        "di sampingnya. Tanpa --set: tampilkan isian daftar dan koreksinya. Nilai kosong (--set name=) "
        "membatalkan koreksi.\n\n"
        "Contoh: kelambu correct 4040000005 --set birth_date=17-08-1975 --reason 'menurut KTP'"
    ),
)
@click.argument("person", metavar="ORANG")
@click.option(
    "--set", "values", metavar="ISIAN=NILAI", multiple=True, help=_("Koreksi satu isian; boleh diulang.")
)
@click.option("--reason", metavar="TEKS", default="", help=_("Mengapa dikoreksi."))
@click.option("--evidence", metavar="TEKS", default="", help=_("Bukti yang dilihat, misalnya KTP atau KK."))
def correct(asked: Asked, person: str, values: tuple[str, ...], reason: str, evidence: str) -> int:
    """Correct fields of the list, or show them."""
    from kelambu_tui.work.corrections import correct as correct_field
    from kelambu_tui.work.corrections import list_fields
    from kelambu_tui.work.finding import resolve_person

    wanted = pairs(values, "--set")
    with entered(asked) as here:
        found = resolve_person(here.workspace, person)
        for field, value in wanted.items():
            correct_field(here.workspace, found, field, value, reason=reason, evidence=evidence)
        fields = list_fields(here.workspace, found)
    answer(asked.json, [_field_document(one) for one in fields], lambda: _fields_text(fields))
    return DONE


@command("history", _("Riwayat perubahan isian ORANG: dari apa menjadi apa, oleh siapa, kapan, dan mengapa."))
@click.argument("person", metavar="ORANG")
@click.option("--field", metavar="ISIAN", default="", help=_("Hanya satu isian."))
def history(asked: Asked, person: str, field: str) -> int:
    """Tell what people changed of a person."""
    from kelambu_tui.work.corrections import history as changes_of
    from kelambu_tui.work.finding import resolve_person

    with entered(asked) as here:
        changes = changes_of(here.workspace, resolve_person(here.workspace, person), field)
    if not changes:
        tell(_("Belum ada yang diubah."))
    answer(asked.json, [_change_document(one) for one in changes], lambda: _history_text(changes))
    return DONE


def _field_document(one: ListField) -> dict[str, Any]:
    return {"field": one.field, "listed": one.listed, "value": one.value, "corrected": one.corrected}


def _fields_text(fields: tuple[ListField, ...]) -> str:
    headings = (_("Isian"), _("Nama isian"), _("Menurut daftar"), _("Berlaku"))
    return table(headings, [_field_row(one) for one in fields])


def _field_row(one: ListField) -> tuple[str, ...]:
    from kelambu_tui.work.corrections import shown_value

    listed, now = shown_value(one.field, one.listed), shown_value(one.field, one.value)
    return one.field, one.label, listed, f"{now} ({_('koreksi')})" if one.corrected else now


def _change_document(one: Change) -> dict[str, Any]:
    from kelambu_tui.people.nik import mask

    hidden = one.field in ("nik", "nkk")
    return {
        "field": one.field,
        "before": mask(one.before) if hidden else one.before,
        "value": mask(one.value) if hidden else one.value,
        "listed": mask(one.listed) if hidden else one.listed,
        "reason": one.reason,
        "evidence": one.evidence,
        "author": one.author,
        "at": one.at,
    }


def _history_text(changes: tuple[Change, ...]) -> str:
    headings = (
        _("Waktu"),
        _("Isian"),
        _("Semula"),
        _("Menjadi"),
        _("Menurut daftar"),
        _("Alasan"),
        _("Oleh"),
    )
    return table(headings, [_change_row(one) for one in changes]) if changes else ""


def _change_row(one: Change) -> tuple[str, ...]:
    from kelambu_tui.work.corrections import shown_value

    values = (shown_value(one.field, value) for value in (one.before, one.value, one.listed))
    why = f"{one.reason} ({one.evidence})" if one.evidence else one.reason
    return _moment(one.at), one.label, *values, why, one.author


def _moment(at: str) -> str:
    """Return an ISO moment as `23-11-2026 14:03` in the time of this machine."""
    from datetime import datetime

    return f"{datetime.fromisoformat(at).astimezone():%d-%m-%Y %H:%M}"


COMMANDS = {"correct": correct, "history": history}
