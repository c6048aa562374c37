"""What a person chose about the looks, kept in `tampilan.toml` of the workspace folder."""

from __future__ import annotations

import os
from pathlib import Path

from kelambu_tui.tui.theme import DARK, LIGHT

FILE_NAME = "tampilan.toml"

_WORDS = {"gelap": DARK, "terang": LIGHT}


def read_theme(folder: Path) -> str:
    """Return the theme: `KELAMBU_TEMA` (gelap, terang), else the remembered one, else dark."""
    word = os.environ.get("KELAMBU_TEMA", "")
    if word not in _WORDS:
        word = _remembered(folder)
    return _WORDS.get(word, DARK)


def _remembered(folder: Path) -> str:
    path = folder / FILE_NAME
    if not path.exists():
        return ""
    import tomllib

    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return ""
    return str(table.get("tema", ""))


def write_theme(folder: Path, theme: str) -> None:
    """Remember `theme`; a folder that cannot be written is no reason to stop."""
    word = next((word for word, name in _WORDS.items() if name == theme), "gelap")
    try:
        (folder / FILE_NAME).write_text(f'tema = "{word}"\n', encoding="utf-8")
    except OSError:
        return
