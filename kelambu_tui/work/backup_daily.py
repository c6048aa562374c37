"""The backup of every day: where it goes, when it is due, made beside the app, and which files stay."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from kelambu_tui.display import display
from kelambu_tui.errors import KelambuError, Refused, Unreadable
from kelambu_tui.locale import _, language
from kelambu_tui.store import tables as t
from kelambu_tui.store.backup_file import ENDING, seal_to
from kelambu_tui.work.backup import Made, check_apart, make_backup, recipients_of, source_in, source_of
from kelambu_tui.work.backup_settings import (
    Settings,
    State,
    holders_of,
    read_settings,
    read_state,
    remember_holder,
    write_settings,
    write_state,
)
from kelambu_tui.work.workspace import Workspace

_CHILD = "kelambu_tui.work.backup_child"
_STAMP = "%Y%m%d-%H%M%S"
_NAME = re.compile(rf"kelambu-([0-9a-z-]+)-(\d{{8}}-\d{{6}}){re.escape(ENDING)}")
_WEEKS = 26
"""Older than the days that are kept, so many weeks keep their newest."""


def let_open(workspace: Workspace, passphrase: str) -> list[dict[str, Any]]:
    """Let this person's passphrase open the backups from now on; slow only where it changed.

    Answers who can open them.
    """
    return remember_holder(
        workspace.folder,
        workspace.database_key,
        workspace.user.name,
        passphrase,
        practice=workspace.practice,
    )


def change_daily(
    workspace: Workspace,
    to: Path | None,
    *,
    off: bool = False,
    keep: int | None = None,
    recovery: Sequence[str] = (),
) -> None:
    """Set the folder of the daily backup, how many days it keeps, and further age recipients.

    Raises `Unreadable` for a folder that is not there, `Refused` for one inside the workspace and for a
    recipient that is none.
    """
    seal_to(recovery, bytes(32))
    if to is not None and not to.is_dir():
        raise Unreadable(
            _("Folder {folder} tidak ada. Pasang stiknya, atau buat dulu foldernya.").format(
                folder=display(to)
            )
        )
    if to is not None:
        check_apart(workspace.folder, to)
    known = read_settings(workspace.folder)
    changed = replace(
        known,
        to=None if off else (to.absolute() if to else known.to),
        keep=keep or known.keep,
        recovery=tuple(dict.fromkeys((*known.recovery, *recovery))),
    )
    if changed != known:
        write_settings(workspace.folder, changed)


def back_up(
    workspace: Workspace,
    out: Path | None = None,
    *,
    force: bool = False,
    holders: Sequence[dict[str, Any]] | None = None,
) -> Made:
    """Make a backup now: to `out`, else to the folder of the daily one; `holders` open it, or all known.

    Raises `Unreadable` where there is neither, `Refused` for a file that is there already (unless
    `force`), and what `make_backup` raises.
    """
    settings = read_settings(workspace.folder)
    if out is None and settings.to is None:
        raise Unreadable(_("Sebutkan berkasnya, atau pasang cadangan harian dengan --to DIR."))
    if out is not None and out.exists() and not out.is_dir() and not force:
        raise Refused(
            _("{file} sudah ada. Beri nama lain, atau pakai --force untuk menggantinya.").format(
                file=display(out)
            )
        )
    daily = settings.to if out is None else None
    target = out if daily is None else daily / file_name(workspace.device, datetime.now(UTC))
    assert target is not None
    openers = holders_of(workspace.folder, workspace.database_key) if holders is None else holders
    recipients = recipients_of(workspace.database, settings.recovery)
    made = make_backup(source_of(workspace), target, openers, recipients)
    write_state(workspace.folder, state_of(made))
    if daily is not None and not made.faults:
        prune(daily, workspace.device, settings.keep)
    return made


def is_due(workspace: Workspace, now: datetime, *, leaving: bool) -> bool:
    """Whether a backup is to be made: on entering when today has none, on leaving when anything is new."""
    settings, state = read_settings(workspace.folder), read_state(workspace.folder)
    if settings.to is None or workspace.database.read_only:
        return False
    if leaving:
        with workspace.database.read() as connection:
            seq = connection.execute(select(t.device.c.seq).where(t.device.c.own)).scalar()
        return seq != state.seq
    made = datetime.fromisoformat(state.at).astimezone() if state.at else None
    return made is None or made.date() != now.astimezone().date()


def begin(workspace: Workspace) -> None:
    """Start the daily backup in a process of its own, which outlives the app and yields to everything."""
    asked = {"folder": str(workspace.folder.absolute()), "key": workspace.database_key.hex()}
    with suppress(OSError):
        child = subprocess.Popen(  # noqa: S603 - our own module; the key goes through the pipe
            [sys.executable, "-P", "-X", "utf8", "-m", _CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"KELAMBU_LANG": language()},
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        assert child.stdin is not None
        child.stdin.write(json.dumps(asked).encode())
        child.stdin.close()
        # Nobody waits for it: that it still runs is no reason for a warning.
        child.returncode = 0


def run(folder: Path, key: bytes, now: datetime | None = None) -> State:
    """Make the daily backup of the workspace in `folder` now; answers how it went, and keeps that.

    Nothing is raised for a stick that is not there, a full one, or a damaged database: it is told at the
    next look. One at a time; whoever comes second does nothing.
    """
    from filelock import FileLock, Timeout

    settings = read_settings(folder)
    if settings.to is None:
        return read_state(folder)
    try:
        with FileLock(folder / "backup.lock").acquire(timeout=0):
            state = _made(folder, key, settings, now or datetime.now(UTC))
            write_state(folder, state)
            return state
    except (Timeout, OSError):
        return read_state(folder)


def _made(folder: Path, key: bytes, settings: Settings, now: datetime) -> State:
    before = read_state(folder)
    assert settings.to is not None
    if not settings.to.is_dir():
        # Never made here: under the place of a stick that is not there it would land on this very disk.
        return replace(before, trouble="missing", sentence="")
    try:
        with source_in(folder, key) as source:
            out = settings.to / file_name(source.device, now)
            recipients = recipients_of(source.database, settings.recovery)
            made = make_backup(source, out, holders_of(folder, key), recipients)
        if not made.faults:
            prune(settings.to, source.device, settings.keep)
    except (KelambuError, OSError) as error:
        return replace(before, trouble="failed", sentence=str(error))
    return state_of(made)


def state_of(made: Made) -> State:
    """What to remember of a backup that went well."""
    return State(made.at, str(made.path.absolute()), made.contents.seq)


def file_name(device: str, now: datetime) -> str:
    """The name of a daily backup: the laptop and the moment (UTC), nothing of people."""
    return f"kelambu-{device}-{now.astimezone(UTC).strftime(_STAMP)}{ENDING}"


def backups_in(folder: Path, device: str) -> list[tuple[datetime, Path]]:
    """The daily backups of this laptop in `folder`, newest first."""
    found: list[tuple[datetime, Path]] = []
    with suppress(OSError):
        for path in folder.iterdir():
            match = _NAME.fullmatch(path.name)
            if match and match[1] == device:
                with suppress(ValueError):
                    found.append((datetime.strptime(match[2], _STAMP).replace(tzinfo=UTC), path))
    return sorted(found, reverse=True)


def prune(folder: Path, device: str, keep: int) -> None:
    """Keep the newest of each of the `keep` last days, and of each earlier week; remove the others.

    Only daily backups of this laptop are ever removed, and never the newest.
    """
    found = backups_in(folder, device)
    days: dict[object, Path] = {}
    weeks: dict[object, Path] = {}
    for moment, path in found:
        if len(days) < keep or moment.date() in days:
            days.setdefault(moment.date(), path)
        elif found[0][0] - moment < timedelta(weeks=_WEEKS):
            weeks.setdefault(moment.isocalendar()[:2], path)
    kept = {*days.values(), *weeks.values()}
    for _moment, path in found:
        if path not in kept:
            with suppress(OSError):
                path.unlink()
