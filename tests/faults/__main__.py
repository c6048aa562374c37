"""The proof that nothing is lost, run for as long as one likes: `python -m tests.faults --kills 1000`."""

from __future__ import annotations

import argparse
import sys
import time

from tests.faults import chaos, killing, power


def main() -> int:
    """Run what was asked for; the exit code says whether anything was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument(
        "--kills", type=int, default=0, metavar="N", help="SIGKILLs, shared out over the scenes"
    )
    parser.add_argument("--power", type=int, default=0, metavar="N", help="states after a loss of power")
    parser.add_argument(
        "--chaos", type=int, default=0, metavar="N", help="runs of a hub and laptops on a bad line"
    )
    parser.add_argument("--client-kills", type=int, default=200, metavar="N", help="in each run")
    parser.add_argument("--hub-kills", type=int, default=40, metavar="N", help="in each run")
    parser.add_argument("--postgresql", action="store_true", help="the hub of --chaos on PostgreSQL")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if not (asked.kills or asked.power or asked.chaos):
        parser.error("say --kills N, --power N, --chaos N, or several")
    lost = 0
    if asked.kills:
        lost += _kills(asked.kills, asked.seed)
    if asked.power:
        lost += _power(asked.power, asked.seed)
    if asked.chaos:
        lost += _chaos(asked)
    return 1 if lost else 0


def _kills(kills: int, seed: int) -> int:
    print("| killed while | kills | told as saved | faults | s |\n|---|--:|--:|--:|--:|")
    lost = 0
    for place, scene in enumerate(killing.SCENES):
        began = time.perf_counter()
        share = kills // len(killing.SCENES) + (place < kills % len(killing.SCENES))
        done = killing.kill(scene, share, seed)
        seconds = time.perf_counter() - began
        print(
            f"| {done.scene} | {done.kills} | {done.told} | {len(done.faults)} | {seconds:.0f} |", flush=True
        )
        for fault in done.faults:
            print(fault, file=sys.stderr)
        lost += len(done.faults)
    return lost


def _power(states: int, seed: int) -> int:
    print("\n| synchronous | flushes | states | acknowledged and lost | damaged | s |")
    print("|---|--:|--:|--:|--:|--:|")
    lost = 0
    for mode in ("FULL", "NORMAL"):
        began = time.perf_counter()
        found = power.lose_power(mode, states, seed)
        seconds = time.perf_counter() - began
        print(
            f"| {mode} | {found.flushes} | {found.states} | {found.lost} | {found.damaged} | {seconds:.0f} |",
            flush=True,
        )
        if mode == "FULL":
            lost += found.lost + found.damaged
        elif not found.lost:
            print("NORMAL lost nothing: this harness proves nothing", file=sys.stderr)
            lost += 1
    return lost


def _chaos(asked: argparse.Namespace) -> int:
    print("\n| hub | kills: both | requests | faulted | told | entries | rejected | healed, s | faults |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    lost = 0
    for turn in range(asked.chaos):
        with chaos.a_database(postgresql=asked.postgresql) as database:
            found = chaos.run(asked.client_kills, asked.hub_kills, asked.seed + turn, database)
        print(
            f"| {'PostgreSQL' if asked.postgresql else 'SQLite'} | {found.client_kills}, {found.hub_kills} "
            f"| {found.requests} | {found.faulted / max(found.requests, 1):.0%} | {found.told} "
            f"| {found.entries} | {found.rejected} | {found.healed:.0f} | {len(found.faults)} |",
            flush=True,
        )
        for fault in found.faults:
            print(fault, file=sys.stderr)
        lost += len(found.faults)
    return lost


if __name__ == "__main__":
    sys.exit(main())
