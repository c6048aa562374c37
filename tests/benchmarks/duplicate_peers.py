"""Splink on DuckDB, tuned by hand, and recordlinkage's ECM: what the duplicate benchmarks stand beside."""

from __future__ import annotations

import logging
import os
import resource
import time
from collections.abc import Callable, Iterable
from typing import Any

Pairs = set[tuple[str, str]]


def ordered(pairs: Iterable[tuple[str, str]]) -> Pairs:
    return {(min(pair), max(pair)) for pair in pairs}


def quality(found: Pairs, truth: Pairs) -> tuple[float, float, float]:
    """Precision, recall, F1."""
    right = len(found & truth)
    precision, recall = right / max(len(found), 1), right / max(len(truth), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-12)


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """The result, the seconds on the clock and those of processors (all threads)."""
    wall, processor = time.perf_counter(), time.process_time()
    result = work()
    return result, time.perf_counter() - wall, time.process_time() - processor


def most_memory() -> float:
    """Most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def load() -> str:
    return " ".join(f"{value:.1f}" for value in os.getloadavg())


def splink_pairs(
    frames: Any, comparisons: list[Any], blocks: list[Any], *, recall_blocks: list[Any], sessions: list[Any],
    link: bool, key: str, threshold: float = 0.5, recall: float = 0.8,
) -> Pairs:  # fmt: skip
    """Train Splink without labels as its manual says, predict, and return the pairs."""
    scores = splink_scores(
        frames, comparisons, blocks,
        recall_blocks=recall_blocks, sessions=sessions, link=link, key=key, least=threshold, recall=recall,
    )  # fmt: skip
    return set(scores)


def splink_scores(
    frames: Any, comparisons: list[Any], blocks: list[Any], *, recall_blocks: list[Any], sessions: list[Any],
    link: bool, key: str, least: float, recall: float,
) -> dict[tuple[str, str], float]:  # fmt: skip
    """The same with the probability of each pair of at least `least`."""
    from splink import DuckDBAPI, Linker, SettingsCreator

    logging.getLogger("splink").setLevel(logging.ERROR)
    settings = SettingsCreator(
        link_type="link_only" if link else "dedupe_only",
        unique_id_column_name=key,
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=blocks,
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )
    api: Any = DuckDBAPI()
    tables = [api.register(frame) for frame in (frames if link else [frames])]
    linker: Any = Linker(tables if link else tables[0], settings)
    linker.training.estimate_probability_two_random_records_match(recall_blocks, recall=recall)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e7, seed=1)
    for session in sessions:
        linker.training.estimate_parameters_using_expectation_maximisation(session)
    predicted = linker.inference.predict(threshold_match_probability=least).as_pandas_dataframe()
    both = zip(predicted[f"{key}_l"], predicted[f"{key}_r"], predicted["match_probability"], strict=True)
    return {(min(a, b), max(a, b)): float(said) for a, b, said in both}


def best_quality(scores: dict[tuple[str, str], float], truth: Pairs) -> tuple[float, float, float]:
    """Precision, recall and F1 at the threshold that suits these scores best, chosen by the truth itself."""
    marks = (0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9999)
    tried = (quality({pair for pair, said in scores.items() if said >= mark}, truth) for mark in marks)
    return max(tried, key=lambda found: found[2])
