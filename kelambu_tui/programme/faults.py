"""What is wrong with a programme file, and where: each fault with its line, place and sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath

from kelambu_tui.display import display
from kelambu_tui.errors import Unreadable
from kelambu_tui.locale import _
from kelambu_tui.programme.lines import Path

_LONGEST = 600
_KEYS = ("code", "name", "header", "desil")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend. `place` names the part in words of the file, '' where the writing itself is wrong.

    `line` and `column` count from 1; `column` is 0 where a whole part is meant.
    """

    line: int
    place: str
    problem: str
    column: int = 0

    @property
    def sentence(self) -> str:
        """Return the fault as one line: `baris 120: rules[2] (hidup).fact: ...`."""
        where = (
            _("baris {line}, kolom {column}").format(line=self.line, column=self.column)
            if self.column
            else _("baris {line}").format(line=self.line)
        )
        return display(": ".join(part for part in (where, self.place, self.problem) if part), _LONGEST)


class Faulty(Unreadable):
    """A programme file with faults; its message has all of them, one a line."""

    def __init__(self, path: FilePath, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        heading = _("Berkas program {path} tidak bisa dipakai; perbaiki {count} hal ini:").format(
            path=path, count=len(self.faults)
        )
        super().__init__("\n".join((heading, *(f"- {fault.sentence}" for fault in self.faults))))


def named(raw: object, path: Path) -> str:
    """Return a path in words of the file: `rules[3] (usia).weight`, items counted from 1.

    Ends where the file's data end: what a reader tried there is no place in the file. A key that is
    missing is named.
    """
    name = ""
    for step in path:
        if isinstance(step, int):
            if not isinstance(raw, list):
                break
            raw = raw[step] if step < len(raw) else None
            label = _label(raw)
            name += f"[{step + 1}]" + (f" ({label})" if label else "")
        else:
            if not isinstance(raw, Mapping):
                break
            raw = raw.get(step)
            name = f"{name}.{step}" if name else step
    return name


def writing_fault(content: bytes, error: UnicodeDecodeError | ValueError) -> Fault:
    """Return the fault behind what `tomllib`, or reading the bytes as UTF-8, complained about."""
    if isinstance(error, UnicodeDecodeError):
        line, column = _position(content[: error.start].decode("utf-8"))
        return Fault(line, "", _("bukan teks UTF-8."), column)
    said, _bracket, where = str(error).rpartition(" (")
    found = re.match(r"at line (\d+), column (\d+)", where)
    line, column = (int(found[1]), int(found[2])) if found else _position(content.decode("utf-8"))
    return Fault(line, "", _("penulisan TOML salah ({error}).").format(error=_in_words(said)), column)


def _label(item: object) -> object:
    keys = (key for key in _KEYS if isinstance(item, Mapping) and key in item)
    return item.get(next(keys, "")) if isinstance(item, Mapping) else None


def _position(before: str) -> tuple[int, int]:
    """The line and column right after a text."""
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def _in_words(said: str) -> str:
    """The reader's commonest complaints in the language in use; rare ones keep its words."""
    words = {
        "Invalid value": _("nilai ini tidak terbaca; teks perlu tanda petik"),
        "Invalid statement": _("baris ini bukan nama = nilai"),
        "Expected '=' after a key": _("sesudah nama harus ada tanda ="),
        "Expected newline or end of document": _("ada tulisan berlebih sesudah nilai"),
        "Unterminated string": _("tanda petik penutup tidak ada"),
        "Unclosed array": _("daftar belum ditutup dengan ]"),
        "Unclosed inline table": _("tabel belum ditutup dengan kurung kurawal"),
        "Expected ']": _("nama tabel belum ditutup dengan ]"),
        "Cannot overwrite a value": _("nama ini sudah diisi di atas"),
        "Duplicate inline table key": _("nama ini sudah diisi di atas"),
        "Cannot declare": _("tabel ini sudah ada di atas"),
        "Illegal character '\\n'": _("tanda petik penutup tidak ada di baris ini"),
    }
    return next((text for begin, text in words.items() if said.startswith(begin)), said)
