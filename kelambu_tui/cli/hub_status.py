"""`hub status`: what a district officer looks at in the morning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from kelambu_tui.cli.answering import answer, table
from kelambu_tui.cli.ending import DONE
from kelambu_tui.cli.frame import Asked, command
from kelambu_tui.cli.hub_group import hub, opened_hub
from kelambu_tui.locale import _

if TYPE_CHECKING:
    from kelambu_tui.hub.folder import HubFolder
    from kelambu_tui.hub.overview import Laptop, Overview


@command("status", _("Ringkasan hub: laptop, tempat per desil, yang menunggu, yang ditolak."), of=hub)
def status(asked: Asked) -> int:
    """Show the hub at a glance."""
    from kelambu_tui.hub.overview import overview

    with opened_hub(asked) as (folder, storage):
        with storage.read() as connection:
            seen = overview(connection, folder)
        kind = "SQLite" if storage.is_sqlite else "PostgreSQL"
    answer(asked.json, _document(folder, seen, kind), lambda: _text(folder, seen, kind))
    return DONE


def day(moment: str) -> str:
    """A moment as people read it: the local day and time, or that it never was."""
    from datetime import datetime

    if not moment:
        return _("belum pernah")
    return datetime.fromisoformat(moment).astimezone().strftime("%d-%m-%Y %H:%M")


def laptop_document(one: Laptop) -> dict[str, Any]:
    """A laptop as JSON."""
    return asdict(one)


def _document(folder: HubFolder, seen: Overview, kind: str) -> dict[str, Any]:
    from kelambu_tui.sync.wire import fingerprint

    about = {"district": folder.district, "region": folder.region, "url": folder.url, "database": kind}
    return about | {"fingerprint": fingerprint(folder.public_key)} | asdict(seen)


def _text(folder: HubFolder, seen: Overview, kind: str) -> str:
    from kelambu_tui.sync.wire import fingerprint

    top = _("Hub {district} ({region}), {kind}, {url}").format(
        district=folder.district, region=folder.region, kind=kind, url=folder.url
    )
    parts = [
        top,
        _("Sidik kunci {fingerprint}").format(fingerprint=fingerprint(folder.public_key)),
        _("{laptops} laptop, {entries} catatan diterima, {families} keluarga di daftar").format(
            laptops=len(seen.laptops), entries=_number(seen.entries), families=_number(seen.families_listed)
        ),
        "",
        _desil_table(seen),
        "",
        *_waiting(seen),
        *_rejected(seen),
        _laptop_table(seen),
    ]
    return "\n".join(parts)


def _desil_table(seen: Overview) -> str:
    headings = (_("Desil"), _("Tempat"), _("Dipinjamkan"), _("Disetujui"), _("Dijanjikan"), _("Sisa"))
    rows = [
        (
            one.desil,
            _number(one.ceiling),
            _number(one.lent),
            _number(one.given),
            _number(one.promised),
            _number(max(0, one.ceiling - one.given - one.promised)),
        )
        for one in seen.desils
    ]
    return table(headings, rows, frozenset(range(6)))


def _waiting(seen: Overview) -> list[str]:
    if not seen.waiting:
        return []
    lines = [_("Menunggu:")]
    for what, count in sorted(seen.waiting.items()):
        words = _REASONS.get(what)
        lines.append(f"  {_number(count):>7}  {words() if words else what}")
    return [*lines, ""]


def _rejected(seen: Overview) -> list[str]:
    from kelambu_tui.hub.refusing import sentence

    if not seen.rejected:
        return []
    rows = [f"  {_number(count):>7}  {sentence(code)}" for code, count in seen.rejected.items()]
    return [_("Ditolak:"), *rows, ""]


def _laptop_table(seen: Overview) -> str:
    if not seen.laptops:
        return _("Belum ada laptop yang bergabung. Undang dengan `kelambu hub invite`.")
    headings = (
        _("Laptop"),
        _("Catatan"),
        _("Tertahan"),
        _("Kirim terakhir"),
        _("Ambil terakhir"),
        _("Keadaan"),
    )
    rows = [
        (
            one.name,
            _number(one.entries),
            one.held or "",
            day(one.pushed_at),
            day(one.pulled_at),
            _("dicabut") if one.revoked else "",
        )
        for one in seen.laptops
    ]
    return table(headings, rows, frozenset({1, 2}))


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")


_REASONS: dict[str, Callable[[], str]] = {
    "author": lambda: _("penulis belum disahkan: `kelambu hub certify`"),
    "signed": lambda: _("tanda tangan pembuatnya belum terkirim"),
    "id": lambda: _("catatan yang dirujuk belum sampai"),
    "revoked": lambda: _("dari laptop yang dicabut"),
    "version": lambda: _("ditulis Kelambu yang lebih baru: perbarui hub ini"),
}
