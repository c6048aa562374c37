"""The letter that a family keeps: what was found at their door, and why, in plain words."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from kelambu_tui.display import display
from kelambu_tui.errors import Refused
from kelambu_tui.exchange.papers.delivering import Paper, check_place, deliver
from kelambu_tui.exchange.papers.typesetting import typeset
from kelambu_tui.exchange.papers.wording import (
    day_in_words,
    in_indonesian,
    plain_day,
    regency_words,
    village_words,
)
from kelambu_tui.locale import _
from kelambu_tui.people.nik import mask
from kelambu_tui.people.villages import find_village
from kelambu_tui.programme.rules import Finding, blocking
from kelambu_tui.work.households import newest_states, view_household
from kelambu_tui.work.list_values import words_of
from kelambu_tui.work.records import PersonRecord, check_area, read_record
from kelambu_tui.work.verification import judge
from kelambu_tui.work.workspace import Workspace


def letter(workspace: Workspace, out: Path, person: str, *, force: bool = False) -> Paper:
    """Write the letter for `person` (uid), on their recorded check, to the PDF `out`.

    Raises `NotFound` for nobody, `Refused` outside the user's area or for somebody not checked yet, and
    as `check_place`, `typeset` and `deliver` do.
    """
    check_place(out, force=force)
    data = letter_data(workspace, person)
    content = typeset("letter", data, workspace.folder / "papers")
    return deliver(workspace, out, "letter", 1, content)


def letter_data(workspace: Workspace, person: str) -> dict[str, Any]:
    """Return what the template prints; the family's own words for rules are in its `letter.toml`."""
    with workspace.database.read() as connection:
        record = read_record(connection, person, workspace.today())
        check_area(workspace, record)
        head = view_household(connection, workspace, record.household).head_name
        state = newest_states(connection, [person]).get(person, "")
    seen = record.verified
    if seen is None:
        raise Refused(
            _("{name} belum diperiksa. Catat dulu hasil kunjungannya, baru buat suratnya.").format(
                name=display(record.name)
            )
        )
    with in_indonesian():
        findings = judge(workspace, person).findings
        programme = workspace.programme
        return {
            **_place(workspace, record),
            "mark": "LATIHAN" if workspace.practice else "",
            "programme": programme.name,
            "programme_title": programme.title.id,
            "legal_basis": programme.legal_basis.id,
            "payer": programme.contribution.payer.id,
            "notice": programme.benefits.notice.id,
            "start": plain_day(programme.start),
            "today": plain_day(workspace.today()),
            "name": display(record.name),
            "nik": mask(record.nik.text) or "belum ada",
            "id": display(record.list_id or record.person, 40),
            "corrected": ", ".join(words_of(record.replaced)),
            "head": display(head or record.name),
            "address": display(record.address),
            "rt": display(record.rt, 10),
            "rw": display(record.rw, 10),
            "visited": day_in_words(date.fromisoformat(seen.at[:10])),
            "officer": display(seen.author, 60),
            "outcome": seen.outcome,
            "outcome_label": _outcome_label(workspace, seen.outcome),
            "state": state,
            "blocked": bool(blocking(findings)),
            "findings": [_finding(one) for one in findings],
        }


def _place(workspace: Workspace, record: PersonRecord) -> dict[str, str]:
    village = find_village(record.village)
    return {
        "regency": regency_words(workspace.programme.regency),
        "kecamatan": village.kecamatan if village else "",
        "village": village_words(village, record.village),
    }


def _outcome_label(workspace: Workspace, code: str) -> str:
    labels = {outcome.code: outcome.label.id for outcome in workspace.programme.outcomes}
    return display(labels.get(code, code))


def _finding(finding: Finding) -> dict[str, str]:
    return {
        "rule": finding.rule,
        "title": display(finding.title),
        "result": finding.result.value,
        "value": display(finding.value, 120),
        "remedy": display(finding.remedy, 300),
        "weight": finding.weight,
    }
