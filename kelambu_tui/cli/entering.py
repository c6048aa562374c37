"""Signing in for one command, and signing off after it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kelambu_tui.cli.frame import Asked
from kelambu_tui.cli.places import workspace_folder
from kelambu_tui.errors import Unreadable
from kelambu_tui.locale import _

if TYPE_CHECKING:
    from kelambu_tui.work.workspace import Workspace

PASSPHRASE_BYTES = 4096
"""A passphrase file is read so far and no further; a longer one is a wrong file."""


@dataclass(frozen=True, slots=True)
class Entered:
    """An open workspace and the passphrase that opened it, for decisions that ask for it again."""

    workspace: Workspace
    passphrase: str


@contextmanager
def entered(asked: Asked) -> Iterator[Entered]:
    """Open the workspace that was asked for; at the end sign the stint and close.

    Raises `Locked` when it does not open and `Unreadable` when it is not said who enters, or how.
    """
    from kelambu_tui.work.unlocking import keep_safe
    from kelambu_tui.work.workspace import is_practice, sign_in, sign_out

    folder = workspace_folder(asked.workspace)
    practice = is_practice(folder)
    name = account_name(asked, folder)
    passphrase = "" if practice and asked.passphrase_file is None else own_passphrase(asked, name)
    workspace = sign_in(folder, name, passphrase)
    try:
        yield Entered(workspace, passphrase)
    finally:
        keep_safe(workspace)
        sign_out(workspace)


def account_name(asked: Asked, folder: Path) -> str:
    """Who is meant: `--user`, else `KELAMBU_USER`, else the only one; raises `Unreadable`."""
    from kelambu_tui.work.workspace import known_users

    named = asked.user or os.environ.get("KELAMBU_USER")
    if named:
        return named
    names = [user.name for user in known_users(folder)]
    if len(names) == 1:
        return names[0]
    raise Unreadable(
        _("Sebutkan siapa Anda dengan --user. Yang ada: {names}.").format(names=", ".join(names))
    )


def own_passphrase(asked: Asked, name: str) -> str:
    """Take the passphrase of `name` from its file, or ask for it."""
    named = asked.passphrase_file or os.environ.get("KELAMBU_PASSPHRASE_FILE")
    if named:
        return read_passphrase(Path(named))
    return ask_passphrase(_("Kata sandi {name}: ").format(name=name), "--passphrase-file")


def read_passphrase(path: Path) -> str:
    """Read a passphrase file; one line break at its end does not count."""
    try:
        with path.open("rb") as file:
            content = file.read(PASSPHRASE_BYTES + 1)
        text = content.decode("utf-8")
    except (OSError, UnicodeDecodeError):
        text, content = "", b""
    if not content or len(content) > PASSPHRASE_BYTES:
        raise Unreadable(
            _("Berkas kata sandi {path} tidak terbaca atau kosong. Periksa jalurnya.").format(path=path)
        )
    for ending in ("\r\n", "\n", "\r"):
        if text.endswith(ending):
            return text[: -len(ending)]
    return text


def ask_passphrase(prompt: str, option: str) -> str:
    """Ask at the terminal, unseen; raises `Unreadable` where nobody can answer."""
    if not sys.stdin.isatty():
        raise Unreadable(_("Kata sandi belum diberikan. Pakai {option} FILE.").format(option=option))
    from getpass import getpass

    return getpass(prompt, stream=sys.stderr)


def new_passphrase(path: Path | None, name: str, option: str) -> str:
    """Take a new passphrase from its file, or ask for it twice; raises `Unreadable` when the two differ."""
    if path is not None:
        return read_passphrase(path)
    first = ask_passphrase(_("Kata sandi baru untuk {name}: ").format(name=name), option)
    if first != ask_passphrase(_("Sekali lagi: "), option):
        raise Unreadable(_("Kedua kata sandi tidak sama. Ulangi."))
    return first
