"""What an import did, in numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

Progress = Callable[[int, int | None], None]
"""Called with the rows done and the rows in all (`None`: not known), about ten times a second."""


@dataclass(frozen=True, slots=True)
class IntakeReport:
    """The counts of one import; `read` is the sum of the other four.

    `reasons` counts the quarantined rows by code, most frequent first; `layout` is e.g. `B-individu`
    or `A-keluarga+A-individu`; `rejects` are the files that the quarantined rows were written to,
    `rejects_removed` the earlier one that went because no row is quarantined now. `staged` counts what
    waits for somebody to accept it, by class; `replaced` what of older lists it took the place of;
    `partial` are villages (codes) of which the list has too few people to call the others gone; `accepted`
    what was accepted in the same go, by class.
    """

    read: int
    added: int
    changed: int
    unchanged: int
    quarantined: int
    reasons: dict[str, int]
    layout: str
    seconds: float
    dry_run: bool = False
    rejects: tuple[Path, ...] = field(default=())
    rejects_removed: Path | None = None
    staged: dict[str, int] = field(default_factory=dict)
    replaced: int = 0
    partial: tuple[str, ...] = ()
    accepted: dict[str, int] = field(default_factory=dict)
