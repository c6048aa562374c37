"""How keys are written for people, and the file with which people move them.

`keys.toml` in the workspace folder holds lines such as `"verifikasi.record" = "f11"`; the names are ids of
 the action table. A key that terminals cannot send, or an unknown name, is left out and said so.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kelambu_tui.locale import _
from kelambu_tui.tui.actions import ACTIONS, BY_ID, Action, later

FILE_NAME = "keys.toml"

UNSENDABLE = frozenset({"ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m", "ctrl+s", "ctrl+z", "ctrl+q"})
"""Keys that terminals turn into others (backspace, tab, enter) or keep for themselves (flow, stop)."""

_NAMES = {
    "escape": "Esc",
    "enter": "Enter",
    "space": later("Spasi"),
    "question_mark": "?",
    "up": later("Atas"),
    "down": later("Bawah"),
    "left": later("Kiri"),
    "right": later("Kanan"),
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "tab": "Tab",
}


def key_name(keys: str) -> str:
    """Return how the first of the comma-separated `keys` is written in the key line: `^R`, `Esc`, `t`."""
    key = keys.split(",", maxsplit=1)[0].strip()
    if key.startswith("ctrl+"):
        return "^" + key[5:].upper()
    if key[:1] == "f" and key[1:].isdigit():
        return key.upper()
    return _(_NAMES[key]) if key in _NAMES else key


def key_names(keys: str) -> str:
    """Return how all of the comma-separated `keys` are written in the help."""
    return " ".join(key_name(key) for key in keys.split(","))


def read_keymap(folder: Path) -> tuple[dict[str, str], tuple[str, ...]]:
    """Read `keys.toml` in `folder`: (action id -> keys, sentences about lines that were left out)."""
    path = folder / FILE_NAME
    if not path.exists():
        return {}, ()
    import tomllib

    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}, (_("{file} tidak terbaca; tombol bawaan dipakai.").format(file=path.name),)
    return _checked(table)


def _checked(table: Mapping[str, object]) -> tuple[dict[str, str], tuple[str, ...]]:
    keymap: dict[str, str] = {}
    faults: list[str] = []
    for name, keys in table.items():
        fault = _fault(name, keys, keymap)
        if fault:
            faults.append(fault)
        else:
            keymap[name] = str(keys)
    return keymap, tuple(faults)


def _fault(name: str, keys: object, keymap: Mapping[str, str]) -> str:
    """Return why the line `name = keys` cannot be used, or the empty string."""
    if name not in BY_ID:
        return _("keys.toml: tidak ada tindakan bernama {name}.").format(name=name)
    if not isinstance(keys, str) or not keys.strip():
        return _("keys.toml: tombol untuk {name} harus berupa teks.").format(name=name)
    wanted = _split(keys)
    unsendable = sorted(wanted & UNSENDABLE)
    if unsendable:
        return _("keys.toml: {key} tidak dapat dikirim oleh terminal.").format(key=unsendable[0])
    taken = [other for other in _neighbours(name) if wanted & _split(keymap.get(other.id, other.key))]
    if taken:
        return _("keys.toml: tombol {name} sudah dipakai oleh {other}.").format(name=name, other=taken[0].id)
    return ""


def _split(keys: str) -> set[str]:
    return {key.strip() for key in keys.split(",")}


def _neighbours(name: str) -> list[Action]:
    """Return the other actions that are live at the same time as `name`."""
    place = BY_ID[name].place
    return [
        action
        for action in ACTIONS
        if action.id != name and (place == "app" or action.place in ("app", place))
    ]
