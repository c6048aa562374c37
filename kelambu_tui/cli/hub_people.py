"""`hub devices`, `users`, `certify`, `lend`, `revoke`: laptops and people of the district."""

from __future__ import annotations

from dataclasses import asdict

import click

from kelambu_tui.cli.answering import answer, table
from kelambu_tui.cli.ending import DONE
from kelambu_tui.cli.frame import Asked, command
from kelambu_tui.cli.hub_group import hub, opened_hub
from kelambu_tui.errors import Unreadable
from kelambu_tui.locale import _


@command("devices", _("Laptop yang sudah bergabung, dan sejauh mana masing-masing."), of=hub)
def devices(asked: Asked) -> int:
    """List the laptops."""
    from kelambu_tui.cli.hub_status import day, laptop_document
    from kelambu_tui.hub.overview import overview

    with opened_hub(asked) as (folder, storage), storage.read() as connection:
        found = overview(connection, folder).laptops
    headings = (
        _("Laptop"),
        _("Nama"),
        _("Desa"),
        _("Orang"),
        _("Catatan"),
        _("Kirim terakhir"),
        _("Keadaan"),
    )
    rows = [
        (
            one.device,
            one.name,
            ", ".join(one.villages) or _("seluruh kabupaten"),
            ", ".join(one.people),
            one.entries,
            day(one.pushed_at),
            _("dicabut: {reason}").format(reason=one.revoked) if one.revoked else _("aktif"),
        )
        for one in found
    ]
    answer(asked.json, [laptop_document(one) for one in found], lambda: table(headings, rows, frozenset({4})))
    return DONE


@command("users", _("Orang yang disahkan dinas, perannya, dan di laptop mana."), of=hub)
def users(asked: Asked) -> int:
    """List the certified people."""
    from kelambu_tui.hub.overview import people

    with opened_hub(asked) as (folder, storage), storage.read() as connection:
        found = people(connection, folder.region)
    headings = (_("Nama"), _("Peran"), _("Wilayah"), _("Laptop"))
    rows = [
        (one.name, one.role, ", ".join(one.villages) or _("seluruh kabupaten"), ", ".join(one.devices))
        for one in found
    ]
    answer(asked.json, [asdict(one) for one in found], lambda: table(headings, rows))
    return DONE


@command(
    "certify",
    _("Sahkan NAMA yang membuka akun di laptop yang sudah bergabung; catatannya yang tertahan lalu dinilai."),
    of=hub,
)
@click.argument("name", metavar="NAMA")
@click.option("--device", metavar="LAPTOP", required=True, help=_("Nomor atau nama laptopnya."))
@click.option(
    "--role", type=click.Choice(["fasilitator", "penyelia", "dinas"]), required=True, help=_("Perannya.")
)
@click.option(
    "--village", "villages", metavar="KODE", multiple=True, help=_("Wilayahnya; tanpa ini desa laptop itu.")
)
def certify(asked: Asked, name: str, device: str, role: str, villages: tuple[str, ...]) -> int:
    """Certify somebody."""
    from kelambu_tui.cli.accounts import village_codes
    from kelambu_tui.hub.district import certify_person, named_device, villages_of

    codes = village_codes(villages)
    with opened_hub(asked) as (folder, storage), storage.write() as connection:
        row = named_device(connection, folder.region, device)
        area = codes or tuple(villages_of(row))
        done = certify_person(connection, folder, name, role, area, row.device)
    text = _(
        "{name} disahkan sebagai {role} di laptop {device}; {settled} catatan yang tertahan sudah dinilai."
    )
    answer(asked.json, asdict(done), lambda: text.format(**asdict(done)))
    return DONE


def _places(words: tuple[str, ...]) -> dict[int, int]:
    """Read DESIL=COUNT."""
    found: dict[int, int] = {}
    for word in words:
        desil, _equals, count = word.partition("=")
        if not (
            desil.isascii() and desil.isdigit() and count.isascii() and count.isdigit() and len(count) < 8
        ):
            raise Unreadable(_("Tulis jatah sebagai DESIL=JUMLAH, misalnya 1=40."))
        found[int(desil)] = int(count)
    return found


@command("lend", _("Pinjamkan tempat per desil kepada LAPTOP. Angka mutlak; yang terbaru berlaku."), of=hub)
@click.argument("device", metavar="LAPTOP")
@click.option(
    "--desil",
    "desils",
    metavar="DESIL=JUMLAH",
    multiple=True,
    required=True,
    help=_("Misalnya 1=40; boleh diulang."),
)
@click.option("--note", metavar="TEKS", default="", help=_("Catatan yang ikut terkirim."))
def lend(asked: Asked, device: str, desils: tuple[str, ...], note: str) -> int:
    """Lend places."""
    from kelambu_tui.hub.district import lend as give
    from kelambu_tui.hub.district import named_device

    places = _places(desils)
    with opened_hub(asked) as (folder, storage), storage.write() as connection:
        row = named_device(connection, folder.region, device)
        now = give(connection, folder, row.device, places, note)
    document = {"device": row.device, "places": {str(desil): count for desil, count in now.items()}}
    said = ", ".join(
        _("desil {desil}: {count}").format(desil=desil, count=count) for desil, count in now.items()
    )
    answer(asked.json, document, lambda: _("Jatah {name} sekarang {said}.").format(name=row.name, said=said))
    return DONE


@command(
    "revoke",
    _(
        "Cabut LAPTOP yang hilang atau disalahgunakan: catatan berikutnya disimpan terpisah, tidak "
        "dihapus, dan tidak berlaku."
    ),
    of=hub,
)
@click.argument("device", metavar="LAPTOP")
@click.option(
    "--reason", metavar="TEKS", required=True, help=_("Alasannya; laptop itu dan yang lain melihatnya.")
)
def revoke(asked: Asked, device: str, reason: str) -> int:
    """Revoke a laptop."""
    from kelambu_tui.hub.district import named_device
    from kelambu_tui.hub.district import revoke as take_away

    with opened_hub(asked) as (folder, storage), storage.write() as connection:
        row = named_device(connection, folder.region, device)
        first = take_away(connection, folder, row.device, reason)
    document = {"device": row.device, "from_seq": first, "reason": reason}
    text = _("Laptop {name} dicabut; catatannya mulai nomor {first} disimpan terpisah.")
    answer(asked.json, document, lambda: text.format(name=row.name, first=first))
    return DONE
