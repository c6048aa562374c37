"""Which sticks are in this laptop, as far as the system tells."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_MOUNTS = Path("/proc/self/mounts")
_WHERE = ("/media/", "/run/media/", "/mnt/")
_OCTAL = re.compile(r"\\([0-7]{3})")
_SYSTEMS = {
    "vfat",
    "exfat",
    "ntfs",
    "ntfs3",
    "fuseblk",
    "ext2",
    "ext3",
    "ext4",
    "hfsplus",
    "udf",
    "btrfs",
    "f2fs",
}
_REMOVABLE = 2
"""What Windows calls a drive that can be taken out."""


@dataclass(frozen=True, slots=True)
class Stick:
    """A place that can be taken out of the laptop, and how many bytes it has left."""

    path: Path
    free: int


def mounted_sticks() -> list[Stick]:
    """The sticks that are in this laptop, by path; none where the system does not tell."""
    found = []
    for path in sorted(_places()):
        try:
            found.append(Stick(path, shutil.disk_usage(path).free))
        except OSError:
            continue  # taken out between two looks
    return found


def _places() -> Iterable[Path]:
    if sys.platform == "win32":
        return _drives()
    if sys.platform == "darwin":
        return [path for path in Path("/Volumes").glob("*") if path.is_mount()]
    try:
        return read_mounts(_MOUNTS.read_text(encoding="utf-8", errors="surrogateescape"))
    except OSError:
        return []


def read_mounts(table: str) -> list[Path]:
    """The places of `/proc/self/mounts` where desktops mount what is plugged in."""
    places = []
    for line in table.splitlines():
        parts = line.split(" ")
        if len(parts) > 2 and parts[0].startswith("/dev/") and parts[2] in _SYSTEMS:
            place = _OCTAL.sub(lambda found: chr(int(found[1], 8)), parts[1])
            if place.startswith(_WHERE):
                places.append(Path(place))
    return places


def _drives() -> list[Path]:
    import ctypes

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - only there on Windows
    letters = kernel.GetLogicalDrives()
    drives = [f"{chr(65 + number)}:\\" for number in range(26) if letters >> number & 1]
    return [Path(drive) for drive in drives if kernel.GetDriveTypeW(drive) == _REMOVABLE]
