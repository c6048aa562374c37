"""What an answer of the hub changes here, whether it came over the network or on a stick."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from kelambu_tui.locale import _
from kelambu_tui.store import tables as t
from kelambu_tui.sync import receiving
from kelambu_tui.sync.carrying import Answer, NoAnswer
from kelambu_tui.sync.link import Link, note, note_roles, read_link
from kelambu_tui.sync.outgoing import Chain, read_chain, signatures_until
from kelambu_tui.sync.rejoining import begin_anew
from kelambu_tui.sync.session import refusal
from kelambu_tui.sync.signing import read_document
from kelambu_tui.sync.wire import document_fields, read_fields, unreadable_answer
from kelambu_tui.work.workspace import Workspace


def take_hello(workspace: Workspace, link: Link, hello: Mapping[str, Any], *, now: bool = True) -> str:
    """Follow what the hub says of itself and of us; answers why our leave was taken, '' while welcome.

    Another epoch makes the cursors start over; a hub that has less of our chain than its receipts say
    was restored, so we go back (not when it said so some time ago, on a stick: `now` is False); one that
    has more, or other entries, knows a copy of this laptop: raises `Forked`.
    """
    epoch, last = str(hello.get("epoch") or ""), hello.get("last")
    if not epoch or type(last) is not int or last < 0:
        raise unreadable_answer()
    if link.epoch != epoch:
        receiving.forget_hub(workspace.database, epoch)
    roles = hello.get("roles")
    if isinstance(roles, list) and roles:
        documents = [read_fields(one) for one in roles]
        for one in documents:
            read_document(link.hub_key, "certificate", one)
        with workspace.database.write() as connection:
            note_roles(connection, [document_fields(one) for one in documents])
    chain = _chain(workspace)
    head = hello.get("head")
    if last > chain.seq or (isinstance(head, str) and head != _head_at(workspace, last)):
        raise begin_anew(workspace)
    if now and last < chain.acked:
        rewind(workspace, last + 1)
    return str(hello.get("revoked") or "")


def take_receipt(workspace: Workspace, last: int, signed: int, answer: Answer) -> None:
    """Keep the receipt for entries up to `last`, or do what the hub says instead.

    A gap makes the laptop go back; a fork raises `Forked`; everything else that is no receipt raises
    its sentence.
    """
    if answer.status == 409:
        _disagreed(workspace, last, answer)
        return
    if answer.status != 200:
        raise refusal(answer)
    fields = answer.fields
    acked, head = fields.get("acked"), fields.get("head")
    if type(acked) is not int or acked < last or not isinstance(head, str):
        raise unreadable_answer()
    chain = _chain(workspace)
    if acked > chain.seq or _head_at(workspace, acked) != head:
        raise begin_anew(workspace)
    receiving.apply_answer(
        workspace.database,
        receiving.Answered(
            device=workspace.device,
            seq=acked,
            head=bytes.fromhex(head),
            nonce=answer.nonce,
            status=answer.status,
            text=answer.body,
            signature=answer.signature,
            rejected=_rejected(fields.get("rejected")),
        ),
        workspace.pen.moment(),
    )
    with workspace.database.write() as connection:
        note(connection, signed=signed)
        on_stick = (t.stick_out.c.device == workspace.device) & (t.stick_out.c.to_seq <= acked)
        uncovered = on_stick & (t.stick_out.c.seen == "")
        connection.execute(update(t.stick_out).where(uncovered).values(seen=workspace.pen.moment()))


@dataclass(frozen=True, slots=True)
class Taken:
    """What a page of the hub's stream brought: others' entries, and conflicts that now wait."""

    others: int = 0
    conflicts: int = 0


def take_page(workspace: Workspace, page: Mapping[str, Any]) -> Taken:
    """Keep one page of the hub's stream and all that follows from it, in one transaction."""
    epoch, rows, following = str(page.get("epoch") or ""), page.get("rows"), page.get("next")
    if not epoch or not isinstance(rows, list) or type(following) is not int:
        raise unreadable_answer()
    with workspace.database.read() as connection:
        link = read_link(connection)
    if epoch != link.epoch:
        # The hub was restored between two requests: what it counts from now on begins anew.
        receiving.forget_hub(workspace.database, epoch)
        return Taken()
    pull = receiving.Pull(rows, following, epoch)
    received = receiving.apply_pull(workspace.database, pull, workspace.pen.moment())
    others = sum(row[0] > link.cursor and row[4] is not None for row in rows)
    return Taken(others, received.conflicts)


def rewind(workspace: Workspace, expected: int) -> None:
    """Count everything from `expected` on as unsent again: the hub has lost it, here it still is."""
    with workspace.database.write() as connection:
        chain = t.device.c.device == workspace.device
        connection.execute(update(t.device).where(chain).values(acked=expected - 1))
        note(connection, signed=signatures_until(connection, workspace.device, expected - 1))


def _disagreed(workspace: Workspace, last: int, answer: Answer) -> None:
    fields = answer.fields
    if fields.get("code") == "fork":
        seq, head = fields.get("seq"), fields.get("head")
        if type(seq) is int and head == _head_at(workspace, seq):
            # Both have the same there: what differed was damaged on the way.
            raise NoAnswer(_("Kiriman rusak di jalan. Tidak ada yang hilang; Kelambu mengirim lagi."))
        raise begin_anew(workspace)
    expected = fields.get("expected")
    if type(expected) is not int or not 1 <= expected <= last:
        raise refusal(answer)
    rewind(workspace, expected)


def _rejected(value: object) -> tuple[tuple[int, str], ...]:
    if not isinstance(value, list):
        raise unreadable_answer()
    try:
        return tuple((int(row[0]), str(row[1])) for row in value)
    except (TypeError, ValueError, IndexError, KeyError):
        raise unreadable_answer() from None


def _chain(workspace: Workspace) -> Chain:
    with workspace.database.read() as connection:
        return read_chain(connection, workspace.device)


def _head_at(workspace: Workspace, seq: int) -> str:
    statement = select(t.entry.c.head).where(t.entry.c.device == workspace.device, t.entry.c.seq == seq)
    with workspace.database.read() as connection:
        head = connection.execute(statement).scalar()
    return bytes(32).hex() if head is None else head.hex()
