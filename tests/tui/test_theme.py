from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from rich.color import Color as RichColor
from rich.color import ColorSystem
from textual.color import Color
from textual.theme import Theme

from kelambu_tui.tui.theme import SIXTEEN, THEMES

GROUNDS = ("background", "raised", "field")
INKS = ("foreground", "muted", "accent", "amber", "red")


def colour(theme: Theme, name: str) -> Color:
    found = theme.variables.get(name) or getattr(theme, name)
    return Color.parse(found)


def contrast(one: Color, other: Color) -> float:
    """The contrast ratio of WCAG 2.1, 1 to 21."""

    def luminance(colour: Color) -> float:
        parts = [part / 255 for part in (colour.r, colour.g, colour.b)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lights = sorted((luminance(one), luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


PAIRS = [(ink, ground) for ink in INKS for ground in GROUNDS] + [
    ("on-accent", "accent"),
    ("on-amber", "amber"),
]


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_readable(theme: Theme, ink: str, ground: str) -> None:
    # The sixteen colours are what they are: their pure red on navy has 4.0.
    assert contrast(colour(theme, ink), colour(theme, ground)) >= (4.0 if SIXTEEN in theme.name else 4.5)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_sixteen_colours_keep_ink_and_ground_apart(theme: Theme, ink: str, ground: str) -> None:
    def downgraded(name: str) -> int | None:
        there = colour(theme, name)
        return RichColor.from_rgb(there.r, there.g, there.b).downgrade(ColorSystem.STANDARD).number

    assert downgraded(ink) != downgraded(ground)


@pytest.mark.parametrize(
    "theme", [theme for theme in THEMES if SIXTEEN in theme.name], ids=lambda theme: theme.name
)
def test_in_sixteen_colours_the_tones_are_still_different(theme: Theme) -> None:
    assert len({colour(theme, ink) for ink in INKS}) == len(INKS)


@pytest.mark.parametrize(("term", "sixteen"), [("linux", True), ("xterm-256color", False)])
def test_old_terminals_get_the_sixteen(practice: Path, term: str, sixteen: bool) -> None:
    code = (
        "import os, pty, sys\n"
        "pid, fd = pty.fork()\n"
        "if pid == 0:\n"
        "    from pathlib import Path\n"
        "    from kelambu_tui.tui.app import KelambuApp\n"
        "    print('theme', KelambuApp(Path(sys.argv[1])).theme)\n"
        "    sys.exit(0)\n"
        "answer = b''\n"
        "try:\n"
        "    while part := os.read(fd, 1024):\n"
        "        answer += part\n"
        "except OSError:\n"
        "    pass\n"
        "print(answer.decode())\n"
    )
    environment = {name: value for name, value in os.environ.items() if name not in ("COLORTERM", "NO_COLOR")}
    answer = subprocess.run(
        [sys.executable, "-c", code, str(practice)],
        env=environment | {"TERM": term},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.strip().endswith(SIXTEEN) == sixteen
