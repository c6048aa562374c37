"""Taking batches in: signatures, a verdict on every entry, one transaction for all that wait.

Nothing blocks: an entry that breaks a rule is stored as rejected, one that cannot be judged yet as
held, and the acknowledgement moves past both. The same batch again changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from kelambu_tui.hub import tables as h
from kelambu_tui.hub.beginning import moment
from kelambu_tui.hub.bench import Bench
from kelambu_tui.hub.chains import Chain, End, hash_chain, overlap, read_devices
from kelambu_tui.hub.docket import Docket, Item
from kelambu_tui.hub.folder import HubFolder
from kelambu_tui.hub.judging import ACCEPTED, judge, place_of
from kelambu_tui.hub.reading import read_items
from kelambu_tui.hub.refusing import Turned, sentence
from kelambu_tui.hub.rejudging import release
from kelambu_tui.hub.storage import Storage, add_rows, set_rows
from kelambu_tui.hub.stream import Stream
from kelambu_tui.hub.witnessing import take_signatures
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


@dataclass(slots=True, eq=False)
class Parcel:
    """A batch that was read and checked outside of the lock, and what became of it inside."""

    chain: Chain
    items: list[Item]
    signatures: Sequence[Signature]
    receipt: Receipt | None = None
    turned: Turned | None = None
    failed: Exception | None = None

    @property
    def is_settled(self) -> bool:
        """Whether it was written, turned away, or could not be written."""
        return not (self.receipt is None and self.turned is None and self.failed is None)

    def settled(self) -> Receipt:
        """The receipt; raises what the batch was turned away with, or what kept it from being written."""
        if self.failed is not None:
            raise self.failed
        if self.turned is not None:
            raise self.turned
        assert self.receipt is not None
        return self.receipt


def take(
    storage: Storage, folder: HubFolder, device: str, first: int, batch: Batch, signature: bytes
) -> Receipt:
    """Store a batch of `device` that begins at `first`, and answer when it is flushed.

    Raises `Turned` for a batch that is not its device's, does not follow, or contradicts what is here.
    """
    parcel = read_parcel(storage, device, first, batch, signature)
    with storage.write() as connection:
        store(connection, folder, [parcel])
    return parcel.settled()


def read_parcel(
    storage: Storage, device: str, first: int, batch: Batch, signature: bytes = b"", *, head: bytes = b""
) -> Parcel:
    """Read, hash and verify a batch, which needs no lock; raises `Turned` as `take` does.

    `head`: the chain head after it, where a signature over more than this batch was verified already.
    """
    if not 1 <= first < 1 << 53 or len(batch.lines) > MOST_LINES:
        raise Turned(422, "unreadable")
    with storage.read() as connection:
        row = read_devices(connection, storage.region, {device}).get(device)
        if row is None:
            raise Turned(403, "key")
        end = End(device, row.seq, bytes(row.head))
        chain = hash_chain(connection, storage.region, end, first, batch.lines)
    claim = push_claim(device, chain.last, chain.head)
    holds = chain.head == head if head else is_signed(row.public_key, "push", claim, signature)
    if not holds:
        raise Turned(409, "fork", last=end.seq, seq=first - 1, head=chain.before.hex())
    known = max(0, end.seq - first + 1)
    return Parcel(chain, read_items(device, first + known, batch.lines[known:]), batch.signatures)


def store(connection: Connection, folder: HubFolder, parcels: Sequence[Parcel]) -> None:
    """Put the parcels' new lines in the stream, judge them, and judge again what waited for them.

    A parcel that does not follow is turned away by itself; the others stand.
    """
    region = folder.region
    rows = read_devices(connection, region, {parcel.chain.device for parcel in parcels})
    ends = {device: End(device, row.seq, bytes(row.head)) for device, row in rows.items()}
    bench = Bench(connection, region, Docket(folder.programme.quota))
    items = [item for one in parcels for item in one.items if item.seq > ends[item.device].seq]
    taken = _taken_ids(connection, region, items)
    bench.load(items)
    desk = _Desk(bench, Stream(connection, region), taken, _epoch(connection, region))
    for parcel in parcels:
        try:
            desk.take(parcel, ends[parcel.chain.device])
        except Turned as turned:
            parcel.turned = turned
    now = moment()
    after = [(end.seq, end.head, now, region, end.device) for end in ends.values()]
    set_rows(connection, h.device, ("seq", "head", "pushed_at"), ("region", "device"), after)
    add_rows(connection, h.held, ("region", "device", "seq", "waits"), desk.waiting)
    desk.stream.flush()
    release(bench, desk.stream, desk.woken)
    bench.save()


class _Desk:
    """Parcels one after the other, in one transaction."""

    def __init__(self, bench: Bench, stream: Stream, taken: set[str], epoch: str) -> None:
        self.bench = bench
        self.stream = stream
        self.waiting: list[tuple[Any, ...]] = []
        self.woken: set[str] = set()
        self._taken = taken
        self._epoch = epoch

    def take(self, parcel: Parcel, end: End) -> None:
        """Take one parcel; raises `Turned` before anything of it is taken."""
        chain, bench = parcel.chain, self.bench
        known = overlap(bench.connection, bench.region, end, chain, self.stream.heads)
        heads = dict(zip(range(chain.first, chain.last + 1), chain.heads, strict=True))
        self.woken |= take_signatures(bench, chain.device, parcel.signatures, heads, self.stream.heads)
        rejected: list[tuple[int, str]] = []
        fresh = parcel.items[known - (len(chain.lines) - len(parcel.items)) :]
        for item, head in zip(fresh, chain.heads[known:], strict=True):
            code = self._take(item, head)
            if code:
                rejected.append((item.seq, code))
        if fresh:
            end.seq, end.head = chain.last, chain.head
        parcel.receipt = Receipt(end.seq, end.head, tuple(rejected), self._epoch, len(fresh))

    def _take(self, item: Item, head: bytes) -> str:
        """Give an entry its cursor, judge it, put it in the stream; answers why it was rejected, or ''."""
        docket = self.bench.docket
        if item.id in self._taken:
            item.fault = "id_taken"
        item.cursor = self.stream.next_cursor()
        item.village = "" if item.fault == "unreadable" else place_of(docket, item)
        status, key = judge(docket, item)
        if item.id:
            self._taken.add(item.id)
            docket.here.add(item.id)
            self.woken.add(f"id:{item.id}")
        if key:
            docket.held.add(item.id)
            self.waiting.append((self.bench.region, item.device, item.seq, key))
        self.stream.add(item, status, head)
        return "" if key or status == ACCEPTED else status.partition(":")[2]


def _taken_ids(connection: Connection, region: str, items: Sequence[Item]) -> set[str]:
    ids = [item.id for item in items if item.id]
    if not ids:
        return set()
    here = (h.stream.c.region == region) & h.stream.c.id.in_(ids)
    return set(connection.execute(select(h.stream.c.id).where(here)).scalars())


def _epoch(connection: Connection, region: str) -> str:
    return str(connection.execute(select(h.hub.c.epoch).where(h.hub.c.region == region)).scalar_one())
