"""One sound database out of what is left of several: the ledger by its chain, the rest row by row.

Sources come in order of trust in what they say last: the damaged database first, the newest backup after
it. An entry is taken only where the chain confirms it; what follows from the ledger is never copied
but made anew; of the registry a row counts only with its own digest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Table, insert, select

from kelambu_tui.ledger.entries import FIRST_HEAD, Entry, next_head, read_entry
from kelambu_tui.store import tables as t
from kelambu_tui.store.database import Database
from kelambu_tui.store.salvaging import FoundEntry, Salvage
from kelambu_tui.work.assembling_tables import rows_of, write_registry, write_tables
from kelambu_tui.work.audit import rebuild_in

if TYPE_CHECKING:
    from kelambu_tui.programme.model import Programme


@dataclass(frozen=True, slots=True)
class Loose:
    """An entry that was found behind a hole in its chain: readable, but not to be continued from."""

    seq: int
    at: str
    author: str
    kind: str
    subject: str


@dataclass(frozen=True, slots=True)
class Assembled:
    """What a new database holds, and what it lacks of what is known to have existed."""

    entries: int
    last_at: str
    from_first: int  # entries that only the damaged database had
    from_later: int  # entries that only the backup had
    known: int  # the highest number that the laptop's chain is known to have reached
    seq: int  # the number that it has reached now
    acked: int  # the highest number that the hub is known to have
    loose: tuple[Loose, ...]
    people: int
    registry_whole: bool
    last_list: str  # file name of the list to import again where the registry is not whole
    drafts: int
    lacking: tuple[str, ...]  # other tables of which rows may be missing


def assemble(database: Database, device: str, sources: Sequence[Salvage], programme: Programme) -> Assembled:
    """Fill the new, empty `database` from `sources`; all of it or nothing."""
    with database.write() as connection:
        chains = {name: _chain(name, sources) for name in _devices(device, sources)}
        taken = [pair for chain in chains.values() for pair in chain]
        _write_ledger(connection, device, chains, sources)
        lacking = write_tables(connection, sources)
        whole, list_name = write_registry(connection, sources, [entry for _found, entry in taken])
        rebuild_in(connection, programme)
        own = [entry for _found, entry in chains.get(device, [])]
        loose = _loose(device, len(own), sources)
        return Assembled(
            entries=len(taken),
            last_at=own[-1].at if own else "",
            from_first=sum(_only_in(entry, sources, 0) for entry in own),
            from_later=sum(not _is_in(entry, sources[0]) for entry in own),
            known=max([len(own), *(one.seq for one in loose), *_told(device, sources, "seq")]),
            seq=len(own),
            acked=max([0, *_told(device, sources, "acked")]),
            loose=loose,
            people=_count(connection, t.person),
            registry_whole=whole,
            last_list=list_name,
            drafts=_count(connection, t.draft),
            lacking=tuple(sorted(lacking)),
        )


# --- the ledger ---


def _devices(device: str, sources: Sequence[Salvage]) -> list[str]:
    """The chains that this laptop wrote: the present one, and those it had before it enrolled anew."""
    return sorted({device} | {name for source in sources for name, _seq in source.entries})


def _chain(device: str, sources: Sequence[Salvage]) -> list[tuple[FoundEntry, Entry]]:
    """The entries of a device from the first on, as far as each follows from the one before.

    Where two sources went on differently (an older backup was restored in between), the longer one.
    """
    return max(_followed(device, sources), _followed(device, sources[::-1]), key=len)


def _followed(device: str, sources: Sequence[Salvage]) -> list[tuple[FoundEntry, Entry]]:
    chain: list[tuple[FoundEntry, Entry]] = []
    head = FIRST_HEAD
    while True:
        place = (device, len(chain) + 1)
        candidates = [one for source in sources for one in source.entries.get(place, [])]
        fitting = next((one for one in candidates if next_head(head, one.line) == one.head), None)
        entry = None if fitting is None else _read(fitting.line)
        if fitting is None or entry is None:
            return chain
        chain.append((fitting, entry))
        head = fitting.head


def _read(line: bytes) -> Entry | None:
    try:
        return read_entry(line)
    except ValueError:
        return None


def _write_ledger(
    connection: Connection,
    own: str,
    chains: Mapping[str, list[tuple[FoundEntry, Entry]]],
    sources: Sequence[Salvage],
) -> None:
    rows = sorted(
        ((found, entry) for chain in chains.values() for found, entry in chain),
        key=lambda pair: (pair[0].rowid, pair[1].seq),
    )
    columns = ("device", "seq", "id", "kind", "author", "subject", "line")
    for found, entry in rows:
        values = {name: getattr(entry, name) for name in columns}
        connection.execute(insert(t.entry), values | {"head": found.head})
    heads = {(entry.device, entry.seq): found.head for found, entry in rows}
    for device, chain in chains.items():
        if chain or device == own:
            head = chain[-1][0].head if chain else FIRST_HEAD
            # Only what a receipt proves counts as sent; to send again does no harm.
            acked = max(
                [0, *(seq for seq, head in _receipts(device, sources) if heads.get((device, seq)) == head)]
            )
            facts = {"device": device, "seq": len(chain), "head": head, "acked": acked, "own": device == own}
            connection.execute(insert(t.device), facts)
    signatures = {place: pair for source in reversed(sources) for place, pair in source.signatures.items()}
    for (device, seq, author), known in signatures.items():
        for head, signature in known:
            if heads.get((device, seq)) == head:
                row = {"device": device, "seq": seq, "author": author, "head": head, "signature": signature}
                connection.execute(insert(t.signature).prefix_with("OR IGNORE"), row)


def _receipts(device: str, sources: Sequence[Salvage]) -> list[tuple[int, bytes]]:
    rows = (row for source in sources for row in rows_of(source, "receipt"))
    return [(row["seq"], row["head"]) for row in rows if row["device"] == device]


def _loose(device: str, reached: int, sources: Sequence[Salvage]) -> tuple[Loose, ...]:
    beyond: dict[int, Loose] = {}
    for source in sources:
        for (name, seq), found in source.entries.items():
            entry = _read(found[0].line)
            if name == device and seq > reached and entry is not None:
                beyond[seq] = Loose(seq, entry.at, entry.author, entry.kind, entry.subject)
    return tuple(beyond[seq] for seq in sorted(beyond))


def _is_in(entry: Entry, source: Salvage) -> bool:
    return any(one.line == entry.line for one in source.entries.get((entry.device, entry.seq), []))


def _only_in(entry: Entry, sources: Sequence[Salvage], at: int) -> bool:
    return all(_is_in(entry, source) is (number == at) for number, source in enumerate(sources))


def _told(device: str, sources: Sequence[Salvage], column: str) -> list[int]:
    """What the sources' own record of the chain says."""
    rows = (row for source in sources for row in rows_of(source, "device") if row["device"] == device)
    return [value for row in rows if isinstance(value := row[column], int)]


def _count(connection: Connection, table: Table) -> int:
    from sqlalchemy import func

    return connection.execute(select(func.count()).select_from(table)).scalar_one()
