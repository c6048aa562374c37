"""Known faults in what we depend on: looked up for every package of a lock file, with pip-audit.

    python .ci/audit.py requirements.lock

Exit code 1 when a package has a known fault, 0 otherwise. Where the advisories cannot be reached, as on a
machine without a network, it says how many packages were not looked up, and goes on.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

SERVICES = ("pypi", "osv")
SECONDS = 180


@dataclass(frozen=True)
class Outcome:
    """What one look-up came to; `faults` are lines such as `name 1.2: ID (fixed in 1.3)`."""

    known: int
    looked_up: int
    faults: tuple[str, ...]


def judge(document: Any) -> Outcome:
    """Read pip-audit's JSON."""
    packages = document["dependencies"]
    looked_up = [one for one in packages if "skip_reason" not in one]
    faults = [
        f"{one['name']} {one['version']}: {fault['id']}"
        + (f" (fixed in {', '.join(fault['fix_versions'])})" if fault.get("fix_versions") else "")
        for one in looked_up
        for fault in one["vulns"]
    ]
    return Outcome(len(packages), len(looked_up), tuple(faults))


def look_up(lock: str, service: str) -> Outcome | None:
    """Ask one source of advisories; None where it gives no answer."""
    words = ["-m", "pip_audit", "-r", lock, "--require-hashes", "--no-deps", "--disable-pip", "-s", service]
    try:
        ran = subprocess.run(  # noqa: S603 - our own words
            [sys.executable, *words, "-f", "json", "--progress-spinner", "off", "--timeout", "15"],
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
        return judge(json.loads(ran.stdout))
    except (subprocess.TimeoutExpired, ValueError, KeyError, TypeError):
        return None


def verdict(outcome: Outcome | None) -> tuple[int, str]:
    """The exit code for an outcome, and what to say."""
    if outcome is None or not outcome.looked_up:
        return 0, "advisories unreachable: nothing was looked up. Run this again with a network."
    missed = outcome.known - outcome.looked_up
    said = f"{outcome.looked_up} of {outcome.known} packages looked up, {len(outcome.faults)} known faults"
    said += f"; {missed} could not be looked up" if missed else ""
    return int(bool(outcome.faults)), "\n".join([said, *outcome.faults])


def main(lock: str) -> int:
    """Ask each source until one answers."""
    best: Outcome | None = None
    for service in SERVICES:
        found = look_up(lock, service)
        if found is not None and (best is None or found.looked_up > best.looked_up):
            best = found
        if best is not None and best.looked_up:
            break
    code, said = verdict(best)
    sys.stdout.write(said + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
