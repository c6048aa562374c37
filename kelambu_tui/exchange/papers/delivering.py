"""A paper becomes a file: known to the ledger by its digest, whole or not there."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kelambu_tui.display import display
from kelambu_tui.errors import Refused, Unreadable
from kelambu_tui.ledger.writing import append
from kelambu_tui.locale import _
from kelambu_tui.work.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that was made: its kind, how many people it names, BLAKE2b-256 in hex, where it is."""

    kind: str
    count: int
    digest: str
    path: Path


def check_place(out: Path, endings: tuple[str, ...] = (".pdf",), *, force: bool = False) -> None:
    """Refuse before any work is done: a wrong ending, no such folder, a file that is there already.

    Raises `Unreadable` or, for a file that exists (unless `force`), `Refused`.
    """
    if out.suffix.lower() not in endings:
        raise Unreadable(
            _("{file} harus berakhiran {endings}. Beri nama berkas lain.").format(
                file=display(out.name), endings=" / ".join(endings)
            )
        )
    if not out.parent.is_dir():
        raise Unreadable(
            _("Folder {folder} belum ada. Buat dulu foldernya.").format(folder=display(out.parent))
        )
    if out.is_dir():
        raise Unreadable(_("{file} adalah folder. Beri nama berkas lain.").format(file=display(out.name)))
    if out.exists() and not force:
        raise Refused(
            _("{file} sudah ada. Beri nama lain, atau pakai --force untuk menggantinya.").format(
                file=display(out.name)
            )
        )


def deliver(workspace: Workspace, out: Path, kind: str, count: int, content: bytes) -> Paper:
    """Write `content` to `out` and `paper.made` to the ledger; `count` is how many people it names.

    The ledger knows the file before it has its name. Raises `Refused` when `out` cannot be written;
    then there is no new file, and an old one is as it was.
    """
    digest = hashlib.blake2b(content, digest_size=32).hexdigest()
    with _not_written(out), tempfile.TemporaryDirectory(prefix=".kelambu-", dir=out.parent) as scratch:
        part = Path(scratch) / f"{out.name}.part"
        with part.open("wb") as file:
            part.chmod(0o600)  # names and addresses are nobody else's business on this machine
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with workspace.database.write() as connection:
            body = {"paper": kind, "file": display(out.name), "count": count}
            append(connection, workspace.pen, "paper.made", digest, body)
        part.replace(out)
    return Paper(kind, count, digest, out)


@contextmanager
def _not_written(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Refused(
            _(
                "{file} tidak bisa ditulis ({reason}). Tutup berkas itu bila sedang terbuka, periksa sisa "
                "ruang dan izin folder, lalu ulangi."
            ).format(file=display(out.name), reason=display(error.strerror or type(error).__name__))
        ) from error
