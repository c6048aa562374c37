"""`kelambu`: opens the app, or runs one command.

The way to the app imports next to nothing: the chrome must be on the screen before anything heavy.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from kelambu_tui.cli.ending import cover_crashes, forgiving, guarded

_ROLES = ("fasilitator", "penyelia")
_WITH_VALUE = ("--workspace", "--lang", "--user", "--as")
_SWITCHES = ("--reset", "--debug")


@dataclass(frozen=True, slots=True)
class Opening:
    """A wish to see the app: on which folder, as whom."""

    practice: bool
    values: dict[str, str]
    switches: frozenset[str]

    @property
    def folder(self) -> Path:
        """The workspace to open."""
        from kelambu_tui.cli.places import practice_folder, workspace_folder

        given = Path(self.values["--workspace"]) if "--workspace" in self.values else None
        return practice_folder(given) if self.practice else workspace_folder(given)

    @property
    def as_user(self) -> str | None:
        """Who is expected to sign in, where that is known."""
        if self.practice:
            from kelambu_tui.cli.practising import practice_user

            return self.values.get("--user") or practice_user(self.values.get("--as", "fasilitator"))
        import os

        return self.values.get("--user") or os.environ.get("KELAMBU_USER")


def read_opening(words: list[str]) -> Opening | None:
    """Read `kelambu [demo] [options]` when that means the app; anything else is a command (`None`)."""
    rest = list(words)
    practice = False
    values: dict[str, str] = {}
    switches: set[str] = set()
    while rest:
        word = rest.pop(0)
        name, equals, value = word.partition("=")
        if word == "demo" and not practice:
            practice = True
        elif word in _SWITCHES:
            switches.add(word)
        elif name in _WITH_VALUE and (equals or rest):
            values[name] = value if equals else rest.pop(0)
        else:
            return None
    if not practice and ("--as" in values or "--reset" in switches):
        return None
    if values.get("--as", "fasilitator") not in _ROLES or values.get("--lang", "id") not in ("id", "en"):
        return None
    return Opening(practice, values, frozenset(switches))


def open_app(opening: Opening) -> int:
    """Open the app; a practice workspace is prepared first where it is missing."""
    folder = opening.folder
    if opening.practice:
        from kelambu_tui.cli.practising import ensure_practice

        ensure_practice(folder, reset="--reset" in opening.switches)
    from kelambu_tui.tui.app import run_app

    return run_app(folder, as_user=opening.as_user, practice=opening.practice)


def _speak(words: list[str]) -> None:
    """Choose the language before any text is made; `--lang` may stand anywhere."""
    for at, word in enumerate(words):
        chosen = word[7:] if word.startswith("--lang=") else ""
        if word == "--lang" and at + 1 < len(words):
            chosen = words[at + 1]
        if chosen:
            from kelambu_tui.locale import use_language

            use_language(chosen)


def main(words: list[str] | None = None) -> int:
    """Run `kelambu` with `words` (the process's own arguments by default); returns the exit code."""
    if words is None:
        words = sys.argv[1:]
        cover_crashes()
    for stream in (sys.stdout, sys.stderr):
        forgiving(stream)
    _speak(words)
    opening = read_opening(words)
    if opening is not None:
        return guarded(lambda: open_app(opening), debug="--debug" in words)
    from kelambu_tui.cli.root import run

    return guarded(lambda: run(words), debug="--debug" in words)


if __name__ == "__main__":
    sys.exit(main())
