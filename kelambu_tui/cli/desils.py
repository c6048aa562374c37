"""`desil`: another desil than the list's is proposed, and agreed to or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kelambu_tui.cli.answering import answer, table
from kelambu_tui.cli.ending import DONE, tell
from kelambu_tui.cli.entering import entered
from kelambu_tui.cli.frame import Asked, command
from kelambu_tui.errors import Unreadable
from kelambu_tui.locale import _

if TYPE_CHECKING:
    from kelambu_tui.work.households import DesilChange


@command(
    "desil",
    _(
        "Usulkan desil lain untuk KELUARGA (ID Keluarga), dengan alasan; penyelia menyetujui atau menolak. "
        "Desil dari daftar tetap disimpan di sampingnya. Tanpa KELUARGA: daftar usulan.\n\n"
        "Contoh: kelambu desil 404000001 --propose 4 --reason 'rumah tembok, punya mobil'"
    ),
)
@click.argument("household", metavar="[KELUARGA]", default="")
@click.option(
    "--propose", type=click.IntRange(1, 10), metavar="DESIL", help=_("Usulkan desil ini (--reason).")
)
@click.option("--agree", is_flag=True, help=_("Sebagai penyelia: setujui usulannya."))
@click.option("--refuse", is_flag=True, help=_("Sebagai penyelia: tolak usulannya (--reason)."))
@click.option("--reason", metavar="TEKS", default="", help=_("Alasan."))
@click.option("--evidence", metavar="TEKS", default="", help=_("Bukti yang dilihat."))
def desil(asked: Asked, household: str, propose: int | None, agree: bool, refuse: bool, **words: str) -> int:
    """Propose, agree to, refuse or list changes of desil."""
    from kelambu_tui.work.desil import decide_desil, desil_changes, propose_desil

    acts = (propose is not None) + agree + refuse
    if acts > 1 or (acts and not household):
        raise Unreadable(_("Sebutkan satu KELUARGA dan satu dari --propose, --agree, --refuse."))
    with entered(asked) as here:
        if propose is not None:
            propose_desil(here.workspace, household, propose, words["reason"], words["evidence"])
        elif acts:
            decide_desil(
                here.workspace, household, given=agree, note=words["reason"], passphrase=here.passphrase
            )
        found = [one for one in desil_changes(here.workspace) if household in ("", one.household)]
    if not found:
        tell(_("Tidak ada usulan desil."))
    answer(asked.json, [_document(one) for one in found], lambda: _text(found))
    return DONE


def _document(one: DesilChange) -> dict[str, Any]:
    return {
        "household": one.household,
        "desil": one.desil,
        "listed": one.listed,
        "state": one.state,
        "reason": one.reason,
        "evidence": one.evidence,
        "asked_by": one.asked_by,
        "decided_by": one.decided_by,
        "note": one.note,
    }


def _text(found: list[DesilChange]) -> str:
    headings = (_("Keluarga"), _("Daftar"), _("Usulan"), _("Keadaan"), _("Alasan"), _("Oleh"), _("Diputus"))
    rows = [
        (one.household, one.listed, one.desil, one.state, one.reason, one.asked_by, one.decided_by)
        for one in found
    ]
    return table(headings, rows, right=frozenset({1, 2})) if rows else ""


COMMANDS = {"desil": desil}
