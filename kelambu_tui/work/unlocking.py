"""A forgotten passphrase opened by phone: who may help, what the laptop asks, what a supervisor answers.

Helpers are the supervisors and the district that this ledger knows with their keys: accounts on this
laptop, and people whose card was taken in (`helper.trusted`). What they need to answer travels in
`unlock.prepared`, with the other entries or in a file. See `docs/security.md` for what this holds off.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from kelambu_tui.errors import KelambuError, Refused, Unreadable
from kelambu_tui.ledger.writing import append
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t
from kelambu_tui.store.slots import Opened, check_name
from kelambu_tui.store.unlocking import (
    Helper,
    ask,
    open_answer,
    prepare,
    prepared_for,
    spend,
)
from kelambu_tui.work.answering import body_of, entries_of, rounds
from kelambu_tui.work.passphrases import check_new, opened_of, reslot
from kelambu_tui.work.recovery import keep_recovery
from kelambu_tui.work.workspace import Workspace, enter, secret_of

DECIDERS = ("penyelia", "dinas")

# --- who may help ---


def helpers(connection: Connection, but: str) -> tuple[Helper, ...]:
    """Everybody who may answer for the account `but`, who cannot help themselves."""
    accounts = connection.execute(
        select(t.account.c.name, t.account.c.public_key).where(t.account.c.role.in_(DECIDERS))
    )
    known = {row.public_key: row.name for row in accounts}
    devices = set(connection.execute(select(t.device.c.device).where(t.device.c.own)).scalars())
    for entry in entries_of(connection, "helper.trusted"):
        if entry.device in devices:  # whom another laptop trusts is its own affair
            known.setdefault(str(entry.body["public_key"]), entry.subject)
    own = connection.execute(select(t.account.c.public_key).where(t.account.c.name == but)).scalar()
    return tuple(
        Helper(name, key) for key, name in sorted(known.items(), key=lambda one: one[1]) if key != own
    )


def known_helpers(workspace: Workspace) -> tuple[Helper, ...]:
    """Everybody who may answer for the signed-in person."""
    with workspace.database.read() as connection:
        return helpers(connection, workspace.user.name)


def trust(workspace: Workspace, card: Mapping[str, Any]) -> Helper:
    """Let the holder of `card` answer for the signed-in person; new codes are made for all helpers.

    Raises `Unreadable` for what is no card of a supervisor.
    """
    name, key = card.get("name"), card.get("public_key")
    if card.get("kelambu") != "helper/1" or card.get("role") not in DECIDERS:
        raise Unreadable(_("Berkas itu bukan kartu penyelia. Minta `kelambu helper card` dari penyelia."))
    if not isinstance(name, str) or not isinstance(key, str) or len(key) != 64:
        raise Unreadable(_("Berkas itu bukan kartu penyelia. Minta `kelambu helper card` dari penyelia."))
    check_name(name)
    helper = Helper(name, key.lower())
    with workspace.database.write() as connection:
        if helper not in helpers(connection, workspace.user.name):
            body = {"role": str(card["role"]), "public_key": helper.key}
            append(connection, workspace.pen, "helper.trusted", name, body)
        _prepare(connection, workspace, workspace.user.name, opened_of(workspace))
    return helper


def fingerprint(key: str) -> str:
    """Six groups of four signs of a public key, to compare by voice; 96 bits."""
    from hashlib import blake2b

    digest = blake2b(bytes.fromhex(key), digest_size=12).hexdigest()
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


# --- preparing, while signed in ---


def keep_prepared(workspace: Workspace) -> bool:
    """Make new codes where the helpers have changed or the codes are used up; answers whether it did."""
    if workspace.practice:
        return False
    name = workspace.user.name
    with workspace.database.read() as connection:
        wanted = {helper.key for helper in helpers(connection, name)}
    if wanted <= prepared_for(workspace.folder, name, workspace.device):
        return False
    with workspace.database.write() as connection:
        _prepare(connection, workspace, name, opened_of(workspace))
    return True


def keep_safe(workspace: Workspace) -> None:
    """Keep both ways in that do not need the passphrase: helpers by phone, and the district's key.

    For the end of a stint; what cannot be written now is tried again at the next.
    """
    with suppress(KelambuError, OSError):
        keep_prepared(workspace)
    with suppress(KelambuError, OSError):
        keep_recovery(workspace)


def prepare_account(connection: Connection, workspace: Workspace, name: str, opened: Opened) -> None:
    """Make the first codes of an account that is being opened here."""
    if not workspace.practice:
        _prepare(connection, workspace, name, opened)


def _prepare(connection: Connection, workspace: Workspace, name: str, opened: Opened) -> None:
    known = helpers(connection, name)
    if not known:
        return
    secret = secret_of(workspace.folder)
    made = prepare(workspace.folder, name, workspace.device, opened, secret, known)
    append(connection, workspace.pen, "unlock.prepared", name, body_of(made))


def latest_round(workspace: Workspace) -> dict[str, Any]:
    """The newest preparation of the signed-in person, to bring to a helper; raises `Refused`."""
    with workspace.database.read() as connection:
        here = (workspace.user.name, workspace.device)
        own = [one for one in rounds(connection) if (one.account, one.device) == here]
    if not own:
        raise Refused(_("Belum ada penyelia yang dipercaya di laptop ini. Pakai `kelambu helper trust`."))
    return {"kelambu": "unlock/1", "account": own[0].account, **body_of(own[0])}


# --- asking, with nobody signed in ---


def challenge(folder: Path, name: str) -> str:
    """The groups that somebody who forgot their passphrase reads to a helper; raises `Refused`."""
    secret_of(folder)
    check_name(name)
    return ask(folder, name)


def finish(folder: Path, name: str, answer_groups: str, passphrase: str) -> str:
    """Set another passphrase with a helper's answer; answers the helper's name.

    Raises `Unreadable` for a misheard answer, `Locked` for a wrong one, `Refused` for a passphrase that
    will not do. The code is used up and new ones are made.
    """
    answered = open_answer(folder, name, answer_groups, secret_of(folder))
    workspace = enter(folder, name, answered.opened)
    try:
        check_new(workspace, passphrase)
        body = {"helper": answered.helper, "round": answered.round, "index": answered.index}
        # Told first, opened then, spent last: whoever is interrupted repeats the same answer.
        with workspace.database.write() as connection:
            append(connection, workspace.pen, "account.unlocked", name, body)
        reslot(workspace, passphrase)
        spend(folder, name)
        with workspace.database.write() as connection:
            _prepare(connection, workspace, name, answered.opened)
    finally:
        workspace.database.close()
    return answered.helper
