"""`approvals`, `approve`, `return`, `reject`: the supervisor's decisions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from kelambu_tui.cli.answering import answer
from kelambu_tui.cli.ending import DONE, REFUSED, tell
from kelambu_tui.cli.entering import Entered, entered
from kelambu_tui.cli.frame import Asked, command
from kelambu_tui.cli.showing import niks, queue_document, queue_table, reveal_option
from kelambu_tui.locale import _

if TYPE_CHECKING:
    from kelambu_tui.work.approval import Decision

_IDS = click.argument("ids", metavar="ID...", nargs=-1, required=True)


@command("approvals", _("Yang menunggu keputusan Anda sebagai penyelia; yang paling berisiko di atas."))
@reveal_option()
def approvals(asked: Asked, reveal_nik: bool) -> int:
    """List what waits for this supervisor."""
    from kelambu_tui.work.approval import waiting

    with entered(asked) as here:
        rows = waiting(here.workspace)
        shown = niks(here.workspace, [(row.person, row.nik) for row in rows], reveal_nik)
    if not rows:
        tell(_("Tidak ada yang menunggu keputusan Anda."))
    answer(asked.json, queue_document(rows, shown), lambda: queue_table(rows, shown))
    return DONE


@command("approve", _("Setujui pendaftaran. ID dari `kelambu approvals`; awalnya saja cukup bila tunggal."))
@_IDS
def approve(asked: Asked, ids: tuple[str, ...]) -> int:
    """Approve enrolments."""
    from kelambu_tui.work.approval import approve as approve_all

    return _decide(asked, ids, lambda here, chosen: approve_all(here.workspace, chosen, here.passphrase))


@command(
    "return", _("Kembalikan pendaftaran kepada yang membuatnya, dengan catatan apa yang perlu diperbaiki.")
)
@_IDS
@click.option("--reason", metavar="TEKS", required=True, help=_("Apa yang perlu diperbaiki."))
def send_back(asked: Asked, ids: tuple[str, ...], reason: str) -> int:
    """Send enrolments back for correction."""
    from kelambu_tui.work.approval import send_back as send_all_back

    return _decide(
        asked, ids, lambda here, chosen: send_all_back(here.workspace, chosen, reason, here.passphrase)
    )


@command("reject", _("Tolak pendaftaran dengan kode alasan dari program."))
@_IDS
@click.option(
    "--reason",
    metavar="KODE",
    required=True,
    help=_("Kode alasan, misalnya mampu; kode lain dijawab dengan daftarnya."),
)
@click.option("--note", metavar="TEKS", default="", help=_("Keterangan tambahan."))
def reject(asked: Asked, ids: tuple[str, ...], reason: str, note: str) -> int:
    """Reject enrolments."""
    from kelambu_tui.work.approval import reject as reject_all

    return _decide(
        asked, ids, lambda here, chosen: reject_all(here.workspace, chosen, reason, note, here.passphrase)
    )


@command(
    "release",
    _(
        "Lepas tempat seseorang yang sudah disetujui (meninggal, pindah, dan sebagainya). Cadangan pertama "
        "langsung mendapatkannya."
    ),
)
@click.argument("enrolment", metavar="ID")
@click.option(
    "--reason", metavar="KODE", required=True, help=_("Kode alasan; kode lain dijawab dengan daftarnya.")
)
@click.option("--note", metavar="TEKS", default="", help=_("Keterangan tambahan."))
def release(asked: Asked, enrolment: str, reason: str, note: str) -> int:
    """Give an approved place up."""
    from kelambu_tui.work.quota import release as give_up

    with entered(asked) as here:
        promoted = give_up(here.workspace, enrolment, reason, note, here.passphrase)
    text = _("Tempat dilepas. Mendapat tempat: {count} cadangan.").format(count=len(promoted))
    answer(asked.json, {"id": enrolment, "released": True, "promoted": promoted}, lambda: text)
    return DONE


def _decide(
    asked: Asked, ids: tuple[str, ...], decide: Callable[[Entered, list[str]], Sequence[Decision]]
) -> int:
    with entered(asked) as here:
        decisions = decide(here, list(dict.fromkeys(ids)))
    for one in decisions:
        if not one.done:
            tell(f"{one.id}: {one.sentence}")
    document = [{"id": one.id, "done": one.done, "sentence": one.sentence} for one in decisions]
    done = [one for one in decisions if one.done]
    answer(asked.json, document, lambda: "\n".join(f"{one.id}  {one.sentence}" for one in done))
    return DONE if len(done) == len(decisions) else REFUSED


COMMANDS = {
    "approvals": approvals,
    "approve": approve,
    "return": send_back,
    "reject": reject,
    "release": release,
}
