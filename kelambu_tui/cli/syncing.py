"""`join` and `sync`: belonging to a hub, and sending to it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kelambu_tui.cli.answering import answer
from kelambu_tui.cli.ending import DONE, REFUSED, tell
from kelambu_tui.cli.entering import entered
from kelambu_tui.cli.frame import Asked, command
from kelambu_tui.display import display
from kelambu_tui.errors import Refused, Unreadable
from kelambu_tui.locale import _

if TYPE_CHECKING:
    from kelambu_tui.sync.ahead import Progress, Report
    from kelambu_tui.sync.link import Link
    from kelambu_tui.work.workspace import Workspace


@command(
    "join",
    _(
        "Gabungkan laptop ini dengan hub dinas, dengan berkas undangan FILE, atau dengan kode yang dibacakan "
        "dinas (--code dan --hub). Dengan kode, sidik hub ditampilkan: bandingkan dengan sidik dari dinas. "
        "Dengan berkas, laptop dapat bergabung juga tanpa jaringan, lewat stick pertama."
    ),
)
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@click.option("--code", metavar="KODE", default="", help=_("Kode 13 huruf dan angka dari dinas."))
@click.option("--hub", metavar="URL", default="", help=_("Alamat hub, seperti https://hub.contoh.go.id."))
@click.option(
    "--fingerprint",
    metavar="SIDIK",
    default="",
    help=_("Sidik hub yang dibacakan dinas; tanpa ini ditanyakan di layar."),
)
def join(asked: Asked, file: Path | None, code: str, hub: str, fingerprint: str) -> int:
    """Join a hub."""
    if (file is None) == (not (code and hub)):
        raise Unreadable(_("Sebutkan berkas undangan, atau --code dan --hub bersama-sama."))
    with entered(asked) as here:
        if file is not None:
            link = _join_by_file(here.workspace, file)
        else:
            link = _join_by_code(here.workspace, code, hub, fingerprint)
    from kelambu_tui.sync.wire import fingerprint as print_of

    document = {
        "url": link.url,
        "district": link.district,
        "fingerprint": print_of(link.hub_key),
        "joined": link.enrolled,
    }
    text = (
        _("Bergabung dengan {district} ({url}).\nSidik hub: {fingerprint}")
        if link.enrolled
        else _(
            "Undangan disimpan; hub belum terjangkau. Laptop bergabung saat kirim pertama, atau lewat stick"
            " pertama.\nSidik hub: {fingerprint}"
        )
    )
    answer(
        asked.json, document, lambda: text.format(**{name: display(one) for name, one in document.items()})
    )
    return DONE


def _join_by_file(workspace: Workspace, file: Path) -> Link:
    from kelambu_tui.sync.carrying import HttpCarrier, NoAnswer
    from kelambu_tui.sync.joining import enrol, invite
    from kelambu_tui.sync.wire import read_invitation

    link = invite(workspace, read_invitation(file))
    carrier = HttpCarrier(link.url, link.hub_key, link.ca)
    try:
        return enrol(workspace, link, carrier)
    except NoAnswer:
        return link
    finally:
        carrier.close()


def _join_by_code(workspace: Workspace, code: str, hub: str, fingerprint: str) -> Link:
    from kelambu_tui.sync.joining import accept, ask

    if not fingerprint and not sys.stdin.isatty():
        raise Unreadable(_("Sidik hub belum diberikan. Tambahkan --fingerprint SIDIK dari dinas."))
    found = ask(workspace, code, hub)
    if fingerprint:
        same = "".join(fingerprint.split()).casefold() == found.fingerprint.replace(" ", "")
    else:
        tell(_("Sidik hub: {fingerprint}").format(fingerprint=found.fingerprint))
        same = click.confirm(_("Sama dengan yang dibacakan dinas?"), default=False, err=True)
    if not same:
        raise Refused(
            _("Sidik hub tidak sama, jadi laptop ini tidak bergabung. Beri tahu dinas dan minta kode baru.")
        )
    return accept(workspace, found)


@command(
    "sync",
    _(
        "Kirim semua yang belum terkirim ke hub, dan ambil jawaban serta catatan orang lain. Aman diputus "
        "kapan saja: kiriman berikutnya melanjutkan. Kode keluar 1 bila belum semuanya terkirim."
    ),
)
@click.option(
    "--hub",
    metavar="URL",
    default="",
    help=_("Alamat lain dari hub yang sama, hanya kali ini (misalnya di jaringan kantor)."),
)
@click.option("--dry-run", is_flag=True, help=_("Hanya hitung: berapa catatan, berapa besar, berapa lama."))
def sync(asked: Asked, hub: str, dry_run: bool) -> int:
    """Send and receive."""
    with entered(asked) as here:
        if dry_run:
            return _estimate(asked, here.workspace)
        report = _run(here.workspace, hub)
    answer(asked.json, _document(report), lambda: told(report))
    return DONE if report.complete else REFUSED


def _estimate(asked: Asked, workspace: Workspace) -> int:
    from kelambu_tui.sync.ahead import estimate

    ahead = estimate(workspace)
    document = {
        "entries": ahead.entries,
        "bytes": ahead.size,
        "seconds": round(ahead.seconds, 1),
        "measured": ahead.measured,
    }
    text = _("{entries} catatan, {bytes} byte, kira-kira {seconds} detik.")
    answer(asked.json, document, lambda: text.format(**document))
    return DONE


def _run(workspace: Workspace, hub: str) -> Report:
    from kelambu_tui.sync.ahead import estimate
    from kelambu_tui.sync.carrying import Carrier, HttpCarrier
    from kelambu_tui.sync.passing import run_pass

    def open_carrier(url: str, hub_key: str, ca: str) -> Carrier:
        return HttpCarrier(hub or url, hub_key, ca)

    ahead = estimate(workspace)
    tell(
        _("{entries} catatan, {kilobytes} KB, kira-kira {seconds} detik.").format(
            entries=ahead.entries, kilobytes=-(-ahead.size // 1024), seconds=round(ahead.seconds)
        )
    )
    meter = _Meter()
    try:
        return run_pass(workspace, tell=meter.show, open_carrier=open_carrier)
    finally:
        meter.close()


class _Meter:
    """Progress on standard error: one line that changes on a terminal, one line a step elsewhere."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._said = ""

    def show(self, progress: Progress) -> None:
        """Say where the pass is."""
        line = _progress_line(progress)
        if line == self._said:
            return
        self._said = line
        if self._live:
            sys.stderr.write(f"\r{line}\x1b[K")
            sys.stderr.flush()
        else:
            tell(line)

    def close(self) -> None:
        """End the line."""
        if self._live and self._said:
            sys.stderr.write("\n")


def _progress_line(progress: Progress) -> str:
    sent = _("terkirim {sent}/{total}, diterima {received}").format(
        sent=progress.sent, total=progress.total, received=progress.received
    )
    stages = {
        "greeting": _("Menyapa hub"),
        "sending": _("Mengirim"),
        "receiving": _("Menerima"),
        "waiting": _("Menunggu jaringan"),
        "done": _("Selesai"),
    }
    left = _(", kira-kira {seconds} detik lagi").format(seconds=round(progress.seconds))
    return f"{stages[progress.stage]}: {sent}" + (left if progress.seconds >= 1 else "")


def _document(report: Report) -> dict[str, Any]:
    return {
        "sent": report.sent,
        "received": report.received,
        "unsent": report.unsent,
        "refused": report.refused,
        "conflicts": report.conflicts,
        "complete": report.complete,
        "bytes": report.size,
        "seconds": round(report.seconds, 2),
        "at": report.at,
    }


def told(report: Report) -> str:
    """What a pass did, in sentences."""

    first = (
        _("Terkirim {at}: {sent} catatan keluar, {received} masuk.")
        if report.complete
        else _("{unsent} catatan belum terkirim; {sent} keluar, {received} masuk. Ulangi untuk melanjutkan.")
    )
    lines = [first.format(at=report.at, sent=report.sent, received=report.received, unsent=report.unsent)]
    if report.refused:
        lines.append(
            _("{count} catatan belum diterima hub; lihat alasan dan langkahnya di Kirim (F6).").format(
                count=report.refused
            )
        )
    if report.conflicts:
        lines.append(
            _("{count} catatan tidak cocok dengan catatan orang lain; lihat Selisih.").format(
                count=report.conflicts
            )
        )
    return "\n".join(lines)


COMMANDS = {"join": join, "sync": sync}
