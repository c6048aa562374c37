"""`audit verify`: is the ledger whole, signed, and the source of what screens show?"""

from __future__ import annotations

from kelambu_tui.cli.answering import answer
from kelambu_tui.cli.ending import DAMAGED, DONE, tell_some
from kelambu_tui.cli.entering import entered
from kelambu_tui.cli.frame import Asked, WordedGroup, command
from kelambu_tui.locale import _

_SHOWN = 20
"""Faults that are told one by one; JSON has them all."""

audit = WordedGroup("audit", help=_("Periksa buku besar."))


@command(
    "verify",
    _(
        "Periksa rantai, tanda tangan, dan apakah keadaan sekarang dapat dibangun ulang dari buku besar. "
        "Kode keluar 3 bila ada yang tidak cocok."
    ),
    of=audit,
)
def verify(asked: Asked) -> int:
    """Verify the ledger."""
    from kelambu_tui.work.audit import audit as audit_all

    with entered(asked) as here:
        report = audit_all(here.workspace)
    tell_some(report.faults, _SHOWN)
    document = {
        "ok": report.ok,
        "entries": report.entries,
        "signatures": report.signatures,
        "unsigned": report.unsigned,
        "faults": list(report.faults),
    }
    verdict = _("Buku besar utuh") if report.ok else _("Buku besar TIDAK utuh")
    text = _("{verdict}: {entries} catatan, {signatures} tanda tangan, {unsigned} belum ditandatangani.")
    answer(asked.json, document, lambda: text.format(verdict=verdict, **document))
    return DONE if report.ok else DAMAGED


COMMANDS = {"audit": audit}
