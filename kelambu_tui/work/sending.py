"""What has not left this laptop, what the hub did not accept, and when everything was last sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from kelambu_tui.ledger.entries import Entry, read_entry
from kelambu_tui.people.villages import find_village
from kelambu_tui.store import tables as t
from kelambu_tui.work.records import PERSON_SOURCE, as_corrected
from kelambu_tui.work.sending_words import refusal_words, sent_words
from kelambu_tui.work.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Unsent:
    """Entries of one kind in one session (or outside any) that no receipt covers."""

    session: str
    """Village and day of the session, '' for what was written outside of one."""
    kind: str
    """The kind, in words."""
    count: int
    since: str
    """When the oldest of them was written, ISO."""


@dataclass(frozen=True, slots=True)
class Standstill:
    """An entry of this laptop that the hub has stored but does not count (yet)."""

    entry: str
    kind: str
    """The kind, in words."""
    name: str
    """Whom it is about, '' where nobody is named."""
    author: str
    at: str
    held: bool
    """Whether it waits for something and is judged again by itself."""
    why: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Sending:
    """All that Kirim shows of the hub; an empty `url` means that this laptop has no hub yet."""

    url: str
    district: str
    enrolled: bool
    unsent: int
    since: str
    last_full: str
    last_try: str
    parts: tuple[Unsent, ...]
    standstills: tuple[Standstill, ...]


def sending(workspace: Workspace) -> Sending:
    """Gather what is unsent and what stands still; oldest first."""
    with workspace.database.read() as connection:
        link = connection.execute(
            select(
                t.hub_link.c.url,
                t.hub_link.c.district,
                t.hub_link.c.certificate,
                t.hub_link.c.last_full,
                t.hub_link.c.last_try,
            ).where(t.hub_link.c.hub_key != "")
        ).first()
        entries = _unsent(connection, workspace.device)
        parts = _parts(connection, workspace.device, entries)
        standstills = _standstills(connection)
    return Sending(
        url="" if link is None else link.url,
        district="" if link is None else link.district,
        enrolled=link is not None and bool(link.certificate),
        unsent=len(entries),
        since=entries[0].at if entries else "",
        last_full="" if link is None else link.last_full,
        last_try="" if link is None else link.last_try,
        parts=parts,
        standstills=standstills,
    )


def when_sent(workspace: Workspace) -> str:
    """When both directions were last empty, ISO; '' when never."""
    with workspace.database.read() as connection:
        return last_full(connection)


def last_full(connection: Connection) -> str:
    """When both directions were last empty, ISO; '' when never."""
    return str(connection.execute(select(t.hub_link.c.last_full)).scalar() or "")


def _unsent(connection: Connection, device: str) -> list[Entry]:
    statement = (
        select(t.entry.c.line)
        .join(t.device, t.device.c.device == t.entry.c.device)
        .where(t.entry.c.device == device, t.entry.c.seq > t.device.c.acked)
        .order_by(t.entry.c.seq)
    )
    return [read_entry(line) for line in connection.execute(statement).scalars()]


def _parts(connection: Connection, device: str, entries: Sequence[Entry]) -> tuple[Unsent, ...]:
    statement = select(t.session).where(t.session.c.device == device).order_by(t.session.c.opened_seq)
    sessions = connection.execute(statement).all()
    counts: Counter[tuple[str, str]] = Counter()
    since: dict[tuple[str, str], str] = {}
    for entry in entries:
        key = _session_of(entry, sessions), sent_words(entry.kind)
        counts[key] += 1
        since.setdefault(key, entry.at)
    return tuple(Unsent(session, kind, counts[session, kind], at) for (session, kind), at in since.items())


def _session_of(entry: Entry, sessions: Sequence[t.AnyRow]) -> str:
    for row in sessions:
        begun = row.author == entry.author and entry.seq >= row.opened_seq
        if begun and (row.closed_seq is None or entry.seq <= row.closed_seq):
            village = find_village(row.village)
            return f"{village.name if village else row.village} {row.day}"
    return ""


def _standstills(connection: Connection) -> tuple[Standstill, ...]:
    statement = (
        select(t.entry.c.line, t.standing.c.status, t.standing.c.code)
        .join(
            t.standing,
            (t.standing.c.device == t.entry.c.device) & (t.standing.c.seq == t.entry.c.seq),
        )
        .where(t.standing.c.status != "accepted")
        .order_by(t.entry.c.device, t.entry.c.seq)
    )
    rows = connection.execute(statement).all()
    found = [(read_entry(row.line), row) for row in rows]
    names = _names(connection, {entry.subject for entry, _row in found})
    return tuple(
        Standstill(
            entry.id,
            sent_words(entry.kind),
            names.get(entry.subject, ""),
            entry.author,
            entry.at,
            row.status == "held",
            *refusal_words(row.code),
        )
        for entry, row in found
    )


def _names(connection: Connection, people: set[str]) -> dict[str, str]:
    if not people:
        return {}
    statement = (
        select(t.person.c.uid, as_corrected("name"))
        .select_from(PERSON_SOURCE)
        .where(t.person.c.uid.in_(people))
    )
    return {row[0]: row[1] for row in connection.execute(statement)}
