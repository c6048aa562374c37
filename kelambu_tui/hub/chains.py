"""Where a batch stands in its device's chain: it follows, it is here already, or it contradicts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from kelambu_tui.hub import tables as h
from kelambu_tui.hub.refusing import Turned
from kelambu_tui.ledger.entries import FIRST_HEAD, next_head


@dataclass(slots=True)
class End:
    """Where a device's chain ends here, as this transaction has it."""

    device: str
    seq: int
    head: bytes


@dataclass(slots=True)
class Chain:
    """The lines of a batch from `first` on, with the chain head after each."""

    device: str
    first: int
    lines: Sequence[bytes]
    before: bytes
    heads: list[bytes]

    @property
    def last(self) -> int:
        """The seq of the last line."""
        return self.first + len(self.lines) - 1

    @property
    def head(self) -> bytes:
        """The chain head after the last line."""
        return self.heads[-1] if self.heads else self.before


def read_devices(connection: Connection, region: str, devices: Collection[str]) -> dict[str, h.AnyRow]:
    """The devices that are known here, by id."""
    mine = (h.device.c.region == region) & h.device.c.device.in_(sorted(devices))
    return {row.device: row for row in connection.execute(select(h.device).where(mine))}


def hash_chain(connection: Connection, region: str, end: End, first: int, lines: Sequence[bytes]) -> Chain:
    """Hash a batch on from where it says that it begins; raises `Turned` where that is not here yet."""
    if first > end.seq + 1:
        raise Turned(409, "gap", expected=end.seq + 1)
    before = (
        end.head if first == end.seq + 1 else heads_at(connection, region, end.device, {first - 1})[first - 1]
    )
    heads: list[bytes] = []
    head = before
    for line in lines:
        head = next_head(head, line)
        heads.append(head)
    return Chain(end.device, first, lines, before, heads)


def overlap(
    connection: Connection, region: str, end: End, chain: Chain, recent: Mapping[tuple[str, int], bytes]
) -> int:
    """How many lines of the chain are here already; raises `Turned` where they differ.

    `recent`: heads that this transaction has added.
    """
    if chain.first > end.seq + 1:
        raise Turned(409, "gap", expected=end.seq + 1)
    known = min(end.seq, chain.last) - chain.first + 1
    at = chain.first - 1 + known
    here = end.head if at == end.seq else recent.get((end.device, at), b"")
    here = here or heads_at(connection, region, end.device, {at})[at]
    if here != (chain.heads[known - 1] if known else chain.before):
        raise Turned(409, "fork", last=end.seq, seq=at, head=here.hex())
    return int(known)


def heads_at(connection: Connection, region: str, device: str, seqs: set[int]) -> dict[int, bytes]:
    """The chain heads of `device` after the named entries; 0 is before the first."""
    if seqs <= {0}:
        return {0: FIRST_HEAD}
    mine = (h.stream.c.region == region) & (h.stream.c.device == device) & (h.stream.c.change == 0)
    rows = connection.execute(
        select(h.stream.c.seq, h.stream.c.head).where(mine, h.stream.c.seq.in_(sorted(seqs - {0})))
    )
    return {0: FIRST_HEAD} | {row.seq: bytes(row.head) for row in rows}
