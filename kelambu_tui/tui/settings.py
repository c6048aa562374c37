"""What a person chose about looks and lock, kept in `tampilan.toml` of the workspace folder."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from kelambu_tui.tui.theme import DARK, LIGHT

FILE_NAME = "tampilan.toml"
LOCK_MINUTES, MOST_MINUTES = 10, 60

_WORDS = {"gelap": DARK, "terang": LIGHT}


def read_theme(folder: Path) -> str:
    """Return the theme: `KELAMBU_TEMA` (gelap, terang), else the remembered one, else dark."""
    word = os.environ.get("KELAMBU_TEMA", "")
    if word not in _WORDS:
        word = _remembered(folder)
    return _WORDS.get(word, DARK)


def _remembered(folder: Path) -> str:
    return str(_read(folder).get("tema", ""))


def write_theme(folder: Path, theme: str) -> None:
    """Remember `theme`; a folder that cannot be written is no reason to stop."""
    word = next((word for word, name in _WORDS.items() if name == theme), "gelap")
    _write(folder, {"tema": word})


def least_minutes(practice: bool) -> int:
    """Return the shortest wait for the lock that can be set: practice may do without (0), real work not."""
    return 0 if practice else 1


def read_lock_minutes(folder: Path, practice: bool) -> int:
    """Return after how many minutes without a key the screen is covered; 0 is never."""
    minutes = _read(folder).get("kunci_menit")
    if type(minutes) is int and least_minutes(practice) <= minutes <= MOST_MINUTES:
        return minutes
    return 0 if practice else LOCK_MINUTES


def write_lock_minutes(folder: Path, minutes: int) -> None:
    """Remember `minutes`; a folder that cannot be written is no reason to stop."""
    _write(folder, {"kunci_menit": minutes})


def _read(folder: Path) -> dict[str, object]:
    path = folder / FILE_NAME
    if not path.exists():
        return {}
    import tomllib

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}


def _write(folder: Path, chosen: dict[str, str | int]) -> None:
    known = {name: kept for name, kept in _read(folder).items() if name in ("tema", "kunci_menit")}
    lines = [
        f'{name} = "{kept}"' if isinstance(kept, str) else f"{name} = {kept}"
        for name, kept in (known | chosen).items()
        if (isinstance(kept, str) and kept in _WORDS) or type(kept) is int
    ]
    with suppress(OSError):
        (folder / FILE_NAME).write_text("\n".join(lines) + "\n", encoding="utf-8")
