"""`check`: how the programme's rules stand for one person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from kelambu_tui.cli.answering import answer
from kelambu_tui.cli.ending import DONE
from kelambu_tui.cli.entering import entered
from kelambu_tui.cli.frame import Asked, command
from kelambu_tui.cli.showing import rules_document, rules_table
from kelambu_tui.locale import _

if TYPE_CHECKING:
    from kelambu_tui.programme.rules import Finding


@command(
    "check",
    _(
        "Periksa ORANG (NIK, ID orang, atau ID Individu) terhadap aturan program: lolos, gagal, atau belum "
        "tahu, dengan nilai yang dipakai, sumbernya, dan apa yang menolong."
    ),
)
@click.argument("person", metavar="ORANG")
def check(asked: Asked, person: str) -> int:
    """Evaluate the rules for one person."""
    from kelambu_tui.work.finding import resolve_person
    from kelambu_tui.work.verification import judge

    with entered(asked) as here:
        judgement = judge(here.workspace, resolve_person(here.workspace, person))
    findings = judgement.findings
    verdict = overall(findings)
    words = {"lolos": _("LOLOS"), "gagal": _("GAGAL"), "belum_tahu": _("BELUM TAHU")}
    document = {"outcome": verdict, "rules": rules_document(findings)}
    answer(asked.json, document, lambda: f"{words[verdict]}\n\n{rules_table(findings)}")
    return DONE


def overall(findings: Sequence[Finding]) -> str:
    """Return the one word for all rules that bind: any failure fails, any gap leaves it open."""
    results = {one.result.value for one in findings if one.weight == "wajib"}
    return next((word for word in ("gagal", "belum_tahu") if word in results), "lolos")


COMMANDS = {"check": check}
