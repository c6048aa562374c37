"""Entries that waited: judged again, in the order of the stream, when what they waited for is here."""

from __future__ import annotations

from sqlalchemy import ColumnElement, delete, func, select, update

from kelambu_tui.hub import tables as h
from kelambu_tui.hub.bench import Bench
from kelambu_tui.hub.docket import Item
from kelambu_tui.hub.judging import judge
from kelambu_tui.hub.reading import read_item
from kelambu_tui.hub.stream import Stream

_AT_ONCE = 500


def release(bench: Bench, stream: Stream, woken: set[str]) -> int:
    """Judge again what waits for any of `woken`, and what waits for that; answers how many were settled."""
    some = select(h.held.c.seq).where(h.held.c.region == bench.region).limit(1)
    if bench.connection.execute(some).first() is None:
        return 0
    settled = 0
    while woken:
        waiting = _waiting(bench, woken)
        woken = set()
        bench.load([item for item, _status, _change in waiting])
        for item, before, change in waiting:
            status, key = judge(bench.docket, item)
            if status != before:
                stream.change(item, status, change + 1)
            if key:
                _wait(bench, item, key)
                continue
            settled += 1
            bench.docket.held.discard(item.id)
            woken.add(f"id:{item.id}")
            _forget(bench, item)
        stream.flush()
    return settled


def _waiting(bench: Bench, woken: set[str]) -> list[tuple[Item, str, int]]:
    """The entries that wait for any of `woken`, with their status and number of changes so far."""
    held, stream = h.held.c, h.stream.c
    keys = sorted(woken)
    places = [
        (row.device, row.seq)
        for at in range(0, len(keys), _AT_ONCE)
        for row in bench.connection.execute(
            select(held.device, held.seq).where(
                held.region == bench.region, held.waits.in_(keys[at : at + _AT_ONCE])
            )
        )
    ]
    found: list[tuple[int, Item, str, int]] = []
    for device in sorted({device for device, _seq in places}):
        seqs = [seq for one, seq in places if one == device]
        for at in range(0, len(seqs), _AT_ONCE):
            mine = (stream.region == bench.region) & (stream.device == device)
            found += _read(bench, select(h.stream).where(mine, stream.seq.in_(seqs[at : at + _AT_ONCE])))
    return [(item, status, change) for _cursor, item, status, change in sorted(found, key=lambda one: one[0])]


def _read(bench: Bench, statement: object) -> list[tuple[int, Item, str, int]]:
    items: dict[tuple[str, int], Item] = {}
    newest: dict[tuple[str, int], tuple[int, str]] = {}
    rows = bench.connection.execute(statement).all()  # type: ignore[call-overload]
    for row in sorted(rows, key=lambda row: row.change):
        place = (row.device, row.seq)
        if row.change == 0:
            item = read_item(row.device, row.seq, bytes(row.line))
            item.cursor, item.village = row.cursor, row.village
            items[place] = item
        newest[place] = (row.change, row.status)
    return [(item.cursor, item, newest[place][1], newest[place][0]) for place, item in items.items()]


def _wait(bench: Bench, item: Item, key: str) -> None:
    bench.connection.execute(update(h.held).where(_mine(bench, item)).values(waits=key))


def _forget(bench: Bench, item: Item) -> None:
    bench.connection.execute(delete(h.held).where(_mine(bench, item)))


def _mine(bench: Bench, item: Item) -> ColumnElement[bool]:
    held = h.held.c
    return (held.region == bench.region) & (held.device == item.device) & (held.seq == item.seq)


def held_counts(bench_connection: object, region: str) -> dict[str, int]:
    """How many entries wait, by what kind of thing they wait for."""
    rows = bench_connection.execute(  # type: ignore[attr-defined]
        select(h.held.c.waits, func.count()).where(h.held.c.region == region).group_by(h.held.c.waits)
    )
    counts: dict[str, int] = {}
    for waits, count in rows:
        what = waits.partition(":")[0]
        counts[what] = counts.get(what, 0) + count
    return counts
