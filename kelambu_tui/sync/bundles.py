"""Sending without a network: what is unsent goes out in a file, and the hub's answer comes home in one.

Every file carries all that no receipt covers yet. So one that is lost costs nothing but its journey, and
two may arrive in any order: what the hub has already is skipped there.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from kelambu_tui.errors import Refused
from kelambu_tui.ledger.writing import has_unsigned, sign
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t
from kelambu_tui.sync import joining
from kelambu_tui.sync.link import Link, read_link
from kelambu_tui.sync.outgoing import Outgoing, begins_at, next_batch, read_chain
from kelambu_tui.sync.pacing import MOST_ENTRIES
from kelambu_tui.sync.stick import outward_name, seal, write_file
from kelambu_tui.sync.wire import document_fields, new_nonce
from kelambu_tui.work.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Written:
    """A file for the hub: where it is, and which entries it carries; none when `last` < `first`."""

    path: Path
    device: str
    first: int
    last: int
    size: int
    joining: bool
    """Whether it also asks the hub to take this laptop in."""

    @property
    def entries(self) -> int:
        """How many entries it carries."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Stick:
    """A file that was written for the hub, and what became of it."""

    first: int
    last: int
    file: str
    at: str
    covered: bool
    """Whether a receipt covers all that it carries."""
    home: bool
    """Whether the hub's answer to this very file was read here."""
    lost: bool
    """Whether the answer to a later file came home, and none to this one."""

    @property
    def words(self) -> str:
        """What became of it, in words."""
        if self.home:
            return _("jawabannya sudah dibaca")
        if self.lost and self.covered:
            return _("tidak kembali; isinya sudah sampai lewat jalan lain")
        if self.lost:
            return _("tidak kembali; isinya ikut di stick berikutnya")
        if self.covered:
            return _("isinya sudah sampai")
        return _("di jalan: jawabannya belum dibaca di sini")


def write_bundle(workspace: Workspace, target: Path, *, force: bool = False) -> Written:
    """Write everything without a receipt to `target`, a file or the folder that a file is made in.

    Raises `NotFound` before there is a hub, `Refused` where a file is in the way or nothing can be
    written.
    """
    header, batches, link = _outward(workspace)
    first, last = header["from"], header["to"]
    path = target / outward_name(workspace.device, first, last) if target.is_dir() else target
    if path.exists() and not force and path != target / path.name:
        raise Refused(_("{path} sudah ada. Pilih nama lain, atau tambahkan --force.").format(path=path))
    content = seal(link.key, (link.recipient, link.recovery), header, [one.packed for one in batches])
    write_file(path, content)
    with workspace.database.write() as connection:
        connection.execute(
            insert(t.stick_out).values(
                device=workspace.device,
                from_seq=first,
                to_seq=last,
                head=header["head"],
                file=path.name,
                at=header["at"],
                seen="",
            )
        )
    return Written(path, workspace.device, first, last, len(content), header["enrol"] is not None)


def _outward(workspace: Workspace) -> tuple[dict[str, Any], list[Outgoing], Link]:
    """The header and the batches of a bundle, and whom it is sealed to."""
    with workspace.database.write() as connection:
        link = read_link(connection)
        if has_unsigned(connection, workspace.pen):
            sign(connection, workspace.pen)
        chain = read_chain(connection, workspace.device)
        batches: list[Outgoing] = []
        at = begins_at(connection, chain, link.signed)
        first = chain.seq + 1 if at is None else at
        while at is not None and at <= chain.seq:
            batches.append(next_batch(connection, chain, at, MOST_ENTRIES, link.signed))
            at = batches[-1].last + 1
    if not link.recipient:
        raise Refused(
            _("Hub belum dikenal laptop ini. Bergabung dulu dengan berkas undangan, lalu tulis stick.")
        )
    enrol = None if link.enrolled else joining.enrol_request(workspace, link)
    return (
        {
            "kind": "push",
            "device": workspace.device,
            "at": workspace.pen.moment(),
            "nonce": new_nonce(),
            "cursor": link.cursor,
            "epoch": link.epoch,
            "from": first,
            "to": chain.seq,
            "head": chain.head.hex(),
            "batches": [{"from": one.first, "to": one.last, "head": one.head.hex()} for one in batches],
            "enrol": enrol,
            "certificate": None if link.certificate is None else document_fields(link.certificate),
        },
        batches,
        link,
    )


def sticks(workspace: Workspace) -> list[Stick]:
    """The files that were written here for the hub, newest first, each with what became of it."""
    mine = t.stick_out.c.device == workspace.device
    with workspace.database.read() as connection:
        rows = connection.execute(select(t.stick_out).where(mine).order_by(t.stick_out.c.id.desc())).all()
        homes = connection.execute(
            select(t.stick_in.c.first, t.stick_in.c.last).where(t.stick_in.c.device == workspace.device)
        )
        home = {(row.first, row.last) for row in homes}
    found: list[Stick] = []
    later = False
    for row in rows:
        here = (row.from_seq, row.to_seq) in home
        found.append(
            Stick(row.from_seq, row.to_seq, row.file, row.at, bool(row.seen), here, later and not here)
        )
        later = later or here
    return found
