"""Persons' signatures: which chain heads they stand under, and how far each covers a chain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, select, update

from kelambu_tui.hub import tables as h
from kelambu_tui.hub.bench import Bench
from kelambu_tui.hub.chains import heads_at
from kelambu_tui.hub.reading import fits
from kelambu_tui.hub.storage import put_rows
from kelambu_tui.ledger.pen import signed_by
from kelambu_tui.sync.packing import Signature

_COLUMNS = ("region", "device", "seq", "author", "signature")


def take_signatures(
    bench: Bench,
    device: str,
    signatures: Sequence[Signature],
    heads: Mapping[int, bytes],
    recent: Mapping[tuple[str, int], bytes],
) -> set[str]:
    """Keep the signatures that came with a batch; answers what waited for them.

    One whose person is not certified yet is kept unread; one that does not hold is not kept.
    """
    if not signatures:
        return set()
    known = dict(heads)
    known |= {one.seq: recent[device, one.seq] for one in signatures if (device, one.seq) in recent}
    older = {one.seq for one in signatures} - known.keys()
    if older:
        known |= heads_at(bench.connection, bench.region, device, older)
    docket = bench.docket
    bench.load_names({one.author for one in signatures if fits(one.author)})
    kept: list[tuple[object, ...]] = []
    covered: dict[str, int] = {}
    for one in signatures:
        head = known.get(one.seq)
        if head is None or not fits(one.author) or len(one.signature) != 64:
            continue
        key = docket.keys.get((one.author, device))
        if key is not None:
            if not signed_by(key, head, one.signature):
                continue
            covered[one.author] = max(covered.get(one.author, 0), one.seq)
        kept.append((bench.region, device, one.seq, one.author, one.signature))
    _keep(bench.connection, kept)
    return {f"signed:{name}@{device}" for name, seq in covered.items() if cover(bench, name, device, seq)}


def believe(bench: Bench, name: str, device: str) -> None:
    """Read the signatures that were kept until `name` was certified on `device`."""
    connection, region = bench.connection, bench.region
    mine = (
        (h.signature.c.region == region) & (h.signature.c.device == device) & (h.signature.c.author == name)
    )
    rows = connection.execute(select(h.signature).where(mine)).all()
    heads = heads_at(connection, region, device, {row.seq for row in rows})
    key = bench.docket.keys.get((name, device), "")
    good = [row.seq for row in rows if row.seq in heads and signed_by(key, heads[row.seq], row.signature)]
    if good:
        cover(bench, name, device, max(good))


def cover(bench: Bench, name: str, device: str, seq: int) -> bool:
    """Note that `name` has signed the chain of `device` up to `seq`; answers whether that is news."""
    if bench.docket.signed.get((name, device), 0) >= seq:
        return False
    bench.docket.signed[name, device] = seq
    mine = (h.credential.c.region == bench.region) & (h.credential.c.name == name)
    bench.connection.execute(
        update(h.credential).where(mine, h.credential.c.device == device).values(signed=seq)
    )
    return True


def _keep(connection: Connection, rows: list[tuple[object, ...]]) -> None:
    put_rows(connection, h.signature, _COLUMNS, rows, keep=True)
