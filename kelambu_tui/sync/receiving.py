"""What the hub says becomes part of this laptop: receipts, verdicts on its own work, and others' work.

Each answer is taken in by one transaction, with the receipt or the cursor that covers it; the same
answer again changes nothing. Whoever calls has checked the hub's signature before.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from kelambu_tui.errors import Refused, Unreadable
from kelambu_tui.ledger.entries import Entry, read_entry
from kelambu_tui.ledger.order import FORMER, HUB, Placed
from kelambu_tui.ledger.projections import changes_state, rebuild, replay
from kelambu_tui.ledger.reordering import Move, crossed
from kelambu_tui.ledger.vouching import UNVOUCHED, Vouching
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t
from kelambu_tui.store.database import Database
from kelambu_tui.sync.pulled_rows import PulledRow, entry_of, read_rows

_NEW = 1 << 63
"""Later than everything that was applied before."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A push that the hub answered: it has the chain of `device` up to `seq`, where its head is `head`.

    `text` is the answer as it came, `nonce` and `signature` what proves it; `rejected` pairs of sequence
    number and code.
    """

    device: str
    seq: int
    head: bytes
    nonce: str
    status: int
    text: bytes
    signature: bytes
    rejected: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Pull:
    """A page of the hub's stream: rows as they came, the cursor after them, and the hub's epoch."""

    rows: Sequence[Any]
    next: int
    epoch: str


@dataclass(frozen=True, slots=True)
class Received:
    """What a page brought: rows that were news, whether all was replayed, conflicts that now wait."""

    new: int
    rebuilt: bool
    conflicts: int


def apply_answer(database: Database, answer: Answered, now: str) -> None:
    """Keep a receipt and what it says of refused entries; raises `Unreadable` for another chain's."""
    with database.write() as connection:
        mine = (t.entry.c.device == answer.device) & (t.entry.c.seq == answer.seq)
        head = connection.execute(select(t.entry.c.head).where(mine)).scalar()
        if head != answer.head:
            raise Unreadable(_("Tanda terima ini bukan untuk catatan laptop ini; tidak dipakai."))
        row = {
            "device": answer.device,
            "seq": answer.seq,
            "head": answer.head,
            "text": answer.text,
            "nonce": answer.nonce,
            "status": answer.status,
            "signature": answer.signature,
            "at": now,
        }
        connection.execute(upsert(t.receipt).values(row).on_conflict_do_nothing())
        chain = (t.device.c.device == answer.device) & (t.device.c.acked < answer.seq)
        connection.execute(update(t.device).where(chain).values(acked=answer.seq))
        news = [one for one in answer.rejected if _note_refusal(connection, answer.device, *one, now)]
        if news:
            rebuild(connection)


def apply_pull(database: Database, page: Pull, now: str) -> Received:
    """Take a page of the hub's stream in, and all that follows from it.

    Rows up to the cursor are skipped. Raises `Unreadable` for what is no page, `Refused` where the hub
    speaks of entries of this laptop that were not sent yet.
    """
    rows = read_rows(page.rows)
    with database.write() as connection:
        link = connection.execute(select(t.hub_link)).first()
        if link is None or link.epoch != page.epoch:
            raise Unreadable(_("Halaman ini dari hub yang lain; tidak dipakai."))
        page_rows = [row for row in rows if row.cursor > link.cursor]
        arrival = _Arrival(connection, page_rows, now)
        reached = arrival.take()
        end = max([page.next, *(row.cursor for row in rows[-1:])]) if reached is None else reached
        connection.execute(update(t.hub_link).values(cursor=max(link.cursor, end)))
        return arrival.received


def forget_hub(database: Database, epoch: str) -> None:
    """Begin with another life of the hub: its cursors start over.

    What it gave before stays, after all that it gives from now on, until it comes again.
    """
    with database.write() as connection:
        places = [
            *connection.execute(select(t.pulled.c.cursor)).scalars(),
            *connection.execute(
                select(t.standing.c.cursor).where(t.standing.c.cursor.is_not(None))
            ).scalars(),
        ]
        # Moved out of the way first: a new place may be an old one.
        for table in (t.pulled, t.standing):
            connection.execute(update(table).values(cursor=-table.c.cursor))
        numbers = [{"old": -old, "new": FORMER + number} for number, old in enumerate(sorted(places), 1)]
        for name in ("pulled", "standing"):
            if numbers:
                connection.exec_driver_sql(
                    f"UPDATE {name} SET cursor = :new WHERE cursor = :old",  # noqa: S608
                    numbers,
                )
        connection.execute(update(t.hub_link).values(epoch=epoch, cursor=0))
        connection.execute(update(t.comparison).values(cursor=0))


def _note_refusal(connection: Connection, device: str, seq: int, code: str, now: str) -> bool:
    """Keep that an entry was refused, until the stream says where; answers whether that is news."""
    row = {"device": device, "seq": seq, "status": "rejected", "code": code, "at": now}
    known = connection.execute(upsert(t.standing).values(row).on_conflict_do_nothing())
    return known.rowcount == 1


class _Arrival:
    """One page on its way into the tables."""

    def __init__(self, connection: Connection, rows: list[PulledRow], now: str) -> None:
        self._connection = connection
        self._now = now
        self._acked = dict(connection.execute(select(t.device.c.device, t.device.c.acked)).all())
        self._present = connection.execute(select(t.device.c.device).where(t.device.c.own)).scalar()
        self._vouching = Vouching(connection)
        self._moves: list[Move] = []
        self._fresh: list[Placed] = []
        self._undone = False
        self._new = 0
        self._rows = rows
        self.received = Received(0, False, 0)

    def take(self) -> int | None:
        """Take the rows in; answers the cursor to stop at where a row cannot be understood yet."""
        before = self._waiting()
        stop: int | None = None
        for number, row in enumerate(self._rows):
            if row.device == self._present and row.seq > self._acked.get(row.device, 0):
                stop = self._rows[number - 1].cursor if number else 0
                break
            self._take_row(row)
        if stop == 0:
            raise Refused(
                _("Hub menyebut catatan laptop ini yang belum terkirim. Kirim dulu, lalu terima lagi.")
            )
        rebuilt = self._undone or self._crossed()
        if rebuilt:
            rebuild(self._connection)
        else:
            replay(self._connection, self._fresh)
        self.received = Received(self._new, rebuilt, max(0, self._waiting() - before))
        return stop

    def _take_row(self, row: PulledRow) -> None:
        line = None
        if row.device in self._acked:
            line = self._connection.execute(_OWN_LINE, {"of": row.device, "number": row.seq}).scalar()
        if line is not None and row.line in (None, line):
            self._take_verdict(row, read_entry(line))
        elif row.device != self._present:
            self._take_entry(row)

    def _take_verdict(self, row: PulledRow, entry: Entry) -> None:
        """The hub's word on an entry of this laptop: it now stands where the hub has it."""
        where = (t.standing.c.device == row.device) & (t.standing.c.seq == row.seq)
        known = self._connection.execute(select(t.standing).where(where)).first()
        value = {
            "device": row.device,
            "seq": row.seq,
            "cursor": row.cursor,
            "status": row.status,
            "code": row.code,
            "at": self._now,
        }
        statement = upsert(t.standing).values(value)
        before = self._place(entry)
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["device", "seq"], set_=value)
        )
        self._new += 1
        after = self._place(entry)
        self._follow(
            row,
            entry,
            before or 0,
            after or row.cursor,
            counted=before is not None,
            counts=after is not None,
            known=known is not None and known.status == "rejected",
        )

    def _place(self, entry: Entry) -> int | None:
        """Where an entry stands among all that count; None where it does not count."""
        here = (t.known_entry.c.device == entry.device) & (t.known_entry.c.seq == entry.seq)
        statement = select(t.known_entry.c.place).where(here, t.known_entry.c.id == entry.id)
        return self._connection.execute(statement).scalar()

    def _take_entry(self, row: PulledRow) -> None:
        """Another laptop's entry, or a later word on one that is here."""
        known = self._connection.execute(_PULLED, {"of": row.device, "number": row.seq}).first()
        if row.line is None:
            if known is None:
                return  # it never counted here
            signatures = tuple(map(tuple, json.loads(known.signatures)))
            row = replace(row, line=known.line, signatures=signatures, entry=entry_of(known.line))
        entry = row.entry
        if row.status == "accepted" and entry is not None:
            self._vouching.learn(entry)
            if not self._vouching.holds(entry, row.signatures):
                row = replace(row, status="rejected", code=UNVOUCHED)
        if known is not None:
            self._connection.execute(delete(t.pulled).where(t.pulled.c.cursor == known.cursor))
        self._connection.execute(_TAKING, _columns(row, entry))
        self._new += known is None
        if entry is None:
            return
        was = "" if known is None else known.status
        self._follow(
            row,
            entry,
            _NEW if known is None else known.cursor,
            row.cursor,
            counted=was == "accepted",
            counts=row.status == "accepted",
            known=was == "rejected",
        )
        self._heed(entry, row)

    def _follow(
        self,
        row: PulledRow,
        entry: Entry,
        before: int,
        after: int,
        *,
        counted: bool,
        counts: bool,
        known: bool,
    ) -> None:
        """Note what changes in the order; `known`: people were told of its refusal already."""
        if not changes_state(entry.kind):
            return
        if counted and not counts:
            self._undone = True
        elif counted:
            self._undone |= before < FORMER and before != after
            self._moves.append(Move(before, after, entry))
        elif counts or row.status == "rejected":
            if known:
                self._undone = True  # what people were told of it no longer holds, or stands elsewhere
                return
            self._moves.append(Move(_NEW + row.cursor, after, entry))
            self._fresh.append(Placed(row.cursor, entry.line, counts, row.code, entry))

    def _crossed(self) -> bool:
        """Whether the page changes the order of entries that touch something in common."""
        if not self._moves:
            return False
        moved = {(move.entry.device, move.entry.seq) for move in self._moves}
        furthest = min(max(move.before for move in self._moves), _NEW - 1)
        others = [
            Move(place, place, entry)
            for place, entry in _unsettled(self._connection, furthest)
            if (entry.device, entry.seq) not in moved
        ]
        if not others and all(move.before >= _NEW for move in self._moves):
            return False  # only news, and nothing of ours waits behind it
        return crossed(self._connection, [*self._moves, *others])

    def _heed(self, entry: Entry, row: PulledRow) -> None:
        """What the hub's own chain says of this laptop."""
        if entry.device != HUB or row.status != "accepted" or entry.kind != "device.revoked":
            return
        if entry.body.get("device") == self._present:
            reason = str(entry.body.get("reason") or "") or _("dicabut oleh dinas")
            self._connection.execute(update(t.hub_link).values(revoked=reason))

    def _waiting(self) -> int:
        count = select(func.count()).select_from(t.conflict).where(t.conflict.c.state == "menunggu")
        return int(self._connection.execute(count).scalar_one())


_OWN_LINE = select(t.entry.c.line).where(
    t.entry.c.device == bindparam("of"), t.entry.c.seq == bindparam("number")
)
_PULLED = select(t.pulled).where(t.pulled.c.device == bindparam("of"), t.pulled.c.seq == bindparam("number"))
_TAKING = insert(t.pulled)


def _unsettled(connection: Connection, furthest: int) -> list[tuple[int, Entry]]:
    """What stands after the hub's stream: own entries without a verdict, and what is to come again."""
    known = t.known_entry.c
    later = select(known.place, known.line, known.kind).where(known.place >= FORMER, known.place < furthest)
    return [
        (place, read_entry(line)) for place, line, kind in connection.execute(later) if changes_state(kind)
    ]


def _columns(row: PulledRow, entry: Entry | None) -> dict[str, Any]:
    told = ("id", "kind", "author", "subject")
    return {
        "cursor": row.cursor,
        "device": row.device,
        "seq": row.seq,
        **{name: "" if entry is None else getattr(entry, name) for name in told},
        "status": row.status,
        "code": row.code,
        "line": row.line,
        "signatures": json.dumps(row.signatures),
    }
