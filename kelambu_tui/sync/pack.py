"""The village pack: the list, the programme and the weights that the district gives a laptop to work with.

Over the network it comes in parts, each verified as it comes and kept sealed to this laptop, so that a
cut line goes on where it was; on a stick it is one file sealed to this laptop. Either way nothing of it
is used before all of it is here and its digest holds, and nothing of it is ever on a disk in clear.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import func, select

from kelambu_tui.errors import Refused, Unreadable
from kelambu_tui.exchange.intake.checked import check
from kelambu_tui.exchange.intake.importing import import_list
from kelambu_tui.exchange.intake.layout import Row
from kelambu_tui.exchange.intake.report import IntakeReport
from kelambu_tui.exchange.intake.sources import Sheet, Source
from kelambu_tui.ledger.entries import read_entry
from kelambu_tui.ledger.writing import append
from kelambu_tui.locale import _
from kelambu_tui.matching.weights import read_weights
from kelambu_tui.programme.reading import load_programme
from kelambu_tui.store import tables as t
from kelambu_tui.store.slots import write_private
from kelambu_tui.sync.link import Link, read_link
from kelambu_tui.sync.packing import MOST_ON_STICK, inflate
from kelambu_tui.sync.signing import PROTOCOL
from kelambu_tui.sync.stick import read_file, unseal
from kelambu_tui.sync.wire import read_object
from kelambu_tui.work.workspace import Workspace

TAKEN = "pack.taken"
"""The kind of the entry that says which pack this laptop works with."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack that is whole: whose village, at which place of the hub's order, and what it brings."""

    village: str
    cursor: int
    digest: str
    programme: str
    weights: str
    rows: bytes


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking a pack did: what became of its list, and whether programme and weights are new."""

    village: str
    cursor: int
    report: IntakeReport
    programme: bool
    weights: bool


def read_pack(content: bytes) -> Pack:
    """Unpack a pack and check it against its own digest; raises `Unreadable` for what is not whole."""
    packed, unpacked = MOST_ON_STICK
    line, _found, rows = inflate(content, unpacked, packed).partition(b"\n")
    header = read_object(line)
    digest = blake2b(rows, digest_size=32).hexdigest()
    texts = (header.get("village"), header.get("programme", ""), header.get("weights", ""))
    sound = all(isinstance(one, str) for one in texts) and type(header.get("cursor")) is int
    if header.get("protocol") != PROTOCOL or header.get("kind") != "pack" or not sound:
        raise _damaged()
    if header.get("digest") != digest:
        raise _damaged()
    village, programme, weights = texts
    return Pack(str(village), header["cursor"], digest, str(programme), str(weights), rows)


def read_pack_file(workspace: Workspace, path: Path) -> Pack:
    """Open a pack on a stick; raises `Unreadable` unless the hub wrote it, whole, for this laptop."""
    with workspace.database.read() as connection:
        link = read_link(connection)
    bundle = unseal(read_file(path), link.identity)
    mine = bundle.header.get("kind") == "pack" and bundle.header.get("device") == workspace.device
    if not link.hub_key or not bundle.is_from(link.hub_key) or not mine or len(bundle.parts) != 1:
        raise Unreadable(_("Berkas ini bukan paket desa untuk laptop ini; isinya tidak dipakai."))
    return read_pack(bundle.parts[0])


def take_pack(workspace: Workspace, pack: Pack) -> Taken:
    """Work with `pack` from now on: its list goes in as any list does, newer rules are kept.

    A first list goes straight in; what a later one says differently waits beside the registry. Raises
    `Refused` for a pack that is older than the one in use, and then changes nothing.
    """
    if pack.cursor < newest_pack(workspace, pack.village):
        raise Refused(
            _("Paket desa ini lebih lama daripada yang sudah dipakai. Minta paket yang baru dari dinas.")
        )
    programme = _checked(workspace, "programme.toml", pack.programme, _check_programme)
    weights = _checked(workspace, "duplicate_weights.json", pack.weights, read_weights)
    source = check(Source(pack.digest, sheets(pack.rows)), workspace.today())
    name = _("paket-{village}").format(village=pack.village)
    report = import_list(workspace, Path(name), source=source, review=True)
    for file, text, new in (
        ("programme.toml", pack.programme, programme),
        ("duplicate_weights.json", pack.weights, weights),
    ):
        if new:
            write_private(workspace.folder / file, text.encode())
    body = {"cursor": pack.cursor, "digest": pack.digest, "programme": programme, "weights": weights}
    with workspace.database.write() as connection:
        append(connection, workspace.pen, TAKEN, pack.village, body)
    return Taken(pack.village, pack.cursor, report, programme, weights)


def newest_pack(workspace: Workspace, village: str) -> int:
    """The cursor of the newest pack of a village that was taken here; 0 for none."""
    statement = select(t.entry.c.line).where(t.entry.c.kind == TAKEN, t.entry.c.subject == village)
    with workspace.database.read() as connection:
        lines = connection.execute(statement).scalars().all()
    return max((int(read_entry(line).body["cursor"]) for line in lines), default=0)


def needs_pack(workspace: Workspace) -> bool:
    """Whether this laptop belongs to a hub and has nobody to visit yet."""
    with workspace.database.read() as connection:
        joined = connection.execute(select(t.hub_link.c.certificate)).scalar()
        people = connection.execute(select(func.count()).select_from(t.household).limit(1)).scalar()
    return bool(joined) and not people


def villages_here(workspace: Workspace) -> tuple[str, ...]:
    """The villages that the hub gave this laptop; raises `NotFound` where it has no hub."""
    with workspace.database.read() as connection:
        return villages_of(read_link(connection))


def villages_of(link: Link) -> tuple[str, ...]:
    """The villages that the hub gave this laptop; none for the whole regency."""
    if link.certificate is None:
        return ()
    named = read_object(link.certificate.text).get("villages")
    return tuple(str(one) for one in named) if isinstance(named, list) else ()


def sheets(rows: bytes) -> Iterator[Sheet]:
    """The sheets of a pack's list, read as any list file is; raises `Unreadable` for what is no list."""
    groups: list[tuple[str, list[Row]]] = []
    for number, line in enumerate(rows.split(b"\n"), 1):
        if line:
            _sort_in(groups, number, line)
    return iter([Sheet(name, held[-1][0], iter(held), ";") for name, held in groups if held])


def _sort_in(groups: list[tuple[str, list[Row]]], number: int, line: bytes) -> None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        raise _damaged() from None
    if isinstance(value, dict):
        groups.append((str(value.get("sheet", "")), []))
    elif isinstance(value, list) and all(isinstance(cell, str) for cell in value):
        if not groups:
            groups.append(("", []))
        groups[-1][1].append((number, value))
    else:
        raise _damaged()


def _checked(workspace: Workspace, file: str, text: str, test: Callable[[str], object]) -> bool:
    """Whether the pack brings another text for `file`, which is sound; raises where it is not."""
    path = workspace.folder / file
    if not text or (path.is_file() and path.read_text(encoding="utf-8") == text):
        return False
    test(text)
    return True


def _check_programme(text: str) -> None:
    """Raise `Unreadable`, with every fault, for a programme that nobody could work by."""
    with TemporaryDirectory(prefix="kelambu-") as scratch:  # it holds rules, no people
        path = Path(scratch) / "programme.toml"
        path.write_text(text, encoding="utf-8")
        load_programme(path)


def _damaged() -> Unreadable:
    return Unreadable(_("Paket desa ini rusak; tidak ada isinya yang dipakai. Ambil sekali lagi."))
