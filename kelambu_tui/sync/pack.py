"""The village pack: the list, the programme and the weights that the district gives a laptop to work with.

Over the network it comes in parts, each verified as it comes and kept sealed to this laptop, so that a
cut line goes on where it was; on a stick it is one file sealed to this laptop. Either way nothing of it
is used before all of it is here and its digest holds, and nothing of it is ever on a disk in clear.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
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
    """A pack that is whole: whose village, from when by the hub's clock, and what it brings."""

    village: str
    at: str
    digest: str
    programme: str
    weights: str
    tables: tuple[tuple[str, bytes], ...]
    """Name and CSV of each list."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking a pack did: what became of its list, and whether programme and weights are new."""

    village: str
    at: str
    report: IntakeReport
    programme: bool
    weights: bool


def read_pack(content: bytes) -> Pack:
    """Unpack a pack and check that it is whole; raises `Unreadable` for what is not.

    After the header's line stand the lists as CSV, each as long as the header says.
    """
    packed, unpacked = MOST_ON_STICK
    line, _found, rows = inflate(content, unpacked, packed).partition(b"\n")
    header = read_object(line)
    digest = blake2b(rows, digest_size=32).hexdigest()
    village, at, programme, weights = (header.get(name) for name in ("village", "at", "programme", "weights"))
    if header.get("protocol") != PROTOCOL or header.get("kind") != "pack" or header.get("digest") != digest:
        raise _damaged()
    if not all(isinstance(one, str) for one in (village, at, programme, weights)):
        raise _damaged()
    tables = tuple(_tables(header.get("tables"), rows))
    return Pack(str(village), str(at), digest, str(programme), str(weights), tables)


def _tables(named: object, rows: bytes) -> Iterator[tuple[str, bytes]]:
    at = 0
    for pair in named if isinstance(named, list) else []:
        if not isinstance(pair, list) or len(pair) != 2 or type(pair[1]) is not int or pair[1] < 0:
            raise _damaged()
        yield str(pair[0]), rows[at : at + pair[1]]
        at += pair[1]
    if at != len(rows):
        raise _damaged()


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
    if pack.at < newest_pack(workspace, pack.village):
        raise Refused(
            _("Paket desa ini lebih lama daripada yang sudah dipakai. Minta paket yang baru dari dinas.")
        )
    programme = _checked(workspace, "programme.toml", pack.programme, _check_programme)
    weights = _checked(workspace, "duplicate_weights.json", pack.weights, read_weights)
    source = check(Source(pack.digest, sheets(pack.tables)), workspace.today())
    name = _("paket-{village}").format(village=pack.village)
    report = import_list(workspace, Path(name), source=source, review=True)
    for file, text, new in (
        ("programme.toml", pack.programme, programme),
        ("duplicate_weights.json", pack.weights, weights),
    ):
        if new:
            write_private(workspace.folder / file, text.encode())
    body = {"at": pack.at, "digest": pack.digest, "programme": programme, "weights": weights}
    with workspace.database.write() as connection:
        append(connection, workspace.pen, TAKEN, pack.village, body)
    return Taken(pack.village, pack.at, report, programme, weights)


def newest_pack(workspace: Workspace, village: str) -> str:
    """From when the newest pack of a village is that was taken here, ISO; '' for none."""
    statement = select(t.entry.c.line).where(t.entry.c.kind == TAKEN, t.entry.c.subject == village)
    with workspace.database.read() as connection:
        lines = connection.execute(statement).scalars().all()
    return max((str(read_entry(line).body["at"]) for line in lines), default="")


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


def sheets(tables: Sequence[tuple[str, bytes]]) -> Iterator[Sheet]:
    """The lists of a pack, read as any list file is; raises `Unreadable` for what is no table."""
    for name, table in tables:
        try:
            reader = csv.reader(io.StringIO(table.decode("utf-8"), newline=""), strict=True)
            rows: list[Row] = [(reader.line_num, row) for row in reader]
        except (UnicodeDecodeError, csv.Error):
            raise _damaged() from None
        if rows:
            yield Sheet(name, rows[-1][0], iter(rows), ",")


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
