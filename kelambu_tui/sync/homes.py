"""Reading what the hub sends home on a stick: receipts, verdicts, and what others wrote.

A file may come late, twice, or after a newer one. Receipts only ever add; what says that the hub lost
something, or begins anew, is believed only from the answer to the newest file that was written here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from kelambu_tui.errors import Refused, Unreadable
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t
from kelambu_tui.sync import joining
from kelambu_tui.sync.answers import take_hello, take_page, take_receipt
from kelambu_tui.sync.carrying import Answer
from kelambu_tui.sync.leaving import leave
from kelambu_tui.sync.link import Link, note, read_link
from kelambu_tui.sync.outgoing import read_chain, signatures_until
from kelambu_tui.sync.packing import MOST_ON_STICK, inflate
from kelambu_tui.sync.signing import is_signed
from kelambu_tui.sync.stick import Bundle, read_file, unseal
from kelambu_tui.sync.wire import answered, read_object, unreadable_answer
from kelambu_tui.work.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Home:
    """A file from the hub that was read: what it brought, and what is still open."""

    path: Path
    acked: int
    """How far the hub has this laptop's entries, by all receipts that are here."""
    received: int
    conflicts: int
    unsent: int
    again: bool
    """Whether the hub has lost entries (it was restored), so that another file must be written."""
    known: bool
    """Whether the very same file was read before."""
    joined: bool
    """Whether it made this laptop known to the hub."""


@dataclass(frozen=True, slots=True)
class _Told:
    """The content of a file home."""

    first: int
    last: int
    since: int
    hello: Mapping[str, Any]
    welcome: Mapping[str, Any] | None
    receipt: Mapping[str, Any] | None
    pages: Sequence[Mapping[str, Any]]


def read_home(workspace: Workspace, path: Path) -> Home:
    """Read a file that the hub wrote for this laptop; reading one twice changes nothing.

    Raises `Unreadable` for a file that is damaged, somebody else's, or not the hub's, and then uses
    nothing of it; `Forked` and `Revoked` as a pass over the network does.
    """
    content = read_file(path)
    digest = blake2b(content, digest_size=32).hexdigest()
    with workspace.database.read() as connection:
        link = read_link(connection)
        known = connection.execute(select(t.stick_in).where(t.stick_in.c.digest == digest)).first()
    told = _open(workspace, link, content)
    joined = _take_welcome(workspace, link, told)
    newest = _is_newest(workspace, told)
    again = _take_receipt(workspace, told, newest)
    received, conflicts = _take_stream(workspace, told, newest)
    with workspace.database.write() as connection:
        row: dict[str, Any] = {
            "digest": digest,
            "kind": "home",
            "device": workspace.device,
            "file": path.name,
        }
        row |= {"first": told.first, "last": told.last, "at": workspace.pen.moment()}
        connection.execute(insert(t.stick_in).prefix_with("OR IGNORE"), row)
        chain = read_chain(connection, workspace.device)
        whole = bool(told.pages) and not told.pages[-1].get("more")
        if newest and whole and not again and not chain.unsent:
            note(connection, last_full=workspace.pen.moment())
    return Home(path, chain.acked, received, conflicts, chain.unsent, again, known is not None, joined)


def kind_of(workspace: Workspace, path: Path) -> str:
    """What kind of file for this laptop `path` is: `home`, `pack`; raises `Unreadable` for a foreign one."""
    with workspace.database.read() as connection:
        link = read_link(connection)
    return str(unseal(read_file(path), link.identity).header.get("kind", ""))


def _open(workspace: Workspace, link: Link, content: bytes) -> _Told:
    bundle = unseal(content, link.identity)
    if not link.hub_key or not bundle.is_from(link.hub_key):
        raise Unreadable(_("Berkas ini tidak ditulis oleh hub Anda; isinya tidak dipakai."))
    if bundle.header.get("kind") != "home" or bundle.header.get("device") != workspace.device:
        raise Unreadable(_("Berkas ini untuk laptop lain; isinya tidak dipakai. Pilih berkas laptop ini."))
    try:
        return _read(bundle)
    except (KeyError, TypeError, ValueError, IndexError):
        raise unreadable_answer() from None


def _read(bundle: Bundle) -> _Told:
    packed, unpacked = MOST_ON_STICK
    told = read_object(inflate(bundle.parts[0], unpacked, packed))
    answers_to = bundle.header["answers_to"]
    pages = told["pulls"]
    if not isinstance(pages, list) or not all(isinstance(page, dict) for page in pages):
        raise ValueError
    return _Told(
        first=int(answers_to["from"]),
        last=int(answers_to["to"]),
        since=int(bundle.header.get("since", 0)),
        hello=dict(told["hello"]),
        welcome=None if told.get("welcome") is None else dict(told["welcome"]),
        receipt=None if told.get("receipt") is None else dict(told["receipt"]),
        pages=pages,
    )


def _take_welcome(workspace: Workspace, link: Link, told: _Told) -> bool:
    if link.enrolled or told.welcome is None:
        return False
    joining.accept(workspace, joining.welcomed(link, told.welcome, workspace.pen.moment()))
    return True


def _is_newest(workspace: Workspace, told: _Told) -> bool:
    """Whether this answers the newest file that was written here."""
    statement = (
        select(t.stick_out.c.from_seq, t.stick_out.c.to_seq)
        .where(t.stick_out.c.device == workspace.device)
        .order_by(t.stick_out.c.id.desc())
    )
    with workspace.database.read() as connection:
        row = connection.execute(statement).first()
    return row is not None and (row.from_seq, row.to_seq) == (told.first, told.last)


def _take_receipt(workspace: Workspace, told: _Told, newest: bool) -> bool:
    """Keep the receipt; answers whether the hub asks for entries once more."""
    if told.receipt is None:
        return False
    with workspace.database.read() as connection:
        link = read_link(connection)
        chain = read_chain(connection, workspace.device)
        signed = signatures_until(connection, workspace.device, told.last)
    answer = _answer(link, told.receipt)
    if answer.status == 200 and answer.fields.get("acked", 0) <= chain.acked:
        return False  # a newer receipt is here already
    if answer.status == 409 and answer.fields.get("code") == "gap" and not newest:
        return False
    take_receipt(workspace, told.last, max(signed, link.signed), answer)
    return answer.status == 409


def _answer(link: Link, receipt: Mapping[str, Any]) -> Answer:
    try:
        body, nonce = str(receipt["body"]).encode(), str(receipt["nonce"])
        status, signature = int(receipt["status"]), bytes.fromhex(receipt["signature"])
    except (KeyError, TypeError, ValueError):
        raise unreadable_answer() from None
    if not is_signed(link.hub_key, "answer", answered(nonce, status, body), signature):
        raise Unreadable(_("Tanda terima di dalam berkas ini tidak sah; isinya tidak dipakai."))
    return Answer(status, body, nonce, signature)


def _take_stream(workspace: Workspace, told: _Told, newest: bool) -> tuple[int, int]:
    """Follow the hub's hello and take its pages; answers how many entries came, how many do not fit."""
    received = conflicts = 0
    with workspace.database.read() as connection:
        link = read_link(connection)
    if str(told.hello.get("epoch") or "") != link.epoch and not newest:
        return 0, 0
    reason = take_hello(workspace, link, told.hello, now=False)
    if reason:
        raise leave(workspace, reason)
    for page in told.pages:
        with workspace.database.read() as connection:
            cursor = read_link(connection).cursor
        if told.since > cursor:
            raise Refused(
                _(
                    "Di antara berkas ini dan yang terakhir dibaca ada yang hilang. Tanda terimanya disimpan;"
                    " tulis stick baru, lalu minta jawabannya dari hub."
                )
            )
        if type(page.get("next")) is int and page["next"] > cursor:
            taken = take_page(workspace, page)
            received, conflicts = received + taken.others, conflicts + taken.conflicts
    return received, conflicts
