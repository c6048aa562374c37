"""Where the files are that ship with the program: the programme, the villages, the practice list."""

from __future__ import annotations

from pathlib import Path

_INSTALLED = Path(__file__).parent / "seed_data"
_CHECKOUT = Path(__file__).parent.parent / "seed_data"


def seed_file(name: str) -> Path:
    """Return the path of the shipped file `name`; raises `FileNotFoundError` if it is not shipped."""
    for folder in (_INSTALLED, _CHECKOUT):
        path = folder / name
        if path.exists():
            return path
    raise FileNotFoundError(name)
