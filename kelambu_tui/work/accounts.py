"""Who works on this laptop: opening accounts, and who may open which."""

from __future__ import annotations

import json
import secrets

from sqlalchemy import select

from kelambu_tui.errors import Refused
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t
from kelambu_tui.store.slots import Opened, Slot, write_slot
from kelambu_tui.work.unlocking import DECIDERS, keep_prepared, prepare_account
from kelambu_tui.work.workspace import User, Workspace, check_role, open_account, pen_of, secret_of


def add_user(
    workspace: Workspace, name: str, role: str, passphrase: str, villages: tuple[str, ...] = ()
) -> User:
    """Give another person an account on this laptop; the ledger says who opened it.

    Raises `Refused` when name, role or passphrase will not do, or the role is not this user's to give.
    """
    check_role(role)
    _check_may_open(workspace, role)
    opened = Opened(workspace.database_key, secrets.token_bytes(32), workspace.practice)
    user = User(name, role, villages)
    secret = secret_of(workspace.folder)
    slot = Slot(name, role, villages, workspace.practice)
    with workspace.database.write() as connection:
        open_account(connection, workspace.pen, user, pen_of(workspace.device, name, opened).public_key)
        # Before the commit: an account without a slot could never sign in, and its name would be lost.
        # A slot that an interruption left without its account is replaced: the ledger did not know it.
        write_slot(workspace.folder, slot, passphrase, opened, secret, replace=True)
        prepare_account(connection, workspace, name, opened)
    if role in DECIDERS:
        keep_prepared(workspace)  # whoever opened it can be helped by them from now on
    return user


def _check_may_open(workspace: Workspace, role: str) -> None:
    """A facilitator opens the laptop's first supervisor; after that, who decides says who else does."""
    if role == "fasilitator" or workspace.user.decides:
        return
    if any(user.decides for user in users(workspace)):
        raise Refused(
            _("Akun {role} di laptop ini hanya bisa dibuka oleh penyelia atau dinas yang sudah ada.").format(
                role=role
            )
        )


def users(workspace: Workspace) -> tuple[User, ...]:
    """Every account that the ledger knows, by name."""
    with workspace.database.read() as connection:
        rows = connection.execute(select(t.account).order_by(t.account.c.name)).all()
    return tuple(User(row.name, row.role, tuple(json.loads(row.villages))) for row in rows)
