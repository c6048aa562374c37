"""Taking a batch in: its place in the chain, signatures, a verdict on every entry, one transaction.

Nothing blocks: an entry that breaks a rule is stored as rejected, one that cannot be judged yet as
held, and the acknowledgement moves past both. The same batch again changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select, update

from kelambu_tui.hub import tables as h
from kelambu_tui.hub.beginning import HUB, moment
from kelambu_tui.hub.bench import Bench
from kelambu_tui.hub.docket import Docket, Item
from kelambu_tui.hub.folder import HubFolder
from kelambu_tui.hub.judging import ACCEPTED, judge, place_of
from kelambu_tui.hub.reading import read_items
from kelambu_tui.hub.refusing import Turned, sentence
from kelambu_tui.hub.rejudging import release
from kelambu_tui.hub.storage import Storage, add_rows
from kelambu_tui.hub.stream import Stream
from kelambu_tui.hub.witnessing import heads_at, take_signatures
from kelambu_tui.ledger.entries import next_head
from kelambu_tui.sync.packing import Batch, Signature
from kelambu_tui.sync.signing import is_signed
from kelambu_tui.sync.wire import push_claim

MOST_LINES = 5_000
"""Entries of one request."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was acknowledged: the whole chain up to `acked`, and what was refused of this batch."""

    acked: int
    head: bytes
    rejected: tuple[tuple[int, str], ...]
    epoch: str
    added: int

    @property
    def document(self) -> dict[str, Any]:
        """The answer's body."""
        return {
            "acked": self.acked,
            "head": self.head.hex(),
            "rejected": [[seq, code, sentence(code)] for seq, code in self.rejected],
            "epoch": self.epoch,
        }


@dataclass(slots=True)
class _Chain:
    """The lines of a batch from `first` on, with the chain head after each."""

    device: str
    first: int
    lines: Sequence[bytes]
    before: bytes
    heads: list[bytes]

    @property
    def last(self) -> int:
        return self.first + len(self.lines) - 1

    @property
    def head(self) -> bytes:
        return self.heads[-1] if self.heads else self.before


def take(
    storage: Storage, folder: HubFolder, device: str, first: int, batch: Batch, signature: bytes
) -> Receipt:
    """Store a batch of `device` that begins at `first`, and answer when it is flushed.

    Raises `Turned` for a batch that is not its device's, does not follow, or contradicts what is here.
    """
    if not 1 <= first < 1 << 53 or len(batch.lines) > MOST_LINES:
        raise Turned(422, "unreadable")
    # Reading and hashing need no lock; where the chain has moved meanwhile, it is done again.
    with storage.read() as connection:
        row = _device(connection, storage.region, device)
        chain = _chain(connection, storage.region, row, first, batch.lines)
    if not is_signed(row.public_key, "push", push_claim(device, chain.last, chain.head), signature):
        raise Turned(409, "fork", last=row.seq, seq=first - 1, head=chain.before.hex())
    items = read_items(device, first, batch.lines)
    with storage.write() as connection:
        return store(connection, folder, chain, items, batch.signatures)


def store(
    connection: Connection,
    folder: HubFolder,
    chain: _Chain,
    items: list[Item],
    signatures: Sequence[Signature] = (),
) -> Receipt:
    """Put a chain's new lines in the stream, judge them, and judge again what waited for them."""
    region = folder.region
    row = _device(connection, region, chain.device)
    known = _check_overlap(connection, region, row, chain)
    fresh = items[known:]
    bench = Bench(connection, region, Docket(folder.programme.quota))
    stream = Stream(connection, region)
    _check_ids(connection, region, fresh)
    bench.load(fresh)
    heads = dict(zip(range(chain.first, chain.last + 1), chain.heads, strict=True))
    woken = take_signatures(bench, chain.device, signatures, heads)
    rejected: list[tuple[int, str]] = []
    waiting: list[tuple[Any, ...]] = []
    for item, head in zip(fresh, chain.heads[known:], strict=True):
        status, key = take_one(bench.docket, stream, item, head)
        if key:
            waiting.append((region, item.device, item.seq, key))
        elif status != ACCEPTED:
            rejected.append((item.seq, status.partition(":")[2]))
        woken.add(f"id:{item.id}")
    add_rows(connection, h.held, ("region", "device", "seq", "waits"), waiting)
    acked = max(row.seq, chain.last)
    here = (h.device.c.region == region) & (h.device.c.device == chain.device)
    after = {"seq": acked, "head": chain.head if fresh else row.head, "pushed_at": moment()}
    connection.execute(update(h.device).where(here).values(after))
    stream.flush()
    release(bench, stream, woken)
    bench.save()
    epoch = connection.execute(select(h.hub.c.epoch).where(h.hub.c.region == region)).scalar_one()
    return Receipt(acked, after["head"], tuple(rejected), epoch, len(fresh))


def take_one(docket: Docket, stream: Stream, item: Item, head: bytes) -> tuple[str, str]:
    """Give an entry its cursor, judge it and put it in the stream; answers status and what it waits for."""
    item.cursor = stream.next_cursor()
    item.village = "" if item.fault == "unreadable" else place_of(docket, item)
    status, key = judge(docket, item)
    if item.id:
        docket.here.add(item.id)
        if key:
            docket.held.add(item.id)
    stream.add(item, status, head)
    return status, key


def _chain(connection: Connection, region: str, row: h.AnyRow, first: int, lines: Sequence[bytes]) -> _Chain:
    if first > row.seq + 1:
        raise Turned(409, "gap", expected=row.seq + 1)
    before = (
        row.head if first == row.seq + 1 else heads_at(connection, region, row.device, {first - 1})[first - 1]
    )
    heads: list[bytes] = []
    head = before
    for line in lines:
        head = next_head(head, line)
        heads.append(head)
    return _Chain(row.device, first, lines, before, heads)


def _check_overlap(connection: Connection, region: str, row: h.AnyRow, chain: _Chain) -> int:
    """How many lines of the chain are here already; raises `Turned` where they differ."""
    if chain.first > row.seq + 1:
        raise Turned(409, "gap", expected=row.seq + 1)
    known = min(row.seq, chain.last) - chain.first + 1
    at = chain.first - 1 + known
    here = row.head if at == row.seq else heads_at(connection, region, row.device, {at})[at]
    if here != (chain.heads[known - 1] if known else chain.before):
        raise Turned(409, "fork", last=row.seq, seq=at, head=here.hex())
    return int(known)


def _check_ids(connection: Connection, region: str, items: list[Item]) -> None:
    """Mark entries whose id another entry has."""
    ids = [item.id for item in items if not item.fault]
    if not ids:
        return
    taken = set(
        connection.execute(
            select(h.stream.c.id).where(h.stream.c.region == region, h.stream.c.id.in_(ids))
        ).scalars()
    )
    for item in items:
        if item.id in taken:
            item.fault = "id_taken"
        elif item.id:
            taken.add(item.id)


def _device(connection: Connection, region: str, device: str) -> h.AnyRow:
    mine = (h.device.c.region == region) & (h.device.c.device == device)
    row = connection.execute(select(h.device).where(mine)).first()
    if row is None:
        raise Turned(403, "key")
    return row


def write_own(
    connection: Connection, folder: HubFolder, kind: str, subject: str, body: dict[str, Any]
) -> Receipt:
    """Append an entry to the hub's own chain, signed by the hub's key."""
    from uuid_utils import uuid7

    from kelambu_tui.ledger.entries import VERSION, write_entry

    row = _device(connection, folder.region, HUB)
    base = connection.execute(
        select(func.coalesce(func.max(h.stream.c.cursor), 0)).where(h.stream.c.region == folder.region)
    ).scalar_one()
    entry = write_entry(
        {
            "id": str(uuid7()),
            "device": HUB,
            "seq": row.seq + 1,
            "version": VERSION,
            "kind": kind,
            "author": HUB,
            "at": moment(),
            "base": base,
            "subject": subject,
            "body": body,
        }
    )
    head = next_head(row.head, entry.line)
    chain = _Chain(HUB, entry.seq, [entry.line], row.head, [head])
    signed = Signature(entry.seq, HUB, folder.signing_key.sign(head))
    return store(connection, folder, chain, read_items(HUB, entry.seq, [entry.line]), [signed])
