"""Counting wrong passphrases: after five, each further one costs a longer wait.

The count stands in two files of the workspace, both sealed with the device secret; the higher one holds,
and a missing or changed file is noticed. It is raised before a passphrase is tried, so nothing is won by
ending the program in between. Time is counted by the machine's uptime, never by its clock: a clock that
is set forward shortens no wait, one that is set back locks nobody out.
"""

from __future__ import annotations

import hmac
import json
import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kelambu_tui.errors import Locked, Refused
from kelambu_tui.locale import _
from kelambu_tui.store.slots import Opened, WrongPassphrase, check_name, open_slot, write_private

FREE = 5
"""Wrong passphrases until the first wait."""

FIRST_WAIT, LONGEST_WAIT = 30.0, 900.0
"""Seconds after the fifth wrong passphrase, doubled with each further one up to the longest."""

_UNCOUNTED_WAIT = 5.0
"""Seconds that a try takes where the count cannot be written: a full disk must lock nobody out for good."""


_PATIENCE = 30
"""Seconds to wait for another process that is trying too."""


class TooSoon(Locked):
    """A wait is not over yet; `seconds` are left."""

    def __init__(self, name: str, seconds: int) -> None:
        sentence = _("Terlalu banyak kata sandi salah untuk {name}. Tunggu {seconds} detik, lalu coba lagi.")
        super().__init__(sentence.format(name=name, seconds=seconds))
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong passphrases since the last right one; `left` seconds to wait, as counted at `uptime`."""

    failed: int = 0
    left: float = 0.0
    uptime: float = 0.0
    touched: bool = False
    """Whether a file of the count was missing or changed."""


NOT_TRIED = Tries()


@dataclass(frozen=True, slots=True)
class Passed:
    """What the right passphrase opened, and what had been tried before it."""

    opened: Opened
    before: Tries


def open_counted(
    folder: Path,
    name: str,
    passphrase: str,
    secret: bytes,
    *,
    uptime: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Passed:
    """Open the slot of `name` as `open_slot` does, and count wrong passphrases.

    Raises `TooSoon` during a wait, before anything is tried. A practice slot is not counted: there is
    nothing to protect in it. `uptime` gives seconds that never run back while the machine is on.
    """
    if not _is_counted(folder, name):
        return Passed(open_slot(folder, name, passphrase, secret), NOT_TRIED)
    with _alone(folder, name):
        before = remaining(_read(folder, name, secret, uptime()), uptime())
        if before.left > 0:
            # What a restart has made of the wait is written down, so that it ends all the same.
            _write(folder, name, secret, before, witness=True)
            raise TooSoon(name, math.ceil(before.left))
        failed = Tries(before.failed + 1, wait_after(before.failed + 1), uptime(), before.touched)
        if not _write(folder, name, secret, failed, witness=False):
            sleep(_UNCOUNTED_WAIT)
        try:
            opened = open_slot(folder, name, passphrase, secret)
        except WrongPassphrase as error:
            _write(folder, name, secret, replace(failed, uptime=uptime()), witness=True)
            raise _told(error, failed.left) from None
        except Locked:
            _restore(folder, name, secret, before)  # a damaged slot says nothing about a passphrase
            raise
        _restore(folder, name, secret, NOT_TRIED)
        return Passed(opened, before)


def _told(error: WrongPassphrase, left: float) -> WrongPassphrase:
    if not left:
        return error
    told = WrongPassphrase(f"{error} " + _("Sekarang tunggu {seconds} detik.").format(seconds=round(left)))
    told.seconds = round(left)
    return told


def _is_counted(folder: Path, name: str) -> bool:
    """Whether there is such a slot, and not for practice; one that lies about it opens for nobody."""
    try:
        check_name(name)
        fields = json.loads((folder / "accounts" / f"{name}.json").read_bytes())
        return fields.get("practice") is not True
    except (Refused, OSError, ValueError, AttributeError, RecursionError):
        return False


def waiting(folder: Path, name: str, secret: bytes, uptime: Callable[[], float] = time.monotonic) -> int:
    """Whole seconds until `name` may try again; 0 when they may try now."""
    if not _is_counted(folder, name):
        return 0
    return math.ceil(remaining(_read(folder, name, secret, uptime()), uptime()).left)


def wait_after(failed: int) -> float:
    """Seconds to wait after `failed` wrong passphrases in a row."""
    if failed < FREE:
        return 0.0
    return min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(failed - FREE, 20))


def remaining(tries: Tries, uptime: float) -> Tries:
    """What is left of the wait at `uptime`, the machine's seconds since it was started.

    After a restart the seconds since then have passed for certain, and no more is known; so a laptop
    that was off waits on for at most the whole wait.
    """
    passed = uptime - tries.uptime if uptime >= tries.uptime else uptime
    return replace(tries, left=max(0.0, min(tries.left, LONGEST_WAIT) - passed), uptime=uptime)


# --- the two files ---


def _paths(folder: Path, name: str) -> tuple[Path, Path]:
    return folder / "accounts" / f"{name}.tries", folder / "tries" / f"{name}.json"


def _read(folder: Path, name: str, secret: bytes, uptime: float) -> Tries:
    """The count that holds; with neither file there has been none."""
    paths = _paths(folder, name)
    found = [_read_one(path, name, secret) for path in paths]
    if not any(path.exists() for path in paths):
        return NOT_TRIED
    known = [tries for tries in found if tries is not None]
    most = max(known, key=lambda tries: (tries.failed, tries.left), default=NOT_TRIED)
    if len(known) == len(found):
        return most
    # One is gone or was changed: nothing is gained by it, and it is told.
    failed = max(FREE, most.failed)
    return Tries(failed, wait_after(failed), uptime, True)


def _read_one(path: Path, name: str, secret: bytes) -> Tries | None:
    try:
        fields = json.loads(path.read_bytes())
        tries = Tries(
            int(fields["failed"]), float(fields["left"]), float(fields["uptime"]), bool(fields["touched"])
        )
        sealed = bytes.fromhex(fields["seal"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return tries if hmac.compare_digest(sealed, _seal(tries, name, secret)) else None


def _write(folder: Path, name: str, secret: bytes, tries: Tries, *, witness: bool) -> bool:
    """Write the count, with `witness` in both files; answers whether it stands."""
    fields = {"failed": tries.failed, "left": tries.left, "uptime": tries.uptime, "touched": tries.touched}
    content = json.dumps(fields | {"seal": _seal(tries, name, secret).hex()}).ljust(256).encode()
    first, second = _paths(folder, name)
    stands = _keep(first, content)
    return _keep(second, content) and stands if witness or not second.exists() else stands


def _keep(path: Path, content: bytes) -> bool:
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        write_private(path, content)
        return True
    except OSError:
        # A full disk has no room for a new file, but an old one of the same length can be written over.
        with suppress(OSError):
            with path.open("r+b") as file:
                file.write(content)
            return True
        return False


def _restore(folder: Path, name: str, secret: bytes, tries: Tries) -> None:
    second = _read_one(_paths(folder, name)[1], name, secret)
    _write(folder, name, secret, tries, witness=second is None or second.failed != tries.failed)


def _seal(tries: Tries, name: str, secret: bytes) -> bytes:
    key = HKDF(algorithm=SHA256(), length=32, salt=secret, info=b"kelambu/1 tries").derive(name.encode())
    said = json.dumps([name, tries.failed, tries.left, tries.uptime, tries.touched])
    return hmac.digest(key, said.encode(), "sha256")


@contextmanager
def _alone(folder: Path, name: str) -> Iterator[None]:
    """One try at a time: guesses that run beside each other would all be counted as the same one."""
    from filelock import FileLock, Timeout

    lock = FileLock(folder / "accounts" / f"{name}.trying", thread_local=False)
    try:
        lock.acquire(timeout=_PATIENCE)
    except Timeout:
        raise TooSoon(name, _PATIENCE) from None
    except OSError:
        yield  # a folder in which nothing can be written: the database will say so
        return
    try:
        yield
    finally:
        lock.release()
