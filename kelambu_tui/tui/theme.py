"""Two quiet themes, dark and light, with one accent colour, each also in sixteen colours.

Amber speaks of waiting and practice, red of refusal; everything else is text, dimmed text, or the accent.
Ink and ground keep apart everywhere (tests/tui/test_theme.py).
"""

from __future__ import annotations

from textual.theme import Theme

DARK = "kelambu-gelap"
LIGHT = "kelambu-terang"

SIXTEEN = "-16"
"""Ends the names of the same two themes in the sixteen colours of old terminals."""


def _theme(name: str, dark: bool, **colour: str) -> Theme:
    """Build a theme from the colours of its parts; `on_x` is text on x."""
    return Theme(
        name=name,
        dark=dark,
        primary=colour["accent"],
        secondary=colour["accent"],
        accent=colour["accent"],
        warning=colour["amber"],
        error=colour["red"],
        success=colour["accent"],
        foreground=colour["text"],
        background=colour["back"],
        surface=colour["back"],
        panel=colour["raised"],
        variables={
            "muted": colour["muted"],
            "rule": colour["rule"],
            "raised": colour["raised"],
            "field": colour["field"],
            "on-accent": colour["on_accent"],
            "amber": colour["amber"],
            "on-amber": colour["on_amber"],
            "red": colour["red"],
            "scrollbar": colour["rule"],
            "scrollbar-hover": colour["muted"],
            "scrollbar-active": colour["accent"],
            "scrollbar-background": colour["back"],
            "scrollbar-background-hover": colour["back"],
            "scrollbar-background-active": colour["back"],
            "scrollbar-corner-color": colour["back"],
            "input-cursor-background": colour["accent"],
            "input-cursor-foreground": colour["on_accent"],
            "input-cursor-text-style": "none",
            "input-selection-background": colour["rule"],
        },
    )


THEMES = (
    _theme(
        DARK,
        True,
        back="#14181a",
        raised="#1d2326",
        field="#262e32",
        rule="#3b464b",
        text="#dde3e3",
        muted="#93a0a4",
        accent="#5cc2ae",
        on_accent="#0b1413",
        amber="#e3b355",
        on_amber="#1d1503",
        red="#f0857a",
    ),
    _theme(
        LIGHT,
        False,
        back="#fbfaf6",
        raised="#f0ede5",
        field="#e6e2d7",
        rule="#c9c3b4",
        text="#1d2426",
        muted="#566165",
        accent="#0b6f63",
        on_accent="#ffffff",
        amber="#7d4e00",
        on_amber="#ffffff",
        red="#a92d24",
    ),
    _theme(
        DARK + SIXTEEN,
        True,
        back="#000000",
        raised="#000000",
        field="#000080",
        rule="#808080",
        text="#ffffff",
        muted="#c0c0c0",
        accent="#00ffff",
        on_accent="#000000",
        amber="#ffff00",
        on_amber="#000000",
        red="#ff0000",
    ),
    _theme(
        LIGHT + SIXTEEN,
        False,
        back="#ffffff",
        raised="#c0c0c0",
        field="#c0c0c0",
        rule="#808080",
        text="#000000",
        muted="#000080",
        accent="#0000ff",
        on_accent="#ffffff",
        amber="#800080",
        on_amber="#ffffff",
        red="#800000",
    ),
)

DEFAULTS = THEMES[0].variables | {"line": "solid", "edge": "outer", "cut": "ellipsis"}
"""Values of our own variables, for style sheets under any theme: colours, and how lines are drawn."""

PLAIN = {"line": "ascii", "edge": "ascii", "cut": "clip"}
"""How lines are drawn on consoles that know ASCII only."""
