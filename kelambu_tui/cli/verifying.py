"""`verify`: what a visit found is recorded, and the enrolment queued where it can be."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kelambu_tui.cli.answering import answer, table
from kelambu_tui.cli.checking import overall
from kelambu_tui.cli.ending import DONE, tell
from kelambu_tui.cli.entering import entered
from kelambu_tui.cli.frame import Asked, command, pairs
from kelambu_tui.cli.places import workspace_folder
from kelambu_tui.cli.showing import rules_document, rules_table
from kelambu_tui.errors import Refused, Unreadable
from kelambu_tui.locale import _, pick

if TYPE_CHECKING:
    from kelambu_tui.programme.model import Field, Programme
    from kelambu_tui.work.verification import Judgement, Sheet
    from kelambu_tui.work.workspace import Workspace


@command(
    "verify",
    _(
        "Catat hasil verifikasi ORANG (NIK, ID orang, atau ID Individu). Bila layak dan tidak ada yang "
        "menghalangi, pendaftarannya langsung diantrekan. Isian yang sudah tercatat tetap berlaku; --set "
        "menggantinya.\n\n"
        "Contoh: kelambu verify 1606050000000012 --outcome layak --set phone=081234567890 "
        "--answer floor=tanah"
    ),
)
@click.argument("person", metavar="ORANG", required=False)
@click.option("--outcome", metavar="HASIL", help=_("Hasil kunjungan; daftarnya: --outcomes."))
@click.option(
    "--set",
    "values",
    metavar="ISIAN=NILAI",
    multiple=True,
    help=_("Isi satu isian; boleh diulang. Daftarnya: --fields."),
)
@click.option(
    "--answer",
    "answers",
    metavar="PERTANYAAN=PILIHAN",
    multiple=True,
    help=_("Jawab satu butir daftar periksa; boleh diulang."),
)
@click.option("--note", metavar="TEKS", help=_("Keterangan."))
@click.option("--other", metavar="ORANG", help=_("Catatan lain orang yang sama (untuk data ganda)."))
@click.option(
    "--family",
    metavar="KELUARGA",
    default="",
    help=_("Catat hasil yang sama untuk setiap anggota keluarga ini (pindah, tidak ditemukan ...)."),
)
@click.option("--no-queue", is_flag=True, help=_("Catat saja, jangan antrekan."))
@click.option("--fields", is_flag=True, help=_("Daftar isian dan butir daftar periksa."))
@click.option("--outcomes", is_flag=True, help=_("Daftar hasil kunjungan."))
def verify(asked: Asked, person: str | None, family: str, fields: bool, outcomes: bool, **given: Any) -> int:
    """Record a ground check, or list what can be recorded."""
    if fields or outcomes:
        programme = _programme(workspace_folder(asked.workspace))
        (_show_fields if fields else _show_outcomes)(asked, programme)
        return DONE
    if family and not person:
        return _record_family(asked, family, **given)
    if not person or family:
        raise Unreadable(
            _("Sebutkan orangnya: NIK, ID orang, atau ID Individu. Lihat `kelambu verify --help`.")
        )
    return _record(asked, person, **given)


def _record_family(
    asked: Asked,
    family: str,
    outcome: str | None,
    values: tuple[str, ...],
    note: str | None,
    **_rest: Any,
) -> int:
    from kelambu_tui.work.verification import Sheet, record_family

    sheet = Sheet(outcome or "", pairs(values, "--set"), note=note or "")
    with entered(asked) as here:
        people = record_family(here.workspace, family, sheet)
    document = {"household": family, "outcome": sheet.outcome, "recorded": people}
    answer(asked.json, document, lambda: _("Tercatat untuk {count} anggota.").format(count=len(people)))
    return DONE


@dataclass(frozen=True, slots=True)
class _Recorded:
    person: str
    sheet: Sheet
    judgement: Judgement
    entry: str
    enrolment: str | None
    why_not: str
    reserve: int = 0  # place among those who wait for a place, from 1


def _record(asked: Asked, person: str, no_queue: bool, **given: Any) -> int:
    with entered(asked) as here:
        done = _recorded(here.workspace, person, no_queue, **given)
    findings = done.judgement.findings
    document = {
        "person": done.person,
        "outcome": done.sheet.outcome,
        "entry": done.entry,
        "queued": done.enrolment is not None,
        "enrolment": done.enrolment,
        "reserve": done.reserve,
        "why_not": done.why_not,
        "rules": rules_document(findings),
    }
    if done.why_not:
        tell(_("Tercatat, tetapi belum diantrekan: {why}").format(why=done.why_not))
    queued = _("Tercatat dan diantrekan.") if done.enrolment else _("Tercatat.")
    if done.reserve:
        queued = _("Tercatat. Kuota desil ini penuh: masuk daftar cadangan, urutan {place}.").format(
            place=done.reserve
        )
    answer(asked.json, document, lambda: f"{queued} ({overall(findings)})\n\n{rules_table(findings)}")
    return DONE


def _recorded(workspace: Workspace, named: str, no_queue: bool, **given: Any) -> _Recorded:
    from kelambu_tui.work.enrolment import queue
    from kelambu_tui.work.finding import resolve_person
    from kelambu_tui.work.quota import reserve_place
    from kelambu_tui.work.verification import judge, record

    person = resolve_person(workspace, named)
    sheet = _sheet(workspace, person, **given)
    entry = record(workspace, person, sheet)
    judgement = judge(workspace, person, sheet)
    if no_queue:
        return _Recorded(person, sheet, judgement, entry, None, _("diminta untuk tidak diantrekan."))
    if not (judgement.can_queue or judgement.can_reserve):
        return _Recorded(person, sheet, judgement, entry, None, judgement.why_not)
    try:
        enrolment = queue(workspace, person)
    except Refused as refusal:
        # The record stands; what the queue says is part of the answer.
        return _Recorded(person, sheet, judgement, entry, None, str(refusal))
    return _Recorded(person, sheet, judgement, entry, enrolment, "", reserve_place(workspace, enrolment))


def _sheet(
    workspace: Workspace,
    person: str,
    outcome: str | None,
    values: tuple[str, ...],
    answers: tuple[str, ...],
    note: str | None,
    other: str | None,
) -> Sheet:
    """Lay what was given over what this form holds already."""
    from kelambu_tui.work.finding import resolve_person
    from kelambu_tui.work.verification import Sheet, read_form

    held = read_form(workspace, person).sheet
    if not outcome and not held.outcome:
        raise Unreadable(
            _("Sebutkan hasil kunjungan dengan --outcome. Daftarnya: `kelambu verify --outcomes`.")
        )
    return Sheet(
        outcome=outcome or held.outcome,
        values={**held.values, **pairs(values, "--set")},
        answers={**held.answers, **pairs(answers, "--answer")},
        note=held.note if note is None else note,
        other=resolve_person(workspace, other) if other else held.other,
    )


def _programme(folder: Path) -> Programme:
    """Read the programme in force here; needs no passphrase, for it holds nobody's data."""
    from kelambu_tui.programme.reading import load_programme

    own = folder / "programme.toml"
    return load_programme(own if own.is_file() else None)


def _show_fields(asked: Asked, programme: Programme) -> None:
    questions = programme.hardship.questions
    document = {
        "fields": [
            {
                "name": one.name,
                "label": pick(one.label),
                "help": pick(one.help),
                "example": one.example,
                "required": one.required,
                "choices": list(one.choices),
                "outcomes": list(one.outcomes),
            }
            for one in programme.fields
        ],
        "questions": [
            {
                "name": one.code,
                "label": pick(one.label),
                "options": [{"name": option.code, "label": pick(option.label)} for option in one.options],
            }
            for one in questions
        ],
    }
    answer(asked.json, document, lambda: _fields_text(programme))


def _fields_text(programme: Programme) -> str:
    fields = [(one.name, pick(one.label), _wanted(one), one.example) for one in programme.fields]
    options = [
        (one.code, pick(one.label), ", ".join(option.code for option in one.options))
        for one in programme.hardship.questions
    ]
    return "\n".join(
        (
            table((_("Isian (--set)"), _("Arti"), _("Wajib"), _("Contoh")), fields),
            "",
            *(f"--answer {code}: {label}\n    {choices}" for code, label, choices in options),
        )
    )


def _wanted(field: Field) -> str:
    """When a field must be filled in, in words."""
    if field.outcomes:
        return _("untuk hasil {outcomes}").format(outcomes=", ".join(field.outcomes))
    return _("wajib") if field.required else ""


def _show_outcomes(asked: Asked, programme: Programme) -> None:
    document = [
        {"name": one.code, "label": pick(one.label), "eligible": one.eligible, "demands": one.demands}
        for one in programme.outcomes
    ]
    demands = {"": "", "other": _("perlu --other"), "note": _("perlu --note")}
    rows = [(one.code, pick(one.label), demands[one.demands]) for one in programme.outcomes]
    answer(asked.json, document, lambda: table((_("Hasil"), _("Arti"), _("Syarat")), rows))


COMMANDS = {"verify": verify}
