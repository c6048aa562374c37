"""Batches: every entry once, in the order of the chain, within bounds, however they are cut."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from kelambu_tui.ledger.entries import next_head
from kelambu_tui.ledger.writing import append, sign
from kelambu_tui.store import tables as t
from kelambu_tui.sync.outgoing import begins_at, count_bytes, next_batch, read_chain, signatures_until
from kelambu_tui.sync.packing import unpack
from kelambu_tui.work.workspace import Workspace

SignIn = Callable[[str], Workspace]


@pytest.fixture
def full(sign_in: SignIn) -> Workspace:
    """A ledger with some sixty small entries, signed here and there."""
    siti = sign_in("siti")
    with siti.database.write() as connection:
        for number in range(60):
            append(connection, siti.pen, "paper.made", f"k{number}", {"note": f"{number:05d}" * (number % 7)})
            if number % 13 == 0:
                sign(connection, siti.pen)
        sign(connection, siti.pen)
    return siti


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sizes=st.lists(st.integers(1, 40), min_size=1, max_size=8), most=st.integers(200, 4000))
def test_batches_carry_the_whole_chain_once(full: Workspace, sizes: list[int], most: int) -> None:
    lines: list[bytes] = []
    signatures = 0
    with full.database.read() as connection:
        chain = read_chain(connection, full.device)
        at, turn = begins_at(connection, chain, 0), 0
        head = bytes(32)
        while at is not None and at <= chain.seq:
            batch = next_batch(connection, chain, at, sizes[turn % len(sizes)], 0, most)
            assert len(batch.packed) <= most or batch.count == 1
            opened = unpack(batch.packed)
            assert (batch.first, batch.last - batch.first + 1) == (at, len(opened.lines))
            for line in opened.lines:
                head = next_head(head, line)
            assert batch.head == head
            assert all(batch.first <= one.seq <= batch.last for one in opened.signatures)
            lines += opened.lines
            signatures += len(opened.signatures)
            at, turn = batch.last + 1, turn + 1
        assert (len(lines), head) == (chain.seq, chain.head)
        assert signatures == signatures_until(connection, full.device, chain.seq)


def test_what_has_a_receipt_is_not_sent_again(full: Workspace) -> None:
    with full.database.write() as connection:
        chain = read_chain(connection, full.device)
        connection.execute(update(t.device).values(acked=chain.seq))
        chain = read_chain(connection, full.device)
        assert begins_at(connection, chain, signatures_until(connection, full.device, chain.seq)) is None
        assert count_bytes(connection, chain, signatures_until(connection, full.device, chain.seq)) == (0, 0)


def test_a_late_signature_brings_the_entry_that_it_stands_on(full: Workspace, sign_in: SignIn) -> None:
    with full.database.write() as connection:
        chain = read_chain(connection, full.device)
        sent = signatures_until(connection, full.device, chain.seq)
        connection.execute(update(t.device).values(acked=chain.seq))
        late = dataclasses.replace(full.pen, author="budi")
        sign(connection, late)
        chain = read_chain(connection, full.device)
        first = begins_at(connection, chain, sent)
        assert first == chain.seq
        batch = next_batch(connection, chain, first, 64, sent)
        assert [(one.seq, one.author) for one in unpack(batch.packed).signatures][-1] == (chain.seq, "budi")
        assert begins_at(connection, chain, batch.signed) is None
