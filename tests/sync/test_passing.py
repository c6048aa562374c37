"""A pass against a real hub: everything arrives once, whatever is cut, and each answer is followed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from kelambu_tui.errors import NotFound
from kelambu_tui.hub import tables as h
from kelambu_tui.store import tables as t
from kelambu_tui.sync.ahead import Progress, estimate
from kelambu_tui.sync.carrying import NoAnswer
from kelambu_tui.sync.link import read_link
from kelambu_tui.sync.outgoing import read_chain
from kelambu_tui.sync.passing import run_pass
from kelambu_tui.work.overview import unsent
from tests.sync.district import District, Flawed, Laptop

Make = Callable[..., Laptop]


def held(district: District, laptop: Laptop) -> int:
    """How many entries of a laptop the hub has."""
    mine = (h.stream.c.device == laptop.workspace.device) & h.stream.c.line.is_not(None)
    with district.storage.read() as connection:
        return int(connection.execute(select(func.count()).select_from(h.stream).where(mine)).scalar_one())


def test_a_laptop_without_a_hub_says_how_to_get_one(laptop: Make) -> None:
    with pytest.raises(NotFound, match="undangan"):
        laptop("satu").sync()


def test_all_is_sent_once_and_the_receipt_is_kept(district: District, laptop: Make) -> None:
    one = laptop("satu")
    one.join(district)
    one.write(5)
    ahead = estimate(one.workspace)
    report = one.sync()
    assert (report.complete, report.unsent, report.sent) == (True, 0, ahead.entries)
    assert held(district, one) == ahead.entries
    assert unsent(one.workspace) == 0
    with one.workspace.database.read() as connection:
        chain = read_chain(connection, one.workspace.device)
        receipt = connection.execute(select(t.receipt)).one()
        assert (receipt.seq, receipt.head) == (chain.seq, chain.head)
        assert read_link(connection).last_full == report.at
    again = one.sync()
    assert (again.complete, again.sent) == (True, 0)


@pytest.mark.slow
def test_what_one_laptop_sends_another_receives(district: District, laptop: Make) -> None:
    one, two = laptop("satu"), laptop("dua")
    for each in (one, two):
        each.join(district)
    one.write(3)
    one.sync()
    assert two.sync().received > 0


@pytest.mark.slow
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("number", range(1, 7))
def test_each_request_may_be_lost_before_or_after_the_hub_has_it(
    district: District, laptop: Make, number: int, when: str
) -> None:
    one = laptop("satu")
    one.join(district)
    one.write(150)
    counter = [0]
    one.flaws = lambda carrier: Flawed(carrier, {number: when}, counter)
    report = one.sync()
    assert report.complete
    with one.workspace.database.read() as connection:
        assert held(district, one) == read_chain(connection, one.workspace.device).seq


@pytest.mark.slow
def test_a_line_that_never_answers_ends_the_pass_and_loses_nothing(district: District, laptop: Make) -> None:
    one = laptop("satu")
    one.join(district)
    one.write(10)
    before = unsent(one.workspace)
    one.flaws = lambda carrier: Flawed(carrier, dict.fromkeys(range(2, 99), "before"), [0])
    with pytest.raises(NoAnswer):
        one.sync()
    assert unsent(one.workspace) == before
    one.flaws = lambda carrier: carrier
    assert one.sync().complete


@pytest.mark.slow
def test_a_pass_is_cancelled_between_requests_and_goes_on_later(district: District, laptop: Make) -> None:
    one = laptop("satu")
    one.join(district)
    one.write(300)
    seen: list[Progress] = []
    report = run_pass(one.workspace, tell=seen.append, stopped=lambda: any(p.sent for p in seen))
    assert report.stopped
    assert not report.complete
    assert 0 < report.sent < 300
    assert one.sync().complete
    sent = [progress.sent for progress in seen]
    assert sent == sorted(sent)
