"""What the district decides: who is certified, which places are lent, which laptop is revoked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, update

from kelambu_tui.errors import NotFound, Refused
from kelambu_tui.hub import tables as h
from kelambu_tui.hub.beginning import HUB
from kelambu_tui.hub.bench import Bench
from kelambu_tui.hub.certifying import certify, check_role
from kelambu_tui.hub.docket import Docket
from kelambu_tui.hub.folder import HubFolder
from kelambu_tui.hub.own import write_own
from kelambu_tui.hub.reading import read_item
from kelambu_tui.hub.rejudging import release
from kelambu_tui.hub.storage import put_rows
from kelambu_tui.hub.stream import Stream
from kelambu_tui.hub.witnessing import believe
from kelambu_tui.locale import _


@dataclass(frozen=True, slots=True)
class Certified:
    """Somebody who may work now, and how many of their entries were judged again."""

    name: str
    role: str
    device: str
    settled: int


def certify_person(
    connection: Connection, folder: HubFolder, name: str, role: str, villages: tuple[str, ...], device: str
) -> Certified:
    """Believe the key that `name` opened an account with on `device`; what waited for it is judged.

    Raises `NotFound` where no such account came in, `Refused` for somebody who has another role.
    """
    region = folder.region
    check_role(connection, region, name, role)
    key = _opened_key(connection, region, name, device)
    certify(connection, region, name, role, villages, device, key)
    return Certified(name, role, device, settle(connection, folder, {(name, device)}))


def settle(connection: Connection, folder: HubFolder, people: set[tuple[str, str]]) -> int:
    """Judge again what waited for these people's keys; answers how many entries were settled."""
    bench = Bench(connection, folder.region, Docket(folder.programme.quota))
    stream = Stream(connection, folder.region)
    woken = set()
    bench.load_names({name for name, _device in people})
    for name, device in sorted(people):
        believe(bench, name, device)
        woken |= {f"author:{name}@{device}", f"signed:{name}@{device}"}
    settled = release(bench, stream, woken)
    bench.save()
    return settled


def _opened_key(connection: Connection, region: str, name: str, device: str) -> str:
    s = h.stream.c
    opened = (s.region == region) & (s.device == device) & (s.kind == "account.opened") & (s.subject == name)
    row = connection.execute(
        select(h.stream).where(opened, s.change == 0).order_by(s.cursor.desc()).limit(1)
    ).first()
    key = "" if row is None else read_item(device, row.seq, bytes(row.line)).body.get("public_key", "")
    if not isinstance(key, str) or not key:
        raise NotFound(
            _("Belum ada akun {name} dari laptop {device}. Minta laptop itu mengirim dulu.").format(
                name=name, device=device
            )
        )
    return key


def lend(
    connection: Connection, folder: HubFolder, device: str, places: Mapping[int, int], note: str = ""
) -> dict[int, int]:
    """Lend places to a laptop: absolute numbers by desil, the newest counts; answers what it has now.

    Raises `NotFound` for an unknown laptop, `Refused` for a desil without places or beyond its ceiling.
    """
    region = folder.region
    named_device(connection, region, device)
    ceilings = folder.programme.quota
    others = dict(
        connection.execute(
            select(h.lent.c.desil, func.sum(h.lent.c.places))
            .where(h.lent.c.region == region, h.lent.c.device != device)
            .group_by(h.lent.c.desil)
        ).all()
    )
    for desil, count in places.items():
        left = ceilings.get(desil, 0) - int(others.get(desil, 0) or 0)
        if count > left:
            raise Refused(
                _("Desil {desil}: diminta {count} tempat, tersisa {left} dari {ceiling}.").format(
                    desil=desil, count=count, left=max(left, 0), ceiling=ceilings.get(desil, 0)
                )
            )
    rows = [(region, device, desil, count) for desil, count in places.items()]
    put_rows(connection, h.lent, ("region", "device", "desil", "places"), rows)
    mine = (h.lent.c.region == region) & (h.lent.c.device == device)
    held = connection.execute(select(h.lent.c.desil, h.lent.c.places).where(mine).order_by(h.lent.c.desil))
    now = {row.desil: row.places for row in held}
    body = {"device": device, "places": {str(desil): count for desil, count in now.items()}, "note": note}
    write_own(connection, folder, "allotment.lent", device, body)
    return now


def revoke(connection: Connection, folder: HubFolder, device: str, reason: str) -> int:
    """Set a laptop's later entries aside; answers the first one that is. Raises `NotFound`, `Refused`."""
    row = named_device(connection, folder.region, device)
    if row.revoked_from is not None:
        raise Refused(_("Laptop {device} sudah dicabut.").format(device=device))
    if not reason.strip():
        raise Refused(_("Tulis alasannya, supaya orang di lapangan tahu."))
    first = row.seq + 1
    mine = (h.device.c.region == folder.region) & (h.device.c.device == device)
    connection.execute(update(h.device).where(mine).values(revoked_from=first, revoked_for=reason.strip()))
    body = {"device": device, "from_seq": first, "reason": reason.strip()}
    write_own(connection, folder, "device.revoked", device, body)
    return int(first)


def named_device(connection: Connection, region: str, device: str) -> h.AnyRow:
    """The laptop with this id, or with this name where only one has it; raises `NotFound`."""
    d = h.device.c
    named = (d.device == device) | (d.name == device)
    rows = connection.execute(
        select(h.device).where(d.region == region, named, d.device != HUB).limit(2)
    ).all()
    exact = [row for row in rows if row.device == device] or rows
    if len(exact) != 1:
        raise NotFound(
            _(
                "Laptop {device} tidak ada, atau ada beberapa bernama itu. Lihat `kelambu hub devices`."
            ).format(device=device)
        )
    return exact[0]


def villages_of(row: h.AnyRow) -> list[str]:
    """The villages of a device's or a person's row."""
    found: list[str] = json.loads(row.villages)
    return found
