"""On which line of a TOML file each table, key and value stands: readers of TOML forget it.

For text that `tomllib` has read already, so the writing is known to be sound; what stands where is
all that is left to find. A path is what leads to a part: `("rules", 12, "test")`, lists from 0.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Final

Path = tuple[str | int, ...]

_BLANK: Final = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY: Final = re.compile(r"""[ \t]*("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[A-Za-z0-9_-]+)[ \t]*""")
_STRING: Final = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}' r"|'''.*?'{3,5}" r'|"(?:[^"\\\n]|\\.)*"' r"|'[^'\n]*'",
    re.DOTALL,
)
_SCALAR: Final = re.compile(r"[^,\]}#\n]+")


def lines_of(text: str) -> Mapping[Path, int]:
    """Return the line, from 1, on which each part of sound TOML begins; the whole begins on line 1."""
    return _Scanner(text).scan()


def line_at(lines: Mapping[Path, int], path: Path) -> int:
    """Return the line of `path`, or of the nearest part around it that the file has."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


class _Scanner:
    """One walk over the text; `at` is where it stands."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {(): 1}
        self._counted = (0, 1)
        self._lengths: dict[Path, int] = {}

    def scan(self) -> dict[Path, int]:
        table: Path = ()
        while self._skip_blank():
            if self.text[self.at] == "[":
                table = self._heading()
            else:
                self._pair(table)
        return self.lines

    def _skip_blank(self) -> bool:
        found = _BLANK.match(self.text, self.at)
        assert found is not None
        self.at = found.end()
        return self.at < len(self.text)

    def _here(self) -> int:
        """The line of `at`; the walk only goes on, so what was counted is kept."""
        place, line = self._counted
        self._counted = (self.at, line + self.text.count("\n", place, self.at))
        return self._counted[1]

    def _heading(self) -> Path:
        """Read `[a.b]` or `[[a.b]]`; a name that is a list already means its newest item."""
        line = self._here()
        many = self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        path = self._walk((), self._keys(), line, last_is_list=many)
        self.at += 2 if many else 1
        self.lines[path] = line  # its own heading says more than a part of it that came earlier
        return path

    def _walk(self, path: Path, keys: list[str], line: int, *, last_is_list: bool) -> Path:
        for place, key in enumerate(keys, start=1):
            path = (*path, key)
            self.lines.setdefault(path, line)
            if last_is_list and place == len(keys):
                self._lengths[path] = self._lengths.get(path, 0) + 1
            if path in self._lengths:
                path = (*path, self._lengths[path] - 1)
        return path

    def _keys(self) -> list[str]:
        keys = []
        while True:
            found = _KEY.match(self.text, self.at)
            assert found is not None
            keys.append(_plain(found[1]))
            self.at = found.end()
            if not self.text.startswith(".", self.at):
                return keys
            self.at += 1

    def _pair(self, table: Path) -> None:
        line = self._here()
        path = table
        for key in self._keys():
            path = (*path, key)
            self.lines.setdefault(path, line)
        self.at += 1  # the equals sign
        self._value(path)

    def _value(self, path: Path) -> None:
        self._skip_blank()
        self.lines.setdefault(path, self._here())
        opening = self.text[self.at]
        if opening == "[":
            self._list(path)
        elif opening == "{":
            self._table(path)
        else:
            found = (_STRING if opening in "\"'" else _SCALAR).match(self.text, self.at)
            assert found is not None
            self.at = found.end()

    def _list(self, path: Path) -> None:
        self.at += 1
        place = 0
        while self._skip_blank() and self.text[self.at] != "]":
            self._value((*path, place))
            place += 1
            self._skip_comma()
        self.at += 1

    def _table(self, path: Path) -> None:
        self.at += 1
        while self._skip_blank() and self.text[self.at] != "}":
            self._pair(path)
            self._skip_comma()
        self.at += 1

    def _skip_comma(self) -> None:
        if self._skip_blank() and self.text[self.at] == ",":
            self.at += 1


def _plain(key: str) -> str:
    """Return a key without its quotes, escapes resolved as TOML does."""
    if key[0] not in "\"'":
        return key
    return str(tomllib.loads(f"k = {key}")["k"])
