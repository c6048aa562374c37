"""`restore`: a workspace from its backup, with what a damaged one still holds beyond it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kelambu_tui.cli.answering import answer
from kelambu_tui.cli.ending import DAMAGED, DONE, tell_some
from kelambu_tui.cli.entering import ask_passphrase, read_passphrase
from kelambu_tui.cli.frame import Asked, command
from kelambu_tui.cli.places import workspace_folder
from kelambu_tui.cli.recovered import document_of, lines_of
from kelambu_tui.errors import Unreadable
from kelambu_tui.locale import _

if TYPE_CHECKING:
    from kelambu_tui.store.backup_file import Head
    from kelambu_tui.work.restoring import Restored

_FILE = click.Path(path_type=Path)


@command(
    "restore",
    _(
        "Pulihkan cadangan BERKAS ke ruang kerja (--workspace) yang kosong atau rusak. Yang rusak disisihkan "
        "utuh, dan catatannya yang lebih baru dari cadangan ikut dibawa bila terbaca. Yang utuh tidak "
        "diganti."
    ),
)
@click.argument("file", metavar="BERKAS", type=_FILE)
@click.option(
    "--identity",
    type=_FILE,
    metavar="FILE",
    help=_("Buka dengan kunci rahasia pemulihan (age) dalam berkas ini."),
)
def restore(asked: Asked, file: Path, identity: Path | None) -> int:
    """Bring a backup back."""
    from kelambu_tui.store.backup_file import open_held, open_with_identity
    from kelambu_tui.work.restoring import restore as restore_here

    def open_key(head: Head) -> bytes:
        if identity is not None:
            return open_with_identity(head, read_passphrase(identity))
        holder = _holder(asked, head)
        return open_held(holder, _passphrase(asked, head, str(holder["name"])))

    done = restore_here(file, workspace_folder(asked.workspace), open_key)
    tell_some(done.faults)
    answer(asked.json, _restored_document(done), lambda: "\n".join(_restored_lines(done)))
    return DAMAGED if done.faults else DONE


def _holder(asked: Asked, head: Head) -> dict[str, Any]:
    import os

    named = asked.user or os.environ.get("KELAMBU_USER")
    fitting = [one for one in head.holders if named in (None, one["name"])]
    if len(fitting) == 1:
        return fitting[0]
    raise Unreadable(
        _("Sebutkan dengan --user kata sandi siapa yang dipakai. Cadangan ini dibuka oleh: {names}.").format(
            names=", ".join(head.names)
        )
    )


def _passphrase(asked: Asked, head: Head, name: str) -> str:
    import os

    named = asked.passphrase_file or os.environ.get("KELAMBU_PASSPHRASE_FILE")
    if named:
        return read_passphrase(Path(named))
    if head.practice:
        return ""
    return ask_passphrase(_("Kata sandi {name}: ").format(name=name), "--passphrase-file")


def _restored_document(done: Restored) -> dict[str, Any]:
    return {
        "workspace": str(done.folder),
        "device": done.device,
        "made_at": done.made_at,
        "entries": done.contents.entries,
        "last_at": done.contents.last_at,
        "people": done.contents.people,
        "aside": None if done.aside is None else str(done.aside),
        "device_secret": done.secret,
        "recovered": None if done.assembled is None else document_of(done.assembled),
        "faults": list(done.faults),
    }


def _restored_lines(done: Restored) -> list[str]:
    lines = [
        _("Ruang kerja {folder} dipulihkan dari cadangan {at}.").format(folder=done.folder, at=done.made_at)
    ]
    if done.assembled is not None:
        lines += lines_of(done.assembled)
    else:
        text = _("Kembali: {entries} catatan, terakhir {last}; {people} orang di daftar.")
        lines.append(
            text.format(
                entries=done.contents.entries, last=done.contents.last_at or "-", people=done.contents.people
            )
        )
        lines.append(
            _(
                "Yang dicatat sesudah cadangan itu tidak ada di sini. Bila ada yang sudah terkirim ke dinas, "
                "daftarkan laptop ini lagi ke dinas sebelum mengirim."
            )
        )
    if done.aside is not None:
        lines.append(_("Yang rusak disisihkan di {aside}; tidak ada yang dihapus.").format(aside=done.aside))
    if done.secret == "file":  # noqa: S105 - where it is kept, not what it is
        lines.append(
            _("Catatan: rahasia laptop disimpan di {path}, hanya terbaca oleh Anda.").format(
                path=done.folder / "device.secret"
            )
        )
    return lines


COMMANDS = {"restore": restore}
