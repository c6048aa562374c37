"""A supervisor's side of unlocking by phone: their card, what laptops prepared for them, their answers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from kelambu_tui.errors import Refused, Unreadable
from kelambu_tui.ledger.entries import Entry, read_entry
from kelambu_tui.ledger.writing import append
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t
from kelambu_tui.store.slots import check_name
from kelambu_tui.store.unlocking import Round, answer
from kelambu_tui.work.passphrases import opened_of
from kelambu_tui.work.workspace import Workspace, confirm_identity

MOST_CARD_BYTES = 64 * 1024
"""A card or a preparation is read so far and no further."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a helper reads out, and for whom it is."""

    groups: str
    account: str
    device: str
    again: bool
    """Whether the same request has been answered here before."""


def own_card(workspace: Workspace) -> dict[str, str]:
    """The card of a supervisor, for the laptops whose people they will help; raises `Refused`."""
    if not workspace.user.decides:
        raise Refused(_("Hanya penyelia atau dinas yang dapat membuka kata sandi orang lain lewat telepon."))
    user = workspace.user
    return {
        "kelambu": "helper/1",
        "name": user.name,
        "role": user.role,
        "public_key": workspace.pen.public_key,
    }


def answer_request(workspace: Workspace, request: str, passphrase: str) -> Answer:
    """Turn a request read over the phone into its answer, after the helper's own passphrase.

    Raises `Refused` for who is no supervisor, `Locked`, `Unreadable` or `NotFound`. The ledger says
    who was helped, and when.
    """
    own_card(workspace)
    confirm_identity(workspace, passphrase)
    with workspace.database.write() as connection:
        groups, one, index = answer(opened_of(workspace).seed, request, rounds(connection))
        digits = "".join(char for char in request if char.isdigit())
        body = {"device": one.device, "round": one.round, "index": index, "request": digits}
        before = [entry.body for entry in entries_of(connection, "unlock.answered")]
        append(connection, workspace.pen, "unlock.answered", one.account, body)
    same = ("device", "round", "index")
    again = any(all(old.get(name) == body[name] for name in same) for old in before)
    return Answer(groups, one.account, one.device, again)


def take_round(workspace: Workspace, document: Mapping[str, Any]) -> str:
    """Take a preparation in that came as a file; answers whose it is. Raises `Unreadable`."""
    try:
        if document.get("kelambu") != "unlock/1":
            raise ValueError
        made = _round(str(document["account"]), document)
        check_name(made.account)
    except (KeyError, TypeError, ValueError):
        raise Unreadable(_("Berkas itu bukan persiapan buka kunci. Minta `kelambu helper trust`.")) from None
    with workspace.database.write() as connection:
        if made not in rounds(connection):
            append(connection, workspace.pen, "unlock.taken", made.account, body_of(made))
    return made.account


def rounds(connection: Connection) -> tuple[Round, ...]:
    """Every preparation that this ledger knows, newest first."""
    found = []
    for entry in entries_of(connection, "unlock.prepared", "unlock.taken"):
        try:
            found.append(_round(entry.subject, entry.body))
        except (KeyError, TypeError, ValueError):
            continue  # another's laptop wrote it; it helps nobody and hinders nobody
    return tuple(reversed(found))


def _round(account: str, body: Mapping[str, Any]) -> Round:
    sealed = tuple((str(name), str(key), str(box)) for name, key, box in body["sealed"])
    return Round(account, str(body["device"]), str(body["round"]), sealed)


def entries_of(connection: Connection, *kinds: str) -> Iterable[Entry]:
    """The entries of these kinds that count, own and pulled from the hub, oldest first."""
    known = t.known_entry.c
    statement = select(known.line).where(known.kind.in_(kinds)).order_by(known.place)
    return [read_entry(line) for line in connection.execute(statement).scalars()]


def body_of(made: Round) -> dict[str, Any]:
    """A preparation as it stands in an entry, or in a file."""
    return {"device": made.device, "round": made.round, "sealed": [list(one) for one in made.sealed]}


def read_document(path: Path) -> Mapping[str, Any]:
    """Read a card or a preparation from a file; raises `Unreadable`."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_CARD_BYTES + 1)
        document = json.loads(content) if len(content) <= MOST_CARD_BYTES else None
    except (OSError, ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise Unreadable(_("Berkas {path} tidak terbaca sebagai kartu atau persiapan.").format(path=path))
    return document
