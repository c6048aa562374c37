"""The dialogs of Kirim: joining a hub, and the file for the insurer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.widgets.ask import Ask
from kelambu_tui.tui.widgets.dialog import Confirm
from kelambu_tui.tui.widgets.field import explained, text_field
from kelambu_tui.tui.writing import number

if TYPE_CHECKING:
    from kelambu_tui.exchange.insurer import ExportReport
    from kelambu_tui.sync.joining import Welcome
    from kelambu_tui.sync.link import Link
    from kelambu_tui.work.workspace import Workspace

PICK = "pick"
"""The answer of the joining dialog that was left empty: the invitation is chosen from a list."""


def joining(workspace: Workspace) -> Ask:
    """Ask for an invitation file or a code; answers a `Link`, a `Welcome` to confirm, or `PICK`."""

    def do(values: Mapping[str, str], _names: Sequence[str]) -> Link | Welcome | str:
        given = values["invitation"]
        if not given:
            return PICK
        path = Path(given).expanduser()
        if path.is_file():
            return join_by_file(workspace, path)
        from kelambu_tui.sync.joining import ask

        return ask(workspace, given, values["hub"])

    rows = [
        text_field(
            "join",
            "invitation",
            _("Undangan atau kode"),
            "",
            explained(_("Berkas undangan dari dinas, atau kode 13 huruf yang dibacakan dinas.")),
            _("kosong: pilih berkas dari stick"),
        ),
        text_field(
            "join",
            "hub",
            _("Alamat hub"),
            "",
            explained(_("Hanya untuk kode: alamat yang dibacakan dinas, dimulai dengan https.")),
            _("hanya untuk kode"),
        ),
    ]
    detail = _("Laptop ini membuat kuncinya sendiri; undangan hanya berlaku sekali dan 72 jam.")
    return Ask(_("Bergabung dengan hub dinas"), _("Bergabung"), do, rows, detail=detail)


def join_by_file(workspace: Workspace, path: Path) -> Link:
    """Keep an invitation and use it at once where the hub answers; slow, for a thread."""
    from kelambu_tui.sync.carrying import HttpCarrier, NoAnswer
    from kelambu_tui.sync.joining import enrol, invite
    from kelambu_tui.sync.wire import read_invitation

    link = invite(workspace, read_invitation(path))
    carrier = HttpCarrier(link.url, link.hub_key, link.ca)
    try:
        return enrol(workspace, link, carrier)
    except NoAnswer:
        return link
    finally:
        carrier.close()


def comparing(found: Link | Welcome) -> Confirm | None:
    """Ask to compare the hub's fingerprint where only a code was typed; None where a file named the hub."""
    from kelambu_tui.sync.joining import Welcome

    if not isinstance(found, Welcome):
        return None
    question = _("Sidik hub: {fingerprint}").format(fingerprint=found.fingerprint)
    detail = _("Bandingkan dengan sidik yang dibacakan dinas. Bila berbeda satu huruf pun, batalkan.")
    return Confirm(question, _("Sama, bergabung"), detail)


def kept(workspace: Workspace, found: Link | Welcome) -> Link:
    """Keep the hub; for a thread."""
    from kelambu_tui.sync.joining import Welcome, accept

    return accept(workspace, found) if isinstance(found, Welcome) else found


def joined_words(link: Link) -> tuple[str, str]:
    """What came of joining, and its tone."""
    if link.enrolled:
        words = _("Bergabung dengan hub {district}. Kirim sekarang, atau tunggu: Kelambu mengirim sendiri.")
        return words.format(district=display(link.district, 60)), "done"
    return (
        _("Undangan disimpan; hub belum terjangkau. Laptop bergabung saat kirim atau stick pertama."),
        "amber",
    )


def exporting(workspace: Workspace) -> Ask:
    """Ask where the insurer's file goes; answers the path."""

    def do(values: Mapping[str, str], _names: Sequence[str]) -> Path:
        from kelambu_tui.errors import Unreadable

        if not values["path"]:
            raise Unreadable(_("Tulis dulu nama berkasnya."))
        return Path(values["path"]).expanduser()

    about = explained(_("Tempat dan nama berkas; berakhir dengan .xlsx."))
    row = text_field("export", "path", _("Tulis ke berkas"), str(_export_path(workspace)), about)
    detail = _("Berkas ini berisi NIK lengkap: serahkan langsung, jangan disebar. Penulisannya dicatat.")
    return Ask(_("Berkas peserta untuk BPJS Ketenagakerjaan"), _("Tulis"), do, [row], detail=detail)


def _export_path(workspace: Workspace) -> Path:
    name = f"peserta-{workspace.today().isoformat()}.xlsx"
    if workspace.practice:
        # Practice files stay with the practice data, where nobody takes them for real ones.
        return workspace.folder / f"latihan-{name}"
    return Path.home() / name


def exported_words(report: ExportReport) -> tuple[str, str]:
    """What was written where, and its tone."""
    from kelambu_tui.exchange.insurer import changed_sentence

    written = _("{count} peserta ditulis ke {path}. Sidik {digest}").format(
        count=number(report.count), path=display(report.path), digest=report.digest[:12]
    )
    if report.changed:
        return f"{written} {changed_sentence(report.changed)}", "amber"
    return written, "done"
