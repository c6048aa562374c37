"""From a template and data to a PDF, offline, in a process of its own.

Templates are the shipped files of `seed_data/papers`; a file of the same name in the workspace's
`papers` folder is used instead, and pictures and fonts there may be used too. What an office writes
there runs in a limited process that sees these files and the data, and nothing else: no other folder,
no network.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kelambu_tui.display import display
from kelambu_tui.errors import Unreadable
from kelambu_tui.exchange.intake.workbook import child_environment
from kelambu_tui.locale import _
from kelambu_tui.seed import seed_file

SECONDS = 60.0
"""How long a paper may take before its typesetting is stopped; 500 families take about one."""

PARTS = frozenset({".typ", ".toml", ".png", ".jpg", ".jpeg", ".svg", ".ttf", ".otf"})
"""What an office's folder may contribute: templates, their words, pictures, fonts."""

MOST_BYTES = 16 * 2**20
"""All files of an office's folder together."""

_CHILD = "kelambu_tui.exchange.papers.typesetting_child"
_NOWHERE = "http://127.0.0.1:9"  # the discard port: packages that a template asks for are never fetched
_PLACE = re.compile(r"┌─ (?P<file>.+?):(?P<line>\d+):\d+")


def typeset(name: str, data: Mapping[str, Any], office: Path, *, tagged: bool = True) -> bytes:
    """Return the PDF that the template `name` (without .typ) makes of `data`.

    `data` is what JSON can hold; a template reads it, so no text in it is ever markup. `office` is the
    folder whose files come before the shipped ones; it need not exist. `tagged` makes the PDF readable
    by screen readers, at several times the size and time. Raises `Unreadable` for an office's template
    that cannot be used, naming file and line.
    """
    words = [sys.executable, "-P", "-X", "utf8", "-m", _CHILD, f"{name}.typ", *([] if tagged else ["plain"])]
    own = office_files(office)
    with tempfile.TemporaryDirectory(prefix="kelambu-") as scratch:
        lay_out(Path(scratch), own)
        try:
            done = subprocess.run(  # noqa: S603 - our own module
                words,
                input=json.dumps(data).encode(),
                cwd=scratch,
                env=child_environment() | _surroundings(),
                capture_output=True,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Unreadable(_too_much()) from None
    if done.returncode == 0 and done.stdout.startswith(b"%PDF"):
        return done.stdout
    raise _fault(done.stdout, done.stderr, office, own)


def office_files(office: Path) -> dict[str, Path]:
    """Return the files of an office's folder that papers may use, by name.

    Raises `Unreadable` when they are more than a few letterheads and fonts.
    """
    if not office.is_dir():
        return {}
    own = {path.name: path for path in sorted(office.iterdir()) if path.suffix.lower() in PARTS}
    own = {name: path for name, path in own.items() if path.is_file()}
    if sum(path.stat().st_size for path in own.values()) > MOST_BYTES:
        raise Unreadable(
            _("Folder {folder} terlalu besar (lebih dari {most} MB). Kecilkan gambar di situ.").format(
                folder=office, most=MOST_BYTES // 2**20
            )
        )
    return own


def lay_out(scratch: Path, own: Mapping[str, Path]) -> None:
    """Copy the shipped files and then an office's own into the folder in which a paper is made."""
    shipped = {path.name: path for path in seed_file("papers").iterdir() if path.suffix in PARTS}
    for name, path in {**shipped, **own}.items():
        (scratch / name).write_bytes(path.read_bytes())


def _surroundings() -> dict[str, str]:
    """No way out to the network, and few threads: each one reserves much of the memory allowed."""
    names = ("http_proxy", "https_proxy", "all_proxy")
    closed = {spelt: _NOWHERE for name in names for spelt in (name, name.upper())}
    few = {"RAYON_NUM_THREADS": "2", "MALLOC_ARENA_MAX": "2"}
    return closed | few | {"no_proxy": "", "NO_PROXY": ""}


def _fault(told: bytes, said: bytes, office: Path, own: Mapping[str, Path]) -> Exception:
    """What to raise: a sentence about the office's own template, or the defect that it is."""
    try:
        answer = json.loads(told)
        message, diagnostic = str(answer["message"]), str(answer["diagnostic"])
    except (ValueError, KeyError, TypeError):  # stopped by a limit before it could answer
        return Unreadable(_too_much()) if own else RuntimeError(said.decode("utf-8", "replace")[-2000:])
    if not own:
        return RuntimeError(diagnostic)
    place = _PLACE.search(diagnostic)
    file = re.split(r"[\\/]", place["file"])[-1] if place else "?"
    return Unreadable(
        _(
            "Templat {file} baris {line} tidak dapat dipakai: {what}. "
            "Perbaiki, atau pindahkan isi folder {folder} agar bentuk bawaan yang dipakai."
        ).format(file=display(file), line=place["line"] if place else "?", what=_what(message), folder=office)
    )


def _what(message: str) -> str:
    if "package" in message:
        return _("ia meminta paket dari luar, sedangkan Kelambu bekerja luring")
    return display(message, 160)


def _too_much() -> str:
    return _(
        "Kertas ini tidak selesai disusun. Pilih satu RT saja, atau sederhanakan templat di folder papers."
    )
