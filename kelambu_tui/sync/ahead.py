"""What a pass tells people: what lies ahead, where it is, and what it did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from kelambu_tui.sync.link import find_link
from kelambu_tui.sync.outgoing import count_bytes, read_chain
from kelambu_tui.sync.pacing import Pace
from kelambu_tui.work.workspace import Workspace

Stage = Literal["greeting", "sending", "receiving", "waiting", "done"]


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a pass is: entries that have a receipt, of how many; entries received; seconds left."""

    stage: Stage
    sent: int = 0
    total: int = 0
    received: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Report:
    """What a pass did; `complete` only when both directions were empty at its end."""

    sent: int
    received: int
    unsent: int
    refused: int
    """Entries that the hub stored but did not accept, by all that is known here."""
    conflicts: int
    complete: bool
    stopped: bool
    size: int
    """Bytes that went out."""
    seconds: float
    at: str


@dataclass(frozen=True, slots=True)
class Estimate:
    """What lies ahead: entries, bytes and seconds; `measured` is False for the guess of a 2G line."""

    entries: int
    size: int
    seconds: float
    measured: bool


Tell = Callable[[Progress], None]
Stopped = Callable[[], bool]


def estimate(workspace: Workspace) -> Estimate:
    """How much is unsent and how long sending it will take, by the last measured pace."""
    with workspace.database.read() as connection:
        link = find_link(connection)
        chain = read_chain(connection, workspace.device)
        size, requests = count_bytes(connection, chain, 0 if link is None else link.signed)
    pace = Pace() if link is None else link.pace
    size += requests * _AROUND
    # Greeting before, pulling after: two more journeys.
    seconds = pace.seconds_for(size, requests + 3) if requests else 0.0
    return Estimate(chain.unsent, size, seconds, pace.known)


_AROUND = 600
"""Bytes of heads, there and back, of one request."""


def has_hub(workspace: Workspace) -> bool:
    """Whether this laptop has anywhere to send to."""
    with workspace.database.read() as connection:
        return find_link(connection) is not None
