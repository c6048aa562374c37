"""The file of weights: what it carries, and which files are refused."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kelambu_tui.errors import Unreadable
from kelambu_tui.matching.levels import CLASSES, FIELDS
from kelambu_tui.matching.starting import starting_weights
from kelambu_tui.matching.weights import VERSION, Weights, read_weights, shipped_weights, write_weights
from kelambu_tui.seed import seed_file

SHIPPED = json.loads(seed_file("duplicate_weights.json").read_text(encoding="utf-8"))


def test_what_is_written_is_read_again() -> None:
    for weights in (shipped_weights(), starting_weights()):
        once = read_weights(write_weights(weights))
        assert read_weights(write_weights(once)) == once
        assert once.fields.keys() == weights.fields.keys()
        assert math.isclose(once.rate, weights.rate, rel_tol=1e-5)


@given(st.floats(0.001, 3), st.floats(0.0001, 0.4))
def test_rates_go_round(rate: float, within: float) -> None:
    read = read_weights(write_weights(replace(starting_weights(), rate=rate, rate_within=within)))
    assert math.isclose(read.rate, rate, rel_tol=1e-5)
    assert math.isclose(read.rate_within, within, rel_tol=1e-5)


def test_the_shipped_file_is_small_and_says_where_it_is_from() -> None:
    assert seed_file("duplicate_weights.json").stat().st_size < 20_000
    assert SHIPPED["version"] == VERSION
    assert SHIPPED["source"]


@pytest.mark.parametrize("weights", [shipped_weights(), starting_weights()], ids=["shipped", "starting"])
def test_levels_of_a_class_add_up_to_one(weights: Weights) -> None:
    for name, levels in FIELDS.items():
        if name == "household":  # no share of pairs: what a level is worth, over the pairs that reach it
            continue
        for part in CLASSES.get(name, (slice(1, len(levels)),)):
            row = weights.fields[name]
            assert sum(row.m[part]) == pytest.approx(1, abs=0.02), name
            for group in row.u_within:
                assert sum(group[part]) == pytest.approx(1, abs=0.02), name


def test_agreement_speaks_for_and_disagreement_against() -> None:
    for name in ("nik", "birth_date", "sex"):
        row = shipped_weights().fields[name]
        last = FIELDS[name].index("lain")
        assert row.m[1] > row.u[-1][1]
        assert row.m[last] < row.u[-1][last]


def changed(**changes: object) -> str:
    return json.dumps(SHIPPED | changes)


def field(name: str, **changes: object) -> str:
    fields = SHIPPED["fields"]
    return changed(fields=fields | {name: fields[name] | changes})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "not json",
        changed(version=VERSION + 1),
        changed(version="1"),
        changed(rate=0),
        changed(rate=-1),
        changed(rate="banyak"),
        changed(rate_within=1.5),
        changed(fields={}),
        changed(names=None),
        changed(names={"strength": -1, "floor": 1e-5, "shares": {}}),
        changed(names={"strength": 1, "floor": 1e-5, "shares": {"siti": 2}}),
        field("sex", m=[0, 0.9]),
        field("sex", m=[0, 0.9, 0]),
        field("sex", m=[0, 0.9, float("nan")]),
        field("sex", u=[[0, 0.5, 0.5]]),
        field("name", spread=[]),
        field("name", u_within=[[0.1]]),
        field("nik", u=SHIPPED["fields"]["nik"]["u"][:2]),
    ],
)
def test_a_file_that_cannot_be_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_weights(text)
    assert str(caught.value).endswith(".")


def test_the_prior_falls_with_the_size_of_the_list() -> None:
    weights = shipped_weights()
    assert weights.prior(1_000_000) == pytest.approx(weights.prior(500_000) - 1, abs=0.01)
    assert weights.prior(1) == weights.prior(200)
