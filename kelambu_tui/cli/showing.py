"""People and places as commands show them: NIK masked unless it was asked for and written down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from kelambu_tui.cli.answering import table
from kelambu_tui.cli.frame import Decorator
from kelambu_tui.locale import _

if TYPE_CHECKING:
    from kelambu_tui.programme.rules import Finding
    from kelambu_tui.work.enrolment import QueueRow
    from kelambu_tui.work.workspace import Workspace

_LEAST_PREFIX = 8


def reveal_option() -> Decorator:
    """Return the option that shows NIKs whole."""
    text = _("Tampilkan NIK lengkap; tercatat di buku besar.")
    return click.option("--reveal-nik", is_flag=True, help=text)


def niks(workspace: Workspace, people: Sequence[tuple[str, str]], reveal: bool) -> list[str]:
    """Return the NIK of each (person, NIK): masked, or with `reveal` whole and written in the ledger."""
    from kelambu_tui.people.nik import mask
    from kelambu_tui.work.households import reveal_nik

    if not reveal:
        return [mask(nik) for _person, nik in people]
    whole = {person: reveal_nik(workspace, person) for person, _nik in people}
    return [whole[person] for person, _nik in people]


def village_label(code: str) -> str:
    """Return `Kayu Ara, Sekayu` for a village code, or the code where it is unknown."""
    from kelambu_tui.people.villages import villages

    village = villages().get(code)
    return village.label if village else code


def rules_document(findings: Sequence[Finding]) -> list[dict[str, str]]:
    """Return the programme's findings as the answer of `check` has them."""
    return [
        {
            "rule": one.rule,
            "result": one.result.value,
            "value": one.value,
            "source": one.source,
            "remedy": one.remedy,
        }
        for one in findings
    ]


def rules_table(findings: Sequence[Finding]) -> str:
    """Return the findings as a table, with what would help below those that do not pass."""
    words = {"lolos": _("lolos"), "gagal": _("GAGAL"), "belum_tahu": _("belum tahu")}
    rows = [(_word(one, words), one.title, one.value, one.source) for one in findings]
    remedies = [f"- {one.title}: {one.remedy}" for one in findings if one.remedy]
    grid = table((_("Hasil"), _("Aturan"), _("Nilai"), _("Sumber")), rows)
    return "\n".join([grid, *(["", _("Yang menolong:"), *remedies] if remedies else [])])


def _word(finding: Finding, words: dict[str, str]) -> str:
    """A remark that does not pass hinders nothing, so it must not read like a failure."""
    warned = finding.weight != "wajib" and finding.result.value == "gagal"
    return _("perlu dilihat") if warned else words[finding.result.value]


def queue_document(rows: Sequence[QueueRow], shown: Sequence[str]) -> list[dict[str, Any]]:
    """Return queue rows as `queue` and `approvals` answer them."""
    return [
        {
            "id": row.id,
            "person": row.person,
            "nik": nik,
            "name": row.name,
            "village": row.village,
            "desil": row.desil,
            "state": row.state,
            "risk": row.risk_level,
            "waiting_since": row.waiting_since,
        }
        for row, nik in zip(rows, shown, strict=True)
    ]


def queue_table(rows: Sequence[QueueRow], shown: Sequence[str]) -> str:
    """Return queue rows as a table; an ID is shown as far as it is needed to name it."""
    if not rows:
        return ""
    short = shortest_prefixes([row.id for row in rows])
    headings = ("ID", _("NIK"), _("Nama"), _("Desa"), _("Desil"), _("Keadaan"), _("Risiko"), _("Sejak"))
    lines = [
        (
            short[row.id],
            nik,
            row.name,
            village_label(row.village),
            row.desil,
            row.state,
            row.risk_level,
            row.waiting_since[:10],
        )
        for row, nik in zip(rows, shown, strict=True)
    ]
    notes = [f"{short[row.id]}: {row.note}" for row in rows if row.note]
    return "\n".join([table(headings, lines, right=frozenset({4})), *notes])


def shortest_prefixes(ids: Sequence[str]) -> dict[str, str]:
    """Return for each ID the shortest beginning, of eight characters or more, that only it has."""
    length = _LEAST_PREFIX
    while len({one[:length] for one in ids}) < len(set(ids)):
        length += 1
    return {one: one[:length] for one in ids}
