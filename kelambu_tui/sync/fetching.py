"""Fetching a village pack over a thin line: in parts, kept sealed to this laptop until all are here."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from kelambu_tui.errors import Refused
from kelambu_tui.locale import _
from kelambu_tui.store.slots import write_private
from kelambu_tui.sync import joining
from kelambu_tui.sync.carrying import HttpCarrier, NoAnswer
from kelambu_tui.sync.link import Link, read_link
from kelambu_tui.sync.pacing import MOST_REQUEST, moment_after
from kelambu_tui.sync.pack import Pack, read_pack
from kelambu_tui.sync.packing import MOST_ON_STICK
from kelambu_tui.sync.passing import TRIES
from kelambu_tui.sync.session import Busy, Session, refusal
from kelambu_tui.work.workspace import Workspace

SNAPSHOT = "/v1/snapshot"
_VILLAGE = re.compile(r"[0-9.]{13}")

Tell = Callable[[int], None]
"""Is told how many bytes are here."""


def fetch_pack(
    workspace: Workspace,
    village: str,
    *,
    tell: Tell = lambda _bytes: None,
    stopped: Callable[[], bool] = lambda: False,
    open_carrier: joining.Open = HttpCarrier,
    sleep: Callable[[float], None] = time.sleep,
) -> Pack:
    """Fetch the pack of a village (Kemendagri code); goes on where an earlier try was cut.

    Raises `NoAnswer`, `Refused` where the hub has none for this laptop, and `Unreadable` for one that
    came damaged, which is then fetched anew.
    """
    if not _VILLAGE.fullmatch(village):
        raise Refused(_("Sebutkan desanya dengan kode, misalnya 16.06.01.2001."))
    with workspace.database.read() as connection:
        link = read_link(connection)
    carrier = open_carrier(link.url, link.hub_key, link.ca)
    parts = _Parts(workspace.folder, village, link)
    try:
        session = Session(carrier, link, workspace.device, workspace.pen.moment)
        while not stopped() and parts.beginnings <= TRIES:
            content = parts.content()
            tell(len(content))
            part, version = _ask(session, village, len(content), sleep)
            if part and not parts.add(part, version):
                continue  # the hub has another pack by now: begin anew
            if len(part) < MOST_REQUEST:
                return parts.finished()
    finally:
        carrier.close()
    raise Refused(_("Pengambilan paket dihentikan; nanti dilanjutkan dari sini."))


def _ask(session: Session, village: str, at: int, sleep: Callable[[float], None]) -> tuple[bytes, str]:
    """One part from byte `at` on, and the version of the pack that it belongs to."""
    failures = 0
    wanted = {"Range": f"bytes={at}-{at + MOST_REQUEST - 1}"}
    while True:
        try:
            answer = session.call("GET", f"{SNAPSHOT}/{village}", b"", wanted)
            break
        except (NoAnswer, Busy) as error:
            failures += 1
            if failures >= TRIES:
                raise
            sleep(error.seconds if isinstance(error, Busy) else moment_after(failures))
    if answer.status == 416:
        return b"", answer.version
    if answer.status == 404:
        raise Refused(
            _("Hub belum punya daftar untuk desa {village}. Tanyakan ke dinas.").format(village=village)
        )
    if answer.status not in (200, 206):
        raise refusal(answer)
    return answer.body, answer.version


class _Parts:
    """What is here of a pack: sealed to this laptop, one file a part, named after the pack's version."""

    def __init__(self, folder: Path, village: str, link: Link) -> None:
        from pyrage import x25519

        self._folder = folder
        self._stem = f"paket-{village}-"
        self._identity = x25519.Identity.from_str(link.identity)
        self._version = ""
        self._parts: list[bytes] = []
        self.beginnings = 0
        """How often what was here belonged to another pack than what came."""
        self._read()

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob(f"{self._stem}*.part"))

    def _read(self) -> None:
        from pyrage import DecryptError, decrypt

        for path in self._files():
            try:
                version, _line, part = decrypt(path.read_bytes(), [self._identity]).partition(b"\n")
            except (DecryptError, OSError):
                self._forget()
                return
            self._version = version.decode()
            self._parts.append(part)

    def content(self) -> bytes:
        """All that is here so far."""
        return b"".join(self._parts)

    def add(self, part: bytes, version: str) -> bool:
        """Keep one more part; answers False, all forgotten, when it is of another pack."""
        from pyrage import encrypt

        if self._parts and version != self._version:
            self.beginnings += 1
            self._forget()
            return False
        self._version = version
        if sum(map(len, self._parts)) + len(part) > MOST_ON_STICK[0]:
            self._forget()
            raise Refused(_("Paket desa dari hub terlalu besar. Minta dinas membaginya per desa."))
        sealed = encrypt(version.encode() + b"\n" + part, [self._identity.to_public()])
        write_private(self._folder / f"{self._stem}{len(self._parts):04d}.part", sealed)
        self._parts.append(part)
        return True

    def finished(self) -> Pack:
        """The whole pack; what was kept of it goes, also where it came damaged."""
        try:
            return read_pack(self.content())
        finally:
            self._forget()

    def _forget(self) -> None:
        self._parts, self._version = [], ""
        for path in self._files():
            with suppress(OSError):
                path.unlink()
