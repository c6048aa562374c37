"""What a disk answers when it will not take or give a file, as a sentence with the next step."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kelambu_tui.display import display
from kelambu_tui.errors import KelambuError, Refused
from kelambu_tui.locale import _

_FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
_CLOSED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_GONE = frozenset({errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.ENOTDIR})


@contextmanager
def plain_disk_errors(place: Path) -> Iterator[None]:
    """Turn what the system says of `place`, or of a file that it names itself, into `Refused`."""
    try:
        yield
    except OSError as error:
        raise refused(error, place) from error


def refused(error: OSError, place: Path | None = None) -> KelambuError:
    """The sentence for `error`: what happened, to which file or folder, what to do."""
    named = place if place is not None else error.filename
    where = display(str(named), 200) if named else _("berkas itu")
    if error.errno in _FULL:
        return Refused(
            _("Disk penuh; {path} tidak jadi ditulis. Kosongkan ruang, lalu ulangi.").format(path=where)
        )
    if error.errno in _CLOSED:
        return Refused(
            _(
                "{path} tidak dapat ditulis atau dibaca (hanya baca, atau bukan milik Anda). Pilih folder "
                "lain, atau ubah izinnya, lalu ulangi."
            ).format(path=where)
        )
    if error.errno == errno.EIO:
        return Refused(
            _(
                "Disk atau stik gagal membaca atau menulis {path}. Cadangkan ke tempat lain sekarang, lalu "
                "ganti disk atau stik itu."
            ).format(path=where)
        )
    if error.errno in _GONE:
        return Refused(_("{path} tidak ada. Periksa jalurnya, atau pasang stiknya.").format(path=where))
    reason = display(error.strerror or type(error).__name__)
    return Refused(
        _("{path}: {reason}. Periksa berkas atau foldernya, lalu ulangi.").format(path=where, reason=reason)
    )


def free_bytes(folder: Path) -> int:
    """How many bytes still fit where `folder` is; 0 when that cannot be told."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0


def may_write(path: Path) -> bool:
    """Whether this user may write `path` and beside it; systems without such rights answer yes."""
    return os.access(path.parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


def flush_folder(folder: Path) -> None:
    """Make a renaming in `folder` last through a power cut, where the system knows how."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def from_the_medium(path: Path) -> None:
    """Ask the system to forget what it remembers of `path`, so that the next read comes from the disk."""
    if hasattr(os, "posix_fadvise"):
        with suppress(OSError), path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
